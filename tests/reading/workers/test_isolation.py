"""A worker that dies, hangs or hoards costs only its own file."""

from __future__ import annotations

import os
import shutil
import signal
import time
from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from pebble import ProcessExpired, ProcessPool

from cchc_excel.domain.submission import Unreadable
from cchc_excel.messages.states import UNREADABLE
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers import isolation
from cchc_excel.reading.workers.isolation import IsolatedExecutor
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.reading.workers.many import read_all

ANSWERS = {"I.1.1": 25, "I.1.2": 5}


def die(_: int) -> None:
    os._exit(7)


def hang(_: int) -> None:
    time.sleep(60)


def hoard(_: int) -> int:
    return sum(len(part) for part in [b"x" * (at + (1 << 22)) for at in range(1000)])


def answer(number: int) -> int:
    return number * 2


@pytest.fixture
def own_workers(monkeypatch):
    monkeypatch.setattr(isolation, "ProcessPool", ProcessPool)


@pytest.mark.slow
def test_a_worker_that_dies_or_hangs_costs_only_its_own_task(own_workers):
    with IsolatedExecutor(2, Limits(seconds=1.5)) as executor:
        futures = [executor.submit(task, at) for at, task in enumerate((answer, die, answer, hang, answer, answer))]
        assert [futures[at].result() for at in (0, 2, 4, 5)] == [0, 4, 8, 10]
        with pytest.raises(ProcessExpired):
            futures[1].result()
        with pytest.raises(FutureTimeoutError):
            futures[3].result()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that ends another process at once")
@pytest.mark.parametrize("seconds", [0, 1])
def test_a_worker_that_dies_between_errands_costs_nothing(own_workers, seconds):
    """At once the next errand may be given out before anybody has noticed; a second later everybody has."""
    with IsolatedExecutor(1, Limits()) as executor:
        for at in range(3):
            os.kill(executor.submit(os.getpid).result(), signal.SIGKILL)
            time.sleep(seconds)
            futures = [executor.submit(answer, number) for number in range(4)]
            assert [future.result(timeout=30) for future in futures] == [0, 2, 4, 6], at


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="as above")
def test_a_file_is_read_after_an_idle_worker_died(own_workers, desk):
    path = desk.drop("STC", ANSWERS)
    form = desk.workspace.catalogue.forms[0]
    with IsolatedExecutor(2, Limits()) as executor:
        pids = {executor.submit(os.getpid).result() for _ in range(20)}
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.5)
        ((_, outcome),) = read_all([path], ExpectedForms.of([form], form.key), Limits(), executor)
    assert outcome.stamp.agency == "STC"


@pytest.mark.slow
def test_workers_that_cannot_be_started_are_told_to_whoever_waits(own_workers, monkeypatch):
    monkeypatch.setattr(isolation, "become_worker", die)
    with IsolatedExecutor(1, Limits()) as executor, pytest.raises((BrokenProcessPool, RuntimeError)):
        executor.submit(answer, 1).result(timeout=60)


@pytest.mark.slow
def test_a_task_that_is_cancelled_ends_at_once(own_workers):
    with IsolatedExecutor(1, Limits()) as executor:
        hanging, waiting, after = executor.submit(hang, 0), executor.submit(hang, 1), executor.submit(answer, 21)
        time.sleep(1)
        began = time.monotonic()
        assert hanging.cancel()
        assert waiting.cancel()
        assert after.result(timeout=30) == 42
        assert time.monotonic() - began < 10


class Fragile(Executor):
    """Does errands at once; one with a file of such a name in it ends as a worker's death or delay does."""

    def submit(self, fn, files, *args):
        future = Future()
        names = {Path(file).stem for file in files}
        if "hoards" in names and len(names) > 1:
            future.set_exception(MemoryError())
        elif "dies" in names:
            future.set_exception(ProcessExpired("gone"))
        elif "hangs" in names:
            future.set_exception(FutureTimeoutError())
        else:
            future.set_result(fn(files, *args))
        return future


@pytest.mark.parametrize("names", [("dies",), ("hangs",), ("dies", "hangs"), ("hoards",)])
def test_files_in_one_errand_with_a_deadly_one_are_read_all_the_same(desk, tmp_path, names):
    good = desk.drop("STC", ANSWERS)
    paths = []
    for at in range(40):
        path = tmp_path / f"{dict(zip((19, 21), names, strict=False)).get(at, at)}.xlsx"
        shutil.copyfile(good, path)
        paths.append(path)
    form = desk.workspace.catalogue.forms[0]
    told = list(read_all(paths, ExpectedForms.of([form], form.key), Limits(seconds=3), Fragile()))
    assert [path for path, _ in told] == paths
    reasons = {path.stem: outcome.facts["reason"] for path, outcome in told if isinstance(outcome, Unreadable)}
    expected = {"dies": UNREADABLE["crashed"], "hangs": UNREADABLE["too_slow"].format(seconds="3")}
    assert reasons == {name: expected[name] for name in names if name in expected}
    assert all(outcome.stamp.agency == "STC" for path, outcome in told if path.stem not in reasons)


def test_a_worker_s_memory_is_bounded(own_workers):
    # Where a thread watches, as under Wine, the worker dies.
    with (
        IsolatedExecutor(1, Limits(memory_bytes=1 << 30)) as executor,
        pytest.raises(MemoryError if os.name == "posix" else (MemoryError, ProcessExpired)),
    ):
        executor.submit(hoard, 0).result()


def test_a_file_beyond_the_limit_is_not_read(desk):
    desk.drop("STC", ANSWERS)
    settings = (desk.workspace.root / "cchc.toml").read_text(encoding="utf-8")
    assert "dung_luong_mb = 50" in settings
    big = desk.drop_bytes("to.xlsx", b"PK" + bytes(2 << 20))
    desk.workspace.settings = desk.workspace.settings.model_copy(
        update={"gioi_han": desk.workspace.settings.gioi_han.model_copy(update={"dung_luong_mb": 1})}
    )
    told = desk.collect()
    assert told[big.name].state == "unreadable"
    assert "1 MB" in told[big.name].reason
    assert told["STC.xlsx"].state == "accepted"

"""Returns read on a real cluster of two workers: the same ledger and the same master, byte for byte."""

from __future__ import annotations

import shutil
import sqlite3
import warnings
from concurrent.futures import Executor, Future

import distributed
import pytest

from cchc_excel.api import Workspace, collect, consolidate
from cchc_excel.cli import main
from cchc_excel.errors import RequestError
from cchc_excel.reading.workers.dask_executor import _ClusterExecutor, dask_executor
from cchc_excel.reading.workers.isolation import WorkerError
from support.desk import Desk


@pytest.fixture(scope="module")
def scheduler():
    """Address of a cluster whose workers are processes of their own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, scheduler_port=0)
    with made:
        yield made.scheduler_address


def told_by(workspace: Workspace) -> list[list[tuple]]:
    """Everything that the ledger says of what was received."""
    queries = ("SELECT * FROM receipt", "SELECT * FROM answers", "SELECT * FROM remark")
    with sqlite3.connect(workspace.ledger_path) as ledger:
        return [ledger.execute(query).fetchall() for query in queries]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_cluster_reads_the_same(scheduler, desk, tmp_path):
    desk.drop("STC", {"I.1.1": 25, "I.1.2": 30})
    desk.drop("SNV", {"I.1.1": 3}, notes={"II.1": "Không áp dụng"})
    desk.drop("STP", {"I.1.1": "hai"}, name="gửi lại.xlsx")
    desk.drop_bytes("hỏng.xlsx", b"PK\x03\x04 torn")
    desk.drop_bytes("quét.pdf", b"%PDF-1.4\n%%EOF\n")
    shutil.copytree(desk.workspace.root, tmp_path / "cluster")
    other = Desk(Workspace(tmp_path / "cluster"))
    here = {name: one.state for name, one in desk.collect().items()}
    with dask_executor(scheduler) as executor:
        there = {one.path.name: one.state for one in collect(other.workspace, executor=executor)}
    assert there == here
    assert len(set(here.values())) > 2
    assert told_by(other.workspace) == told_by(desk.workspace)
    assert consolidate(other.workspace).path.read_bytes() == consolidate(desk.workspace).path.read_bytes()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_the_command_line_reaches_the_cluster(scheduler, desk, capsys):
    desk.drop("STC", {"I.1.1": 25})
    assert main(["-w", str(desk.workspace.root), "collect", "--dask", scheduler]) == 0
    assert "1 đã tiếp nhận" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_nobody_at_the_address_is_a_sentence(monkeypatch):
    monkeypatch.setattr("cchc_excel.reading.workers.dask_executor._SECONDS_TO_ANSWER", 1)
    with pytest.raises(RequestError, match="Không kết nối được với cụm Dask"), dask_executor("tcp://127.0.0.1:9"):
        pass
    for wrong in ("không phải địa chỉ", "tcp://127.0.0.1", "tcp://127.0.0.1:x"):
        with pytest.raises(RequestError, match="Không kết nối được"), dask_executor(wrong):
            pass


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_without_workers_is_a_sentence(monkeypatch):
    monkeypatch.setattr("cchc_excel.reading.workers.dask_executor._SECONDS_TO_ANSWER", 1)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, scheduler_port=0) as empty,
        pytest.raises(RequestError, match="chưa có máy nào nhận việc"),
        dask_executor(empty.scheduler_address),
    ):
        pass


class Given(Executor):
    """Hands out one future, whatever it is given."""

    def __init__(self, future):
        self._future = future

    def submit(self, *_, **__):
        return self._future


def test_whoever_waits_for_a_lost_cluster_is_told():
    lost, killed, broken = Future(), Future(), Future()
    waiting = {one: _ClusterExecutor(Given(one)).submit(len, "x") for one in (lost, killed, broken)}
    lost.cancel()
    lost.set_running_or_notify_cancel()
    killed.set_exception(distributed.KilledWorker("task", None, 3))
    broken.set_exception(OSError("comm closed"))
    for future, error in ((lost, RequestError), (killed, WorkerError), (broken, OSError)):
        assert type(waiting[future].exception(timeout=1)) is error

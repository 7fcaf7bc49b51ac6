"""One arrival has one budget of files, bytes and seconds, whatever is packed in it; what is beyond it is named."""

from __future__ import annotations

import random
import time
from concurrent.futures import Executor, Future
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Timer

import openpyxl
import pytest
from pebble import ProcessExpired

from cchc_excel.api import collect, status
from cchc_excel.domain.submission import Unreadable
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.budgets import Allowance, ArrivalBudget
from cchc_excel.reading.workers.limits import MIB, Limits
from cchc_excel.reading.workers.many import read_all
from cchc_excel.workflow.settings import Settings
from support.hostile_files import slow_document, zipped
from support.letters_received import letter
from support.recorded import archived_files

ANSWERS = {"I.1.1": 25, "I.1.2": 5}


@pytest.fixture
def bounded(monkeypatch):
    """Sets bounds that tests can reach."""

    def limits(**bounds):
        monkeypatch.setattr(Settings, "limits", property(lambda _: replace(Limits(), **bounds)))

    return limits


def told(desk):
    """State of everything, by name."""
    return {result.path.name: result.state for result in collect(desk.workspace)}


def filled(desk, code, answers=ANSWERS):
    path = desk.drop(code, answers)
    content = path.read_bytes()
    path.unlink()
    return content


def notes(count):
    """Files of no interest."""
    return {f"ghi chú {at}.txt": f"Kính gửi {at}".encode() for at in range(count)}


def archive_bytes(desk):
    return sum(path.stat().st_size for path in (desk.workspace.root / "archive").rglob("*") if path.is_file())


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "state"), [(2, "unpacked"), (3, "over_budget")])
def test_files_of_a_zip_are_counted(desk, bounded, count, state):
    bounded(arrival_files=3)
    desk.drop("SNV", ANSWERS)
    content = filled(desk, "STC")
    desk.drop_bytes("gói.zip", zipped({"STC.xlsx": content, **notes(count)}))
    results = {result.path.name: result for result in collect(desk.workspace)}
    assert (results["gói.zip"].state, results["STC.xlsx"].state) == (state, "accepted")
    assert results["SNV.xlsx"].state == "accepted"
    assert ("ghi chú 2.txt" in results) is False
    if count == 3:
        assert results["gói.zip"].reason == (
            "Gói tệp có quá nhiều nội dung (một gói không quá 3 tệp, 17 MB, 80 giây đọc). Đã nhận 3 tệp; chưa nhận: "
            "ghi chú 2.txt."
        )
        assert results["gói.zip"].remedy.startswith("Đề nghị giải nén gói")
        assert "gói.zip" in {receipt.name for receipt in status(desk.workspace).troubled}


@pytest.mark.parametrize(("count", "state"), [(1, "opened_mail"), (2, "over_budget")])
def test_a_letter_in_a_zip_takes_from_the_same_budget(desk, bounded, count, state):
    bounded(arrival_files=3)
    mail = letter(("STC.xlsx", filled(desk, "STC")), *notes(count).items())
    desk.drop_bytes("gói.zip", zipped({"thư.eml": mail.as_bytes()}))
    states = told(desk)
    assert (states["gói.zip"], states["thư.eml"], states["STC.xlsx"]) == ("unpacked", state, "accepted")
    assert len(states) == 4


@pytest.mark.parametrize(("limit", "state"), [(4, "unpacked"), (3, "over_budget")])
def test_a_zip_in_a_letter_takes_from_the_same_budget(desk, bounded, limit, state):
    bounded(arrival_files=limit)
    mail = letter(("gói.zip", zipped({"STC.xlsx": filled(desk, "STC"), **notes(2)})))
    desk.drop_bytes("thư.eml", mail.as_bytes())
    states = told(desk)
    assert (states["thư.eml"], states["gói.zip"], states["STC.xlsx"]) == ("opened_mail", state, "accepted")
    assert len(states) == limit + 1


@pytest.mark.parametrize(("limit", "state"), [(2, "split"), (1, "over_budget")])
def test_tables_of_several_agencies_are_counted(desk, form, bounded, limit, state):
    bounded(arrival_files=limit)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("Sở Nội vụ", "Sở Tư pháp"):
        sheet = book.create_sheet(name)
        sheet.append((f"Quý I năm 2021 tại {name} tỉnh Sóc Trăng",))
        sheet.append(("Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"))
        for row in form.rows:
            sheet.append((row.printed_label, row.unit, 7 if row.code == "I.1.1" else None))
    target = BytesIO()
    book.save(target)
    desk.drop_bytes("hai.xlsx", target.getvalue())
    states = told(desk)
    assert (states["hai.xlsx"], states["Sở Nội vụ"]) == (state, "unassigned")
    assert ("Sở Tư pháp" in states) is (limit == 2)


# --- bytes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "state"), [(0, "unpacked"), (1, "over_budget")])
def test_bytes_of_a_zip_are_counted(desk, bounded, more, state):
    content = filled(desk, "STC")
    bounded(file_bytes=100_000, arrival_times=4)
    # A zip is within the bound of a file where what is in it can be packed.
    filler = "Kính gửi\n".encode() * 40_000
    filler = filler[: 400_000 - len(content) + more]
    desk.drop_bytes("gói.zip", zipped({"STC.xlsx": content, "thư.txt": filler, "rỗng.txt": b""}))
    desk.drop("SNV", ANSWERS)
    states = told(desk)
    assert (states["SNV.xlsx"], states["STC.xlsx"], states["rỗng.txt"]) == ("accepted", "accepted", "unreadable")
    assert (states["gói.zip"], "thư.txt" in states) == (state, more == 0)


def foam(size, seed):
    """Bytes that a zip makes a hundred times smaller."""
    noise = random.Random(seed)
    return b"".join(noise.randbytes(100) + bytes(16_284) for _ in range(size // 16_384))


@pytest.mark.parametrize(
    ("packed", "opened"),
    [
        ("letter", ["unpacked"] * 2 + ["over_budget"] * 7),
        # A zip in a letter in a zip is not opened at all.
        ("zip", ["packed"] * 9),
    ],
)
def test_little_mail_makes_the_archive_little_larger(desk, packed, opened):
    """Zips of zeros in a letter, each within what one zip may hold, together more than two hundred megabytes."""
    bombs = [(f"gói {at}.zip", zipped({f"{at}.bin": foam(24 * MIB, at)})) for at in range(9)]
    mail = letter(("STC.xlsx", filled(desk, "STC")), *bombs).as_bytes()
    desk.drop_bytes("thư.eml", mail) if packed == "letter" else desk.drop_bytes("thư.zip", zipped({"thư.eml": mail}))
    desk.drop("SNV", ANSWERS)
    assert len(mail) < 3 * MIB
    before = archive_bytes(desk)
    states = told(desk)
    assert archive_bytes(desk) - before < 20 * len(mail) + 24 * MIB
    assert (states["STC.xlsx"], states["SNV.xlsx"]) == ("accepted", "accepted")
    assert [states[name] for name, _ in bombs] == opened


def test_what_does_not_fit_is_never_in_the_archive(desk):
    desk.drop_bytes("gói.zip", zipped({"to.bin": foam(24 * MIB, 1), "nhỏ.txt": "Kính gửi".encode()}))
    results = {result.path.name: result for result in collect(desk.workspace)}
    assert {name: one.state for name, one in results.items()} == {"gói.zip": "over_budget", "nhỏ.txt": "not_a_workbook"}
    assert "to.bin" in results["gói.zip"].reason
    assert max(map(len, archived_files(desk.workspace).values())) < MIB


# --- seconds ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_six_slow_documents_in_a_zip_end_within_the_seconds_of_one_arrival(desk, bounded):
    bounded(seconds=3)
    documents = {f"{at}.docx": slow_document(at) for at in range(6)}
    last = filled(desk, "STC")
    content = zipped({**documents, **{f"{at} nữa.docx": slow_document(at) for at in range(6, 20)}, "STC.xlsx": last})
    desk.drop_bytes("gói.zip", content)
    desk.drop("SNV", ANSWERS)
    began = time.monotonic()
    results = {result.path.name: result for result in collect(desk.workspace)}
    assert time.monotonic() - began < 4 * 3 + 5
    assert {results[name].state for name in documents} <= {"unreadable", "over_budget"}
    assert results["SNV.xlsx"].state == "accepted"
    unread = results["STC.xlsx"]
    assert (unread.state, unread.remedy.startswith("Đề nghị giải nén gói")) == ("over_budget", True)
    assert "80 giây" not in unread.reason
    assert "12 giây" in unread.reason
    # As the remedy says: by itself it is read, though the zip still lies there.
    desk.drop_bytes("STC.xlsx", last)
    assert [result.state for result in collect(desk.workspace) if result.path.parent.name != "gói.zip"].count(
        "accepted"
    ) == 1


class Answering(Executor):
    """Gives out the futures that it was given."""

    def __init__(self, *futures):
        self._futures = list(futures)

    def submit(self, *_, **__):
        return self._futures.pop(0)


def ended(seconds):
    future = Future()
    future.set_result([(Unreadable("no_stamp"), seconds)])
    return future


def died(error):
    future = Future()
    future.set_exception(error)
    return future


@pytest.mark.parametrize(("seconds", "state"), [(79.9, "no_stamp"), (80, "over_budget")])
def test_nothing_more_is_read_once_the_seconds_are_over(form, seconds, state):
    waiting = Future()
    if state == "no_stamp":
        Timer(0.05, lambda: waiting.set_result([(Unreadable("no_stamp"), 0.1)])).start()
    budget, others = ArrivalBudget(Limits(), 1000), ArrivalBudget(Limits(), 1000)
    last = Path("another arrival")
    outcomes = read_all(
        [Path("a"), Path("b"), last],
        ExpectedForms.of([form], form.key),
        Limits(),
        Answering(ended(seconds), waiting, ended(0.1)),
        budget_of=lambda path: others if path == last else budget,
    )
    assert [outcome.state for _, outcome in outcomes] == ["no_stamp", state, "no_stamp"]


@pytest.mark.parametrize(("deaths", "is_spent"), [(3, False), (4, True)])
@pytest.mark.parametrize("error", [TimeoutError(), ProcessExpired("gone")])
def test_a_file_over_which_a_worker_dies_takes_all_its_seconds(form, deaths, is_spent, error):
    budget = ArrivalBudget(Limits(), 1000)
    paths = [Path(str(at)) for at in range(deaths)]
    executor = Answering(*(died(error) for _ in paths))
    told = list(read_all(paths, ExpectedForms.of([form], form.key), Limits(), executor, budget_of=lambda _: budget))
    assert {outcome.state for _, outcome in told} == {"unreadable"}
    assert budget.is_spent is is_spent


# --- the sums -----------------------------------------------------------------------------------------------------


def test_the_sums():
    limits = Limits(file_bytes=10 * MIB, seconds=20, arrival_files=3)
    small, large = ArrivalBudget(limits, 1000), ArrivalBudget(limits, 10 * MIB)
    assert small.allowance == Allowance(3, 16 * MIB + 20_000)
    assert large.allowance == Allowance(3, 40 * MIB)
    small.take(16 * MIB)
    assert small.allowance == Allowance(2, 20_000)
    # What repeats the arrival itself is held against the bytes alone.
    assert small.take_copy(24 * MIB)
    assert not small.take_copy(1)
    assert large.take_copy(20 * MIB)
    assert large.take_copy(20 * MIB)
    assert not large.take_copy(1)
    large.spend(79.9)
    assert not large.is_spent
    large.spend(0.1)
    assert large.is_spent or large.seconds_left < 1e-9


def test_copies_beyond_the_files_are_too_much():
    budget = ArrivalBudget(Limits(arrival_files=2), 1)
    assert [budget.take_copy(1) for _ in range(3)] == [True, True, False]

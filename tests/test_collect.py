"""Every received file ends in a named state, with its reason; nothing is lost, and doing it again changes nothing."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sqlite3
import time
import zipfile
from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from pebble import ProcessExpired

from cchc_excel.api import Workspace, collect, consolidate, doctor, generate, log, status
from cchc_excel.cli.main import main
from cchc_excel.domain.agency import Register
from cchc_excel.domain.submission import Unreadable
from cchc_excel.errors import RequestError
from cchc_excel.messages.states import NAMES, UNREADABLE
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.isolation import IsolatedExecutor
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.reading.workers.many import read_all
from cchc_excel.workflow.settings import Settings

PERIOD = "2021-Q1"
ANSWERS = {"I.1.1": 25, "I.1.2": 5}


def encrypted(content: bytes) -> bytes:
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt("mat khau", target)
    return target.getvalue()


def with_cell(content: bytes, cell: str) -> bytes:
    """The workbook with one more value, far away."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(
                    b"</sheetData>", f'<row r="1048576"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
                )
            made.writestr(part, data)
    return target.getvalue()


def test_an_accepted_return(desk):
    path = desk.drop("STC", ANSWERS)
    told = desk.collect()["STC.xlsx"]
    assert (told.state, told.agency, told.number) == ("accepted", "STC", 1)
    assert told.reason == "Lần nộp 1, đã điền 2/129 chỉ tiêu."
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    kept = desk.workspace.root / "archive" / "originals" / f"{digest}.xlsx"
    assert kept.read_bytes() == path.read_bytes()


def test_every_kind_of_arrival_ends_in_its_state(desk, tmp_path):
    good = desk.drop("STC", ANSWERS).read_bytes()
    foreign = io.BytesIO()
    openpyxl.Workbook().save(foreign)
    desk.drop_bytes("~$STC.xlsx", b"lock")
    desk.drop_bytes("Thumbs.db", b"db")
    desk.drop_bytes("rong.xlsx", b"")
    desk.drop_bytes("cut.xlsx", good[: len(good) // 2])
    desk.drop_bytes("matkhau.xlsx", encrypted(good))
    desk.drop_bytes("khac.xlsx", foreign.getvalue())
    desk.drop_bytes("scan.pdf", b"%PDF-1.7\n")
    desk.drop_bytes("scan.xlsx", b"\x89PNG\r\n")
    desk.drop_bytes("thu.txt", "Kính gửi Sở Nội vụ".encode())
    desk.drop_bytes("xa tit.xlsx", with_cell(good, "XFD1048576"))
    desk.drop_bytes("ban sao.xlsx", good)
    desk.drop_bytes("khong duoi", desk.drop("SNV", ANSWERS, name="tam.xlsx").read_bytes() + b"")
    states = {name: told.state for name, told in desk.collect().items()}
    assert states == {
        "STC.xlsx": "accepted",
        "~$STC.xlsx": "ignored",
        "Thumbs.db": "ignored",
        "rong.xlsx": "unreadable",
        "cut.xlsx": "unreadable",
        "matkhau.xlsx": "encrypted",
        "khac.xlsx": "no_stamp",
        "scan.pdf": "not_a_workbook",
        "scan.xlsx": "not_a_workbook",
        "thu.txt": "not_a_workbook",
        "xa tit.xlsx": "unreadable",
        "ban sao.xlsx": "duplicate",
        "khong duoi": states["khong duoi"],
        "tam.xlsx": states["tam.xlsx"],
    }
    assert {states["khong duoi"], states["tam.xlsx"]} == {"accepted", "duplicate"}
    assert set(states.values()) <= set(NAMES)
    # Every file but the passed-over ones is in the archive, one copy of each content.
    contents = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in desk.workspace.folder("returned", PERIOD).iterdir()
        if states[path.name] != "ignored"
    }
    kept = {
        path.stem for path in desk.workspace.root.joinpath("archive").rglob("*") if path.suffix not in ("", ".json")
    }
    assert kept == contents


def test_every_state_tells_its_reason_and_what_to_do(desk):
    desk.drop_bytes("rong.xlsx", b"")
    desk.drop_bytes("scan.pdf", b"%PDF-1.7\n")
    told = desk.collect()
    assert told["rong.xlsx"].reason == "Tệp rỗng (0 byte)."
    assert told["rong.xlsx"].remedy.startswith("Đề nghị")
    assert told["scan.pdf"].reason == "Đây là tệp PDF."


def dump(workspace: Workspace) -> list[str]:
    with sqlite3.connect(workspace.root / "cchc.sqlite") as db:
        lines = list(db.iterdump())
    db.close()
    return lines


def files(workspace: Workspace) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (workspace.root / "archive").rglob("*") if path.is_file()}


def test_collecting_twice_changes_nothing(desk):
    desk.drop("STC", ANSWERS)
    desk.drop_bytes("scan.pdf", b"%PDF-1.7\n")
    desk.drop_bytes("rong.xlsx", b"")
    desk.collect()
    before = dump(desk.workspace), files(desk.workspace)
    again = desk.collect()
    assert (dump(desk.workspace), files(desk.workspace)) == before
    assert again["STC.xlsx"].state == "known"
    assert "đã tiếp nhận, lần nộp 1" in again["STC.xlsx"].reason
    assert again["scan.pdf"].state == "not_a_workbook"


def test_the_latest_return_counts_and_all_are_kept(desk):
    desk.drop("STC", {"I.1.1": 1}, name="lan 1.xlsx", when=datetime(2021, 3, 10))
    desk.collect()
    desk.drop("STC", {"I.1.1": 2}, name="lan 2.xlsx", when=datetime(2021, 3, 12))
    told = desk.collect()
    assert (told["lan 2.xlsx"].state, told["lan 2.xlsx"].number) == ("accepted", 2)
    assert "bị thay thế" in told["lan 1.xlsx"].reason
    desk.drop("STC", {"I.1.1": 3}, name="den muon.xlsx", when=datetime(2021, 3, 11))
    told = desk.collect()
    assert (told["den muon.xlsx"].state, told["den muon.xlsx"].number) == ("superseded", 3)
    with desk.workspace.ledger() as ledger:
        (current,) = ledger.accepted(PERIOD)
    assert current.receipt.name == "lan 2.xlsx"


def test_a_return_of_another_period_that_comes_again_is_told_with_its_period(desk):
    first = desk.drop("STC", ANSWERS, name="một.xlsx")
    desk.drop("STC", {**ANSWERS, "I.1.1": 26}, name="hai.xlsx", when=datetime(2021, 3, 11))
    desk.collect()
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    desk.drop_bytes("STC.xlsx", first.read_bytes(), period="2021-6T")
    told = {one.path.name: one for one in collect(desk.workspace, "2021-6T")}["STC.xlsx"]
    assert told.state == "duplicate"
    assert "trong kỳ 2021-Q1, không phải báo cáo kỳ 2021-6T" in told.remedy
    assert "cchc assign" not in told.remedy


def test_files_of_another_period_or_workspace_are_told_apart(desk, tmp_path):
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    wrong = desk.drop("STC", ANSWERS, name="6 thang.xlsx", period="2021-6T")
    told = {one.path.name: one for one in collect(desk.workspace, PERIOD, [wrong])}["6 thang.xlsx"]
    assert (told.state, told.agency) == ("wrong_period", "STC")
    assert "2021-6T" in told.reason
    assert "2021-Q1" in told.reason

    other = Workspace.create(
        tmp_path / "other", Settings(), (desk.agency("STC"),), key=b"another key, of 32 bytes too...."
    )
    generate(other, PERIOD)
    forged = next(other.folder("templates", PERIOD).iterdir())
    told = {one.path.name: one for one in collect(desk.workspace, PERIOD, [forged])}[forged.name]
    assert told.state == "bad_seal"


def test_an_agency_that_left_the_register(desk):
    path = desk.drop("STP", ANSWERS)
    left = [agency for agency in desk.workspace.register.agencies if agency.code != "STP"]
    desk.workspace.__dict__["register"] = Register(left)
    told = desk.collect()[path.name]
    assert told.state == "unknown_agency"
    assert "STP" in told.reason
    # Back in the register, the same file is looked at again.
    del desk.workspace.__dict__["register"]
    assert desk.collect()[path.name].state == "accepted"


def test_a_forwarded_template_of_another_agency_counts_for_the_one_in_the_stamp(desk):
    path = desk.drop("SNV", ANSWERS, name="STC.xlsx")
    assert desk.collect()[path.name].agency == "SNV"


def test_an_older_issue_is_told(desk):
    path = desk.drop("STC", ANSWERS)
    with sqlite3.connect(desk.workspace.root / "cchc.sqlite") as db:
        db.execute("INSERT INTO issue SELECT period, agency, 2, issued, file, seal FROM issue WHERE agency = 'STC'")
    db.close()
    assert desk.collect()[path.name].state == "accepted"
    with desk.workspace.ledger() as ledger:
        (record,) = ledger.accepted(PERIOD)
    assert [remark.code for remark in record.notices] == ["CT07"]


def test_late_is_by_the_day_it_came(desk):
    desk.drop("STC", ANSWERS, when=datetime(2021, 3, 17, 23, 59))
    desk.drop("SNV", ANSWERS, when=datetime(2021, 3, 18, 0, 1))
    desk.collect()
    states = {one.agency.code: one.state for one in status(desk.workspace, today=date(2021, 3, 20)).agencies}
    assert states == {"STC": "on_time", "SNV": "late", "STP": "overdue"}
    assert status(desk.workspace, today=date(2021, 3, 17)).count("missing") == 1


def test_a_correction_after_the_deadline_makes_nobody_late(desk, capsys):
    desk.drop("STC", ANSWERS, when=datetime(2021, 3, 10))
    desk.drop("STC", {**ANSWERS, "I.1.1": 26}, name="STC sửa.xlsx", when=datetime(2021, 3, 24))
    # What was sent without a figure in it has met no deadline.
    desk.drop("SNV", when=datetime(2021, 3, 10))
    desk.drop("SNV", ANSWERS, name="SNV điền.xlsx", when=datetime(2021, 3, 24))
    desk.collect()
    found = {one.agency.code: one for one in status(desk.workspace, today=date(2021, 3, 25)).agencies}
    assert (found["STC"].state, found["SNV"].state) == ("on_time", "late")
    assert (found["STC"].received, found["STC"].resent) == (datetime(2021, 3, 10), datetime(2021, 3, 24))
    assert (found["SNV"].received, found["SNV"].resent) == (datetime(2021, 3, 24), None)
    assert main(["-w", str(desk.workspace.root), "status"]) == 0
    assert "2 (nộp lại 24/03)" in capsys.readouterr().out
    book = openpyxl.load_workbook(consolidate(desk.workspace).path)
    rows = {row[1].value: [cell.value for cell in row] for row in book["Tiến độ nộp"].iter_rows(min_row=5)}
    assert rows["STC"][4:6] == ["Đúng hạn", datetime(2021, 3, 10)]
    assert rows["STC"][10] == "STC sửa.xlsx (nộp lại ngày 24/03/2021)"


def test_a_day_that_has_not_come_is_no_day_of_receipt(desk):
    desk.drop("STC", ANSWERS)
    with pytest.raises(RequestError, match="chưa đến"):
        desk.collect(received=datetime.now() + timedelta(days=1))
    assert desk.collect(received=datetime.now())["STC.xlsx"].state == "accepted"


@pytest.mark.parametrize("stamp", [4e9, 2**33 * 100, -(2**40)])
def test_a_file_with_an_impossible_date_is_taken_in(desk, stamp):
    path = desk.drop("STC", {"I.1.1": 25})
    try:
        os.utime(path, (stamp, stamp))
    except (OSError, OverflowError):
        pytest.skip("the file system keeps no such date")
    assert desk.collect()["STC.xlsx"].state == "accepted"


def test_the_day_of_receipt_can_be_said(desk):
    desk.drop("STC", ANSWERS, when=datetime(2021, 3, 25))
    desk.collect(received=datetime(2021, 3, 16, 12))
    assert status(desk.workspace).agencies[0].state == "on_time"


def test_the_day_of_a_known_file_is_corrected_where_the_file_is_named(desk):
    path = desk.drop("STC", ANSWERS, when=datetime(2021, 3, 25, 8))
    desk.collect()
    (told,) = collect(desk.workspace, received=datetime(2021, 3, 16, 12))
    assert "Thời điểm nhận vẫn là 25/03/2021 08:00." in told.reason
    assert f'cchc collect "{path}" -k 2021-Q1 --received' in told.remedy
    assert status(desk.workspace).agencies[0].state == "late"
    (told,) = collect(desk.workspace, paths=[path], received=datetime(2021, 3, 16, 12))
    assert (told.state, told.remedy, told.is_news) == ("known", "", True)
    assert told.reason.endswith("Thời điểm nhận sửa từ 25/03/2021 08:00 thành 16/03/2021 12:00.")
    assert status(desk.workspace).agencies[0].state == "on_time"
    doctor(desk.workspace, rebuild=True)
    assert status(desk.workspace).agencies[0].state == "on_time"


def test_a_copy_that_comes_later_does_not_change_the_day_of_what_is_known(desk):
    path = desk.drop("STC", ANSWERS, when=datetime(2021, 3, 10))
    desk.collect()
    copy = path.with_name("bản sao.xlsx")
    shutil.copy(path, copy)
    packed = path.with_name("gói.zip")
    with zipfile.ZipFile(packed, "w") as made:
        made.write(path, "STC.xlsx")
    told = collect(desk.workspace, paths=[copy, packed], received=datetime(2021, 3, 25))
    assert [one.state for one in told] == ["duplicate", "unpacked", "duplicate"]
    assert status(desk.workspace).agencies[0].received == datetime(2021, 3, 10)


def test_a_corrected_day_decides_which_return_counts(desk):
    first = desk.drop("STC", ANSWERS, name="một.xlsx", when=datetime(2021, 3, 10))
    desk.drop("STC", {**ANSWERS, "I.1.1": 26}, name="hai.xlsx", when=datetime(2021, 3, 11))
    desk.collect()
    collect(desk.workspace, paths=[first], received=datetime(2021, 3, 12))
    with desk.workspace.ledger() as ledger:
        assert [record.receipt.name for record in ledger.accepted(PERIOD)] == ["một.xlsx"]


def test_the_day_before_it_was_corrected_is_kept_in_the_log(desk):
    path = desk.drop("STC", ANSWERS, when=datetime(2021, 3, 25, 8))
    desk.collect()
    for day in (16, 17):
        collect(desk.workspace, paths=[path], received=datetime(2021, 3, day, 12))
    (line,) = (line for line in log(desk.workspace, "STC")[1] if "Nhận tệp" in line.text)
    assert line.when == datetime(2021, 3, 17, 12)
    assert line.text.endswith("Thời điểm nhận được sửa theo quyết định, trước đó là 25/03/2021 08:00.")


def test_a_superseded_file_that_is_put_there_anew_may_be_meant(desk):
    first = desk.drop("STC", ANSWERS, name="một.xlsx")
    desk.drop("STC", {**ANSWERS, "I.1.1": 26}, name="hai.xlsx", when=datetime(2021, 3, 11))
    desk.collect()
    assert desk.collect()["một.xlsx"].state == "known"
    later = time.time() + 60
    os.utime(first, (later, later))
    # A day ahead is told as now, which is no later than the run.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("cchc_excel.workflow.intake._changed_at", lambda _: datetime.fromtimestamp(later))
        told = desk.collect()["một.xlsx"]
    assert (told.state, 'cchc assign "một.xlsx" --agency STC -k 2021-Q1' in told.remedy) == ("duplicate", True)


def test_the_day_of_what_is_in_a_named_zip_is_corrected(desk):
    path = desk.drop("STC", ANSWERS)
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w") as made:
        made.write(path, "STC.xlsx")
    path.unlink()
    collect(desk.workspace, received=datetime(2021, 3, 25))
    assert status(desk.workspace).agencies[0].state == "late"
    collect(desk.workspace, paths=[packed], received=datetime(2021, 3, 16, 12))
    assert status(desk.workspace).agencies[0].state == "on_time"


def test_what_nobody_has_taken_in_is_told(desk):
    desk.drop("STC", ANSWERS)
    desk.collect()
    assert status(desk.workspace).uncollected == {}
    late = desk.drop("SNV", ANSWERS)
    # In place of the one that was collected.
    again = desk.drop("STC", {**ANSWERS, "I.1.1": 26}, when=datetime(2021, 3, 11))
    (late.parent / "~$STC.xlsx").write_bytes(b"")
    shutil.copy(
        desk.workspace.archive.find(next(iter(desk.workspace.archive.files()))[0]), late.parent / "bản sao.xlsx"
    )
    assert status(desk.workspace).uncollected == {PERIOD: [late, again]}
    desk.collect()
    assert status(desk.workspace).uncollected == {}
    # A correction of this period, after the next one was issued.
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    corrected = desk.drop("SNV", {**ANSWERS, "I.1.1": 27}, name="sửa.xlsx", when=datetime(2021, 6, 2))
    assert status(desk.workspace, "2021-6T").uncollected == {PERIOD: [corrected]}


@pytest.mark.parametrize(("arrange", "words"), [
    (lambda _: None, "Không có tệp nào"),
    (lambda desk: shutil.rmtree(desk.workspace.folder("returned", PERIOD)), "Không tìm thấy"),
])  # fmt: skip
def test_nothing_to_collect_is_said(desk, arrange, words):
    arrange(desk)
    with pytest.raises(RequestError, match=words):
        desk.collect()


def test_answers_beyond_the_form_are_told_and_not_counted(desk):
    path = desk.drop("STC", ANSWERS)
    book = openpyxl.load_workbook(path)
    book["Bảng 1"]["E10"] = 12  # a heading's figure cell
    book["Bảng 1"]["E180"] = 77  # below the form
    book.save(path)
    assert desk.collect()[path.name].state == "accepted"
    with desk.workspace.ledger() as ledger:
        (record,) = ledger.accepted(PERIOD)
    beyond = [remark.facts["cell"] for remark in record.notices if remark.code == "CT02"]
    assert beyond == ["E10", "E180"]


def test_moved_rows_and_columns_are_found_by_their_codes(desk):
    path = desk.drop("STC", ANSWERS, notes={"I.1.2": "giải trình"})
    book = openpyxl.load_workbook(path)
    sheet = book["Bảng 1"]
    sheet.insert_rows(10, 2)
    sheet.insert_cols(3)
    sheet.title = "Sheet1"
    book.save(path)
    assert desk.collect()[path.name].state == "accepted"
    with desk.workspace.ledger() as ledger:
        (record,) = ledger.accepted(PERIOD)
    found = {answer.code: answer for answer in record.answers if answer.entry.raw.kind != "blank"}
    assert {code: answer.entry.raw.value for code, answer in found.items()} == ANSWERS
    assert found["I.1.2"].entry.note == "giải trình"
    assert (found["I.1.1"].entry.sheet, found["I.1.1"].entry.cell) == ("Sheet1", "F13")
    assert "CT06" in [remark.code for remark in record.notices]


def test_a_doubled_code_with_different_figures_is_nobodys(desk):
    path = desk.drop("STC", ANSWERS)
    book = openpyxl.load_workbook(path)
    sheet = book["Bảng 1"]
    sheet["A180"], sheet["E180"] = "I.1.1", 99
    book.save(path)
    desk.collect()
    with desk.workspace.ledger() as ledger:
        (record,) = ledger.accepted(PERIOD)
    assert "I.1.1" not in {answer.code for answer in record.answers}
    assert [remark.facts for remark in record.notices if remark.code == "CT03"] == [
        {"code": "I.1.1", "cells": "E11, E180"}
    ]


def test_what_the_reading_library_hides_is_seen(desk):
    """Excel errors, formulas without a result and percentage formats."""
    path = desk.drop("STC", {"I.1.1": 25, "I.1.2": 5, "I.3.1": 50, "I.5.3": 0.992})
    book = openpyxl.load_workbook(path)
    sheet = book["Bảng 1"]
    sheet["E11"] = "#REF!"
    sheet["E12"] = "=E11+1"
    sheet["E33"].number_format = "0.0%"
    book.save(path)
    desk.collect()
    with desk.workspace.ledger() as ledger:
        (record,) = ledger.accepted(PERIOD)
    raw = {answer.code: answer.entry.raw for answer in record.answers}
    assert (raw["I.1.1"].kind, raw["I.1.1"].value) == ("error", "#REF!")
    assert raw["I.1.2"].kind == "uncalculated"


# --- isolation ------------------------------------------------------------------------------------------------------


def die(_: int) -> None:
    os._exit(7)


def hang(_: int) -> None:
    time.sleep(60)


def hoard(_: int) -> int:
    return len(bytearray(4 << 30))


def answer(number: int) -> int:
    return number * 2


def test_a_worker_that_dies_or_hangs_costs_only_its_own_task():
    with IsolatedExecutor(2, Limits(seconds=1.5)) as executor:
        futures = [executor.submit(task, at) for at, task in enumerate((answer, die, answer, hang, answer, answer))]
        assert [futures[at].result() for at in (0, 2, 4, 5)] == [0, 4, 8, 10]
        with pytest.raises(ProcessExpired):
            futures[1].result()
        with pytest.raises(FutureTimeoutError):
            futures[3].result()


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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no bound on a process's address space")
def test_a_worker_s_memory_is_bounded():
    with IsolatedExecutor(1, Limits(memory_bytes=1 << 30)) as executor, pytest.raises(MemoryError):
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

"""Every received file ends in a named state, with its reason; doing it again changes nothing."""

from __future__ import annotations

import hashlib
import io
import shutil
import sqlite3
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from cchc_excel.api import Workspace, assign, collect, generate
from cchc_excel.domain.agency import Register
from cchc_excel.errors import RequestError
from cchc_excel.messages.states import NAMES
from cchc_excel.workflow.settings import Settings
from support.recorded import archived_files

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
        "STC.xlsx": "superseded",
        "~$STC.xlsx": "ignored",
        "Thumbs.db": "ignored",
        "rong.xlsx": "unreadable",
        "cut.xlsx": "unreadable",
        "matkhau.xlsx": "encrypted",
        "khac.xlsx": "no_stamp",
        "scan.pdf": "not_a_workbook",
        "scan.xlsx": "not_a_workbook",
        "thu.txt": "not_a_workbook",
        "xa tit.xlsx": "accepted",  # a stray cell far away sinks no file
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
    assert told["scan.pdf"].reason == "Đây là tệp PDF không đọc được bảng số liệu (bản quét, bản chụp)."
    assert "mở báo cáo bằng Excel, chọn Lưu thành (Save As) .xlsx" in told["scan.pdf"].remedy


def dump(workspace: Workspace) -> list[str]:
    with sqlite3.connect(workspace.root / "cchc.sqlite") as db:
        lines = list(db.iterdump())
    db.close()
    return lines


def test_collecting_twice_changes_nothing(desk):
    desk.drop("STC", ANSWERS)
    desk.drop_bytes("scan.pdf", b"%PDF-1.7\n")
    desk.drop_bytes("rong.xlsx", b"")
    desk.collect()
    before = dump(desk.workspace), archived_files(desk.workspace)
    again = desk.collect()
    assert (dump(desk.workspace), archived_files(desk.workspace)) == before
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
    assert "biểu mẫu của kỳ 2021-6T, không phải Quý I" in assign(desk.workspace, "6 thang.xlsx", "STC", PERIOD).remedy

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
    (entry,) = [answer.entry for answer in record.answers if answer.code == "I.1.1"]
    assert (entry.raw.kind, entry.raw.aside) == ("blank", "25; 99")
    assert [remark.facts for remark in record.notices if remark.code == "CT03"] == [
        {"row": "I.1.1", "code": "I.1.1", "cells": "E11, E180"}
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

"""A workbook with tables of several agencies: each is a return of its own, and a person says whose."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from cchc_excel.api import assign, collect, doctor, status
from cchc_excel.errors import RequestError
from support.desk import PERIOD
from support.recorded import file_id

HEADER = ("Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú")
NAMES = {"SNV": "Sở Nội vụ tỉnh Sóc Trăng", "STP": "Sở Tư pháp tỉnh Sóc Trăng"}
NOON, LATE = datetime(2021, 3, 10, 12, 0), datetime(2021, 3, 10, 15, 0)


@pytest.fixture
def table(form):
    """Rows of the form's table with one figure under an agency's heading, as somebody copies it together."""

    def made(name, figure):
        rows = [(f"Quý I năm 2021 tại {name}",), HEADER]
        return [*rows, *((row.printed_label, row.unit, figure if row.code == "I.1.1" else None) for row in form.rows)]

    return made


@pytest.fixture
def both(table):
    """A workbook with a sheet for each of two agencies."""
    return workbook({"SNV": table(NAMES["SNV"], 7), "Tư pháp": table(NAMES["STP"], 8)})


def workbook(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def counted(desk, agency):
    """The figure of I.1.1 that counts, and the name of the file."""
    with desk.workspace.ledger() as ledger:
        records = {record.receipt.agency: record for record in ledger.accepted(PERIOD)}
    if agency not in records:
        return None
    record = records[agency]
    figure = next(answer.entry.raw.shown for answer in record.answers if answer.entry.code == "I.1.1")
    return figure, record.receipt.name


def troubled(desk):
    return [(receipt.name, receipt.state) for receipt in status(desk.workspace).troubled]


def test_each_table_waits_as_a_file_of_its_own(desk, both):
    desk.drop_bytes("hai co quan.xlsx", both)
    results = collect(desk.workspace)
    assert [(result.path.name, result.state) for result in results] == [
        ("hai co quan.xlsx", "split"),
        ("SNV", "unassigned"),
        ("Tư pháp", "unassigned"),
    ]
    assert results[0].reason == (
        f"Tệp có bảng số liệu của nhiều cơ quan (“SNV”: {NAMES['SNV']}; “Tư pháp”: {NAMES['STP']}), "
        "đã xử lý từng bảng như một tệp riêng."
    )
    assert results[0].remedy == ""
    assert "có thể là STP" in results[2].reason
    number = file_id(desk, "hai co quan.xlsx/Tư pháp")
    assert results[2].remedy.endswith(f"cchc assign {number} --agency MÃ-CƠ-QUAN -k {PERIOD}")
    assert counted(desk, "SNV") is None
    assert troubled(desk) == [("hai co quan.xlsx/SNV", "unassigned"), ("hai co quan.xlsx/Tư pháp", "unassigned")]


@pytest.mark.parametrize("by", ["name", "sheet"])
def test_each_is_assigned_alone_and_both_count(desk, both, by):
    desk.drop_bytes("hai co quan.xlsx", both)
    collect(desk.workspace)
    for sheet, agency in (("SNV", "SNV"), ("Tư pháp", "STP")):
        if by == "name":
            assign(desk.workspace, f"hai co quan.xlsx/{sheet}", agency)
        else:
            assign(desk.workspace, "hai co quan.xlsx", agency, sheet=sheet)
    assert counted(desk, "SNV") == ("7", "hai co quan.xlsx/SNV")
    assert counted(desk, "STP") == ("8", "hai co quan.xlsx/Tư pháp")
    assert troubled(desk) == []
    assert {result.state for result in collect(desk.workspace)} <= {"split", "known"}
    doctor(desk.workspace, rebuild=True)
    assert counted(desk, "SNV") == ("7", "hai co quan.xlsx/SNV")
    assert counted(desk, "STP") == ("8", "hai co quan.xlsx/Tư pháp")
    assert troubled(desk) == []


def test_two_tables_on_one_sheet_are_told_apart_by_their_rows(desk, table):
    first, second = table(NAMES["SNV"], 7), table(NAMES["STP"], 8)
    desk.drop_bytes("mot sheet.xlsx", workbook({"Tổng hợp": [*first, (), *second]}))
    _, *tables = collect(desk.workspace)
    below = f"Tổng hợp (từ dòng {len(first) + 4})"
    assert [result.path.name for result in tables] == ["Tổng hợp (từ dòng 3)", below]
    with pytest.raises(RequestError, match="nhiều cơ quan"):
        assign(desk.workspace, "mot sheet.xlsx", "STP")
    assign(desk.workspace, "mot sheet.xlsx", "STP", sheet=below)
    assert counted(desk, "STP") == ("8", f"mot sheet.xlsx/{below}")


def test_a_table_beside_an_agency_s_own_is_another_s_when_a_person_says_so(desk, both, table):
    path = desk.drop("STC", {"I.1.1": 5}, when=NOON)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Nội vụ")
    for row in table(NAMES["SNV"], 9):
        sheet.append(row)
    book.save(path)
    assert desk.collect()["STC.xlsx"].state == "accepted"
    result = assign(desk.workspace, "STC.xlsx", "SNV", sheet="Nội vụ")
    assert (result.state, result.remedy) == ("accepted", "")
    assert (counted(desk, "STC"), counted(desk, "SNV")) == (("5", "STC.xlsx"), ("9", "STC.xlsx/Nội vụ"))


def test_a_table_that_names_another_agency_is_told_when_it_is_assigned(desk, both):
    desk.drop_bytes("hai.xlsx", both)
    collect(desk.workspace)
    assert "STP, không phải STC" in assign(desk.workspace, "hai.xlsx", "STC", sheet="Tư pháp").remedy


@pytest.mark.parametrize("sheet", ["Không có", "tu phap"])
def test_a_sheet_without_the_table_is_refused_and_leaves_nothing(desk, both, sheet):
    desk.drop_bytes("hai.xlsx", both)
    collect(desk.workspace)
    with pytest.raises(RequestError, match=f"không có bảng số liệu của biểu mẫu trên sheet “{sheet}”"):
        assign(desk.workspace, "hai.xlsx", "STP", sheet=sheet)
    assert [name for name, _ in troubled(desk)] == ["hai.xlsx/SNV", "hai.xlsx/Tư pháp"]


def test_the_stamp_of_the_whole_file_speaks_for_no_table_taken_out(desk, table):
    """An agency's own template, its sheet copied for another one: neither is the stamp's without a person."""
    path = desk.drop("STC", {"I.1.1": 5}, when=NOON)
    book = openpyxl.load_workbook(path)
    own = book.worksheets[0]
    copied = book.copy_worksheet(own)
    copied.title = "Bản sao"
    for line in (own, copied):
        title = next(cell for row in line.iter_rows(max_row=10) for cell in row if "TẠI" in str(cell.value))
        title.value = f"QUÝ I NĂM 2021 TẠI {NAMES['SNV'] if line is copied else 'Sở Tài chính tỉnh Sóc Trăng'}".upper()
    book.save(path)
    states = {result.path.name: result.state for result in collect(desk.workspace)}
    assert states == {"STC.xlsx": "split", own.title: "unassigned", "Bản sao": "unassigned"}
    assert counted(desk, "STC") is None

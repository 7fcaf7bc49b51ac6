"""Long sheets: streamed row by row, with the same content as any other, in memory that does not grow."""

from __future__ import annotations

import tracemalloc
import zipfile
from contextlib import contextmanager
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator
from xlsxwriter.worksheet import Worksheet

from cchc_excel.api import consolidate
from cchc_excel.output import spreadsheet
from cchc_excel.output.spreadsheet import writing, writing_large

TEXTS = ("Sở Tài chính", "=1+1", "  hai  khoảng trắng ", "dòng 1\ndòng 2", "a<b>&c")


@contextmanager
def large():
    target = BytesIO()
    with writing_large(date(2021, 3, 1), target) as made:
        yield made, target


def book(rows: int, *, streamed: bool) -> bytes:
    with large() as (made, target):
        other = made.sheet("Trước")
        other.write_string(0, 0, TEXTS[0])
        sheet = (made.streamed_sheet if streamed else made.sheet)("Dài")
        columns = [{"header": name} for name in ("Tên", "Số", "Công thức")]
        sheet.add_table(0, 0, rows, 2, {"name": "bang", "columns": columns})
        bold = made.style(bold=True)
        for row in range(1, rows + 1):
            sheet.write_string(row, 0, TEXTS[row % len(TEXTS)], bold)
            sheet.write_number(row, 1, row / 4)
            sheet.write_formula(row, 2, f"=B{row + 1}*2", None, row / 2)
    return target.getvalue()


def test_a_streamed_sheet_says_the_same(tmp_path):
    def read(content):
        loaded = openpyxl.load_workbook(BytesIO(content))
        return {
            (sheet.title, cell.coordinate): (cell.value, cell.data_type, cell.font.b)
            for sheet in loaded
            for row in sheet
            for cell in row
        }

    streamed = book(40, streamed=True)
    assert read(streamed) == read(book(40, streamed=False))
    path = tmp_path / "dai.xlsx"
    path.write_bytes(streamed)
    assert OpenXmlValidator().validate(str(path)).is_valid
    assert book(40, streamed=True) == streamed


def test_its_memory_does_not_grow_with_its_rows():
    def peak(rows: int, *, streamed: bool) -> int:
        tracemalloc.start()
        try:
            book(rows, streamed=streamed)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = (peak(rows, streamed=True) for rows in (1_000, 8_000))
    assert many < 1.5 * few + 1_000_000
    assert many < peak(8_000, streamed=False) / 2


def test_a_row_that_is_gone_is_not_written_to():
    with large() as (made, _):
        sheet = made.streamed_sheet("Dài")
        sheet.write_string(5, 0, "sau")
        with pytest.raises(ValueError, match="row 4"):
            sheet.write_string(4, 0, "trước")


def test_a_line_says_what_its_cells_would_say():
    lines = [("Sở Tài chính", 1 / 3, None, "=1+1", 2.0), (None, "a<b>&c", 1e15, "", 4), ("dòng 1\ndòng 2",)]

    def sheet_xml(*, at_once: bool) -> bytes:
        with large() as (made, target):
            sheet, bold, plain = made.streamed_sheet("Dài"), made.style(bold=True), made.style()
            sheet.set_column("A:D", 12, plain)
            sheet.write_string(0, 2, "trên", bold)
            for row, values in enumerate(lines, start=1):
                if at_once:
                    sheet.write_line(row, values, bold)
                    continue
                for column, value in enumerate(values):
                    if isinstance(value, str):
                        sheet.write_string(row, column, value)
                    elif value is not None:
                        sheet.write_number(row, column, value, bold)
            sheet.write_string(len(lines) + 1, 0, "dưới", bold)
        with zipfile.ZipFile(target) as package:
            return package.read("xl/worksheets/sheet1.xml") + package.read("xl/sharedStrings.xml")

    assert sheet_xml(at_once=True) == sheet_xml(at_once=False)


@pytest.mark.parametrize("last", [0, 1_048_576])
def test_a_table_has_rows_and_lies_on_the_sheet(last):
    with pytest.raises(ValueError, match="a table"), large() as (made, _):
        made.streamed_sheet("Dài").add_table(0, 0, last, 1, {"columns": [{"header": "a"}, {"header": "b"}]})


def test_a_line_is_written_once_and_within_the_sheet():
    with large() as (made, _):
        sheet, plain = made.streamed_sheet("Dài"), made.style()
        sheet.write_string(3, 0, "đã có")
        with pytest.raises(ValueError, match="row 3"):
            sheet.write_line(3, ("nữa",), plain)
        sheet.write_line(4, ("một",), plain)
        with pytest.raises(ValueError, match="row 4"):
            sheet.write_line(4, ("hai",), plain)
        with pytest.raises(ValueError, match="row 4"):
            sheet.write_string(4, 1, "hai")
        with pytest.raises(ValueError, match="nan"):
            sheet.write_line(5, (float("nan"),), plain)
        with pytest.raises(ValueError, match="32768"):
            sheet.write_line(5, ("a" * 32_768,), plain)


def test_a_workbook_that_fails_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def fail():
        with large() as (made, _):
            made.streamed_sheet("Dài").write_string(0, 0, "dở dang")
            assert list(tmp_path.iterdir())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not list(tmp_path.iterdir())


def test_no_formula_of_ours_needs_what_the_library_would_have_added(demo):
    """A function newer than Excel 2010 is written with a prefix, which our formulas are spared the search for."""
    issued = demo.folder("templates", "2021-Q1") / "PL2-B1_2021-Q1_STC.xlsx"
    seen = 0
    for path in (issued, consolidate(demo, "2021-Q1").path):
        for sheet in openpyxl.load_workbook(path):
            for cell in (cell for row in sheet for cell in row if cell.data_type == "f"):
                plain = cell.value.removeprefix("=")
                assert Worksheet()._prepare_formula(plain, expand_future_functions=True) == plain, cell
                seen += 1
    assert seen > 1000


def test_plain_cells_are_written_as_the_library_writes_them(monkeypatch):
    def sheet_xml():
        with writing(date(2021, 3, 1)) as (book, target):
            for streamed in (False, True):
                sheet = (book.streamed_sheet if streamed else book.sheet)(f"T{streamed}")
                bold, plain = book.style(bold=True), book.style()
                sheet.set_column("B:B", 12, bold)
                sheet.set_row(2, 20, plain)
                for row in range(5):
                    sheet.write_string(row, 0, 'a <b> & "c"', bold)
                    sheet.write_number(row, 1, 1 / 3 * 10**row)
                    sheet.write_string(row, 2, "")
                    sheet.write_blank(row, 3, None, plain)
                    sheet.write_formula(row, 4, "=A1", plain, "x")
        with zipfile.ZipFile(target) as package:
            return [package.read(f"xl/worksheets/sheet{at}.xml") for at in (1, 2)]

    ours = sheet_xml()
    monkeypatch.delattr(spreadsheet.Sheet, "_write_cell")
    assert ours == sheet_xml()
    assert b'<c r="B3" s=' in ours[0]

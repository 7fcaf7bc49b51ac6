"""Sisters of cases that went wrong: which of several tables is read, workbooks within documents, dates in notes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cchc_excel.api import assign, check
from cchc_excel.forms.layout import SHEET, Layout
from cchc_excel.template import Fill
from cchc_excel.workflow.consolidate import consolidated_period
from cchc_excel.workflow.issue import filled_template
from support.printed_table import HEADER, printed_lines, word

pytestmark = pytest.mark.slow
FIGURES = {"I.1.1": 25, "I.1.2": 20, "III.6.1": 68, "III.6.2": 63, "VII.1.1": 1248}


@pytest.fixture
def template(desk):
    fills = {code: Fill(value) for code, value in FIGURES.items()}
    return filled_template(desk.workspace, "2021-Q1", desk.agency("STC"), fills)


@pytest.fixture
def layout(form):
    return Layout(form)


def _saved(book: openpyxl.Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _blank(sheet: Worksheet, layout: Layout) -> None:
    for code in FIGURES:
        sheet[layout.cell(code, "figure")].value = None


def _result(desk, name: str, content: bytes):
    """Figures that count, and findings; of a file that waits, after it was given to its agency."""
    desk.drop_bytes(name, content)
    told = desk.collect()[name]
    if told.state == "unassigned":
        told = assign(desk.workspace, name, "STC")
    assert told.state == "accepted", (told.state, told.reason)
    (checked,) = check(desk.workspace)
    cells = consolidated_period(desk.workspace, with_earlier=False).cells
    return {code: cell.value for (_, code), cell in cells.items() if cell.value is not None}, checked.findings


def _copy_behind(book, layout):
    book.copy_worksheet(book[SHEET]).title = "Bảng 1 (2)"
    _blank(book[SHEET], layout)


def _copy_in_front(book, layout):
    copy = book.copy_worksheet(book[SHEET])
    book.move_sheet(copy, -(len(book.sheetnames) - 1))
    _blank(book[SHEET], layout)


def _copy_named_otherwise(book, layout):
    book.copy_worksheet(book[SHEET]).title = "BC quý I"
    _blank(book[SHEET], layout)


def _two_blank_copies(book, layout):
    for name in ("Bảng 1 (2)", "Bảng 1 (3)"):
        book.copy_worksheet(book[SHEET]).title = name
    _blank(book[SHEET], layout)
    _blank(book["Bảng 1 (2)"], layout)


def _copy_without_codes(book, layout):
    copy = book.copy_worksheet(book[SHEET])
    copy.delete_cols(1)
    _blank(book[SHEET], layout)


def _original_hidden(book, layout):
    book.security = None
    book.active = len(book.sheetnames)
    book.copy_worksheet(book[SHEET]).title = "Bảng 1 (2)"
    _blank(book[SHEET], layout)
    book[SHEET].sheet_state = "hidden"


def _zeros_typed_into_notes_alone(book, layout):
    """The blank original has a note; figures decide, not cells that hold something."""
    book.copy_worksheet(book[SHEET]).title = "Bảng 1 (2)"
    _blank(book[SHEET], layout)
    book[SHEET][layout.cell("I.1", "note")].value = "294/KH-STC"


COPIES: tuple[Callable[[openpyxl.Workbook, Layout], None], ...] = (
    _copy_behind,
    _copy_in_front,
    _copy_named_otherwise,
    _two_blank_copies,
    _copy_without_codes,
    _original_hidden,
    _zeros_typed_into_notes_alone,
)


@pytest.mark.parametrize("change", COPIES, ids=lambda change: change.__name__.strip("_"))
def test_an_empty_table_never_hides_a_filled_one(desk, template, layout, change):
    book = openpyxl.load_workbook(BytesIO(template))
    change(book, layout)
    figures, _ = _result(desk, "STC.xlsx", _saved(book))
    assert figures == FIGURES


@pytest.mark.parametrize("kind", ["xls", "ods", "fods"])
def test_so_in_other_formats(desk, template, layout, office, tmp_path, kind):
    book = openpyxl.load_workbook(BytesIO(template))
    _copy_behind(book, layout)
    path = tmp_path / "opened.xlsx"
    path.write_bytes(_saved(book))
    figures, _ = _result(desk, f"STC.{kind}", office.edit(path, formats=(kind,))[kind].read_bytes())
    assert figures == FIGURES


def _with_inside(document: bytes, **parts: bytes) -> bytes:
    target = BytesIO(document)
    with zipfile.ZipFile(target, "a") as package:
        for name, content in parts.items():
            package.writestr(f"word/embeddings/{name.replace('_', '.')}", content)
    return target.getvalue()


@pytest.mark.parametrize("suffix", ["docx", "docm", "dotx"])
def test_a_workbook_within_a_document(desk, template, suffix):
    document = word([], ("Báo cáo",), suffix)
    figures, findings = _result(desk, f"bc.{suffix}", _with_inside(document, Sheet1_xlsx=template))
    assert figures == FIGURES
    assert "CT38" in {found.code for found in findings}


def test_of_two_workbooks_within_a_document_the_filled_one(desk, template, layout):
    blank = openpyxl.load_workbook(BytesIO(template))
    _blank(blank[SHEET], layout)
    document = _with_inside(word([], ("Báo cáo",)), Sheet1_xlsx=_saved(blank), Sheet2_xlsx=template)
    assert _result(desk, "bc.docx", document)[0] == FIGURES


def test_a_blank_table_in_the_document_hides_no_workbook_within_it(desk, form, template):
    document = _with_inside(word([[*HEADER, *printed_lines(form, {})]], ("Báo cáo",)), Sheet1_xlsx=template)
    assert _result(desk, "bc.docx", document)[0] == FIGURES


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_an_older_workbook_within_a_document(desk, template, office, tmp_path, kind):
    path = tmp_path / "opened.xlsx"
    path.write_bytes(template)
    inside = office.edit(path, formats=(kind,))[kind].read_bytes()
    document = _with_inside(word([], ("Báo cáo",)), **{f"Sheet1_{kind}": inside})
    assert _result(desk, "bc.docx", document)[0] == FIGURES


@pytest.mark.parametrize(
    ("code", "day", "number_format"),
    [
        ("VII.3.3", datetime(2021, 8, 5), "dd/mm/yyyy"),
        ("VII.3.3", datetime(2021, 8, 5), "d-mmm"),
        ("III.6.3", datetime(2063, 1, 1), "mmm-yy"),
        ("I.5.3", datetime(2021, 12, 11), "d/m"),
        ("III.6.2", datetime(2021, 3, 1), "dd/mm/yyyy"),
    ],
)
def test_a_note_that_became_a_date_is_told(desk, template, layout, code, day, number_format):
    book = openpyxl.load_workbook(BytesIO(template))
    cell = book[SHEET][layout.cell(code, "note")]
    cell.value, cell.number_format = day, number_format
    _, findings = _result(desk, "STC.xlsx", _saved(book))
    assert any(found.indicator == code and found.code == "CT34" for found in findings)

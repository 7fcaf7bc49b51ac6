"""What every workbook of ours keeps to: strict, deterministic, its structure locked where wanted, page one plain."""

from __future__ import annotations

import zipfile
from contextlib import nullcontext
from datetime import date

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator
from xlsxwriter import Workbook

from cchc_excel.output.spreadsheet import writing

DAY = date(2021, 3, 1)


def written(draw, **options) -> bytes:
    with writing(DAY, **options) as (book, target):
        draw(book)
    return target.getvalue()


def a_page(book) -> None:
    sheet = book.sheet("Bảng")
    sheet.write_string(0, 0, "=1+1", book.style(bold=True))
    sheet.page(header_rows=(1, 2))


@pytest.fixture
def loaded(tmp_path):
    def load(draw, **options):
        path = tmp_path / "so.xlsx"
        path.write_bytes(written(draw, **options))
        assert OpenXmlValidator().validate(str(path)).is_valid
        return openpyxl.load_workbook(path)

    return load


def test_the_same_input_gives_the_same_bytes():
    assert written(a_page) == written(a_page)


@pytest.mark.parametrize("locked", [True, False])
def test_sheets_cannot_be_moved_or_shown_where_the_structure_is_locked(loaded, locked):
    security = loaded(a_page, locked=locked).security
    assert bool(security is not None and security.lockStructure) == locked


def test_pages_are_numbered_from_the_second_on(loaded):
    printed = loaded(a_page)["Bảng"].HeaderFooter
    assert printed.differentFirst
    assert "&P" in printed.oddHeader.center.text
    assert printed.firstHeader.center.text is None


def test_text_that_looks_like_a_formula_stays_text(loaded):
    cell = loaded(a_page)["Bảng"]["A1"]
    assert (cell.data_type, cell.value, cell.font.b, cell.font.name) == ("s", "=1+1", True, "Times New Roman")


def test_a_link_leads_to_its_cell_and_shows_what_is_written_over_it(loaded):
    def draw(book):
        book.sheet("Dữ liệu")
        sheet, style = book.sheet("Bảng"), book.style(border=1)
        sheet.link(2, 3, "Dữ liệu", "I7", style)
        sheet.write_number(2, 3, 12, style)

    cell = loaded(draw)["Bảng"]["D3"]
    assert (cell.value, cell.hyperlink.location) == (12, "'Dữ liệu'!I7")


def test_a_style_is_made_once():
    def draw(book):
        assert book.style(bold=True, border=1) is book.style(border=1, bold=True)
        assert book.style(bold=True) is not book.style(bold=False)
        book.sheet("Bảng")

    written(draw)


@pytest.mark.parametrize(
    "options",
    [
        {"validate": "list", "source": ["x" * 300]},
        {"validate": "any", "input_title": "x" * 33},
        {"validate": "any", "input_message": "x" * 256},
    ],
)
def test_a_validation_beyond_excel_s_limits_is_no_mere_warning(options):
    with pytest.raises((ValueError, UserWarning)), writing(DAY) as (book, _):
        book.sheet("Bảng").validate("A1", options)


def test_what_the_library_would_leave_out_is_an_error():
    with pytest.raises(UserWarning, match="Excel"), writing(DAY) as (book, _):
        book.sheet("Bảng").write_url(0, 0, "https://a.example/" + "x" * 3000)


@pytest.mark.parametrize("fails", [False, True])
def test_no_temporary_file_is_left(tmp_path, monkeypatch, fails):
    """Whether the workbook is finished, or its parts cannot be put together."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assemble = Workbook._store_workbook

    def store(book):
        if fails:
            raise RuntimeError
        assemble(book)

    monkeypatch.setattr(Workbook, "_store_workbook", store)
    with pytest.raises(RuntimeError) if fails else nullcontext():
        written(a_page, in_memory=False)
    assert not list(tmp_path.iterdir())


def test_the_master_and_templates_need_no_function_newer_than_excel_2010(demo):
    """A newer one is written with a prefix (``_xlfn.``), which the desks' Excel 2010 does not know."""
    issued = demo.folder("templates", "2021-Q1") / "PL2-B1_2021-Q1_STC.xlsx"
    with zipfile.ZipFile(issued) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in sheets if b"_xlfn" in package.read(name)]
        assert any(b"<f>" in package.read(name) for name in sheets)

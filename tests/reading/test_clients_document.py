"""The client's own document is read whole from whatever it is sent in: 43 of 43 figures."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest

from cchc_excel.api import assign, check
from cchc_excel.demo.sample import real_answers
from cchc_excel.workflow.consolidate import consolidated_period
from support import sheetjs
from support.clients_document import HEADING, pages
from support.excel2003 import to_excel_2003
from support.printed_table import separated, web_page, word

pytestmark = pytest.mark.slow
_PAGES = pages()
_HEADER = _PAGES[0][:2]
_ONE = [line for page in _PAGES for line in page]
_REPEATED = [_PAGES[0], *([*_HEADER, *page] for page in _PAGES[1:])]


def _workbook(sheets) -> bytes:
    """A sheet for each table, figures as texts: what programs make of a PDF."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, lines in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Table {number}")
        for line in lines:
            sheet.append([text or None for text in line])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _by_sheetjs(kind: str, sheets) -> bytes:
    return sheetjs.converted(_workbook(sheets), (kind,))[kind]


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "one Word table": (".docx", lambda: word([_ONE], HEADING)),
    "ten Word tables": (".docx", lambda: word(_PAGES, HEADING)),
    "ten Word tables, header repeated": (".docx", lambda: word(_REPEATED, HEADING)),
    "Word with macros": (".docm", lambda: word(_PAGES, HEADING, "docm")),
    "one sheet": (".xlsx", lambda: _workbook([_ONE])),
    "a sheet a page": (".xlsx", lambda: _workbook(_PAGES)),
    "a sheet a page, header repeated": (".xlsx", lambda: _workbook(_REPEATED)),
    "HTML": (".html", lambda: web_page([_ONE], HEADING)),
    "HTML, a table a page": (".html", lambda: web_page(_PAGES, HEADING)),
    "HTML, a table a page, header repeated": (".html", lambda: web_page(_REPEATED, HEADING)),
    "HTML named .xls": (".xls", lambda: web_page([_ONE], HEADING)),
    "text, comma": (".csv", lambda: separated(_ONE, ",")),
    "text, semicolon": (".csv", lambda: separated(_ONE, ";")),
    "text, tab": (".txt", lambda: separated(_ONE, "\t")),
    "text, tab, UTF-16": (".txt", lambda: separated(_ONE, "\t", "utf-16")),
    "text, comma, cp1258": (".csv", lambda: separated(_ONE, ",", "cp1258")),
    "xml 2003, SheetJS": (".xml", lambda: _by_sheetjs("xlml", [_ONE])),
    "xml 2003, a sheet a page, SheetJS": (".xml", lambda: _by_sheetjs("xlml", _PAGES)),
    "ods, SheetJS": (".ods", lambda: _by_sheetjs("ods", [_ONE])),
    "xls, a sheet a page, SheetJS": (".xls", lambda: _by_sheetjs("biff8", _PAGES)),
    "xlsb, SheetJS": (".xlsb", lambda: _by_sheetjs("xlsb", [_ONE])),
}
_WORD, _BOOK = (".docx", lambda: word([_ONE], HEADING)), (".xlsx", lambda: _workbook(_PAGES))
#: The file that LibreOffice opens, and as what it saves it.
SAVED: dict[str, tuple[tuple[str, Callable[[], bytes]], str, str]] = {
    "PDF of one Word table": (_WORD, "word.pdf", ".pdf"),
    "PDF of ten Word tables": ((".docx", lambda: word(_PAGES, HEADING)), "word.pdf", ".pdf"),
    "PDF of ten Word tables, header repeated": ((".docx", lambda: word(_REPEATED, HEADING)), "word.pdf", ".pdf"),
    "ods, a sheet a page": (_BOOK, "ods", ".ods"),
    "fods, a sheet a page": (_BOOK, "fods", ".fods"),
    "xls, a sheet a page": (_BOOK, "xls", ".xls"),
}


def _figures(desk, name: str, content: bytes) -> dict[str, float]:
    desk.drop_bytes(name, content)
    told = desk.collect()[name]
    assert told.state == "unassigned", (told.state, told.reason)
    assert assign(desk.workspace, name, "STC").state == "accepted"
    check(desk.workspace)
    cells = consolidated_period(desk.workspace, with_earlier=False).cells
    return {code: cell.understood for (_, code), cell in cells.items() if cell.understood is not None}


@pytest.fixture
def real(form):
    numbers = {}
    for code, fill in real_answers(form).items():
        if fill.value is not None:
            numbers[code] = float(str(fill.value).split(" ", maxsplit=1)[0])
    assert len(numbers) == 43
    return numbers


@pytest.mark.parametrize("name", FILES)
def test_all_figures_are_read(desk, real, name):
    suffix, made = FILES[name]
    assert _figures(desk, f"phu luc{suffix}", made()) == real


@pytest.mark.parametrize("name", SAVED)
def test_all_figures_are_read_of_what_libreoffice_saves(desk, real, office, tmp_path, name):
    (opened, made), kind, suffix = SAVED[name]
    path = tmp_path / f"opened{opened}"
    path.write_bytes(made())
    saved = office.edit(path, formats=(kind,))[kind].read_bytes()
    assert _figures(desk, f"phu luc{suffix}", saved) == real


def test_all_figures_are_read_of_excel_2003(desk, real, office, tmp_path):
    path = tmp_path / "opened.xlsx"
    path.write_bytes(_workbook(_PAGES))
    saved = to_excel_2003(office.edit(path, formats=("fods",))["fods"].read_bytes())
    assert _figures(desk, "phu luc.xml", saved) == real

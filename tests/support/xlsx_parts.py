"""Workbooks of one small sheet, made of the parts that a test gives."""

from __future__ import annotations

import zipfile
from io import BytesIO

import xlsxwriter

from cchc_excel.reading.formats.xlsx import read_xlsx
from cchc_excel.reading.workers.limits import Limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">'


def sheet_part(cells: str, after: str = "", head: str = _HEAD, before: str = "") -> bytes:
    """A worksheet of one row with these cells."""
    rows = cells if cells.startswith("<row") else f'<row r="1">{cells}</row>'
    return f"{head}{before}<sheetData>{rows}</sheetData>{after}</worksheet>".encode()


def texts_part(*texts: str) -> bytes:
    """Shared strings; each is what stands in its ``si``."""
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>'.encode()


def styles_part(formats: str = "", fonts: str = "<font/>", fills: str = "<fill/>", styles: str = "<xf/>") -> bytes:
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts>{fonts}</fonts><fills>{fills}</fills>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>"
    ).encode()


def package(sheet: bytes, texts: bytes = b"", styles: bytes = b"", more: dict[str, bytes] | None = None) -> bytes:
    """A workbook of one sheet with these parts in place of its own."""
    base, target = BytesIO(), BytesIO()
    with xlsxwriter.Workbook(base) as book:
        book.add_worksheet("T").write(0, 0, "a text, so that there are shared ones")
    parts = {
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": texts,
        "xl/styles.xml": styles,
        **(more or {}),
    }
    with zipfile.ZipFile(base) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, parts.pop(name, b"") or source.read(name))
        for name, content in parts.items():
            if content:
                made.writestr(name, content)
    return target.getvalue()


def renamed(content: bytes, change) -> bytes:
    """The package with the names of its parts changed."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            info = zipfile.ZipInfo("x")
            info.filename = change(name)
            made.writestr(info, source.read(name))
    return target.getvalue()


def read_cells(content: bytes):
    """The cells of the only sheet by position."""
    (sheet,) = read_xlsx(content, Limits()).sheets
    return {(row, column): cell for row, cells in sheet.rows.items() for column, cell in cells.items()}

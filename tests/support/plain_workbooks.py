"""Workbooks of one small sheet, and what the quick look at them says."""

from __future__ import annotations

import zipfile
from io import BytesIO

import xlsxwriter

from cchc_excel.reading.formats.grid import open_grids
from cchc_excel.reading.formats.ooxml_reader import read_package
from cchc_excel.reading.formats.package_guard import open_package
from cchc_excel.reading.workers.limits import Limits

LIMITS = Limits()


HEAD = b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def looked_at(content):
    with open_package(content, LIMITS) as package:
        return read_package(package, LIMITS)


def values_of(grids):
    """Sheet → place → value, of what is not blank."""
    return {
        grid.name: {
            (number, grid.left + across): value
            for number, row in grid.rows()
            for across, value in enumerate(row)
            if value != ""
        }
        for grid in grids
    }


def agree(content) -> bool:
    """Whether the quick look gave values; they are those of the library."""
    facts, grids = looked_at(content)
    if grids is None:
        return False
    known = list(open_grids(content, facts))
    assert values_of(grids) == values_of(known)
    assert [(grid.name, grid.top, grid.left) for grid in grids] == [(one.name, one.top, one.left) for one in known]
    return True


def sheet(body: bytes, after: bytes = b"") -> bytes:
    return HEAD + b"<sheetData>" + body + b"</sheetData>" + after + b"</worksheet>"


def package_with(part: bytes, strings: bytes = b"", styles: bytes = b"") -> bytes:
    """A workbook of one sheet with these parts in place of its own."""
    base, target = BytesIO(), BytesIO()
    with xlsxwriter.Workbook(base) as book:
        book.add_worksheet("T").write(0, 0, "a text, so that there are shared ones")
    parts = {"xl/worksheets/sheet1.xml": part, "xl/sharedStrings.xml": strings, "xl/styles.xml": styles}
    with zipfile.ZipFile(base) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            package.writestr(name, parts.get(name) or source.read(name))
    return target.getvalue()

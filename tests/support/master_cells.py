"""The cells of a master by tab and place."""

from __future__ import annotations

import openpyxl


def cells(path, *, formulas=False):
    book = openpyxl.load_workbook(path, data_only=not formulas)
    found = {(sheet.title, cell.coordinate): cell for sheet in book for row in sheet.iter_rows() for cell in row}
    return {place: value_of(cell) for place, cell in found.items()}


def value_of(cell):
    """openpyxl shows an empty cell's link as its value."""
    return None if cell.hyperlink and cell.value == cell.hyperlink.location else cell.value

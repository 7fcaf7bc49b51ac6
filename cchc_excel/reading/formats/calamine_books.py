"""Workbooks that python-calamine reads (.xls, .xlsb, .ods) → :class:`Workbook`, until each has a reader of its own."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.workers.limits import Limits


def read_by_calamine(content: bytes, _: Limits) -> Workbook:
    """The values of a workbook's sheets."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = []
    for name in book.sheet_names:
        loaded = book.get_sheet_by_name(name)
        if loaded.start is None:
            continue
        top, left = loaded.start
        sheet = Sheet(name)
        for row, values in enumerate(loaded.to_python(skip_empty_area=True), start=top + 1):
            cells = {c: cell for c, value in enumerate(values, start=left + 1) if (cell := _cell(value)) is not BLANK}
            if cells:
                sheet.rows[row] = cells
        sheets.append(sheet)
    return Workbook(sheets)


def _cell(value: Any) -> Cell:
    if value is None or (isinstance(value, str) and not value.strip()):
        return BLANK
    if isinstance(value, bool):
        return Cell("truth", value)
    if isinstance(value, (int, float)):
        return Cell("number", float(value))
    if isinstance(value, (datetime, date, time, timedelta)):
        return Cell("date", value.isoformat() if not isinstance(value, timedelta) else str(value))
    return Cell("text", str(value))

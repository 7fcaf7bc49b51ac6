"""Read the agency register (`co-quan.xlsx`): → its rows, by column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from cchc_excel.errors import RegisterError
from cchc_excel.messages import register as messages
from cchc_excel.messages.register import COLUMNS, SHEET
from cchc_excel.text.normalize import fold_marks, to_visible


def register_rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The rows below the register's header: row number (from 1) and cell values by column key.

    Raises:
        RegisterError: no such file, not a workbook, or no header.
    """
    if not path.is_file():
        raise RegisterError(messages.REGISTER_MISSING.about(file=path.name))
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_name(SHEET if SHEET in book.sheet_names else book.sheet_names[0])
        values = sheet.to_python(skip_empty_area=False)
    except Exception as error:  # the parser's errors have no common class
        raise RegisterError(messages.REGISTER_UNREADABLE.about(file=path.name)) from error
    headings = {fold_marks(column.heading): column.key for column in COLUMNS}
    for header, row in enumerate(values):
        keys = [headings.get(fold_marks(to_visible(str(cell)).replace("(*)", ""))) for cell in row]
        if {"code", "name", "group"} <= set(keys):
            return [
                (number, {key: cell for key, cell in zip(keys, cells, strict=False) if key})
                for number, cells in enumerate(values[header + 1 :], start=header + 2)
            ]
    columns = ", ".join(column.heading for column in COLUMNS if column.required)
    raise RegisterError(messages.REGISTER_NO_HEADER.about(file=path.name, columns=columns))

"""The agency register as a workbook: header locked, rows free, groups and forms to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cchc_excel.domain.agency import Agency
from cchc_excel.messages import register as messages
from cchc_excel.output.spreadsheet import DATE_FORMAT, Book, writing

_ROWS = 500
_HEADER_ROW = 3
_LISTS = "_danh_muc"


def register_book(agencies: Sequence[Agency], forms: Sequence[str], created: date) -> bytes:
    """A register with these agencies, or an empty one to fill."""
    with writing(created) as (book, target):
        _list_sheet(book, agencies)
        _guide(book)
        choices = book.sheet(_LISTS)
        for column, (name, entries) in enumerate((("ds_nhom", list(messages.GROUPS.values())), ("ds_bieu_mau", forms))):
            choices.write_column(0, column, entries)
            letter = "AB"[column]
            book.define_name(name, f"={_LISTS}!${letter}$1:${letter}${len(entries)}")
        choices.hide()
    return target.getvalue()


def _list_sheet(book: Book, agencies: Sequence[Agency]) -> None:
    sheet = book.sheet(messages.SHEET)
    last_column = len(messages.COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last_column, messages.TITLE, book.style(bold=True, font_size=14, align="center"))
    sheet.set_row(0, 28)
    head = book.style(bold=True, align="center", border=1, bg_color="#DCE6F1")
    for at, column in enumerate(messages.COLUMNS):
        sheet.set_column(at, at, column.width, book.style(locked=False))
        sheet.write_string(_HEADER_ROW - 1, at, column.heading + (" (*)" if column.required else ""), head)
    sheet.set_row(_HEADER_ROW - 1, 34)
    for row in range(_HEADER_ROW, _HEADER_ROW + max(_ROWS, len(agencies) + 100)):
        agency = agencies[row - _HEADER_ROW] if row - _HEADER_ROW < len(agencies) else None
        for at, column in enumerate(messages.COLUMNS):
            is_day = column.key.startswith("valid_")
            look = book.style(border=4, locked=False, num_format=DATE_FORMAT if is_day else "@")
            _put(sheet, row, at, _cell(agency, column.key) if agency else None, look)
    _validate(sheet)
    sheet.freeze_panes(_HEADER_ROW, 2)
    sheet.autofilter(_HEADER_ROW - 1, 0, _HEADER_ROW - 1 + max(_ROWS, len(agencies) + 100), last_column)
    sheet.page(landscape=True, header_rows=(_HEADER_ROW, _HEADER_ROW))
    sheet.protect(
        "",
        {
            "format_cells": True,
            "format_columns": True,
            "format_rows": True,
            "insert_rows": True,
            "delete_rows": True,
            "sort": True,
            "autofilter": True,
        },
    )


def _cell(agency: Agency, key: str) -> Any:
    value = getattr(agency, key)
    if key == "group":
        return messages.GROUPS[value]
    return "; ".join(value) if isinstance(value, tuple) else value


def _put(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if value in (None, ""):
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_string(row, column, value, look)


def _validate(sheet: Any) -> None:
    lists = {"group": "=ds_nhom", "form": "=ds_bieu_mau"}
    for at, column in enumerate(messages.COLUMNS):
        told: dict[str, Any] = {"input_title": column.heading, "input_message": column.prompt}
        if column.key in lists:
            told |= {
                "validate": "list",
                "source": lists[column.key],
                "error_title": column.heading,
                "error_message": column.prompt,
            }
        else:
            told |= {"validate": "any"}
        letter = chr(ord("A") + at)
        sheet.validate(f"{letter}{_HEADER_ROW + 1}:{letter}{_HEADER_ROW + _ROWS}", told)


def _guide(book: Book) -> None:
    sheet = book.sheet(messages.GUIDE_SHEET)
    sheet.set_column("A:A", 5)
    sheet.set_column("B:B", 110)
    for at, line in enumerate(messages.GUIDE):
        sheet.write_string(at, 0, f"{at + 1}.", book.style(valign="top"))
        sheet.write_string(at, 1, line, book.style())
    sheet.page(landscape=True)

"""The agency register as a workbook: header locked, rows free, groups and forms to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cchc_excel.domain.agency import Agency
from cchc_excel.messages import register as messages
from cchc_excel.output.spreadsheet import DATE_FORMAT, Book, writing
from cchc_excel.text.row_height import lines_needed, row_height

_ROWS = 500
_HEADER_ROW = 3
_LISTS = "_danh_muc"
_GUIDE_WIDTH = 110


def register_book(agencies: Sequence[Agency], forms: Sequence[str], created: date) -> bytes:
    """The register's workbook (.xlsx) with these agencies, or an empty one to fill in.

    Args:
        agencies: its rows.
        forms: form ids to choose from.
        created: the day that the file names as its own.
    """
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
    header_style = book.style(bold=True, align="center", border=1, bg_color="#DCE6F1")
    for column_index, column in enumerate(messages.COLUMNS):
        sheet.set_column(column_index, column_index, column.width, book.style(locked=False))
        sheet.write_string(
            _HEADER_ROW - 1, column_index, column.heading + (" (*)" if column.required else ""), header_style
        )
    sheet.set_row(_HEADER_ROW - 1, 34)
    for row in range(_HEADER_ROW, _HEADER_ROW + max(_ROWS, len(agencies) + 100)):
        agency = agencies[row - _HEADER_ROW] if row - _HEADER_ROW < len(agencies) else None
        for column_index, column in enumerate(messages.COLUMNS):
            is_day = column.key.startswith("valid_")
            cell_style = book.style(border=4, locked=False, num_format=DATE_FORMAT if is_day else "@")
            _write_value(sheet, row, column_index, _cell(agency, column.key) if agency else None, cell_style)
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


def _write_value(sheet: Any, row: int, column: int, value: Any, cell_style: Any) -> None:
    if value in (None, ""):
        sheet.write_blank(row, column, None, cell_style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, cell_style)
    else:
        sheet.write_string(row, column, value, cell_style)


def _validate(sheet: Any) -> None:
    lists = {"group": "=ds_nhom", "form": "=ds_bieu_mau"}
    for column_index, column in enumerate(messages.COLUMNS):
        options: dict[str, Any] = {"input_title": column.heading, "input_message": column.prompt}
        if column.key in lists:
            options |= {
                "validate": "list",
                "source": lists[column.key],
                "error_title": column.heading,
                "error_message": column.prompt,
            }
        else:
            options |= {"validate": "any"}
        letter = chr(ord("A") + column_index)
        sheet.validate(f"{letter}{_HEADER_ROW + 1}:{letter}{_HEADER_ROW + _ROWS}", options)


def _guide(book: Book) -> None:
    sheet = book.sheet(messages.GUIDE_SHEET)
    sheet.set_column("A:A", 5)
    sheet.set_column("B:B", _GUIDE_WIDTH)
    for index, line in enumerate(messages.GUIDE):
        sheet.write_string(index, 0, f"{index + 1}.", book.style(valign="top"))
        sheet.write_string(index, 1, line, book.style())
        sheet.set_row(index, row_height(lines_needed(line, _GUIDE_WIDTH)))
    sheet.page(landscape=True)

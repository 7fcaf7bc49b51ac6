"""*Dữ liệu*: an Excel table with one row for each agency and indicator: figure, state, note, and its file and cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.messages.register import GROUPS
from cchc_excel.output.master.styles import HEAD
from cchc_excel.output.spreadsheet import Book

_WIDTHS = (10, 12, 36, 18, 9, 52, 16, 14, 12, 16, 40, 34, 10, 8, 9, 68)


def write_data(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.DATA)
    text_style, number_style = book.style(text_wrap=False), book.style(text_wrap=False, align="center")
    header_style = book.style(text_wrap=False, bold=True, align="center", bg_color=HEAD)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width, text_style)
    last_row = max(len(province.agencies) * len(province.form.indicators), 1)
    columns = [{"header": header, "header_format": header_style} for header in messages.DATA_HEADER]
    table = {"name": messages.DATA_TABLE, "style": "Table Style Light 9", "columns": columns}
    sheet.add_table(0, 0, last_row, len(_WIDTHS) - 1, table)
    for row_index, values in enumerate(_rows(province), start=1):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row_index, column, value)
            elif value is not None:
                sheet.write_number(row_index, column, value, number_style)
    sheet.freeze_panes(1, 3)
    sheet.page(landscape=True, a3=True, header_rows=(1, 1))


def _rows(province: ConsolidatedPeriod) -> Iterator[tuple[Any, ...]]:
    """The table's rows; an absent value is None."""
    for agency in province.agencies:
        submission = province.returns.get(agency.code)
        for row in province.form.indicators:
            cell = province.cells[agency.code, row.code]
            entry = cell.answer.entry if cell.answer else None
            yield (
                province.period.key,
                agency.code,
                agency.name,
                GROUPS[agency.group],
                row.code,
                row.label,
                row.unit.replace("\n", "; "),
                (entry.raw.typed if entry else None) or None,
                cell.answer.value if cell.answer else None,
                messages.CELL_STATES[cell.display_state],
                (entry.note if entry else None) or None,
                submission.receipt.name if submission else None,
                entry.sheet if entry else None,
                entry.cell if entry else None,
                submission.receipt.number if submission else None,
                submission.receipt.sha256 if submission else None,
            )

"""*Dữ liệu*: one row for each agency and indicator, with where it came from, as an Excel table."""

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
    plain, number = book.style(text_wrap=False), book.style(text_wrap=False, align="center")
    head = book.style(text_wrap=False, bold=True, align="center", bg_color=HEAD)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width, plain)
    rows = max(len(province.agencies) * len(province.form.indicators), 1)
    columns = [{"header": header, "header_format": head} for header in messages.DATA_HEADER]
    table = {"name": messages.DATA_TABLE, "style": "Table Style Light 9", "columns": columns}
    sheet.add_table(0, 0, rows, len(_WIDTHS) - 1, table)
    for at, row in enumerate(_rows(province), start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, column, value)
            elif value is not None:
                sheet.write_number(at, column, value, number)
    sheet.freeze_panes(1, 3)
    sheet.page(landscape=True, a3=True, header_rows=(1, 1))


def _rows(province: ConsolidatedPeriod) -> Iterator[tuple[Any, ...]]:
    """The table's rows; an absent value is None."""
    for agency in province.agencies:
        found = province.returns.get(agency.code)
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
                (entry.raw.shown if entry else None) or None,
                cell.answer.value if cell.answer else None,
                messages.CELL_STATES[cell.display_state],
                (entry.note if entry else None) or None,
                found.receipt.name if found else None,
                entry.sheet if entry else None,
                entry.cell if entry else None,
                found.receipt.number if found else None,
                found.receipt.sha256 if found else None,
            )

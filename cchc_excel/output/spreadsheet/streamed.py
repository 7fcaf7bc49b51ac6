"""A sheet of very many rows: streamed, and written a row at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import CellStringTuple

from cchc_excel.output.spreadsheet.sheet import Sheet


class StreamedSheet(Sheet):
    """A worksheet for very many rows: written from top to bottom, of which only the current row is kept in memory.

    The library's own way of doing so repeats every text in place; here texts are shared as on any other sheet.
    """

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize(init_data | {"constant_memory": True})
        self._columns: list[tuple[str, str]] = []

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        if self._check_dimensions(row, col):
            raise ValueError(f"row {row} was written already, or is beyond the sheet")
        if row > self.previous_row:
            self._write_single_row(row)
        self.table[row][col] = CellStringTuple(self._shared(string), cell_format)
        return 0

    def write_line(self, row: int, values: Sequence[str | float | None], numbers: Format) -> None:
        """Write a whole row at once, which takes a quarter of the time of its cells one by one.

        Args:
            row: from 0, below all that were written before.
            values: from the first column on; None for none.
            numbers: style of those that are no text; texts have their column's.

        Raises:
            ValueError: the row was written already, or something is beyond the sheet, or no number.
        """
        is_beyond = any(self._check_dimensions(row, column) for column in (0, len(values) - 1))
        if is_beyond or row in self.table:
            raise ValueError(f"row {row} was written already, or is beyond the sheet")
        self._write_single_row(row)
        beginnings = self._beginnings(len(values))
        style = f' s="{numbers._get_xf_index()}"'  # noqa: SLF001 - as the library does
        cells = [
            f'<c r="{column}{row + 1}"{own} t="s"><v>{self._shared(value)}</v></c>'
            if isinstance(value, str)
            else f'<c r="{column}{row + 1}"{style}><v>{_finite(value):.16G}</v></c>'
            for (column, own), value in zip(beginnings, values, strict=True)
            if value is not None
        ]
        self.fh.write(f'<row r="{row + 1}">{"".join(cells)}</row>')
        self.previous_row = row + 1

    def _beginnings(self, width: int) -> Sequence[tuple[str, str]]:
        """Each column's letters, and the attribute for its style."""
        while len(self._columns) < width:
            at = len(self._columns)
            style = self._style_of(-1, at)
            self._columns.append((xl_col_to_name(at), f' s="{style._get_xf_index()}"' if style else ""))  # noqa: SLF001
        return self._columns[:width]

    def _shared(self, text: str) -> int:
        """A text's number among those that the workbook's sheets share."""
        known: int | None = self.str_table.string_table.get(text)
        if known is not None:
            self.str_table.count += 1
            return known
        if len(text) > self.xls_strmax:
            raise ValueError(f"a text of {len(text)} signs is beyond the sheet")
        return int(self.str_table._get_shared_string_index(text))  # noqa: SLF001 - as the library does

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        self.constant_memory = False
        super()._write_cell(row, col, cell)
        self.constant_memory = True

    def add_table(self, first_row: int, first_col: int, last_row: int, last_col: int, options: dict[str, Any]) -> int:
        """As on any sheet, before the rows are written, and at most one.

        The library remembers a table's cells one by one, lest another one lie there: it is told of two rows.

        Raises:
            ValueError: it has no row below its header, or is beyond the sheet.
        """
        if last_row <= first_row or self._check_dimensions(last_row, last_col, ignore_row=True, ignore_col=True):
            raise ValueError(f"a table from row {first_row} to {last_row}")
        self.constant_memory = False
        added = int(super().add_table(first_row, first_col, first_row + 1, last_col, options))
        self.constant_memory = True
        told, whole = (xl_range(first_row, first_col, row, last_col) for row in (first_row + 1, last_row))
        for name in ("range", "a_range", "autofilter"):
            if self.tables[-1].get(name) == told:
                self.tables[-1][name] = whole
        return added


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number of a sheet")
    return value

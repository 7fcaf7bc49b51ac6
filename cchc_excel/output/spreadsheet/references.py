"""Cell references as Excel writes them, from rows and columns that are counted from 0."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell


def cell_ref(row: int, column: int, *, absolute: bool = False) -> str:
    """``B3`` for row 2 and column 1, or ``$B$3``."""
    return str(xl_rowcol_to_cell(row, column, row_abs=absolute, col_abs=absolute))


def column_name(column: int) -> str:
    """The letters of a column: ``AA`` for 26."""
    return str(xl_col_to_name(column))

"""The cells of a Word table: where they stand, whatever spans several columns or rows, or was deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from cchc_excel.reading.formats.moved_borders import aligned
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.word_text import WRAPPERS, is_skipped
from cchc_excel.reading.formats.xml import attribute, is_on, local_name

#: Word itself allows 63 columns.
_WIDEST = 200
_MOST_ROWS = 100_000


@dataclass
class TableCell:
    """One cell; rows and columns from 1, columns without those in which no cell begins.

    Attributes:
        element: the ``tc`` element.
        last_row: the last row that it spans.
        last_column: the last column that it spans.
        is_hidden: its row is hidden.
    """

    element: etree._Element
    row: int
    column: int
    last_row: int
    last_column: int
    is_hidden: bool = False


def table_cells(table: etree._Element, room: int) -> Iterator[TableCell]:
    """The cells of a table as if its tracked changes were accepted.

    Args:
        table: the ``tbl`` element.
        room: how many cells it may have.

    Raises:
        UnsafeError: it has more.
    """
    rows = aligned(list(_rows(table, room)), _widths(table))
    cells = list(_joined(rows))
    starts = sorted({cell.column for cell in cells})
    order = {start: at for at, start in enumerate(starts, start=1)}
    for cell in cells:
        cell.last_column = order[cell.column] + sum(cell.column < start <= cell.last_column for start in starts)
        cell.column = order[cell.column]
        yield cell


def _rows(table: etree._Element, room: int) -> Iterator[list[TableCell]]:
    """The cells of each row by their columns in the table's grid, those too that go on with another."""
    for row, element in enumerate(_members(table, "tr"), start=1):
        if row > _MOST_ROWS:
            raise UnsafeError("rows")
        cells = []
        column = 1 + _number(_property(element, "trPr", "gridBefore"), 0)
        is_hidden = is_on(_property(element, "trPr", "hidden"))
        for cell in _members(element, "tc"):
            room -= 1
            if room < 0:
                raise UnsafeError("cells")
            width = max(_number(_property(cell, "tcPr", "gridSpan"), 1), 1)
            if column + width > _WIDEST:
                raise UnsafeError("columns")
            cells.append(TableCell(cell, row, column, row, column + width - 1, is_hidden))
            column += width
        yield cells


def _joined(rows: Sequence[Sequence[TableCell]]) -> Iterator[TableCell]:
    """The cells without those that only go on with the one above or before, which spans these."""
    above: dict[int, TableCell] = {}
    for cells in rows:
        before: TableCell | None = None
        for cell in cells:
            upper = above.get(cell.column) if _goes_on(cell.element, "vMerge") else None
            if upper is not None and upper.last_row == cell.row - 1:
                upper.last_row = cell.row
                before = None
            elif _goes_on(cell.element, "hMerge") and before is not None:
                before.last_column = cell.last_column
            else:
                above[cell.column] = before = cell
                yield cell


def _widths(table: etree._Element) -> list[int]:
    """The widths of the columns of the table's grid, in twentieths of a point."""
    grid = next((child for child in table if local_name(child) == "tblGrid"), None)
    columns = [] if grid is None else [child for child in grid if local_name(child) == "gridCol"]
    return [int(width) if (width := attribute(column, "w")).isascii() and width.isdigit() else 0 for column in columns]


def _members(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, those in content controls too, those deleted left out."""
    for child in parent:
        if local_name(child) == name:
            if not _is_deleted(child):
                yield child
        elif local_name(child) in WRAPPERS and not is_skipped(child):
            yield from _members(child, name)


def _is_deleted(element: etree._Element) -> bool:
    properties = "trPr" if local_name(element) == "tr" else "tcPr"
    return any(_property(element, properties, name) is not None for name in ("del", "moveFrom", "cellDel"))


def _property(element: etree._Element, group: str, name: str) -> etree._Element | None:
    for child in element:
        if local_name(child) == group:
            return next((found for found in child if local_name(found) == name), None)
    return None


def _goes_on(cell: etree._Element, name: str) -> bool:
    found = _property(cell, "tcPr", name)
    return found is not None and attribute(found, "val") in ("", "continue")


def _number(element: etree._Element | None, default: int) -> int:
    text = "" if element is None else attribute(element, "val")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else default

"""Rows of a table in a document whose borders were moved by hand, row by row, are brought back into common columns."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Protocol, TypeVar

#: So far apart (a centimetre, in twentieths of a point) may the same border be in two rows.
_NEAR = 567
#: A table has at least so many columns.
_MIN_COLUMNS = 3


class Spanning(Protocol):
    """A cell by the columns of the grid that it spans."""

    column: int
    last_column: int


_Cell = TypeVar("_Cell", bound=Spanning)


def aligned(rows: Sequence[list[_Cell]], widths: Sequence[int]) -> Sequence[list[_Cell]]:
    """The rows, with each border that is not where most rows have it moved there.

    Of a row with as many cells as most, each goes to its column by number, if it lies partly there; of another row,
    each begins at the border that is near, unless the cell before does. Where the grid has no widths, nothing is moved.

    Args:
        rows: their cells, by columns of the grid from 1.
        widths: of the grid's columns, in twentieths of a point.
    """
    if not widths or not all(widths):
        return rows
    usual = _usual(rows)
    ends = [0, *accumulate(widths)]
    starts = {cell.column for cells in rows for cell in cells}
    if usual is None or starts <= set(usual) or max(starts) >= len(ends):
        return rows
    for cells in rows:
        moved = _moved(cells, usual, ends)
        for cell in cells:
            cell.last_column = moved.get(cell.last_column + 1, cell.last_column + 1) - 1
            cell.column = moved.get(cell.column, cell.column)
    return rows


def _usual(rows: Sequence[Sequence[Spanning]]) -> tuple[int, ...] | None:
    """The columns in which the cells of most rows begin."""
    found = Counter(tuple(cell.column for cell in cells) for cells in rows if len(cells) >= _MIN_COLUMNS)
    widest = Counter(map(len, found.elements())).most_common(1)
    if not widest:
        return None
    return next(starts for starts, _ in found.most_common() if len(starts) == widest[0][0])


def _moved(cells: Sequence[Spanning], usual: Sequence[int], ends: Sequence[int]) -> Mapping[int, int]:
    """Where the borders of a row are → where they should be."""
    own = [cell.column for cell in cells]
    if len(own) == len(usual) and _lie_there(cells, usual, ends):
        return dict(zip(own, usual, strict=True))
    moved: dict[int, int] = {}
    taken = set(own) & set(usual)
    for column in own:
        near = [other for other in _neighbours(column, usual) if abs(ends[other - 1] - ends[column - 1]) <= _NEAR]
        free = [other for other in near if other not in taken]
        if column not in taken and free:
            moved[column] = min(free, key=lambda other: abs(ends[other - 1] - ends[column - 1]))
            taken.add(moved[column])
    after = [moved.get(column, column) for column in own]
    return moved if after == sorted(set(after)) else {}


def _neighbours(column: int, usual: Sequence[int]) -> Sequence[int]:
    at = bisect_left(usual, column)
    return usual[max(at - 1, 0) : at + 1]


def _lie_there(cells: Sequence[Spanning], usual: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether each cell lies partly in the column of its number."""
    last = len(ends)
    borders = [*usual, last]
    return all(
        cell.column < after and start < min(cell.last_column + 1, last)
        for cell, start, after in zip(cells, borders, borders[1:], strict=False)
    )

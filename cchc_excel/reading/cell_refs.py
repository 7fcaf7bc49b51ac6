"""Cell references (``E61``) ↔ row and column numbers (from 1), ranges (``B2:C4``) and areas of ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

#: First row, first column, last row, last column.
Range = tuple[int, int, int, int]

#: A range of no more cells is kept as these.
_SMALL = 200
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
#: Returns use the same few thousand cell references, file after file.
_REMEMBERED = 1 << 14
#: Nothing longer is a cell reference, nor is kept in memory.
_LONGEST_NAME = len("$XFD$1048576")


@lru_cache(maxsize=_REMEMBERED)
def cell_name(row: int, column: int) -> str:
    """Row and column → cell reference: ``61, 5`` → ``E61``."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


def parse_cell(name: str) -> tuple[int, int] | None:
    """Cell reference → row and column: ``E61`` → ``(61, 5)``; None for any other text."""
    return _parse_cell(name) if len(name) <= _LONGEST_NAME else None


@lru_cache(maxsize=_REMEMBERED)
def _parse_cell(name: str) -> tuple[int, int] | None:
    match = _CELL.fullmatch(name)
    return (int(match[2]), column_number(match[1])) if match else None


def column_number(letters: str) -> int:
    """Column letters → column number: ``AB`` → ``28``."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


@lru_cache(maxsize=8)
def area_of(ranges: Sequence[Range]) -> Area:
    """The area of these ranges; kept, since those of a template are the same, file after file."""
    return Area(ranges)


class Area:
    """Several ranges as one; the cells of small ones are looked up at once."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._cells: set[tuple[int, int]] = set()
        self._ranges: list[Range] = []
        for cell_range in ranges:
            top, left, bottom, right = cell_range
            if (bottom - top + 1) * (right - left + 1) <= _SMALL:
                self._cells.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
            else:
                self._ranges.append(cell_range)

    def __contains__(self, position: tuple[int, int]) -> bool:
        row, column = position
        return position in self._cells or any(
            top <= row <= bottom and left <= column <= right for top, left, bottom, right in self._ranges
        )


def ranges_in(text: str) -> Iterator[Range]:
    """``A1 B2:C4`` → both ranges; what is no range is skipped."""
    for part in text.split():
        first, _, last = part.partition(":")
        begin, end = parse_cell(first), parse_cell(last or first)
        if begin and end:
            yield (*begin, *end)

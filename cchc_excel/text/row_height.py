"""How many lines a text takes in a wrapped cell: programs that open a file do not all fit the rows' heights.

Widths are those of Times New Roman by class of letter, in ems; good to a few per cent, on the generous side.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_NARROW = frozenset("ijltfrI'.,:;!|()[]/- ·“”‘’\"")
_WIDE = frozenset("mwMW—…%")
# A column width is counted in digits of the default font (half an em at any size) with a little padding.
_PADDING_EMS = 0.6
_SAFETY = 1.04


@lru_cache(maxsize=4096)
def lines_needed(text: str, column_width: float, font_size: float = 12, *, bold: bool = False) -> int:
    """Lines that `text` takes in a cell `column_width` characters wide.

    Args:
        text: may hold line breaks.
        column_width: as set on the column, in digits of the 12-point default font.
        font_size: of the cell, in points.
        bold: whether the cell is bold.
    """
    room = (column_width / 2 - _PADDING_EMS) * 12 / font_size
    return sum(_wrapped(line, room, 1.08 if bold else 1.0) for line in text.split("\n"))


def row_height(lines: int, font_size: float = 12) -> float:
    """The height in points of a row with that many lines."""
    return max(lines, 1) * font_size * 1.28 + 3


def _wrapped(line: str, room: float, stretch: float) -> int:
    lines, used = 1, 0.0
    for word in line.split(" "):
        width = sum(map(_ems, word)) * stretch * _SAFETY
        if used and used + 0.25 + width > room:
            lines += 1
            used = 0.0
        used += width + (0.25 if used else 0)
        lines += int(used // room) if used > room else 0
        used = used % room if used > room else used
    return lines


def _ems(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _NARROW:
        return 0.3
    if base in _WIDE:
        return 0.85
    return 0.7 if base.isupper() else 0.48

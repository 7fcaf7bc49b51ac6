"""Lines that a text takes in a wrapped cell, and the row height for them; not every program fits heights itself.

Letter widths are estimates for Times New Roman by class of letter, in ems; rather a few per cent too wide.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_NARROW = frozenset("ijltfrI'.,:;!|()[]/- ·“”‘’\"")
_WIDE = frozenset("mwMW—…%")
# A column width is counted in digits of the default font (half an em at any size) with a little padding.
_PADDING_EMS = 0.6
_SAFETY = 1.04
_HIGHEST = 409.0
#: Results for longer texts are not kept in memory.
_LONGEST_REMEMBERED = 300


def lines_needed(text: str, column_width: float, font_size: float = 12, *, bold: bool = False) -> int:
    """Number of lines that a text takes in a wrapped cell.

    Args:
        text: may hold line breaks.
        column_width: as set on the column, in digits of the 12-point default font.
        font_size: of the cell, in points.
        bold: whether the cell is bold.
    """
    if len(text) > _LONGEST_REMEMBERED:
        return _lines_needed.__wrapped__(text, column_width, font_size, bold)
    return _lines_needed(text, column_width, font_size, bold)


@lru_cache(maxsize=4096)
def _lines_needed(text: str, column_width: float, font_size: float, bold: bool) -> int:  # noqa: FBT001 - as above
    width = (column_width / 2 - _PADDING_EMS) * 12 / font_size
    return sum(_wrapped_lines(line, width, 1.08 if bold else 1.0) for line in text.split("\n"))


def row_height(lines: int, font_size: float = 12) -> float:
    """The height in points of a row with that many lines of text; no row of Excel is higher than 409 points."""
    return min(max(lines, 1) * font_size * 1.28 + 3, _HIGHEST)


def _wrapped_lines(line: str, width: float, stretch: float) -> int:
    """Lines that one line of text is wrapped into; `width` of the cell in ems, `stretch` for bold letters."""
    lines, used = 1, 0.0
    for word in line.split(" "):
        word_width = sum(map(_ems, word)) * stretch * _SAFETY
        if used and used + 0.25 + word_width > width:
            lines += 1
            used = 0.0
        used += word_width + (0.25 if used else 0)
        lines += int(used // width) if used > width else 0
        used = used % width if used > width else used
    return lines


def _ems(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _NARROW:
        return 0.3
    if base in _WIDE:
        return 0.85
    return 0.7 if base.isupper() else 0.48

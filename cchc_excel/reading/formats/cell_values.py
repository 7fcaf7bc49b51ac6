"""The values of cells that `ooxml_fast_path` matched, as python-calamine would give them.

Where anything is not as most programs write it, python-calamine is used instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, Literal

from cchc_excel.reading.formats.xml_text import NotPlainError, is_plain, text_of

_END_OF_STRING = b"</si>"
_STRING = re.compile(rb'<si><t( xml:space="preserve")?(?:/>|>([^<]*)</t>)')
#: Longer texts are not kept in memory.
_LONGEST_REMEMBERED = 2000
#: Characters that have no place in XML are written as their numbers: ``_x000D_``.
_ESCAPE = b"_x"
_IN_NUMBERS = b"0123456789.eE+-"
_TRUTHS = {b"0": False, b"1": True}

#: Whether a value is what it is, the number of a text that the workbook's sheets share, or not plain.
Kind = Literal["value", "shared", "not plain"]
#: A cell that has a value: row and column from 1, value, what that is.
Filled = tuple[int, int, Any, Kind]
#: Row and column of the first value, and the rows from there on; what is blank is "".
Values = tuple[int, int, list[list[Any]]]


def plain_strings(xml: bytes) -> Sequence[str] | None:
    """The workbook's shared strings; None where one has formats or anything else in it.

    Args:
        xml: the part of that name.
    """
    begin, end = xml.find(b">", xml.find(b"<sst")) + 1, xml.rfind(b"</sst>")
    if end < begin or not is_plain(xml, begin, end, xml[:begin]) or _ESCAPE in xml:
        return None
    *strings, rest = xml[begin:end].split(_END_OF_STRING)
    is_usual = max(map(len, strings), default=0) <= _LONGEST_REMEMBERED
    try:
        return None if rest else list(map(_string if is_usual else _string.__wrapped__, strings))
    except (NotPlainError, UnicodeDecodeError):
        return None


@lru_cache(maxsize=4096)
def _string(element: bytes) -> str:
    """Labels and units are the same, file after file."""
    found = _STRING.fullmatch(element)
    if found is None:
        raise NotPlainError
    told = text_of(found[2] or b"")
    # Outer blanks count where the workbook says so.
    return told if found[1] else told.strip(" \t\n")


def told_value(kind: bytes, style: bytes, value: bytes, maybe_dates: AbstractSet[str]) -> tuple[Any, Kind]:
    """A cell's value, and what that is.

    Args:
        kind: as the format names it; empty for a number.
        style: number of its style; empty for none.
        value: as it stands there.
        maybe_dates: styles in which a number may be a date.
    """
    try:
        if kind == b"s":
            return _number_of_string(value), "shared"
        if kind in (b"", b"n"):
            return _number(style, value, maybe_dates), "value"
        if kind == b"e" or not value:
            return "", "value"
        return _TRUTHS[value] if kind == b"b" else _text(kind, value), "value"
    except (NotPlainError, ValueError, KeyError):
        return None, "not plain"


def _number_of_string(value: bytes) -> int:
    number = int(value)
    if b"%d" % number != value or number < 0:
        raise NotPlainError
    return number


def _number(style: bytes, value: bytes, maybe_dates: AbstractSet[str]) -> float | str:
    # What Python reads as a number and the format does not know.
    if style.decode() in maybe_dates or value.translate(None, _IN_NUMBERS):
        raise NotPlainError
    return float(value) if value else ""


def _text(kind: bytes, value: bytes) -> str:
    if kind != b"str" or _ESCAPE in value:
        raise NotPlainError
    return text_of(value)


def plain_values(filled: Sequence[Filled], strings: Sequence[str]) -> Values | None:
    """The values of a sheet; None where one is not plain.

    Args:
        filled: its cells, which lie within bounds.
        strings: those that they share.
    """
    if not filled:
        return 1, 1, []
    rows, columns, _, _ = zip(*filled, strict=True)
    top, left = min(rows), min(columns)
    width = max(columns) - left + 1
    values: list[list[Any]] = [[""] * width for _ in range(top, max(rows) + 1)]
    for row, column, value, kind in filled:
        if kind == "not plain" or (kind == "shared" and value >= len(strings)):
            return None
        values[row - top][column - left] = strings[value] if kind == "shared" else value
    return top, left, values

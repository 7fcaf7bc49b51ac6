"""The values of plain cells, as python-calamine would give them: for sheets that were gone over already.

Where anything is not as most programs write it, that library is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from cchc_excel.reading.places import column_number
from cchc_excel.reading.plain_cells import COLUMN, KIND, ROW, STYLE, VALUE, NotPlainError, Token, is_plain, text_of

_OPEN, _CLOSE = "<si><t>", "</t></si>"
#: Stands for the mark that a text's outer blanks are its own; no sign of a workbook.
_AS_IT_IS = "\0"
#: Characters that have no place in XML are written as their numbers: ``_x000D_``.
_ESCAPE = b"_x"
_IN_NUMBERS = b"0123456789.eE+-"
_NUMBERS = (b"", b"n")
_TRUTHS = {b"0": False, b"1": True}

#: Row and column of the first value, and the rows from there on; what is blank is "".
Values = tuple[int, int, list[list[Any]]]


def plain_strings(xml: bytes) -> Mapping[bytes, str] | None:
    """The workbook's shared strings by their numbers in digits; None where one has formats or anything else in it.

    Args:
        xml: the part of that name.
    """
    begin, end = xml.find(b">", xml.find(b"<sst")) + 1, xml.rfind(b"</sst>")
    if end < begin or not is_plain(xml, begin, end, xml[:begin]) or _ESCAPE in xml:
        return None
    try:
        told = xml[begin:end].decode()
        if _AS_IT_IS in told:
            return None
        told = told.replace('<t xml:space="preserve">', "<t>" + _AS_IT_IS).replace("<t/>", "<t></t>")
        if not told:
            return {}
        found = told.removeprefix(_OPEN).removesuffix(_CLOSE).split(_CLOSE + _OPEN)
        # Nothing but texts, each in its two elements.
        is_whole = told.startswith(_OPEN) and told.endswith(_CLOSE)
        if not is_whole or told.count("<") != len(found) * (_OPEN + _CLOSE).count("<"):
            return None
        return {b"%d" % at: _string(text) for at, text in enumerate(found)}
    except (NotPlainError, UnicodeDecodeError):
        return None


def _string(text: str) -> str:
    own = text.removeprefix(_AS_IT_IS)
    told = text_of(own.encode()) if "&" in own else own
    # Outer blanks count where the workbook says so.
    return told if len(own) < len(text) else told.strip(" \t\n")


def plain_values(filled: Sequence[Token], strings: Mapping[bytes, str], maybe_dates: AbstractSet[str]) -> Values | None:
    """The values of a sheet; None where one is not plain.

    Args:
        filled: its cells, which lie within bounds.
        strings: those that they share.
        maybe_dates: styles in which a number may be a date.
    """
    numbers = [token for token in filled if token[KIND] in _NUMBERS]
    if not {token[STYLE].decode() for token in numbers}.isdisjoint(maybe_dates):
        return None
    # What Python reads as a number and the format does not know.
    if b"".join(token[VALUE] for token in numbers).translate(None, _IN_NUMBERS):
        return None
    try:
        return _table(filled, strings)
    except (NotPlainError, ValueError, KeyError):
        return None


def _table(filled: Sequence[Token], strings: Mapping[bytes, str]) -> Values:
    rows = {row: int(row) for row in {token[ROW] for token in filled}}
    columns = {letters: column_number(letters.decode()) for letters in {token[COLUMN] for token in filled}}
    top, left = min(rows.values(), default=1), min(columns.values(), default=1)
    width = max(columns.values(), default=0) - left + 1
    values: list[list[Any]] = [[""] * width for _ in range(top, max(rows.values(), default=0) + 1)]
    for _, letters, row, _, kind, _, _, value in filled:
        if kind == b"s":
            told: Any = strings[value]
        elif kind == b"e" or not value:
            told = ""
        elif kind in _NUMBERS:
            told = float(value)
        else:
            told = _TRUTHS[value] if kind == b"b" else _text(kind, value)
        values[rows[row] - top][columns[letters] - left] = told
    return top, left, values


def _text(kind: bytes, value: bytes) -> str:
    if kind != b"str" or _ESCAPE in value:
        raise NotPlainError
    return text_of(value)

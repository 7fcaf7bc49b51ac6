"""A sheet's cells and validations at one glance, where the XML is as plain as office programs write it.

Asking an XML parser for each of a few thousand elements takes most of the time of reading. A stretch of which every
byte belongs to one of the elements below, spelled in the usual way, says the same to a pattern; any other sheet is left
to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_BEGIN, _END = b"<sheetData>", b"</sheetData>"
# Of text between tags, only "<" ends it: patterns of one forbidden sign are several times as fast as of two.
_TOKEN = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    rb"(?:/>|>(?:(<f)(?:>| [^<>&]*[^/<>&]>)([^<]*)</f>|(<f) [^<>&]*/>)?(?:(<v)>([^<]*)</v>)?</c>)"
    # What holds nothing, in one go.
    rb'|(?:<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]+")?/>|</row>|<row [^<>&]*>|[ \r\n\t]+)+'
)
#: Longer texts are not kept in memory.
_LONGEST_REMEMBERED = 16_384
_VALIDATIONS = re.compile(rb"<dataValidations(?: [^>]*)?>")
_VALIDATION = re.compile(
    rb"<dataValidation( [^>]*)>(?:<formula1>[^<]*</formula1>)?(?:<formula2>[^<]*</formula2>)?(</dataValidation>)?"
)
#: Numbers of the pattern's groups: the first that says that there is something in a cell, and that of a value.
_FIRST_CONTENT, _VALUE = 5, 9
_ENTITIES = ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&apos;", b"'"), (b"&amp;", b"&"))


_OTHER_ENTITY = re.compile(b"&(?!(?:lt|gt|quot|apos|amp);)")


class _NotPlainError(Exception):
    """Something that only a parser may say the meaning of."""


class PlainCell(NamedTuple):
    """A cell of which more is to be known than that it holds something.

    Attributes:
        column: its letters.
        row: its number, in digits.
        style: number of its style; empty for none.
        kind: of its value, as the format names it; empty for a number.
        formula: its text; None for no formula, empty for one that is shared with a neighbour.
        value: None for none.
    """

    column: str
    row: str
    style: str
    kind: str
    formula: str | None
    value: str | None


@dataclass(frozen=True)
class PlainCells:
    """What a sheet's cells say.

    Attributes:
        rest: the sheet's XML without them.
        cells: those with a formula, an Excel error value or one of the styles asked for.
        columns: letters of the columns that hold any value.
        rows: numbers, in digits, of the rows that do.
    """

    rest: bytes
    cells: Sequence[PlainCell]
    columns: AbstractSet[str]
    rows: AbstractSet[str]


def plain_cells(xml: bytes, styles: AbstractSet[str]) -> PlainCells | None:
    """Look at a sheet's cells; None where it is not plain.

    Args:
        xml: a worksheet part.
        styles: numbers of styles of which a cell is to be told.
    """
    begin, end = xml.find(_BEGIN) + len(_BEGIN), xml.rfind(_END)
    if begin < len(_BEGIN) or end < begin:
        return None
    rest = xml[:begin] + xml[end:]
    # Comments, character data sections and document types hide what a pattern sees, or show what is not there.
    if b"<!" in rest or rest.count(b"sheetData") != 2:
        return None
    head = xml[:200].lower()
    if b"\r" in xml or (b"encoding" in head and b"utf-8" not in head):
        return None
    try:
        return _plain(xml, begin, end, rest, styles)
    except (_NotPlainError, UnicodeDecodeError):
        return None


def _plain(xml: bytes, begin: int, end: int, rest: bytes, styles: AbstractSet[str]) -> PlainCells | None:
    wanted = {style.encode() for style in styles}
    cells, columns, rows = [], set(), set()
    at = begin
    for match in _TOKEN.finditer(xml, begin, end):
        if match.start() != at:
            return None
        at = match.end()
        last = match.lastindex
        if last is None or (last < _FIRST_CONTENT and match[4] != b"e"):
            continue
        if last == _VALUE:
            columns.add(match[1])
            rows.add(match[2])
        if last != _VALUE or match[5] or match[7] or match[4] == b"e" or match[3] in wanted:
            cells.append(_cell(match))
    if at != end:
        return None
    return PlainCells(rest, cells, *({one.decode() for one in ends} for ends in (columns, rows)))


def plain_validations(rest: bytes) -> tuple[bytes, list[tuple[str, str]]]:
    """The XML without its validations, and the type and ranges of each; where they are not plain they stay.

    Args:
        rest: a sheet's XML without its cells.
    """
    head = _VALIDATIONS.search(rest)
    end = rest.find(b"</dataValidations>", head.end()) if head else -1
    # Values in single quotes could hold what looks like another attribute.
    if head is None or end < 0 or rest.find(b"='", head.end(), end) >= 0:
        return rest, []
    found = []
    at = head.end()
    for match in _VALIDATION.finditer(rest, at, end):
        given, closed = match.groups()
        ranges = _attribute(given, b' sqref="')
        if match.start() != at or ranges is None or (closed is None) != given.endswith(b"/"):
            return rest, []
        at = match.end()
        found.append((_attribute(given, b' type="') or "none", ranges))
    return (rest[: head.start()] + rest[end + len("</dataValidations>") :], found) if at == end else (rest, [])


def _attribute(given: bytes, name: bytes) -> str | None:
    at = given.find(name) + len(name)
    return given[at : given.index(b'"', at)].decode() if at >= len(name) else None


def _cell(match: re.Match[bytes]) -> PlainCell:
    column, row, style, kind, has_formula, formula, is_shared, _, value = match.groups(b"")
    return PlainCell(
        column.decode(),
        row.decode(),
        style.decode(),
        kind.decode(),
        _text(formula) if has_formula or is_shared else None,
        _text(value) if match.lastindex == _VALUE else None,
    )


def _text(escaped: bytes) -> str:
    if b"&" not in escaped:
        return escaped.decode()
    return _unescaped(escaped) if len(escaped) <= _LONGEST_REMEMBERED else _unescaped.__wrapped__(escaped)


@lru_cache(maxsize=1024)
def _unescaped(escaped: bytes) -> str:
    """The formulas of a campaign's templates are the same, file after file."""
    if _OTHER_ENTITY.search(escaped):
        raise _NotPlainError
    for entity, sign in _ENTITIES:
        escaped = escaped.replace(entity, sign)
    return escaped.decode()

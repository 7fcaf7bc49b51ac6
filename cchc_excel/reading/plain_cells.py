"""A sheet's cells at one glance, where the XML is as plain as office programs write it.

Asking an XML parser for each of a few thousand elements takes most of the time of reading. A stretch of which every
byte belongs to one of the elements below, spelled in the usual way, says the same to a pattern where it is XML at all;
any other sheet is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_BEGIN, _END, _NONE = b"<sheetData>", b"</sheetData>", b"<sheetData/>"
_VALIDATIONS, _END_OF_VALIDATIONS = b"<dataValidations ", b"</dataValidations>"
#: Formulas are most of a sheet. They are cut out first, and one sign left for each.
_FORMULA = re.compile(rb'<f(?: aca="false")?>([^<]*)</f>')
_CUT = b"<f>"
_ENCODING = re.compile(rb"<\?xml [^>]*encoding=[\"']([^\"']*)")
# Of text between tags, only "<" ends it: patterns of one forbidden sign are several times as fast as of two.
_TOKEN = re.compile(
    rb'(<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="(0|[1-9][0-9]*)")?(?: t="([a-zA-Z]+)")?'
    rb"(?:/>|>(<f>|<f [^<>&]*[^/<>&]>[^<]*</f>|<f [^<>&]*/>)?(?:(<v)(?:/>|>([^<]*)</v>))?</c>)"
    # What holds nothing, in one go.
    rb'|(?:<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]+")?/>|</row>|<row [^<>&]*>|[ \r\n\t]+)+)'
)
#: Longer texts are not kept in memory.
_LONGEST_REMEMBERED = 16_384
#: The last of them is undone last. A new line is written as a number by some programs.
_ENTITIES = (
    (b"&lt;", b"<"),
    (b"&gt;", b">"),
    (b"&quot;", b'"'),
    (b"&apos;", b"'"),
    (b"&#10;", b"\n"),
    (b"&amp;", b"&"),
)
_OTHER_ENTITY = re.compile(b"&(?!(?:lt|gt|quot|apos|#10|amp);)")
#: A piece as the pattern finds it: the piece itself, then of a cell what the numbers below name; empty for none.
Token = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes]
#: Letters, digits, digits; kind of the value as the format names it; element of the formula; beginning of the element
#: of the value; what is in that.
COLUMN, ROW, STYLE, KIND, FORMULA, HAS_VALUE, VALUE = range(1, 8)


class NotPlainError(Exception):
    """Something that only a parser may say the meaning of."""


class PlainCell(NamedTuple):
    """A cell of which more is to be known than its value.

    Attributes:
        name: such as ``E61``.
        style: number of its style; empty for none.
        kind: of its value, as the format names it; empty for a number.
        formula: its text; None for no formula, empty for one that is shared with a neighbour.
        value: None for none.
    """

    name: str
    style: str
    kind: str
    formula: str | None
    value: str | None


@dataclass(frozen=True)
class PlainCells:
    """What a sheet's cells say.

    Attributes:
        around: the sheet's XML without them; where it has validations, their element by itself and all else.
        filled: those that have a value, an empty one too.
        special: those with a formula, an Excel error value or one of the styles asked for.
    """

    around: Sequence[bytes]
    filled: Sequence[Token]
    special: Sequence[PlainCell]


def plain_cells(xml: bytes, styles: AbstractSet[str]) -> PlainCells | None:
    """Look at a sheet's cells; None where it is not plain.

    Args:
        xml: a worksheet part.
        styles: numbers of styles of which a cell is to be told.
    """
    if _BEGIN not in xml:
        xml = xml.replace(_NONE, _BEGIN + _END, 1)
    begin, end = xml.find(_BEGIN) + len(_BEGIN), xml.rfind(_END)
    if begin < len(_BEGIN) or end < begin:
        return None
    around = _around(xml, begin, end)
    if not is_plain(xml, begin, end, around[-1]) or around[-1].count(b"sheetData") != 2:
        return None
    pieces = _FORMULA.split(xml[begin:end])
    cells, formulas = _CUT.join(pieces[::2]), pieces[1::2]
    found: list[Token] = _TOKEN.findall(cells)
    if sum(len(token[0]) for token in found) != len(cells) or cells.count(_CUT) != len(formulas):
        return None
    filled = [token for token in found if token[HAS_VALUE]]
    try:
        return PlainCells(around, filled, list(_special(found, iter(formulas), {style.encode() for style in styles})))
    except (NotPlainError, UnicodeDecodeError):
        return None


def _around(xml: bytes, begin: int, end: int) -> Sequence[bytes]:
    first = xml.find(_VALIDATIONS, end)
    last = xml.find(_END_OF_VALIDATIONS, first)
    if first < 0 or last < 0:
        return [xml[:begin] + xml[end:]]
    last += len(_END_OF_VALIDATIONS)
    return [xml[first:last], xml[:begin] + xml[end:first] + xml[last:]]


def is_plain(xml: bytes, begin: int, end: int, around: bytes) -> bool:
    """Whether nothing hides what a pattern sees in a stretch of a part, or shows what is not there.

    Args:
        xml: the part.
        begin: of the stretch.
        end: of the stretch.
        around: what the pattern does not see, but for whole elements.
    """
    # Comments, character data sections and document types begin alike; a line's end in two signs would become one.
    if b"<!" in around or xml.find(b"\r", begin, end) >= 0:
        return False
    encoding = _ENCODING.match(xml)
    return encoding is None or encoding[1].lower() == b"utf-8"


def text_of(escaped: bytes) -> str:
    """Text as it stands between tags, in letters.

    Raises:
        NotPlainError, UnicodeDecodeError: it is not plain.
    """
    if b"&" not in escaped:
        return escaped.decode()
    return _unescaped(escaped) if len(escaped) <= _LONGEST_REMEMBERED else _unescaped.__wrapped__(escaped)


def _special(found: Sequence[Token], formulas: Iterator[bytes], styles: AbstractSet[bytes]) -> Iterator[PlainCell]:
    for _, column, row, style, kind, formula, has_value, value in found:
        if formula or kind == b"e" or (has_value and style in styles):
            written = next(formulas) if formula == _CUT else formula[formula.find(b">") + 1 : -len("</f>")]
            told = text_of(value) if has_value else None
            name = (column + row).decode()
            yield PlainCell(name, style.decode(), kind.decode(), text_of(written) if formula else None, told)


@lru_cache(maxsize=1024)
def _unescaped(escaped: bytes) -> str:
    """The formulas of a campaign's templates are the same, file after file."""
    if _OTHER_ENTITY.search(escaped):
        raise NotPlainError
    for entity, sign in _ENTITIES:
        escaped = escaped.replace(entity, sign)
    return escaped.decode()

"""The cells of a sheet's XML by regular expression, several times faster than by an XML parser.

Only where every byte of the cells matches one of the usual spellings; any other sheet is left to `sheet_parser`. Cells
are cached by their bytes, since nine of ten are the same as in an earlier return.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from cchc_excel.reading.cell_refs import column_number
from cchc_excel.reading.formats.cell_values import Filled, told_value
from cchc_excel.reading.formats.styles import Styles
from cchc_excel.reading.formats.xml_text import NotPlainError, is_plain, text_of

_BEGIN, _END, _NONE = b"<sheetData>", b"</sheetData>", b"<sheetData/>"
_VALIDATIONS, _END_OF_VALIDATIONS = b"<dataValidations ", b"</dataValidations>"
_END_OF_CELL = b"</c>"
#: Formulas are most of a sheet. They are cut out first, and one sign left for each.
_FORMULA = re.compile(rb'<f(?: aca="false")?>([^<]*)</f>')
_CUT = b"<f>"
# Of text between tags, only "<" ends it: patterns of one forbidden sign are several times as fast as of two.
_TOKEN = re.compile(
    rb'(<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="(0|[1-9][0-9]*)")?(?: t="([a-zA-Z]+)")?'
    rb"(?:/>|>(<f>|<f [^<>&]*[^/<>&]>[^<]*</f>|<f [^<>&]*/>)?(?:(<v)(?:/>|>([^<]*)</v>))?</c>)"
    # What holds nothing, in one go.
    rb'|(?:<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]+")?/>|</row>|<row [^<>&]*>|[ \r\n\t]+)+)'
)
#: A piece as the pattern finds it: the piece itself, then of a cell: letters, digits, digits of its style, kind of its
#: value as the format names it, element of the formula, beginning of the element of the value, what is in that; empty
#: for none.
_Token = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes]
#: Bytes of cells that are remembered for each set of styles, what each costs besides, and one with a formula in it.
_MOST_REMEMBERED, _BESIDES, _SPECIAL = 8 << 20, 400, 1000


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
        special: those with a formula, an Excel error value or a style of percentages or old fonts.
    """

    around: Sequence[bytes]
    filled: Sequence[Filled]
    special: Sequence[PlainCell]


class _Told(NamedTuple):
    """What a stretch of XML up to the end of a cell says."""

    filled: tuple[Filled, ...]
    special: tuple[PlainCell, ...]


def plain_cells(xml: bytes, styles: Styles) -> PlainCells | None:
    """Look at a sheet's cells; None where it is not plain.

    Args:
        xml: a worksheet part.
        styles: the workbook's.
    """
    if _BEGIN not in xml:
        xml = xml.replace(_NONE, _BEGIN + _END, 1)
    begin, end = xml.find(_BEGIN) + len(_BEGIN), xml.rfind(_END)
    if begin < len(_BEGIN) or end < begin:
        return None
    around = _around(xml, begin, end)
    if not is_plain(xml, begin, end, around[-1]) or around[-1].count(b"sheetData") != 2:
        return None
    *stretches, rest = xml[begin:end].split(_END_OF_CELL)
    try:
        told = _memory(styles.special, styles.maybe_dates).told(stretches, rest)
    except (NotPlainError, UnicodeDecodeError):
        return None
    filled, special = zip(*told, strict=True)
    return PlainCells(around, list(chain.from_iterable(filled)), list(chain.from_iterable(special)))


def _around(xml: bytes, begin: int, end: int) -> Sequence[bytes]:
    first = xml.find(_VALIDATIONS, end)
    last = xml.find(_END_OF_VALIDATIONS, first)
    if first < 0 or last < 0:
        return [xml[:begin] + xml[end:]]
    last += len(_END_OF_VALIDATIONS)
    return [xml[first:last], xml[:begin] + xml[end:first] + xml[last:]]


class _Memory:
    """What stretches of XML said, file after file, under the same styles; several threads may ask."""

    def __init__(self, special: frozenset[str], maybe_dates: frozenset[str]) -> None:
        self._special, self._maybe_dates = special, maybe_dates
        self._known: dict[bytes, _Told] = {}
        self._room = _MOST_REMEMBERED

    def told(self, stretches: Sequence[bytes], rest: bytes) -> Sequence[_Told]:
        """What each of them says, and what comes after the last.

        Raises:
            NotPlainError, UnicodeDecodeError: one is not plain.
        """
        # What is known grows or is replaced as a whole; what was found in it stays there.
        known = self._known
        new = [stretch for stretch in stretches if stretch not in known]
        *looked_at, last = self._looked_at(new, rest)
        fresh = dict(zip(new, looked_at, strict=True))
        self._remember(fresh)
        return [*(fresh.get(stretch) or known[stretch] for stretch in stretches), last]

    def _remember(self, fresh: Mapping[bytes, _Told]) -> None:
        cost = sum(len(one) + _BESIDES + _SPECIAL * len(told.special) for one, told in fresh.items())
        if cost > _MOST_REMEMBERED:
            return
        if cost > self._room:
            self._known, self._room = {}, _MOST_REMEMBERED
        self._known.update(fresh)
        self._room -= cost

    def _looked_at(self, stretches: Sequence[bytes], rest: bytes) -> Iterator[_Told]:
        """All at once: patterns begin and end dearly."""
        pieces = _FORMULA.split(_END_OF_CELL.join([*stretches, rest]))
        cells, formulas = _CUT.join(pieces[::2]), pieces[1::2]
        found: list[_Token] = _TOKEN.findall(cells)
        if sum(len(token[0]) for token in found) != len(cells) or cells.count(_CUT) != len(formulas):
            raise NotPlainError
        next_formula = iter(formulas)
        filled: list[Filled] = []
        special: list[PlainCell] = []
        for token in found:
            whole, column, row, style, kind, formula, has_value, value = token
            if formula or kind == b"e" or (has_value and style.decode() in self._special):
                written = next(next_formula) if formula == _CUT else formula[formula.find(b">") + 1 : -len("</f>")]
                special.append(_special(token, written))
            if has_value:
                told = told_value(kind, style, value, self._maybe_dates)
                filled.append((int(row), column_number(column.decode()), *told))
            if whole.endswith(_END_OF_CELL):
                yield _Told(tuple(filled), tuple(special))
                filled, special = [], []
        yield _Told(tuple(filled), tuple(special))


def _special(token: _Token, formula: bytes) -> PlainCell:
    _, column, row, style, kind, element, has_value, value = token
    told = text_of(value) if has_value else None
    return PlainCell(
        (column + row).decode(), style.decode(), kind.decode(), text_of(formula) if element else None, told
    )


@lru_cache(maxsize=2)
def _memory(special: frozenset[str], maybe_dates: frozenset[str]) -> _Memory:
    """The workbooks of a campaign have the same styles."""
    return _Memory(special, maybe_dates)

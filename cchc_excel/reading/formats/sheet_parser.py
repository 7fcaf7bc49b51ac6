"""The XML of one .xlsx sheet → its facts, checked against the limits before the reading library gets it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice
from xml.parsers import expat

from cchc_excel.reading.cell_refs import LAST_COLUMN, LAST_ROW, Range, cell_name, parse_cell, ranges_in
from cchc_excel.reading.formats.facts import SheetFacts
from cchc_excel.reading.formats.ooxml_fast_path import PlainCells, plain_cells
from cchc_excel.reading.formats.package_guard import UnsafeError, local_name, parse
from cchc_excel.reading.formats.styles import NO_STYLES, Styles
from cchc_excel.reading.workers.limits import Limits

#: Enough for the longest formula of a template; what is longer was not issued.
_LONGEST_TEXT = 8192
#: An error value is a word.
_LONGEST_ERROR = 64
_MOST_FORMULAS = 2000
_MOST_RANGES = 5000
_MOST_TAGS = 200
#: What is longer is not kept in memory.
_LONGEST_REMEMBERED = 1 << 18
#: The elements that say something; every other one is passed over.
_ELEMENTS = frozenset({"row", "c", "v", "is", "f", "sheetProtection", "mergeCell", "dataValidation", "sqref"})


class SheetWalker:
    """Goes over one sheet's cells; knows how far apart the outermost values are.

    Much of the time of reading is spent in calls from the parser. So there is none for the end of an element (a cell is
    looked at when the next one begins), none for text but where the text matters, and none for cells at all where
    :mod:`cchc_excel.reading.formats.ooxml_fast_path` finds them.
    """

    def __init__(self, parser: expat.XMLParserType, styles: Styles, limits: Limits) -> None:
        self.facts = SheetFacts(is_known=True)
        self._parser = parser
        self._styles = styles
        self._limits = limits
        self._cell: dict[str, str] = {}
        self._has_value = self._has_formula = False
        self._value: list[str] = []
        self._formula: list[str] = []
        self._range: list[str] = []
        self._validation = ""
        self._at = (0, 0)
        self._low, self._high = [1 << 30, 1 << 30], [0, 0]
        self._handlers: dict[str, Callable[[dict[str, str]], None]] = {}
        parser.StartElementHandler = self._start

    def read(self, xml: bytes) -> PlainCells | None:
        """Go over a sheet that is not long; its cells, where they are plain."""
        found = plain_cells(xml, self._styles)
        around = _known_facts(found.around) if found else None
        if found is None or around is None:
            parse([xml], self._parser)
            return None
        for cell in found.special:
            _within_sheet(cell.name)
            self._tell(*cell)
        if found.filled:
            rows, columns, _, _ = zip(*found.filled, strict=True)
            self._stretch(min(rows), min(columns))
            self._stretch(max(rows), max(columns))
        for facts in around:
            self.facts.add(facts)
        return found

    def finish(self) -> None:
        """Look at what came last."""
        self._note()
        self._note_range()
        # What refers to this object through itself would wait for the collector.
        self._handlers.clear()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        handler = self._handlers.get(tag)
        if handler is None:
            handler = getattr(self, f"_{local_name(tag)}" if local_name(tag) in _ELEMENTS else "_other")
            if len(self._handlers) < _MOST_TAGS:
                self._handlers[tag] = handler
        handler(attributes)

    def _other(self, _: dict[str, str]) -> None:
        self._parser.CharacterDataHandler = None

    def _row(self, attributes: dict[str, str]) -> None:
        self._note()
        self._at = (self._number(attributes.get("r", "")) or self._at[0] + 1, 0)

    def _c(self, attributes: dict[str, str]) -> None:
        self._note()
        self._cell = attributes
        name = attributes.get("r")
        at = parse_cell(name) if name else (self._at[0], self._at[1] + 1)
        if at is None or at[0] > LAST_ROW or at[1] > LAST_COLUMN:
            raise UnsafeError("cells")
        self._at = at

    def _v(self, _: dict[str, str]) -> None:
        self._has_value = True
        self._stretch(*self._at)
        # What the value is, the reading library tells, but for these.
        if self._has_formula or self._cell.get("t") == "e":
            self._value = self._collect()
        else:
            self._parser.CharacterDataHandler = None

    def _is(self, _: dict[str, str]) -> None:
        self._has_value = True
        self._stretch(*self._at)

    def _f(self, _: dict[str, str]) -> None:
        self._has_formula = True
        self._formula = self._collect()

    def _sheetProtection(self, attributes: dict[str, str]) -> None:  # noqa: N802 - the element's name
        self._note()
        self.facts.is_protected = attributes.get("sheet") in ("1", "true")

    def _mergeCell(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self._add(self.facts.merged, attributes.get("ref", ""))

    def _dataValidation(self, attributes: dict[str, str]) -> None:  # noqa: N802
        self._note_range()
        self._validation = attributes.get("type", "none")
        self._validate(attributes.get("sqref", ""))

    def _sqref(self, _: dict[str, str]) -> None:
        # A list on another sheet is kept in an extension, with its range as text.
        self._note_range()
        self._range = self._collect()

    def _collect(self) -> list[str]:
        """From here on gather text, up to a bound that only what nobody issued goes beyond."""
        found: list[str] = []
        room = _LONGEST_TEXT

        def gather(data: str) -> None:
            nonlocal room
            if room > 0:
                found.append(data)
                room -= len(data)

        self._parser.CharacterDataHandler = gather
        return found

    def _note_range(self) -> None:
        if self._range:
            self._validate("".join(self._range))
            self._range = []

    def _validate(self, ranges: str) -> None:
        if self._validation == "list":
            self._add(self.facts.dropdowns, ranges)
        if self._validation != "none":
            self._add(self.facts.validated, ranges)

    @staticmethod
    def _add(known: list[Range], ranges: str) -> None:
        known.extend(islice(ranges_in(ranges), max(_MOST_RANGES - len(known), 0)))

    def _note(self) -> None:
        """What is to be known of the cell before."""
        cell, self._cell = self._cell, {}
        value = "".join(self._value) if self._has_value else None
        formula = "".join(self._formula) if self._has_formula else None
        self._has_value = self._has_formula = False
        if cell:
            self._value, self._formula = [], []
            self._tell(cell_name(*self._at), cell.get("s", ""), cell.get("t", ""), formula, value)

    def _tell(self, name: str, style: str, kind: str, formula: str | None, value: str | None) -> None:
        if formula is not None or kind == "e":
            shown = (value or "").strip()
            if kind == "e":
                self.facts.errors[name] = shown[:_LONGEST_ERROR]
            elif not shown and kind != "str":
                self.facts.uncalculated.add(name)
            if formula is not None and len(self.facts.formulas) < _MOST_FORMULAS:
                self.facts.formulas[name] = formula.strip()
        if value is not None and style in self._styles.special:
            if style in self._styles.percent:
                self.facts.percent.add(name)
            if style in self._styles.legacy:
                self.facts.legacy[name] = self._styles.legacy[style]

    @staticmethod
    def _number(text: str) -> int:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0

    def _stretch(self, row: int, column: int) -> None:
        """A value within the area of the values so far changes nothing."""
        low, high = self._low, self._high
        if low[0] <= row <= high[0] and low[1] <= column <= high[1]:
            return
        low[:] = min(low[0], row), min(low[1], column)
        high[:] = max(high[0], row), max(high[1], column)
        if high[0] > LAST_ROW or high[1] > LAST_COLUMN:
            raise UnsafeError("cells")
        if (high[0] - low[0] + 1) * (high[1] - low[1] + 1) > self._limits.cells:
            raise UnsafeError("cells")


def _known_facts(parts: Sequence[bytes]) -> Sequence[SheetFacts] | None:
    """What a sheet without its cells says; None where a part of it is no element by itself.

    What can be typed where is most of it, and the same file after file.
    """
    try:
        return [_facts_of(part) for part in parts]
    except expat.ExpatError:
        return None


def _facts_of(xml: bytes) -> SheetFacts:
    return _remembered_facts(xml) if len(xml) <= _LONGEST_REMEMBERED else _remembered_facts.__wrapped__(xml)


@lru_cache(maxsize=32)
def _remembered_facts(xml: bytes) -> SheetFacts:
    parser = expat.ParserCreate()
    walker = SheetWalker(parser, NO_STYLES, Limits())
    parse([xml], parser)
    walker.finish()
    return walker.facts


@lru_cache(maxsize=4096)
def _within_sheet(name: str) -> None:
    """Let a cell pass.

    Raises:
        UnsafeError: it is beyond the sheet.
    """
    at = parse_cell(name)
    if at is None or at[0] > LAST_ROW or at[1] > LAST_COLUMN:
        raise UnsafeError("cells")

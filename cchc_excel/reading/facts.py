"""What the reading library does not show of an .xlsx: Excel errors, formats, locks, dropdowns, formulas, macros.

Every sheet is walked once with a plain XML parser, which at the same time proves it tame for the reading library.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from cchc_excel.reading.guard import UnsafeError, chunks, elements, local, parse
from cchc_excel.reading.legacy import Encoding, encoding_of_font
from cchc_excel.reading.limits import Limits
from cchc_excel.reading.plain_cells import plain_cells, plain_validations

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_PERCENT_FORMATS = {9, 10}
#: Enough for the longest formula of a template; what is longer was not issued.
_LONGEST_TEXT = 8192
_MOST_FORMULAS = 2000
_MOST_TAGS = 200
#: A longer sheet is none of ours, and is parsed piece by piece.
_PLAIN_BYTES = 8 << 20
#: The elements that say something; every other one is passed over.
_ELEMENTS = frozenset({"row", "c", "v", "is", "f", "sheetProtection", "mergeCell", "dataValidation", "sqref"})
_MOST_RANGES = 5000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
#: Cells of returns have the same few thousand names, file after file.
_REMEMBERED = 1 << 14
#: Nothing longer is a cell's name, nor is kept in memory.
_LONGEST_NAME = len("$XFD$1048576")

Range = tuple[int, int, int, int]


@dataclass
class SheetFacts:
    """What is to be known of one sheet; cells by name, ranges as first row, first column, last row, last column.

    Attributes:
        errors: cells with an Excel error value.
        uncalculated: cells with a formula but no result.
        percent: cells formatted as percentages.
        legacy: cells in a font of before Unicode: encoding, and whether it draws capitals.
        formulas: the text of formulas; empty for one shared with a neighbour.
        dropdowns: ranges with a list to choose from.
        validated: ranges with any validation of what is typed.
        merged: merged ranges.
        is_protected: the sheet is locked.
        is_known: whether the file's format lets all this be known.
    """

    errors: dict[str, str] = field(default_factory=dict)
    uncalculated: set[str] = field(default_factory=set)
    percent: set[str] = field(default_factory=set)
    legacy: dict[str, tuple[Encoding, bool]] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    dropdowns: list[Range] = field(default_factory=list)
    validated: list[Range] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    is_protected: bool = False
    is_known: bool = False


@dataclass(frozen=True)
class PackageFacts:
    """What is to be known of a workbook."""

    sheets: Mapping[str, SheetFacts] = field(default_factory=dict)
    has_macros: bool = False
    has_links: bool = False


def package_facts(package: zipfile.ZipFile, limits: Limits) -> PackageFacts:
    """Walk a workbook; of packages other than .xlsx nothing is known.

    Raises:
        UnsafeError: the package must not be opened.
        zipfile.BadZipFile, expat.ExpatError, KeyError: it is damaged.
    """
    names = package.namelist()
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    links = any(name.startswith("xl/externalLinks/") for name in names)
    if "xl/workbook.xml" not in names:
        return PackageFacts({}, macros, links)
    styles = _Styles.read(package, limits)
    sheets = {name: _walk(package, part, styles, limits) for name, part in _sheet_parts(package, limits).items()}
    return PackageFacts(sheets, macros, links)


@lru_cache(maxsize=_REMEMBERED)
def cell_name(row: int, column: int) -> str:
    """``61, 5`` → ``E61``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def place(name: str) -> tuple[int, int] | None:
    """``E61`` → ``(61, 5)``; None for what is no cell's name."""
    return _place(name) if len(name) <= _LONGEST_NAME else None


@lru_cache(maxsize=_REMEMBERED)
def _place(name: str) -> tuple[int, int] | None:
    match = _CELL.fullmatch(name)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


@lru_cache(maxsize=_REMEMBERED)
def _at(column: str, row: str) -> tuple[int, int]:
    """As `place` of a name within the sheet.

    Raises:
        UnsafeError: it is beyond.
    """
    at = place(column + row)
    if at is None or at[0] > _LAST_ROW or at[1] > _LAST_COLUMN:
        raise UnsafeError("cells")
    return at


class Area:
    """Some ranges as one; most are of a single cell."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._cells, self._ranges = set(), []
        for one in ranges:
            if one[:2] == one[2:]:
                self._cells.add(one[:2])
            else:
                self._ranges.append(one)

    def __contains__(self, at: tuple[int, int]) -> bool:
        row, column = at
        return at in self._cells or any(
            top <= row <= bottom and left <= column <= right for top, left, bottom, right in self._ranges
        )


def _ranges(text: str) -> Iterator[Range]:
    for part in text.split():
        first, _, last = part.partition(":")
        begin, end = place(first), place(last or first)
        if begin and end:
            yield (*begin, *end)


def _sheet_parts(package: zipfile.ZipFile, limits: Limits) -> dict[str, str]:
    """Sheet name → part."""
    targets = {
        attributes["Id"]: attributes["Target"]
        for tag, attributes in elements(package, "xl/_rels/workbook.xml.rels", limits)
        if tag == "Relationship"
    }
    parts = {}
    for tag, attributes in elements(package, "xl/workbook.xml", limits):
        relation = next((value for name, value in attributes.items() if local(name) == "id"), None)
        if tag == "sheet" and relation in targets:
            target = targets[relation].lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if "worksheets/" in part and part in package.namelist():
                parts[attributes["name"]] = part
    return parts


@dataclass(frozen=True)
class _Styles:
    """Style numbers that mean something to a reader."""

    percent: frozenset[str]
    legacy: Mapping[str, tuple[Encoding, bool]]

    @classmethod
    def read(cls, package: zipfile.ZipFile, limits: Limits) -> _Styles:
        if "xl/styles.xml" not in package.namelist():
            return cls(frozenset(), {})
        percents, fonts, styles = set(_PERCENT_FORMATS), [""], []
        inside = ""
        for tag, attributes in elements(package, "xl/styles.xml", limits):
            if tag in ("fonts", "cellXfs", "cellStyles", "cellStyleXfs", "dxfs"):
                inside = tag
            elif tag == "numFmt" and "%" in attributes.get("formatCode", ""):
                percents.add(int(attributes["numFmtId"]))
            elif tag == "font" and inside == "fonts":
                fonts.append("")
            elif tag == "name" and inside == "fonts":
                fonts[-1] = attributes.get("val", "")
            elif tag == "xf" and inside == "cellXfs":
                styles.append((int(attributes.get("numFmtId", "0")), int(attributes.get("fontId", "0"))))
        # The first font was put there so that a name without a font has a place.
        names = dict(enumerate(fonts[1:]))
        legacy = {}
        for at, (_, font) in enumerate(styles):
            encoding = encoding_of_font(names.get(font, ""))
            if encoding:
                legacy[str(at)] = (encoding, names[font].lower().endswith("h"))
        return cls(frozenset(str(at) for at, (shown, _) in enumerate(styles) if shown in percents), legacy)


def _walk(package: zipfile.ZipFile, part: str, styles: _Styles, limits: Limits) -> SheetFacts:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    walker = _SheetWalker(parser, styles, limits)
    if package.getinfo(part).file_size <= _PLAIN_BYTES:
        walker.read(b"".join(chunks(package, part, limits)))
    else:
        parse(chunks(package, part, limits), parser)
    walker.finish()
    return walker.facts


class _SheetWalker:
    """Goes over one sheet's cells; knows how far apart the outermost values are.

    Much of the time of reading is spent in calls from the parser. So there is none for the end of an element (a cell is
    looked at when the next one begins), none for text but where the text matters, and none for cells at all where
    :mod:`cchc_excel.reading.plain_cells` finds them.
    """

    def __init__(self, parser: expat.XMLParserType, styles: _Styles, limits: Limits) -> None:
        self.facts = SheetFacts(is_known=True)
        self._parser = parser
        self._styles = styles
        self._limits = limits
        self._of_value = styles.percent | set(styles.legacy)
        self._cell: dict[str, str] = {}
        self._has_value = self._has_formula = False
        self._text: list[str] = []
        self._value: list[str] = []
        self._formula: list[str] = []
        self._range: list[str] = []
        self._validation = ""
        self._at = (0, 0)
        self._low, self._high = [1 << 30, 1 << 30], [0, 0]
        self._handlers: dict[str, Callable[[dict[str, str]], None]] = {}
        parser.StartElementHandler = self._start

    def read(self, xml: bytes) -> None:
        """Go over a sheet that is not long."""
        found = plain_cells(xml, self._of_value)
        if found is None:
            parse([xml], self._parser)
            return
        for cell in found.cells:
            self._tell(_at(cell.column, cell.row), cell.style, cell.kind, cell.formula, cell.value)
        if found.rows:
            rows, columns = [int(row) for row in found.rows], [_at(column, "1")[1] for column in found.columns]
            for self._at in ((min(rows), min(columns)), (max(rows), max(columns))):
                self._stretch()
        rest, validations = plain_validations(found.rest)
        for self._validation, ranges in validations:
            self._validate(ranges)
        parse([rest], self._parser)

    def finish(self) -> None:
        """Look at what came last."""
        self._note()
        self._note_range()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        handler = self._handlers.get(tag)
        if handler is None:
            handler = getattr(self, f"_{local(tag)}" if local(tag) in _ELEMENTS else "_other")
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
        at = place(name) if name else (self._at[0], self._at[1] + 1)
        if at is None or at[0] > _LAST_ROW or at[1] > _LAST_COLUMN:
            raise UnsafeError("cells")
        self._at = at

    def _v(self, _: dict[str, str]) -> None:
        self._has_value = True
        self._stretch()
        # What the value is, the reading library tells, but for these.
        if self._has_formula or self._cell.get("t") == "e":
            self._value = self._collect()
        else:
            self._parser.CharacterDataHandler = None

    def _is(self, _: dict[str, str]) -> None:
        self._has_value = True
        self._stretch()

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
        if len(known) < _MOST_RANGES:
            known.extend(_ranges(ranges))

    def _note(self) -> None:
        """What is to be known of the cell before."""
        cell, self._cell = self._cell, {}
        value = "".join(self._value) if self._has_value else None
        formula = "".join(self._formula) if self._has_formula else None
        self._has_value = self._has_formula = False
        if cell:
            self._value, self._formula = [], []
            self._tell(self._at, cell.get("s", ""), cell.get("t", ""), formula, value)

    def _tell(self, at: tuple[int, int], style: str, kind: str, formula: str | None, value: str | None) -> None:
        if formula is not None or kind == "e":
            name, shown = cell_name(*at), (value or "").strip()
            if kind == "e":
                self.facts.errors[name] = shown
            elif not shown and kind != "str":
                self.facts.uncalculated.add(name)
            if formula is not None and len(self.facts.formulas) < _MOST_FORMULAS:
                self.facts.formulas[name] = formula.strip()
        if value is not None and style in self._of_value:
            name = cell_name(*at)
            if style in self._styles.percent:
                self.facts.percent.add(name)
            if style in self._styles.legacy:
                self.facts.legacy[name] = self._styles.legacy[style]

    @staticmethod
    def _number(text: str) -> int:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0

    def _stretch(self) -> None:
        """A value within the area of the values so far changes nothing."""
        (row, column), low, high = self._at, self._low, self._high
        if low[0] <= row <= high[0] and low[1] <= column <= high[1]:
            return
        low[:] = min(low[0], row), min(low[1], column)
        high[:] = max(high[0], row), max(high[1], column)
        if high[0] > _LAST_ROW or high[1] > _LAST_COLUMN:
            raise UnsafeError("cells")
        if (high[0] - low[0] + 1) * (high[1] - low[1] + 1) > self._limits.cells:
            raise UnsafeError("cells")

"""What the reading library does not show of an .xlsx: Excel errors, formats, locks, dropdowns, formulas, macros.

Every sheet is walked once with a plain XML parser, which at the same time proves it tame for the reading library.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from cchc_excel.reading.guard import UnsafeError, elements, local, parse
from cchc_excel.reading.legacy import Encoding, encoding_of_font
from cchc_excel.reading.limits import Limits

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_PERCENT_FORMATS = {9, 10}
#: Enough for the longest formula of a template; what is longer was not issued.
_LONGEST_FORMULA = 8192
_MOST_FORMULAS = 2000
_MOST_RANGES = 5000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384

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


def cell_name(row: int, column: int) -> str:
    """``61, 5`` → ``E61``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def place(name: str) -> tuple[int, int] | None:
    """``E61`` → ``(61, 5)``; None for what is no cell's name."""
    match = _CELL.fullmatch(name)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def covers(ranges: list[Range], row: int, column: int) -> bool:
    """Whether a cell lies in one of the ranges."""
    return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in ranges)


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
    walker = _SheetWalker(styles, limits)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    parser.CharacterDataHandler = walker.text
    parse(package, part, parser, limits)
    return walker.facts


class _SheetWalker:
    """Goes over one sheet's cells; knows how far apart the outermost values are."""

    def __init__(self, styles: _Styles, limits: Limits) -> None:
        self.facts = SheetFacts(is_known=True)
        self._styles = styles
        self._limits = limits
        self._cell: dict[str, str] | None = None
        self._value = self._formula = self._inside = ""
        self._has_value = self._has_formula = False
        self._validation = ""
        self._at = (0, 0)
        self._low, self._high = (1 << 30, 1 << 30), (0, 0)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        match name:
            case "row":
                self._at = (self._number(attributes.get("r", "")) or self._at[0] + 1, 0)
            case "c":
                self._cell, self._value, self._formula = attributes, "", ""
                self._has_value = self._has_formula = False
                self._step(attributes.get("r", ""))
            case "v" | "is":
                self._has_value, self._inside = True, "value"
            case "f" if self._cell is not None:
                self._has_formula, self._inside = True, "formula"
            case "sheetProtection":
                self.facts.is_protected = attributes.get("sheet") in ("1", "true")
            case "mergeCell":
                self._add(self.facts.merged, attributes.get("ref", ""))
            case "dataValidation":
                self._validation = attributes.get("type", "none")
                self._validate(attributes.get("sqref", ""))
            case "sqref":
                # A list on another sheet is kept in an extension, with its range as text.
                self._inside, self._value = "range", ""

    def text(self, data: str) -> None:
        if self._inside in ("value", "range") and len(self._value) < 64:
            self._value += data
        elif self._inside == "formula" and len(self._formula) < _LONGEST_FORMULA:
            self._formula += data

    def end(self, tag: str) -> None:
        match local(tag):
            case "v" | "is" | "f":
                self._inside = ""
            case "sqref":
                self._inside = ""
                self._validate(self._value)
            case "c" if self._cell is not None:
                self._note(self._cell)
                self._cell = None

    def _validate(self, ranges: str) -> None:
        if self._validation == "list":
            self._add(self.facts.dropdowns, ranges)
        if self._validation != "none":
            self._add(self.facts.validated, ranges)

    @staticmethod
    def _add(known: list[Range], ranges: str) -> None:
        if len(known) < _MOST_RANGES:
            known.extend(_ranges(ranges))

    def _note(self, cell: dict[str, str]) -> None:
        name, style = cell_name(*self._at), cell.get("s", "")
        if self._has_value:
            self._stretch(self._at)
        if cell.get("t") == "e":
            self.facts.errors[name] = self._value.strip()
        elif self._has_formula and not self._value.strip() and cell.get("t") != "str":
            self.facts.uncalculated.add(name)
        if self._has_formula and len(self.facts.formulas) < _MOST_FORMULAS:
            self.facts.formulas[name] = self._formula
        if style in self._styles.percent and self._has_value:
            self.facts.percent.add(name)
        if style in self._styles.legacy and self._has_value:
            self.facts.legacy[name] = self._styles.legacy[style]

    @staticmethod
    def _number(text: str) -> int:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0

    def _step(self, name: str) -> None:
        """Where the next cell stands: as it says, else right of the one before."""
        at = place(name) if name else (self._at[0], self._at[1] + 1)
        if at is None or not (at[0] <= _LAST_ROW and at[1] <= _LAST_COLUMN):
            raise UnsafeError("cells")
        self._at = at

    def _stretch(self, at: tuple[int, int]) -> None:
        self._low = (min(self._low[0], at[0]), min(self._low[1], at[1]))
        self._high = (max(self._high[0], at[0]), max(self._high[1], at[1]))
        if (self._high[0] - self._low[0] + 1) * (self._high[1] - self._low[1] + 1) > self._limits.cells:
            raise UnsafeError("cells")

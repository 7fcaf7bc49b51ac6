"""A look at a zipped workbook before any parser gets it, and what the parser cannot tell.

The directory is checked against the limits, every sheet is walked once with a plain XML parser that refuses
document types, and on the way the cells are noted that hold Excel errors, formulas without a result, or are
formatted as percentages: the reading library shows none of these.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from cchc_excel.reading.limits import Limits

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CHUNK = 1 << 16
_PERCENT_FORMATS = {9, 10}


class UnsafeError(Exception):
    """The package goes beyond a limit or is built as no spreadsheet program builds it; says which."""


@dataclass
class SheetFacts:
    """What the reading library does not show of one sheet, by cell name."""

    errors: dict[str, str] = field(default_factory=dict)
    uncalculated: set[str] = field(default_factory=set)
    percent: set[str] = field(default_factory=set)


def inspect(content: bytes, limits: Limits) -> Mapping[str, SheetFacts]:
    """Check a zipped workbook.

    Args:
        content: the package.
        limits: what it may cost.

    Returns:
        For .xlsx, facts by sheet name; for other packages nothing.

    Raises:
        UnsafeError: the package must not be opened.
        zipfile.BadZipFile, expat.ExpatError, KeyError: it is damaged.
    """
    with zipfile.ZipFile(BytesIO(content)) as package:
        _check_directory(package, len(content), limits)
        if "xl/workbook.xml" not in package.namelist():
            return {}
        percent_styles = _percent_styles(package, limits)
        return {
            name: _walk(package, part, percent_styles, limits) for name, part in _sheet_parts(package, limits).items()
        }


def _check_directory(package: zipfile.ZipFile, size: int, limits: Limits) -> None:
    parts = package.infolist()
    names = [part.filename for part in parts]
    inflated = sum(part.file_size for part in parts)
    if len(parts) > limits.members:
        raise UnsafeError("members")
    if len(set(names)) < len(names):
        raise UnsafeError("names")
    if inflated > limits.inflated_bytes or inflated > limits.ratio * size + (1 << 20):
        raise UnsafeError("size")


def _parse(package: zipfile.ZipFile, part: str, parser: expat.XMLParserType, limits: Limits) -> None:
    """Feed a part to a parser, counting real bytes and refusing document types."""

    def refuse(*_: object) -> None:
        raise UnsafeError("doctype")

    parser.StartDoctypeDeclHandler = refuse
    room = limits.inflated_bytes
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            room -= len(chunk)
            if room < 0:
                raise UnsafeError("size")
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position only
    parser.Parse(b"", True)  # noqa: FBT003


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _elements(package: zipfile.ZipFile, part: str, limits: Limits) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small part: local name and attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((_local(tag), attributes))
    _parse(package, part, parser, limits)
    return found


def _sheet_parts(package: zipfile.ZipFile, limits: Limits) -> dict[str, str]:
    """Sheet name → part."""
    targets = {
        attributes["Id"]: attributes["Target"]
        for tag, attributes in _elements(package, "xl/_rels/workbook.xml.rels", limits)
        if tag == "Relationship"
    }
    parts = {}
    for tag, attributes in _elements(package, "xl/workbook.xml", limits):
        relation = next((value for name, value in attributes.items() if _local(name) == "id"), None)
        if tag == "sheet" and relation in targets:
            target = targets[relation].lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if "worksheets/" in part and part in package.namelist():
                parts[attributes["name"]] = part
    return parts


def _percent_styles(package: zipfile.ZipFile, limits: Limits) -> set[str]:
    """Style numbers whose number format is a percentage."""
    if "xl/styles.xml" not in package.namelist():
        return set()
    formats = set(_PERCENT_FORMATS)
    styles: list[int] = []
    inside = False
    for tag, attributes in _elements(package, "xl/styles.xml", limits):
        if tag == "numFmt" and "%" in attributes.get("formatCode", ""):
            formats.add(int(attributes["numFmtId"]))
        elif tag in ("cellXfs", "cellStyles", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            styles.append(int(attributes.get("numFmtId", "0")))
    return {str(at) for at, number_format in enumerate(styles) if number_format in formats}


def _walk(package: zipfile.ZipFile, part: str, percent_styles: set[str], limits: Limits) -> SheetFacts:
    walker = _SheetWalker(percent_styles, limits)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    parser.CharacterDataHandler = walker.text
    _parse(package, part, parser, limits)
    return walker.facts


class _SheetWalker:
    """Goes over one sheet's cells; knows how far apart the outermost values are."""

    def __init__(self, percent_styles: set[str], limits: Limits) -> None:
        self.facts = SheetFacts()
        self._percent_styles = percent_styles
        self._limits = limits
        self._cell: dict[str, str] | None = None
        self._value = ""
        self._has_value = self._has_formula = self._in_value = False
        self._low, self._high = (1 << 30, 1 << 30), (0, 0)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match _local(tag):
            case "c":
                self._cell, self._value = attributes, ""
                self._has_value = self._has_formula = False
            case "v" | "is":
                self._has_value = self._in_value = True
            case "f":
                self._has_formula = True

    def text(self, data: str) -> None:
        if self._in_value and len(self._value) < 64:
            self._value += data

    def end(self, tag: str) -> None:
        match _local(tag):
            case "v" | "is":
                self._in_value = False
            case "c" if self._cell is not None:
                self._note(self._cell)
                self._cell = None

    def _note(self, cell: dict[str, str]) -> None:
        name = cell.get("r", "")
        if self._has_value:
            self._stretch(name)
        if cell.get("t") == "e":
            self.facts.errors[name] = self._value.strip()
        elif self._has_formula and not self._value.strip() and cell.get("t") != "str":
            self.facts.uncalculated.add(name)
        if cell.get("s") in self._percent_styles:
            self.facts.percent.add(name)

    def _stretch(self, name: str) -> None:
        match = _CELL.fullmatch(name)
        if match is None:
            return
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        place = (int(match[2]), column)
        self._low = (min(self._low[0], place[0]), min(self._low[1], place[1]))
        self._high = (max(self._high[0], place[0]), max(self._high[1], place[1]))
        if (self._high[0] - self._low[0] + 1) * (self._high[1] - self._low[1] + 1) > self._limits.cells:
            raise UnsafeError("cells")

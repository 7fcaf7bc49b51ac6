"""One worksheet's XML → :class:`Sheet`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lxml import etree

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.reading.cell_refs import LAST_COLUMN, LAST_ROW, Range, parse_cell, ranges_in
from cchc_excel.reading.formats.cell_style import CellStyle, TextFont
from cchc_excel.reading.formats.number_format import WRITTEN_NUMBER
from cchc_excel.reading.formats.runs import LONGEST_TEXT, put_aside
from cchc_excel.reading.formats.sheet import Locks, Sheet
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xlsx_styles import ON_COLOUR, UNKNOWN, USUAL, font_of
from cchc_excel.reading.formats.xml import attribute, finished, is_on, local_name

#: Characters that have no place in XML are written by their numbers: ``_x000D_``.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_FORMULAS = 2000
_MOST_RANGES = 5000
_MOST_RUNS = 1000
_LONGEST_FORMULA = 8192
_LONGEST_ERROR = 64
_ELEMENTS = ("row", "mergeCell", "dataValidation", "sheetProtection", "col")


class SharedText(NamedTuple):
    """A text that cells share: as a cell, and its runs where they are formatted."""

    cell: Cell
    runs: Sequence[tuple[str, TextFont | None]] = ()


def plain_or_shared(element: etree._Element) -> str | SharedText:
    """The text of an ``si`` element: plain as it stands, which it nearly always is, else as :func:`shared_text`."""
    if len(element) == 1 and (only := element[0]).tag.endswith("}t"):
        return only.text or ""
    return shared_text(element)


def shared_text(element: etree._Element) -> SharedText:
    """The text of an ``si`` or ``is`` element; without the readings above East Asian words.

    One of more runs than anybody formats is in doubt.
    """
    runs: list[tuple[str, TextFont | None]] = []
    for child in islice(element, _MOST_RUNS + 1):
        if local_name(child) == "t":
            runs.append((_text_in(child), None))
        elif local_name(child) == "r":
            properties = next((part for part in child if local_name(part) == "rPr"), None)
            text = "".join(_text_in(part) for part in child if local_name(part) == "t")
            runs.append((text, None if properties is None else font_of(properties)))
    if len(runs) > _MOST_RUNS:
        shown = "".join(text for text, _ in runs)[:LONGEST_TEXT]
        return SharedText(put_aside(Cell("text", shown), "doubtful"))
    return SharedText(BLANK, runs) if any(font for _, font in runs) else _plain("".join(text for text, _ in runs))


def _plain(text: str) -> SharedText:
    cell = Cell("text", text[:LONGEST_TEXT])
    # Nearly every text begins with a sign that is seen; to look for one anywhere takes longer.
    return SharedText(cell if "0" <= text[:1] <= "z" or not cell.is_empty else BLANK)


def _text_in(element: etree._Element) -> str:
    return _unescaped(element.text or "")


class CellReader:
    """What cells say, given the texts and styles of their workbook."""

    def __init__(
        self,
        texts: Sequence[str | SharedText],
        styles: Sequence[CellStyle],
        *,
        is_from_1904: bool,
        is_to_be_calculated: bool = False,
    ) -> None:
        """Begin.

        Args:
            texts: those that cells share.
            styles: of the workbook.
            is_from_1904: days are counted from 1904.
            is_to_be_calculated: Excel calculates every formula when it opens the workbook.
        """
        self._texts = texts
        self._by_index: dict[str | None, SharedText] = {}
        self._styles: dict[str, CellStyle] = {str(number): style for number, style in enumerate(styles)}
        self._styles.setdefault("0", USUAL)
        self._is_from_1904 = is_from_1904
        self._is_to_be_calculated = is_to_be_calculated

    def cell(self, element: etree._Element, value: str | None, inline: etree._Element | None) -> tuple[Cell, bool]:
        """A cell that has a value, and whether its text was converted from a font from before Unicode.

        Args:
            element: the ``c`` element.
            value: text of its ``v``.
            inline: its ``is``.

        Raises:
            ValueError, IndexError: it is damaged.
        """
        style = self._styles.get(element.get("s", "0"), UNKNOWN)
        is_usual = style is USUAL or style is ON_COLOUR
        kind = element.get("t")
        if kind == "s" or inline is not None:
            shared = shared_text(inline) if inline is not None else self._shared(value)
            if shared.cell.aside or (is_usual and not shared.runs):
                return shared.cell, False
            return style.text(shared.runs or [(str(shared.cell.value or ""), None)])
        if kind in (None, "n"):
            return self._number(value or "", USUAL if is_usual else style), False
        if kind == "str":
            return style.text([(_unescaped(value or ""), None)])
        if kind == "d":
            return style.day((value or "").strip()[:_LONGEST_ERROR]), False
        return style.whole(_other(kind, value or "")), False

    def _shared(self, index: str | None) -> SharedText:
        """The text of an index as it is written; a text of sheets that are not read is never asked for."""
        found = self._by_index.get(index)
        if found is None:
            text = self._texts[_number_of(index)]
            found = self._by_index[index] = _plain(_unescaped(text)) if isinstance(text, str) else text
        return found

    def is_uncalculated(self, value: str | None, kind: str | None) -> bool:
        """Whether a formula's value is none: only a text may be empty, and libraries write 0 for what they leave to do.

        Args:
            value: text of the cell's ``v``.
            kind: its ``t``.
        """
        written = (value or "").strip()
        return value is None or (not written and kind != "str") or (written == "0" and self._is_to_be_calculated)

    def _number(self, text: str, style: CellStyle) -> Cell:
        if not WRITTEN_NUMBER.fullmatch(text):
            text = text.strip()
            if not WRITTEN_NUMBER.fullmatch(text):
                return Cell("text", text[:LONGEST_TEXT]) if text else BLANK
        return Cell("number", float(text)) if style is USUAL else style.number(float(text), is_1904=self._is_from_1904)


def _other(kind: str, value: str) -> Cell:
    match kind:
        case "b":
            return Cell("truth", value.strip() in ("1", "true"))
        case "e":
            return Cell("error", value.strip()[:_LONGEST_ERROR])
    raise ValueError(kind)


def _unescaped(value: str) -> str:
    """The text with what is written by numbers; half of a letter of two halves is shown as no letter."""
    if "_x" not in value:
        return value
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number_of(index: str | None) -> int:
    text = (index or "").strip()
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def read_sheet(reader: CellReader, chunks: Iterable[bytes], sheet: Sheet, room: int) -> int:
    """Read a worksheet.

    Args:
        reader: of its workbook.
        chunks: its part.
        sheet: what is read goes into it.
        room: how many cells with a value it may have.

    Returns:
        How many it has.

    Raises:
        UnsafeError: it has more, or cells beyond the sheet, or as :func:`cchc_excel.reading.formats.xml.finished`.
        etree.XMLSyntaxError, ValueError, IndexError: it is damaged.
    """
    walk = _SheetWalk(sheet, reader, room)
    for element in finished(chunks, *_ELEMENTS):
        match local_name(element):
            case "row":
                walk.row(element)
            case other:
                walk.other(other, element)
    walk.hide_columns()
    if list(sheet.rows) != sorted(sheet.rows):
        sheet.rows = {row: sheet.rows[row] for row in sorted(sheet.rows)}
    return walk.count


class _SheetWalk:
    """Goes over a sheet's elements."""

    def __init__(self, sheet: Sheet, reader: CellReader, room: int) -> None:
        self.count = 0
        self._sheet = sheet
        self._reader = reader
        self._room = room
        self._locks = sheet.locks = Locks()
        self._row = 0
        self._hidden: list[tuple[int, int]] = []

    def row(self, element: etree._Element) -> None:
        """The cells of a row."""
        number = self._row = _row_number(element.get("r"), self._row)
        column = 0
        for child in element:
            name = child.get("r")
            if name is not None and not len(child):
                continue  # formatted and blank
            position = _position(name) if name is not None else (number, column + 1)
            column = position[1]
            if column > LAST_COLUMN:
                raise UnsafeError("cells")
            cell = self._cell(child, position)
            if cell is not BLANK:
                self._keep(position, cell)
        if number in self._sheet.rows and element.get("hidden") in ("1", "true"):
            self._sheet.hidden_rows.add(number)

    def _cell(self, element: etree._Element, position: tuple[int, int]) -> Cell:
        value, formula, inline = _contents(element)
        if formula is not None:
            if len(self._locks.formulas) < _MOST_FORMULAS:
                self._locks.formulas[position] = formula.strip()[:_LONGEST_FORMULA]
            if inline is None and self._reader.is_uncalculated(value, element.get("t")):
                return Cell("uncalculated")
        if value is None and inline is None:
            return BLANK
        cell, is_converted = self._reader.cell(element, value, inline)
        if is_converted:
            self._sheet.converted.add(position)
        return cell

    def _keep(self, position: tuple[int, int], cell: Cell) -> None:
        if cell.kind == "blank" and not cell.aside:
            return
        self.count += 1
        if self.count > self._room:
            raise UnsafeError("cells")
        row, column = position
        self._sheet.rows.setdefault(row, {})[column] = cell

    def other(self, name: str, element: etree._Element) -> None:
        """An element that is no row: what is merged, locked, validated or hidden."""
        match name:
            case "sheetProtection":
                self._locks.is_protected = element.get("sheet") in ("1", "true")
            case "mergeCell":
                _add(self._sheet.merged, element.get("ref", ""))
            case "dataValidation" if element.get("type", "none") != "none":
                # A list on another sheet is kept in an extension, with its range as text.
                texts = (child.text or "" for child in element if local_name(child) == "sqref")
                ranges = element.get("sqref") or next(texts, "")
                _add(self._locks.validated, ranges)
                if element.get("type") == "list":
                    _add(self._locks.dropdowns, ranges)
            case "col" if (
                attribute(element, "hidden") and is_on(element, "hidden") and len(self._hidden) < _MOST_RANGES
            ):
                self._hidden.append((int(element.get("min", "0")), int(element.get("max", "0"))))

    def hide_columns(self) -> None:
        """Say which of the columns with cells are hidden."""
        used = {column for cells in self._sheet.rows.values() for column in cells}
        self._sheet.hidden_columns = {
            column for column in used if any(first <= column <= last for first, last in self._hidden)
        }


def _contents(element: etree._Element) -> tuple[str | None, str | None, etree._Element | None]:
    """Text of a cell's value and formula, and its inline text; None for what it does not have."""
    value = formula = inline = None
    for child in element:
        # Twice as quick as `local_name`, and there are thousands.
        match child.tag[-2:]:
            case "}v":
                value = child.text or ""
            case "}f":
                formula = child.text or ""
            case "is":
                inline = child
    return value, formula, inline


def _row_number(text: str | None, before: int) -> int:
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 12
    number = before + 1 if text is None else int(text) if is_number else 0
    if not 1 <= number <= LAST_ROW:
        raise UnsafeError("cells")
    return number


@lru_cache(maxsize=1 << 14)
def _position(name: str) -> tuple[int, int]:
    position = parse_cell(name.upper())
    if position is None or not (1 <= position[0] <= LAST_ROW and 1 <= position[1] <= LAST_COLUMN):
        raise UnsafeError("cells")
    return position


def _add(known: list[Range], ranges: str) -> None:
    known.extend(islice(ranges_in(ranges), max(_MOST_RANGES - len(known), 0)))

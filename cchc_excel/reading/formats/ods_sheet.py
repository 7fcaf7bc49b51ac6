"""The cells of an OpenDocument spreadsheet → :class:`Sheet`.

Source: OASIS OpenDocument 1.3, part 3, sections 9 (tables), 6 (text) and 19 (attributes).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from lxml import etree

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.reading.cell_refs import LAST_COLUMN, LAST_ROW
from cchc_excel.reading.formats.cell_style import CellStyle, TextFont
from cchc_excel.reading.formats.number_format import GENERAL, WRITTEN_NUMBER
from cchc_excel.reading.formats.ods_styles import Styles
from cchc_excel.reading.formats.ods_text import PARAGRAPHS, Piece, has_paragraph, is_plain, pieces, repetitions
from cchc_excel.reading.formats.runs import LONGEST_TEXT, put_aside
from cchc_excel.reading.formats.sheet import Locks, Sheet
from cchc_excel.reading.formats.unsafe import UnsafeError

_NAMESPACE = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
_TABLE, _OFFICE = (_NAMESPACE.format(name) for name in ("table", "office"))
_EXTENDED_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_ANNOTATION = f"{_OFFICE}annotation"
_KIND = f"{_OFFICE}value-type"
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_FORMULA, _VALIDATION, _STYLE = f"{_TABLE}formula", f"{_TABLE}content-validation-name", f"{_TABLE}style-name"
_ROWS_REPEATED, _COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_ROWS_SPANNED, _COLUMNS_SPANNED = f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned"
_VALUE = f"{_OFFICE}value"
_HIDDEN = ("collapse", "filter")
#: What a formula shows that has no result; as older programs wrote it, beside a number.
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]{3}")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,]([0-9]+))?)?Z?")
_DURATION = re.compile(
    r"(-?)P(?:([0-9]{1,7})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:[.,]([0-9]{1,9}))?S)?)?"
)
#: The day before Excel's first; a time of day stands on it.
_NO_DAY = datetime(1899, 12, 30)
_SECONDS = 86_400
_MOST_RANGES, _MOST_FORMULAS = 5000, 500_000
_LONGEST_ERROR = 64
_USUAL_TIME = "[h]:mm:ss"
#: LibreOffice's own errors, as it writes them for Excel; the others are ``#VALUE!``.
_ERRORS = {"Err:503": "#NUM!", "Err:524": "#REF!", "Err:525": "#NAME?", "Err:532": "#DIV/0!", "": "#VALUE!"}


class Columns(NamedTuple):
    """Neighbouring columns that are alike."""

    first: int
    last: int
    style: str
    is_hidden: bool


class SheetWalk:
    """Takes in the columns and rows of one table, in order."""

    def __init__(self, table: etree._Element, styles: Styles, validations: dict[str, bool], room: int) -> None:
        """Begin with a table.

        Args:
            table: its element; only the attributes are there for certain.
            styles: of the document.
            validations: name of a validation → whether it is a list.
            room: how many cells with a value it may have.
        """
        is_hidden = not styles.is_shown(table.get(_STYLE, ""))
        self.sheet = Sheet(table.get(f"{_TABLE}name", ""), is_hidden=is_hidden)
        self.locks = self.sheet.locks = Locks(is_protected=table.get(f"{_TABLE}protected") == "true")
        self.count = 0
        self._is_filled = styles.is_filled("table", table.get(_STYLE, ""))
        self._styles = styles
        self._validations = validations
        self._room = room
        self._columns: list[Columns] = []
        self._row = 0

    def column(self, element: etree._Element, *, is_hidden: bool) -> None:
        """Columns; `is_hidden`: the group in which they stand is folded away."""
        first = self._columns[-1].last + 1 if self._columns else 1
        if first > LAST_COLUMN:
            return
        last = min(first + repetitions(element, _COLUMNS_REPEATED) - 1, LAST_COLUMN)
        is_hidden = is_hidden or element.get(f"{_TABLE}visibility") in _HIDDEN
        self._columns.append(Columns(first, last, element.get(f"{_TABLE}default-cell-style-name", ""), is_hidden))

    def row(self, element: etree._Element, *, is_hidden: bool) -> None:
        """A row, or several that are alike.

        Raises:
            UnsafeError: it has more cells with a value than there is room for, or cells beyond the sheet.
        """
        first, times = self._row + 1, repetitions(element, _ROWS_REPEATED)
        self._row += times
        cells: dict[int, Cell] = {}
        converted: list[int] = []
        column = 1
        for part in element:
            if part.tag not in (_CELL, _COVERED):
                continue
            repeated = repetitions(part, _COLUMNS_REPEATED)
            cell, is_converted = self._cell(part, element, column)
            if not cell.is_empty:
                if column + repeated - 1 > LAST_COLUMN or self._row > LAST_ROW:
                    raise UnsafeError("cells")
                self.count += repeated * times
                if self.count > self._room:
                    raise UnsafeError("cells")
                cells.update(dict.fromkeys(range(column, column + repeated), cell))
                converted += range(column, column + repeated) if is_converted else ()
            self._around(part, first, column, (times, repeated))
            column += repeated
        if cells:
            for row in range(first, first + times):
                self.sheet.rows[row] = dict(cells)
                self.sheet.converted.update((row, column) for column in converted)
            if is_hidden or element.get(f"{_TABLE}visibility") in _HIDDEN:
                self.sheet.hidden_rows.update(range(first, first + times))

    def finished(self) -> Sheet:
        """The sheet, once all its rows are taken in."""
        used = {column for cells in self.sheet.rows.values() for column in cells}
        hidden = (range(columns.first, columns.last + 1) for columns in self._columns if columns.is_hidden)
        self.sheet.hidden_columns = used.intersection(chain.from_iterable(hidden))
        return self.sheet

    def _around(self, part: etree._Element, row: int, column: int, times: tuple[int, int]) -> None:
        """What a cell says besides its value: that it is merged, validated, has a formula or comments."""
        for comment in part.iterchildren(_ANNOTATION):
            paragraphs = ("".join(map(str, child.itertext())) for child in comment if child.tag in PARAGRAPHS)
            self.sheet.add_comment((row, column), "\n".join(paragraphs))
        if part.get(_FORMULA) is not None and len(self.locks.formulas) < _MOST_FORMULAS:
            # It is not written as Excel writes formulas.
            self.locks.formulas[row, column] = ""
        name = part.get(_VALIDATION)
        if name in self._validations and column <= LAST_COLUMN and len(self.locks.validated) < _MOST_RANGES:
            validated = row, column, row + times[0] - 1, min(column + times[1] - 1, LAST_COLUMN)
            self.locks.validated.append(validated)
            if self._validations[str(name)]:
                self.locks.dropdowns.append(validated)
        rows, columns = repetitions(part, _ROWS_SPANNED), repetitions(part, _COLUMNS_SPANNED)
        if rows * columns > 1 and len(self.sheet.merged) < _MOST_RANGES:
            merged = row, column, min(row + rows - 1, LAST_ROW), min(column + columns - 1, LAST_COLUMN)
            self.sheet.merged.append(merged)

    def _style_name(self, part: etree._Element, row: etree._Element, column: int) -> str:
        own = part.get(_STYLE) or row.get(f"{_TABLE}default-cell-style-name")
        if own:
            return str(own)
        # They lie side by side from the first on.
        at = bisect_left(self._columns, column, key=lambda columns: columns.last)
        return self._columns[at].style if at < len(self._columns) else ""

    def _cell(self, part: etree._Element, row: etree._Element, column: int) -> tuple[Cell, bool]:
        """A cell, and whether its text was converted from a font from before Unicode."""
        if not len(part) and part.get(_KIND) is None and part.get(_FORMULA) is None:
            return BLANK, False
        name = self._style_name(part, row, column)
        style = self._styles.cell(name)
        if self._is_filled or self._styles.is_filled("table-row", row.get(_STYLE, "")):
            style = style._replace(is_on_white=False)
        cell, is_converted = self._read_cell(part, name, style)
        # What a merged area covers is not seen.
        return (put_aside(cell, "hidden") if part.tag == _COVERED else cell), is_converted

    def _read_cell(self, part: etree._Element, name: str, style: CellStyle) -> tuple[Cell, bool]:
        has_formula = part.get(_FORMULA) is not None
        kind = part.get(_KIND, "")
        is_error = part.get(_EXTENDED_KIND) == "error"
        value = None if is_error else self._value(part, kind, style)
        if value and not has_formula and is_plain(part):
            return value, False
        found = list(pieces(part))
        shown = "".join(piece.text for piece in found if not piece.why_aside)[:LONGEST_TEXT].strip()
        if is_error or (has_formula and _ERROR.fullmatch(shown)):
            return style.whole(Cell("error", _as_excel_says(shown))), False
        if value:
            return self._seen(value, self._text(part, found, name, style)[0]), False
        if has_formula and not shown and kind != "string" and not has_paragraph(part):
            return Cell("uncalculated"), False
        return self._text(part, found, name, style)

    @staticmethod
    def _seen(value: Cell, text: Cell) -> Cell:
        """A value, as far as its text is seen: part of a number is none."""
        if not text.aside:
            return value
        return put_aside(value, text.why_aside) if text.kind == "blank" and text.why_aside != "doubtful" else text

    @staticmethod
    def _value(part: etree._Element, kind: str, style: CellStyle) -> Cell | None:
        """A number, day, time or Boolean; None for what is none."""
        if kind in ("float", "percentage", "currency"):
            number = part.get(_VALUE, "")
            if WRITTEN_NUMBER.fullmatch(number):
                is_plain = style.code in (None, GENERAL)
                return (style._replace(code="0%") if kind == "percentage" and is_plain else style).number(float(number))
        elif kind == "date":
            day = _day(part.get(f"{_OFFICE}date-value", ""))
            return style.day(day) if day else None
        elif kind == "time":
            serial = _days(part.get(f"{_OFFICE}time-value", ""))
            is_plain = style.code in (None, GENERAL)
            return None if serial is None else (style._replace(code=_USUAL_TIME) if is_plain else style).number(serial)
        elif kind == "boolean":
            return style.whole(Cell("truth", part.get(f"{_OFFICE}boolean-value") == "true"))
        return None

    def _text(self, part: etree._Element, found: Sequence[Piece], name: str, style: CellStyle) -> tuple[Cell, bool]:
        value = part.get(f"{_OFFICE}string-value")
        if value and value != "".join(piece.text for piece in found):
            # What stands below is how its number format shows it.
            return style.text([(value, None)])
        return style.text([(piece.text, self._font(name, piece)) for piece in found])

    def _font(self, cell: str, piece: Piece) -> TextFont | None:
        """The font of a piece of text; None for that of its cell."""
        if piece.why_aside:
            return TextFont(why_aside=piece.why_aside)
        return self._styles.text(cell, piece.styles) if any(piece.styles) else None


def _as_excel_says(error: str) -> str:
    return _ERRORS.get(error, "#VALUE!" if error.startswith("Err:") else error[:_LONGEST_ERROR])


def _day(text: str) -> str:
    """A day as ISO writes it, to the second; the time alone on the day before Excel's first; empty for no day."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return ""
    day, time, fraction = match[1], match[2], match[3]
    if time is None:
        return day
    try:
        exact = datetime.fromisoformat(f"{day}T{time}.{(fraction or '0')[:6]:0<6}")
    except ValueError:
        return ""
    if exact.year < 1900 and exact.date() == _NO_DAY.date():
        return exact.time().isoformat("seconds")
    whole = exact.replace(microsecond=0).isoformat()
    return whole.removesuffix("T00:00:00") if not exact.microsecond else exact.isoformat(timespec="milliseconds")


def _days(text: str) -> float | None:
    """A duration (``PT12H30M00S``) in days; None for another text."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:5])
    total = days * _SECONDS + hours * 3600 + minutes * 60 + seconds + float(f"0.{match[6] or 0}")
    return (-total if match[1] else total) / _SECONDS

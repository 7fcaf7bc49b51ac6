"""A workbook of any format → its sheets as grids of raw values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.reading.cell_refs import cell_name, parse_cell
from cchc_excel.reading.formats.facts import PackageFacts, SheetFacts
from cchc_excel.text.legacy_fonts import to_unicode

#: Rows and letters of columns that are kept in memory.
_MOST_REMEMBERED, _LONGEST_REMEMBERED = 1000, 1 << 17


@dataclass(frozen=True)
class Grid:
    """One sheet.

    Attributes:
        top: row of the first row of values, from 1.
        left: column of the first value of each row, from 1.
        values: rows of values as the reading library gives them; rows may differ in length.
        facts: what that library does not show.
    """

    name: str
    top: int
    left: int
    values: list[list[Any]]
    facts: SheetFacts

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Row numbers (from 1) and their values."""
        yield from enumerate(self.values, start=self.top)

    def texts(self, column: int | None) -> Mapping[int, str]:
        """A column as :meth:`text` gives it: row → text; all empty where `column` is None."""
        if column is None:
            return dict.fromkeys(range(self.top, self.top + len(self.values)), "")
        values = tuple(self._column(column))
        if self.facts.errors or self.facts.legacy or not set(map(type, values)) <= {str}:
            return {number: self.text(number, column) for number, _ in self.rows()}
        clean = _all_clean if is_usual(values) else _all_clean.__wrapped__
        return dict(enumerate(clean(values), start=self.top))

    def raws(self, column: int) -> Mapping[int, Cell]:
        """A column as :meth:`raw` gives it: row → raw value."""
        raws = dict(enumerate(map(_raw, self._column(column)), start=self.top))
        for cells in (self.facts.errors, self.facts.uncalculated, self.facts.percent):
            for row, cell_column in filter(None, map(parse_cell, cells)):
                if cell_column == column and row in raws:
                    raws[row] = self.raw(row, column)
        return raws

    def text(self, row: int, column: int) -> str:
        """A cell as text: NFC, without outer blanks, converted where its font is from before Unicode."""
        shown = _clean(self.raw(row, column).shown)
        return self._in_unicode(row, column, shown) or shown

    def is_legacy(self, row: int, column: int) -> bool:
        """Whether a cell's text had to be converted to Unicode."""
        return bool(self.facts.legacy) and self._in_unicode(row, column, self.raw(row, column).shown) is not None

    def _in_unicode(self, row: int, column: int, shown: str) -> str | None:
        """A text in a font from before Unicode, converted; None for any other text."""
        if not self.facts.legacy or not shown:
            return None
        encoding, capitals = self.facts.legacy.get(cell_name(row, column), (None, False))
        return to_unicode(shown, encoding, capitals=capitals) if encoding else None

    def raw(self, row: int, column: int) -> Cell:
        """A cell's raw value (row and column from 1)."""
        cell = cell_name(row, column)
        if cell in self.facts.errors:
            return Cell("error", self.facts.errors[cell])
        if cell in self.facts.uncalculated:
            return Cell("uncalculated")
        return _raw(self._value(row, column), is_percent=cell in self.facts.percent)

    def _column(self, column: int) -> Sequence[Any]:
        offset = column - self.left
        return [row[offset] if 0 <= offset < len(row) else None for row in self.values]

    def _value(self, row: int, column: int) -> Any:
        index, offset = row - self.top, column - self.left
        if not (0 <= index < len(self.values) and 0 <= offset < len(self.values[index])):
            return None
        return self.values[index][offset]


def open_grids(content: bytes, facts: PackageFacts) -> Iterator[Grid]:
    """The non-empty sheets of a workbook, in order, by the reading library (python-calamine)."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        top, left = sheet.start
        yield Grid(name, top + 1, left + 1, sheet.to_python(skip_empty_area=True), facts.sheets.get(name, SheetFacts()))


def _raw(value: Any, *, is_percent: bool = False) -> Cell:
    if type(value) is float:
        return Cell("number", value, is_percent)
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return Cell("truth", value)
    if isinstance(value, (int, float)):
        return Cell("number", float(value), is_percent)
    if isinstance(value, (datetime, date, time, timedelta)):
        return Cell("date", value.isoformat() if not isinstance(value, timedelta) else str(value))
    text = unicodedata.normalize("NFC", str(value))
    return Cell("text", text) if text.strip() else BLANK


def is_usual(*columns: Sequence[str]) -> bool:
    """Whether columns are no longer than a form's; results for longer ones are not kept in memory."""
    letters = sum(sum(map(len, texts)) for texts in columns)
    return max(map(len, columns)) <= _MOST_REMEMBERED and letters <= _LONGEST_REMEMBERED


@lru_cache(maxsize=8)
def _all_clean(texts: Sequence[str]) -> Sequence[str]:
    """Kept: the locked columns of a form are the same, file after file."""
    return tuple(map(_clean, texts))


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()

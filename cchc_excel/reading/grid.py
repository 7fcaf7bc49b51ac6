"""A workbook's sheets as grids of raw values, whatever its format."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from cchc_excel.reading.facts import PackageFacts, SheetFacts
from cchc_excel.reading.legacy import converted
from cchc_excel.reading.places import cell_name
from cchc_excel.submission import BLANK, Raw


@dataclass(frozen=True)
class Grid:
    """One sheet: values from `top`, `left` (both from 1) on."""

    name: str
    top: int
    left: int
    values: list[list[Any]]
    facts: SheetFacts

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Row numbers and their plain values."""
        yield from enumerate(self.values, start=self.top)

    def texts(self, column: int | None) -> Mapping[int, str]:
        """A whole column as `text` gives it, by row number; all empty where there is no such column."""
        if column is None:
            return dict.fromkeys(range(self.top, self.top + len(self.values)), "")
        is_plain = not self.facts.errors and not self.facts.legacy
        return {
            number: (value and _clean(value)) if is_plain and type(value) is str else self.text(number, column)
            for number, value in self._column(column)
        }

    def raws(self, column: int) -> Mapping[int, Raw]:
        """A whole column as `raw` gives it, by row number."""
        if self._are_some_special:
            return {number: self.raw(number, column) for number, _ in self.rows()}
        return {number: _raw(value) for number, value in self._column(column)}

    def text(self, row: int, column: int) -> str:
        """A cell as text, NFC and without outer blanks; in Unicode where its font is of before."""
        shown = _clean(self.raw(row, column).shown)
        return self._modern(row, column, shown) or shown

    def is_legacy(self, row: int, column: int) -> bool:
        """Whether a cell's text had to be converted to Unicode."""
        return bool(self.facts.legacy) and self._modern(row, column, self.raw(row, column).shown) is not None

    def _modern(self, row: int, column: int, shown: str) -> str | None:
        if not self.facts.legacy or not shown:
            return None
        encoding, capitals = self.facts.legacy.get(cell_name(row, column), (None, False))
        return converted(shown, encoding, capitals=capitals) if encoding else None

    def raw(self, row: int, column: int) -> Raw:
        """A cell's raw value (row and column from 1)."""
        is_percent = False
        if self._are_some_special:
            name = cell_name(row, column)
            if name in self.facts.errors:
                return Raw("error", self.facts.errors[name])
            if name in self.facts.uncalculated:
                return Raw("uncalculated")
            is_percent = name in self.facts.percent
        return _raw(self._value(row, column), is_percent=is_percent)

    def _column(self, column: int) -> Iterator[tuple[int, Any]]:
        at = column - self.left
        return ((number, row[at] if 0 <= at < len(row) else None) for number, row in self.rows())

    def _value(self, row: int, column: int) -> Any:
        at, across = row - self.top, column - self.left
        if not (0 <= at < len(self.values) and 0 <= across < len(self.values[at])):
            return None
        return self.values[at][across]

    @cached_property
    def _are_some_special(self) -> bool:
        """Whether the reading library says less of any cell than there is to be known."""
        return bool(self.facts.errors or self.facts.uncalculated or self.facts.percent)


def open_grids(content: bytes, facts: PackageFacts) -> Iterator[Grid]:
    """The sheets of a workbook that hold anything, in order, as the reading library has them."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        top, left = sheet.start
        yield Grid(name, top + 1, left + 1, sheet.to_python(skip_empty_area=True), facts.sheets.get(name, SheetFacts()))


def _raw(value: Any, *, is_percent: bool = False) -> Raw:
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return Raw("truth", value)
    if isinstance(value, (int, float)):
        return Raw("number", float(value), is_percent)
    if isinstance(value, (datetime, date, time, timedelta)):
        return Raw("date", value.isoformat() if not isinstance(value, timedelta) else str(value))
    text = unicodedata.normalize("NFC", str(value))
    return Raw("text", text) if text.strip() else BLANK


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()

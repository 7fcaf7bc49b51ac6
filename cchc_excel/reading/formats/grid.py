"""A workbook's sheets as grids of raw values, whatever its format."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from cchc_excel.domain.submission import BLANK, Raw
from cchc_excel.reading.cell_refs import cell_name, parse_cell
from cchc_excel.reading.formats.facts import PackageFacts, SheetFacts
from cchc_excel.text.legacy_fonts import converted

_MOST_REMEMBERED, _LONGEST_REMEMBERED = 1000, 1 << 17


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
        values = tuple(self._column(column))
        if self.facts.errors or self.facts.legacy or not set(map(type, values)) <= {str}:
            return {number: self.text(number, column) for number, _ in self.rows()}
        clean = _all_clean if is_usual(values) else _all_clean.__wrapped__
        return dict(enumerate(clean(values), start=self.top))

    def raws(self, column: int) -> Mapping[int, Raw]:
        """A whole column as `raw` gives it, by row number."""
        found = dict(enumerate(map(_raw, self._column(column)), start=self.top))
        for names in (self.facts.errors, self.facts.uncalculated, self.facts.percent):
            for row, across in filter(None, map(parse_cell, names)):
                if across == column and row in found:
                    found[row] = self.raw(row, column)
        return found

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
        name = cell_name(row, column)
        if name in self.facts.errors:
            return Raw("error", self.facts.errors[name])
        if name in self.facts.uncalculated:
            return Raw("uncalculated")
        return _raw(self._value(row, column), is_percent=name in self.facts.percent)

    def _column(self, column: int) -> Sequence[Any]:
        at = column - self.left
        return [row[at] if 0 <= at < len(row) else None for row in self.values]

    def _value(self, row: int, column: int) -> Any:
        at, across = row - self.top, column - self.left
        if not (0 <= at < len(self.values) and 0 <= across < len(self.values[at])):
            return None
        return self.values[at][across]


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
    if type(value) is float:
        return Raw("number", value, is_percent)
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


def is_usual(*columns: Sequence[str]) -> bool:
    """Whether columns are no longer than a form's; of others, what they come to is not kept in memory."""
    letters = sum(sum(map(len, texts)) for texts in columns)
    return max(map(len, columns)) <= _MOST_REMEMBERED and letters <= _LONGEST_REMEMBERED


@lru_cache(maxsize=8)
def _all_clean(texts: Sequence[str]) -> Sequence[str]:
    """The locked columns of a form are the same, file after file."""
    return tuple(map(_clean, texts))


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()

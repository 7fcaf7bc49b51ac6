"""Find the table's columns on a sheet: by the hidden key row, else by the printed header, else by the cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cchc_excel.forms.layout import COLUMN_KEYS, COLUMNS, HEADERS
from cchc_excel.reading.cell_refs import cell_name
from cchc_excel.reading.formats.sheet import Sheet, cell_text
from cchc_excel.reading.table.expected_forms import FormIndex, comparable
from cchc_excel.text.normalize import fold_marks

_NEEDED = ("figure", "note")
#: How many rows of a sheet are searched for the header.
_HEADER_WITHIN = 200
#: The printed header has so many rows.
_HEADER_HEIGHT = 2


@dataclass(frozen=True)
class Columns:
    """The columns of a form's table on a sheet; rows and columns from 1.

    Attributes:
        header_row: the row above the first of the table's body.
        by_key: column key → column; always has ``figure`` and ``note``, and ``code`` or ``label``.
        by_key_row: they were found by the hidden key row.
    """

    header_row: int
    by_key: Mapping[str, int]
    by_key_row: bool = False

    @property
    def have_moved(self) -> bool:
        """Whether any column is elsewhere than it was issued."""
        return any(cell_name(1, column)[:-1] != COLUMNS[key] for key, column in self.by_key.items())


def find_columns(sheet: Sheet, form: FormIndex) -> Columns | None:
    """The columns of the form's table; None where this sheet has no such table."""
    return _by_key_row(sheet) or _by_header(sheet, form) or _by_content(sheet, form)


def _by_key_row(sheet: Sheet) -> Columns | None:
    """A hidden row has a key in each column's cell."""
    keys = {text: key for key, text in COLUMN_KEYS.items()}
    for number, cells in sheet.rows.items():
        columns = {
            keys[value]: column
            for column, cell in cells.items()
            if isinstance(value := cell.value, str) and value in keys
        }
        if "code" in columns and all(key in columns for key in _NEEDED):
            return Columns(number, columns, by_key_row=True)
    return None


def _by_header(sheet: Sheet, form: FormIndex) -> Columns | None:
    """The printed header names the columns, except that of the codes, which may be any column."""
    keys = {fold_marks(text): key for key, text in HEADERS.items()}
    latest: dict[str, tuple[int, int]] = {}
    top = min(sheet.rows, default=0)
    for number, cells in sheet.rows.items():
        if number > top + _HEADER_WITHIN:
            return None
        for column, cell in cells.items():
            text = cell_text(cell)
            key = keys.get(fold_marks(text)) if 0 < len(text) < 100 else None
            if key:
                latest[key] = (number, column)
        columns = {key: column for key, (row, column) in latest.items() if number - row < _HEADER_HEIGHT}
        if "label" in columns and all(key in columns for key in _NEEDED):
            return Columns(number, _with_codes(sheet, form, columns))
    return None


def _by_content(sheet: Sheet, form: FormIndex) -> Columns | None:
    """Without a header: the columns with most of the form's labels and units; right of the unit are figure and note."""
    if len(sheet.rows) < form.min_rows:
        return None
    units = form.units
    label_counts, unit_counts = Counter[int](), Counter[int]()
    for cells in sheet.rows.values():
        for column, cell in cells.items():
            text = cell_text(cell)
            if 0 < len(text) < 500:
                label_counts[column] += comparable(text) in form.by_label
                unit_counts[column] += fold_marks(text) in units
    if not label_counts or not unit_counts:
        return None
    (label, labels), (unit, measured) = label_counts.most_common(1)[0], unit_counts.most_common(1)[0]
    if min(labels, measured) < form.min_rows or unit <= label:
        return None
    columns = {"label": label, "unit": unit, "figure": unit + 1, "note": unit + 2}
    return Columns(min(sheet.rows) - 1, _with_codes(sheet, form, columns))


def _with_codes(sheet: Sheet, form: FormIndex, columns: Mapping[str, int]) -> Mapping[str, int]:
    """The columns, with the one that holds the form's codes, if any does.

    Only codes with a dot are counted: a section's "I" may be an ordinal.
    """
    codes = {row.code for row in form.rows if "." in row.code}
    code_counts = Counter(
        column
        for cells in sheet.rows.values()
        for column, cell in cells.items()
        if cell.kind == "text" and cell_text(cell) in codes
    )
    for column, count in code_counts.most_common(1):
        if count >= form.min_rows and column not in columns.values():
            return {**columns, "code": column}
    return columns

"""Which column of a sheet holds what: by the hidden key row, else by the table's header, else by what stands below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cchc_excel.forms.layout import COLUMN_KEYS, COLUMNS, HEADERS
from cchc_excel.reading.cell_refs import cell_name
from cchc_excel.reading.formats.grid import Grid
from cchc_excel.reading.table.expected_forms import FormIndex, comparable
from cchc_excel.text.normalize import fold_marks

_NEEDED = ("figure", "note")
#: The header stands above the table; further down no header is looked for.
_HEADER_WITHIN = 200
#: How many rows the header's cells may be apart: it has two.
_HEADER_HEIGHT = 2


@dataclass(frozen=True)
class Columns:
    """The row above the table's first and the column (both from 1) of every key found.

    Attributes:
        at: always has ``figure`` and ``note``, and ``code`` or ``label``.
        by_keys: they were found by the hidden key row.
    """

    row: int
    at: Mapping[str, int]
    by_keys: bool = False

    @property
    def have_moved(self) -> bool:
        """Whether any column stands elsewhere than it was issued."""
        return any(cell_name(1, column)[:-1] != COLUMNS[key] for key, column in self.at.items())


def find_columns(grid: Grid, form: FormIndex) -> Columns | None:
    """The columns of the form's table, where this sheet has one."""
    return _by_keys(grid) or _by_header(grid, form) or _by_content(grid, form)


def _by_keys(grid: Grid) -> Columns | None:
    names = {value: key for key, value in COLUMN_KEYS.items()}
    for number, values in grid.rows():
        at = {
            names[value]: grid.left + across
            for across, value in enumerate(values)
            if isinstance(value, str) and value in names
        }
        if "code" in at and all(key in at for key in _NEEDED):
            return Columns(number, at, by_keys=True)
    return None


def _by_header(grid: Grid, form: FormIndex) -> Columns | None:
    """The printed header says which column is which; the codes are looked for in any column."""
    headers = {fold_marks(text): key for key, text in HEADERS.items()}
    recent: dict[str, tuple[int, int]] = {}
    for number, values in grid.rows():
        if number > grid.top + _HEADER_WITHIN:
            return None
        for across, value in enumerate(values):
            key = headers.get(fold_marks(value)) if isinstance(value, str) and 0 < len(value) < 100 else None
            if key:
                recent[key] = (number, grid.left + across)
        at = {key: column for key, (row, column) in recent.items() if number - row < _HEADER_HEIGHT}
        if "label" in at and all(key in at for key in _NEEDED):
            return Columns(number, _with_codes(grid, form, at))
    return None


def _by_content(grid: Grid, form: FormIndex) -> Columns | None:
    """No header at all: the labels and the units show themselves, figure and note stand to the right of the unit."""
    if len(grid.values) < form.enough:
        return None
    units = form.units
    labels, measures = Counter[int](), Counter[int]()
    for _, values in grid.rows():
        for across, value in enumerate(values):
            if isinstance(value, str) and 0 < len(value) < 500:
                labels[across] += comparable(value) in form.by_label
                measures[across] += fold_marks(value) in units
    if not labels or not measures:
        return None
    (label, known), (unit, measured) = labels.most_common(1)[0], measures.most_common(1)[0]
    if min(known, measured) < form.enough or unit <= label:
        return None
    at = {"label": label, "unit": unit, "figure": unit + 1, "note": unit + 2}
    return Columns(grid.top - 1, _with_codes(grid, form, {key: grid.left + across for key, across in at.items()}))


def _with_codes(grid: Grid, form: FormIndex, at: Mapping[str, int]) -> Mapping[str, int]:
    """The same with the column that holds the form's codes, if any does; a section's "I" may be an ordinal."""
    codes = {row.code for row in form.rows if "." in row.code}
    found = Counter(
        grid.left + across
        for _, values in grid.rows()
        for across, value in enumerate(values)
        if isinstance(value, str) and value.strip() in codes
    )
    for column, count in found.most_common(1):
        if count >= form.enough and column not in at.values():
            return {**at, "code": column}
    return at

"""Find the tables on a sheet and their columns: by the hidden key row, else by the printed header.

A table is a stretch of rows under one header; a sheet may have several under one another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cchc_excel.forms.layout import COLUMN_KEYS, COLUMNS, HEADERS
from cchc_excel.reading.cell_refs import LAST_ROW, cell_name
from cchc_excel.reading.formats.sheet import Sheet, cell_text
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.text.normalize import fold_marks

#: The printed header has so many rows.
_HEADER_HEIGHT = 2
_LONGEST_HEADER = 100
#: A unit for all of a table stands at most so many rows above its header.
_MOST_ROWS_ABOVE = 3
_SCALE = re.compile(r"\(?(dvt|don vi( tinh)?) ?: ?(nghin|ngan|trieu|ty|tram|1[. ]?000)\b")
_BY_HEADER = {fold_marks(text): key for key, text in HEADERS.items()}
#: With blanks between and around the words no printed header is longer.
_LONGEST_PRINTED = 2 * max(map(len, HEADERS.values()))


@dataclass(frozen=True)
class Columns:
    """The columns of a form's table on a sheet; rows and columns from 1.

    Attributes:
        header_row: the row above the first of the table's body.
        by_key: column key → column; always has ``figure`` and ``note``, and ``code`` or ``label``.
        by_key_row: they were found by the hidden key row.
        last_row: the last row that can be the table's.
        rivals: columns beside ``figure`` that may hold the figures just as well.
        top_row: the first row of the header.
        headings: column right of the labels → its texts in the header, from the bottom.
        above: column → its texts in the row above the header, which may be its heading, too, or a line of the title.
        scale: what is said above the table of a unit for all of it, such as *ĐVT: nghìn*; empty for nothing.
    """

    header_row: int
    by_key: Mapping[str, int]
    by_key_row: bool = False
    last_row: int = LAST_ROW
    rivals: tuple[int, ...] = ()
    top_row: int = 1
    headings: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    above: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    scale: str = ""

    @property
    def of_figures(self) -> Sequence[int]:
        """The columns that may hold the figures, from the left."""
        return sorted({self.by_key["figure"], *self.rivals})

    @property
    def have_moved(self) -> bool:
        """Whether any column is elsewhere than it was issued."""
        return any(cell_name(1, column)[:-1] != COLUMNS[key] for key, column in self.by_key.items())


def by_headers(sheet: Sheet) -> Sequence[Columns]:
    """The columns of each table on a sheet that has one of the form's headers, from the top."""
    found = sorted([*_by_key_row(sheet), *_by_header(sheet)], key=lambda columns: columns.header_row)
    tables: list[Columns] = []
    for columns in found:
        if not (tables and _is_same_header(tables[-1], columns)):
            tables.append(columns)
    return tables


def _is_same_header(above: Columns, below: Columns) -> bool:
    """Whether the key row above and the printed header below are of one table."""
    return above.by_key_row and not below.by_key_row and below.header_row - above.header_row <= _HEADER_HEIGHT + 1


def _by_key_row(sheet: Sheet) -> Iterator[Columns]:
    """A hidden row has a key in each column's cell."""
    keys = {text: key for key, text in COLUMN_KEYS.items()}
    for number, cells in sheet.rows.items():
        if keys.keys().isdisjoint([cell.value for cell in cells.values()]):
            continue
        named = [
            (keys[value], column)
            for column, cell in cells.items()
            if isinstance(value := cell.value, str) and value in keys
        ]
        columns = dict(reversed(named))
        if "code" in columns and "figure" in columns and "note" in columns:
            rivals = {column for key, column in named if key == "figure"} | _named_figure(sheet, number, number + 2)
            yield Columns(
                number,
                columns,
                by_key_row=True,
                rivals=_others(rivals, columns),
                top_row=number,
                headings=headings_in(sheet, _header_below(sheet, number, columns["code"]), columns.get("label", 0)),
                scale=scale_above(sheet, number),
            )


def _by_header(sheet: Sheet) -> Iterator[Columns]:
    """The printed header names the columns, except that of the codes, which may be any column."""
    latest: dict[str, tuple[int, int]] = {}
    keys: dict[object, str] = {}
    for number, cells in sheet.rows.items():
        is_new = False
        for column, cell in cells.items():
            value = cell.value
            key = keys.get(value)
            if key is None:
                is_short = cell.kind == "text" and len(str(value)) <= _LONGEST_PRINTED
                key = keys[value] = _BY_HEADER.get(fold_marks(cell_text(cell)), "") if is_short else ""
            # Of a header twice the first; the others are its rivals.
            if key and latest.get(key, (0, 0))[0] != number:
                latest[key] = (number, column)
                is_new = True
        columns = {key: column for key, (row, column) in latest.items() if number - row < _HEADER_HEIGHT}
        if is_new and "label" in columns and "note" in columns and ({"figure", "unit"} & set(columns)):
            top = min(row for key, (row, _) in latest.items() if key in columns)
            found = _with_figure(sheet, columns, top, number)
            if found is not None:
                yield found


def _with_figure(sheet: Sheet, columns: dict[str, int], top: int, bottom: int) -> Columns | None:
    """The columns under a header, the figure's where the header does not name it; None where there is none.

    Of those between unit and note, all that have a heading may be it: the right one may be blank beside another.
    """
    label = columns["label"]
    headings = headings_in(sheet, range(top, bottom + 1 + _has_more(sheet, label, bottom)), label)
    named = _named_figure(sheet, top, bottom)
    filled: set[int] = set()
    if not named:
        unit, note = columns.get("unit", label), columns["note"]
        between = range(unit + 1, note)
        filled = {column for column in between if _has_figures(sheet, column, bottom)}
        named = filled | (set(between) & headings.keys()) or set(between[:1])
    if not named:
        return None
    figure = columns.get("figure", min(filled or named))
    return Columns(
        bottom,
        {**columns, "figure": figure},
        rivals=tuple(sorted(named - {figure})),
        top_row=top,
        headings=headings,
        above=headings_in(sheet, [top - 1], label),
        scale=scale_above(sheet, top),
    )


def _has_more(sheet: Sheet, label: int, bottom: int) -> bool:
    """Whether the row below a header is one of headings, too, and none of the body."""
    return bottom + 1 in sheet.rows and not sheet.text(bottom + 1, label)


def _header_below(sheet: Sheet, key_row: int, code: int) -> Sequence[int]:
    """The key row and those of the printed header below, without rows of the body."""
    below = range(key_row + 1, key_row + 1 + _HEADER_HEIGHT)
    return [key_row, *(row for row in below if not sheet.text(row, code))]


def headings_in(sheet: Sheet, rows: Iterable[int], label: int) -> Mapping[int, tuple[str, ...]]:
    """Column right of the labels → its texts in these rows, from the bottom; merged cells are above each of theirs."""
    found: dict[int, tuple[str, ...]] = {}
    for row in sorted(rows, reverse=True):
        for column, cell in sheet.rows.get(row, {}).items():
            if column > label and (text := cell_text(cell)):
                for below in _merged_columns(sheet, row, column):
                    found[below] = (*found.get(below, ()), text)
    return found


def scale_above(sheet: Sheet, top: int) -> str:
    """What is said above a table of a unit for all of it that makes its figures others."""
    rows = range(max(top - _MOST_ROWS_ABOVE, 1), top)
    texts = (cell_text(cell) for row in rows for cell in sheet.rows.get(row, {}).values())
    return next((text for text in texts if len(text) < _LONGEST_HEADER and _SCALE.match(fold_marks(text))), "")


def _named_figure(sheet: Sheet, top: int, bottom: int) -> set[int]:
    """Columns whose header says that they hold the figures; those of a merged header, too."""
    found = set()
    for number in range(top, bottom + 1):
        for column, cell in sheet.rows.get(number, {}).items():
            text = cell_text(cell)
            if 0 < len(text) < _LONGEST_HEADER and _BY_HEADER.get(fold_marks(text)) == "figure":
                found |= set(_merged_columns(sheet, number, column))
    return found


def _merged_columns(sheet: Sheet, row: int, column: int) -> range:
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left == column:
            return range(left, min(right, left + _LONGEST_HEADER) + 1)
    return range(column, column + 1)


def _has_figures(sheet: Sheet, column: int, header_row: int) -> bool:
    filled = sum(not sheet.cell(row, column).is_empty for row in sheet.rows if row > header_row)
    return filled > 0


def _others(columns: set[int], by_key: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sorted(columns - set(by_key.values())))


def has_codes(sheet: Sheet, form: FormIndex, column: int | None) -> bool:
    """Whether a column holds any of the form's codes."""
    return column is not None and any(text in form.dotted_codes for _, text in sheet.texts(column))


def with_codes(sheet: Sheet, form: FormIndex, columns: Columns) -> Columns:
    """The columns, with the one that holds the form's codes, if any does.

    Only codes with a dot are counted: a section's "I" may be an ordinal.
    """
    if "code" in columns.by_key:
        return columns
    counts = Counter(
        column
        for row, cells in sheet.rows.items()
        if columns.header_row < row <= columns.last_row
        for column, cell in cells.items()
        if cell.kind == "text" and cell_text(cell) in form.dotted_codes
    )
    for column, count in counts.most_common(1):
        if count >= form.min_rows and column not in columns.by_key.values():
            return replace(columns, by_key={**columns.by_key, "code": column})
    return columns

"""Find the tables on a sheet and their columns: by the hidden key row, else by the printed header.

A table is a stretch of rows under one header; a sheet may have several under one another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cchc_excel.forms.layout import COLUMN_KEYS, COLUMNS, HEADERS
from cchc_excel.reading.cell_refs import LAST_ROW, cell_name
from cchc_excel.reading.formats.sheet import Sheet, cell_text
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.text.normalize import fold_marks

#: The printed header has so many rows.
_HEADER_HEIGHT = 2
_LONGEST_HEADER = 100
_BY_HEADER = {fold_marks(text): key for key, text in HEADERS.items()}


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
        heading_rows: rows in which the columns may have headings, from the top.
    """

    header_row: int
    by_key: Mapping[str, int]
    by_key_row: bool = False
    last_row: int = LAST_ROW
    rivals: tuple[int, ...] = ()
    top_row: int = 1
    heading_rows: tuple[int, ...] = ()

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
                heading_rows=(number, number + 1, number + 2),
            )


def _by_header(sheet: Sheet) -> Iterator[Columns]:
    """The printed header names the columns, except that of the codes, which may be any column."""
    latest: dict[str, tuple[int, int]] = {}
    for number, cells in sheet.rows.items():
        is_new = False
        for column, cell in cells.items():
            text = cell_text(cell)
            key = _BY_HEADER.get(fold_marks(text)) if 0 < len(text) < _LONGEST_HEADER else None
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
    """The columns under a header, the figure's where the header does not name it; None where there is none."""
    named = _named_figure(sheet, top, bottom)
    unit, note = columns.get("unit", columns["label"]), columns["note"]
    between = set(range(unit + 1, note)) if unit < note else set()
    if not named:
        named = {column for column in between if _has_figures(sheet, column, bottom)} or set(sorted(between)[:1])
    if not named:
        return None
    figure = columns.get("figure", min(named))
    return Columns(
        bottom,
        {**columns, "figure": figure},
        rivals=tuple(sorted(named - {figure})),
        top_row=top,
        heading_rows=_heading_rows(sheet, columns["label"], top, bottom),
    )


def _heading_rows(sheet: Sheet, label: int, top: int, bottom: int) -> tuple[int, ...]:
    """The header's rows, the one above, and the one below where it is no row of the body."""
    has_more = bottom + 1 in sheet.rows and not sheet.text(bottom + 1, label)
    return tuple(range(max(top - 1, 1), bottom + 1 + has_more))


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

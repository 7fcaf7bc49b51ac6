"""The columns of each table on a sheet: by its headers, else by what the cells hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cchc_excel.reading.cell_refs import LAST_ROW
from cchc_excel.reading.formats.sheet import Sheet, cell_text
from cchc_excel.reading.table.columns import (
    Columns,
    by_headers,
    has_codes,
    headings_in,
    scale_above,
    with_codes,
)
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.labels import LabelReader
from cchc_excel.text.normalize import fold_marks

_LONGEST_LABEL = 500
#: In this many rows a column has to hold figures before it is one, where no header says so.
_MIN_FIGURES = 3
_NUMBER = re.compile(r"[0-9][0-9.,]*%?")
#: A table has no more columns than these; of a page that goes on, so many labels are looked at.
_MOST_COLUMNS = 100
#: A header in other words than the form's has no more rows.
_HEADER_HEIGHT = 2
_MOST_LABELS = 100


def find_columns(sheet: Sheet, form: FormIndex, above: Columns | None = None) -> Sequence[Columns]:
    """The columns of each of the form's tables on a sheet, from the top; none where it has no such table.

    Args:
        sheet: as it was read.
        form: the form.
        above: the columns of the table that may go on here without a header; None if none can.
    """
    tables = by_headers(sheet)
    if not tables and above is not None:
        tables = list(_continued(above, sheet, form))
    if not tables:
        tables = list(_by_content(sheet, form))
    ends = [*(columns.top_row - 1 for columns in tables[1:]), LAST_ROW]
    before = [*([above] if above else []), *tables]
    # What is said above the first page is said of all.
    scale = next((columns.scale for columns in before if columns.scale), "")
    return [
        with_codes(sheet, form, replace(columns, last_row=end, scale=scale))
        for columns, end in zip(tables, ends, strict=False)
    ]


def _by_content(sheet: Sheet, form: FormIndex) -> Iterator[Columns]:
    """The columns with most of the form's labels and units, and those of figure and note beside them."""
    if len(sheet.rows) < form.min_rows:
        return
    # Few sheets have as many units, and labels are compared in many ways.
    unit, measured = next(iter(_units(sheet, form).most_common(1)), (0, 0))
    if measured < form.min_rows:
        return
    read = LabelReader(form).comparable
    labels = Counter(column for column, text in _texts(sheet) if column < unit and read(text) in form.by_label)
    label, labelled = next(iter(labels.most_common(1)), (0, 0))
    if labelled >= form.min_rows:
        first = next(row for row, text in sheet.texts(label) if read(text) in form.by_label)
        above = range(first - _HEADER_HEIGHT, first)
        header = [row for row in above if fold_marks(sheet.text(row, unit)) not in form.units]
        yield replace(
            _with_figures(Columns(min(sheet.rows) - 1, {"label": label, "unit": unit}), sheet),
            headings=headings_in(sheet, header, label),
            scale=scale_above(sheet, first),
        )


def _continued(above: Columns, sheet: Sheet, form: FormIndex) -> Iterator[Columns]:
    """The columns of a table that goes on without a header where another one ended.

    They are those of the table before, unless the labels stand in another column, or the figures in another one from
    the units.
    """
    if "label" not in above.by_key:
        return
    reader = LabelReader(form)
    first = min(sheet.rows) - 1
    columns = sorted({column for column, _ in _texts(sheet)} - {above.by_key["label"]})
    label = next(
        (column for column in (above.by_key["label"], *columns) if _is_labels(sheet, column, reader)),
        None,
    )
    if label is None:
        return
    moved = label - above.by_key["label"]
    by_key = {key: column + moved for key, column in above.by_key.items() if column + moved > 0}
    if not has_codes(sheet, form, by_key.get("code")):
        by_key.pop("code", None)
    same = replace(
        above,
        header_row=first,
        top_row=first + 1,
        by_key=by_key,
        last_row=LAST_ROW,
        by_key_row=False,
        rivals=tuple(column + moved for column in above.rivals),
        headings={column + moved: texts for column, texts in above.headings.items()},
        above={column + moved: texts for column, texts in above.above.items()},
    )
    units = _units(sheet, form)
    unit = units.most_common(1)[0][0] if units else by_key.get("unit", label)
    expected = by_key.get("unit", unit) == unit and {"figure", "note"} <= by_key.keys()
    if expected and (
        any(_numbers(sheet, at) for at in same.of_figures)
        or not any(_is_figures(sheet, at) for at in _beyond(sheet, unit))
    ):
        yield same
    else:
        elsewhere = _with_figures(replace(same, by_key={"label": label, "unit": unit}, rivals=()), sheet)
        yield replace(elsewhere, headings=_carried(same, elsewhere), above={})


def _carried(before: Columns, now: Columns) -> Mapping[int, tuple[str, ...]]:
    """The headings of a table that goes on in other columns; each may have any of them where they are not as many."""
    headings = [(*before.headings.get(at, ()), *before.above.get(at, ())) for at in before.of_figures]
    if len(headings) != len(now.of_figures):
        headings = [(" | ".join(text for texts in headings for text in texts),)] * len(now.of_figures)
    return dict(zip(now.of_figures, headings, strict=True))


def _with_figures(columns: Columns, sheet: Sheet) -> Columns:
    """The columns, with those of figure and note: the first with numbers right of the unit, else left of it.

    Columns without any number are passed over; other columns of numbers beside it are its rivals.
    """
    label, unit = columns.by_key["label"], columns.by_key["unit"]
    figures = _figure_columns(sheet, _beyond(sheet, unit))
    if not figures and (before := _figure_columns(sheet, range(label + 1, unit))):
        by_key = {**columns.by_key, "figure": before[0], "note": unit + 1}
        return replace(columns, by_key=by_key, rivals=tuple(before[1:]))
    figure = figures[0] if figures else unit + 1
    by_key = {**columns.by_key, "figure": figure, "note": max(figures, default=figure) + 1}
    return replace(columns, by_key=by_key, rivals=tuple(figures[1:]))


def _beyond(sheet: Sheet, unit: int) -> Sequence[int]:
    last = max((max(cells) for cells in sheet.rows.values() if cells), default=unit)
    return range(unit + 1, min(last, unit + _MOST_COLUMNS) + 1)


def _figure_columns(sheet: Sheet, columns: Sequence[int]) -> list[int]:
    """The first of these columns that hold numbers rather than words, without a gap; none behind one with a number."""
    found: list[int] = []
    for column in columns:
        if _is_figures(sheet, column):
            found.append(column)
        elif found or _numbers(sheet, column):
            break
    return found


def _is_figures(sheet: Sheet, column: int) -> bool:
    numbers = _numbers(sheet, column)
    return numbers >= _MIN_FIGURES and 2 * numbers >= sum(
        not cell.is_empty for cells in sheet.rows.values() if (cell := cells.get(column)) is not None
    )


def _numbers(sheet: Sheet, column: int) -> int:
    cells = (cells.get(column) for cells in sheet.rows.values())
    return sum(
        cell is not None and (cell.kind == "number" or bool(_NUMBER.fullmatch(cell_text(cell)))) for cell in cells
    )


def _is_labels(sheet: Sheet, column: int, reader: LabelReader) -> bool:
    """Whether at least half of a column's texts are labels of the form."""
    texts = [text for _, text in sheet.texts(column) if 0 < len(text) < _LONGEST_LABEL]
    known = sum(map(reader.is_known, texts[:_MOST_LABELS]))
    return known > 0 and 2 * known >= min(len(texts), _MOST_LABELS)


def _units(sheet: Sheet, form: FormIndex) -> Counter[int]:
    return Counter(column for column, text in _texts(sheet) if fold_marks(text) in form.units)


def _texts(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Column and text of every cell that may be a label or unit."""
    for cells in sheet.rows.values():
        for column, cell in cells.items():
            text = cell_text(cell)
            if 0 < len(text) < _LONGEST_LABEL and not _NUMBER.fullmatch(text):
                yield column, text

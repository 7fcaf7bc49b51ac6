"""Lines of text in columns → rows, where no line is drawn between the rows.

A row begins where a label begins. What stands beside a label's lines is of that row; a figure that stands beside none,
and in the middle of none, is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import median

from cchc_excel.reading.formats.pdf_grid import Grid, GridCell, typed_beside
from cchc_excel.reading.formats.pdf_marks import Mark
from cchc_excel.reading.formats.pdf_page import PageContent
from cchc_excel.reading.formats.pdf_text import TextLine

#: Parts of a line's size. Lines whose baselines differ by less stand beside one another.
_BESIDE = 0.35
#: A gap between lines that is so much larger than usual parts two rows.
_WIDER = 0.3
#: So wide a blank is.
_BLANK = 0.25


def split_rows(columns: Mapping[int, Sequence[TextLine]], label: int, right: float) -> list[dict[int, GridCell]]:
    """The rows of a stretch of a page.

    Args:
        columns: column from 0 → its lines, from the top.
        label: the column of the labels.
        right: where the labels' column ends, in points.
    """
    labels = columns.get(label, ())
    if not labels:
        return [{column: GridCell(list(lines), column) for column, lines in columns.items()}] if columns else []
    starts = [at for at in range(len(labels)) if at == 0 or _begins_row(labels, at, columns, label, right)]
    blocks = [list(labels[start:end]) for start, end in zip(starts, [*starts[1:], len(labels)], strict=True)]
    rows: list[dict[int, GridCell]] = [{label: GridCell(block, label, right=right)} for block in blocks]
    for column, lines in columns.items():
        if column != label:
            _put(column, lines, blocks, rows)
    return rows


def _begins_row(
    labels: Sequence[TextLine], at: int, columns: Mapping[int, Sequence[TextLine]], label: int, right: float
) -> bool:
    """Whether a label's line begins another row than the line above it."""
    above, line = labels[at - 1], labels[at]
    left_of = [other for column, lines in columns.items() if column < label for other in lines]
    fits = would_have_fitted(above, line, right)
    if any(_is_beside(other, line) for other in left_of) and (fits or begins_like_label(line.text)):
        return True
    gaps = [low.baseline - high.baseline for high, low in pairwise(labels)]
    if line.baseline - above.baseline > median(gaps) + _WIDER * line.size:
        return True
    if fits:
        return True
    if not begins_like_label(line.text):
        return False
    note = max(columns)
    return any(
        _begins_cell(other, lines, is_note=column == note)
        for column, lines in columns.items()
        if column > label
        for other in lines
        if _is_beside(other, line)
    )


def _begins_cell(line: TextLine, lines: Sequence[TextLine], *, is_note: bool) -> bool:
    """Whether a line beside a label's line hardly goes on from the line above it."""
    above = [other for other in lines if 0 < line.baseline - other.baseline < 2 * line.size]
    if not above:
        return True
    if is_note or above[-1].text.endswith("="):
        return False
    return line.text[:1].isdigit() or any(line.text == other.text for other in above)


def put_marks(page: PageContent, grid: Grid, spans: Sequence[tuple[float, float, int]]) -> None:
    """Put what lies over a page into the cells of its rows, the nearest where there is none.

    Args:
        page: with its marks.
        grid: its rows.
        spans: from where to where there is text of a column, and which column that is.
    """
    rows = [row for row in grid.rows if any(cell.lines for cell in row.values())]
    lines = [line for row in rows for cell in row.values() for line in cell.lines]
    if not lines:
        return
    margin = max(line.size for line in lines)
    top, bottom = min(line.top for line in lines) - margin, max(line.bottom for line in lines) + margin
    grid.typed = typed_beside(page, top, bottom)
    for mark in page.marks:
        if mark.is_beside(top, bottom):
            for column in _columns_under(mark, spans):
                put_mark(mark, column, rows)


def _columns_under(mark: Mark, spans: Sequence[tuple[float, float, int]]) -> Iterable[int]:
    """The columns over which a mark lies, else the nearest."""
    under = {column for left, right, column in spans if mark.is_over(left, mark.top, right, mark.bottom)}
    if under:
        return under
    distances = {column: max(left - mark.right, mark.left - right) for left, right, column in spans}
    return [min(distances, key=lambda column: distances[column])]


def put_mark(mark: Mark, column: int, rows: Sequence[dict[int, GridCell]]) -> None:
    """Put what lies over a column into the rows at whose height it is, else into the nearest."""
    heights = [_height(row) for row in rows]
    beside = [row for row, (top, bottom) in zip(rows, heights, strict=True) if mark.is_beside(top, bottom)]
    if not beside:
        away = [max(top - mark.bottom, mark.top - bottom) for top, bottom in heights]
        beside = [rows[away.index(min(away))]]
    for row in beside:
        row.setdefault(column, GridCell([], column)).marks.append(mark)


def _height(row: Mapping[int, GridCell]) -> tuple[float, float]:
    """Where the text of a row begins and ends."""
    lines = [line for cell in row.values() for line in cell.lines]
    return min(line.top for line in lines), max(line.bottom for line in lines)


def would_have_fitted(above: TextLine, line: TextLine, right: float) -> bool:
    """Whether the first word of a line had room in the line above, so that it is no continuation of that."""
    return above.x1 + _BLANK * line.size + line.first_word < right


def begins_like_label(text: str) -> bool:
    """Whether a text begins as labels do: with a capital or a dash; a continuation may, too."""
    return text[:1].isupper() or text[:1] in "-–+•"


def _is_beside(one: TextLine, other: TextLine) -> bool:
    return abs(one.baseline - other.baseline) <= _BESIDE * min(one.size, other.size)


def _put(
    column: int, lines: Sequence[TextLine], blocks: Sequence[Sequence[TextLine]], rows: list[dict[int, GridCell]]
) -> None:
    """Put the lines of a column into the rows beside whose labels they stand."""
    before: tuple[TextLine, int] | None = None
    for line in lines:
        row, is_sure = _row_of(line, blocks)
        if not is_sure and before is not None and line.baseline - before[0].baseline < 2 * line.size:
            # It goes on from the line above.
            row = before[1]
        cell = rows[row].setdefault(column, GridCell([], column))
        cell.lines.append(line)
        cell.is_doubtful = cell.is_doubtful or (not is_sure and line.is_figure)
        before = line, row


def _row_of(line: TextLine, blocks: Sequence[Sequence[TextLine]]) -> tuple[int, bool]:
    """The row of a line, and whether that is sure."""
    for at, block in enumerate(blocks):
        if any(_is_beside(line, other) for other in block):
            return at, True
    middle = (line.top + line.bottom) / 2
    for at, block in enumerate(blocks):
        top, bottom = block[0].top, block[-1].bottom
        if top <= middle <= bottom and len(block) > 1:
            return at, True
    distances = [max(block[0].top - middle, middle - block[-1].bottom, 0.0) for block in blocks]
    return distances.index(min(distances)), False

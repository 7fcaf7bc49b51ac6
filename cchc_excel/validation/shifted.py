"""Blocks of figures that were pasted one row too low or too high: no figure of a section that they touch is believed.

A block is found, over all rows of the form, where a heading holds a figure and several rows hold what their type does
not allow, and where all of it fits once it is moved by one row. Where it begins and ends is not certain: it is taken to
be as long as it fits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from cchc_excel.domain.submission import BLANK, Cell, Entry
from cchc_excel.forms import Form, Row
from cchc_excel.validation.typed import Interpretation, interpret

#: The meaning of every cell of such a section.
SHIFTED = Interpretation(finding="SL31")
#: So many figures make a block.
_FEWEST_FIGURES = 3
#: Figures on headings, figures that clash with their row's type, and the blank that the block left behind it.
_FEWEST_CLASHES = 3


def shifted_rows(
    form: Form, entries: Mapping[str, Entry], interpretations: Mapping[str, Interpretation]
) -> Sequence[str]:
    """Codes of the indicators of every section that a moved block touches.

    Args:
        entries: as read, by code; headings too.
        interpretations: of the indicators, by code.
    """
    cells = [entries[row.code].raw if row.code in entries else BLANK for row in form.rows]
    if not any(map(_is_on_heading, form.rows, cells)):
        return ()
    clashes = [_is_clash(row, cell, interpretations) for row, cell in zip(form.rows, cells, strict=True)]
    ways = ((form.rows, cells, clashes), (form.rows[::-1], cells[::-1], clashes[::-1]))
    touched = {row.section for way in ways for row in _moved_rows(*way, form) if row.is_indicator}
    return [row.code for row in form.indicators if row.section in touched and row.code in interpretations]


def heading_figures(form: Form, entries: Mapping[str, Entry], sections: Collection[str]) -> Iterator[Entry]:
    """The entries of headings that hold a figure, in some sections and right behind them, where a block may end."""
    before = ""
    for row in form.rows:
        entry = entries.get(row.code)
        if entry and _is_on_heading(row, entry.raw) and not {row.section, before}.isdisjoint(sections):
            yield entry
        before = row.section


def _is_on_heading(row: Row, cell: Cell) -> bool:
    return not row.is_indicator and not cell.is_empty


def _is_clash(row: Row, cell: Cell, interpretations: Mapping[str, Interpretation]) -> bool:
    if not row.is_indicator:
        return not cell.is_empty
    interpretation = interpretations.get(row.code)
    return interpretation is not None and interpretation.is_asked_about


def _moved_rows(rows: Sequence[Row], cells: Sequence[Cell], clashes: Sequence[bool], form: Form) -> Iterator[Row]:
    """The rows of every block, and the blank row that each left; of rows in the order of the move."""
    for start, end in _fitting(rows, cells, form):
        left = next((at for at in range(start, end) if rows[at].is_indicator and cells[at].is_empty), end)
        block = slice(left + 1, end + 1)
        if _is_block(rows[block], cells[block], clashes[block]):
            yield from rows[left : end + 1]


def _fitting(rows: Sequence[Row], cells: Sequence[Cell], form: Form) -> Iterator[tuple[int, int]]:
    """First and last of as many rows as follow each other in which each cell fits the row before its own."""
    start = 0
    for at, row in enumerate(rows):
        if at + 1 == len(rows) or not _fits(row, cells[at + 1], form):
            yield start, at
            start = at + 1


def _is_block(rows: Sequence[Row], cells: Sequence[Cell], clashes: Sequence[bool]) -> bool:
    figures = sum(not cell.is_empty for cell in cells)
    is_on_heading = any(map(_is_on_heading, rows, cells))
    # The row that the block should have begun in is blank: that is one clash more.
    return is_on_heading and figures >= _FEWEST_FIGURES and 1 + sum(clashes) >= _FEWEST_CLASHES


def _fits(row: Row, cell: Cell, form: Form) -> bool:
    if not row.is_indicator:
        return cell.is_empty
    interpretation = interpret(cell, row, form)
    return not interpretation.is_asked_about or interpretation.doubtful is not None

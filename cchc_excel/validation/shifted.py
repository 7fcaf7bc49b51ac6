"""Blocks of figures that were pasted one row too low or too high: no figure of their section is to be believed.

A block is found where a heading holds a figure and several rows hold what their type does not allow, and where all of
it fits once the block is moved by one row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    form: Form, entries: Mapping[str, Entry], interpretations: Mapping[str, Interpretation], reasons: tuple[str, ...]
) -> Sequence[str]:
    """Codes of the indicators of every section in which a block was moved.

    Args:
        entries: as read, by code; headings too.
        interpretations: of the indicators, by code.
        reasons: phrases that explain a blank.
    """
    codes: list[str] = []
    for rows in _sections(form):
        cells = [entries[row.code].raw if row.code in entries else BLANK for row in rows]
        if not any(_is_on_heading(row, cell) for row, cell in zip(rows, cells, strict=True)):
            continue
        clashes = [_is_clash(row, cell, interpretations) for row, cell in zip(rows, cells, strict=True)]
        ways = ((rows, cells, clashes), (rows[::-1], cells[::-1], clashes[::-1]))
        if any(_has_moved_block(*way, reasons) for way in ways):
            section = rows[0].section
            codes += [row.code for row in rows if row.section == section and row.code in interpretations]
    return codes


def heading_figures(form: Form, entries: Mapping[str, Entry], section: str) -> Iterator[Entry]:
    """The entries of a section's headings, and of the heading behind it, that hold a figure."""
    for rows in _sections(form):
        if rows[0].section == section:
            yield from (
                entries[row.code] for row in rows if row.code in entries and _is_on_heading(row, entries[row.code].raw)
            )


def _sections(form: Form) -> Iterator[Sequence[Row]]:
    """The rows of each section, and the row that follows it, where a block may end."""
    starts = [index for index, row in enumerate(form.rows) if row.type == "section"]
    for start, end in zip(starts, [*starts[1:], len(form.rows)], strict=True):
        yield form.rows[start : end + 1]


def _is_on_heading(row: Row, cell: Cell) -> bool:
    return not row.is_indicator and not cell.is_empty


def _is_clash(row: Row, cell: Cell, interpretations: Mapping[str, Interpretation]) -> bool:
    if not row.is_indicator:
        return not cell.is_empty
    interpretation = interpretations.get(row.code)
    return interpretation is not None and interpretation.is_asked_about


def _has_moved_block(
    rows: Sequence[Row], cells: Sequence[Cell], clashes: Sequence[bool], reasons: tuple[str, ...]
) -> bool:
    """Whether some cells fit once each is given to the row before it; of rows in the order against the move."""
    fits = [_fits(row, cell, reasons) for row, cell in zip(rows, cells[1:], strict=False)]
    for end in range(1, len(rows)):
        for start in range(end - 1, -1, -1):
            if not fits[start]:
                break
            has_blank_first = rows[start].is_indicator and cells[start].is_empty
            block = slice(start + 1, end + 1)
            if has_blank_first and not cells[end].is_empty and _is_block(rows[block], cells[block], clashes[block]):
                return True
    return False


def _is_block(rows: Sequence[Row], cells: Sequence[Cell], clashes: Sequence[bool]) -> bool:
    figures = sum(not cell.is_empty for cell in cells)
    is_on_heading = any(map(_is_on_heading, rows, cells))
    # The row that the block should have begun in is blank: that is one clash more.
    return is_on_heading and figures >= _FEWEST_FIGURES and 1 + sum(clashes) >= _FEWEST_CLASHES


def _fits(row: Row, cell: Cell, reasons: tuple[str, ...]) -> bool:
    if not row.is_indicator:
        return cell.is_empty
    interpretation = interpret(cell, row, reasons)
    return not interpretation.is_asked_about or interpretation.doubtful is not None

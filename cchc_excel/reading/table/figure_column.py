"""Which column of a table holds its figures, where several may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cchc_excel.domain.submission import BLANK, Cell, ReadNotice
from cchc_excel.forms.layout import COLUMN_KEYS, HEADERS
from cchc_excel.reading.cell_refs import cell_name
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.table.rows import Part
from cchc_excel.text.normalize import fold_marks

#: Headings of a column that holds the total of the columns beside it.
_TOTALS = frozenset({"tong cong", "tong so", "tong", "cong", "toan co quan", "chung"})
_OURS = frozenset({*map(fold_marks, HEADERS.values()), "ket qua thong ke", *COLUMN_KEYS.values()})
_LONGEST_HEADING = 100


@dataclass(frozen=True)
class FigureColumn:
    """The column of a table's figures.

    Attributes:
        sheet: where it stands.
        column: its number, from 1.
        doubtful: columns that may hold them just as well; empty where there is no doubt.
        notices: what was chosen, or has to be.
    """

    sheet: Sheet
    column: int
    doubtful: tuple[int, ...] = ()
    notices: tuple[ReadNotice, ...] = ()

    def cell(self, row: int) -> Cell:
        """The figure's cell; where the column is in doubt, what all of them hold is put aside."""
        if not self.doubtful:
            return self.sheet.cell(row, self.column)
        cells = [self.sheet.cell(row, column) for column in self.doubtful]
        shown = [cell.shown or cell.aside for cell in cells if not cell.is_empty]
        return Cell("blank", aside=" | ".join(shown), why_aside="doubtful") if shown else BLANK


def figure_column(part: Part, period: str) -> FigureColumn:
    """The column of a part's figures.

    The one visible column that holds anything; else the one whose heading names the period, or the total; else it is in
    doubt.

    Args:
        part: with its columns.
        period: as a heading names it; empty where it is not known.
    """
    sheet, column = part.sheet, part.columns.by_key["figure"]
    candidates = [column, *part.columns.rivals]
    filled = [other for other in candidates if _contents(part, other)]
    if len(filled) <= 1:
        return FigureColumn(sheet, filled[0] if filled else column)
    visible = [other for other in filled if other not in sheet.hidden_columns]
    if len(visible) == 1 and all(_adds_nothing(part, other, visible[0]) for other in filled):
        return FigureColumn(sheet, visible[0])
    if len({tuple(_contents(part, other).items()) for other in filled}) == 1:
        return FigureColumn(sheet, filled[0])
    headings = {other: _heading(part, other) for other in filled}
    named = [other for other in filled if _names_period(headings[other], period)]
    named = named or [other for other in filled if fold_marks(headings[other]) in _TOTALS]
    facts = {"columns": ", ".join(f"{_letters(other)} “{headings[other]}”" for other in filled)}
    if len(named) == 1 and named[0] in visible:
        facts |= {"column": _letters(named[0]), "heading": headings[named[0]]}
        return FigureColumn(sheet, named[0], notices=(ReadNotice("CT31", facts),))
    return FigureColumn(sheet, filled[0], tuple(filled), (ReadNotice("CT30", facts),))


def _contents(part: Part, column: int) -> dict[int, str]:
    """Row → what the column shows there, for the rows that have a label or a code."""
    return {
        row: cell.shown or cell.aside
        for row in part.rows()
        if not (cell := part.sheet.cell(row, column)).is_empty and (part.text(row, "label") or part.text(row, "code"))
    }


def _adds_nothing(part: Part, hidden: int, visible: int) -> bool:
    """Whether all that a hidden column shows stands in the visible one, too."""
    return _contents(part, hidden).items() <= _contents(part, visible).items()


def _heading(part: Part, column: int) -> str:
    """What the header says of a column beside the printed words, from the bottom; else those words."""
    texts = [part.sheet.text(row, column) for row in reversed(part.columns.heading_rows)]
    own = [text for text in texts if text and fold_marks(text) not in _OURS]
    return (own or [text for text in texts if text] or [""])[0][:_LONGEST_HEADING]


def _names_period(heading: str, period: str) -> bool:
    """Whether a heading names the period: ``Quý I/2021`` for ``Quý I năm 2021``."""
    return bool(period) and _words(period) == _words(heading)


def _words(name: str) -> Sequence[str]:
    folded = fold_marks(name)
    for sign in "/-.,()":
        folded = folded.replace(sign, " ")
    return [word for word in folded.split() if word not in ("nam", "so", "lieu", "ky")]


def _letters(column: int) -> str:
    return cell_name(1, column)[:-1]

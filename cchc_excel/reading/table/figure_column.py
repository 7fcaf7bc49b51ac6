"""Which column of a table holds its figures, where several may."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.domain.submission import BLANK, Cell, ReadNotice
from cchc_excel.forms.layout import COLUMN_KEYS, HEADERS
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.template import HEADER_PREVIOUS, HEADER_TOP
from cchc_excel.reading.cell_refs import cell_name
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.table.periods import names_another, names_nothing_else, names_only, says_nothing_else
from cchc_excel.reading.table.rows import Part
from cchc_excel.text.normalize import fold_marks
from cchc_excel.text.outside import listed

#: Headings of a column that holds the total of the columns beside it.
_TOTALS = frozenset({"tong cong", "tong so", "tong", "cong", "toan co quan", "chung"})
_OURS = frozenset({*map(fold_marks, (*HEADERS.values(), *HEADER_TOP)), *COLUMN_KEYS.values()})
_ABOVE_FIGURES = {fold_marks(text) for text in (HEADERS["figure"], HEADER_TOP[2])}
_PREVIOUS = fold_marks(HEADER_PREVIOUS.partition("\n")[0])
#: Keys of columns that only earlier templates have begin so, too.
_KEY = COLUMN_KEYS["code"].partition(":")[0] + ":"
#: What stands above figures that are to be read instead of others.
_CORRECTED = re.compile(r"\b(so lieu|sua|dung|dieu chinh|chinh thuc|cap nhat|ra soat|chot|moi)\b")
_NUMBER = re.compile(r"[0-9][0-9.,]*\s*%?")
_COLUMN_NUMBER = re.compile(r"\(?[0-9]{1,2}\)?")
#: Fewer figures than these are corrections of single rows, and no column of their own.
_FEWEST_FIGURES = 3
#: More figures than these in one column are a column of its own.
MOST_CORRECTIONS = 12
_LONGEST_HEADING, _MOST_NAMED = 100, 20


@dataclass(frozen=True)
class FigureColumn:
    """The column of a table's figures.

    Attributes:
        sheet: where it stands.
        column: its number, from 1.
        doubtful: columns that may hold them just as well; empty where there is no doubt.
        notices: what was chosen, or has to be.
        candidates: every column that was looked at.
    """

    sheet: Sheet
    column: int
    doubtful: tuple[int, ...] = ()
    notices: tuple[ReadNotice, ...] = ()
    candidates: frozenset[int] = frozenset()

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
    doubt. What a heading says is of another period, or planned, is none of them. Whatever else the heading of the only
    one says, a part of the agency or another unit, it is in doubt, too.

    Args:
        part: with its columns.
        period: as a heading names it; empty where it is not known.
    """
    return _Choice(part, period).column()


class _Choice:
    """The columns of a part among which one holds the figures."""

    def __init__(self, part: Part, period: str) -> None:
        self._part, self._period = part, period
        columns = part.columns
        self._printed = (columns.by_key["figure"], *columns.rivals)
        contents = {column: _contents(part, column) for column in {*self._printed, *further_columns(part)}}
        self._candidates = sorted({*self._printed, *_rivals(part, period, contents)})
        self._headings = {column: heading(part, column) for column in self._candidates}
        self._contents = {column: contents[column] for column in self._candidates if contents[column]}

    def column(self) -> FigureColumn:
        """The one, or the doubt."""
        filled = [column for column in self._candidates if column in self._contents]
        own = self._without_repeats([column for column in filled if not self._is_apart(column)])
        if not filled:
            return self._chosen(next((at for at in self._printed if not self._is_apart(at)), self._printed[0]), ())
        if not own:
            return self._in_doubt(filled, "CT46")
        if len(own) == 1 and not self._is_doubtful(own[0]):
            return self._chosen(own[0], filled)
        named = [column for column in own if names_only(self._headings[column], self._period)]
        named = named or [column for column in own if fold_marks(self._headings[column]) in _TOTALS]
        if len(named) == 1 and not self._is_hidden(named[0]) and not self._is_foreign(named[0]):
            return self._chosen(named[0], filled)
        return self._in_doubt(own, "CT46" if len(own) == 1 and self._is_foreign(own[0]) else "CT30")

    def _texts(self, column: int) -> list[str]:
        """What the header says of a column beside the printed words.

        What stands above the header is a heading over one of several columns, or where it is nothing but a period.
        """
        columns = self._part.columns
        above = [
            text for text in columns.above.get(column, ()) if len(self._candidates) > 1 or names_nothing_else(text)
        ]
        return [text for text in (*columns.headings.get(column, ()), *above, columns.scale) if text and _is_own(text)]

    def _is_apart(self, column: int) -> bool:
        """Whether a column's figures are of another period, or planned."""
        return any(names_another(text, self._period) for text in self._texts(column))

    def _is_foreign(self, column: int) -> bool:
        """Whether a column's figures are anything else than the form's of that period."""
        return not all(
            says_nothing_else(text, self._period) or fold_marks(text) in _TOTALS for text in self._texts(column)
        )

    def _without_repeats(self, filled: Sequence[int]) -> list[int]:
        """The columns without hidden ones that only repeat a visible one, and without one of two alike."""
        visible = [column for column in filled if not self._is_hidden(column)]
        kept: list[int] = []
        for column in sorted(filled, key=lambda column: (self._is_hidden(column), self._is_foreign(column))):
            contents = self._contents[column].items()
            repeats = any(contents == self._contents[other].items() for other in kept)
            if len(visible) == 1 and self._is_hidden(column):
                repeats = contents <= self._contents[visible[0]].items()
            if not repeats:
                kept.append(column)
        return sorted(kept)

    def _is_doubtful(self, column: int) -> bool:
        """Whether the only column with figures was not asked for: hidden beside a blank one, added or foreign."""
        visible = (other for other in self._candidates if not self._is_hidden(other))
        is_behind = self._is_hidden(column) and not all(map(self._is_apart, visible))
        is_added = column not in self._printed and bool(self._texts(column))
        return is_behind or is_added or self._is_foreign(column)

    def _in_doubt(self, columns: Sequence[int], code: FindingCode) -> FigureColumn:
        notice = ReadNotice(code, {"columns": self._listed(columns)})
        return FigureColumn(self._part.sheet, columns[0], tuple(columns), (notice,), frozenset(self._candidates))

    def _is_hidden(self, column: int) -> bool:
        return column in self._part.sheet.hidden_columns

    def _chosen(self, column: int, others: Sequence[int]) -> FigureColumn:
        """That column; that it was chosen is said where others hold figures, too."""
        listed = [other for other in others if other in self._contents and not self._is_hidden(other)]
        facts = {
            "columns": self._listed(sorted({*listed, column})),
            "column": _letters(column),
            "heading": self._headings[column],
        }
        notices = (ReadNotice("CT31", facts),) if set(listed) - {column} else ()
        return FigureColumn(self._part.sheet, column, notices=notices, candidates=frozenset(self._candidates))

    def _listed(self, columns: Sequence[int]) -> str:
        return listed([f"{_letters(column)} “{self._headings[column]}”" for column in columns], _MOST_NAMED)


def _rivals(part: Part, period: str, contents: Mapping[int, Mapping[int, str]]) -> Iterator[int]:
    """Columns that no header calls those of the figures, but that may hold them.

    They hold about as many numbers as the printed column, and stand where that does; or right of the notes, under a
    heading that says that these are to be read instead.
    """
    columns = part.columns
    note, figure = columns.by_key["note"], columns.by_key["figure"]
    first = min(columns.by_key.get("unit", figure), figure)
    printed = _numbers(contents[figure])
    for column in contents.keys() - {figure, *columns.rivals}:
        numbers = _numbers(contents[column])
        above = fold_marks(heading(part, column))
        if numbers < min(_FEWEST_FIGURES, max(printed, 1)) or names_another(above, period):
            continue
        is_between = first < column < note
        if (is_between and (numbers > MOST_CORRECTIONS or 2 * numbers >= printed)) or (
            not is_between and _CORRECTED.search(above)
        ):
            yield column


def further_columns(part: Part) -> Sequence[int]:
    """Columns right of the labels that are none of the form's."""
    known = {*part.columns.by_key.values(), *part.columns.rivals}
    first = part.columns.by_key.get("label", part.columns.by_key["figure"])
    further = (column for column in sorted(part.filled_columns - known) if column > first)
    return [column for column in further if not _is_ours(part, column)]


def _is_ours(part: Part, column: int) -> bool:
    """Whether the form has the column, though not for this return's figures."""
    texts = map(fold_marks, (*part.columns.headings.get(column, ()), *part.columns.above.get(column, ())))
    return any(text.startswith((_PREVIOUS, _KEY)) or text in _OURS - _ABOVE_FIGURES for text in texts)


def _numbers(contents: Mapping[int, str]) -> int:
    return sum(map(is_figure, contents.values()))


def is_figure(shown: str) -> bool:
    """Whether a cell shows a number and nothing else."""
    return bool(_NUMBER.fullmatch(shown.strip()))


def _contents(part: Part, column: int) -> Mapping[int, str]:
    """Row → what the column shows there, for the rows that have a label or a code."""
    cells = ((row, part.sheet.cell(row, column)) for row in part.labelled)
    return {row: cell.typed for row, cell in cells if not cell.is_empty}


def heading(part: Part, column: int) -> str:
    """What the header says of a column beside the printed words, from the bottom; else those words."""
    columns = part.columns
    texts = [*columns.headings.get(column, ()), *columns.above.get(column, ()), columns.scale]
    return next(filter(_is_own, texts), texts[0])[:_LONGEST_HEADING]


def _is_own(text: str) -> bool:
    """Whether a heading has other words than the printed ones, and is not the number of a column."""
    return text != "" and fold_marks(text) not in _OURS and not _COLUMN_NUMBER.fullmatch(text)


def _letters(column: int) -> str:
    return cell_name(1, column)[:-1]

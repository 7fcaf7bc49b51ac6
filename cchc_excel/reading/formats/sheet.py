"""What every file format is read into: a :class:`Workbook` of :class:`Sheet` of :class:`Cell`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cchc_excel.domain.submission import BLANK, Cell, ReadNotice
from cchc_excel.reading.cell_refs import Range

#: Row and column, from 1.
Position = tuple[int, int]


@dataclass
class Locks:
    """What is locked on a sheet and what may be typed where; only some formats show it.

    Attributes:
        is_protected: the sheet is locked.
        dropdowns: ranges with a list validation.
        validated: ranges with any data validation.
        formulas: position → formula; empty for one that it shares with a neighbour.
    """

    is_protected: bool = False
    dropdowns: list[Range] = field(default_factory=list)
    validated: list[Range] = field(default_factory=list)
    formulas: dict[Position, str] = field(default_factory=dict)


@dataclass
class Sheet:
    """One sheet, or one table of a document; rows and columns from 1.

    Attributes:
        rows: row → column → cell, rows and columns ascending; cells that hold anything, or had something put aside.
        is_hidden: the sheet is hidden.
        hidden_rows: rows that are hidden, among those in `rows`.
        hidden_columns: columns that are hidden, among those with cells.
        merged: merged ranges.
        converted: cells whose text was in a font from before Unicode, and was converted.
        locks: None where the format does not show them.
        comments: what people wrote on cells with the program's comments, not into them.
    """

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    is_hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    converted: set[Position] = field(default_factory=set)
    locks: Locks | None = None
    comments: dict[Position, str] = field(default_factory=dict)

    def add_comment(self, position: Position, text: str) -> None:
        """Keep a comment on a cell; of thousands, the first."""
        before = self.comments.get(position)
        if text.strip() and (before is not None or len(self.comments) < _MOST_COMMENTS):
            self.comments[position] = "\n".join(filter(None, (before, text.strip())))[:_LONGEST_COMMENT]

    def cell(self, row: int, column: int) -> Cell:
        """A cell; blank where there is none."""
        return self.rows.get(row, _NO_CELLS).get(column, BLANK)

    def text(self, row: int, column: int | None) -> str:
        """What a cell shows, as text: NFC, without outer blanks; empty where `column` is None."""
        cell = BLANK if column is None else self.cell(row, column)
        return cell_text(cell)

    def texts(self, column: int | None) -> Iterator[tuple[int, str]]:
        """Row and text of that column, for every row in which it has a cell."""
        for row, cells in self.rows.items():
            if column in cells:
                yield row, cell_text(cells[column])


@dataclass(frozen=True)
class Workbook:
    """A file of tables.

    Attributes:
        sheets: those that hold anything, in order.
        properties: its document properties that are texts.
        has_macros: it holds a macro project.
        has_links: it refers to other workbooks.
        notices: what was passed over or taken for granted.
        is_document: it is no workbook; its sheets are tables between which there is text.
        lines: the first lines of that text.
    """

    sheets: Sequence[Sheet]
    properties: Mapping[str, str] = field(default_factory=dict)
    has_macros: bool = False
    has_links: bool = False
    notices: Sequence[ReadNotice] = ()
    is_document: bool = False
    lines: Sequence[str] = ()


_MOST_COMMENTS, _LONGEST_COMMENT = 2000, 1000
_NO_CELLS: Mapping[int, Cell] = {}


def cell_text(cell: Cell) -> str:
    """What a cell shows, as text: NFC, without outer blanks."""
    if cell.value is None:
        return ""
    if isinstance(cell.value, str) and cell.kind != "date":
        return cell.value.strip() if cell.value.isascii() else unicodedata.normalize("NFC", cell.value).strip()
    return cell.shown

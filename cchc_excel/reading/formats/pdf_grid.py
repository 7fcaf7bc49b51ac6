"""The glyphs of a page → rows of cells, where a table is drawn by lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cchc_excel.reading.formats.pdf_lattice import Lattice, LatticeCell
from cchc_excel.reading.formats.pdf_marks import Mark
from cchc_excel.reading.formats.pdf_page import Glyph, PageContent
from cchc_excel.reading.formats.pdf_text import TextLine, text_lines

#: Parts of a glyph's size. Glyphs with a smaller gap between them are one run.
_SAME_RUN = 0.12
#: Between the texts of two cells there is a wider gap than this.
_NO_GAP = 0.05
#: A glyph that begins so far before the one before it ends stands over it.
_OVER = 0.5
_SAME_BASELINE = 0.1
#: Points by which a text may be off the middle of a cell that it is centred in.
_CENTRED = 3.0
#: A text begins no farther from its cell's side, unless it is centred.
_WIDEST_MARGIN = 12.0


@dataclass
class GridCell:
    """A cell of a page's table.

    Attributes:
        lines: of its text, from the top.
        last_column: of a merged cell, from 0.
        rows: how many rows it spans.
        right: where its text has to end, in points.
        is_doubtful: what is in it may be of another cell.
        marks: what lies over it.
    """

    lines: list[TextLine] = field(default_factory=list)
    last_column: int = 0
    rows: int = 1
    right: float = 0.0
    is_doubtful: bool = False
    marks: list[Mark] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is in it."""
        return " ".join(line.text for line in self.lines)

    @property
    def is_figure(self) -> bool:
        """Whether it holds numbers and no more."""
        return bool(self.lines) and all(line.is_figure for line in self.lines)


@dataclass
class Grid:
    """A table on a page.

    Attributes:
        xs: where its columns begin, and the last one ends.
        rows: column from 0 → cell, for each row.
        above: lines of text above it, which no table has.
        is_drawn: its cells are drawn by lines.
        typed: what was typed over the page at the height of its rows.
    """

    xs: Sequence[float]
    rows: list[dict[int, GridCell]]
    above: list[TextLine] = field(default_factory=list)
    is_drawn: bool = True
    typed: list[Mark] = field(default_factory=list)


def drawn_grid(content: PageContent, lattice: Lattice, glyphs: Sequence[Glyph]) -> Grid:
    """The table of a lattice.

    Args:
        content: of the page.
        lattice: the lines.
        glyphs: those within it, in the order in which they are drawn.
    """
    cells = {
        (row, column): at
        for at, cell in enumerate(lattice.cells)
        for row in range(cell.row, cell.last_row + 1)
        for column in range(cell.column, cell.last_column + 1)
    }
    texts: dict[int, list[Glyph]] = {}
    for run in runs_of(glyphs):
        places = [_place(glyph, lattice) for glyph in run]
        owners = [cells[place] for place in places]
        if len(set(owners)) > 1 and _runs_over(run, places):
            owners = [_own_cell(run, owners, lattice)] * len(run)
        for glyph, owner in zip(run, owners, strict=True):
            texts.setdefault(owner, []).append(glyph)
    rows: list[dict[int, GridCell]] = [{} for _ in lattice.ys[1:]]
    for at, cell in sorted(enumerate(lattice.cells), key=lambda item: (item[1].row, item[1].column)):
        lines = text_lines(texts.get(at, []), content)
        rows[cell.row][cell.column] = grid_cell = _grid_cell(cell, lines, lattice)
        grid_cell.marks = [mark for mark in content.marks if mark.is_over(*lattice.box(cell))]
    return Grid(lattice.xs, rows, typed=typed_beside(content, lattice.ys[0], lattice.ys[-1]))


def typed_beside(content: PageContent, top: float, bottom: float) -> list[Mark]:
    """What was typed over a page between two heights."""
    return [mark for mark in content.marks if mark.is_typed and mark.is_beside(top, bottom)]


def _grid_cell(cell: LatticeCell, lines: list[TextLine], lattice: Lattice) -> GridCell:
    left, _, right, _ = lattice.box(cell)
    margin = min((line.x0 - left for line in lines), default=0.0)
    right -= min(max(margin, 0.0), _WIDEST_MARGIN)
    return GridCell(lines, cell.last_column, cell.last_row - cell.row + 1, right)


def runs_of(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs on one line and beside one another, blanks among them; a line may be drawn in several goes."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        last = lines[-1][-1] if lines else None
        if last is not None and glyph.baseline - last.baseline <= _SAME_BASELINE * glyph.size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    for line in lines:
        run: list[Glyph] = []
        for glyph in sorted(line, key=lambda glyph: glyph.x0):
            gap = glyph.x0 - run[-1].x1 if run else 0.0
            if gap > _SAME_RUN * glyph.size or gap < -_OVER * (glyph.x1 - glyph.x0):
                yield run
                run = []
            run.append(glyph)
        yield run


def _place(glyph: Glyph, lattice: Lattice) -> tuple[int, int]:
    """Row and column of a glyph's centre."""
    x, y = glyph.middle
    row = min(max(bisect_right(lattice.ys, y) - 1, 0), len(lattice.ys) - 2)
    column = min(max(bisect_right(lattice.xs, x) - 1, 0), len(lattice.xs) - 2)
    return row, column


def _runs_over(run: Sequence[Glyph], places: Sequence[tuple[int, int]]) -> bool:
    """Whether a run goes on across a line, instead of ending before it and another text beginning behind it."""
    return any(
        left != right and following.x0 - glyph.x1 < _NO_GAP * glyph.size
        for (glyph, (_, left)), (following, (_, right)) in pairwise(zip(run, places, strict=True))
    )


def _own_cell(run: Sequence[Glyph], owners: Sequence[int], lattice: Lattice) -> int:
    """The cell of a text that is wider than it: that in which it is centred, else that in which it begins."""
    middle = (run[0].x0 + run[-1].x1) / 2
    for owner in set(owners):
        left, _, right, _ = lattice.box(lattice.cells[owner])
        if abs((left + right) / 2 - middle) <= _CENTRED:
            return owner
    return owners[0]

"""The lines drawn on a page → tables of cells, merged ones too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cchc_excel.reading.formats.pdf_page import PageContent, Rule

#: Lines no farther apart than this are one; those that end no farther from another touch it.
_NEAR = 2.5
#: Shorter lines, such as those beneath a word, draw no table.
_SHORTEST = 6.0
#: A page with more lines than this has a drawing, and no table by lines.
_MOST_RULES = 3_000
_FEWEST_COLUMNS = 3


@dataclass(frozen=True)
class LatticeCell:
    """A cell of a lattice: its first row and column from 0, the last ones."""

    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Lattice:
    """A table drawn by lines.

    Attributes:
        xs: the upright lines; one more than columns.
        ys: the level lines; one more than rows.
        cells: every cell, by row and column.
    """

    xs: Sequence[float]
    ys: Sequence[float]
    cells: Sequence[LatticeCell]

    def box(self, cell: LatticeCell) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a cell."""
        return self.xs[cell.column], self.ys[cell.row], self.xs[cell.last_column + 1], self.ys[cell.last_row + 1]


def lattices(content: PageContent) -> Sequence[Lattice]:
    """The tables of at least three columns that are drawn on a page, from the top."""
    upright, level = (
        [rule for rule in _merged(rules) if rule.end - rule.start >= _SHORTEST]
        for rules in (content.upright, content.level)
    )
    if len(upright) + len(level) > _MOST_RULES:
        return []
    found = [lattice for group in _connected(upright, level) if (lattice := _lattice(*group))]
    return sorted(found, key=lambda lattice: lattice.ys[0])


def _merged(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Lines that continue one another as one."""
    rows: list[list[Rule]] = []
    for rule in sorted(rules):
        if rows and rule.at - rows[-1][0].at <= _NEAR:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    for row in rows:
        at = sum(rule.at for rule in row) / len(row)
        start = end = None
        for rule in sorted(row, key=lambda rule: rule.start):
            if start is None or end is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _NEAR:
                end = max(end, rule.end)
            else:
                yield Rule(at, start, end)
                start, end = rule.start, rule.end
        if start is not None and end is not None:
            yield Rule(at, start, end)


def _connected(upright: Sequence[Rule], level: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Groups of lines that touch one another."""
    open_upright = set(range(len(upright)))
    open_level = set(range(len(level)))
    while open_upright:
        first = open_upright.pop()
        group: tuple[list[Rule], list[Rule]] = ([upright[first]], [])
        waiting: list[tuple[Rule, bool]] = [(upright[first], True)]
        while waiting:
            rule, is_upright = waiting.pop()
            others, still_open = (level, open_level) if is_upright else (upright, open_upright)
            touched = [at for at in still_open if _touch(rule, others[at])]
            still_open.difference_update(touched)
            group[is_upright].extend(others[at] for at in touched)
            waiting += [(others[at], not is_upright) for at in touched]
        yield group


def _touch(one: Rule, other: Rule) -> bool:
    """Whether an upright and a level line touch."""
    return one.start - _NEAR <= other.at <= one.end + _NEAR and other.start - _NEAR <= one.at <= other.end + _NEAR


def _lattice(upright: list[Rule], level: list[Rule]) -> Lattice | None:
    """The cells between connected lines; a side that is not drawn is where the lines across it end."""
    if len(upright) < _FEWEST_COLUMNS - 1 or not level:
        return None
    xs = _positions([*(rule.at for rule in upright), *_ends(level)])
    ys = _positions([*(rule.at for rule in level), *_ends(upright)])
    if len(xs) <= _FEWEST_COLUMNS or len(ys) < 2:
        return None
    return Lattice(xs, ys, _cells(xs, ys, upright, level))


def _ends(rules: Sequence[Rule]) -> tuple[float, float]:
    return min(rule.start for rule in rules), max(rule.end for rule in rules)


def _positions(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _cells(
    xs: Sequence[float], ys: Sequence[float], upright: Sequence[Rule], level: Sequence[Rule]
) -> Sequence[LatticeCell]:
    """Boxes between neighbouring lines; those without a line between them are one cell."""
    columns, rows = len(xs) - 1, len(ys) - 1
    owner = {(row, column): (row, column) for row in range(rows) for column in range(columns)}

    def root(box: tuple[int, int]) -> tuple[int, int]:
        while owner[box] != box:
            box = owner[box]
        return box

    for row in range(rows):
        y = (ys[row] + ys[row + 1]) / 2
        walls = [rule.at for rule in upright if rule.start <= y <= rule.end]
        for column in range(1, columns):
            if not any(abs(at - xs[column]) <= _NEAR for at in walls):
                owner[root((row, column))] = root((row, column - 1))
    for column in range(columns):
        x = (xs[column] + xs[column + 1]) / 2
        walls = [rule.at for rule in level if rule.start <= x <= rule.end]
        for row in range(1, rows):
            if not any(abs(at - ys[row]) <= _NEAR for at in walls):
                above, below = root((row - 1, column)), root((row, column))
                owner[max(above, below)] = min(above, below)
    spans: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for row, column in owner:
        top, left, bottom, right = spans.get(root((row, column)), (row, column, row, column))
        spans[root((row, column))] = min(top, row), min(left, column), max(bottom, row), max(right, column)
    return [LatticeCell(top, left, bottom, right) for top, left, bottom, right in spans.values()]

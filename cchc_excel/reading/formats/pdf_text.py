"""Glyphs of one cell, or one column → its lines of text, and lines → a cell.

What is struck out, raised, or white on white is put aside; figures that stand over one another are in doubt.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.pdf_page import Glyph, PageContent, Rule
from cchc_excel.reading.formats.runs import Run, text_cell
from cchc_excel.reading.formats.shown_text import shown_cell

#: Parts of a glyph's size. A gap wider than this is a blank.
_BLANK = 0.2
#: Glyphs whose baselines differ by less stand on one line.
_SAME_LINE = 0.35
#: The same glyph again this near is bold print by printing twice.
_TWICE = 0.12
#: A smaller glyph than this beside larger ones, off their baseline, is raised or lowered.
_SMALL = 0.8
_OFF_BASELINE = 0.06
_RAISED_AT_MOST = 0.9
_LOWERED_AT_MOST = 0.35
#: So much of the glyphs have a size before it can be the usual one.
_USUAL = 0.25
#: A line drawn so far above the baseline strikes the text out.
_STRIKE_LOWEST, _STRIKE_HIGHEST = 0.12, 0.5
#: Glyphs that cover so much of one another are two texts, one over the other.
_COVERED = 0.6
#: How the library writes a glyph of which the file does not say what it stands for.
UNKNOWN = "(cid:"
_FIGURE_SIGNS = frozenset("0123456789.,% ")


class TextLine(NamedTuple):
    """One line of text.

    Attributes:
        runs: its stretches, by format.
        first_word: how wide its first word is.
        is_overlaid: a digit stands over another sign, or under it.
    """

    runs: tuple[Run, ...]
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    first_word: float
    is_overlaid: bool

    @property
    def text(self) -> str:
        """Everything in it."""
        return "".join(run.text for run in self.runs).strip()

    @property
    def is_figure(self) -> bool:
        """Whether it is a number and no more."""
        text = self.text
        return any(sign.isdigit() for sign in text) and _FIGURE_SIGNS.issuperset(text)


def text_lines(glyphs: Sequence[Glyph], content: PageContent) -> list[TextLine]:
    """The lines of the glyphs of one cell or column, from the top.

    Args:
        glyphs: in the order in which they are drawn.
        content: of the page, for what is drawn through them and behind them.
    """
    seen = [glyph for glyph in glyphs if glyph.text.strip()]
    if not seen:
        return []
    sizes = Counter(round(glyph.size, 1) for glyph in seen)
    usual = max(size for size, count in sizes.items() if count >= _USUAL * len(seen) or len(sizes) > 1 / _USUAL)
    large = [glyph for glyph in seen if glyph.size >= _SMALL * usual]
    small = [glyph for glyph in seen if glyph.size < _SMALL * usual]
    lines = _clustered(large)
    alone = [glyph for glyph in small if not _put_beside(glyph, lines, usual)]
    lines += _clustered(alone)
    made = [_line(line, content) for line in lines]
    return sorted(made, key=lambda line: (line.baseline, line.x0))


def _clustered(glyphs: Iterable[Glyph]) -> list[list[tuple[Glyph, bool]]]:
    """Glyphs by their line; with each, whether it is raised or lowered (none is yet)."""
    lines: list[list[tuple[Glyph, bool]]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        last = lines[-1][0][0] if lines else None
        if last is not None and glyph.baseline - last.baseline <= _SAME_LINE * min(glyph.size, last.size):
            lines[-1].append((glyph, False))
        else:
            lines.append([(glyph, False)])
    return lines


def _put_beside(small: Glyph, lines: list[list[tuple[Glyph, bool]]], usual: float) -> bool:
    """Put a small glyph into the line of larger ones that it stands in; False where there is none."""
    for line in lines:
        offset = line[0][0].baseline - small.baseline
        is_near = any(
            glyph.x0 - usual <= small.x1 and small.x0 <= glyph.x1 + usual for glyph, is_raised in line if not is_raised
        )
        if is_near and -_LOWERED_AT_MOST * usual <= offset <= _RAISED_AT_MOST * usual:
            line.append((small, abs(offset) > _OFF_BASELINE * usual))
            return True
    return False


def _line(members: list[tuple[Glyph, bool]], content: PageContent) -> TextLine:
    ordered = list(_once(sorted(members, key=lambda member: member[0].x0)))
    runs: list[Run] = []
    is_overlaid = False
    before: Glyph | None = None
    struck_by = _strikes(ordered, content.level)
    for glyph, is_raised in ordered:
        if before is not None:
            if glyph.x0 - before.x1 > _BLANK * min(glyph.size, before.size):
                runs.append(Run(" ", runs[-1].why_aside, runs[-1].font))
            is_overlaid = is_overlaid or _covers(before, glyph)
        middle, _ = glyph.middle
        if any(start <= middle <= end for start, end in struck_by):
            why = "struck"
        elif glyph.is_white and not _is_on_fill(glyph, content):
            why = "hidden"
        else:
            why = "raised" if is_raised else ""
        runs.append(Run(glyph.text, why, glyph.font))  # type: ignore[arg-type]
        before = glyph
    glyphs = [glyph for glyph, is_raised in ordered if not is_raised] or [glyph for glyph, _ in ordered]
    return TextLine(
        tuple(runs),
        min(glyph.x0 for glyph, _ in ordered),
        max(glyph.x1 for glyph, _ in ordered),
        min(glyph.top for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        glyphs[0].baseline,
        glyphs[0].size,
        _first_word(ordered),
        is_overlaid,
    )


def _first_word(ordered: Sequence[tuple[Glyph, bool]]) -> float:
    """How wide the first word is, with the signs behind it that begin no line."""
    first = last = ordered[0][0]
    for glyph, _ in ordered[1:]:
        if glyph.x0 - last.x1 > _BLANK * min(glyph.size, last.size) and glyph.text.isalnum():
            break
        last = glyph
    return last.x1 - first.x0


def _once(ordered: Iterable[tuple[Glyph, bool]]) -> Iterator[tuple[Glyph, bool]]:
    """Glyphs from the left, those that are printed twice once."""
    last: Glyph | None = None
    for glyph, is_raised in ordered:
        if last is None or glyph.text != last.text or glyph.x0 - last.x0 > _TWICE * glyph.size:
            yield glyph, is_raised
            last = glyph


def _strikes(ordered: Sequence[tuple[Glyph, bool]], level: Sequence[Rule]) -> Sequence[tuple[float, float]]:
    """From where to where the line is struck out."""
    glyph = ordered[0][0]
    lowest, highest = glyph.baseline - _STRIKE_LOWEST * glyph.size, glyph.baseline - _STRIKE_HIGHEST * glyph.size
    return [(rule.start, rule.end) for rule in level if highest <= rule.at <= lowest]


def _is_on_fill(glyph: Glyph, content: PageContent) -> bool:
    x, y = glyph.middle
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in content.fills)


def _covers(one: Glyph, other: Glyph) -> bool:
    """Whether two glyphs, one of them a digit, stand over one another; marks stand over their letter."""
    if not (one.text.isdigit() or other.text.isdigit()) or any(map(unicodedata.combining, one.text + other.text)):
        return False
    narrower = min(one.x1 - one.x0, other.x1 - other.x0)
    return min(one.x1, other.x1) - other.x0 > _COVERED * narrower


def cell_of(lines: Sequence[TextLine], marks: Sequence[str] = (), *, is_doubtful: bool = False) -> tuple[Cell, bool]:
    """The cell of some lines of text, joined by blanks, and whether it was converted from a font before Unicode.

    Two numbers below one another are never made one: the cell is in doubt.

    Args:
        lines: of its text.
        marks: what lies over it, which puts a figure in doubt, and leaves words what they are.
        is_doubtful: its text may be of another cell.
    """
    runs: list[Run] = []
    for line in lines:
        if runs:
            runs.append(Run(" ", runs[-1].why_aside, runs[-1].font))
        runs += line.runs
    over = [Run(", ".join(dict.fromkeys(marks)), "doubtful")] if marks else []
    cell, is_converted = text_cell([*runs, *over])
    is_doubtful = (
        is_doubtful
        or any(line.is_overlaid for line in lines)
        or (len(lines) > 1 and all(line.is_figure for line in lines))
        or any(UNKNOWN in run.text for run in runs)
    )
    if is_doubtful:
        shown = " ".join(filter(None, (cell.shown.strip(), cell.aside)))
        return (Cell("blank", aside=shown, why_aside="doubtful") if shown else cell), is_converted
    is_plain = cell.kind == "text" and not cell.aside
    return (shown_cell(str(cell.value)) if is_plain else cell), is_converted

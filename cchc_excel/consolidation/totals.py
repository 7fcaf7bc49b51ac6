"""The provincial figure of one indicator, by its kind of total. `master.formulas` says the same to Excel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from cchc_excel.domain.agency_submission import Cell
from cchc_excel.domain.consolidated import SubordinateCoverage, Total
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages


def total_of(row: Row, cells: Sequence[Cell], parts: Sequence[tuple[float, float] | None]) -> Total:
    """Form the figure.

    Args:
        row: the indicator.
        cells: one for each expected agency.
        parts: of each, numerator and denominator, where it has both (percentages only).
    """
    counted = [cell for cell in cells if cell.state == "given"]
    left_out = sum(cell.state == "left_out" for cell in cells)
    blank = Total(row.code, None, "", 0, len(cells), left_out)
    known = [part for part in parts if part is not None]
    is_weighted = sum(denominator for _, denominator in known) != 0
    below = _below(cells, [part is not None or not is_weighted for part in parts])
    return replace(_formed(row, blank, counted, known), below=below)


def _formed(row: Row, blank: Total, counted: Sequence[Cell], parts: Sequence[tuple[float, float]]) -> Total:
    if not counted:
        return blank
    formed = replace(blank, given=len(counted))
    if row.choices is not None:
        sums: Counter[int] = Counter()
        for cell in counted:
            sums.update(cell.answers)
        answers = dict(sums)
        return replace(formed, text=messages.distribution(row.choices.labels, answers), answers=answers)
    if row.type == "percent":
        return _percentage(formed, counted, parts)
    return replace(formed, value=sum(cell.value for cell in counted if cell.value is not None))


def _below(cells: Sequence[Cell], contributes: Sequence[bool]) -> SubordinateCoverage:
    """What the cells stand for, added up; of percentages that are weighted, only those with a weight are in it."""
    given = sum(cell.coverage_counts[0] for cell, is_in in zip(cells, contributes, strict=True) if is_in)
    return SubordinateCoverage(given, *(sum(cell.coverage_counts[at] for cell in cells) for at in (1, 2)))


def _percentage(formed: Total, counted: Sequence[Cell], parts: Sequence[tuple[float, float]]) -> Total:
    """The ratio of the sums where agencies have numerators and denominators; else between what they lie."""
    ends = [end for cell in counted for end in cell.span or ()]
    if ends:
        formed = replace(formed, span=(min(ends), max(ends)))
    if parts:
        numerator, denominator = (sum(part[half] for part in parts) for half in (0, 1))
        formed = replace(formed, numerator=numerator, denominator=denominator)
        if denominator:
            return replace(formed, value=numerator / denominator * 100, given=len(parts))
    return replace(formed, text=messages.no_weight(*formed.span) if formed.span else "")

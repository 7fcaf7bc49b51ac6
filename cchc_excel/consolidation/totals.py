"""The cells of one indicator -> its provincial figure: a sum, a distribution of answers, or a ratio of sums.

`output.master.formulas` has the same as Excel formulas; change both together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from cchc_excel.domain.agency_submission import SubmissionCell
from cchc_excel.domain.consolidated import SubordinateCoverage, Total
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages


def total_of(row: Row, cells: Sequence[SubmissionCell], parts: Sequence[tuple[float, float] | None]) -> Total:
    """The provincial figure of one indicator.

    Args:
        row: the indicator.
        cells: one for each expected agency.
        parts: one for each cell: numerator and denominator, None where there are not both (percentages only).
    """
    counted = [cell for cell in cells if cell.state == "given"]
    left_out = sum(cell.state == "left_out" for cell in cells)
    blank = Total(row.code, None, "", 0, len(cells), left_out)
    given_parts = [part for part in parts if part is not None]
    is_weighted = sum(denominator for _, denominator in given_parts) != 0
    below = _coverage(cells, [part is not None or not is_weighted for part in parts])
    return replace(_total(row, blank, counted, given_parts), below=below)


def _total(row: Row, blank: Total, counted: Sequence[SubmissionCell], parts: Sequence[tuple[float, float]]) -> Total:
    if not counted:
        return blank
    total = replace(blank, given=len(counted))
    if row.choices is not None:
        sums: Counter[int] = Counter()
        for cell in counted:
            sums.update(cell.answers)
        answers = dict(sums)
        return replace(total, text=messages.distribution(row.choices.labels, answers), answers=answers)
    if row.type == "percent":
        return _percentage(total, counted, parts)
    return replace(total, value=sum(cell.value for cell in counted if cell.value is not None))


def _coverage(cells: Sequence[SubmissionCell], contributes: Sequence[bool]) -> SubordinateCoverage:
    """The cells' coverage, added up; of weighted percentages only those with a weight are among the given."""
    given = sum(cell.coverage_counts[0] for cell, is_in in zip(cells, contributes, strict=True) if is_in)
    return SubordinateCoverage(given, *(sum(cell.coverage_counts[at] for cell in cells) for at in (1, 2)))


def _percentage(total: Total, counted: Sequence[SubmissionCell], parts: Sequence[tuple[float, float]]) -> Total:
    """The ratio of the sums where agencies have numerators and denominators; else the range of the percentages."""
    ends = [end for cell in counted for end in cell.span or ()]
    if ends:
        total = replace(total, span=(min(ends), max(ends)))
    if parts:
        numerator, denominator = (sum(part[half] for part in parts) for half in (0, 1))
        total = replace(total, numerator=numerator, denominator=denominator)
        if denominator:
            return replace(total, value=numerator / denominator * 100, given=len(parts))
    return replace(total, text=messages.no_weight(*total.span) if total.span else "")

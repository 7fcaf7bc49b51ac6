"""The provincial figure of one indicator, by its kind of total. `master.formulas` says the same to Excel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from cchc_excel.forms import Row
from cchc_excel.province import Cell, Total
from cchc_excel.wording import master as say


def total_of(row: Row, cells: Sequence[Cell], parts: Sequence[tuple[float, float]]) -> Total:
    """Form the figure.

    Args:
        row: the indicator.
        cells: one for each expected agency.
        parts: numerators and denominators of the agencies that have both (percentages only).
    """
    counted = [cell for cell in cells if cell.state == "given"]
    left_out = sum(cell.state == "left_out" for cell in cells)
    blank = Total(row.code, None, "", 0, len(cells), left_out)
    if not counted:
        return blank
    formed = replace(blank, given=len(counted))
    if row.choices is not None:
        answers = dict(_answers(counted))
        return replace(formed, text=say.distribution(row.choices.labels, answers), answers=answers)
    if row.type == "percent":
        return _percentage(formed, counted, parts)
    return replace(formed, value=sum(cell.value for cell in counted if cell.value is not None))


def _percentage(formed: Total, counted: Sequence[Cell], parts: Sequence[tuple[float, float]]) -> Total:
    """The ratio of the sums where agencies have numerators and denominators; else between what they lie."""
    ends = [end for cell in counted for end in _ends(cell)]
    if ends:
        formed = replace(formed, span=(min(ends), max(ends)))
    if parts:
        numerator, denominator = (sum(part[half] for part in parts) for half in (0, 1))
        formed = replace(formed, numerator=numerator, denominator=denominator)
        if denominator:
            return replace(formed, value=numerator / denominator * 100, given=len(parts))
    return replace(formed, text=say.no_weight(*formed.span) if formed.span else "")


def _answers(counted: Sequence[Cell]) -> Counter[int]:
    """How many agencies gave each answer; a rolled-up return speaks for many."""
    answers: Counter[int] = Counter()
    for cell in counted:
        if cell.rolled is not None:
            answers.update(cell.rolled.counts or {})
        elif cell.value is not None:
            answers[int(cell.value)] += 1
    return answers


def _ends(cell: Cell) -> Sequence[float]:
    """The percentages between which a cell lies."""
    if cell.rolled is not None and cell.rolled.span is not None:
        return cell.rolled.span
    return [] if cell.value is None else [cell.value]

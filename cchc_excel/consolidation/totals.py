"""The provincial figure of one indicator, by its kind of total. `master.formulas` says the same to Excel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from cchc_excel.forms import Row
from cchc_excel.province import Below, Cell, Total
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
    return replace(_formed(row, blank, counted, parts), below=_below(cells, has_parts=any(part[1] for part in parts)))


def _formed(row: Row, blank: Total, counted: Sequence[Cell], parts: Sequence[tuple[float, float]]) -> Total:
    if not counted:
        return blank
    formed = replace(blank, given=len(counted))
    if row.choices is not None:
        sums: Counter[int] = Counter()
        for cell in counted:
            sums.update(cell.answers)
        answers = dict(sums)
        return replace(formed, text=say.distribution(row.choices.labels, answers), answers=answers)
    if row.type == "percent":
        return _percentage(formed, counted, parts)
    return replace(formed, value=sum(cell.value for cell in counted if cell.value is not None))


def _below(cells: Sequence[Cell], *, has_parts: bool) -> Below | None:
    """What the notes add up to: of percentages that are weighted, only of those that are."""
    told = [(cell, cell.rolled) for cell in cells if cell.rolled is not None]
    if not told:
        return None
    counted = [rolled for cell, rolled in told if cell.state == "given" and (rolled.parts is not None or not has_parts)]
    return Below(
        sum(rolled.given for rolled in counted),
        sum(rolled.expected for _, rolled in told),
        sum(rolled.left_out for _, rolled in told),
    )


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
    return replace(formed, text=say.no_weight(*formed.span) if formed.span else "")

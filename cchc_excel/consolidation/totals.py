"""The provincial figure of one indicator, by its kind of total. `master.formulas` says the same to Excel."""

from __future__ import annotations

from collections.abc import Sequence

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
    values = [cell.value for cell in cells if cell.value is not None]
    left_out = sum(cell.state == "left_out" for cell in cells)
    value, text, given = _by_kind(row, values, parts)
    numerator, denominator = (sum(part[half] for part in parts) if parts else None for half in (0, 1))
    return Total(row.code, value, text, given, len(cells), left_out, numerator, denominator)


def _by_kind(row: Row, values: Sequence[float], parts: Sequence[tuple[float, float]]) -> tuple[float | None, str, int]:
    """Value, text and number of agencies."""
    if not values:
        return None, "", 0
    match row.total:
        case "distribution" if row.choices is not None:
            return None, say.distribution(row.choices.labels, values), len(values)
        case "weighted_mean" | "ratio":
            denominator = sum(part[1] for part in parts)
            if denominator:
                return sum(part[0] for part in parts) / denominator * 100, "", len(parts)
            return None, say.no_weight(min(values), max(values)), len(values)
        case _:
            return sum(values), "", len(values)

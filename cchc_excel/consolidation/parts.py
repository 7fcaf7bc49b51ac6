"""Numerator and denominator of an agency's percentage, from where the form says that they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cchc_excel.domain.agency_submission import SubmissionCell
from cchc_excel.forms import Row
from cchc_excel.rules import evaluate


class IncludedFacts:
    """The figures of one agency that count, for weights, numerators and denominators.

    Implements :class:`cchc_excel.rules.functions.Facts`.
    """

    blank_reasons: Sequence[str] = ()

    def __init__(self, cells: Mapping[str, SubmissionCell]) -> None:
        self._cells = cells

    def figure(self, code: str) -> float | None:
        """The figure, if it counts."""
        return self._cells[code].value

    def note(self, code: str) -> str:
        """The note beside the figure."""
        answer = self._cells[code].answer
        return answer.entry.note if answer else ""

    def past(self, _name: str, _code: str) -> float | None:
        """None: a period is consolidated from its own figures only."""
        return None

    def constant(self, _: str) -> float | None:
        """None: as :meth:`past`."""
        return None


def percentage_parts(row: Row, cell: SubmissionCell, facts: IncludedFacts) -> tuple[float, float] | None:
    """Numerator and denominator of a percentage that counts; None where the form or the agency has none.

    A rolled-up return gives them in its note. A weighted mean is a ratio of sums too: the weight is the denominator,
    value × weight ÷ 100 the numerator.
    """
    if cell.state == "given" and cell.rollup is not None:
        # There may be parts without a figure: where the weights add up to 0.
        return cell.rollup.parts
    if cell.value is None or cell.answer is None:
        return None
    if row.weight is not None:
        weight = evaluate.number(row.weight, facts)
        return None if weight is None else (cell.value * weight / 100, weight)
    if row.numerator is not None and row.denominator is not None:
        numerator, denominator = evaluate.number(row.numerator, facts), evaluate.number(row.denominator, facts)
    else:
        numerator, denominator = cell.answer.numerator, cell.answer.denominator
    return None if numerator is None or denominator is None else (numerator, denominator)

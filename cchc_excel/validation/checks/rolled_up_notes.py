"""Rolled-up returns: whether each note still says what its figure was formed from, and agrees with the figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.domain.rollup import Rollup, begins_as_rollup
from cchc_excel.forms import Row
from cchc_excel.messages.findings import FindingCode
from cchc_excel.validation.context import CheckContext

#: Percentages are handed up as they are calculated; somebody may have rounded one to a decimal.
_ROUNDING = 0.051

CODES: tuple[FindingCode, ...] = ("TH04", "TH05")


def rolled_up_notes(context: CheckContext, _: Sequence[Finding]) -> Iterator[Finding]:
    """A finding for each figure that can no longer be added up, or was changed; an explanation answers neither."""
    if not context.is_total:
        return
    for row in context.form.indicators:
        if row.code not in context.entries or context.interpretations[row.code].finding:
            continue
        note, rollup, value = context.facts.note(row.code), context.rollup(row), context.answers[row.code].value
        if rollup is None:
            is_lost = value is not None or begins_as_rollup(note)
        else:
            is_lost = row.type != "count" and rollup.given > 0 and rollup.parts is None and not rollup.has_rollup_detail
        if is_lost:
            yield context.finding("TH04", row, note=note)
        elif rollup is not None and not _fits_note(row, rollup, value):
            yield context.finding("TH05", row, note=note)


def _fits_note(row: Row, rollup: Rollup, value: float | None) -> bool:
    """Whether the figure is the one that the note was written for."""
    numerator, denominator = rollup.parts or (0.0, 0.0)
    if row.type == "count":
        return (value is None) == (rollup.given == 0)
    if row.type == "coded" or not denominator:
        return value is None
    return value is not None and abs(numerator / denominator * 100 - value) <= _ROUNDING

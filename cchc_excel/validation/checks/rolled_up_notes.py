"""Notes of a rolled-up return: whether they still say what a figure was formed from, and the same as the figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.domain.rollup import RolledUp, begins_as_ours
from cchc_excel.forms import Row
from cchc_excel.validation.context import Material

#: Percentages are handed up as they are calculated; somebody may have rounded one to a decimal.
_ROUNDING = 0.051


def rolled_up_notes(material: Material, _: Sequence[Finding]) -> Iterator[Finding]:
    """Tell what cannot be added up any more, and figures that somebody changed; an explanation answers neither."""
    if not material.is_total:
        return
    for row in material.form.indicators:
        if row.code not in material.entries or material.understood[row.code].finding:
            continue
        note, rolled, value = material.facts.note(row.code), material.rolled(row), material.answers[row.code].value
        if rolled is None:
            is_lost = value is not None or begins_as_ours(note)
        else:
            is_lost = row.type != "count" and rolled.given > 0 and rolled.parts is None and not rolled.speaks_for_others
        if is_lost:
            yield material.tell("TH04", row, note=note)
        elif rolled is not None and not _agree(row, rolled, value):
            yield material.tell("TH05", row, note=note)


def _agree(row: Row, rolled: RolledUp, value: float | None) -> bool:
    """Whether the figure is the one that the note was written for."""
    numerator, denominator = rolled.parts or (0.0, 0.0)
    if row.type == "count":
        return (value is None) == (rolled.given == 0)
    if row.type == "coded" or not denominator:
        return value is None
    return value is not None and abs(numerator / denominator * 100 - value) <= _ROUNDING

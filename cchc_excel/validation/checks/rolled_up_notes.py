"""Notes of a rolled-up return that no longer say what a figure was formed from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.finding import Finding
from cchc_excel.forms import Row
from cchc_excel.rolled_up import begins_as_ours
from cchc_excel.validation.material import Material


def rolled_up_notes(material: Material, _: Sequence[Finding]) -> Iterator[Finding]:
    """Tell what cannot be added up any more; in a return that the program wrote, and not one filled in by hand."""
    if not any(material.rolled(row) for row in material.form.indicators):
        return
    for row in material.form.indicators:
        if row.type in ("coded", "percent") and row.code in material.entries and _is_lost(material, row):
            yield material.tell("TH04", row, note=material.facts.note(row.code))


def _is_lost(material: Material, row: Row) -> bool:
    note = material.facts.note(row.code)
    rolled = material.rolled(row)
    if rolled is not None:
        return rolled.given > 0 and rolled.parts is None and not rolled.speaks_for_others
    if material.answers[row.code].value is not None:
        # A coded answer stands for itself; a percentage without its parts cannot be weighted.
        return row.type == "percent"
    # Any other note is told as a reason for the blank, or as none.
    return begins_as_ours(note)

"""Figures that were understood otherwise than typed, and figures that could not be understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.messages.findings import FindingCode
from cchc_excel.validation.context import CheckContext

# fmt: off
#: ``TH03`` is also given by `missing`, where the reason stands in the note and not in the figure's cell.
CODES: tuple[FindingCode, ...] = (
    "SL01", "SL02", "SL03", "SL04", "SL05", "SL06", "SL07", "SL08",
    "SL11", "SL12", "SL13", "SL14", "SL15", "SL16", "SL17", "SL18", "SL19", "SL20",
    "TH03",
)
# fmt: on


def typed_figures(context: CheckContext, _: Sequence[Finding]) -> Iterator[Finding]:
    """The finding of each figure's interpretation, where it calls for one."""
    for row in context.form.indicators:
        interpretation = context.interpretations.get(row.code)
        if interpretation is not None and interpretation.finding:
            yield context.finding(interpretation.finding, row, **interpretation.facts)

"""Every reading that differs from what was typed, and every figure that could not be understood."""

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
    """Tell what `typed` found, indicator by indicator."""
    for row in context.form.indicators:
        meaning = context.understood.get(row.code)
        if meaning is not None and meaning.finding:
            yield context.finding(meaning.finding, row, **meaning.facts)

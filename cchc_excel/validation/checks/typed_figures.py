"""Figures that were understood otherwise than typed, and figures that could not be understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.forms import Row
from cchc_excel.messages import findings as messages
from cchc_excel.messages.findings import FindingCode
from cchc_excel.validation.context import CheckContext
from cchc_excel.validation.shifted import SHIFTED, heading_figures

# fmt: off
#: ``TH03`` is also given by `missing`, where the reason stands in the note and not in the figure's cell.
CODES: tuple[FindingCode, ...] = (
    "SL01", "SL02", "SL03", "SL04", "SL05", "SL06", "SL07", "SL08",
    "SL11", "SL12", "SL13", "SL14", "SL15", "SL16", "SL17", "SL18", "SL19", "SL20", "SL21", "SL22", "SL23", "SL24",
    "SL25", "SL26", "SL28", "SL29", "SL30", "SL31", "SL32",
    "TH03",
)
# fmt: on
#: The row stands twice, several columns may be those of the figures, the unit is another one.
_TELLS_WHY = frozenset[FindingCode]({"CT03", "CT30", "CT35", "CT46"})
_TABLES_DIFFER: FindingCode = "CT29"
_BETWEEN_TABLES = " | "


def typed_figures(context: CheckContext, _: Sequence[Finding]) -> Iterator[Finding]:
    """The findings of each figure's interpretation, and one for all sections that a moved block of figures touches."""
    by_code = context.form.by_code
    shifted = {by_code[code].section for code, read in context.interpretations.items() if read is SHIFTED}
    if shifted:
        yield _shifted_sections(context, [section for section in context.form.sections if section.code in shifted])
    for row in context.form.indicators:
        interpretation = context.interpretations.get(row.code)
        if interpretation is None or interpretation is SHIFTED or not interpretation.finding:
            continue
        if interpretation.finding == "SL32" and _is_told(context, row, interpretation.facts["aside"]):
            continue
        for code in (interpretation.finding, *interpretation.further):
            yield context.finding(code, row, **interpretation.facts)


def _is_told(context: CheckContext, row: Row, aside: str) -> bool:
    """Whether a notice about the row or its table says already why its content is in doubt.

    Args:
        aside: the content; of two tables that differ it is what both say.
    """
    codes = {notice.code for notice in context.notices if notice.facts.get("row", row.code) == row.code}
    return not codes.isdisjoint(_TELLS_WHY) or (_TABLES_DIFFER in codes and _BETWEEN_TABLES in aside)


def _shifted_sections(context: CheckContext, sections: Sequence[Row]) -> Finding:
    template = messages.FINDINGS["SL31"]
    codes = [section.code for section in sections]
    places = ", ".join(messages.SECTION.format(code=section.code, label=section.label) for section in sections)
    cells = ", ".join(entry.cell for entry in heading_figures(context.form, context.entries, codes))
    entry = context.entries.get(codes[0])
    return Finding(
        "SL31",
        template.severity,
        f"{places}: {template.message.format(cells=cells)}",
        template.remedy,
        indicator=codes[0],
        sheet=entry.sheet if entry else "",
    )

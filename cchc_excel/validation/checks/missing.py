"""Blank figures: one finding for each section's, and one for each blank whose note says why. Blank is never zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.forms import Row
from cchc_excel.messages import findings as messages
from cchc_excel.messages.findings import FindingCode
from cchc_excel.rules.functions import FUNCTIONS
from cchc_excel.validation.context import CheckContext

CODES: tuple[FindingCode, ...] = ("TH01", "TH02", "TH03")


def missing(context: CheckContext, _: Sequence[Finding]) -> Iterator[Finding]:
    """A finding for each section with blanks, and for each blank that is explained; or one for an empty return."""
    blank = [row for row in context.form.indicators if _is_blank(context, row)]
    if len(blank) == len(context.form.indicators):
        yield context.finding("TH02")
        return
    explained = [row for row in blank if FUNCTIONS["explained"].python(context.facts, row.code)]
    for row in explained:
        yield context.finding("TH03", row, note=context.facts.note(row.code))
    unexplained = {row.code for row in blank} - {row.code for row in explained}
    for section in context.form.sections if unexplained else ():
        asked = [row for row in context.form.indicators if row.section == section.code and not row.optional]
        absent = [row for row in asked if row.code in unexplained]
        if absent:
            yield _missing_in_section(context, section, asked, absent)


def _is_blank(context: CheckContext, row: Row) -> bool:
    interpretation = context.interpretations.get(row.code)
    if interpretation is not None and (interpretation.value is not None or interpretation.finding):
        return False
    rollup = context.rollup(row)
    return rollup is None or not rollup.has_rollup_detail


def _missing_in_section(context: CheckContext, section: Row, asked: list[Row], absent: list[Row]) -> Finding:
    template = messages.FINDINGS["TH01"]
    codes = ", ".join(row.code for row in absent)
    place = messages.SECTION_PLACE.format(code=section.code, label=section.label)
    message = template.message.format(missing=len(absent), total=len(asked), codes=codes)
    entry = context.entries.get(section.code)
    return Finding(
        "TH01", "warning", place + message, template.remedy, indicator=section.code, sheet=entry.sheet if entry else ""
    )

"""Blank figures: missing once per section, explained where the note says why. Blank is never zero."""

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
    """Tell the blanks of each section with their count, or that the whole return is blank."""
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
            yield _section(context, section, asked, absent)


def _is_blank(context: CheckContext, row: Row) -> bool:
    meaning = context.understood.get(row.code)
    if meaning is not None and (meaning.value is not None or meaning.finding):
        return False
    rolled = context.rollup(row)
    return rolled is None or not rolled.has_rollup_detail


def _section(context: CheckContext, section: Row, asked: list[Row], absent: list[Row]) -> Finding:
    told = messages.FINDINGS["TH01"]
    codes = ", ".join(row.code for row in absent)
    place = messages.SECTION_PLACE.format(code=section.code, label=section.label)
    message = told.message.format(missing=len(absent), total=len(asked), codes=codes)
    entry = context.entries.get(section.code)
    return Finding(
        "TH01", "warning", place + message, told.remedy, indicator=section.code, sheet=entry.sheet if entry else ""
    )

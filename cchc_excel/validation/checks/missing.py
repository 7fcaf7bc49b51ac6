"""Blank figures: missing once per section, explained where the note says why. Blank is never zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.forms import Row
from cchc_excel.messages import findings as say
from cchc_excel.rules.functions import FUNCTIONS
from cchc_excel.validation.context import Material


def missing(material: Material, _: Sequence[Finding]) -> Iterator[Finding]:
    """Tell the blanks of each section with their count, or that the whole return is blank."""
    blank = [row for row in material.form.indicators if _is_blank(material, row)]
    if len(blank) == len(material.form.indicators):
        yield material.tell("TH02")
        return
    explained = [row for row in blank if FUNCTIONS["explained"].python(material.facts, row.code)]
    for row in explained:
        yield material.tell("TH03", row, note=material.facts.note(row.code))
    unexplained = {row.code for row in blank} - {row.code for row in explained}
    for section in material.form.sections if unexplained else ():
        asked = [row for row in material.form.indicators if row.section == section.code and not row.optional]
        absent = [row for row in asked if row.code in unexplained]
        if absent:
            yield _section(material, section, asked, absent)


def _is_blank(material: Material, row: Row) -> bool:
    meaning = material.understood.get(row.code)
    if meaning is not None and (meaning.value is not None or meaning.finding):
        return False
    rolled = material.rolled(row)
    return rolled is None or not rolled.speaks_for_others


def _section(material: Material, section: Row, asked: list[Row], absent: list[Row]) -> Finding:
    told = say.FINDINGS["TH01"]
    codes = ", ".join(row.code for row in absent)
    place = say.SECTION_PLACE.format(code=section.code, label=section.label)
    message = told.message.format(missing=len(absent), total=len(asked), codes=codes)
    entry = material.entries.get(section.code)
    return Finding(
        "TH01", "warning", place + message, told.remedy, indicator=section.code, sheet=entry.sheet if entry else ""
    )

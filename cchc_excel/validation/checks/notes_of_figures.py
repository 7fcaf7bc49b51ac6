"""Notes that speak against the figure beside them: another number in its place, or a fraction that does not form it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.forms import Row
from cchc_excel.messages import figure_text
from cchc_excel.messages.findings import FindingCode
from cchc_excel.rules.expression import notes_of
from cchc_excel.validation.context import CheckContext
from cchc_excel.validation.notes import correction_in, forms, fraction_in

CODES: tuple[FindingCode, ...] = ("CT50", "SL27")


def notes_of_figures(context: CheckContext, earlier: Sequence[Finding]) -> Iterator[Finding]:
    """A finding for each such note; a fraction that a rule of the form asks about already is passed over."""
    for row in context.form.indicators:
        note = context.facts.note(row.code)
        if not note or row.code not in context.answers:
            continue
        corrected = correction_in(note, row) if row.choices is None else None
        if corrected is not None and corrected != context.answers[row.code].value:
            yield context.finding("CT50", row, note=note, corrected=figure_text(corrected, 9))
        if _is_of_other_figure(context, row, note) and not _is_asked_about(row, earlier, context):
            yield context.finding("SL27", row, note=note)


def _is_of_other_figure(context: CheckContext, row: Row, note: str) -> bool:
    answer = context.answers[row.code]
    if row.type != "percent" or answer.value is None:
        return False
    fraction = fraction_in(note)
    return fraction is not None and not forms(fraction, answer.value)


def _is_asked_about(row: Row, earlier: Sequence[Finding], context: CheckContext) -> bool:
    """Whether a rule that reads the note was broken at the row."""
    broken = {finding.code for finding in earlier if finding.indicator == row.code}
    return any(rule.id in broken and row.code in notes_of(rule.expect) for rule in context.form.rules_at(row.code))

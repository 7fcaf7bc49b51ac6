"""One return through all checks: entries as they were read -> answers and findings. Used by `workflow.check`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.domain import finding
from cchc_excel.domain.finding import NOT_CHECKED, Finding
from cchc_excel.domain.rollup import read_rollup
from cchc_excel.domain.submission import Answer, Entry, ReadNotice
from cchc_excel.forms import Form, Row
from cchc_excel.forms.plausible import USUAL_PAST, is_usual
from cchc_excel.messages.findings import FindingCode
from cchc_excel.validation.checks import CHECKS
from cchc_excel.validation.context import CheckContext
from cchc_excel.validation.facts import AgencyContext, ReturnFacts
from cchc_excel.validation.notes import forms, fraction_in, settles
from cchc_excel.validation.shifted import SHIFTED, shifted_rows
from cchc_excel.validation.typed import Interpretation, interpret

#: The finding of a return that could not be checked.
CODES: tuple[FindingCode, ...] = (NOT_CHECKED,)


@dataclass(frozen=True)
class CheckResult:
    """A return as it was understood, and the findings about it.

    Attributes:
        answers: by code, one for every indicator that the return has a row for.
        findings: those about the whole return first, then in the order of the form's rows.
    """

    answers: Mapping[str, Answer]
    findings: Sequence[Finding]


def check_return(
    form: Form, entries: Sequence[Entry], notices: Sequence[ReadNotice], agency_context: AgencyContext
) -> CheckResult:
    """Understand every figure of a return and run every check over it.

    Args:
        form: the version that the return is stamped with.
        entries: as read.
        notices: from reading and acceptance.
        agency_context: of the agency in the campaign.
    """
    by_code = {entry.code: entry for entry in entries}
    interpretations = {
        row.code: _settled(interpret(by_code[row.code].raw, row, form), row, by_code[row.code], agency_context)
        for row in form.indicators
        if row.code in by_code
    }
    interpretations |= dict.fromkeys(shifted_rows(form, by_code, interpretations), SHIFTED)
    answers = {
        code: _answer(by_code[code], form.by_code[code], interpretation)
        for code, interpretation in interpretations.items()
    }
    facts = ReturnFacts(form, by_code, answers, agency_context)
    context = CheckContext(form, by_code, interpretations, answers, notices, facts, agency_context.group)
    findings: list[Finding] = []
    for check in CHECKS:
        findings += check(context, findings)
    return CheckResult(answers, sorted(findings, key=lambda finding: form.row_order.get(finding.indicator, -1)))


def not_checked() -> CheckResult:
    """The result of a return over which the program failed: no answers, and one error."""
    return CheckResult({}, [finding.not_checked()])


def _settled(interpretation: Interpretation, row: Row, entry: Entry, agency_context: AgencyContext) -> Interpretation:
    """With the doubtful number as its value where the note or the agency's earlier figures speak for it."""
    doubtful = interpretation.doubtful
    if doubtful is None:
        return interpretation
    note, group = entry.note, agency_context.group
    earlier = (agency_context.past.get(name, {}).get(row.code) for name in USUAL_PAST)
    was_written_by_us = read_rollup(row, note, group) is not None
    if was_written_by_us or (interpretation.finding == "SL22" and is_usual(doubtful, earlier)):
        return interpretation.settled(is_usual=True)
    return interpretation.settled(is_usual=False) if settles(note, group, row, interpretation) else interpretation


def _answer(entry: Entry, row: Row, interpretation: Interpretation) -> Answer:
    """With the numerator and denominator that were typed in the figure's cell, else those in the note that form it."""
    if interpretation.denominator is not None or interpretation.value is None:
        return Answer(entry, interpretation.value, interpretation.numerator, interpretation.denominator)
    fraction = fraction_in(entry.note) if row.type == "percent" else None
    if fraction is None or not forms(fraction, interpretation.value):
        return Answer(entry, interpretation.value)
    return Answer(entry, interpretation.value, fraction.numerator, fraction.denominator)

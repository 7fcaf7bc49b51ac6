"""One return through all checks: entries as they were read -> answers and findings. Used by `workflow.check`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.domain import finding
from cchc_excel.domain.finding import NOT_CHECKED, Finding
from cchc_excel.domain.submission import Answer, Entry, ReadNotice
from cchc_excel.forms import Form
from cchc_excel.messages.findings import FindingCode
from cchc_excel.rules.functions import ratio_in
from cchc_excel.validation.checks import CHECKS
from cchc_excel.validation.context import CheckContext
from cchc_excel.validation.facts import AgencyContext, ReturnFacts
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
    reasons = tuple(form.blank_reasons)
    interpretations = {
        row.code: interpret(by_code[row.code].raw, row, reasons) for row in form.indicators if row.code in by_code
    }
    answers = {code: _answer(by_code[code], interpretation) for code, interpretation in interpretations.items()}
    facts = ReturnFacts(form, by_code, answers, agency_context)
    context = CheckContext(form, by_code, interpretations, answers, notices, facts, agency_context.group)
    findings: list[Finding] = []
    for check in CHECKS:
        findings += check(context, findings)
    return CheckResult(answers, sorted(findings, key=lambda finding: form.row_order.get(finding.indicator, -1)))


def not_checked() -> CheckResult:
    """The result of a return over which the program failed: no answers, and one error."""
    return CheckResult({}, [finding.not_checked()])


def _answer(entry: Entry, interpretation: Interpretation) -> Answer:
    """With the numerator and denominator that were typed in the figure's cell, else those in the note."""
    ratio = ratio_in(entry.note) if interpretation.denominator is None else None
    numerator, denominator = ratio or (interpretation.numerator, interpretation.denominator)
    return Answer(entry, interpretation.value, numerator, denominator)

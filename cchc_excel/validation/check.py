"""One return through all checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.domain.finding import NOT_CHECKED, Finding
from cchc_excel.domain.submission import Answer, Entry, ReadNotice
from cchc_excel.forms import Form
from cchc_excel.messages.findings import FINDINGS, FindingCode
from cchc_excel.rules.functions import ratio_in
from cchc_excel.validation.checks import CHECKS
from cchc_excel.validation.context import CheckContext
from cchc_excel.validation.facts import AgencyContext, ReturnFacts
from cchc_excel.validation.typed import Interpretation, interpret

#: The finding of a return that could not be checked.
CODES: tuple[FindingCode, ...] = (NOT_CHECKED,)


@dataclass(frozen=True)
class CheckResult:
    """A return as understood, and what is to be told about it.

    Attributes:
        answers: by code, one for every indicator that the return has a row for.
        findings: in the order of the form; each finding's place and remedy are in its text.
    """

    answers: Mapping[str, Answer]
    findings: Sequence[Finding]


def check_return(
    form: Form, entries: Sequence[Entry], remarks: Sequence[ReadNotice], agency_context: AgencyContext
) -> CheckResult:
    """Understand every figure of a return and run every check over it.

    Args:
        form: the version that the return is stamped with.
        entries: as read.
        remarks: what was noticed while reading.
        background: the agency and campaign.
    """
    by_code = {entry.code: entry for entry in entries}
    reasons = tuple(form.blank_reasons)
    understood = {
        row.code: interpret(by_code[row.code].raw, row, reasons) for row in form.indicators if row.code in by_code
    }
    answers = {code: _answer(by_code[code], meaning) for code, meaning in understood.items()}
    facts = ReturnFacts(form, by_code, answers, agency_context)
    context = CheckContext(form, by_code, understood, answers, remarks, facts, agency_context.group)
    findings: list[Finding] = []
    for check in CHECKS:
        findings += check(context, findings)
    return CheckResult(answers, sorted(findings, key=lambda finding: form.places.get(finding.indicator, -1)))


def not_checked() -> CheckResult:
    """What stands for a return that the program stumbled on: one error, and nothing is understood."""
    told = FINDINGS[NOT_CHECKED]
    return CheckResult({}, [Finding(NOT_CHECKED, "error", told.message, told.remedy)])


def _answer(entry: Entry, meaning: Interpretation) -> Answer:
    ratio = ratio_in(entry.note) if meaning.denominator is None else None
    numerator, denominator = ratio or (meaning.numerator, meaning.denominator)
    return Answer(entry, meaning.value, numerator, denominator)

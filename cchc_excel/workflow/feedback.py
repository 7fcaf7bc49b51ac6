"""Give agencies back their own answers in a healthy template, with what is to be corrected."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cchc_excel.domain.campaign import IssueRecord
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import ReturnRecord
from cchc_excel.domain.submission import Answer
from cchc_excel.forms import Form
from cchc_excel.template import Fill, TemplateMaker
from cchc_excel.workflow.check import CheckedReturn, check
from cchc_excel.workflow.issue import campaign_of, stamp_of
from cchc_excel.workflow.past_reports import PastReports
from cchc_excel.workflow.workspace import Workspace, archive_campaign, save


@dataclass(frozen=True)
class FeedbackCopy:
    """One feedback copy: the return that it answers, and where it stands."""

    checked: CheckedReturn
    path: Path


def feedback(
    workspace: Workspace,
    period: str | None = None,
    *,
    agencies: frozenset[str] = frozenset(),
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[FeedbackCopy]:
    """Write a feedback copy into ``feedback/<period>/`` for each return of which something is asked.

    The copy is a pristine template with the agency's own answers, the cells in question coloured and remarked, and a
    sheet that lists the findings. It carries a stamp with a new issue number and is read like any return. Doing it
    again writes the same files.

    Args:
        period: the latest campaign's by default.
        agencies: codes; all by default.
        progress: told how many of how many are written.

    Raises:
        CchcError: as `check`; a file that cannot be written.
    """
    asked = [
        one
        for one in check(workspace, period)
        if any(finding.is_open for finding in one.findings)
        and not one.was_not_checked
        and (not agencies or one.agency.code in agencies)
    ]
    written = []
    with workspace.ledger() as ledger:
        record = workspace.campaign(ledger, period)
        when = Period.parse(record.period)
        form = workspace.catalogue.version(record.form)
        maker = TemplateMaker(campaign_of(workspace, record, form))
        past = PastReports(workspace, ledger, when, form)
        returns = {found.receipt.agency: found for found in ledger.accepted(record.period)}
        for one in asked:
            agency, code = one.agency, one.agency.code
            name = f"{form.id}_{when}_{code}_sua-lan-{one.receipt.number}.xlsx"
            number = ledger.issue_number(when.key, code, name)
            stamp = stamp_of(workspace, form, when, agency, number)
            asks = sorted((finding for finding in one.findings if finding.is_open), key=lambda one: one.priority)
            personal = past.of(agency).personal(fills_of(form, returns[code]), asks)
            path = workspace.folder("feedback", when) / name
            save(path, maker.make(agency, stamp, personal))
            ledger.record_issue(IssueRecord(when.key, code, number, record.issued, name, stamp.seal))
            written.append(FeedbackCopy(one, path))
            progress(len(written), len(asked))
        archive_campaign(workspace, ledger, record)
    return written


def fills_of(form: Form, record: ReturnRecord) -> Mapping[str, Fill]:
    """A return's answers as they would stand in a template: understood figures as such, the others as typed."""
    return {
        answer.code: Fill(_value(form, answer), answer.entry.note)
        for answer in record.answers
        if answer.code in form.by_code
    }


def _value(form: Form, answer: Answer) -> float | str | None:
    if answer.value is None:
        raw = answer.entry.raw
        if isinstance(raw.value, float) and math.isfinite(raw.value):
            return round(raw.value * 100, 9) if raw.is_percent else raw.value
        return raw.shown or None
    choices = form.by_code[answer.code].choices
    return choices.entry(int(answer.value)) if choices else answer.value

"""Feedback copies: checked returns in, new templates with the agencies' own answers and the open findings out."""

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
from cchc_excel.template import Fill, TemplateRenderer
from cchc_excel.workflow.check import CheckedReturn, check
from cchc_excel.workflow.issue import campaign_of, stamp_of
from cchc_excel.workflow.outputs import save_output
from cchc_excel.workflow.past_reports import PastReports
from cchc_excel.workflow.workspace import Workspace


@dataclass(frozen=True)
class FeedbackCopy:
    """One feedback copy: the return that it answers, and its path.

    Attributes:
        kept: where the one that was there is kept, as somebody had changed it.
    """

    checked: CheckedReturn
    path: Path
    kept: Path | None = None


def feedback(
    workspace: Workspace,
    period: str | None = None,
    *,
    agencies: frozenset[str] = frozenset(),
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[FeedbackCopy]:
    """Write a feedback copy into ``feedback/<period>/`` for each return with an open finding.

    The copy is a new template with the agency's own answers, the cells in question coloured and commented, and a
    sheet that lists the findings. It carries a stamp with a new issue number and is read like any return. Doing it
    again writes the same files.

    Args:
        period: the latest campaign's by default.
        agencies: codes; all by default.
        progress: called with the number of copies written and of all.

    Raises:
        CchcError: as `check`; a file that cannot be written.
    """
    to_correct = [
        checked
        for checked in check(workspace, period)
        if any(finding.is_open for finding in checked.findings)
        and not checked.was_not_checked
        and (not agencies or checked.agency.code in agencies)
    ]
    written = []
    with workspace.ledger() as ledger:
        record = workspace.campaign(ledger, period)
        reporting_period = Period.parse(record.period)
        form = workspace.catalogue.version(record.form)
        renderer = TemplateRenderer(campaign_of(workspace, record, form))
        past_reports = PastReports(workspace, ledger, reporting_period, form)
        returns = {return_record.receipt.agency: return_record for return_record in ledger.accepted(record.period)}
        for checked in to_correct:
            agency, code = checked.agency, checked.agency.code
            name = f"{form.id}_{reporting_period}_{code}_sua-lan-{checked.receipt.number}.xlsx"
            number = ledger.issue_number(reporting_period.key, code, name)
            stamp = stamp_of(workspace, form, reporting_period, agency, number)
            open_findings = sorted(
                (finding for finding in checked.findings if finding.is_open), key=lambda finding: finding.priority
            )
            prefill = past_reports.of(agency).prefill(fills_of(form, returns[code]), open_findings)
            path = workspace.folder("feedback", reporting_period) / name
            kept = save_output(workspace, ledger, path, renderer.render(agency, stamp, prefill))
            ledger.record_issue(IssueRecord(reporting_period.key, code, number, record.issued, name, stamp.seal))
            written.append(FeedbackCopy(checked, path, kept))
            progress(len(written), len(to_correct))
    workspace.log.info("feedback %s: %d copies", record.period, len(written))
    return written


def fills_of(form: Form, record: ReturnRecord) -> Mapping[str, Fill]:
    """A return's answers as a template's fills, by row code: interpreted figures as numbers, the others as typed."""
    return {
        answer.code: Fill(_typed_value(form, answer), answer.entry.note)
        for answer in record.answers
        if answer.code in form.by_code
    }


def _typed_value(form: Form, answer: Answer) -> float | str | None:
    if answer.value is None:
        raw = answer.entry.raw
        if isinstance(raw.value, float) and math.isfinite(raw.value):
            return round(raw.value * 100, 9) if raw.is_percent else raw.value
        return raw.shown or None
    choices = form.by_code[answer.code].choices
    return choices.entry(int(answer.value)) if choices else answer.value

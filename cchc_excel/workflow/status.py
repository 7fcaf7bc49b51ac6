"""The status of a period: which agencies reported, on time or late, which are missing, with how many errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import (
    AgencySubmission,
    ErrorRule,
    NoLongerExpected,
    NotCounted,
    Timeliness,
    accepted_returns,
    no_longer_expected,
    timeliness,
)
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import Receipt
from cchc_excel.forms import Form
from cchc_excel.storage.ledger import Mailing
from cchc_excel.workflow.archiving import require_complete
from cchc_excel.workflow.conflicts import Conflict, conflicts
from cchc_excel.workflow.drop_folder import misplaced, uncollected
from cchc_excel.workflow.workspace import Workspace


@dataclass(frozen=True)
class AgencyStatus:
    """The status of one agency.

    Attributes:
        received: when its first return with a figure came, which decides whether it was on time.
        resent: when the return that counts came, where that was on a later day.
        sent: when the mail that brought it says it was sent, where that is another time than `received`.
        given: how many figures its return has; None without a return.
        deadline: its own deadline, where it was put off.
        letters: the letters to it, in order.
        errors: open errors; None before the return is checked.
        warnings: open warnings; None before the return is checked.
    """

    agency: Agency
    state: Timeliness
    received: datetime | None = None
    number: int | None = None
    given: int | None = None
    errors: int | None = None
    warnings: int | None = None
    deadline: date | None = None
    letters: Sequence[Mailing] = ()
    resent: datetime | None = None
    sent: datetime | None = None


@dataclass(frozen=True)
class Status:
    """The status of a period.

    Attributes:
        indicators: how many the form has.
        agencies: every expected agency, in the order of the register.
        troubled: received files that did not become a return.
        conflicts: returns that contradict or copy one another.
        uncollected: files in the folder of a period's returns that were not collected yet, by period.
        misplaced: files in the folder of returns that belong to no campaign, by folder.
        accepted: how many returns were accepted; as many are counted, or not counted and in the next list.
        not_counted: accepted returns that are not in the province's figures, each with its reason.
        no_longer_expected: agencies that were issued a template, returned none, and do not have to report any more.
    """

    period: str
    form: str
    indicators: int
    deadline: date
    agencies: Sequence[AgencyStatus]
    troubled: Sequence[Receipt]
    conflicts: list[Conflict] = field(default_factory=list)
    uncollected: Mapping[str, Sequence[Path]] = field(default_factory=dict)
    misplaced: Mapping[str, Sequence[Path]] = field(default_factory=dict)
    accepted: int = 0
    not_counted: Sequence[NotCounted] = ()
    no_longer_expected: Sequence[NoLongerExpected] = ()

    def count(self, *states: Timeliness) -> int:
        """How many agencies are in one of these states."""
        return sum(agency.state in states for agency in self.agencies)


def status(workspace: Workspace, period: str | None = None, *, today: date | None = None) -> Status:
    """The status of a period from the ledger.

    Args:
        period: the latest campaign's by default.
        today: the day by which an agency is overdue; by default the current day.

    Raises:
        CchcError: no such campaign, faulty register; the archive has files of another ledger.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        form = workspace.catalogue.version(campaign.form)
        reporting_period = Period.parse(campaign.period)
        require_complete(workspace.archive, ledger)
        returns = accepted_returns(
            ledger.accepted(campaign.period), workspace.register, reporting_period, form, campaign.earliest_return
        )
        receipts = ledger.receipts(campaign.period)
        open_conflicts = conflicts(ledger, campaign)
        extensions = ledger.mail.extensions(campaign.period)
        letters = ledger.mail.letters(campaign.period)
        issued = [issue.agency for issue in ledger.issues(campaign.period)]
    agencies = []
    for agency in workspace.expected(reporting_period, form):
        submission = returns.submissions.get(agency.code) or returns.blank.get(agency.code)
        agency_deadline = campaign.deadline_of(agency.code, extensions)
        agency_status = AgencyStatus(
            agency,
            "blank" if agency.code in returns.blank else timeliness(submission, agency_deadline, today or date.today()),
            deadline=agency_deadline if agency_deadline > campaign.deadline else None,
            letters=[letter for letter in letters if letter.agency == agency.code],
        )
        agencies.append(_with_submission(agency_status, submission, form) if submission else agency_status)
    troubled = [receipt for receipt in receipts if not receipt.is_settled]
    return Status(
        campaign.period,
        campaign.form,
        len(form.indicators),
        campaign.deadline,
        agencies,
        troubled,
        open_conflicts,
        uncollected(workspace),
        misplaced(workspace),
        accepted=len(returns.submissions) + len(returns.others),
        not_counted=[*returns.others, *_left_out(returns.submissions.values(), workspace.settings.error_rule)],
        no_longer_expected=no_longer_expected(issued, returns, workspace.register, reporting_period, form),
    )


def _left_out(submissions: Iterable[AgencySubmission], error_rule: ErrorRule) -> Iterator[NotCounted]:
    """The returns that are left out as a whole, as last checked."""
    for submission in submissions:
        if submission.was_not_checked:
            yield NotCounted(submission.receipt, "not_checked")
        elif error_rule == "leave_out_return" and submission.has_error:
            yield NotCounted(submission.receipt, "rejected")


def _with_submission(agency_status: AgencyStatus, submission: AgencySubmission, form: Form) -> AgencyStatus:
    """The status with what the agency's return says."""
    # A checked return always has findings of some kind or at least one interpreted figure.
    is_checked = bool(submission.findings) or any(answer.value is not None for answer in submission.answers.values())
    return replace(
        agency_status,
        received=submission.first_received,
        number=submission.receipt.number,
        given=submission.filled(form) if is_checked else _count_typed(submission, form),
        errors=submission.count("error") if is_checked else None,
        warnings=submission.count("warning") if is_checked else None,
        resent=submission.receipt.received if submission.was_resent else None,
        sent=submission.receipt.sent,
    )


def _count_typed(submission: AgencySubmission, form: Form) -> int:
    """How many indicators of an unchecked return have something typed in them."""
    answers = (submission.answers.get(row.code) for row in form.indicators)
    return sum(not answer.entry.raw.is_empty for answer in answers if answer)

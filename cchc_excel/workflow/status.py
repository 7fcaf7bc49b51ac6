"""How a period stands: who has returned, late, missing, with errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import AgencySubmission, Timeliness, submissions_of, timeliness
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import RETURNED, SETTLED, Receipt
from cchc_excel.forms import Form
from cchc_excel.storage.ledger import Mailing
from cchc_excel.workflow.conflicts import Conflict, conflicts
from cchc_excel.workflow.drop_folder import uncollected
from cchc_excel.workflow.workspace import Workspace


@dataclass(frozen=True)
class AgencyStatus:
    """How one agency stands.

    Attributes:
        received: when its first return with a figure came: that decides whether it was in time.
        resent: when what counts came, where that was on a later day.
        given: how many figures its return has; None without a return.
        deadline: its own, where it was put off.
        letters: what was sent to it, in order.
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


@dataclass(frozen=True)
class Status:
    """How a period stands.

    Attributes:
        indicators: how many the form has.
        agencies: every expected agency, in the order of the register.
        troubled: received files that did not become a return.
        conflicts: returns that contradict or copy one another.
        uncollected: files that lie in the folder of a period's returns and were not taken in yet, by period.
    """

    period: str
    form: str
    indicators: int
    deadline: date
    agencies: Sequence[AgencyStatus]
    troubled: Sequence[Receipt]
    conflicts: list[Conflict] = field(default_factory=list)
    uncollected: Mapping[str, Sequence[Path]] = field(default_factory=dict)

    def count(self, *states: Timeliness) -> int:
        """How many agencies are in one of these states."""
        return sum(agency.state in states for agency in self.agencies)


def status(workspace: Workspace, period: str | None = None, *, today: date | None = None) -> Status:
    """Look up how a period stands.

    Args:
        period: the latest campaign's by default.
        today: the day on which to judge who is overdue.

    Raises:
        CchcError: no such campaign, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        form = workspace.catalogue.version(campaign.form)
        returns = submissions_of(ledger.accepted(campaign.period), workspace.register, form)
        receipts = ledger.receipts(campaign.period)
        disputed = conflicts(ledger, campaign.period)
        extended = ledger.mail.extensions(campaign.period)
        letters = ledger.mail.letters(campaign.period)
    agencies = []
    for agency in workspace.expected(Period.parse(campaign.period), form):
        found = returns.get(agency.code)
        own = extended.get(agency.code)
        sent = [letter for letter in letters if letter.agency == agency.code]
        state = timeliness(found, own or campaign.deadline, today or date.today())
        if found is None:
            agencies.append(AgencyStatus(agency, state, deadline=own, letters=sent))
            continue
        # A checked return always has findings of some kind or at least understood figures.
        checked = bool(found.findings) or any(answer.value is not None for answer in found.answers.values())
        given = found.filled(form) if checked else _typed(found, form)
        agencies.append(
            AgencyStatus(
                agency,
                state,
                found.first_received,
                found.receipt.number,
                given,
                found.count("error") if checked else None,
                found.count("warning") if checked else None,
                own,
                sent,
                found.receipt.received if found.was_resent else None,
            )
        )
    troubled = [receipt for receipt in receipts if receipt.state not in (*RETURNED, *SETTLED)]
    return Status(
        campaign.period,
        campaign.form,
        len(form.indicators),
        campaign.deadline,
        agencies,
        troubled,
        disputed,
        uncollected(workspace),
    )


def _typed(found: AgencySubmission, form: Form) -> int:
    """How many indicators of a return that is not yet checked have something in them."""
    answers = (found.answers.get(row.code) for row in form.indicators)
    return sum(answer.entry.raw.kind != "blank" for answer in answers if answer)

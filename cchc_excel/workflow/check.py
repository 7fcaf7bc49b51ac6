"""Understand and check every accepted return of a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.finding import NOT_CHECKED, Finding
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import Receipt
from cchc_excel.errors import RegisterError, RequestError
from cchc_excel.messages import desk as messages
from cchc_excel.storage.ledger import Ledger
from cchc_excel.validation import CheckResult, check_return, not_checked
from cchc_excel.workflow.past_reports import PastReports, agency_context
from cchc_excel.workflow.run_log import fenced
from cchc_excel.workflow.workspace import Workspace

#: So many returns are judged and written together; a run that is stopped does these again.
_AT_ONCE = 100


@dataclass(frozen=True)
class CheckedReturn:
    """One return and what is to be told about it."""

    agency: Agency
    receipt: Receipt
    findings: Sequence[Finding]

    def count(self, severity: str) -> int:
        """How many findings of a severity are open (information: how many there are)."""
        return sum(finding.severity == severity and not finding.explained for finding in self.findings)

    @property
    def was_not_checked(self) -> bool:
        """Whether the program stumbled on the return: nothing can be asked of the agency."""
        return any(finding.code == NOT_CHECKED for finding in self.findings)


def check(
    workspace: Workspace,
    period: str | None = None,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[CheckedReturn]:
    """Check every accepted return of a period and keep the outcome in the ledger.

    Earlier periods with returns that nobody has checked are checked too: what these say is compared with.

    Args:
        period: the latest campaign's by default.
        progress: told how many of how many are checked.

    Returns:
        One for each return, in the order of the register.

    Raises:
        CchcError: no such campaign, nothing collected, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        catch_up(workspace, ledger, Period.parse(campaign.period))
        return _check(workspace, ledger, campaign, progress)


def not_checked_in(workspace: Workspace, period: str | None = None) -> Sequence[str]:
    """Codes of the agencies whose returns the program could not check when it last tried.

    Raises:
        CchcError: no such campaign.
    """
    with workspace.ledger() as ledger:
        return ledger.agencies_with(workspace.campaign(ledger, period).period, NOT_CHECKED)


def catch_up(workspace: Workspace, ledger: Ledger, period: Period) -> None:
    """Check earlier periods, from the first on in which a return came that nobody has checked.

    Raises:
        CchcError: faulty register or form definition.
    """
    known = {form.key for form in workspace.catalogue.forms}
    earlier = [
        one
        for one in ledger.campaigns()
        if one.form in known and one.period != period.key and Period.parse(one.period).data_to <= period.data_to
    ]
    behind = next((at for at, one in enumerate(earlier) if ledger.has_unchecked(one.period)), len(earlier))
    for campaign in earlier[behind:]:
        # A period without a return; or a register that begins after a reorganisation and knows nobody of that time.
        with suppress(RequestError, RegisterError):
            _check(workspace, ledger, campaign)


def _check(
    workspace: Workspace,
    ledger: Ledger,
    campaign: CampaignRecord,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[CheckedReturn]:
    when = Period.parse(campaign.period)
    form = workspace.catalogue.version(campaign.form)
    receipts = {one.agency: one for one in ledger.receipts(campaign.period) if one.state == "accepted"}
    if not receipts:
        raise RequestError(messages.NOTHING_COLLECTED.about(period=when))
    past = PastReports(workspace, ledger, when, form)
    communes = workspace.register.communes(when)
    due = [agency for agency in workspace.expected(when, form) if agency.code in receipts]

    def check_one(agency: Agency, receipt: Receipt) -> CheckResult:
        entries, remarks = ledger.read_entries(receipt.id)
        return check_return(form, entries, remarks, agency_context(agency, when, communes, past))

    checked: list[CheckedReturn] = []
    for begin in range(0, len(due), _AT_ONCE):
        # Judged before the ledger is held for writing: other programs wait for that only.
        judged = []
        for agency in due[begin : begin + _AT_ONCE]:
            receipt = receipts[agency.code]
            what = f"check {when} {agency.code} {receipt.sha256}"
            found = fenced(workspace.log, what, partial(check_one, agency, receipt), not_checked)
            judged.append((receipt.id, list(found.answers.values()), found.findings))
            checked.append(CheckedReturn(agency, receipt, found.findings))
            progress(len(checked), len(due))
        ledger.save_checks(judged)
    return checked

"""Interpret and check every accepted return of a period: ledger entries in, answers and findings into the ledger."""

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
from cchc_excel.workflow.copies import notices_of_copies
from cchc_excel.workflow.past_reports import PastReports, agency_context
from cchc_excel.workflow.run_log import fenced
from cchc_excel.workflow.workspace import Workspace

#: So many returns are checked and written together; a run that is stopped does these again.
_BATCH_SIZE = 100


@dataclass(frozen=True)
class CheckedReturn:
    """One return and its findings."""

    agency: Agency
    receipt: Receipt
    findings: Sequence[Finding]

    def count(self, severity: str) -> int:
        """How many findings of a severity are open (information: how many there are)."""
        return sum(finding.severity == severity and not finding.explained for finding in self.findings)

    @property
    def was_not_checked(self) -> bool:
        """Whether the check itself failed on the return: nothing can be asked of the agency."""
        return any(finding.code == NOT_CHECKED for finding in self.findings)


def check(
    workspace: Workspace,
    period: str | None = None,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[CheckedReturn]:
    """Check every accepted return of a period and write answers and findings into the ledger.

    Earlier periods with returns that were never checked are checked too: their figures are compared with.

    Args:
        period: the latest campaign's by default.
        progress: called with the number of returns checked and the number of all.

    Returns:
        One for each return, in the order of the register.

    Raises:
        CchcError: no such campaign, nothing collected, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        check_earlier_periods(workspace, ledger, Period.parse(campaign.period))
        returns = _check(workspace, ledger, campaign, progress)
    counts = [sum(checked.count(severity) for checked in returns) for severity in ("error", "warning")]
    workspace.log.info("check %s: %d returns, %d errors, %d warnings", campaign.period, len(returns), *counts)
    return returns


def not_checked_in(workspace: Workspace, period: str | None = None) -> Sequence[str]:
    """What the program failed over when it last tried, in a period and those before it.

    Returns:
        Codes of agencies whose returns could not be checked, names of files that could not be classified; of another
        period with its key behind: ``STC (2021-Q1)``.

    Raises:
        CchcError: no such campaign.
    """
    with workspace.ledger() as ledger:
        current = workspace.campaign(ledger, period)
        failed = []
        for campaign in ledger.campaigns():
            if campaign.data_to <= current.data_to:
                files = [receipt.name for receipt in ledger.receipts(campaign.period) if receipt.state == "failed"]
                suffix = "" if campaign.period == current.period else f" ({campaign.period})"
                failed += [f"{name}{suffix}" for name in (*ledger.agencies_with(campaign.period, NOT_CHECKED), *files)]
    return failed


def check_earlier_periods(workspace: Workspace, ledger: Ledger, period: Period) -> None:
    """Check earlier periods, beginning with the first that has a return never checked.

    Raises:
        CchcError: faulty register or form definition.
    """
    form_keys = {form.key for form in workspace.catalogue.forms}
    earlier_campaigns = [
        campaign
        for campaign in ledger.campaigns()
        if campaign.form in form_keys
        and campaign.period != period.key
        and Period.parse(campaign.period).data_to <= period.data_to
    ]
    first_unchecked = next(
        (index for index, campaign in enumerate(earlier_campaigns) if ledger.has_unchecked(campaign.period)),
        len(earlier_campaigns),
    )
    for campaign in earlier_campaigns[first_unchecked:]:
        # A period without a return; or a register that begins after a reorganisation and knows nobody of that time.
        with suppress(RequestError, RegisterError):
            _check(workspace, ledger, campaign)


def _check(
    workspace: Workspace,
    ledger: Ledger,
    campaign: CampaignRecord,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[CheckedReturn]:
    period = Period.parse(campaign.period)
    form = workspace.catalogue.version(campaign.form)
    receipts = {receipt.agency: receipt for receipt in ledger.receipts(campaign.period) if receipt.state == "accepted"}
    if not receipts:
        raise RequestError(messages.NOTHING_COLLECTED.about(period=period))
    past_reports = PastReports(workspace, ledger, period, form)
    copies = notices_of_copies(ledger, campaign.period)
    communes = workspace.register.communes(period)
    agencies = [agency for agency in workspace.expected(period, form) if agency.code in receipts]

    def check_one(agency: Agency, receipt: Receipt) -> CheckResult:
        entries, notices = ledger.read_entries(receipt.id)
        notices = [*notices, *copies.get(agency.code, ())]
        return check_return(form, entries, notices, agency_context(agency, period, communes, past_reports))

    checked_returns: list[CheckedReturn] = []
    for start in range(0, len(agencies), _BATCH_SIZE):
        # Checked before the ledger is locked for writing, so that other programs wait for the writing only.
        results = []
        for agency in agencies[start : start + _BATCH_SIZE]:
            receipt = receipts[agency.code]
            task = f"check {period} {agency.code} {receipt.sha256}"
            result = fenced(workspace.log, task, partial(check_one, agency, receipt), not_checked)
            results.append((receipt.id, list(result.answers.values()), result.findings))
            checked_returns.append(CheckedReturn(agency, receipt, result.findings))
            progress(len(checked_returns), len(agencies))
        ledger.save_checks(results)
    return checked_returns

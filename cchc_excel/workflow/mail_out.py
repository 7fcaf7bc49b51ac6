"""Letters to agencies: templates, reminders, feedback copies; and the extension of an agency's deadline.

Each verb makes the planned letters of a campaign and has :mod:`cchc_excel.workflow.mail_delivery` send them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import accepted_returns
from cchc_excel.domain.campaign import CampaignRecord, IssueRecord
from cchc_excel.domain.period import Period
from cchc_excel.errors import RequestError, UnlikelyError
from cchc_excel.messages import desk as messages
from cchc_excel.messages import mail as mail_messages
from cchc_excel.storage.ledger import Ledger
from cchc_excel.workflow.check import CheckedReturn
from cchc_excel.workflow.feedback import feedback
from cchc_excel.workflow.mail_delivery import PlannedLetter, SendOptions, SentLetter, post
from cchc_excel.workflow.workspace import Workspace

#: A deadline is hardly put off by more.
_LONGEST_EXTENSION = timedelta(days=366)

#: A letter names so many findings; the sheet in the copy lists all.
_MAX_FINDINGS = 12


def send(
    workspace: Workspace,
    period: str | None = None,
    *,
    agencies: frozenset[str] = frozenset(),
    how: SendOptions | None = None,
) -> list[SentLetter]:
    """Send each expected agency its own template, once.

    Args:
        period: the latest campaign's by default.
        agencies: codes; all by default.
        how: see :class:`cchc_excel.workflow.mail_delivery.SendOptions`.

    Raises:
        CchcError: no such campaign, no mail server set or reached.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        return post(
            workspace,
            ledger,
            campaign.period,
            list(_templates(workspace, ledger, campaign, agencies)),
            how or SendOptions(),
        )


def _templates(
    workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, agencies: frozenset[str]
) -> Iterator[PlannedLetter]:
    issued = _latest_templates(ledger, campaign.period)
    for agency in _expected(workspace, campaign, agencies):
        issue = issued.get(agency.code)
        # Where nothing was issued to an agency, that is the result of its letter.
        file, number = (issue.file, issue.number) if issue else (f"{agency.code}.xlsx", 1)
        path = workspace.folder("templates", campaign.period) / file
        yield PlannedLetter(agency, "issue", str(number), _letter_fields(workspace, ledger, campaign, agency), path)


def remind(
    workspace: Workspace,
    period: str | None = None,
    *,
    agencies: frozenset[str] = frozenset(),
    today: date | None = None,
    how: SendOptions | None = None,
) -> list[SentLetter]:
    """Remind the agencies that have not reported, at most once a day each.

    Args:
        period: the latest campaign's by default.
        agencies: codes; all by default.
        today: the day from which to count; by default the current day.
        how: with ``again``, a second time on one day.

    Raises:
        CchcError: as :func:`send`.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        sending_day = today or date.today()
        planned = []
        issued = _latest_templates(ledger, campaign.period)
        for agency in _missing(workspace, ledger, campaign, agencies):
            fields = _letter_fields(workspace, ledger, campaign, agency) | _days_left(
                ledger, campaign, agency, sending_day
            )
            issue = issued.get(agency.code)
            path = workspace.folder("templates", campaign.period) / issue.file if issue else None
            planned.append(PlannedLetter(agency, "reminder", sending_day.isoformat(), fields, path))
        return post(workspace, ledger, campaign.period, planned, how or SendOptions())


@dataclass(frozen=True)
class ShortText:
    """A reminder to one agency, to be pasted into Zalo or a phone message."""

    agency: Agency
    text: str


def short_reminders(
    workspace: Workspace,
    period: str | None = None,
    *,
    agencies: frozenset[str] = frozenset(),
    today: date | None = None,
) -> list[ShortText]:
    """One short text for each agency that has not reported.

    Args:
        period: the latest campaign's by default.
        agencies: codes; all by default.
        today: the day from which to count; by default the current day.

    Raises:
        CchcError: no such campaign, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        short_texts = []
        for agency in _missing(workspace, ledger, campaign, agencies):
            days_left = _days_left(ledger, campaign, agency, today or date.today())
            kind = "after" if days_left["qua_han"] else "before" if days_left["so_ngay"] else "today"
            fields = _letter_fields(workspace, ledger, campaign, agency)
            text = mail_messages.SHORT[kind].format(
                sender=fields["noi_gui"],
                agency=agency.name,
                period=fields["ky"],
                deadline=fields["han_nop"],
                days=days_left["so_ngay"],
            )
            short_texts.append(ShortText(agency, text))
        return short_texts


def send_feedback(
    workspace: Workspace,
    period: str | None = None,
    *,
    agencies: frozenset[str] = frozenset(),
    how: SendOptions | None = None,
) -> list[SentLetter]:
    """Write the feedback copies and send each to its agency, once for each submission.

    Args:
        period: the latest campaign's by default.
        agencies: codes; all by default.
        how: see :class:`cchc_excel.workflow.mail_delivery.SendOptions`.

    Raises:
        CchcError: as :func:`send` and :func:`cchc_excel.workflow.feedback.feedback`.
    """
    copies = feedback(workspace, period, agencies=agencies)
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        planned = []
        for copy in copies:
            checked = copy.checked
            fields = _letter_fields(workspace, ledger, campaign, checked.agency) | _finding_fields(checked)
            planned.append(PlannedLetter(checked.agency, "feedback", str(checked.receipt.number), fields, copy.path))
        return post(workspace, ledger, campaign.period, planned, how or SendOptions())


def extend(
    workspace: Workspace, agency: str, deadline: date, period: str | None = None, *, is_sure: bool = False
) -> Agency:
    """Put off one agency's deadline, which reminders, status and the master then use.

    Args:
        is_sure: also where the day is more than a year after the campaign's deadline.

    Raises:
        CchcError: no such agency or campaign; a day before the campaign's deadline, or one that is hardly meant.
    """
    registered_agency = workspace.agency(agency)
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        if deadline < campaign.deadline:
            params = {"deadline": f"{deadline:%d/%m/%Y}", "due": f"{campaign.deadline:%d/%m/%Y}"}
            raise RequestError(messages.NOT_LATER.about(**params))
        if deadline > campaign.deadline + _LONGEST_EXTENSION and not is_sure:
            params = {"deadline": f"{deadline:%d/%m/%Y}", "due": f"{campaign.deadline:%d/%m/%Y}"}
            raise UnlikelyError(messages.EXTENSION_FAR.about(period=campaign.period, **params))
        ledger.mail.extend(campaign.period, registered_agency.code, deadline)
    workspace.log.info("extend %s %s: %s", campaign.period, registered_agency.code, deadline)
    return registered_agency


# --- fields of the letters' texts -------------------------------------------------------------------------------------


def _letter_fields(workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, agency: Agency) -> dict[str, Any]:
    """The fields that every letter's text may name."""
    settings = workspace.settings
    return {
        "ky": Period.parse(campaign.period).name,
        "co_quan": agency.name,
        "han_nop": f"{deadline_of(ledger, campaign, agency.code):%d/%m/%Y}",
        "noi_gui": settings.noi_nhan.ten,
        "lien_he": settings.noi_nhan.lien_he,
    }


def _days_left(ledger: Ledger, campaign: CampaignRecord, agency: Agency, today: date) -> dict[str, Any]:
    """The fields that say how many days are left to the deadline, or have passed since."""
    days = (deadline_of(ledger, campaign, agency.code) - today).days
    return {"so_ngay": abs(days), "qua_han": days < 0}


def _finding_fields(checked: CheckedReturn) -> dict[str, Any]:
    """The fields that say what a return's check found."""
    open_findings = sorted(
        (finding for finding in checked.findings if finding.is_open), key=lambda finding: finding.priority
    )
    return {
        "lan_nop": checked.receipt.number,
        "so_loi": checked.count("error"),
        "so_canh_bao": checked.count("warning"),
        "phat_hien": [finding.text for finding in open_findings[:_MAX_FINDINGS]],
        "con_lai": max(0, len(open_findings) - _MAX_FINDINGS),
    }


def deadline_of(ledger: Ledger, campaign: CampaignRecord, agency: str) -> date:
    """An agency's deadline: its own where it was put off, unless that of all is later."""
    return campaign.deadline_of(agency, ledger.mail.extensions(campaign.period))


# --- recipients -------------------------------------------------------------------------------------------------------


def _expected(workspace: Workspace, campaign: CampaignRecord, agencies: frozenset[str]) -> list[Agency]:
    form = workspace.catalogue.version(campaign.form)
    expected = workspace.expected(Period.parse(campaign.period), form)
    return [agency for agency in expected if not agencies or agency.code in agencies]


def _missing(workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, agencies: frozenset[str]) -> list[Agency]:
    form = workspace.catalogue.version(campaign.form)
    period = Period.parse(campaign.period)
    records = ledger.accepted(campaign.period)
    returned = {*accepted_returns(records, workspace.register, period, form, campaign.earliest_return).submissions}
    # Nobody is reminded of a return that lies here and that only the program could not process.
    receipts = ledger.receipts(campaign.period)
    returned |= {receipt.agency or "" for receipt in receipts if receipt.state == "failed"}
    return [agency for agency in _expected(workspace, campaign, agencies) if agency.code not in returned]


def _latest_templates(ledger: Ledger, period: str) -> Mapping[str, IssueRecord]:
    """The template that each agency was issued; feedback copies have names of their own."""
    return {issue.agency: issue for issue in ledger.issues(period) if issue.file.endswith(f"_{issue.agency}.xlsx")}

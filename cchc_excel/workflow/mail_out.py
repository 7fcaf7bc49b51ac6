"""Send the templates, remind those that have not returned, send back what is to be corrected; put off a deadline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.campaign import CampaignRecord, IssueRecord
from cchc_excel.domain.period import Period
from cchc_excel.errors import RequestError
from cchc_excel.messages import desk as messages
from cchc_excel.messages import mail as mail_messages
from cchc_excel.storage.ledger import Ledger
from cchc_excel.workflow.check import CheckedReturn
from cchc_excel.workflow.feedback import feedback
from cchc_excel.workflow.mail_delivery import PlannedLetter, SendOptions, SentLetter, post
from cchc_excel.workflow.workspace import Workspace, archive_campaign

_MOST_FINDINGS = 12


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
        CchcError: no such campaign, a template is not there, no mail server set or reached.
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
        if issue is None:
            raise RequestError(messages.NOTHING_ISSUED.about(agency=agency.code, file="", period=campaign.period))
        path = workspace.folder("templates", campaign.period) / issue.file
        yield PlannedLetter(agency, "issue", str(issue.number), _facts(workspace, ledger, campaign, agency), path)


def remind(
    workspace: Workspace,
    period: str | None = None,
    *,
    agencies: frozenset[str] = frozenset(),
    today: date | None = None,
    how: SendOptions | None = None,
) -> list[SentLetter]:
    """Remind the agencies that have not returned, at most once a day each.

    Args:
        period: the latest campaign's by default.
        agencies: codes; all by default.
        today: the day from which to count.
        how: with ``again``, a second time on one day.

    Raises:
        CchcError: as :func:`send`.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        day = today or date.today()
        planned = []
        issued = _latest_templates(ledger, campaign.period)
        for agency in _missing(workspace, ledger, campaign, agencies):
            facts = _facts(workspace, ledger, campaign, agency) | _days(ledger, campaign, agency, day)
            issue = issued.get(agency.code)
            path = workspace.folder("templates", campaign.period) / issue.file if issue else None
            planned.append(PlannedLetter(agency, "reminder", day.isoformat(), facts, path))
        return post(workspace, ledger, campaign.period, planned, how or SendOptions())


@dataclass(frozen=True)
class ShortText:
    """A reminder to be pasted into Zalo or a phone message."""

    agency: Agency
    text: str


def short_reminders(workspace: Workspace, period: str | None = None, *, today: date | None = None) -> list[ShortText]:
    """One short text for each agency that has not returned.

    Raises:
        CchcError: no such campaign, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        told = []
        for agency in _missing(workspace, ledger, campaign, frozenset()):
            days = _days(ledger, campaign, agency, today or date.today())
            kind = "after" if days["qua_han"] else "before" if days["so_ngay"] else "today"
            facts = _facts(workspace, ledger, campaign, agency)
            text = mail_messages.SHORT[kind].format(
                sender=facts["noi_gui"],
                agency=agency.name,
                period=facts["ky"],
                deadline=facts["han_nop"],
                days=days["so_ngay"],
            )
            told.append(ShortText(agency, text))
        return told


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
    made = feedback(workspace, period, agencies=agencies)
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        planned = []
        for copy in made:
            one = copy.checked
            facts = _facts(workspace, ledger, campaign, one.agency) | _told(one)
            planned.append(PlannedLetter(one.agency, "feedback", str(one.receipt.number), facts, copy.path))
        return post(workspace, ledger, campaign.period, planned, how or SendOptions())


def extend(workspace: Workspace, agency: str, deadline: date, period: str | None = None) -> Agency:
    """Put off one agency's deadline; reminders, status and the master go by it.

    Raises:
        CchcError: no such agency or campaign; a day before the campaign's deadline.
    """
    known = workspace.agency(agency)
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        if deadline < campaign.deadline:
            told = {"deadline": f"{deadline:%d/%m/%Y}", "due": f"{campaign.deadline:%d/%m/%Y}"}
            raise RequestError(messages.NOT_LATER.about(**told))
        ledger.mail.extend(campaign.period, known.code, deadline)
        archive_campaign(workspace, ledger, campaign)
    return known


# --- what letters name ------------------------------------------------------------------------------------------------


def _facts(workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, agency: Agency) -> dict[str, Any]:
    settings = workspace.settings
    return {
        "ky": Period.parse(campaign.period).name,
        "co_quan": agency.name,
        "han_nop": f"{deadline_of(ledger, campaign, agency.code):%d/%m/%Y}",
        "noi_gui": settings.noi_nhan.ten,
        "lien_he": settings.noi_nhan.lien_he,
    }


def _days(ledger: Ledger, campaign: CampaignRecord, agency: Agency, today: date) -> dict[str, Any]:
    left = (deadline_of(ledger, campaign, agency.code) - today).days
    return {"so_ngay": abs(left), "qua_han": left < 0}


def _told(one: CheckedReturn) -> dict[str, Any]:
    asked = sorted((finding for finding in one.findings if finding.is_open), key=lambda it: it.priority)
    return {
        "lan_nop": one.receipt.number,
        "so_loi": one.count("error"),
        "so_canh_bao": one.count("warning"),
        "phat_hien": [finding.text for finding in asked[:_MOST_FINDINGS]],
        "con_lai": max(0, len(asked) - _MOST_FINDINGS),
    }


def deadline_of(ledger: Ledger, campaign: CampaignRecord, agency: str) -> date:
    """An agency's deadline: its own where it was put off, else the campaign's."""
    return ledger.mail.extensions(campaign.period).get(agency, campaign.deadline)


# --- to whom ----------------------------------------------------------------------------------------------------------


def _expected(workspace: Workspace, campaign: CampaignRecord, agencies: frozenset[str]) -> list[Agency]:
    form = workspace.catalogue.version(campaign.form)
    expected = workspace.expected(Period.parse(campaign.period), form)
    return [agency for agency in expected if not agencies or agency.code in agencies]


def _missing(workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, agencies: frozenset[str]) -> list[Agency]:
    returned = {record.receipt.agency for record in ledger.accepted(campaign.period)}
    return [agency for agency in _expected(workspace, campaign, agencies) if agency.code not in returned]


def _latest_templates(ledger: Ledger, period: str) -> Mapping[str, IssueRecord]:
    """The template that each agency was issued; feedback copies have names of their own."""
    return {issue.agency: issue for issue in ledger.issues(period) if issue.file.endswith(f"_{issue.agency}.xlsx")}

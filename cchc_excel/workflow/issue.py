"""Issue the templates of a period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.campaign import CampaignRecord, IssueRecord
from cchc_excel.domain.period import Period
from cchc_excel.domain.stamp import Stamp, sheet_password
from cchc_excel.errors import RequestError
from cchc_excel.forms import Form
from cchc_excel.messages import desk as messages
from cchc_excel.storage.ledger import Ledger
from cchc_excel.template import Campaign, Fill, TemplateMaker
from cchc_excel.workflow.check import catch_up
from cchc_excel.workflow.past_reports import PastReports
from cchc_excel.workflow.workspace import Workspace, archive_campaign, save


@dataclass(frozen=True)
class Issued:
    """One template issued."""

    agency: Agency
    path: Path
    number: int


def generate(
    workspace: Workspace,
    period: str,
    *,
    deadline: date | None = None,
    today: date | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Issued]:
    """Write one locked workbook for each expected agency into ``templates/<period>/``.

    Doing it again writes the same files, and those of agencies that came to the register since.

    Args:
        period: key such as ``2021-Q1``.
        deadline: other than the usual day of the period's last month.
        today: the day of issue.
        progress: told how many of how many are written.

    Raises:
        CchcError: unknown period, no form for it, faulty or empty register, folder that cannot be written.
    """
    when = Period.parse(period)
    form = workspace.catalogue.for_period(workspace.settings.ky_bao_cao.bieu_mau, when.key, when.data_to)
    agencies = workspace.expected(when, form)
    with workspace.ledger() as ledger:
        record = _campaign(workspace, ledger, when, form, deadline, today or date.today())
        maker = TemplateMaker(campaign_of(workspace, record, form))
        catch_up(workspace, ledger, when)
        past = PastReports(workspace, ledger, when, form)
        issued = []
        with ledger.batch() as maybe_commit:
            for done, agency in enumerate(agencies, start=1):
                path = workspace.folder("templates", when) / f"{form.id}_{when}_{agency.code}.xlsx"
                number = ledger.issue_number(when.key, agency.code, path.name)
                stamp = stamp_of(workspace, form, when, agency, number)
                personal = past.of(agency).personal({})
                save(path, maker.make(agency, stamp, personal))
                ledger.record_issue(IssueRecord(when.key, agency.code, number, record.issued, path.name, stamp.seal))
                issued.append(Issued(agency, path, number))
                progress(done, len(agencies))
                maybe_commit()
        archive_campaign(workspace, ledger, record)
    workspace.folder("returned", when).mkdir(parents=True, exist_ok=True)
    return issued


def filled_template(workspace: Workspace, period: str, agency: Agency, fills: Mapping[str, Fill]) -> bytes:
    """A pristine template of an agency with answers in place, as issued last.

    Raises:
        RequestError: nothing was issued to the agency in that period.
    """
    with workspace.ledger() as ledger:
        record = workspace.campaign(ledger, period)
        form = workspace.catalogue.version(record.form)
        when = Period.parse(record.period)
        numbers = {issue.agency: issue.number for issue in ledger.issues(record.period)}
        if agency.code not in numbers:
            known = ", ".join(campaign.period for campaign in ledger.campaigns())
            raise RequestError(messages.PERIOD_NOT_ISSUED.about(period=period, known=known))
        past = PastReports(workspace, ledger, when, form)
    stamp = stamp_of(workspace, form, when, agency, numbers[agency.code])
    personal = past.of(agency).personal(fills)
    return TemplateMaker(campaign_of(workspace, record, form)).make(agency, stamp, personal)


def campaign_of(workspace: Workspace, record: CampaignRecord, form: Form) -> Campaign:
    """What all templates of a campaign share."""
    when = Period.parse(record.period)
    settings = workspace.settings
    return Campaign(
        form=form,
        period=when,
        deadline=record.deadline,
        issued=record.issued,
        sender=settings.noi_nhan.ten,
        contact=settings.noi_nhan.lien_he,
        password=sheet_password(workspace.key, when.key),
        communes=workspace.register.communes(when),
        banner=settings.tong_hop.dong_ghi_chu,
    )


def stamp_of(workspace: Workspace, form: Form, period: Period, agency: Agency, number: int) -> Stamp:
    """The sealed stamp of one template."""
    return Stamp(form.id, form.version, period.key, agency.code, str(number)).sealed(workspace.key)


def _campaign(
    workspace: Workspace, ledger: Ledger, period: Period, form: Form, deadline: date | None, today: date
) -> CampaignRecord:
    known = {campaign.period: campaign for campaign in workspace.campaigns(ledger)}.get(period.key)
    if known is not None and known.form != form.key:
        raise RequestError(messages.ISSUE_OTHER_FORM.about(period=period, issued=known.form, asked=form.key))
    usual = known.deadline if known else period.deadline(workspace.settings.ky_bao_cao.ngay_han_nop)
    return ledger.open_campaign(
        CampaignRecord(period.key, form.key, period.data_from, period.data_to, deadline or usual, today)
    )

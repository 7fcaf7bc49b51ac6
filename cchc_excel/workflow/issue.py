"""Issue the templates of a period: form and register in, one locked workbook for each agency out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.campaign import CampaignRecord, IssueRecord
from cchc_excel.domain.period import Period
from cchc_excel.domain.stamp import Stamp, sheet_password
from cchc_excel.errors import RequestError, UnlikelyError
from cchc_excel.forms import Form
from cchc_excel.messages import desk as messages
from cchc_excel.storage.ledger import Ledger
from cchc_excel.template import Campaign, Fill, TemplateRenderer
from cchc_excel.workflow.check import check_earlier_periods
from cchc_excel.workflow.issued_form import keep_rows, require_unchanged
from cchc_excel.workflow.outputs import save_output
from cchc_excel.workflow.past_reports import PastReports
from cchc_excel.workflow.workspace import Workspace

#: A period whose data begin later than so is hardly meant; nor is a deadline later than so after the data's end.
_FAR_AHEAD, _LATEST_DEADLINE = timedelta(days=100), timedelta(days=366)
#: Why an agency of the register is issued nothing.
LeftOutReason = Literal["not_expected", "other_form"]


@dataclass(frozen=True)
class Issued:
    """One issued template and its issue number.

    Attributes:
        kept: where the one that was there is kept, as somebody had changed it.
    """

    agency: Agency
    path: Path
    number: int
    kept: Path | None = None


def generate(
    workspace: Workspace,
    period: str,
    *,
    deadline: date | None = None,
    today: date | None = None,
    is_sure: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Issued]:
    """Write one locked workbook for each expected agency into ``templates/<period>/``.

    Doing it again writes the same files, and those of agencies added to the register since. Who gets none, and why,
    says :func:`left_out`.

    Args:
        period: key such as ``2021-Q1``.
        deadline: by default the day of the period's last month that ``cchc.toml`` names.
        today: the day of issue; by default the current day.
        is_sure: also where the period is far ahead, or the deadline does not fit it.
        progress: called with the number of templates written and of all.

    Raises:
        CchcError: unknown period, no form for it, faulty or empty register, folder that cannot be written; a period or
            deadline that is hardly meant.
    """
    reporting_period = Period.parse(period)
    if not is_sure:
        require_likely(reporting_period, deadline, today or date.today())
    form = workspace.catalogue.for_period(
        workspace.settings.ky_bao_cao.bieu_mau, reporting_period.key, reporting_period.data_to
    )
    agencies = workspace.expected(reporting_period, form)
    workspace.key  # noqa: B018 - without it no template can be sealed, and no campaign must be opened
    with workspace.ledger() as ledger:
        record = _open_campaign(workspace, ledger, reporting_period, form, deadline, today or date.today())
        renderer = TemplateRenderer(campaign_of(workspace, record, form))
        check_earlier_periods(workspace, ledger, reporting_period)
        past_reports = PastReports(workspace, ledger, reporting_period, form)
        issued = []
        with ledger.batch() as maybe_commit:
            for done, agency in enumerate(agencies, start=1):
                path = (
                    workspace.folder("templates", reporting_period) / f"{form.id}_{reporting_period}_{agency.code}.xlsx"
                )
                number = ledger.issue_number(reporting_period.key, agency.code, path.name)
                stamp = stamp_of(workspace, form, reporting_period, agency, number)
                prefill = past_reports.of(agency).prefill({})
                kept = save_output(workspace, ledger, path, renderer.render(agency, stamp, prefill))
                ledger.record_issue(
                    IssueRecord(reporting_period.key, agency.code, number, record.issued, path.name, stamp.seal)
                )
                issued.append(Issued(agency, path, number, kept))
                progress(done, len(agencies))
                maybe_commit()
    workspace.folder("returned", reporting_period).mkdir(parents=True, exist_ok=True)
    workspace.log.info("generate %s: %d templates", reporting_period, len(issued))
    return issued


@dataclass(frozen=True)
class LeftOut:
    """An agency of the register that is issued no template in a period."""

    agency: Agency
    reason: LeftOutReason


def left_out(workspace: Workspace, period: str) -> list[LeftOut]:
    """The agencies of the register that :func:`generate` issues nothing to, each with its reason.

    Raises:
        CchcError: unknown period, no form for it, faulty register.
    """
    reporting_period = Period.parse(period)
    form = workspace.catalogue.for_period(
        workspace.settings.ky_bao_cao.bieu_mau, reporting_period.key, reporting_period.data_to
    )
    return [
        LeftOut(agency, "other_form" if agency.reports_in(reporting_period) else "not_expected")
        for agency in workspace.register.agencies
        if not agency.reports_in(reporting_period) or agency.form != form.id
    ]


def require_likely(period: Period, deadline: date | None, today: date) -> None:
    """Refuse what is a slip more often than meant.

    Raises:
        UnlikelyError: the period's data begin long after today; the deadline is before the data's end or long after it.
    """
    if period.data_from > today + _FAR_AHEAD:
        raise UnlikelyError(messages.PERIOD_FAR.about(period=period, begin=f"{period.data_from:%d/%m/%Y}"))
    if deadline is not None and not period.data_to <= deadline <= period.data_to + _LATEST_DEADLINE:
        params = {"deadline": f"{deadline:%d/%m/%Y}", "end": f"{period.data_to:%d/%m/%Y}"}
        raise UnlikelyError(messages.DEADLINE_ODD.about(period=period, **params))


def filled_template(workspace: Workspace, period: str, agency: Agency, fills: Mapping[str, Fill]) -> bytes:
    """The template that was issued last to an agency, with answers in place; the workbook's content.

    Raises:
        RequestError: nothing was issued to the agency in that period.
    """
    with workspace.ledger() as ledger:
        record = workspace.campaign(ledger, period)
        form = workspace.catalogue.version(record.form)
        reporting_period = Period.parse(record.period)
        numbers = {issue.agency: issue.number for issue in ledger.issues(record.period)}
        if agency.code not in numbers:
            issued_periods = ", ".join(campaign.period for campaign in ledger.campaigns())
            raise RequestError(messages.PERIOD_NOT_ISSUED.about(period=period, known=issued_periods))
        past_reports = PastReports(workspace, ledger, reporting_period, form)
    stamp = stamp_of(workspace, form, reporting_period, agency, numbers[agency.code])
    prefill = past_reports.of(agency).prefill(fills)
    return TemplateRenderer(campaign_of(workspace, record, form)).render(agency, stamp, prefill)


def campaign_of(workspace: Workspace, record: CampaignRecord, form: Form) -> Campaign:
    """The part that all templates of a campaign share."""
    reporting_period = Period.parse(record.period)
    settings = workspace.settings
    return Campaign(
        form=form,
        period=reporting_period,
        deadline=record.deadline,
        issued=record.issued,
        sender=settings.noi_nhan.ten,
        contact=settings.noi_nhan.lien_he,
        password=sheet_password(workspace.key, reporting_period.key),
        communes=workspace.register.communes(reporting_period),
        banner=settings.tong_hop.dong_ghi_chu,
    )


def stamp_of(workspace: Workspace, form: Form, period: Period, agency: Agency, number: int) -> Stamp:
    """The sealed stamp of one template."""
    return Stamp(form.id, form.version, period.key, agency.code, str(number)).sealed(workspace.key)


def _open_campaign(
    workspace: Workspace, ledger: Ledger, period: Period, form: Form, deadline: date | None, today: date
) -> CampaignRecord:
    existing = {campaign.period: campaign for campaign in workspace.campaigns(ledger)}.get(period.key)
    if existing is not None and existing.form != form.key:
        raise RequestError(messages.ISSUE_OTHER_FORM.about(period=period, issued=existing.form, asked=form.key))
    if existing is not None:
        require_unchanged(workspace.catalogue, workspace.archive, ledger, existing)
    default_deadline = existing.deadline if existing else period.deadline(workspace.settings.ky_bao_cao.ngay_han_nop)
    return ledger.open_campaign(
        CampaignRecord(
            period.key,
            form.key,
            period.data_from,
            period.data_to,
            deadline or default_deadline,
            today,
            keep_rows(workspace.archive, form),
        )
    )

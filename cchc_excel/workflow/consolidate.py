"""Consolidate the accepted returns of a period: ledger in, the master and its other shapes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_excel import consolidation
from cchc_excel.domain.agency_submission import ErrorRule, accepted_returns, no_longer_expected
from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.consolidated import ConsolidatedPeriod, ConsolidationSpec, EarlierPeriod
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import RETURNED, Receipt
from cchc_excel.errors import CchcError, RequestError
from cchc_excel.messages import desk as messages
from cchc_excel.output.export import SHAPES, answers_frame
from cchc_excel.output.master import master_book
from cchc_excel.storage.ledger import Ledger
from cchc_excel.workflow.check import check
from cchc_excel.workflow.outputs import has_content, is_current, save_output, sources_now
from cchc_excel.workflow.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

#: So many earlier periods are compared with a period: three years of quarters.
MAX_EARLIER_PERIODS = 12
#: Asks for all shapes that this machine can make.
ALL_SHAPES = "all"


@dataclass(frozen=True)
class Consolidated:
    """The master, or the return to the desk above, and the figures in it.

    Attributes:
        others: the same in other shapes, by suffix.
        failed: shapes that cannot be made on this machine: why, by suffix.
        stale: files in the folder that earlier runs made of other figures than the master's.
        name: of the body whose return it is, where it is one.
        kept: where the return that was there before, and said something else, is kept.
        edited: where files that somebody had changed are kept.
        is_new: False where the master that was there says the same, to the byte.
    """

    path: Path
    province: ConsolidatedPeriod
    others: Mapping[str, Path] = field(default_factory=dict)
    failed: Mapping[str, CchcError] = field(default_factory=dict)
    stale: Sequence[Path] = ()
    name: str = ""
    kept: Path | None = None
    edited: Sequence[Path] = ()
    is_new: bool = True


def consolidate(  # noqa: PLR0913 - what to consolidate, and how
    workspace: Workspace,
    period: str | None = None,
    *,
    error_rule: ErrorRule | None = None,
    also: Sequence[str] = (),
    is_lenient: bool = False,
    checked: str = "",
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Consolidated:
    """Check every accepted return, form the provincial figures, write the master into ``consolidated/<period>/``.

    Args:
        period: the latest campaign's by default.
        error_rule: what to do with figures that an error names; by default as set in ``cchc.toml``.
        also: suffixes of `export.SHAPES` to be written beside it; ``all`` is every one that this machine can make.
        is_lenient: one of them that cannot be made is told in the result, and hinders nothing.
        checked: fingerprint of what the returns were checked by a moment ago, see :func:`master_sources`; by default
            they are checked now.
        progress: called with the number of returns checked and of all, then with the tabs written and of all.

    Raises:
        CchcError: as :func:`cchc_excel.workflow.check.check`; a shape that there is not or cannot be made; a
            file cannot be written.
    """
    unknown = [suffix for suffix in also if suffix not in SHAPES and suffix != ALL_SHAPES]
    if unknown:
        raise RequestError(messages.SHAPE_UNKNOWN.about(text=unknown[0], known=", ".join(SHAPES)))
    with workspace.ledger() as ledger:
        path = _master_path(workspace, campaign := workspace.campaign(ledger, period))
        sources = checked or sources_now(workspace, ledger, error_rule or workspace.settings.error_rule)
    if not checked:
        check(workspace, campaign.period, progress=progress)
    consolidated = consolidated_period(workspace, campaign.period, error_rule)
    folder = workspace.root / "consolidated"
    contents = {path: master_book(consolidated, progress)}
    others, failed = {}, {}
    for suffix, shape in SHAPES.items():
        if suffix not in also and ALL_SHAPES not in also:
            continue
        try:
            content = shape.write(consolidated)
        except RequestError as error:
            if suffix in also and not is_lenient:
                raise
            failed[suffix] = error
            continue
        others[suffix] = folder / shape.path(consolidated)
        contents[others[suffix]] = content
    is_new = not has_content(path, contents[path])
    with workspace.ledger() as ledger:
        kept = [
            save_output(workspace, ledger, file, content, sources=sources if file == path else "")
            for file, content in contents.items()
        ]
    log_consolidated(workspace, consolidated, path)
    stale = _stale_files(workspace, consolidated, others)
    edited = [place for place in kept if place]
    return Consolidated(path, consolidated, others, failed, stale, edited=edited, is_new=is_new)


def master_sources(workspace: Workspace, period: str) -> tuple[str, Path | None]:
    """A fingerprint of what the master of a period would be made from now; and the master that was made from just that.

    Returns:
        The fingerprint, empty where nobody can say; and None where there is no such master, or somebody changed it.

    Raises:
        CchcError: no such campaign.
    """
    with workspace.ledger() as ledger:
        path = _master_path(workspace, workspace.campaign(ledger, period))
        sources = sources_now(workspace, ledger, workspace.settings.error_rule)
        return sources, path if is_current(workspace, ledger, path, sources) else None


def _master_path(workspace: Workspace, campaign: CampaignRecord) -> Path:
    form_id = campaign.form.split("/")[0]
    return workspace.folder("consolidated", campaign.period) / f"tong-hop_{form_id}_{campaign.period}.xlsx"


def log_consolidated(workspace: Workspace, consolidated: ConsolidatedPeriod, path: Path) -> None:
    """One line: what was written, from how many of the expected returns."""
    counts = (consolidated.counted, len(consolidated.agencies))
    workspace.log.info("consolidate %s: %s from %d of %d returns", consolidated.period, path.name, *counts)


def _stale_files(workspace: Workspace, consolidated: ConsolidatedPeriod, written: Mapping[str, Path]) -> Sequence[Path]:
    """Record the written files; the files that earlier runs wrote and that have other figures."""
    period, folder = consolidated.period.key, workspace.root / "consolidated"
    with workspace.ledger() as ledger:
        for path in written.values():
            ledger.record_output(period, path.relative_to(folder).as_posix(), consolidated.fingerprint)
        outputs = ledger.outputs(period)
    return [
        folder / name
        for name, output_fingerprint in outputs.items()
        if output_fingerprint != consolidated.fingerprint and (folder / name).is_file()
    ]


def answers(workspace: Workspace, period: str | None = None) -> pd.DataFrame:
    """Every expected agency's answer to every indicator, as last checked, in the columns of `export.answers_frame`.

    Args:
        period: the latest campaign's by default.

    Raises:
        CchcError: no such campaign, faulty register.
    """
    return answers_frame(consolidated_period(workspace, period, with_earlier=False))


def consolidated_period(
    workspace: Workspace,
    period: str | None = None,
    error_rule: ErrorRule | None = None,
    *,
    with_earlier: bool = True,
) -> ConsolidatedPeriod:
    """The provincial figures as last checked, with those of earlier periods.

    Args:
        with_earlier: False leaves the earlier periods out, which takes less time.

    Raises:
        CchcError: no such campaign, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        consolidated = _consolidate_campaign(workspace, ledger, campaign, error_rule)
        earlier = [
            _earlier_period(
                workspace, consolidated, _consolidate_campaign(workspace, ledger, earlier_campaign, error_rule)
            )
            for earlier_campaign in (_comparable_campaigns(workspace, ledger, consolidated) if with_earlier else ())
        ]
    return replace(consolidated, earlier=earlier)


def _consolidate_campaign(
    workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, error_rule: ErrorRule | None
) -> ConsolidatedPeriod:
    """The figures of one campaign, without earlier periods."""
    records = ledger.accepted(campaign.period)
    receipts = ledger.receipts(campaign.period)
    reporting_period = Period.parse(campaign.period)
    form = workspace.catalogue.version(campaign.form)
    settings = workspace.settings
    spec = ConsolidationSpec(
        form=form,
        period=reporting_period,
        deadline=campaign.deadline,
        # The day of the last arrival, not of the clock: the same returns give the same master.
        as_of=max((receipt.received.date() for receipt in receipts), default=campaign.earliest_return),
        name=settings.tinh.ten,
        whole=settings.tinh.pham_vi,
        banner=settings.tong_hop.dong_ghi_chu,
        error_rule=error_rule or settings.error_rule,
        extensions=ledger.mail.extensions(campaign.period),
    )
    returns = accepted_returns(records, workspace.register, reporting_period, form, campaign.earliest_return)
    province = consolidation.consolidate(
        spec, workspace.expected(reporting_period, form), returns, _uncounted_receipts(receipts)
    )
    issued = [issue.agency for issue in ledger.issues(campaign.period)]
    gone = no_longer_expected(issued, returns, workspace.register, reporting_period, form)
    return replace(province, no_longer_expected=gone)


def _comparable_campaigns(
    workspace: Workspace, ledger: Ledger, consolidated: ConsolidatedPeriod
) -> Sequence[CampaignRecord]:
    """The latest campaigns that ended before this one, and the one of a year ago, where anything was returned."""
    earlier_campaigns = [
        campaign
        for campaign in ledger.campaigns()
        if Period.parse(campaign.period).data_to < consolidated.period.data_to
        and campaign.form.split("/")[0] == consolidated.form.id
        and any(form.key == campaign.form for form in workspace.catalogue.forms)
        # A register that begins after a reorganisation knows nobody who reported before it.
        and any(
            agency.form == consolidated.form.id for agency in workspace.register.expected(Period.parse(campaign.period))
        )
        and any(receipt.state in RETURNED for receipt in ledger.receipts(campaign.period))
    ]
    year_before = f"{consolidated.period.year - 1}-{consolidated.period.kind}"
    return [
        campaign
        for campaign in earlier_campaigns
        if campaign in earlier_campaigns[-MAX_EARLIER_PERIODS:] or campaign.period == year_before
    ]


def _earlier_period(workspace: Workspace, current: ConsolidatedPeriod, earlier: ConsolidatedPeriod) -> EarlierPeriod:
    """An earlier period by this form's codes, with the agencies that have no counterpart in one of the two."""
    codes = ((row.code, current.form.code_in(earlier.form, row.code)) for row in current.form.indicators)
    constituents = {agency.code: workspace.register.constituents(agency, earlier.period) for agency in current.agencies}
    continuing_codes = {member.code for members in constituents.values() for member in members}
    return EarlierPeriod(
        period=earlier.period,
        totals={code: earlier.totals[earlier_code] for code, earlier_code in codes if earlier_code is not None},
        gone=[agency for agency in earlier.agencies if agency.code not in continuing_codes],
        joined=[agency for agency in current.agencies if not constituents[agency.code]],
    )


def _uncounted_receipts(receipts: Sequence[Receipt]) -> Mapping[str, Sequence[Receipt]]:
    """Files of each agency that did not become its return, by agency code."""
    by_agency: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        if receipt.agency and not receipt.is_settled:
            by_agency.setdefault(receipt.agency, []).append(receipt)
    return by_agency

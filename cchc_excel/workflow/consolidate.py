"""Turn the accepted returns of a period into the provincial master."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_excel import consolidation
from cchc_excel.domain.agency_submission import ErrorRule, submissions_of
from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.consolidated import ConsolidatedPeriod, ConsolidationSpec, EarlierPeriod
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import RETURNED, SETTLED, Receipt
from cchc_excel.errors import CchcError, RequestError
from cchc_excel.messages import desk as operator
from cchc_excel.output.export import SHAPES, answers_frame
from cchc_excel.output.master import master_book
from cchc_excel.storage.ledger import Ledger
from cchc_excel.workflow.check import check
from cchc_excel.workflow.workspace import Workspace, save

if TYPE_CHECKING:
    import pandas as pd

#: So many earlier periods are set beside a period: three years of quarters.
MOST_EARLIER = 12
#: Stands for all shapes that this machine can make.
EVERY_SHAPE = "all"


@dataclass(frozen=True)
class Consolidated:
    """The master and the figures in it.

    Attributes:
        others: the same in other shapes, by suffix.
        failed: shapes that cannot be made on this machine, where all were asked for: why, by suffix.
        stale: files in the folder that earlier runs made of other figures than the master's.
        name: of the body whose return it is, where it is one.
        kept: where the return that was there before, and said something else, is kept.
    """

    path: Path
    province: ConsolidatedPeriod
    others: Mapping[str, Path] = field(default_factory=dict)
    failed: Mapping[str, CchcError] = field(default_factory=dict)
    stale: Sequence[Path] = ()
    name: str = ""
    kept: Path | None = None


def consolidate(
    workspace: Workspace,
    period: str | None = None,
    *,
    error_rule: ErrorRule | None = None,
    also: Sequence[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Consolidated:
    """Check every accepted return, form the provincial figures, write the master into ``consolidated/<period>/``.

    Args:
        period: the latest campaign's by default.
        error_rule: what to do with figures that an error names; by default as set in ``cchc.toml``.
        also: suffixes of `export.SHAPES` to be written beside it; ``all`` is every one that this machine can make.
        progress: told how many of how many returns are checked, then how many of how many tabs are written.

    Raises:
        CchcError: as :func:`cchc_excel.workflow.check.check`; a shape that there is not or cannot be made; a
            file cannot be written.
    """
    unknown = [one for one in also if one not in SHAPES and one != EVERY_SHAPE]
    if unknown:
        raise RequestError(operator.SHAPE_UNKNOWN.about(text=unknown[0], known=", ".join(SHAPES)))
    check(workspace, period, progress=progress)
    province = consolidated_period(workspace, period, error_rule)
    folder = workspace.root / "consolidated"
    path = folder / str(province.period) / f"tong-hop_{province.form.id}_{province.period}.xlsx"
    save(path, master_book(province, progress))
    others, failed = {}, {}
    for suffix, shape in SHAPES.items():
        if suffix not in also and EVERY_SHAPE not in also:
            continue
        try:
            content = shape.write(province)
        except RequestError as error:
            if suffix in also:
                raise
            failed[suffix] = error
            continue
        others[suffix] = folder / shape.path(province)
        save(others[suffix], content)
    return Consolidated(path, province, others, failed, _stale(workspace, province, others))


def _stale(workspace: Workspace, province: ConsolidatedPeriod, made: Mapping[str, Path]) -> Sequence[Path]:
    """What earlier runs made of other figures, after noting what this one made."""
    period, folder = province.period.key, workspace.root / "consolidated"
    with workspace.ledger() as ledger:
        for path in made.values():
            ledger.record_output(period, path.relative_to(folder).as_posix(), province.fingerprint)
        known = ledger.outputs(period)
    return [folder / name for name, of in known.items() if of != province.fingerprint and (folder / name).is_file()]


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
    """The province's figures as last checked, and what earlier periods came to, unless nobody will look at these.

    Raises:
        CchcError: no such campaign, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        province = _province(workspace, ledger, campaign, error_rule)
        earlier = [
            _earlier(workspace, province, _province(workspace, ledger, one, error_rule))
            for one in (_comparable(workspace, ledger, province) if with_earlier else ())
        ]
    return replace(province, earlier=earlier)


def _province(
    workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, error_rule: ErrorRule | None
) -> ConsolidatedPeriod:
    """The figures of one campaign by itself."""
    records = ledger.accepted(campaign.period)
    receipts = ledger.receipts(campaign.period)
    when = Period.parse(campaign.period)
    form = workspace.catalogue.version(campaign.form)
    settings = workspace.settings
    scope = ConsolidationSpec(
        form=form,
        period=when,
        deadline=campaign.deadline,
        # The day of the last arrival, not of the clock: the same returns give the same master.
        as_of=max((receipt.received.date() for receipt in receipts), default=campaign.issued),
        name=settings.tinh.ten,
        whole=settings.tinh.pham_vi,
        banner=settings.tong_hop.dong_ghi_chu,
        error_rule=error_rule or settings.error_rule,
        extensions=ledger.mail.extensions(campaign.period),
    )
    returns = submissions_of(records, workspace.register, form)
    return consolidation.consolidate(scope, workspace.expected(when, form), returns, _uncounted(receipts))


def _comparable(workspace: Workspace, ledger: Ledger, province: ConsolidatedPeriod) -> Sequence[CampaignRecord]:
    """The latest campaigns that ended before this one and the one of a year ago, where anything was returned."""
    before = [
        one
        for one in ledger.campaigns()
        if Period.parse(one.period).data_to < province.period.data_to
        and one.form.split("/")[0] == province.form.id
        and any(form.key == one.form for form in workspace.catalogue.forms)
        # A register that begins after a reorganisation knows nobody who reported before it.
        and any(agency.form == province.form.id for agency in workspace.register.expected(Period.parse(one.period)))
        and any(receipt.state in RETURNED for receipt in ledger.receipts(one.period))
    ]
    year_before = f"{province.period.year - 1}-{province.period.kind}"
    return [one for one in before if one in before[-MOST_EARLIER:] or one.period == year_before]


def _earlier(workspace: Workspace, now: ConsolidatedPeriod, then: ConsolidatedPeriod) -> EarlierPeriod:
    """An earlier period by this form's codes, with the agencies that nobody reports for in one of the two."""
    codes = ((row.code, now.form.code_in(then.form, row.code)) for row in now.form.indicators)
    then_for = {one.code: workspace.register.constituents(one, then.period) for one in now.agencies}
    still = {member.code for members in then_for.values() for member in members}
    return EarlierPeriod(
        period=then.period,
        totals={code: then.totals[theirs] for code, theirs in codes if theirs is not None},
        gone=[one for one in then.agencies if one.code not in still],
        joined=[one for one in now.agencies if not then_for[one.code]],
    )


def _uncounted(receipts: Sequence[Receipt]) -> Mapping[str, Sequence[Receipt]]:
    """Files that came from an agency and did not become its return."""
    found: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        if receipt.agency and receipt.state not in (*RETURNED, *SETTLED):
            found.setdefault(receipt.agency, []).append(receipt)
    return found

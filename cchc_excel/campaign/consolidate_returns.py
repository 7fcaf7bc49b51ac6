"""Turn the accepted returns of a period into the provincial master."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_excel import consolidation
from cchc_excel.campaign.check_returns import check
from cchc_excel.campaign.workspace import Workspace, save
from cchc_excel.consolidation import returns_of
from cchc_excel.ledger import Receipt
from cchc_excel.ledger.records import RETURNED, SETTLED
from cchc_excel.master import master_book
from cchc_excel.periods import Period
from cchc_excel.province import ErrorRule, Province, Scope


@dataclass(frozen=True)
class Consolidated:
    """The master and the figures in it."""

    path: Path
    province: Province


def consolidate(
    workspace: Workspace, period: str | None = None, *, error_rule: ErrorRule | None = None
) -> Consolidated:
    """Check every accepted return, form the provincial figures, write the master into ``consolidated/<period>/``.

    Args:
        period: the latest campaign's by default.
        error_rule: what to do with figures that an error names; by default as set in ``cchc.toml``.

    Raises:
        CchcError: as :func:`cchc_excel.campaign.check_returns.check`; the master cannot be written.
    """
    check(workspace, period)
    province = province_of(workspace, period, error_rule)
    name = f"tong-hop_{province.form.id}_{province.period}.xlsx"
    path = workspace.folder("consolidated", province.period) / name
    save(path, master_book(province))
    return Consolidated(path, province)


def province_of(workspace: Workspace, period: str | None = None, error_rule: ErrorRule | None = None) -> Province:
    """The province's figures as last checked.

    Raises:
        CchcError: no such campaign, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        records = ledger.accepted(campaign.period)
        extensions = ledger.mail.extensions(campaign.period)
        receipts = ledger.receipts(campaign.period)
        days = [receipt.received.date() for receipt in receipts]
    when = Period.parse(campaign.period)
    form = workspace.catalogue.version(campaign.form)
    settings = workspace.settings
    scope = Scope(
        form=form,
        period=when,
        deadline=campaign.deadline,
        # The day of the last arrival, not of the clock: the same returns give the same master.
        as_of=max(days, default=campaign.issued),
        name=settings.tinh.ten,
        whole=settings.tinh.pham_vi,
        banner=settings.tong_hop.dong_ghi_chu,
        error_rule=error_rule or settings.error_rule,
        extensions=extensions,
    )
    returns = returns_of(records, workspace.register)
    return consolidation.consolidate(scope, workspace.expected(when, form), returns, _uncounted(receipts))


def _uncounted(receipts: Sequence[Receipt]) -> Mapping[str, Sequence[Receipt]]:
    """Files that came from an agency and did not become its return."""
    found: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        if receipt.agency and receipt.state not in (*RETURNED, *SETTLED):
            found.setdefault(receipt.agency, []).append(receipt)
    return found

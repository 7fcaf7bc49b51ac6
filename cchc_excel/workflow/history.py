"""All that an agency sent in a period, and what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.receipt import RETURNED, Receipt, ReturnRecord
from cchc_excel.domain.submission import Answer
from cchc_excel.forms import Form, Row
from cchc_excel.messages import figure_text
from cchc_excel.workflow.workspace import Workspace


@dataclass(frozen=True)
class Change:
    """One cell that differs from the version before; a figure that is only typed otherwise does not.

    Attributes:
        cell: where it stands in the later version, or stood in the earlier one.
        before: as it was typed; empty for blank.
        after: the same in the later version.
    """

    row: Row
    cell: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One file of an agency.

    Attributes:
        changes: only where it is a return and not the first to come.
        since: submission number of the one before it by its day, from which these changes are.
    """

    receipt: Receipt
    given: int
    changes: Sequence[Change]
    since: int | None = None


def versions(workspace: Workspace, agency: str, period: str | None = None) -> tuple[Agency, list[Version]]:
    """Every file that bears an agency's stamp, or was assigned to it, in the order in which they came.

    Args:
        agency: code of the register.
        period: the latest campaign's by default.

    Raises:
        CchcError: no such agency or campaign.
    """
    known = workspace.agency(agency)
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        form = workspace.catalogue.version(campaign.form)
        returns = {record.receipt.id: record for record in ledger.returns(campaign.period, known.code)}
        receipts = [receipt for receipt in ledger.receipts(campaign.period) if receipt.agency == known.code]
    told = []
    before: ReturnRecord | None = None
    for receipt in receipts:
        record = returns.get(receipt.id)
        changes = list(_changes(form, before, record)) if before and record else []
        given = sum(answer.entry.raw.kind != "blank" for answer in record.answers) if record else 0
        told.append(Version(receipt, given, changes, before.receipt.number if before and record else None))
        if receipt.state in RETURNED:
            before = record
    return known, told


def _changes(form: Form, before: ReturnRecord, after: ReturnRecord) -> Iterator[Change]:
    old, new = _by_code(before), _by_code(after)
    for row in form.rows:
        one, other = old.get(row.code), new.get(row.code)
        for place in ("figure", "note"):
            was, is_now = _shown(one, place), _shown(other, place)
            if was != is_now and not (place == "figure" and _is_same_figure(one, other)):
                standing = other or one
                yield Change(row, _cell(standing, place), was, is_now)


def _by_code(record: ReturnRecord) -> Mapping[str, Answer]:
    return {answer.code: answer for answer in record.answers}


def _is_same_figure(one: Answer | None, other: Answer | None) -> bool:
    """Typed otherwise and understood as the same: a copy sent back has ``97,5`` as a number."""
    return one is not None and other is not None and one.value is not None and one.value == other.value


def _shown(answer: Answer | None, place: str) -> str:
    if answer is None:
        return ""
    raw = answer.entry.raw
    if place == "note":
        return answer.entry.note
    return figure_text(raw.value, 9) if raw.kind == "number" and isinstance(raw.value, float) else raw.shown


def _cell(answer: Answer | None, place: str) -> str:
    if answer is None:
        return ""
    return answer.entry.cell if place == "figure" else answer.entry.note_cell

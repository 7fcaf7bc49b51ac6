"""The versions that an agency sent in a period, and the changes from one to the next. From the ledger."""

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
    """One cell that differs from the version before; the same figure typed in another way is no change.

    Attributes:
        cell: its cell reference in the later version, or in the earlier one where the later has none.
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
        since: submission number of the return before it by its day, with which it is compared.
    """

    receipt: Receipt
    given: int
    changes: Sequence[Change]
    since: int | None = None


def versions(workspace: Workspace, agency: str, period: str | None = None) -> tuple[Agency, list[Version]]:
    """Every file with an agency's stamp, or assigned to it, in the order in which they came.

    Args:
        agency: its code; it may have left the register.
        period: the latest campaign's by default.

    Raises:
        CchcError: no such agency or campaign.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        registered_agency = workspace.agency_once_known(ledger, campaign.period, agency)
        form = workspace.catalogue.version(campaign.form)
        returns = {record.receipt.id: record for record in ledger.returns(campaign.period, registered_agency.code)}
        receipts = [receipt for receipt in ledger.receipts(campaign.period) if receipt.agency == registered_agency.code]
    history = []
    previous: ReturnRecord | None = None
    for receipt in receipts:
        record = returns.get(receipt.id)
        changes = list(_changes(form, previous, record)) if previous and record else []
        given_count = sum(not answer.entry.raw.is_empty for answer in record.answers) if record else 0
        history.append(Version(receipt, given_count, changes, previous.receipt.number if previous and record else None))
        if receipt.state in RETURNED:
            previous = record
    return registered_agency, history


def _changes(form: Form, earlier: ReturnRecord, later: ReturnRecord) -> Iterator[Change]:
    old_answers, new_answers = _by_code(earlier), _by_code(later)
    for row in form.rows:
        old_answer, new_answer = old_answers.get(row.code), new_answers.get(row.code)
        for part in ("figure", "note"):
            old_text, new_text = _text_of(old_answer, part), _text_of(new_answer, part)
            if old_text != new_text and not (part == "figure" and _is_same_figure(old_answer, new_answer)):
                answer = new_answer or old_answer
                yield Change(row, _cell_of(answer, part), old_text, new_text)


def _by_code(record: ReturnRecord) -> Mapping[str, Answer]:
    return {answer.code: answer for answer in record.answers}


def _is_same_figure(old_answer: Answer | None, new_answer: Answer | None) -> bool:
    """Typed in two ways and interpreted as the same: a feedback copy has ``97,5`` as a number."""
    return (
        old_answer is not None
        and new_answer is not None
        and old_answer.value is not None
        and old_answer.value == new_answer.value
    )


def _text_of(answer: Answer | None, part: str) -> str:
    if answer is None:
        return ""
    raw = answer.entry.raw
    if part == "note":
        return answer.entry.note
    return figure_text(raw.value, 9) if raw.kind == "number" and isinstance(raw.value, float) else raw.typed


def _cell_of(answer: Answer | None, part: str) -> str:
    if answer is None:
        return ""
    return answer.entry.cell if part == "figure" else answer.entry.note_cell

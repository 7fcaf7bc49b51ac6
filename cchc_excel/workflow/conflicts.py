"""What only the operator can decide: returns that contradict or copy one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import RETURNED, Receipt, ReturnRecord
from cchc_excel.messages.desk import CONFLICTS
from cchc_excel.storage.ledger import Ledger

#: Fewer figures other than 0 than this are alike by chance.
_TELLING = 5
#: A later return with less than this share of an earlier one's figures is hardly a correction.
_FAR_FEWER = 0.5

Kind = Literal["empty", "far_fewer", "older", "same_time", "same_figures", "same_as_before"]
Figures = Mapping[str, object]
Rivals = Sequence[ReturnRecord]


@dataclass(frozen=True)
class Conflict:
    """Something to be decided; ``cchc assign`` of one of the files settles it.

    Attributes:
        agencies: codes.
        files: names as received.
        message: what is the matter, a whole sentence.
        remedy: what to do.
    """

    kind: Kind
    agencies: Sequence[str]
    files: Sequence[str]
    message: str
    remedy: str


def conflicts(ledger: Ledger, period: str) -> list[Conflict]:
    """Everything to be decided in a period, in the order of the kinds.

    A return with nothing in it; one with far fewer figures than the agency sent before; one that was taken in after the
    one that counts, and is older by its day; two different returns of one agency that came in the same minute; two
    agencies with the same figures; a return with the figures of the agency's last period. What the operator has
    assigned is decided.
    """
    accepted = sorted(ledger.accepted(period), key=lambda record: record.receipt.agency or "")
    figures = {record.receipt.agency or "": _figures(record) for record in accepted}
    rivals = list(_rivals(ledger, period, accepted))
    return [
        *_empty(accepted),
        *_far_fewer(rivals),
        *_older(rivals),
        *_same_time(rivals),
        *_same_figures(accepted, figures),
        *_same_as_before(ledger, period, accepted, figures),
    ]


def _rivals(ledger: Ledger, period: str, accepted: Sequence[ReturnRecord]) -> Iterator[tuple[ReturnRecord, Rivals]]:
    """Each return that counts, undecided, with its agency's other ones; few agencies have any."""
    sent = Counter(receipt.agency for receipt in ledger.receipts(period) if receipt.state in RETURNED)
    for record in accepted:
        receipt = record.receipt
        if receipt.preferred is None and sent[receipt.agency] > 1:
            others = ledger.returns(period, receipt.agency or "")
            yield record, [other for other in others if other.receipt.id != receipt.id]


def _empty(accepted: Sequence[ReturnRecord]) -> Iterator[Conflict]:
    for record in accepted:
        receipt = record.receipt
        if receipt.preferred is None and not _figures(record) and not any(one.entry.note for one in record.answers):
            yield _conflict("empty", [receipt], [receipt.name])


def _far_fewer(rivals: Sequence[tuple[ReturnRecord, Rivals]]) -> Iterator[Conflict]:
    for record, others in rivals:
        receipt, now = record.receipt, len(_figures(record))
        fullest = max(others, key=lambda one: len(_figures(one)))
        before = len(_figures(fullest))
        # The first of an agency has nothing before it.
        is_later = receipt.number != 1 and _minute(fullest.receipt) != _minute(receipt)
        if is_later and before >= _TELLING and now < before * _FAR_FEWER:
            files = [receipt.name, fullest.receipt.name]
            told = {"now": str(now), "before": str(before), "chosen": receipt.name}
            yield _conflict("far_fewer", [receipt], files, **told)


def _older(rivals: Sequence[tuple[ReturnRecord, Rivals]]) -> Iterator[Conflict]:
    for record, others in rivals:
        receipt = record.receipt
        for other in others:
            came_after = (other.receipt.number or 0) > (receipt.number or 0)
            if came_after and _minute(other.receipt) != _minute(receipt) and _figures(other) != _figures(record):
                days = {"day": f"{other.receipt.received:%d/%m/%Y}", "counted": f"{receipt.received:%d/%m/%Y}"}
                files = [other.receipt.name, receipt.name]
                yield _conflict("older", [receipt], files, chosen=receipt.name, **days)


def _same_time(rivals: Sequence[tuple[ReturnRecord, Rivals]]) -> Iterator[Conflict]:
    for record, others in rivals:
        receipt = record.receipt
        alike = [
            other.receipt.name
            for other in others
            if _minute(other.receipt) == _minute(receipt) and _figures(other) != _figures(record)
        ]
        if alike:
            told = {"when": f"{receipt.received:%d/%m/%Y %H:%M}", "chosen": receipt.name}
            yield _conflict("same_time", [receipt], [receipt.name, *alike], **told)


def _same_figures(accepted: Sequence[ReturnRecord], figures: Mapping[str, Figures]) -> Iterator[Conflict]:
    open_ones = [record.receipt for record in accepted if _is_telling(figures[record.receipt.agency or ""])]
    said = {receipt.id: repr(sorted(figures[receipt.agency or ""].items())) for receipt in open_ones}
    for _, group in groupby(sorted(open_ones, key=lambda one: said[one.id]), key=lambda one: said[one.id]):
        alike = list(group)
        if len(alike) > 1 and any(receipt.preferred is None for receipt in alike):
            yield _conflict("same_figures", alike, [one.name for one in alike])


def _same_as_before(
    ledger: Ledger,
    period: str,
    accepted: Sequence[ReturnRecord],
    figures: Mapping[str, Figures],
) -> Iterator[Conflict]:
    earlier = [one for one in ledger.campaigns() if one.data_to < Period.parse(period).data_to]
    if not earlier:
        return
    last = earlier[-1].period
    before = {record.receipt.agency: _figures(record) for record in ledger.accepted(last)}
    for record in accepted:
        receipt = record.receipt
        now = figures[receipt.agency or ""]
        if receipt.preferred is None and _is_telling(now) and before.get(receipt.agency) == now:
            yield _conflict("same_as_before", [receipt], [receipt.name], last=Period.parse(last).name)


def _figures(record: ReturnRecord) -> Figures:
    return {answer.code: answer.entry.raw.value for answer in record.answers if answer.entry.raw.kind != "blank"}


def _is_telling(figures: Figures) -> bool:
    return sum(isinstance(value, float) and value != 0 for value in figures.values()) >= _TELLING


def _minute(receipt: Receipt) -> str:
    return f"{receipt.received:%Y-%m-%d %H:%M}"


def _conflict(kind: Kind, of: Sequence[Receipt], files: Sequence[str], /, **facts: str) -> Conflict:
    agencies = [receipt.agency or "" for receipt in of]
    told = {"agencies": ", ".join(agencies), "files": ", ".join(f"“{name}”" for name in files)}
    message, remedy = CONFLICTS[kind].about(**told, **facts, agency=agencies[0], file=files[0], period=of[0].period)
    return Conflict(kind, agencies, files, message, remedy)

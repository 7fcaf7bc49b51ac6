"""Returns of a period that contradict or copy one another, which the operator has to decide about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.finding import NOT_CHECKED
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import DAY, RETURNED, Receipt, ReturnRecord
from cchc_excel.messages.desk import CONFLICTS, NUMBERED_FILE
from cchc_excel.storage.ledger import Ledger

#: Returns with fewer figures other than 0 than this may be alike by chance.
_MIN_FIGURES = 5
#: A later return with less than this share of an earlier one's figures is hardly a correction.
_FAR_FEWER = 0.5
_MOMENT = "%d/%m/%Y %H:%M"

Kind = Literal[
    "empty",
    "far_fewer",
    "older",
    "blank",
    "decided",
    "same_time",
    "same_figures",
    "same_as_before",
    "day_early",
    "day_ahead",
    "day_differs",
]
Figures = Mapping[str, object]
OtherReturns = Sequence[ReturnRecord]


@dataclass(frozen=True)
class Conflict:
    """A decision to be made; ``cchc assign`` of one of the files makes it.

    Attributes:
        agencies: codes.
        files: names as received.
        receipts: the files themselves, in the same order.
        message: what was found, a whole sentence.
        remedy: what to do.
    """

    kind: Kind
    agencies: Sequence[str]
    files: Sequence[str]
    message: str
    remedy: str
    receipts: Sequence[Receipt] = ()


def conflicts(ledger: Ledger, campaign: CampaignRecord) -> list[Conflict]:
    """The conflicts of a period, in the order of the kinds.

    A return with nothing in it; one with far fewer figures than the agency sent before; one that was taken in after the
    one that counts, and is older by its day or has nothing in it; two different returns of one agency that came in the
    same minute; two agencies with the same figures; a return with the figures of the agency's last period. What the
    operator decided by assigning a return is left out, but not what came after that. A day of receipt that cannot be
    believed, or that the mail itself contradicts so that it matters, waits for the operator's word whether or not the
    return was assigned.
    """
    period = campaign.period
    accepted = sorted(ledger.accepted(period), key=lambda record: record.receipt.agency or "")
    figures = {record.receipt.agency or "": _figures(record) for record in accepted}
    contested = list(_contested_returns(ledger, period, accepted))
    return [
        *_empty(accepted),
        *_far_fewer(contested),
        *_older(contested),
        *_same_time(contested),
        *_same_figures(accepted, figures),
        *_same_as_before(ledger, period, accepted, figures),
        *_days(accepted, campaign, ledger.mail.extensions(period)),
    ]


def _contested_returns(
    ledger: Ledger, period: str, accepted: Sequence[ReturnRecord]
) -> Iterator[tuple[ReturnRecord, OtherReturns]]:
    """Each return that counts, with those of its agency that nobody decided about; few agencies have any."""
    sent = Counter(receipt.agency for receipt in ledger.receipts(period) if receipt.state in RETURNED)
    for record in accepted:
        receipt = record.receipt
        if sent[receipt.agency] > 1:
            others = [other for other in ledger.returns(period, receipt.agency or "") if other.receipt.id != receipt.id]
            if undecided := [other for other in others if not receipt.is_decided_over(other.receipt)]:
                yield record, undecided


def _empty(accepted: Sequence[ReturnRecord]) -> Iterator[Conflict]:
    for record in accepted:
        receipt = record.receipt
        if (
            receipt.preferred is None
            and not _figures(record)
            and not any(answer.entry.note for answer in record.answers)
            and not any(finding.code == NOT_CHECKED for finding in record.findings)
        ):
            yield _conflict("empty", [receipt], [receipt])


def _far_fewer(contested: Sequence[tuple[ReturnRecord, OtherReturns]]) -> Iterator[Conflict]:
    for record, others in contested:
        receipt, figure_count = record.receipt, len(_figures(record))
        fullest = max(others, key=lambda other: len(_figures(other)))
        fullest_count = len(_figures(fullest))
        # An agency's first return has none before it.
        is_later = receipt.preferred is None and receipt.number != 1 and _minute(fullest.receipt) != _minute(receipt)
        if is_later and fullest_count >= _MIN_FIGURES and figure_count < fullest_count * _FAR_FEWER:
            files = [receipt, fullest.receipt]
            params = {
                "now": str(figure_count),
                "before": str(fullest_count),
                "chosen": receipt.name,
            }
            yield _conflict("far_fewer", [receipt], files, **params)


def _older(contested: Sequence[tuple[ReturnRecord, OtherReturns]]) -> Iterator[Conflict]:
    for record, others in contested:
        receipt = record.receipt
        for other in others:
            came_after = (other.receipt.number or 0) > (receipt.number or 0)
            if came_after and _minute(other.receipt) != _minute(receipt) and _figures(other) != _figures(record):
                params = {"day": f"{other.receipt.received:{_MOMENT}}", "counted": f"{receipt.received:{_MOMENT}}"}
                params |= {"chosen": receipt.name, "chosen_id": receipt.file_id}
                yield _conflict(_why_not(receipt, other.receipt), [receipt], [other.receipt, receipt], **params)


def _why_not(counted: Receipt, other: Receipt) -> Kind:
    """Why a return that was taken in later does not count."""
    if other.is_blank and not counted.is_blank:
        return "blank"
    return "older" if counted.preferred is None else "decided"


def _same_time(contested: Sequence[tuple[ReturnRecord, OtherReturns]]) -> Iterator[Conflict]:
    for record, others in contested:
        receipt = record.receipt
        rivals = [
            other.receipt
            for other in others
            if _minute(other.receipt) == _minute(receipt) and _figures(other) != _figures(record)
        ]
        if rivals:
            params = {
                "when": f"{receipt.received:{_MOMENT}}",
                "chosen": receipt.name,
            }
            yield _conflict("same_time", [receipt], [receipt, *rivals], **params)


def _same_figures(accepted: Sequence[ReturnRecord], figures: Mapping[str, Figures]) -> Iterator[Conflict]:
    receipts = [record.receipt for record in accepted if _has_enough_figures(figures[record.receipt.agency or ""])]
    figures_texts = {receipt.id: repr(sorted(figures[receipt.agency or ""].items())) for receipt in receipts}
    for _, group in groupby(
        sorted(receipts, key=lambda receipt: figures_texts[receipt.id]), key=lambda receipt: figures_texts[receipt.id]
    ):
        same_receipts = list(group)
        if len(same_receipts) > 1 and any(receipt.preferred is None for receipt in same_receipts):
            yield _conflict("same_figures", same_receipts, same_receipts)


def _same_as_before(
    ledger: Ledger,
    period: str,
    accepted: Sequence[ReturnRecord],
    figures: Mapping[str, Figures],
) -> Iterator[Conflict]:
    earlier_campaigns = [campaign for campaign in ledger.campaigns() if campaign.data_to < Period.parse(period).data_to]
    if not earlier_campaigns:
        return
    last_period = earlier_campaigns[-1].period
    last_figures = {record.receipt.agency: _figures(record) for record in ledger.accepted(last_period)}
    for record in accepted:
        receipt = record.receipt
        current_figures = figures[receipt.agency or ""]
        if (
            receipt.preferred is None
            and _has_enough_figures(current_figures)
            and last_figures.get(receipt.agency) == current_figures
        ):
            yield _conflict("same_as_before", [receipt], [receipt], last=Period.parse(last_period).name)


def _days(
    accepted: Sequence[ReturnRecord], campaign: CampaignRecord, extensions: Mapping[str, date]
) -> Iterator[Conflict]:
    for record in accepted:
        receipt = record.receipt
        deadline = campaign.deadline_of(receipt.agency or "", extensions)
        if record.first is None and receipt.has_doubtful_day(campaign.earliest_return):
            kind: Kind = "day_ahead" if receipt.facts.get(DAY) == "ahead" else "day_early"
            params = {"day": f"{receipt.received:%d/%m/%Y}", "issued": f"{campaign.earliest_return:%d/%m/%Y}"}
            yield _conflict(kind, [receipt], [receipt], **params)
        elif receipt.sent is not None and receipt.facts.get(DAY) != "operator":
            # Of an earlier return, which decides, nothing more is asked.
            is_deciding = record.first is None or record.first == receipt.received
            is_late, says_in_time = receipt.received.date() > deadline, receipt.sent.date() <= deadline
            if is_deciding and is_late and says_in_time:
                params = {"day": f"{receipt.received:%d/%m/%Y}", "sent": f"{receipt.sent:%d/%m/%Y %H:%M}"}
                yield _conflict("day_differs", [receipt], [receipt], **params)


def _figures(record: ReturnRecord) -> Figures:
    return {answer.code: answer.entry.raw.value for answer in record.answers if not answer.entry.raw.is_empty}


def _has_enough_figures(figures: Figures) -> bool:
    return sum(isinstance(value, float) and value != 0 for value in figures.values()) >= _MIN_FIGURES


def _minute(receipt: Receipt) -> str:
    return f"{receipt.received:%Y-%m-%d %H:%M}"


def _conflict(kind: Kind, receipts: Sequence[Receipt], files: Sequence[Receipt], /, **params: str) -> Conflict:
    agencies = [receipt.agency or "" for receipt in receipts]
    listed = ", ".join(NUMBERED_FILE.format(name=file.name, file_id=file.file_id) for file in files)
    common = {"agencies": ", ".join(agencies), "files": listed, "file": files[0].name, "file_id": files[0].file_id}
    message, remedy = CONFLICTS[kind].about(**common, **params, agency=agencies[0], period=receipts[0].period)
    return Conflict(kind, agencies, [file.name for file in files], message, remedy, files)

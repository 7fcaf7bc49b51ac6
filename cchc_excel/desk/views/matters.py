"""What waits for a person: each as a card with the facts side by side, a proposal and buttons that say the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from cchc_excel import api
from cchc_excel.desk.answers import Answer, Page, Redirect
from cchc_excel.desk.forms import Asked
from cchc_excel.desk.words import file_words
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.receipt import Receipt, ReturnRecord
from cchc_excel.errors import RequestError
from cchc_excel.messages import cli as cli_messages
from cchc_excel.messages import page as messages
from cchc_excel.storage.ledger import Ledger
from cchc_excel.workflow.open_matters import Matter, open_matters


@dataclass(frozen=True)
class Candidate:
    """One file of a card.

    Attributes:
        letter: A, B, … by which the card calls it.
        given: how many figures it has; None for one that is no return.
        is_counted: it counts now.
    """

    letter: str
    receipt: Receipt
    given: int | None
    errors: int | None
    warnings: int | None
    is_counted: bool


@dataclass(frozen=True)
class Card:
    """A matter as the page shows it."""

    matter: Matter
    question: str
    remedy: str
    candidates: Sequence[Candidate]
    likely: Sequence[Agency]


def show(asked: Asked) -> Answer:
    """The cards."""
    snapshot = asked.snapshot()
    status = snapshot.status
    matters = open_matters(status) if status else []
    register = snapshot.workspace.register
    with snapshot.workspace.ledger() as ledger:
        cards = [
            Card(
                matter,
                messages.QUESTIONS[matter.kind],
                _remedy(matter, status.indicators if status else 0),
                _candidates(ledger, matter),
                [agency for code in matter.agencies if (agency := register.get(code))],
            )
            for matter in matters
        ]
    facts = {
        "cards": cards,
        "agencies": [one.agency for one in status.agencies] if status else [],
        "today": date.today().isoformat(),
    }
    return Page("matters", messages.MENU["quyet-dinh"][0], facts)


def _remedy(matter: Matter, indicators: int) -> str:
    """What to do, where no button of the card does it."""
    if matter.kind == "file":
        return file_words(matter.receipts[0], indicators).remedy
    if matter.kind == "register":
        return messages.REGISTER_REMEDY
    return messages.FOLDER_REMEDY if matter.kind == "folder" else ""


def _candidates(ledger: Ledger, matter: Matter) -> Sequence[Candidate]:
    candidates = []
    for at, receipt in enumerate(matter.receipts):
        record = ledger.return_of(receipt) if receipt.state in ("accepted", "superseded") else None
        given = sum(not answer.entry.raw.is_empty for answer in record.answers) if record else None
        errors, warnings = (_open(record, severity) for severity in ("error", "warning"))
        is_counted = receipt.state == "accepted"
        candidates.append(Candidate(chr(ord("A") + at % 26), receipt, given, errors, warnings, is_counted))
    return candidates


def _open(record: ReturnRecord | None, severity: str) -> int | None:
    """How many findings of a severity are open; None for a return that was not checked yet."""
    if record is None or not (record.findings or any(answer.value is not None for answer in record.answers)):
        return None
    return sum(one.severity == severity and one.is_open for one in record.findings)


def assign(asked: Asked) -> Answer:
    """Say whose a file is, or that it counts."""
    snapshot = asked.snapshot()
    period = snapshot.status.period if snapshot.status else None
    agency = asked.fields.get("co-quan", "").strip()
    if not agency:
        raise RequestError(messages.NO_AGENCY_CHOSEN)
    _require_open(asked)
    result = api.assign(snapshot.workspace, asked.fields.get("tep", ""), agency, period)
    told = cli_messages.ASSIGN_DONE.format(file=result.path, agency=result.agency, reason=result.reason)
    return Redirect(asked.to("/quyet-dinh", f"{told} {result.remedy}".strip()))


def redate(asked: Asked) -> Answer:
    """Say when a file came."""
    snapshot = asked.snapshot()
    period = snapshot.status.period if snapshot.status else None
    day = asked.day("ngay")
    _require_open(asked)
    received = datetime.now() if day == date.today() else datetime.combine(day, time(12))
    number = asked.fields.get("tep", "")
    api.collect(snapshot.workspace, period, [Path(number)], received=received, is_sure=asked.is_sure)
    return Redirect(asked.to("/quyet-dinh", messages.REDATED.format(day=f"{day:%d/%m/%Y}")))


def _require_open(asked: Asked) -> None:
    """Check that the matter still waits: somebody else may have decided meanwhile.

    Raises:
        RequestError: it does not.
    """
    status = asked.snapshot().status
    keys = {matter.key for matter in open_matters(status)} if status else set()
    if asked.fields.get("viec", "") not in keys:
        raise RequestError(messages.DECIDED_MEANWHILE)

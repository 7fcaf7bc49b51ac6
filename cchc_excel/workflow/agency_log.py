"""One agency's story in a period, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from cchc_excel.domain.agency import Agency
from cchc_excel.messages import desk as messages
from cchc_excel.messages import mail
from cchc_excel.messages.states import NAMES, reason_of
from cchc_excel.storage.archive import Archive
from cchc_excel.storage.ledger import Ledger
from cchc_excel.validation.acceptance import NAMES_ANOTHER
from cchc_excel.workflow.workspace import Workspace


@dataclass(frozen=True)
class LogLine:
    """One thing that happened; `when` has no time of day where only the day is known."""

    when: datetime
    text: str
    only_day: bool = False


def log(workspace: Workspace, agency: str, period: str | None = None) -> tuple[Agency, list[LogLine]]:
    """Everything that the ledger knows of an agency in a period, earliest first.

    Args:
        agency: code of the register.
        period: the latest campaign's by default.

    Raises:
        CchcError: no such agency or campaign.
    """
    known = workspace.agency(agency)
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        total = len(workspace.catalogue.version(campaign.form).indicators)
        lines = [
            *_issues(ledger, campaign.period, known.code),
            *_letters(ledger, campaign.period, known.code),
            *_receipts(ledger, campaign.period, known.code, total, workspace.archive),
            *_assigned_away(ledger, campaign.period, known.code),
        ]
        own = ledger.mail.extensions(campaign.period).get(known.code)
    if own is not None:
        text = messages.LOG_EXTENDED.format(deadline=f"{own:%d/%m/%Y}")
        lines.append(LogLine(datetime.combine(own, time.max), text, only_day=True))
    return known, sorted(lines, key=lambda line: line.when)


def _issues(ledger: Ledger, period: str, agency: str) -> Iterator[LogLine]:
    for issue in ledger.issues(period):
        if issue.agency == agency:
            text = messages.LOG_ISSUED.format(number=issue.number, file=issue.file)
            yield LogLine(datetime.combine(issue.issued, time.min), text, only_day=True)


def _letters(ledger: Ledger, period: str, agency: str) -> Iterator[LogLine]:
    for letter in ledger.mail.letters(period):
        if letter.agency == agency:
            detail = f" ({letter.detail})" if letter.detail else ""
            told = {"kind": mail.KINDS[letter.kind], "state": mail.STATES[letter.state], "detail": detail}
            yield LogLine(letter.updated, messages.LOG_LETTER.format(to=", ".join(letter.recipients), **told))


def _assigned_away(ledger: Ledger, period: str, agency: str) -> Iterator[LogLine]:
    """Files that name the agency and that the operator said are another's."""
    for receipt in ledger.receipts(period):
        if receipt.preferred is None or receipt.agency == agency:
            continue
        _, remarks = ledger.read_entries(receipt.id)
        if any(remark.code == NAMES_ANOTHER and remark.facts["other"] == agency for remark in remarks):
            told = {"name": receipt.name, "agency": receipt.agency or ""}
            yield LogLine(receipt.received, messages.LOG_ASSIGNED_AWAY.format(**told))


def _receipts(ledger: Ledger, period: str, agency: str, total: int, archive: Archive) -> Iterator[LogLine]:
    findings = {record.receipt.id: record.findings for record in ledger.returns(period, agency)}
    for receipt in ledger.receipts(period):
        if receipt.agency != agency:
            continue
        facts = {**receipt.facts, "number": str(receipt.number), "total": str(total)}
        reason, _ = reason_of(receipt.state, receipt.name, receipt.period, facts)
        open_ones = [finding for finding in findings.get(receipt.id, ()) if finding.is_open]
        found = messages.LOG_FOUND.format(
            errors=sum(one.severity == "error" for one in open_ones),
            warnings=sum(one.severity == "warning" for one in open_ones),
        )
        told = {"name": receipt.name, "state": NAMES[receipt.state], "reason": reason}
        decided = messages.LOG_DECIDED if receipt.preferred else ""
        note = archive.metadata(receipt.sha256)
        before = datetime.fromisoformat(note.first) if note and note.first else None
        redated = messages.LOG_REDATED.format(before=f"{before:%d/%m/%Y %H:%M}") if before else ""
        yield LogLine(
            receipt.received, messages.LOG_RECEIVED.format(**told) + (found if open_ones else "") + decided + redated
        )

"""One agency's events in a period, in order: issued, sent, received, decided, put off. From ledger and archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from cchc_excel.domain.agency import Agency
from cchc_excel.messages import desk as messages
from cchc_excel.messages import mail
from cchc_excel.messages.states import AND, NAMES, reason_of
from cchc_excel.storage.archive import Archive
from cchc_excel.storage.ledger import Ledger
from cchc_excel.validation.acceptance import NAMES_ANOTHER
from cchc_excel.workflow.workspace import Workspace


@dataclass(frozen=True)
class LogLine:
    """One event; `when` has no time of day where only the day is known."""

    when: datetime
    text: str
    only_day: bool = False


def log(workspace: Workspace, agency: str, period: str | None = None) -> tuple[Agency, list[LogLine]]:
    """The events of an agency in a period, earliest first.

    Args:
        agency: its code; it may have left the register.
        period: the latest campaign's by default.

    Raises:
        CchcError: no such agency or campaign.

    Returns:
        The agency, and one line for each event.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        registered_agency = workspace.agency_once_known(ledger, campaign.period, agency)
        indicator_count = len(workspace.catalogue.version(campaign.form).indicators)
        lines = [
            *_issues(ledger, campaign.period, registered_agency.code),
            *_letters(ledger, campaign.period, registered_agency.code),
            *_receipts(ledger, campaign.period, registered_agency.code, indicator_count, workspace.archive),
            *_assigned_away(ledger, campaign.period, registered_agency.code),
        ]
        extended_deadline = ledger.mail.extensions(campaign.period).get(registered_agency.code)
    if extended_deadline is not None:
        text = messages.LOG_EXTENDED.format(deadline=f"{extended_deadline:%d/%m/%Y}")
        lines.append(LogLine(datetime.combine(extended_deadline, time.max), text, only_day=True))
    return registered_agency, sorted(lines, key=lambda line: line.when)


def _issues(ledger: Ledger, period: str, agency: str) -> Iterator[LogLine]:
    for issue in ledger.issues(period):
        if issue.agency == agency:
            text = messages.LOG_ISSUED.format(number=issue.number, file=issue.file)
            yield LogLine(datetime.combine(issue.issued, time.min), text, only_day=True)


def _letters(ledger: Ledger, period: str, agency: str) -> Iterator[LogLine]:
    for letter in ledger.mail.letters(period):
        if letter.agency == agency:
            detail = f" ({letter.detail})" if letter.detail else ""
            params = {"kind": mail.KINDS[letter.kind], "state": mail.STATES[letter.state], "detail": detail}
            yield LogLine(letter.updated, messages.LOG_LETTER.format(to=", ".join(letter.recipients), **params))


def _assigned_away(ledger: Ledger, period: str, agency: str) -> Iterator[LogLine]:
    """Files that name the agency and that the operator assigned to another."""
    for receipt in ledger.receipts(period):
        if receipt.preferred is None or receipt.agency == agency:
            continue
        notices = ledger.notices(receipt.id)
        if any(notice.code == NAMES_ANOTHER and agency in notice.facts["other"].split(AND) for notice in notices):
            params = {"name": receipt.name, "agency": receipt.agency or ""}
            yield LogLine(receipt.received, messages.LOG_ASSIGNED_AWAY.format(**params))


def _receipts(ledger: Ledger, period: str, agency: str, indicator_count: int, archive: Archive) -> Iterator[LogLine]:
    findings = {record.receipt.id: record.findings for record in ledger.returns(period, agency)}
    for receipt in ledger.receipts(period):
        if receipt.agency != agency:
            continue
        facts = {**receipt.facts, "number": str(receipt.number), "total": str(indicator_count)}
        reason, _ = reason_of(receipt.state, receipt.file_id, receipt.period, facts)
        open_findings = [finding for finding in findings.get(receipt.id, ()) if finding.is_open]
        findings_text = messages.LOG_FOUND.format(
            errors=sum(finding.severity == "error" for finding in open_findings),
            warnings=sum(finding.severity == "warning" for finding in open_findings),
        )
        params = {"name": receipt.name, "state": NAMES[receipt.state], "reason": reason}
        decided_text = messages.LOG_DECIDED if receipt.preferred else ""
        metadata = archive.metadata(receipt.sha256)
        first_received = datetime.fromisoformat(metadata.first) if metadata and metadata.first else None
        redated_text = messages.LOG_REDATED.format(before=f"{first_received:%d/%m/%Y %H:%M}") if first_received else ""
        text = messages.LOG_RECEIVED.format(**params) + (findings_text if open_findings else "")
        yield LogLine(receipt.received, text + decided_text + redated_text)

"""The operator says whose return a file is, or which of an agency's returns counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from cchc_excel.domain.receipt import RETURNED, Receipt
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.messages.states import NAMES, reason_of
from cchc_excel.storage.archive import ChangingError, StoredFile, fingerprint
from cchc_excel.storage.ledger import Ledger
from cchc_excel.validation.acceptance import NAMES_ANOTHER
from cchc_excel.workflow.collect import CollectRun, collect
from cchc_excel.workflow.collect_report import CollectResult
from cchc_excel.workflow.intake import IncomingFile
from cchc_excel.workflow.workspace import Workspace


def assign(workspace: Workspace, file: str, agency: str, period: str | None = None) -> CollectResult:
    """Take a file as an agency's return, whatever its stamp says, and let it count over what that agency sent before.

    The decision is kept in the ledger and beside the file in the archive, and holds when the file comes again.

    Returns:
        What became of the file; with a remedy where it names another agency.

    Args:
        file: a path; or a received file's name, or the beginning of its SHA-256.
        agency: code of the register.
        period: the campaign; the latest by default.

    Raises:
        CchcError: no such file, agency or campaign; the file has no figures to be read.
    """
    path = Path(file)
    if path.is_file():
        collect(workspace, period, [path])
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        known = workspace.agency(agency)
        run = CollectRun(workspace, ledger, campaign)
        receipt = _named_receipt(ledger, campaign.period, file)
        kept = workspace.archive.find(receipt.sha256)
        if kept is None:
            raise WorkspaceError(messages.ARCHIVE_LACKS.about(name=receipt.name))
        before = ledger.decision(receipt.sha256, campaign.period)
        ledger.decide(receipt.sha256, campaign.period, known.code)
        arrival = IncomingFile(
            Path(receipt.name), receipt.name, StoredFile(receipt.sha256, receipt.size, kept), receipt.received
        )
        found = run.read_one(arrival)
        if found.state not in RETURNED:
            ledger.decide(receipt.sha256, campaign.period, before)
            reason, _ = reason_of(found.state, receipt.name, campaign.period, found.facts)
            raise RequestError(messages.NOT_A_RETURN.about(name=receipt.name, state=NAMES[found.state], reason=reason))
        rivals = ledger.returns(campaign.period, known.code)
        since = max(rival.receipt.priority[0] for rival in rivals)
        if any(rival.receipt.preferred == since and rival.receipt.id != found.id for rival in rivals):
            # The operator thought better of an earlier decision; two of the same moment would leave that in force.
            since += timedelta(seconds=1)
        found = ledger.prefer(found, since)
        _note(workspace, found, known.code, since)
        told = run.report.add_read(arrival.path, found)
        _, remarks = ledger.read_entries(found.id)
        others = [remark.facts["other"] for remark in remarks if remark.code == NAMES_ANOTHER]
        return (
            replace(told, remedy=messages.ASSIGNED_AGAINST.format(other=others[0], agency=known.code))
            if others
            else told
        )


def _named_receipt(ledger: Ledger, period: str, file: str) -> Receipt:
    """The one received file that is meant.

    Raises:
        RequestError: none, or several.
    """
    wanted = _fingerprint_of(Path(file)) or file.casefold().replace("\\", "/")
    found = [
        receipt
        for receipt in ledger.receipts(period)
        if receipt.name.casefold() == wanted
        or receipt.name.casefold().endswith("/" + wanted)
        or (len(wanted) >= 8 and receipt.sha256.startswith(wanted))
    ]
    if not found:
        raise RequestError(messages.FILE_NOT_RECEIVED.about(name=file, period=period))
    if len(found) > 1:
        listed = ", ".join(f"{receipt.sha256[:12]} ({receipt.received:%d/%m/%Y %H:%M})" for receipt in found)
        raise RequestError(messages.FILE_AMBIGUOUS.about(name=file, listed=listed))
    return found[0]


def _fingerprint_of(path: Path) -> str:
    """The content of a file on disk; empty where there is none that can be read."""
    try:
        return fingerprint(path)[0]
    except (OSError, ChangingError):
        return ""


def _note(workspace: Workspace, receipt: Receipt, agency: str, since: datetime) -> None:
    """Keep the decision beside the file, so that a ledger made anew knows it."""
    archive = workspace.archive
    note = archive.metadata(receipt.sha256)
    if note is not None:
        try:
            archive.write_metadata(receipt.sha256, replace(note, agency=agency, preferred=since.isoformat()))
        except OSError as error:
            raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path="archive")) from error

"""Check that archive and ledger are intact and agree; rebuild the ledger from the archive."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, cast

from cchc_excel.domain.campaign import CampaignRecord, IssueRecord
from cchc_excel.domain.receipt import RETURNED, DayKind, Receipt
from cchc_excel.errors import CchcError, WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.messages.desk import MANY_UNRECORDED, TROUBLES
from cchc_excel.storage.archive import ChangingError, ReceiptMetadata, StoredFile, fingerprint
from cchc_excel.storage.ledger import Ledger, Mailing, workspace_error
from cchc_excel.validation.acceptance import SenderLink
from cchc_excel.workflow.collect import CollectRun
from cchc_excel.workflow.copies import count_copy
from cchc_excel.workflow.intake import IncomingFile, Origin
from cchc_excel.workflow.workspace import Workspace, archive_campaign

#: A half-written file that was changed since may be that of a run that goes on.
_STILL_WRITTEN_SECONDS = 600
TroubleKind = Literal[
    "damaged", "missing", "unrecorded", "lost", "locked", "leftover", "ledger", "notes", "register", "answers", "failed"
]
#: So many unrecorded files are listed one by one: a run that was cut off leaves hundreds.
_MAX_LISTED = 3


@dataclass(frozen=True)
class Trouble:
    """One fault of a workspace."""

    kind: TroubleKind
    message: str
    remedy: str


@dataclass(frozen=True)
class Health:
    """The state of a workspace.

    Attributes:
        files: how many files the archive has.
        receipts: how many the ledger knows; None where the ledger cannot be read.
        backup: the copy of the former ledger, after a rebuild.
    """

    files: int
    receipts: int | None
    troubles: list[Trouble]
    backup: Path | None = None


def doctor(workspace: Workspace, *, rebuild: bool = False, password: str = "") -> Health:
    """Examine a workspace: every archived file against its SHA-256, every receipt against the archive.

    Args:
        rebuild: first rebuild the ledger from the archive's files and metadata; the former one is kept as a copy.
            Issued templates, letters, receipts, submission numbers and decisions come back; checks are done again.
        password: opens files that ask for one, when the ledger is rebuilt.

    Raises:
        CchcError: the archive cannot be read, or a ledger cannot be written.
    """
    backup, lost, locked = _rebuild(workspace, password) if rebuild else (None, (), ())
    troubles = [
        *_remove_leftovers(workspace),
        *(_trouble("lost", name=receipt.name, period=receipt.period) for receipt in lost),
        *(_trouble("locked", name=receipt.name, period=receipt.period) for receipt in locked),
    ]
    try:
        workspace.register  # noqa: B018 - reading it raises what is faulty
    except CchcError as error:
        troubles.append(Trouble("register", error.message, error.remedy))
    archived_paths = dict(workspace.archive.files())
    for sha256, path in archived_paths.items():
        if not _is_intact(path, sha256):
            troubles.append(_trouble("damaged", file=path.relative_to(workspace.root)))
    receipt_count: int | None = None
    try:
        with workspace.ledger() as ledger:
            ledger.verify()
            receipt_count = _compare_with_archive(ledger, workspace, archived_paths, troubles)
            troubles += _unprocessed(ledger)
            _archive_campaigns(workspace, ledger)
            corrected_count = _archive_receipt_metadata(workspace, ledger)
            troubles += [_trouble("notes", count=corrected_count)] if corrected_count else []
    except WorkspaceError as error:
        troubles.append(Trouble("ledger", error.message, error.remedy))
    kinds = ", ".join(sorted(trouble.kind for trouble in troubles)) or "sound"
    workspace.log.info("doctor%s: %d files, %s", " --rebuild" if rebuild else "", len(archived_paths), kinds)
    return Health(len(archived_paths), receipt_count, troubles, backup)


# --- examining ------------------------------------------------------------------------------------------------------


def _is_intact(path: Path, sha256: str) -> bool:
    try:
        return fingerprint(path)[0] == sha256
    except (OSError, ChangingError):
        return False


def _compare_with_archive(
    ledger: Ledger, workspace: Workspace, archived_paths: Mapping[str, Path], troubles: list[Trouble]
) -> int:
    """The number of receipts; what ledger or archive has and the other lacks is added to `troubles`."""
    recorded = set()
    receipt_count = 0
    for campaign in ledger.campaigns():
        for receipt in ledger.receipts(campaign.period):
            recorded.add(receipt.sha256)
            if receipt.sha256 not in archived_paths:
                troubles.append(_trouble("missing", name=receipt.name, period=receipt.period))
            receipt_count += 1
    archive = workspace.archive
    unrecorded = {path: archive.metadata(sha256) for sha256, path in archived_paths.items() if sha256 not in recorded}
    names = {path: metadata.name if metadata else path.name for path, metadata in unrecorded.items()}
    if len(names) > _MAX_LISTED:
        first_names = ", ".join(sorted(names.values())[:_MAX_LISTED])
        troubles.append(Trouble("unrecorded", *MANY_UNRECORDED.about(count=len(names), names=first_names)))
        return receipt_count
    for path, name in names.items():
        troubles.append(_trouble("unrecorded", name=name, file=path.relative_to(workspace.root)))
    return receipt_count


def _unprocessed(ledger: Ledger) -> Iterator[Trouble]:
    """Returns whose documents are damaged, and files over which the program failed."""
    for campaign in ledger.campaigns():
        for receipt in ledger.damaged(campaign.period):
            yield _trouble("answers", name=receipt.name, period=receipt.period)
        for receipt in ledger.receipts(campaign.period):
            if receipt.state == "failed":
                yield _trouble("failed", name=receipt.name, period=receipt.period)


def _remove_leftovers(workspace: Workspace) -> Iterator[Trouble]:
    """Remove files that a run left half-written when it was cut off; one trouble for each.

    A file written a moment ago may belong to another run that goes on, and stays.
    """
    folders = [workspace.root / name for name in ("archive", "templates", "consolidated", "feedback")]
    parts = [path for folder in folders for path in sorted(folder.rglob("*.part"))]
    for path in [*parts, *sorted(workspace.root.glob("*.part"))]:
        with suppress(OSError):
            if 0 <= time.time() - path.stat().st_mtime < _STILL_WRITTEN_SECONDS:
                continue
            path.unlink()
            yield _trouble("leftover", file=path.relative_to(workspace.root))


def _trouble(kind: TroubleKind, /, **params: object) -> Trouble:
    message, remedy = TROUBLES[kind].about(**params)
    return Trouble(kind, message, remedy)


def _archive_campaigns(workspace: Workspace, ledger: Ledger) -> None:
    """Write the ledger's state of every campaign into the archive."""
    for campaign in ledger.campaigns():
        archive_campaign(workspace, ledger, campaign)


def _archive_receipt_metadata(workspace: Workspace, ledger: Ledger) -> int:
    """Write the ledger's state of every receipt into the archive's metadata; how many were different or missing.

    Where metadata was missing, the order in which files were taken in is lost; the order of their days replaces it.

    Raises:
        WorkspaceError: the archive cannot be written.
    """
    archive, corrected_count = workspace.archive, 0
    for campaign in ledger.campaigns():
        for receipt in ledger.receipts(campaign.period):
            received = receipt.received.isoformat()
            archived = archive.metadata(receipt.sha256) or ReceiptMetadata(receipt.name, "", "", receipt.size, received)
            preferred = receipt.preferred.isoformat() if receipt.preferred else ""
            decision = ledger.decision(receipt.sha256, campaign.period)
            expected = replace(
                archived, received=received, period=campaign.period, agency=decision, preferred=preferred
            )
            if expected != archived and archive.find(receipt.sha256):
                try:
                    archive.write_metadata(receipt.sha256, expected)
                except OSError as error:
                    raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path="archive")) from error
                corrected_count += 1
    return corrected_count


# --- rebuilding the ledger ------------------------------------------------------------------------------------------


def _rebuild(workspace: Workspace, password: str) -> tuple[Path | None, Sequence[Receipt], Sequence[Receipt]]:
    """Fill a new ledger beside the old one, then put it in its place.

    Returns:
        A copy of the old one; the receipts that only the old one has, as their files are no longer in the archive; and
        the returns that were read with a password, and not now.

    Raises:
        WorkspaceError: another run uses the old one, or the new one cannot be written.
    """
    _checkpoint_journal(workspace.ledger_path)
    # Letters and deadlines of the old one reach the new one through the archive's metadata.
    outputs: dict[str, Mapping[str, str]] = {}
    receipts: list[Receipt] = []
    if workspace.ledger_path.exists():
        with suppress(WorkspaceError), workspace.ledger() as ledger:
            ledger.verify()
            _archive_campaigns(workspace, ledger)
            _archive_receipt_metadata(workspace, ledger)
            outputs = {campaign.period: ledger.outputs(campaign.period) for campaign in ledger.campaigns()}
            receipts = [receipt for campaign in ledger.campaigns() for receipt in ledger.receipts(campaign.period)]
    new_path = workspace.ledger_path.with_name(f"{workspace.ledger_path.name}.new")
    _remove_ledger(new_path)
    try:
        with Ledger(new_path) as ledger:
            for archived_campaign in workspace.archive.campaigns():
                _restore_campaign(ledger, archived_campaign)
            for campaign in ledger.campaigns():
                _read_archived_files(workspace, ledger, campaign, password)
                for file, output_fingerprint in outputs.get(campaign.period, {}).items():
                    ledger.record_output(campaign.period, file, output_fingerprint)
            now = {receipt.sha256: ledger.receipt_of(receipt.sha256) for receipt in receipts}
            lost = [receipt for receipt in receipts if now[receipt.sha256] is None]
            returns = [receipt for receipt in receipts if receipt.state in RETURNED]
            locked = [receipt for receipt in returns if (read := now[receipt.sha256]) and read.state == "encrypted"]
        backup = _back_up(workspace.ledger_path)
        # The old ledger's journal must not be applied to the new one.
        for suffix in ("-wal", "-shm"):
            workspace.ledger_path.with_name(workspace.ledger_path.name + suffix).unlink(missing_ok=True)
        new_path.replace(workspace.ledger_path)
    except OSError as error:
        raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path=workspace.ledger_path.name)) from error
    except sqlite3.Error as error:
        raise workspace_error(workspace.ledger_path, error) from error
    finally:
        _remove_ledger(new_path)
    return backup, lost, locked


def _remove_ledger(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _checkpoint_journal(path: Path) -> None:
    """Write the old ledger's journal into its file; a file that is no database has none.

    Raises:
        WorkspaceError: another program is using it.
    """
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            # Fails while another run is writing, whose work would be lost with the old file.
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        raise workspace_error(path, error) from error
    except sqlite3.DatabaseError:
        return


def _back_up(path: Path) -> Path | None:
    if not path.exists():
        return None
    backup = path.with_name(f"{path.stem}-{datetime.now():%Y%m%d-%H%M%S}{path.suffix}.bak")
    shutil.copyfile(path, backup)
    return backup


def _restore_campaign(ledger: Ledger, archived_campaign: Mapping[str, Any]) -> None:
    days = {
        name: date.fromisoformat(archived_campaign[name]) for name in ("data_from", "data_to", "deadline", "issued")
    }
    ledger.open_campaign(CampaignRecord(period=archived_campaign["period"], form=archived_campaign["form"], **days))
    for issue in archived_campaign["issues"]:
        ledger.record_issue(IssueRecord(**issue | {"issued": date.fromisoformat(issue["issued"])}))
    for agency, deadline in archived_campaign.get("extensions", {}).items():
        ledger.mail.extend(archived_campaign["period"], agency, date.fromisoformat(deadline))
    for letter in archived_campaign.get("letters", []):
        ledger.mail.write(Mailing(**letter | {"updated": datetime.fromisoformat(letter["updated"])}))


def _read_archived_files(workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, password: str) -> None:
    """Read every archived file of a campaign again, in the order in which they were taken in."""
    archive = workspace.archive
    archived_files = [
        (metadata, StoredFile(sha256, metadata.size, path))
        for sha256, path in archive.files()
        if (metadata := archive.metadata(sha256)) and metadata.period == campaign.period and _is_intact(path, sha256)
    ]
    for metadata, stored_file in archived_files:
        if metadata.agency:
            ledger.decide(stored_file.sha256, campaign.period, metadata.agency)
    run = CollectRun(workspace, ledger, campaign, password)
    run.read(
        [
            _incoming_file(metadata, stored_file)
            for metadata, stored_file in sorted(archived_files, key=lambda archived_file: archived_file[0].order)
        ],
        len(archived_files),
    )
    for metadata, stored_file in archived_files:
        receipt = ledger.receipt_of(stored_file.sha256)
        if metadata.preferred and receipt is not None:
            receipt = count_copy(ledger, receipt) if receipt.state == "compared" else receipt
            ledger.prefer(receipt, datetime.fromisoformat(metadata.preferred))
    run.copies.refresh()


def _incoming_file(metadata: ReceiptMetadata, stored_file: StoredFile) -> IncomingFile:
    return IncomingFile(
        Path(metadata.name),
        metadata.name,
        stored_file,
        Origin(
            datetime.fromisoformat(metadata.received),
            cast("DayKind", metadata.day),
            SenderLink(metadata.thread, metadata.sender, metadata.address, metadata.sent),
        ),
    )

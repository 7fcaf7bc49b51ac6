"""Look whether archive and ledger are whole and agree; make the ledger anew from the archive."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from cchc_excel.domain.campaign import CampaignRecord, IssueRecord
from cchc_excel.domain.receipt import Receipt
from cchc_excel.errors import CchcError, WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.messages.desk import MANY_UNRECORDED, TROUBLES
from cchc_excel.storage.archive import ChangingError, ReceiptMetadata, StoredFile, fingerprint
from cchc_excel.storage.ledger import Ledger, Mailing, workspace_error
from cchc_excel.validation.acceptance import SenderLink
from cchc_excel.workflow.collect import CollectRun
from cchc_excel.workflow.intake import IncomingFile
from cchc_excel.workflow.workspace import Workspace, archive_campaign

#: A half-written file that was changed since may be that of a run that goes on.
_STILL_WRITTEN_SECONDS = 600
TroubleKind = Literal["damaged", "missing", "unrecorded", "lost", "leftover", "ledger", "notes", "register"]
#: So many unrecorded files are told one by one: a run that was cut leaves hundreds.
_TOLD_ONE_BY_ONE = 3


@dataclass(frozen=True)
class Trouble:
    """One thing that is not as it should be."""

    kind: TroubleKind
    message: str
    remedy: str


@dataclass(frozen=True)
class Health:
    """How a workspace is.

    Attributes:
        files: how many files the archive has.
        receipts: how many the ledger knows; None where the ledger cannot be read.
        backup: where the former ledger was put, after a rebuild.
    """

    files: int
    receipts: int | None
    troubles: list[Trouble]
    backup: Path | None = None


def doctor(workspace: Workspace, *, rebuild: bool = False) -> Health:
    """Examine a workspace: every archived file against its SHA-256, every receipt against the archive.

    Args:
        rebuild: first make the ledger anew from the archive's files and notes; the former one is kept as a copy.
            Issued templates, letters, receipts, submission numbers and decisions come back; checks are done again.

    Raises:
        CchcError: the archive cannot be read, or a ledger cannot be written.
    """
    backup, lost = _rebuild(workspace) if rebuild else (None, ())
    troubles = [*_leftovers(workspace), *(_trouble("lost", name=one.name, period=one.period) for one in lost)]
    try:
        workspace.register  # noqa: B018 - a faulty one is told
    except CchcError as error:
        troubles.append(Trouble("register", error.message, error.remedy))
    kept = dict(workspace.archive.files())
    for sha256, path in kept.items():
        if not _is_whole(path, sha256):
            troubles.append(_trouble("damaged", file=path.relative_to(workspace.root)))
    receipts = None
    try:
        with workspace.ledger() as ledger:
            ledger.verify()
            receipts = list(_agree(ledger, workspace, kept, troubles))
            _note_campaigns(workspace, ledger)
            amended = _note_receipts(workspace, ledger)
            troubles += [_trouble("notes", count=amended)] if amended else []
    except WorkspaceError as error:
        troubles.append(Trouble("ledger", error.message, error.remedy))
    return Health(len(kept), None if receipts is None else len(receipts), troubles, backup)


# --- examining ------------------------------------------------------------------------------------------------------


def _is_whole(path: Path, sha256: str) -> bool:
    try:
        return fingerprint(path)[0] == sha256
    except (OSError, ChangingError):
        return False


def _agree(ledger: Ledger, workspace: Workspace, kept: Mapping[str, Path], troubles: list[Trouble]) -> Iterator[str]:
    """The SHA-256 of every receipt; what one side has and the other lacks goes to `troubles`."""
    known = set()
    for campaign in ledger.campaigns():
        for receipt in ledger.receipts(campaign.period):
            known.add(receipt.sha256)
            if receipt.sha256 not in kept:
                troubles.append(_trouble("missing", name=receipt.name, period=receipt.period))
            yield receipt.sha256
    archive = workspace.archive
    unrecorded = {path: archive.metadata(sha256) for sha256, path in kept.items() if sha256 not in known}
    names = {path: note.name if note else path.name for path, note in unrecorded.items()}
    if len(names) > _TOLD_ONE_BY_ONE:
        some = ", ".join(sorted(names.values())[:_TOLD_ONE_BY_ONE])
        troubles.append(Trouble("unrecorded", *MANY_UNRECORDED.about(count=len(names), names=some)))
        return
    for path, name in names.items():
        troubles.append(_trouble("unrecorded", name=name, file=path.relative_to(workspace.root)))


def _leftovers(workspace: Workspace) -> Iterator[Trouble]:
    """Files that a cut run left half-written; they are no more than that and are removed.

    What was written a moment ago may be another run's that goes on.
    """
    folders = [workspace.root / name for name in ("archive", "templates", "consolidated", "feedback")]
    parts = [path for folder in folders for path in sorted(folder.rglob("*.part"))]
    for path in [*parts, *sorted(workspace.root.glob("*.part"))]:
        with suppress(OSError):
            if 0 <= time.time() - path.stat().st_mtime < _STILL_WRITTEN_SECONDS:
                continue
            path.unlink()
            yield _trouble("leftover", file=path.relative_to(workspace.root))


def _trouble(kind: TroubleKind, /, **facts: object) -> Trouble:
    message, remedy = TROUBLES[kind].about(**facts)
    return Trouble(kind, message, remedy)


def _note_campaigns(workspace: Workspace, ledger: Ledger) -> None:
    """Let the campaigns' notes say what the ledger says."""
    for campaign in ledger.campaigns():
        archive_campaign(workspace, ledger, campaign)


def _note_receipts(workspace: Workspace, ledger: Ledger) -> int:
    """Let the files' notes say what the ledger says; how many did not, or were not there.

    Of one that was not there, the order in which files were taken in is lost: that of their days stands for it.

    Raises:
        WorkspaceError: the archive cannot be written.
    """
    archive, amended = workspace.archive, 0
    for campaign in ledger.campaigns():
        for receipt in ledger.receipts(campaign.period):
            received = receipt.received.isoformat()
            known = archive.metadata(receipt.sha256) or ReceiptMetadata(receipt.name, "", "", receipt.size, received)
            preferred = receipt.preferred.isoformat() if receipt.preferred else ""
            decided = ledger.decision(receipt.sha256, campaign.period)
            wanted = replace(known, received=received, period=campaign.period, agency=decided, preferred=preferred)
            if wanted != known and archive.find(receipt.sha256):
                try:
                    archive.write_metadata(receipt.sha256, wanted)
                except OSError as error:
                    raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path="archive")) from error
                amended += 1
    return amended


# --- making the ledger anew -----------------------------------------------------------------------------------------


def _rebuild(workspace: Workspace) -> tuple[Path | None, Sequence[Receipt]]:
    """Fill a new ledger beside the old one, then put it in its place.

    Returns:
        A copy of the old one, and what it knew that the new one does not: files of which the archive has none any more.

    Raises:
        WorkspaceError: another run uses the old one, or the new one cannot be written.
    """
    _settle(workspace.ledger_path)
    # What the old one still knows of letters and deadlines goes over by the notes.
    outputs: dict[str, Mapping[str, str]] = {}
    receipts: list[Receipt] = []
    if workspace.ledger_path.exists():
        with suppress(WorkspaceError), workspace.ledger() as ledger:
            ledger.verify()
            _note_campaigns(workspace, ledger)
            _note_receipts(workspace, ledger)
            outputs = {campaign.period: ledger.outputs(campaign.period) for campaign in ledger.campaigns()}
            receipts = [one for campaign in ledger.campaigns() for one in ledger.receipts(campaign.period)]
    aside = workspace.ledger_path.with_name(f"{workspace.ledger_path.name}.new")
    _remove(aside)
    try:
        with Ledger(aside) as ledger:
            for told in workspace.archive.campaigns():
                _reissue(ledger, told)
            for campaign in ledger.campaigns():
                _recollect(workspace, ledger, campaign)
                for file, fingerprint_of in outputs.get(campaign.period, {}).items():
                    ledger.record_output(campaign.period, file, fingerprint_of)
            lost = [one for one in receipts if ledger.receipt_of(one.sha256) is None]
        backup = _back_up(workspace.ledger_path)
        # The old ledger's journal must not be played into the new one.
        for tail in ("-wal", "-shm"):
            workspace.ledger_path.with_name(workspace.ledger_path.name + tail).unlink(missing_ok=True)
        aside.replace(workspace.ledger_path)
    except OSError as error:
        raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path=workspace.ledger_path.name)) from error
    except sqlite3.Error as error:
        raise workspace_error(workspace.ledger_path, error) from error
    finally:
        _remove(aside)
    return backup, lost


def _remove(path: Path) -> None:
    for tail in ("", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Bring the old ledger's journal into it; one that is no database has nothing to bring.

    Raises:
        WorkspaceError: another program is using it.
    """
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=1)) as old:
            # Fails while another run is writing, whose work would be lost with the old file.
            old.execute("BEGIN EXCLUSIVE")
            old.execute("ROLLBACK")
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
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


def _reissue(ledger: Ledger, told: Mapping[str, Any]) -> None:
    days = {name: date.fromisoformat(told[name]) for name in ("data_from", "data_to", "deadline", "issued")}
    ledger.open_campaign(CampaignRecord(period=told["period"], form=told["form"], **days))
    for issue in told["issues"]:
        ledger.record_issue(IssueRecord(**issue | {"issued": date.fromisoformat(issue["issued"])}))
    for agency, deadline in told.get("extensions", {}).items():
        ledger.mail.extend(told["period"], agency, date.fromisoformat(deadline))
    for letter in told.get("letters", []):
        ledger.mail.write(Mailing(**letter | {"updated": datetime.fromisoformat(letter["updated"])}))


def _recollect(workspace: Workspace, ledger: Ledger, campaign: CampaignRecord) -> None:
    """Read every archived file of a campaign again, in the order in which they were taken in."""
    archive = workspace.archive
    noted = [
        (note, StoredFile(sha256, note.size, path))
        for sha256, path in archive.files()
        if (note := archive.metadata(sha256)) and note.period == campaign.period and _is_whole(path, sha256)
    ]
    for note, kept in noted:
        if note.agency:
            ledger.decide(kept.sha256, campaign.period, note.agency)
    run = CollectRun(workspace, ledger, campaign)
    run.read([_arrival(note, kept) for note, kept in sorted(noted, key=lambda one: one[0].order)], len(noted))
    for note, kept in noted:
        receipt = ledger.receipt_of(kept.sha256)
        if note.preferred and receipt is not None:
            ledger.prefer(receipt, datetime.fromisoformat(note.preferred))


def _arrival(note: ReceiptMetadata, kept: StoredFile) -> IncomingFile:
    return IncomingFile(
        Path(note.name), note.name, kept, datetime.fromisoformat(note.received), SenderLink(note.thread, note.sender)
    )

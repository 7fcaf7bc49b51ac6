"""The ledger made anew from the archive: what was decided is restored, and nothing decided anew.

State, agency, submission number, decisions, days, letters and deadlines are those of the archive's notes. Workbooks are
read again for their figures. What today's register and rules would say of a file is compared with what was decided, and
a difference is told, not applied. Files that were never recorded (a run was cut off), or that an earlier version noted
without their outcome, are classified as if they came now.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from cchc_excel.domain.campaign import CampaignRecord, IssueRecord
from cchc_excel.domain.receipt import COPY_KIND, RETURNED, SETTLED, DayKind, Receipt
from cchc_excel.domain.sender_link import SenderLink
from cchc_excel.domain.submission import Reading, ReadNotice, Unreadable
from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.states import NAMES, FileState
from cchc_excel.reading.workers.budgets import ArrivalBudget
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.storage.archive import ReceiptMetadata, StoredFile, is_intact
from cchc_excel.storage.ledger import ArchiveMark, Ledger, Mailing, workspace_error
from cchc_excel.storage.private_file import write_private
from cchc_excel.validation.acceptance import CODES
from cchc_excel.workflow.archiving import archive_changes, require_current
from cchc_excel.workflow.collect import CollectRun
from cchc_excel.workflow.copies import count_copy
from cchc_excel.workflow.intake import IncomingFile, Origin
from cchc_excel.workflow.issued_form import require_unchanged
from cchc_excel.workflow.workspace import Workspace

#: So many files that cannot be read are named.
_FILES_NAMED = 5
#: States about which a different verdict says nothing: what was in a package is judged by itself.
_NOT_COMPARED: tuple[FileState, ...] = (*SETTLED, "superseded", "compared", "failed")


@dataclass(frozen=True)
class DifferentVerdict:
    """A file that today's register and rules would judge otherwise; it stays as it was decided.

    Attributes:
        was: name of its state, with the agency.
        would_be: the same as it would be.
    """

    receipt: Receipt
    was: str
    would_be: str


@dataclass
class Rebuilt:
    """What became of a rebuild.

    Attributes:
        backup: a copy of the former ledger.
        lost: receipts that only the former ledger had, as their files are no longer in the archive.
        locked: returns whose figures can no longer be read; they are not counted.
        verdicts: files that would be judged otherwise today.
        kept: how many letters and deadlines only the former ledger knew; they were taken over.
        chosen: period and code of agencies of which none or several returns were noted as counting: one was chosen.
        anew: files of which no outcome was noted, and that wait for the operator now; an earlier version may have
            counted them by the mail that brought them.
        changed: receipts of the former ledger that are recorded otherwise now.
    """

    backup: Path | None = None
    lost: list[Receipt] = field(default_factory=list)
    locked: list[Receipt] = field(default_factory=list)
    verdicts: list[DifferentVerdict] = field(default_factory=list)
    kept: int = 0
    chosen: list[tuple[str, str]] = field(default_factory=list)
    anew: list[Receipt] = field(default_factory=list)
    changed: list[DifferentVerdict] = field(default_factory=list)


@dataclass(frozen=True)
class _Former:
    """What the former ledger knew that the archive's notes may not.

    Attributes:
        is_older: it is an earlier state of the ledger that wrote the notes: what it says otherwise is outdated.
    """

    receipts: Sequence[Receipt] = ()
    outputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    letters: Sequence[Mailing] = ()
    extensions: Sequence[tuple[str, str, date]] = ()
    is_older: bool = False


def rebuild(workspace: Workspace, password: str) -> Rebuilt:
    """Fill a new ledger beside the old one, then put it in its place.

    Raises:
        WorkspaceError: another run uses the old one; something in the archive cannot be read; the new one cannot be
            written.
    """
    _checkpoint_journal(workspace.ledger_path)
    former = _former(workspace)
    _require_readable(workspace)
    new_path = workspace.ledger_path.with_name(f"{workspace.ledger_path.name}.new")
    _remove_ledger(new_path)
    rebuilt = Rebuilt()
    try:
        with Ledger(new_path) as ledger:
            _restore(workspace, ledger, former, password, rebuilt)
        rebuilt.backup = _back_up(workspace.ledger_path)
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
    return rebuilt


def _restore(workspace: Workspace, ledger: Ledger, former: _Former, password: str, rebuilt: Rebuilt) -> None:
    for archived_campaign in workspace.archive.campaigns():
        _restore_campaign(ledger, archived_campaign)
    mark = workspace.archive.mark()
    if mark is not None:
        ledger.archived.follow(ArchiveMark(*mark))
    rebuilt.kept = _keep_newer(ledger, former)
    # What was recorded in any period comes first: a package that was not must take nothing away from it.
    for campaign in ledger.campaigns():
        _restore_recorded(workspace, ledger, campaign, password, rebuilt)
    for campaign in ledger.campaigns():
        _read_unrecorded(workspace, ledger, campaign, password, rebuilt)
        for file, output_fingerprint in former.outputs.get(campaign.period, {}).items():
            ledger.record_output(campaign.period, file, output_fingerprint)
    for file, digest in former.written.items():
        ledger.record_written(file, digest)
    lost = {receipt.sha256: receipt for receipt in former.receipts}
    lost |= {sha256: _noted_receipt(sha256, metadata) for sha256, metadata in workspace.archive.noted().items()}
    rebuilt.lost += [receipt for sha256, receipt in lost.items() if ledger.receipt_of(sha256) is None]
    for receipt in former.receipts if not former.is_older else ():
        now = ledger.receipt_of(receipt.sha256)
        if now is not None and (now.period, _verdict(now)) != (receipt.period, _verdict(receipt)):
            rebuilt.changed.append(DifferentVerdict(now, _placed(receipt), _placed(now)))


# --- the former ledger ------------------------------------------------------------------------------------------------


def _former(workspace: Workspace) -> _Former:
    """What the former ledger has, after its state is in the archive, where that is not newer."""
    if not workspace.ledger_path.exists():
        return _Former()
    archive = workspace.archive
    with suppress(WorkspaceError, sqlite3.Error), Ledger(workspace.ledger_path) as ledger:
        ledger.verify()
        latest = ledger.archived.latest
        is_older = latest is not None and archive.had_mark(latest.mark)
        with suppress(WorkspaceError, OSError):
            require_current(archive, ledger)
            if ledger.campaigns():
                # A sound ledger knows what all its notes should say.
                archive.set_aside(archive.damaged_notes())
                ledger.archived.expect_all()
            archive_changes(workspace.archive, ledger)
        periods = [campaign.period for campaign in ledger.campaigns()]
        return _Former(
            [receipt for period in periods for receipt in ledger.receipts(period)],
            {period: ledger.outputs(period) for period in periods},
            ledger.all_written(),
            [letter for period in periods for letter in ledger.mail.letters(period)],
            [(period, *item) for period in periods for item in ledger.mail.extensions(period).items()],
            is_older,
        )
    return _Former()


def _keep_newer(ledger: Ledger, former: _Former) -> int:
    """Letters and deadlines that only the former ledger has: two computers may have worked with one folder."""
    known = {campaign.period for campaign in ledger.campaigns()}
    count = 0
    for letter in former.letters:
        if letter.period in known and not ledger.mail.letter(letter.period, letter.agency, letter.kind, letter.mark):
            ledger.mail.write(letter)
            count += 1
    for period, agency, deadline in former.extensions:
        if period in known and agency not in ledger.mail.extensions(period):
            ledger.mail.extend(period, agency, deadline)
            count += 1
    return count


def _require_readable(workspace: Workspace) -> None:
    """Check that the whole archive can be read, before a ledger is replaced by what is left of it.

    Raises:
        WorkspaceError: it cannot; or it has files and no campaign that they belong to.
    """
    archive = workspace.archive
    damaged = archive.damaged()
    if damaged:
        names = ", ".join(path.relative_to(workspace.root).as_posix() for path in damaged[:_FILES_NAMED])
        more = messages.AND_MORE.format(count=len(damaged) - _FILES_NAMED) if len(damaged) > _FILES_NAMED else ""
        raise WorkspaceError(messages.REBUILD_DAMAGED.about(files=names + more))
    periods = {str(campaign["period"]) for campaign in archive.campaigns()}
    noted = {metadata.period for sha256, _ in archive.files() if (metadata := archive.metadata(sha256))}
    if noted - periods:
        raise WorkspaceError(messages.REBUILD_NO_CAMPAIGN.about(periods=", ".join(sorted(noted - periods))))


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
    backup, again = path.with_name(f"{path.stem}-{datetime.now():%Y%m%d-%H%M%S}{path.suffix}.bak"), 1
    while backup.exists():  # two rebuilds within a second: neither copy is lost
        again += 1
        backup = backup.with_name(f"{backup.stem.partition('.')[0]}.{again}{path.suffix}.bak")
    with path.open("rb") as source:
        write_private(backup, source)
    return backup


# --- what the archive says --------------------------------------------------------------------------------------------


def _restore_campaign(ledger: Ledger, archived_campaign: Mapping[str, Any]) -> None:
    days = {
        name: date.fromisoformat(archived_campaign[name]) for name in ("data_from", "data_to", "deadline", "issued")
    }
    period, form = str(archived_campaign["period"]), str(archived_campaign["form"])
    fingerprint = str(archived_campaign.get("fingerprint", ""))
    ledger.open_campaign(CampaignRecord(period=period, form=form, fingerprint=fingerprint, **days))
    for issue in archived_campaign["issues"]:
        ledger.record_issue(IssueRecord(**issue | {"issued": date.fromisoformat(issue["issued"])}))
    for agency, deadline in archived_campaign.get("extensions", {}).items():
        ledger.mail.extend(archived_campaign["period"], agency, date.fromisoformat(deadline))
    for letter in archived_campaign.get("letters", []):
        ledger.mail.write(Mailing(**letter | {"updated": datetime.fromisoformat(letter["updated"])}))


def _archived_files(
    workspace: Workspace, campaign: CampaignRecord, *, is_recorded: bool
) -> Sequence[tuple[ReceiptMetadata, StoredFile]]:
    """The archived files of a campaign that were recorded, or those that were not, in the order of their recording."""
    archive = workspace.archive
    files = [
        (metadata, StoredFile(sha256, metadata.size, path))
        for sha256, path in archive.files()
        if (metadata := archive.metadata(sha256)) is not None
        and (metadata.period, bool(metadata.state)) == (campaign.period, is_recorded)
        and is_intact(path, sha256)
    ]
    return sorted(files, key=lambda archived_file: archived_file[0].order)


def _restore_recorded(
    workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, password: str, rebuilt: Rebuilt
) -> None:
    """Record every archived file of a campaign as it was recorded, in that order."""
    require_unchanged(workspace.catalogue, workspace.archive, ledger, campaign)
    archived_files = _archived_files(workspace, campaign, is_recorded=True)
    _restore_decisions(ledger, campaign, archived_files)
    run = CollectRun(workspace, ledger, campaign, password)
    recorded = {stored_file.sha256: metadata for metadata, stored_file in archived_files}
    limits = workspace.settings.limits
    incoming = [_incoming_file(metadata, stored_file, limits) for metadata, stored_file in archived_files]
    for file, outcome in run.outcomes_of(incoming):
        _restore_file(ledger, run, file, outcome, recorded[file.stored.sha256], rebuilt)
    # Where the return that counted is lost, or two ledgers went into one archive, one counts, and it is told.
    rebuilt.chosen += [(campaign.period, agency) for agency in ledger.accept_one(campaign.period)]
    run.copies.refresh()


def _read_unrecorded(
    workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, password: str, rebuilt: Rebuilt
) -> None:
    """Collect the archived files of a campaign of which no outcome is noted, as if they came now."""
    archived_files = _archived_files(workspace, campaign, is_recorded=False)
    if not archived_files:
        return
    _restore_decisions(ledger, campaign, archived_files)
    run = CollectRun(workspace, ledger, campaign, password)
    limits = workspace.settings.limits
    run.read([_incoming_file(*archived_file, limits) for archived_file in archived_files], len(archived_files))
    for metadata, stored_file in archived_files:
        if metadata.preferred:
            _prefer(ledger, stored_file.sha256, datetime.fromisoformat(metadata.preferred))
        receipt = ledger.receipt_of(stored_file.sha256)
        if receipt is not None and receipt.state in ("unassigned", "in_doubt"):
            rebuilt.anew.append(receipt)
    run.copies.refresh()


def _restore_decisions(
    ledger: Ledger, campaign: CampaignRecord, archived_files: Sequence[tuple[ReceiptMetadata, StoredFile]]
) -> None:
    for metadata, stored_file in archived_files:
        if metadata.agency:
            ledger.decide(stored_file.sha256, campaign.period, metadata.agency)


def _restore_file(
    ledger: Ledger,
    run: CollectRun,
    file: IncomingFile,
    outcome: Reading | Unreadable,
    metadata: ReceiptMetadata,
    rebuilt: Rebuilt,
) -> None:
    """Record one file as it was recorded before; what is different today is told."""
    receipt = _receipt_of(file, metadata)
    has_figures = receipt.state in RETURNED or receipt.is_copy
    noted = [ReadNotice(cast("FindingCode", code), dict(facts)) for code, facts in metadata.notices]
    if not isinstance(outcome, Reading):
        ledger.restore(receipt, None, noted)
        rebuilt.locked += [receipt] if has_figures else []
        return
    today = run.verdict(file, outcome)
    read = [notice for notice in outcome.notices if notice.code not in CODES]
    ledger.restore(receipt, outcome.entries_json, [*read, *noted] if has_figures else [])
    if today is not None and outcome.kind != COPY_KIND and receipt.state not in _NOT_COMPARED:
        was, would_be = _verdict(receipt), _verdict(today)
        rebuilt.verdicts += [DifferentVerdict(receipt, was, would_be)] if was != would_be else []


def _verdict(receipt: Receipt) -> str:
    return NAMES[receipt.state] + (f" ({receipt.agency})" if receipt.agency else "")


def _placed(receipt: Receipt) -> str:
    return f"{_verdict(receipt)}, {receipt.period}"


def _receipt_of(file: IncomingFile, metadata: ReceiptMetadata) -> Receipt:
    return replace(_noted_receipt(file.stored.sha256, metadata), name=file.name, received=file.origin.received)


def _noted_receipt(sha256: str, metadata: ReceiptMetadata) -> Receipt:
    return Receipt(
        sha256=sha256,
        name=metadata.name,
        size=metadata.size,
        received=datetime.fromisoformat(metadata.received),
        period=metadata.period,
        state=cast("FileState", metadata.state),
        facts=dict(metadata.facts),
        agency=metadata.owner or None,
        issue=metadata.issue or None,
        number=metadata.number or None,
        preferred=datetime.fromisoformat(metadata.preferred) if metadata.preferred else None,
    )


def _prefer(ledger: Ledger, sha256: str, preferred: datetime) -> None:
    receipt = ledger.receipt_of(sha256)
    if receipt is not None:
        ledger.prefer(count_copy(ledger, receipt) if receipt.state == "compared" else receipt, preferred)


def _incoming_file(metadata: ReceiptMetadata, stored_file: StoredFile, limits: Limits) -> IncomingFile:
    return IncomingFile(
        Path(metadata.name),
        metadata.name,
        stored_file,
        Origin(
            datetime.fromisoformat(metadata.received),
            cast("DayKind", metadata.day),
            SenderLink(
                metadata.thread,
                metadata.sender,
                metadata.address,
                metadata.sent,
                metadata.named,
                metadata.within,
            ),
            folder=metadata.folder,
        ),
        ArrivalBudget(limits, stored_file.size),
    )


def verdicts_told(rebuilt: Rebuilt) -> Iterator[tuple[str, str]]:
    """Sentences about the files that would be judged otherwise, or are recorded otherwise now."""
    for sentence, verdicts in (
        (messages.REBUILD_VERDICT, rebuilt.verdicts),
        (messages.REBUILD_CHANGED, rebuilt.changed),
    ):
        for verdict in verdicts:
            receipt = verdict.receipt
            params = {"name": receipt.name, "file_id": receipt.file_id, "period": receipt.period}
            yield sentence.about(was=verdict.was, would_be=verdict.would_be, **params)

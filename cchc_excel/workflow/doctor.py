"""Check that archive and ledger are intact and agree; see `workflow.rebuild` for what makes the ledger anew."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cchc_excel.domain.agency_submission import accepted_returns
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import Receipt
from cchc_excel.domain.stamp import Stamp
from cchc_excel.errors import CchcError, WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.messages.desk import MANY_UNRECORDED, TROUBLES
from cchc_excel.messages.master import NOT_COUNTED
from cchc_excel.storage.archive import Archive, is_intact
from cchc_excel.storage.ledger import Ledger
from cchc_excel.workflow.issued_form import require_unchanged
from cchc_excel.workflow.rebuild import Rebuilt, verdicts_told
from cchc_excel.workflow.rebuild import rebuild as rebuild_ledger
from cchc_excel.workflow.workspace import Workspace

#: A half-written file that was changed since may be that of a run that goes on.
_STILL_WRITTEN_SECONDS = 600
TroubleKind = Literal[
    "damaged",
    "missing",
    "unrecorded",
    "lost",
    "locked",
    "leftover",
    "ledger",
    "notes",
    "note_damaged",
    "key",
    "key_other",
    "key_open",
    "register",
    "answers",
    "failed",
    "not_counted",
    "verdict",
    "kept",
    "form",
    "chosen",
    "anew",
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
    workspace.archive.require_readable()
    rebuilt = rebuild_ledger(workspace, password) if rebuild else Rebuilt()
    troubles = [
        *_remove_leftovers(workspace),
        *(_trouble("lost", name=receipt.name, period=receipt.period) for receipt in rebuilt.lost),
        *(_trouble("locked", name=receipt.name, period=receipt.period) for receipt in rebuilt.locked),
        *(Trouble("verdict", *told) for told in verdicts_told(rebuilt)),
        *(_trouble("chosen", period=period, agency=agency) for period, agency in rebuilt.chosen),
        *(_trouble("anew", name=one.name, file_id=one.file_id, period=one.period) for one in rebuilt.anew),
        *([_trouble("kept", count=rebuilt.kept)] if rebuilt.kept else []),
    ]
    try:
        workspace.register  # noqa: B018 - reading it raises what is faulty
    except CchcError as error:
        troubles.append(Trouble("register", error.message, error.remedy))
    try:
        workspace.key  # noqa: B018 - as above
    except CchcError as error:
        troubles.append(Trouble("key", error.message, error.remedy))
    if workspace.is_key_open_to_others:
        troubles.append(_trouble("key_open", file="cchc.key"))
    archived_paths = dict(workspace.archive.files())
    damaged = [path for sha256, path in archived_paths.items() if not is_intact(path, sha256)]
    troubles += [_trouble("damaged", file=path.relative_to(workspace.root)) for path in damaged]
    receipt_count: int | None = None
    try:
        with workspace.ledger() as ledger:
            ledger.verify()
            receipt_count = _compare_with_archive(ledger, workspace, archived_paths, troubles)
            locked = {receipt.sha256 for receipt in rebuilt.locked}
            troubles += _unprocessed(ledger, locked)
            troubles += _mend_notes(workspace, ledger, receipt_count)
            troubles += _changed_forms(workspace, ledger)
            troubles += _other_key(workspace, ledger)
        troubles += _not_counted(workspace)
    except WorkspaceError as error:
        troubles.append(Trouble("ledger", error.message, error.remedy))
    kinds = ", ".join(sorted(trouble.kind for trouble in troubles)) or "sound"
    workspace.log.info("doctor%s: %d files, %s", " --rebuild" if rebuild else "", len(archived_paths), kinds)
    return Health(len(archived_paths), receipt_count, troubles, rebuilt.backup)


# --- examining ------------------------------------------------------------------------------------------------------


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


def _unprocessed(ledger: Ledger, locked: AbstractSet[str]) -> Iterator[Trouble]:
    """Returns whose documents are damaged, but for those told as locked, and files over which the program failed."""
    for campaign in ledger.campaigns():
        for receipt in ledger.damaged(campaign.period):
            if receipt.sha256 not in locked:
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


def _mend_notes(workspace: Workspace, ledger: Ledger, receipt_count: int) -> Iterator[Trouble]:
    """Write anew what the archive's notes lack of a sound ledger; notes that cannot be read are set aside."""
    archive = workspace.archive
    damaged = archive.damaged_notes()
    noted_periods = {campaign.get("period") for campaign in archive.campaigns()}
    lacking = sum(campaign.period not in noted_periods for campaign in ledger.campaigns())
    lacking += sum(not _is_noted(ledger, archive, receipt) for receipt in _all_receipts(ledger))
    if not damaged and not lacking:
        return
    if not receipt_count and not ledger.campaigns():
        yield from (_trouble("note_damaged", file=path.relative_to(workspace.root)) for path in damaged)
        return
    try:
        archive.set_aside(damaged)
    except OSError as error:
        raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path="archive")) from error
    ledger.archived.expect_all()
    yield _trouble("notes", count=max(lacking, len(damaged)))


def _all_receipts(ledger: Ledger) -> Iterator[Receipt]:
    for campaign in ledger.campaigns():
        yield from ledger.receipts(campaign.period)


def _is_noted(ledger: Ledger, archive: Archive, receipt: Receipt) -> bool:
    """Whether the archive's notes say of a file what the ledger says; what is pending is written in a moment."""
    metadata = archive.metadata(receipt.sha256)
    if metadata is None or archive.find(receipt.sha256) is None:
        return metadata is not None
    said = (metadata.received, metadata.period, metadata.agency, metadata.state, metadata.owner, metadata.number)
    decision = ledger.decision(receipt.sha256, receipt.period)
    known = (receipt.received.isoformat(), receipt.period, decision, receipt.state, receipt.agency or "")
    return said == (*known, receipt.number or 0) or ledger.archived.is_pending(receipt.sha256)


def _changed_forms(workspace: Workspace, ledger: Ledger) -> Iterator[Trouble]:
    """Forms that are gone, or whose rows were changed since a campaign was issued with them; each told once."""
    told = set()
    for campaign in ledger.campaigns():
        try:
            require_unchanged(workspace.catalogue, workspace.archive, ledger, campaign)
        except CchcError as error:
            if error.message not in told:
                yield Trouble("form", error.message, error.remedy)
            told.add(error.message)


def _other_key(workspace: Workspace, ledger: Ledger) -> Iterator[Trouble]:
    """A key by which nothing that was issued in some campaign is genuine; one that cannot be read is told already."""
    try:
        key = workspace.key
    except CchcError:
        return
    periods = []
    for campaign in ledger.campaigns():
        form, _, version = campaign.form.partition("/")
        stamps = [
            Stamp(form, version, issue.period, issue.agency, str(issue.number), issue.seal)
            for issue in ledger.issues(campaign.period)
            if issue.seal
        ]
        if stamps and not any(stamp.is_genuine(key) for stamp in stamps):
            periods.append(campaign.period)
    if periods:
        yield _trouble("key_other", periods=", ".join(periods))


def _not_counted(workspace: Workspace) -> Iterator[Trouble]:
    """Accepted returns of which the register makes nobody's; every command of their period tells them too."""
    with workspace.ledger() as ledger:
        for campaign in ledger.campaigns():
            with suppress(CchcError):
                form = workspace.catalogue.version(campaign.form)
                records = ledger.accepted(campaign.period)
                period = Period.parse(campaign.period)
                returns = accepted_returns(records, workspace.register, period, form, campaign.earliest_return)
                for other in returns.others:
                    if other.reason != "blank":
                        reason = NOT_COUNTED[other.reason]
                        params = {"name": other.receipt.name, "agency": other.receipt.agency or "", "reason": reason}
                        yield _trouble("not_counted", period=campaign.period, **params)

"""Files into the archive: each is there before it is read, and is known by its content ever after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from cchc_excel.domain.receipt import RETURNED, Receipt
from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.messages.states import UNREADABLE
from cchc_excel.storage.archive import ChangingError, ReceiptMetadata, StoredFile, fingerprint
from cchc_excel.storage.ledger import Ledger
from cchc_excel.validation.acceptance import NO_LINK, SenderLink
from cchc_excel.workflow.collect_report import CollectReport, CollectResult
from cchc_excel.workflow.drop_folder import changed_at, is_ignored
from cchc_excel.workflow.workspace import Workspace

#: So many files are archived before the first of them is read.
_AT_ONCE = 32
#: A run notes its beginning to the second.
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class IncomingFile:
    """A file that is in the archive and is to be read.

    Attributes:
        shown: its path as the operator knows it; inside a zip, the zip's path and the name in it.
        name: its name without folders, or ``gói.zip/báo cáo.xlsx``.
        tie: whose it is by the mail that brought it.
    """

    shown: Path
    name: str
    kept: StoredFile
    received: datetime
    link: SenderLink = NO_LINK


class Intake:
    """What one run takes in.

    Attributes:
        is_dated: the operator said when the files came.
        passed_over: how many of the files are not to be read.
    """

    def __init__(self, workspace: Workspace, ledger: Ledger, period: str, report: CollectReport) -> None:
        self._ledger = ledger
        self._archive = workspace.archive
        self._period = period
        self._report = report
        self._began = datetime.now().replace(microsecond=0)
        self._contents: dict[Path, str] = {}
        self._names: dict[Path, str] = {}
        self._read: dict[str, Path] = {}
        self._named: frozenset[Path] = frozenset()
        self.is_dated, self.skipped = False, 0

    def from_folder(
        self, files: Sequence[Path], received: datetime | None, named: frozenset[Path] = frozenset()
    ) -> Iterator[IncomingFile]:
        """Keep files, oldest first; those to be read, when they are there.

        Workers read the first while the next are copied.

        Args:
            received: when they came, where the operator said so.
            named: of which of them the operator meant to correct that.
        """
        self.is_dated, self._named = received is not None, named
        for path in files:
            self._report.expect(path)
        # As they are ordered when the ledger is made anew: to the second, then by name.
        dated = sorted(files, key=lambda path: ((received or _changed_at(path)).replace(microsecond=0), path.name))
        for begin in range(0, len(dated), _AT_ONCE):
            some = dated[begin : begin + _AT_ONCE]
            # Copying may take long; nobody is to wait for the ledger meanwhile.
            self._ledger.checkpoint()
            with self._archiving():
                arrived = [one for path in some if (one := self._from_folder(path, received))]
            self.skipped += len(some) - len(arrived)
            yield from arrived

    def one(self, source: Path, shown: Path, name: str, received: datetime) -> IncomingFile | None:
        """Keep one file; None for one that need not be read."""
        self._report.expect(shown)
        with self._archiving():
            return self._arrival(source, shown, name, received)

    def inside(
        self, package: IncomingFile, files: Sequence[tuple[str, Path]], received: datetime, link: SenderLink
    ) -> Sequence[IncomingFile]:
        """Keep what was in a zip or a message: names and where it was put."""
        arrived = []
        with self._archiving():
            for name, path in files:
                # A name that begins at a root would hide the package that it came in.
                shown = package.shown / re.sub(r"^([A-Za-z]:)?[/\\]+", "", name)
                while shown in self._report:
                    shown = shown.with_name(f"{shown.name} (2)")
                self._report.expect(shown)
                one = self._arrival(path, shown, f"{package.name}/{name}", received, link)
                arrived += [one] if one else []
        return arrived

    def _from_folder(self, path: Path, received: datetime | None) -> IncomingFile | None:
        if is_ignored(path):
            self._report.add_state(path, "ignored")
            return None
        return self._arrival(path, path, path.name, received)

    @contextmanager
    def _archiving(self) -> Iterator[None]:
        """Whatever arrives meanwhile is in the archive afterwards, and not before."""
        try:
            with self._archive.batch():
                yield
        except OSError as error:
            raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path="archive")) from error

    def _arrival(
        self, source: Path, shown: Path, name: str, received: datetime | None, link: SenderLink = NO_LINK
    ) -> IncomingFile | None:
        """The file, to be kept, unless it is known or cannot be read now.

        Raises:
            OSError: the archive cannot be written.
        """
        try:
            came = (received or changed_at(source)).replace(microsecond=0)
            sha256, size = fingerprint(source)
        except ChangingError:
            self._report.add_state(shown, "unreadable", reason=UNREADABLE["changing"])
            return None
        except OSError:
            self._report.add_state(shown, "unreadable", reason=UNREADABLE["no_access"])
            return None
        known = self._ledger.receipt_of(sha256)
        self._names[shown] = name
        may_correct = self.is_dated and sha256 not in self._read
        if known is not None and may_correct and self._is_itself(shown, known) and known.received != came:
            known = self._redated(shown, known, came)
        if sha256 in self._read or (known is not None and known.state in RETURNED):
            self._contents[shown] = sha256
            return None
        try:
            came = known.received if known else came
            note = ReceiptMetadata(
                name, came.isoformat(), self._period, size, self._began.isoformat(), link.thread, link.sender
            )
            kept = self._archive.store(source, sha256, note, is_new=known is None)
        except ChangingError:
            self._report.add_state(shown, "unreadable", reason=UNREADABLE["changing"])
            return None
        self._contents[shown], self._read[sha256] = sha256, shown
        return IncomingFile(shown, name, kept, came, link)

    def _is_itself(self, shown: Path, known: Receipt) -> bool:
        """Whether a file is the one that is known, not another of its content or one collected for another period."""
        return (known.period, known.name) == (self._period, self._names[shown])

    def _redated(self, shown: Path, known: Receipt, came: datetime) -> Receipt:
        """A known file of which the operator says another day: taken over where the file itself, or its zip, is named.

        Raises:
            OSError: the archive cannot be written.
        """
        if not self._named.intersection((shown, *shown.parents)):
            lies = next((path for path in (shown, *shown.parents) if path.is_file()), shown)
            told = {"when": _minute(known.received), "file": lies, "period": self._period}
            self._report.add_remark(shown, messages.NOT_REDATED.about(**told))
            return known
        before = known.received.isoformat()
        note = self._archive.metadata(known.sha256) or ReceiptMetadata(
            known.name, before, known.period, known.size, before
        )
        first = note.first or note.received
        self._archive.write_metadata(known.sha256, replace(note, received=came.isoformat(), first=first))
        for decided in self._ledger.redate(known, came):
            if decided.preferred and (other := self._archive.metadata(decided.sha256)):
                self._archive.write_metadata(decided.sha256, replace(other, preferred=decided.preferred.isoformat()))
        self._report.add_remark(shown, messages.REDATED.about(before=_minute(known.received), when=_minute(came)))
        return replace(known, received=came)

    def _came_again(self, shown: Path, known: Receipt) -> bool:
        """Whether a file that no longer counts was put there anew since it was taken in: somebody may mean it."""
        if known.state != "superseded" or not shown.is_file():
            return False
        note = self._archive.metadata(known.sha256)
        return (
            note is not None and bool(note.taken) and _changed_at(shown) > datetime.fromisoformat(note.taken) + _SECOND
        )

    def results(self) -> list[CollectResult]:
        """What became of every file, as the ledger has it now."""
        for shown, sha256 in self._contents.items():
            receipt = self._ledger.receipt_of(sha256)
            if receipt is None:
                continue
            if self._read.get(sha256) == shown:
                self._report.add_read(shown, receipt)
            elif sha256 not in self._read and self._is_itself(shown, receipt) and not self._came_again(shown, receipt):
                self._report.add_known(shown, receipt)
            else:
                self._report.add_duplicate(shown, receipt)
        return list(self._report.in_order())


def _minute(when: datetime) -> str:
    return f"{when:%d/%m/%Y %H:%M}"


def _changed_at(path: Path) -> datetime:
    """As `changed_at`, where the file can be asked; of one that cannot, something else will be told."""
    try:
        return changed_at(path)
    except OSError:
        return datetime.max

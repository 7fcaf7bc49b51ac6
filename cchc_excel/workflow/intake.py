"""Files into the archive, before they are read: each is known by its content ever after.

In: files of the drop folder, of a zip, of a message. Out: an :class:`IncomingFile` for each that is to be read; the
others (known, doubled, still being copied, a program's own) have their line in the report.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.receipt import DAY, RETURNED, DayKind, Receipt, day_kind_of
from cchc_excel.domain.sender_link import NO_LINK, SenderLink
from cchc_excel.domain.submission import why_unreadable
from cchc_excel.errors import RequestError, UnlikelyError, WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.messages.states import UnreadableReason
from cchc_excel.reading.workers.budgets import ArrivalBudget
from cchc_excel.storage.archive import ChangingError, ReceiptMetadata, StoredFile, fingerprint
from cchc_excel.storage.ledger import Ledger
from cchc_excel.text import outside
from cchc_excel.workflow.collect_report import CollectReport, CollectResult
from cchc_excel.workflow.drop_folder import changed_at, is_ignored, is_link, is_shortcut, lies_ahead
from cchc_excel.workflow.run_log import fenced
from cchc_excel.workflow.workspace import Workspace, program_version

#: So many files are archived before the first of them is read.
_BATCH = 32
#: The fact of a receipt that names the version of the program that read the file.
READ_BY = "read_by"
#: A run notes its beginning to the second.
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Origin:
    """When and how a file came.

    Attributes:
        day: how the day of receipt is known.
        link: what the mail says that brought it.
        folder: within the drop folder, in which it or its package was put; empty for none.
        is_attached: it came in a message or a zip, in which anybody can write days and addresses.
    """

    received: datetime
    day: DayKind = ""
    link: SenderLink = NO_LINK
    is_attached: bool = False
    folder: str = ""


@dataclass(frozen=True)
class IncomingFile:
    """A file that is in the archive and is to be read.

    Attributes:
        path: as the operator knows it; inside a zip, the zip's path and the name in it. Never opened.
        name: without folders, or ``gói.zip/báo cáo.xlsx``.
        stored: where it is in the archive.
        budget: what is left for all that the arrival brings in which it came, or which it is.
    """

    path: Path
    name: str
    stored: StoredFile
    origin: Origin
    budget: ArrivalBudget = field(compare=False, repr=False)


class Intake:
    """Archives the files of one run.

    Attributes:
        is_dated: the operator said when the files came.
        skipped: how many of the files are not to be read.
    """

    def __init__(self, workspace: Workspace, ledger: Ledger, period: str, report: CollectReport) -> None:
        self._ledger = ledger
        self._archive = workspace.archive
        self._limits = workspace.settings.limits
        self._log = workspace.log
        self._period = period
        self._drop_folder = workspace.folder("returned", period)
        self._report = report
        self._began = datetime.now().replace(microsecond=0)
        self._sha256_of: dict[Path, str] = {}
        self._name_of: dict[Path, str] = {}
        self._to_read: dict[str, Path] = {}
        self._named: frozenset[Path] = frozenset()
        self.is_dated, self.skipped = False, 0

    def from_folder(
        self, files: Sequence[Path], received: datetime | None, named: frozenset[Path] = frozenset()
    ) -> Iterator[IncomingFile]:
        """Archive files, oldest first, and give those to be read; workers read the first while the next are copied.

        Args:
            received: when they came, where the operator said so.
            named: of which of them the operator meant to correct that.
        """
        self.is_dated, self._named = received is not None, named
        for path in files:
            self._report.expect(path)
        # As they are ordered when the ledger is made anew: to the second, then by name.
        dated = sorted(files, key=lambda path: ((received or _changed_at(path)).replace(microsecond=0), path.name))
        for begin in range(0, len(dated), _BATCH):
            paths = dated[begin : begin + _BATCH]
            # Copying may take long; nobody is to wait for the ledger meanwhile.
            self._ledger.checkpoint()
            with self._archiving():
                to_read = [file for path in paths if (file := self._from_folder(path, received))]
            self.skipped += len(paths) - len(to_read)
            yield from to_read

    def new_budget(self, path: Path) -> ArrivalBudget:
        """The budget of an arrival that is looked into before it is archived."""
        return ArrivalBudget(self._limits, path.stat().st_size)

    def single_file(
        self, source: Path, path: Path, name: str, origin: Origin, budget: ArrivalBudget | None = None
    ) -> IncomingFile | None:
        """Archive one file; None for one that need not be read."""
        self._report.expect(path)
        with self._archiving():
            return self._taken_in(source, path, name, origin, budget)

    def from_package(
        self, package: IncomingFile, files: Sequence[tuple[str, Path]], origin: Origin
    ) -> Sequence[IncomingFile]:
        """Archive what was in a zip or a message, and give those to be read.

        Args:
            files: names in the package, and where each file was unpacked.
        """
        to_read = []
        with self._archiving():
            for own_name, source in files:
                name = outside.name(own_name)
                # A name that begins at a root would hide the package that it came in.
                path = package.path / re.sub(r"^([A-Za-z]:)?[/\\]+", "", name)
                while path in self._report:
                    path = path.with_name(f"{path.name} (2)")
                self._report.expect(path)
                file = self._taken_in(source, path, f"{package.name}/{name}", origin, package.budget)
                to_read += [file] if file else []
        return to_read

    def _from_folder(self, path: Path, received: datetime | None) -> IncomingFile | None:
        if is_ignored(path):
            self._report.add_state(path, "ignored")
            return None
        if (is_link(path) and path not in self._named) or is_shortcut(path):
            self._report.add_state(path, "link")
            return None
        came = Origin(received, "operator") if received else None
        return self._taken_in(path, path, outside.name(path.name), came)

    def _taken_in(
        self, source: Path, path: Path, name: str, origin: Origin | None, budget: ArrivalBudget | None = None
    ) -> IncomingFile | None:
        """One file; where the program fails over it, it is told as such, and the next run tries it again."""
        work = partial(self._incoming, source, path, name, origin, budget)
        return fenced(self._log, f"archive {self._period}", work, partial(self._not_taken, path))

    def _not_taken(self, path: Path) -> None:
        self._report.add_state(path, "failed")

    @contextmanager
    def _archiving(self) -> Iterator[None]:
        """Whatever comes in meanwhile is in the archive afterwards, and not before."""
        with _archive_written(), self._archive.batch():
            yield

    def _incoming(
        self, source: Path, path: Path, name: str, origin: Origin | None, budget: ArrivalBudget | None
    ) -> IncomingFile | None:
        """The file, archived, unless it is known or cannot be read now.

        Args:
            origin: None for a file of a folder, which says itself when it came.
            budget: of the arrival; None for one that is an arrival itself.

        Raises:
            WorkspaceError: the archive cannot be written.
        """
        try:
            origin = origin or Origin(changed_at(source), "ahead" if lies_ahead(source) else "")
            folder = origin.folder or self._folder_of(path)
            origin = replace(origin, received=origin.received.replace(microsecond=0), folder=folder)
            sha256, size = fingerprint(source)
        except ChangingError:
            self._report.add_state(path, "unreadable", **why_unreadable("changing"))
            return None
        except OSError:
            # pathlib would raise where the folder above may not be looked into.
            why: UnreadableReason = "no_folder" if os.path.isdir(source) else "no_access"  # noqa: PTH112
            self._report.add_state(path, "unreadable", **why_unreadable(why))
            return None
        self._name_of[path] = name
        known = self._known(path, sha256, origin.received)
        if sha256 in self._to_read or (known is not None and known.state in (*RETURNED, "compared")):
            self._sha256_of[path] = sha256
            self._date_first(known, origin)
            return None
        if known is not None and known.state == "in_doubt" and not self._is_itself(path, known):
            # Another way in answers no doubt: the operator does.
            self._sha256_of[path] = sha256
            return None
        if known is not None and sha256 not in self._to_read and self._stays(known):
            self._sha256_of[path], self._to_read[sha256] = sha256, path
            return None
        try:
            if known:
                origin = replace(origin, received=known.received, day=day_kind_of(known))
            metadata = ReceiptMetadata(
                name,
                origin.received.isoformat(),
                self._period,
                size,
                self._began.isoformat(),
                thread=origin.link.thread,
                sender=origin.link.sender,
                address=origin.link.address,
                sent=origin.link.sent,
                named=origin.link.named,
                within=origin.link.within,
                folder=origin.folder,
                day=origin.day,
            )
            with _archive_written():
                stored = self._archive.store(source, sha256, metadata, is_new=known is None)
        except ChangingError:
            self._report.add_state(path, "unreadable", **why_unreadable("changing"))
            return None
        self._sha256_of[path], self._to_read[sha256] = sha256, path
        return IncomingFile(path, name, stored, origin, budget or ArrivalBudget(self._limits, size))

    def _folder_of(self, path: Path) -> str:
        """The folder within the drop folder that a file of it lies in."""
        if not path.is_relative_to(self._drop_folder):
            return ""
        return outside.name(path.relative_to(self._drop_folder).parent.as_posix().removeprefix("."))

    # --- files that came before -----------------------------------------------------------------------------------

    def _known(self, path: Path, sha256: str, came: datetime) -> Receipt | None:
        """The receipt of a content that came before, its day corrected where the operator says another one."""
        receipt = self._ledger.receipt_of(sha256)
        may_correct = self.is_dated and sha256 not in self._to_read
        if receipt is not None and may_correct and self._is_itself(path, receipt):
            if receipt.received != came:
                return self._redated(path, receipt, came)
            if day_kind_of(receipt) != "operator" and self._is_named(path):
                return self._redate(path, receipt, came)
        return receipt

    def _date_first(self, known: Receipt | None, origin: Origin) -> None:
        """Of a content that came twice in this run the first day counts; packages are opened last."""
        is_ours = known is not None and known.sha256 in self._to_read and day_kind_of(known) != "operator"
        if known is not None and is_ours and not origin.day and origin.received < known.received:
            self._ledger.redate(known, origin.received, day="")

    def _is_itself(self, path: Path, receipt: Receipt) -> bool:
        """Whether a file is the one that is known, not another of its content or one collected for another period."""
        return (receipt.period, receipt.name) == (self._period, self._name_of[path])

    def _redated(self, path: Path, receipt: Receipt, came: datetime) -> Receipt:
        """A known file of which the operator says another day: taken over where it, or its zip, is named."""
        if not self._is_named(path):
            params = {"when": _minute(receipt.received), "file_id": receipt.file_id, "period": self._period}
            self._report.add_remark(path, messages.NOT_REDATED.about(**params))
            return receipt
        return self._redate(path, receipt, came)

    def _is_named(self, path: Path) -> bool:
        """Whether the operator named a file, or the zip that it is in."""
        return bool(self._named.intersection((path, *path.parents)))

    def _redate(self, path: Path, receipt: Receipt, came: datetime) -> Receipt:
        """Another day of receipt of a known file, by the operator's word."""
        self._ledger.redate(receipt, came)
        self._log.info("redate %s %s: %s", self._period, receipt.sha256, came.isoformat())
        self._report.add_remark(path, messages.REDATED.about(before=_minute(receipt.received), when=_minute(came)))
        return replace(receipt, received=came, facts={**receipt.facts, DAY: "operator"})

    def correct(self, receipt: Receipt, came: datetime) -> None:
        """Another day of receipt of a file that is named by its number; of a package, of all that came in it."""
        inside = [other for other in self._ledger.receipts(self._period) if other.name.startswith(f"{receipt.name}/")]
        for one in (receipt, *inside):
            path = Path(one.name)
            self._report.expect(path)
            self._redate(path, one, came.replace(microsecond=0))
            self._name_of[path], self._sha256_of[path] = one.name, one.sha256

    def _stays(self, receipt: Receipt) -> bool:
        """Whether reading a file once more would tell the same: a long PDF without the table takes seconds."""
        is_same = receipt.facts.get(READ_BY) == program_version()
        return receipt.state == "not_a_workbook" and receipt.period == self._period and is_same

    def _came_again(self, path: Path, receipt: Receipt) -> bool:
        """Whether a file that no longer counts was put there anew since it was archived: somebody may mean it."""
        # The name of what was packed may be none that a file system takes.
        if receipt.state != "superseded" or not os.path.isfile(path):  # noqa: PTH113 - never raises
            return False
        metadata = self._archive.metadata(receipt.sha256)
        if metadata is None or not metadata.taken:
            return False
        return _changed_at(path) > datetime.fromisoformat(metadata.taken) + _SECOND

    # --- what became of them --------------------------------------------------------------------------------------

    def results(self) -> list[CollectResult]:
        """What became of every file, as the ledger has it now."""
        for path, sha256 in self._sha256_of.items():
            receipt = self._ledger.receipt_of(sha256)
            if receipt is None:
                # The program failed over the package, or over the file of the same content, before it was read.
                self._report.add_state(path, "failed")
                continue
            was_read = sha256 in self._to_read
            if was_read and self._to_read[sha256] == path:
                self._report.add_read(path, receipt)
            elif not was_read and self._is_itself(path, receipt) and not self._came_again(path, receipt):
                self._report.add_known(path, receipt)
            else:
                self._report.add_duplicate(path, receipt)
        return list(self._report.in_order())


def require_possible_day(campaign: CampaignRecord, received: datetime | None, *, is_sure: bool) -> None:
    """Check a day of receipt that the operator says.

    Raises:
        RequestError: it has not come.
        UnlikelyError: it is before the first day of a return, and the operator is not sure.
    """
    if received is None:
        return
    day, first = received.date(), campaign.earliest_return
    if day > date.today():
        raise RequestError(messages.NOT_YET.about(day=f"{day:%d/%m/%Y}"))
    if day < first and not is_sure:
        params = {"day": f"{day:%d/%m/%Y}", "issued": f"{first:%d/%m/%Y}"}
        raise UnlikelyError(messages.RECEIVED_EARLY.about(period=campaign.period, **params))


@contextmanager
def _archive_written() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path="archive")) from error


def _minute(when: datetime) -> str:
    return f"{when:%d/%m/%Y %H:%M}"


def _changed_at(path: Path) -> datetime:
    """As `changed_at`, where the file can be asked; of one that cannot, something else will be told."""
    try:
        return changed_at(path)
    except OSError:
        return datetime.max

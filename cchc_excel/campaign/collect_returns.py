"""Take in returned files: keep, read, judge, record. Every file ends in a named state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_excel.campaign.workspace import Workspace
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.intake import ChangingError, Expectation, Kept, Note, fingerprint, judge
from cchc_excel.ledger import CampaignRecord, Ledger, Receipt
from cchc_excel.ledger.records import RETURNED
from cchc_excel.periods import Period
from cchc_excel.reading import IsolatedExecutor, Known, read_all, unpack
from cchc_excel.submission import Reading, Unreadable
from cchc_excel.wording import operator as say
from cchc_excel.wording.states import NAMES, REASONS, UNREADABLE

_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini"})
_IGNORED_STARTS = ("~$", ".", "._")


@dataclass(frozen=True)
class Collected:
    """What became of one file.

    Attributes:
        state: of `wording.states`.
        reason: a Vietnamese sentence; empty for none.
        remedy: what to do; empty for nothing.
        agency: code by the stamp, where one was found.
        number: submission number of a return that counts or once counted.
    """

    path: Path
    state: str
    reason: str
    remedy: str
    agency: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class Arrival:
    """A file that is in the archive and is to be read.

    Attributes:
        shown: its path as the operator knows it; inside a zip, the zip's path and the name in it.
        name: its name without folders, or ``gói.zip/báo cáo.xlsx``.
    """

    shown: Path
    name: str
    kept: Kept
    received: datetime


def collect(
    workspace: Workspace,
    period: str | None = None,
    paths: Sequence[Path] = (),
    *,
    received: datetime | None = None,
    password: str = "",
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Collected]:
    """Take in files and folders; doing it again changes nothing.

    Args:
        period: the campaign to collect for; the latest by default.
        paths: files and folders; ``returned/<period>/`` by default.
        received: when the files came; by default when each was last changed.
        password: opens files that ask for one.
        progress: told how many of how many are done.

    Returns:
        One for each file, in the order of the folders; the files of a zip follow it.

    Raises:
        CchcError: no such campaign or path, no file at all, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        files = _files(paths or [workspace.folder("returned", campaign.period)])
        run = CollectRun(workspace, ledger, campaign, password)
        run.read(run.take_in(files, received), progress)
        return run.told()


class CollectRun:
    """One run of collecting: what became of each file so far."""

    def __init__(self, workspace: Workspace, ledger: Ledger, campaign: CampaignRecord, password: str = "") -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._archive = workspace.archive
        self._period = campaign.period
        self._password = password
        self._began = datetime.now().replace(microsecond=0)
        self._expectation = Expectation(
            period=Period.parse(campaign.period),
            form=campaign.form,
            register=workspace.register,
            issues={issue.agency: issue.number for issue in ledger.issues(campaign.period)},
            key=workspace.key,
        )
        self._known = Known.of(workspace.catalogue.forms, campaign.form)
        self._total = len(workspace.catalogue.version(campaign.form).indicators)
        self._order: list[Path] = []
        self._told: dict[Path, Collected] = {}
        self._contents: dict[Path, str] = {}
        self._read: dict[str, Path] = {}

    # --- files in ------------------------------------------------------------------------------------------------

    def take_in(self, files: Sequence[Path], received: datetime | None) -> list[Arrival]:
        """Keep every file in the archive before anything else happens to it; those to be read, oldest first."""
        arrivals = []
        for path in files:
            self._order.append(path)
            if path.name.lower() in _IGNORED_NAMES or path.name.startswith(_IGNORED_STARTS):
                self._tell(path, "ignored")
                continue
            arrival = self._arrival(path, path, path.name, received)
            if arrival is not None:
                arrivals.append(arrival)
        return sorted(arrivals, key=lambda arrival: (arrival.received, arrival.name))

    def _arrival(self, source: Path, shown: Path, name: str, received: datetime | None) -> Arrival | None:
        """The file, kept, unless it is known or cannot be read now."""
        try:
            changed = datetime.fromtimestamp(source.stat().st_mtime)
            came = (received or min(changed, datetime.now())).replace(microsecond=0)
            sha256, size = fingerprint(source)
        except ChangingError:
            self._tell(shown, "unreadable", reason=UNREADABLE["changing"])
            return None
        except OSError:
            self._tell(shown, "unreadable", reason=UNREADABLE["no_access"])
            return None
        known = self._ledger.receipt_of(sha256)
        if sha256 in self._read or (known is not None and known.state in RETURNED):
            self._contents[shown] = sha256
            return None
        try:
            note = Note(name, came.isoformat(), self._period, size, taken=self._began.isoformat())
            kept = self._archive.keep(source, sha256, note)
        except ChangingError:
            self._tell(shown, "unreadable", reason=UNREADABLE["changing"])
            return None
        except OSError as error:
            raise WorkspaceError(say.FOLDER_UNWRITABLE.about(path="archive")) from error
        self._contents[shown], self._read[sha256] = sha256, shown
        return Arrival(shown, name, kept, known.received if known else came)

    # --- reading -------------------------------------------------------------------------------------------------

    def read(
        self, arrivals: Sequence[Arrival], progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> None:
        """Read every arrival, and what is packed in it, each in a worker; judge it and write it into the ledger."""
        if not arrivals:
            return
        limits = self._workspace.settings.limits
        with (
            IsolatedExecutor(min(self._workspace.workers, len(arrivals)), limits) as executor,
            TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as spool,
        ):
            packed = []
            for arrival, outcome in self._outcomes(arrivals, executor, progress):
                if isinstance(outcome, Unreadable) and outcome.state == "packed":
                    packed.append(arrival)
                else:
                    self.record(arrival, outcome)
            for at, arrival in enumerate(packed):
                self._open(arrival, executor, Path(spool) / str(at))

    def read_one(self, arrival: Arrival) -> Receipt:
        """Read one file and write it into the ledger."""
        with IsolatedExecutor(1, self._workspace.settings.limits) as executor:
            ((_, outcome),) = self._outcomes([arrival], executor, lambda _done, _all: None)
        return self.record(arrival, outcome)

    def _outcomes(
        self, arrivals: Sequence[Arrival], executor: Executor, progress: Callable[[int, int], None]
    ) -> Iterator[tuple[Arrival, Reading | Unreadable]]:
        limits = self._workspace.settings.limits
        paths = [arrival.kept.path for arrival in arrivals]
        outcomes = read_all(paths, self._known, limits, executor, self._password)
        for done, (arrival, (_, outcome)) in enumerate(zip(arrivals, outcomes, strict=True), start=1):
            yield arrival, outcome
            progress(done, len(arrivals))

    def _open(self, arrival: Arrival, executor: Executor, folder: Path) -> None:
        """Take in the files of a zip; the zip itself is recorded last, so that a cut run opens it again."""
        folder.mkdir()
        found = unpack(arrival.kept.path, folder, self._workspace.settings.limits, executor)
        if isinstance(found, Unreadable):
            self.record(arrival, found)
            return
        inner = []
        for name, path in found:
            shown = arrival.shown / name
            self._order.append(shown)
            one = self._arrival(path, shown, f"{arrival.name}/{name}", arrival.received)
            inner += [one] if one else []
        for one, outcome in self._outcomes(inner, executor, lambda _done, _all: None):
            self.record(one, outcome)
        self.record(arrival, Unreadable("unpacked", {"count": str(len(found))}))

    def record(self, arrival: Arrival, outcome: Reading | Unreadable) -> Receipt:
        """Judge what was read and write it into the ledger, unless that says so already."""
        sha256 = arrival.kept.sha256
        verdict = judge(outcome, self._expectation, self._ledger.decision(sha256, self._period))
        receipt = Receipt(
            sha256=sha256,
            name=arrival.name,
            size=arrival.kept.size,
            received=arrival.received,
            period=self._period,
            state=verdict.state,
            facts=verdict.facts,
            agency=verdict.agency.code if verdict.agency else None,
            issue=verdict.issue,
        )
        known = self._ledger.receipt_of(sha256)
        if known is not None and _verdict_of(known) == _verdict_of(receipt):
            return known
        if isinstance(outcome, Reading) and verdict.state in RETURNED:
            return self._ledger.record(receipt, outcome.entries, (*outcome.remarks, *verdict.remarks))
        return self._ledger.record(receipt)

    # --- what became of them -------------------------------------------------------------------------------------

    def told(self) -> list[Collected]:
        """What became of every file, as the ledger has it now."""
        for shown, sha256 in self._contents.items():
            receipt = self._ledger.receipt_of(sha256)
            if receipt is None:
                continue
            if self._read.get(sha256) == shown:
                self._told[shown] = self.told_of(shown, receipt)
            else:
                self._tell_duplicate(shown, receipt)
        return [self._told[path] for path in _inside_after(self._order)]

    def told_of(self, shown: Path, receipt: Receipt) -> Collected:
        """What became of a file that was read in this run."""
        facts = {**receipt.facts, "number": str(receipt.number), "total": str(self._total)}
        self._tell(shown, receipt.state, receipt=receipt, **facts)
        return self._told[shown]

    def _tell_duplicate(self, path: Path, known: Receipt) -> None:
        name = NAMES[known.state]
        state = name[0].lower() + name[1:] + (f", lần nộp {known.number}" if known.number else "")
        self._tell(path, "duplicate", receipt=known, name=known.name, state_name=state)

    def _tell(self, path: Path, state: str, receipt: Receipt | None = None, **facts: str) -> None:
        reason, remedy = REASONS[state].about(**facts)
        agency, number = (receipt.agency, receipt.number) if receipt else (None, None)
        self._told[path] = Collected(path, state, reason, remedy, agency, number)


def _inside_after(paths: Sequence[Path]) -> list[Path]:
    """The files of a zip, which were met later, right behind it."""
    order = {path: at for at, path in enumerate(paths)}
    return sorted(
        order, key=lambda path: min((order[up], len(up.parts)) for up in (path, *path.parents) if up in order)
    )


def _verdict_of(receipt: Receipt) -> Receipt:
    """The receipt without what recording and deciding add; an accepted one may have been superseded since."""
    state = "accepted" if receipt.state in RETURNED else receipt.state
    return replace(receipt, id=0, number=None, name="", preferred=None, state=state)


def _files(paths: Sequence[Path]) -> list[Path]:
    """Every file in the paths, folders walked through.

    Raises:
        RequestError: a path that is not there, or no file at all.
    """
    found = [file for path in paths for file in _walk(path)]
    if not found:
        raise RequestError(say.NOTHING_TO_COLLECT.about(folder=", ".join(str(path) for path in paths)))
    return list(dict.fromkeys(found))


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.is_file())
    else:
        raise RequestError(say.NO_SUCH_PATH.about(path=path))

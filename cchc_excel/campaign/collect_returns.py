"""Take in returned files: keep, read, judge, record. Every file ends in a named state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cchc_excel.campaign.workspace import Workspace
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.intake import Archive, Expectation, judge
from cchc_excel.ledger import Ledger, Receipt
from cchc_excel.ledger.records import RETURNED
from cchc_excel.periods import Period
from cchc_excel.reading import IsolatedExecutor, Known, read_all
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
class _Arrival:
    path: Path
    content: bytes
    sha256: str
    received: datetime


def collect(
    workspace: Workspace,
    period: str | None = None,
    paths: Sequence[Path] = (),
    *,
    received: datetime | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Collected]:
    """Take in files and folders; doing it again changes nothing.

    Args:
        period: the campaign to collect for; the latest by default.
        paths: files and folders; ``returned/<period>/`` by default.
        received: when the files came; by default when each was last changed.
        progress: told how many of how many are done.

    Returns:
        One for each file, in the order of the folders.

    Raises:
        CchcError: no such campaign or path, no file at all, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        when = Period.parse(campaign.period)
        files = _files(paths or [workspace.folder("returned", when)])
        expectation = Expectation(
            period=when,
            form=campaign.form,
            register=workspace.register,
            issues={issue.agency: issue.number for issue in ledger.issues(campaign.period)},
            key=workspace.key,
        )
        total = len(workspace.catalogue.version(campaign.form).indicators)
        run = _Run(ledger, workspace.archive, expectation, total)
        arrivals = run.take_in(files, received)
        with IsolatedExecutor(min(workspace.workers, max(len(arrivals), 1)), workspace.settings.limits) as executor:
            kept = [run.archived(arrival) for arrival in arrivals]
            known = Known.of(workspace.catalogue.forms)
            outcomes = read_all(kept, known, workspace.settings.limits, executor)
            for done, (arrival, (_, outcome)) in enumerate(zip(arrivals, outcomes, strict=True), start=1):
                run.record(arrival, outcome)
                progress(done, len(arrivals))
        return run.told(files)


class _Run:
    """One run of collecting: what became of each file so far."""

    def __init__(self, ledger: Ledger, archive: Archive, expectation: Expectation, total: int) -> None:
        self._ledger = ledger
        self._archive = archive
        self._expectation = expectation
        self._total = total
        self._told: dict[Path, Collected] = {}
        self._contents: dict[Path, str] = {}
        self._to_read: dict[str, Path] = {}

    def take_in(self, files: Sequence[Path], received: datetime | None) -> list[_Arrival]:
        """The files to be read, oldest first; the others are told right away."""
        arrivals = []
        for path in files:
            arrival = self._arrival(path, received)
            if arrival is not None:
                arrivals.append(arrival)
        return sorted(arrivals, key=lambda arrival: (arrival.received, arrival.path.name))

    def _arrival(self, path: Path, received: datetime | None) -> _Arrival | None:
        if path.name.lower() in _IGNORED_NAMES or path.name.startswith(_IGNORED_STARTS):
            self._tell(path, "ignored")
            return None
        try:
            content = path.read_bytes()
            changed = datetime.fromtimestamp(path.stat().st_mtime)
        except OSError:
            self._tell(path, "unreadable", reason=UNREADABLE["no_access"])
            return None
        sha256 = hashlib.sha256(content).hexdigest()
        known = self._ledger.receipt_of(sha256)
        self._contents[path] = sha256
        if sha256 in self._to_read or (known is not None and known.state in RETURNED):
            return None
        self._to_read[sha256] = path
        came = known.received if known else (received or min(changed, datetime.now())).replace(microsecond=0)
        return _Arrival(path, content, sha256, came)

    def archived(self, arrival: _Arrival) -> Path:
        """Keep the original before anything else happens to it."""
        try:
            kept = self._archive.keep(
                arrival.content, arrival.path.name, arrival.received, self._expectation.period.key
            )
        except OSError as error:
            raise WorkspaceError(say.FOLDER_UNWRITABLE.about(path="archive")) from error
        return kept.path

    def record(self, arrival: _Arrival, outcome: Reading | Unreadable) -> None:
        """Judge what was read and write it into the ledger, unless that says so already."""
        verdict = judge(outcome, self._expectation)
        receipt = Receipt(
            sha256=arrival.sha256,
            name=arrival.path.name,
            size=len(arrival.content),
            received=arrival.received,
            period=self._expectation.period.key,
            state=verdict.state,
            facts=verdict.facts,
            agency=verdict.agency.code if verdict.agency else None,
            issue=verdict.issue,
        )
        known = self._ledger.receipt_of(arrival.sha256)
        if known is None or _verdict_of(known) != _verdict_of(receipt):
            entries = outcome.entries if isinstance(outcome, Reading) and verdict.state in RETURNED else ()
            remarks = (*outcome.remarks, *verdict.remarks) if isinstance(outcome, Reading) and entries else ()
            self._ledger.record(receipt, entries, remarks)

    def told(self, files: Sequence[Path]) -> list[Collected]:
        """What became of every file, as the ledger has it now."""
        for path, sha256 in self._contents.items():
            receipt = self._ledger.receipt_of(sha256)
            if receipt is None:
                continue
            if self._to_read.get(sha256) == path:
                facts = {**receipt.facts, "number": str(receipt.number), "total": str(self._total)}
                self._tell(path, receipt.state, receipt=receipt, **facts)
            else:
                self._tell_duplicate(path, receipt)
        return [self._told[path] for path in files]

    def _tell_duplicate(self, path: Path, known: Receipt) -> None:
        state = (
            NAMES[known.state][0].lower()
            + NAMES[known.state][1:]
            + (f", lần nộp {known.number}" if known.number else "")
        )
        self._tell(path, "duplicate", receipt=known, name=known.name, state_name=state)

    def _tell(self, path: Path, state: str, receipt: Receipt | None = None, **facts: str) -> None:
        reason, remedy = REASONS[state].about(**facts)
        agency, number = (receipt.agency, receipt.number) if receipt else (None, None)
        self._told[path] = Collected(path, state, reason, remedy, agency, number)


def _verdict_of(receipt: Receipt) -> Receipt:
    """The receipt without what recording adds."""
    return replace(receipt, id=0, number=None, name="")


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

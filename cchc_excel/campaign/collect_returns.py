"""Take in returned files: keep, read, judge, record. Every file ends in a named state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_excel.campaign.arrivals import Arrival, Hands, changed_at, files_in, is_ignored
from cchc_excel.campaign.collected import Collected, Report
from cchc_excel.campaign.mail_ties import note_bounce, tie_of
from cchc_excel.campaign.workspace import Workspace
from cchc_excel.errors import WorkspaceError
from cchc_excel.intake import NO_TIE, ChangingError, Expectation, Note, Tie, fingerprint, judge
from cchc_excel.ledger import CampaignRecord, Ledger, Receipt
from cchc_excel.ledger.records import RETURNED
from cchc_excel.mail.incoming import Incoming, take_apart
from cchc_excel.periods import Period
from cchc_excel.reading.isolation import IsolatedExecutor, WorkerError
from cchc_excel.reading.known import Known
from cchc_excel.reading.many import read_all
from cchc_excel.reading.unpack import unpack
from cchc_excel.submission import Reading, Unreadable, unreadable
from cchc_excel.wording import operator as say
from cchc_excel.wording.states import UNREADABLE

#: A letter around a letter around a zip is as deep as honest senders pack.
_DEEPEST = 3


def collect(  # noqa: PLR0913 - what to collect, and how
    workspace: Workspace,
    period: str | None = None,
    paths: Sequence[Path] = (),
    *,
    received: datetime | None = None,
    password: str = "",
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Collected]:
    """Take in files and folders; doing it again changes nothing.

    Args:
        period: the campaign to collect for; the latest by default.
        paths: files and folders; ``returned/<period>/`` by default.
        received: when the files came; by default when each was last changed.
        password: opens files that ask for one.
        executor: reads the workbooks, whose content is sent to it: a cluster's, for instance (`reading.cluster`). By
            default workers of this machine, bounded in memory and time.
        progress: told how many of how many are done.

    Returns:
        One for each file, in the order of the folders; the files of a zip follow it.

    Raises:
        CchcError: no such campaign or path, no file at all, faulty register.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        files = files_in(paths or [workspace.folder("returned", campaign.period)])
        run = CollectRun(workspace, ledger, campaign, password, executor)
        run.read(run.take_in(files, received), progress)
        return run.told()


class CollectRun:
    """One run of collecting; `report` has what became of each file so far."""

    def __init__(
        self,
        workspace: Workspace,
        ledger: Ledger,
        campaign: CampaignRecord,
        password: str = "",
        elsewhere: Executor | None = None,
    ) -> None:
        self._elsewhere = elsewhere
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
        self.report = Report(len(workspace.catalogue.version(campaign.form).indicators))
        self._limits = workspace.settings.limits
        self._said = False
        self._contents: dict[Path, str] = {}
        self._read: dict[str, Path] = {}

    # --- files in ------------------------------------------------------------------------------------------------

    def take_in(self, files: Sequence[Path], received: datetime | None) -> list[Arrival]:
        """Keep every file in the archive before anything else happens to it; those to be read, oldest first."""
        self._said = received is not None
        arrivals = []
        with self._archived():
            for path in files:
                self.report.expect(path)
                if is_ignored(path):
                    self.report.tell(path, "ignored")
                    continue
                arrival = self._arrival(path, path, path.name, received)
                if arrival is not None:
                    arrivals.append(arrival)
        return sorted(arrivals, key=lambda arrival: (arrival.received, arrival.name))

    @contextmanager
    def _archived(self) -> Iterator[None]:
        """Whatever arrives meanwhile is in the archive afterwards, and not before."""
        try:
            with self._archive.together():
                yield
        except OSError as error:
            raise WorkspaceError(say.FOLDER_UNWRITABLE.about(path="archive")) from error

    def _arrival(
        self, source: Path, shown: Path, name: str, received: datetime | None, tie: Tie = NO_TIE
    ) -> Arrival | None:
        """The file, to be kept, unless it is known or cannot be read now.

        Raises:
            OSError: the archive cannot be written.
        """
        try:
            came = (received or changed_at(source)).replace(microsecond=0)
            sha256, size = fingerprint(source)
        except ChangingError:
            self.report.tell(shown, "unreadable", reason=UNREADABLE["changing"])
            return None
        except OSError:
            self.report.tell(shown, "unreadable", reason=UNREADABLE["no_access"])
            return None
        known = self._ledger.receipt_of(sha256)
        if sha256 in self._read or (known is not None and known.state in RETURNED):
            self._contents[shown] = sha256
            return None
        try:
            note = Note(name, came.isoformat(), self._period, size, self._began.isoformat(), tie.thread, tie.sender)
            kept = self._archive.keep(source, sha256, note)
        except ChangingError:
            self.report.tell(shown, "unreadable", reason=UNREADABLE["changing"])
            return None
        self._contents[shown], self._read[sha256] = sha256, shown
        return Arrival(shown, name, kept, known.received if known else came, tie)

    # --- reading -------------------------------------------------------------------------------------------------

    def read(
        self, arrivals: Sequence[Arrival], progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> None:
        """Read every arrival, and what is packed in it, each in a worker; judge it and write it into the ledger."""
        if not arrivals:
            return
        with (
            IsolatedExecutor(min(self._workspace.workers, len(arrivals)), self._limits) as executor,
            TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as spool,
        ):
            self._sort_out(arrivals, Hands(executor, Path(spool)), (), progress)

    def take_in_message(self, path: Path, name: str, received: datetime, hands: Hands) -> Incoming | None:
        """Take in a message from a mailbox with all its files; None for one that cannot be read.

        A message without a file, other than a bounce, has no business here and is not kept.
        """
        message = self._taken_apart(path, hands)
        if message is not None and message.kind != "bounce" and not message.files:
            return message
        shown = Path(name)
        self.report.expect(shown)
        with self._archived():
            arrival = self._arrival(path, shown, name, received)
        if arrival is not None:
            self._open_message(arrival, message, hands, ("mail",), is_dated=True)
        return message

    def read_one(self, arrival: Arrival) -> Receipt:
        """Read one file and write it into the ledger."""
        with IsolatedExecutor(1, self._limits) as executor:
            ((_, outcome),) = self._outcomes([arrival], executor)
        return self.record(arrival, outcome)

    def _outcomes(
        self,
        arrivals: Sequence[Arrival],
        executor: Executor,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> Iterator[tuple[Arrival, Reading | Unreadable]]:
        paths = [arrival.kept.path for arrival in arrivals]
        sends = self._elsewhere is not None
        outcomes = read_all(
            paths,
            self._known,
            self._limits,
            self._elsewhere or executor,
            self._password,
            sends=sends,
            meanwhile=meanwhile,
        )
        for done, (arrival, (_, outcome)) in enumerate(zip(arrivals, outcomes, strict=True), start=1):
            yield arrival, outcome
            progress(done, len(arrivals))

    def _sort_out(
        self,
        arrivals: Sequence[Arrival],
        hands: Hands,
        inside: tuple[str, ...],
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> None:
        """Record what was read; open what is a package of others, down to a depth that honest senders reach."""
        packages = []
        with self._ledger.together() as now_and_then:
            for arrival, outcome in self._outcomes(arrivals, hands.executor, progress, now_and_then):
                state = outcome.state if isinstance(outcome, Unreadable) else ""
                may_open = len(inside) < _DEEPEST and not (state == "packed" and "packed" in inside)
                if state in ("packed", "message") and may_open:
                    packages.append((arrival, state))
                else:
                    self.record(arrival, Unreadable("packed") if state == "message" else outcome)
                now_and_then()
        # A package is recorded after all in it, so that a run that is cut off opens it again.
        for arrival, state in packages:
            if state == "packed":
                self._open_zip(arrival, hands, (*inside, state))
            else:
                self._open_message(arrival, self._taken_apart(arrival.kept.path, hands), hands, (*inside, state))

    def _open_zip(self, arrival: Arrival, hands: Hands, inside: tuple[str, ...]) -> None:
        found = unpack(arrival.kept.path, hands.folder(), self._limits, hands.executor)
        if isinstance(found, Unreadable):
            self.record(arrival, found)
            return
        self._sort_out(self._inner(arrival, found, arrival.received, arrival.tie), hands, inside)
        self.record(arrival, Unreadable("unpacked", {"count": str(len(found))}))

    def _taken_apart(self, path: Path, hands: Hands) -> Incoming | None:
        try:
            found: Incoming | None = hands.executor.submit(take_apart, str(path), str(hands.folder())).result()
        except (FutureTimeoutError, WorkerError, MemoryError):
            return None
        return found

    def _open_message(
        self,
        arrival: Arrival,
        message: Incoming | None,
        hands: Hands,
        inside: tuple[str, ...],
        *,
        is_dated: bool = False,
    ) -> None:
        """Take in the files of a message, tied to the agency whose thread or address it came by."""
        if message is None:
            self.record(arrival, unreadable("damaged"))
            return
        if message.failed:
            note_bounce(message, self._ledger)
            self.record(arrival, Unreadable("bounce", {"failed": ", ".join(address for address, _ in message.failed)}))
            return
        # What was said about the day, or by the mailbox, goes before what the message says of itself.
        came = arrival.received if is_dated or self._said else message.sent or arrival.received
        files = [(name, Path(path)) for name, path in message.files]
        self._sort_out(
            self._inner(arrival, files, came, tie_of(message, self._ledger, self._expectation.register)), hands, inside
        )
        state = "opened_mail" if files else "auto_reply" if message.kind == "auto_reply" else "no_files"
        self.record(arrival, Unreadable(state, {"count": str(len(files))}))

    def _inner(
        self, package: Arrival, files: Sequence[tuple[str, Path]], received: datetime, tie: Tie
    ) -> list[Arrival]:
        inner = []
        with self._archived():
            for name, path in files:
                # A name that begins at a root would hide the package that it came in.
                shown = package.shown / re.sub(r"^([A-Za-z]:)?[/\\]+", "", name)
                while shown in self.report:
                    shown = shown.with_name(f"{shown.name} (2)")
                self.report.expect(shown)
                one = self._arrival(path, shown, f"{package.name}/{name}", received, tie)
                inner += [one] if one else []
        return inner

    def record(self, arrival: Arrival, outcome: Reading | Unreadable) -> Receipt:
        """Judge what was read and write it into the ledger, unless that says so already."""
        sha256 = arrival.kept.sha256
        decided = self._ledger.decision(sha256, self._period)
        verdict = judge(outcome, self._expectation, decided, arrival.tie)
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
                self.report.tell_read(shown, receipt)
            else:
                self.report.tell_duplicate(shown, receipt)
        return list(self.report.in_order())


def _verdict_of(receipt: Receipt) -> Receipt:
    """The receipt without what recording and deciding add; an accepted one may have been superseded since."""
    state = "accepted" if receipt.state in RETURNED else receipt.state
    return replace(receipt, id=0, number=None, name="", preferred=None, state=state)

"""Take in returned files: keep, read, judge, record. Every file ends in a named state."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_excel.domain.agency import Register
from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import RETURNED, Receipt
from cchc_excel.domain.submission import Reading, Unreadable, unreadable
from cchc_excel.errors import RequestError
from cchc_excel.mail.incoming import Incoming, parse_message
from cchc_excel.messages import desk as messages
from cchc_excel.messages.states import FileState
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.unpack import unpack
from cchc_excel.reading.workers.isolation import IsolatedExecutor, WorkerError
from cchc_excel.reading.workers.many import read_all
from cchc_excel.storage.ledger import Ledger
from cchc_excel.validation.acceptance import CampaignContext, SenderLink, classify
from cchc_excel.workflow.collect_report import CollectReport, CollectResult
from cchc_excel.workflow.drop_folder import files_in
from cchc_excel.workflow.intake import IncomingFile, Intake
from cchc_excel.workflow.run_log import fenced
from cchc_excel.workflow.workspace import Workspace

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
) -> list[CollectResult]:
    """Take in files and folders; doing it again changes nothing.

    Args:
        period: the campaign to collect for; the latest by default.
        paths: files and folders; ``returned/<period>/`` by default.
        received: when the files came; by default when each was last changed. Corrects what is known of a file only
            where that is named itself, as a folder may hold files that came on other days.
        password: opens files that ask for one.
        executor: reads the workbooks, whose content is sent to it: a cluster's, for instance (`reading.cluster`). By
            default workers of this machine, bounded in memory and time.
        progress: told how many of how many are done.

    Returns:
        One for each file, in the order of the folders; the files of a zip follow it.

    Raises:
        CchcError: no such campaign or path, no file at all, faulty register; a day that has not come.
    """
    if received is not None and received.date() > date.today():
        raise RequestError(messages.NOT_YET.about(day=f"{received:%d/%m/%Y}"))
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        files = files_in(paths or [workspace.folder("returned", campaign.period)])
        run = CollectRun(workspace, ledger, campaign, password, executor)
        named = frozenset(path for path in paths if path.is_file())
        run.read(run.files.from_folder(files, received, named), len(files), progress)
        return run.files.results()


class WorkerPool:
    """The workers of a run, and folders in which they put what they unpack."""

    def __init__(self, executor: Executor, spool: Path) -> None:
        self.executor = executor
        self._spool = spool
        self._made = 0

    def folder(self) -> Path:
        """A new, empty folder."""
        self._made += 1
        folder = self._spool / str(self._made)
        folder.mkdir()
        return folder


class CollectRun:
    """One run of collecting.

    Attributes:
        files: what it has taken in, and what became of it.
        report: what became of each file so far.
    """

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
        self._period = campaign.period
        self._password = password
        self._expectation = CampaignContext(
            period=Period.parse(campaign.period),
            form=campaign.form,
            register=workspace.register,
            issues={issue.agency: issue.number for issue in ledger.issues(campaign.period)},
            key=workspace.key,
        )
        self._known = ExpectedForms.of(workspace.catalogue.forms, campaign.form)
        self.report = CollectReport(campaign.period, len(workspace.catalogue.version(campaign.form).indicators))
        self._limits = workspace.settings.limits
        self.files = Intake(workspace, ledger, campaign.period, self.report)
        self._expected = 0

    def read(
        self,
        arrivals: Iterable[IncomingFile],
        count: int,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> None:
        """Read every arrival, and what is packed in it, each in a worker; judge it and write it into the ledger.

        Args:
            arrivals: what has been archived.
            count: how many there are at most.
            progress: told how many of how many are done.
        """
        self._expected = count
        rest = iter(arrivals)
        first = list(islice(rest, self._workspace.workers))
        if not first:
            return
        with (
            IsolatedExecutor(len(first), self._limits) as executor,
            TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as spool,
        ):
            self._sort_out(chain(first, rest), WorkerPool(executor, Path(spool)), (), progress)

    def take_in_message(self, path: Path, name: str, received: datetime, hands: WorkerPool) -> Incoming | None:
        """Take in a message from a mailbox with all its files; None for one that cannot be read.

        A message without a file, other than a bounce, has no business here and is not kept.
        """
        message = self._parsed_message(path, hands)
        if message is not None and message.kind != "bounce" and not message.files:
            return message
        shown = Path(name)
        arrival = self.files.one(path, shown, name, received)
        if arrival is not None:
            self._open_message(arrival, message, hands, ("mail",), is_dated=True)
        return message

    def read_one(self, arrival: IncomingFile) -> Receipt:
        """Read one file and write it into the ledger."""
        with IsolatedExecutor(1, self._limits) as executor:
            ((_, outcome),) = self._outcomes([arrival], executor)
        return self.record(arrival, outcome)

    def _outcomes(
        self,
        arrivals: Iterable[IncomingFile],
        executor: Executor,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> Iterator[tuple[IncomingFile, Reading | Unreadable]]:
        waiting: deque[IncomingFile] = deque()

        def paths() -> Iterator[Path]:
            for arrival in arrivals:
                waiting.append(arrival)
                yield arrival.kept.path

        outcomes = read_all(
            paths(),
            self._known,
            self._limits,
            self._elsewhere or executor,
            self._password,
            sends=self._elsewhere is not None,
            meanwhile=meanwhile,
        )
        for done, (_, outcome) in enumerate(outcomes, start=1):
            yield waiting.popleft(), outcome
            progress(done, self._expected - self.files.skipped)

    def _sort_out(
        self,
        arrivals: Iterable[IncomingFile],
        hands: WorkerPool,
        inside: tuple[str, ...],
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> None:
        """Record what was read; open what is a package of others, down to a depth that honest senders reach."""
        packages = []
        with self._ledger.batch() as maybe_commit:
            for arrival, outcome in self._outcomes(arrivals, hands.executor, progress, maybe_commit):
                state = outcome.state if isinstance(outcome, Unreadable) else ""
                may_open = len(inside) < _DEEPEST and not (state == "packed" and "packed" in inside)
                if state in ("packed", "message") and may_open:
                    packages.append((arrival, state))
                else:
                    self.record(arrival, outcome)
                maybe_commit()
        # A package is recorded after all in it, so that a run that is cut off opens it again.
        for arrival, state in packages:
            if state == "packed":
                self._open_zip(arrival, hands, (*inside, state))
            else:
                self._open_message(arrival, self._parsed_message(arrival.kept.path, hands), hands, (*inside, state))

    def _open_zip(self, arrival: IncomingFile, hands: WorkerPool, inside: tuple[str, ...]) -> None:
        found = unpack(arrival.kept.path, hands.folder(), self._limits, hands.executor)
        if isinstance(found, Unreadable):
            self.record(arrival, found)
            return
        self._sort_out(self.files.inside(arrival, found, arrival.received, arrival.link), hands, inside)
        self.record(arrival, Unreadable("unpacked", {"count": str(len(found))}))

    def _parsed_message(self, path: Path, hands: WorkerPool) -> Incoming | None:
        try:
            found: Incoming | None = hands.executor.submit(parse_message, str(path), str(hands.folder())).result()
        except (FutureTimeoutError, WorkerError, MemoryError):
            return None
        return found

    def _open_message(
        self,
        arrival: IncomingFile,
        message: Incoming | None,
        hands: WorkerPool,
        inside: tuple[str, ...],
        *,
        is_dated: bool = False,
    ) -> None:
        """Take in the files of a message, tied to the agency whose thread or address it came by."""
        if message is None:
            self.record(arrival, unreadable("damaged"))
            return
        if message.failed:
            record_bounce(message, self._ledger)
            self.record(arrival, Unreadable("bounce", {"failed": ", ".join(address for address, _ in message.failed)}))
            return
        # What was said about the day, or by the mailbox, goes before what the message says of itself.
        came = arrival.received if is_dated or self.files.is_dated else message.sent or arrival.received
        files = [(name, Path(path)) for name, path in message.files]
        link = sender_link_of(message, self._ledger, self._expectation.register)
        self._sort_out(self.files.inside(arrival, files, came, link), hands, inside)
        state: FileState = "opened_mail" if files else "auto_reply" if message.kind == "auto_reply" else "no_files"
        self.record(arrival, Unreadable(state, {"count": str(len(files))}))

    def record(self, arrival: IncomingFile, outcome: Reading | Unreadable) -> Receipt:
        """Judge what was read and write it into the ledger, unless that says so already."""
        sha256 = arrival.kept.sha256
        decided = self._ledger.decision(sha256, self._period)
        verdict = fenced(
            self._workspace.log,
            f"judge {self._period} {sha256}",
            lambda: classify(outcome, self._expectation, decided, arrival.link),
            lambda: classify(unreadable("failed"), self._expectation),
        )
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
            return self._ledger.record(receipt, outcome.entries_json, (*outcome.notices, *verdict.notices))
        return self._ledger.record(receipt)


def _verdict_of(receipt: Receipt) -> Receipt:
    """The receipt without what recording and deciding add; an accepted one may have been superseded since."""
    state: FileState = "accepted" if receipt.state in RETURNED else receipt.state
    return replace(receipt, id=0, number=None, name="", preferred=None, state=state)


def sender_link_of(message: Incoming, ledger: Ledger, register: Register) -> SenderLink:
    """Whose letters the message answers, and whose address it came from."""
    threads = [letter.agency for one in message.threads if (letter := ledger.mail.by_message(one))]
    senders = [
        agency.code
        for agency in register.agencies
        if message.sender and message.sender in (email.lower() for email in agency.emails)
    ]
    return SenderLink(threads[0] if threads else "", senders[0] if len(senders) == 1 else "")


def record_bounce(message: Incoming, ledger: Ledger) -> None:
    """Mark the letters that a bounce is about, with the addresses that they did not reach."""
    told = "; ".join(f"{address}: {why}" for address, why in message.failed)
    for one in message.threads:
        letter = ledger.mail.by_message(one)
        if letter is not None:
            ledger.mail.write(replace(letter, state="bounced", detail=told))

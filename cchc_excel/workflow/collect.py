"""Collect returned files: archive each, read it in a worker, classify it, record it. Every file ends in a named state.

In: the files of ``returned/<period>/``, files and folders that the operator names, messages of the mailbox, and what
is packed in them. Out: a receipt in the ledger and a :class:`CollectResult` for each. What comes before reading is in
:mod:`cchc_excel.workflow.intake`, what is packed in :mod:`cchc_excel.workflow.packages`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import COPY_KIND, DAY, RETURNED, SENT, Receipt, as_classified, as_known, day_kind_of
from cchc_excel.domain.submission import Reading, ReadNotice, Unreadable
from cchc_excel.errors import RequestError
from cchc_excel.mail.incoming import IncomingMessage
from cchc_excel.messages import desk as messages
from cchc_excel.reading.extract import extract
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.isolation import IsolatedExecutor, WorkerPool
from cchc_excel.reading.workers.many import read_all
from cchc_excel.storage.archive import fingerprint
from cchc_excel.storage.ledger import Ledger
from cchc_excel.validation.acceptance import AcceptanceResult, classify
from cchc_excel.validation.campaign_context import CampaignContext
from cchc_excel.workflow.collect_report import CollectReport, CollectResult
from cchc_excel.workflow.copies import Copies, as_copy
from cchc_excel.workflow.drop_folder import files_in, receipt_numbered
from cchc_excel.workflow.intake import READ_BY, IncomingFile, Intake, Origin, require_possible_day
from cchc_excel.workflow.packages import Packages, is_opened, parsed_message
from cchc_excel.workflow.run_log import fenced, log_states
from cchc_excel.workflow.workspace import Workspace, program_version

Progress = Callable[[int, int], None]


def no_progress(_done: int, _count: int) -> None:
    """Reports nothing."""


def collect(  # noqa: PLR0913 - what to collect, and how
    workspace: Workspace,
    period: str | None = None,
    paths: Sequence[Path] = (),
    *,
    received: datetime | None = None,
    password: str = "",
    is_sure: bool = False,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> list[CollectResult]:
    """Collect files and folders; doing it again changes nothing.

    Args:
        period: the campaign to collect for; the latest by default.
        paths: files and folders; ``returned/<period>/`` by default. Or numbers of files that were received before,
            whose day is to be corrected.
        received: when the files came; by default when each was last changed. Corrects what is known of a file only
            where that is named itself, as a folder may hold files that came on other days.
        password: opens files that ask for one.
        is_sure: also where `received` is before the first day on which a return can have come.
        executor: reads the workbooks, whose content is sent to it: a cluster's, for instance
            (`reading.workers.dask_executor`). By default workers of this machine, bounded in memory and time.
        progress: called with how many of how many are done.

    Returns:
        One for each file, in the order of the folders; the files of a zip follow it.

    Raises:
        CchcError: no such campaign or path, no file at all, faulty register; a day that is hardly meant.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        require_possible_day(campaign, received, is_sure=is_sure)
        numbered = {path: receipt for path in paths if (receipt := receipt_numbered(ledger, campaign.period, path))}
        paths = [path for path in paths if path not in numbered]
        folders = [] if numbered and not paths else paths or [workspace.folder("returned", campaign.period)]
        files = files_in(folders) if folders else []
        named = frozenset(path for path in paths if path.is_file())
        run = CollectRun(workspace, ledger, campaign, password, executor)
        for receipt in numbered.values():
            if received is None:
                raise RequestError(messages.DAY_NEEDED.about(file_id=receipt.file_id, period=campaign.period))
            run.intake.correct(receipt, received)
        run.read(run.intake.from_folder(files, received, named), len(files), progress)
        run.copies.refresh()
        results = run.intake.results()
    log_states(workspace.log, f"collect {campaign.period}", results)
    return results


class CollectRun:
    """One run of collecting for a campaign; ``assign``, ``doctor --rebuild`` and the mailbox use it too.

    Attributes:
        intake: archives what comes in.
        report: what became of each file so far.
        copies: PDFs beside workbooks; to be refreshed when all is recorded.
    """

    def __init__(
        self,
        workspace: Workspace,
        ledger: Ledger,
        campaign: CampaignRecord,
        password: str = "",
        remote_executor: Executor | None = None,
    ) -> None:
        self._log = workspace.log
        self._ledger = ledger
        self._period = campaign.period
        self._workers = workspace.workers
        self._limits = workspace.settings.limits
        self._password = password
        self._remote_executor = remote_executor
        self._forms = ExpectedForms.of(workspace.catalogue.forms, campaign.form, Period.parse(campaign.period).name)
        self._context = CampaignContext(
            period=Period.parse(campaign.period),
            form=campaign.form,
            register=workspace.register,
            issues={issue.agency: issue.number for issue in ledger.issues(campaign.period)},
            key=workspace.key,
            desk_name=workspace.settings.noi_nhan.ten,
            desk_address=workspace.settings.thu_gui.sender.lower(),
        )
        self.report = CollectReport(campaign.period, len(workspace.catalogue.version(campaign.form).indicators))
        self.intake = Intake(workspace, ledger, campaign.period, self.report)
        self._packages = Packages(self.intake, ledger, self._context, self._limits)
        self.copies = Copies(ledger, campaign, workspace.catalogue.version(campaign.form))
        self._count = 0

    # --- 1. read in workers -------------------------------------------------------------------------------------------

    def read(self, files: Iterable[IncomingFile], count: int, progress: Progress = no_progress) -> None:
        """Read archived files, and what is packed in them, each in a worker; classify and record them.

        Args:
            files: what is in the archive and is to be read.
            count: how many there are at most.
            progress: called with how many of how many are done.
        """
        self._count = count
        files = iter(files)
        first = list(islice(files, self._workers))
        if not first:
            return
        with (
            IsolatedExecutor(len(first), self._limits) as executor,
            TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as spool,
        ):
            self._read_and_record(chain(first, files), WorkerPool(executor, Path(spool)), (), progress)

    def outcomes_of(self, files: Sequence[IncomingFile]) -> Iterator[tuple[IncomingFile, Reading | Unreadable]]:
        """Read archived files, each in a worker; nothing is recorded."""
        if files:
            with IsolatedExecutor(min(self._workers, len(files)), self._limits) as executor:
                yield from self._outcomes(files, executor)

    def read_one(self, path: Path) -> Reading | Unreadable:
        """Read one file in a worker; nothing is recorded."""
        with IsolatedExecutor(1, self._limits) as executor:
            ((_, outcome),) = read_all([path], self._forms, self._limits, executor, self._password)
        return outcome

    def take_table(self, workbook: Receipt, path: Path, place: str) -> Receipt | None:
        """The receipt of one table of a received file, as a file of its own; None where it has no such table.

        Args:
            workbook: the receipt of the whole file.
            path: where that is.
            place: the table's place, or the name of a sheet.
        """
        with TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as folder:
            source = Path(folder) / "table"
            source.write_bytes(extract(path.read_bytes(), place))
            outcome = self.read_one(source)
            if isinstance(outcome, Unreadable):
                return None
            name = f"{workbook.name}/{place}"
            origin = Origin(workbook.received, day_kind_of(workbook))
            file = self.intake.single_file(source, Path(name), name, origin)
            return self.record(file, outcome) if file else self._ledger.receipt_of(fingerprint(source)[0])

    def _read_and_record(
        self,
        files: Iterable[IncomingFile],
        pool: WorkerPool,
        packages: tuple[str, ...],
        progress: Progress = no_progress,
    ) -> None:
        """Record what was read; open what is a package of others.

        Args:
            packages: states of the packages that the files came in, the outermost first.
        """
        opened: list[tuple[IncomingFile, Unreadable]] = []
        with self._ledger.batch() as maybe_commit:
            for file, outcome in self._outcomes(files, pool.executor, progress, maybe_commit):
                if isinstance(outcome, Unreadable) and is_opened(outcome, packages):
                    opened.append((file, outcome))
                else:
                    self._fenced(file, partial(self.record, file, outcome), outcome)
                maybe_commit()
        # A package is recorded after all in it, so that a run that is cut off opens it again.
        for file, outcome in opened:
            self._fenced(file, partial(self._open, file, outcome, pool, packages))

    def _open(self, file: IncomingFile, outcome: Unreadable, pool: WorkerPool, packages: tuple[str, ...]) -> None:
        """Read and record what is in a package, then the package itself."""
        files, opened = self._packages.files_in(file, outcome, pool)
        self._read_and_record(files, pool, (*packages, outcome.state))
        self.record(file, opened)

    def read_message(self, path: Path, name: str, origin: Origin, pool: WorkerPool) -> IncomingMessage | None:
        """Collect a message from a mailbox with all its files; None for one that cannot be read.

        A message without a file or a part that was not opened, other than a bounce, is not archived.
        """
        message = parsed_message(path, pool, budget := self.intake.new_budget(path))
        if message is not None and message.kind != "bounce" and message.is_bare:
            return message
        file = self.intake.single_file(path, Path(name), name, origin, budget)
        if file is not None:
            self._fenced(file, partial(self._open_received, file, message, pool))
        return message

    def _open_received(self, file: IncomingFile, message: IncomingMessage | None, pool: WorkerPool) -> None:
        files, opened = self._packages.files_of(file, message, is_dated=True)
        self._read_and_record(files, pool, ("mail",))
        self.record(file, opened)

    def _outcomes(
        self,
        files: Iterable[IncomingFile],
        executor: Executor,
        progress: Progress = no_progress,
        while_waiting: Callable[[], None] = lambda: None,
    ) -> Iterator[tuple[IncomingFile, Reading | Unreadable]]:
        waiting: dict[Path, IncomingFile] = {}

        def paths() -> Iterator[Path]:
            for file in files:
                waiting[file.stored.path] = file
                yield file.stored.path

        outcomes = read_all(
            paths(),
            self._forms,
            self._limits,
            self._remote_executor or executor,
            self._password,
            send_content=self._remote_executor is not None,
            while_waiting=while_waiting,
            budget_of=lambda path: waiting[path].budget,
        )
        for done, (path, outcome) in enumerate(outcomes, start=1):
            yield waiting.pop(path), outcome
            progress(done, self._count - self.intake.skipped)

    # --- 2. classify and record -----------------------------------------------------------------------------------

    def record(self, file: IncomingFile, outcome: Reading | Unreadable) -> Receipt:
        """Classify what was read and write it into the ledger, unless that says so already."""
        receipt, notices = self.classified(file, outcome)
        known = self._ledger.receipt_of(receipt.sha256)
        receipt = as_known(receipt, known) if known is not None else receipt
        if known is not None and as_classified(known) == as_classified(receipt):
            return known
        if isinstance(outcome, Reading) and (receipt.state in RETURNED or receipt.is_copy):
            return self._ledger.record(receipt, outcome.entries_json, notices)
        return self._ledger.record(receipt)

    def verdict(self, file: IncomingFile, outcome: Reading | Unreadable) -> Receipt | None:
        """The receipt that a file would get today, not recorded; None where the program fails over it."""
        return fenced(self._log, f"judge {file.stored.sha256}", lambda: self.classified(file, outcome)[0], lambda: None)

    def classified(self, file: IncomingFile, outcome: Reading | Unreadable) -> tuple[Receipt, Sequence[ReadNotice]]:
        """The receipt of what was read, not yet recorded, and the notices of reading and acceptance."""
        decision = self._ledger.decision(file.stored.sha256, self._period)
        name = "/".join(filter(None, (file.origin.folder, file.name)))
        result = classify(outcome, self._context, decision, file.origin.link, name)
        receipt = self._receipt(file, result)
        if not isinstance(outcome, Reading):
            return receipt, result.notices
        if outcome.kind == COPY_KIND:
            receipt = as_copy(receipt, outcome, self._context, file.origin.link)
            receipt = self.copies.compared(receipt, outcome.entries)
        return receipt, (*outcome.notices, *result.notices)

    def _receipt(self, file: IncomingFile, result: AcceptanceResult) -> Receipt:
        facts = dict(result.facts)
        if result.state == "not_a_workbook":
            facts[READ_BY] = program_version()
        if file.origin.day:
            facts[DAY] = file.origin.day
        if file.origin.link.sent:
            facts[SENT] = file.origin.link.sent
        return Receipt(
            sha256=file.stored.sha256,
            name=file.name,
            size=file.stored.size,
            received=file.origin.received,
            period=self._period,
            state=result.state,
            facts=facts,
            agency=result.agency.code if result.agency else None,
            issue=result.issue,
        )

    def _fenced(
        self, file: IncomingFile, work: Callable[[], object], outcome: Reading | Unreadable | None = None
    ) -> None:
        """Do something with one file; where the program fails over it, that is recorded and the others go on."""
        what = f"collect {self._period} {file.stored.sha256}"
        fenced(self._log, what, work, partial(self._record_failed, file, outcome))

    def _record_failed(self, file: IncomingFile, outcome: Reading | Unreadable | None) -> None:
        """The file waits for a mended program, unless it is a return already: that stays what it is."""
        self.report.add_state(file.path, "failed")
        known = self._ledger.receipt_of(file.stored.sha256)
        if known is None or known.state not in RETURNED:
            agency = None
            stamp = outcome.stamp if isinstance(outcome, Reading) else None
            with suppress(Exception):  # what failed may be the very thing that is asked here
                if stamp is not None and stamp.is_genuine(self._context.key):
                    agency = self._context.register.get(stamp.agency)
            self._ledger.record(self._receipt(file, AcceptanceResult("failed", {}, agency)))

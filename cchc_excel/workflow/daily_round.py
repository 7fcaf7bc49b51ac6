"""The daily round of a desk: mailbox and drop folder are looked through, returns checked, the master formed anew.

It sends no letter and decides nothing. Doing it again changes nothing, and where nothing has changed since the master
was formed, that is neither checked nor written again. What hinders one step is told, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from cchc_excel.domain.receipt import RETURNED, SETTLED
from cchc_excel.errors import CchcError
from cchc_excel.workflow.check import check
from cchc_excel.workflow.collect import collect
from cchc_excel.workflow.collect_report import CollectResult
from cchc_excel.workflow.consolidate import consolidate, master_sources
from cchc_excel.workflow.drop_folder import files_below
from cchc_excel.workflow.mail_account import PasswordPrompt, no_prompt
from cchc_excel.workflow.mail_in import MailboxRun, collect_mailbox
from cchc_excel.workflow.status import Status, status
from cchc_excel.workflow.workspace import Workspace

RoundStep = Literal["mailbox", "folder", "check", "master"]
#: In the order of the work.
STEPS: tuple[RoundStep, ...] = ("mailbox", "folder", "check", "master")
#: Called with the step, and how many of how many are done in it.
RoundProgress = Callable[[RoundStep, int, int], None]


class RoundStopped(Exception):  # noqa: N818 - no error: somebody said so
    """Raised by the callable for progress, to end the round between two files."""


@dataclass(frozen=True)
class DailyRound:
    """What a round brought.

    Attributes:
        status: how the period stands after it.
        mailbox: what was in the mailbox; None where none is set, or it could not be looked into.
        collected: what became of each file of the drop folder.
        faults: what hindered a step.
        checked: how many returns were checked; 0 where nothing had changed.
        master: where it is; None where there is none yet.
        is_master_new: it says something else since this round.
        edited: where a master that somebody had changed is kept.
        was_stopped: before all steps were done.
    """

    status: Status
    mailbox: MailboxRun | None = None
    collected: Sequence[CollectResult] = ()
    faults: Mapping[RoundStep, CchcError] = field(default_factory=dict)
    checked: int = 0
    master: Path | None = None
    is_master_new: bool = False
    edited: Sequence[Path] = ()
    was_stopped: bool = False

    @property
    def news(self) -> Sequence[CollectResult]:
        """What was learned of files in this round."""
        mailed = self.mailbox.collected if self.mailbox else ()
        return [result for result in (*mailed, *self.collected) if result.is_news]

    @property
    def new_returns(self) -> int:
        """How many of the files are returns."""
        return sum(result.state in RETURNED for result in self.news)

    @property
    def other_files(self) -> int:
        """How many of the files became no return, and are nothing that is done with."""
        done = (*RETURNED, *SETTLED, "duplicate", "ignored")
        return sum(result.state not in done for result in self.news)


def daily_round(
    workspace: Workspace,
    period: str | None = None,
    *,
    ask: PasswordPrompt = no_prompt,
    today: date | None = None,
    progress: RoundProgress = lambda _step, _done, _all: None,
) -> DailyRound:
    """Do the daily round of a period.

    Args:
        period: the latest campaign's by default.
        ask: for the password of the mailbox.
        today: the day by which an agency is overdue; by default the current day.
        progress: may raise :class:`RoundStopped`; what was done so far stays.

    Raises:
        CchcError: no such campaign; register, ledger or archive cannot be used at all.
    """
    with workspace.ledger() as ledger:
        period = workspace.campaign(ledger, period).period
    steps = _Steps(workspace, period, ask, progress)
    try:
        for step in (steps.mailbox, steps.folder, steps.check_and_master):
            step()
    except RoundStopped:
        steps.was_stopped = True
    return steps.result(status(workspace, period, today=today))


class _Steps:
    """The steps of one round, and what they have brought so far."""

    def __init__(self, workspace: Workspace, period: str, ask: PasswordPrompt, progress: RoundProgress) -> None:
        self._workspace, self._period, self._ask, self._progress = workspace, period, ask, progress
        self._faults: dict[RoundStep, CchcError] = {}
        self._mailbox: MailboxRun | None = None
        self._collected: Sequence[CollectResult] = ()
        self._checked = 0
        self._master: Path | None = None
        self._edited: Sequence[Path] = ()
        self._is_master_new = self.was_stopped = False

    def result(self, now: Status) -> DailyRound:
        return DailyRound(
            now,
            self._mailbox,
            self._collected,
            self._faults,
            self._checked,
            self._master,
            self._is_master_new,
            self._edited,
            self.was_stopped,
        )

    @contextmanager
    def _step(self, step: RoundStep) -> Iterator[Callable[[int, int], None]]:
        """One step; what hinders it is kept, and the round goes on."""
        self._progress(step, 0, 0)
        try:
            yield partial(self._progress, step)
        except CchcError as error:
            self._faults[step] = error

    def mailbox(self) -> None:
        settings = self._workspace.settings.thu_nhan
        if settings.may_chu:
            with self._step("mailbox") as told:
                self._mailbox = collect_mailbox(self._workspace, self._period, ask=self._ask, progress=told)

    def folder(self) -> None:
        with self._step("folder") as told:
            if files_below(self._workspace.folder("returned", self._period)):
                self._collected = collect(self._workspace, self._period, progress=told)

    def check_and_master(self) -> None:
        sources, self._master = master_sources(self._workspace, self._period)
        if self._master is not None or not self._has_returns():
            return
        with self._step("check") as told:
            self._checked = len(check(self._workspace, self._period, progress=told))
        if "check" in self._faults:
            return
        with self._step("master") as told:
            formed = consolidate(self._workspace, self._period, checked=sources, progress=told)
            self._master, self._is_master_new, self._edited = formed.path, formed.is_new, formed.edited

    def _has_returns(self) -> bool:
        with self._workspace.ledger() as ledger:
            return any(receipt.state == "accepted" for receipt in ledger.receipts(self._period))

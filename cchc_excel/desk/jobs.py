"""What takes long runs in a thread of its own, one job at a time; every page shows how far it is."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Thread
from typing import Literal

from cchc_excel.api import RoundStopped
from cchc_excel.desk.words import error_words
from cchc_excel.errors import CchcError
from cchc_excel.messages import page as messages

JobKind = Literal["round", "receive", "issue", "master"]
JobState = Literal["running", "done", "stopped", "failed"]
#: So many jobs that have ended are remembered.
_REMEMBERED = 5
#: The time left is said once it can be known.
_SECONDS_BEFORE_GUESS = 5
#: A thread is joined for so many seconds at a time: longer waits overflow on some systems.
_LONGEST_JOIN = 60.0
#: What a job does: it reports to the job and gives the sentences that are said at its end.
Work = Callable[["Job"], Sequence[str]]


@dataclass
class Job:
    """One job, while it runs and afterwards.

    Attributes:
        title: what is being done, as the pages say it.
        step: the part of it that is being done.
        done: how many of `total` are done in this step; `total` is 0 where that is not known.
        lines: what is said at the end.
        remedy: what to do, where it failed.
    """

    kind: JobKind
    title: str
    started: datetime
    state: JobState = "running"
    step: str = ""
    done: int = 0
    total: int = 0
    lines: Sequence[str] = ()
    remedy: str = ""
    ended: datetime | None = None
    is_stop_asked: bool = False
    _step_began: float = field(default_factory=time.monotonic)

    def report(self, step: str, done: int, total: int) -> None:
        """Say how far it is.

        Raises:
            RoundStopped: somebody has asked for its end.
        """
        if step != self.step:
            self.step, self._step_began = step, time.monotonic()
        self.done, self.total = done, total
        if self.is_stop_asked:
            raise RoundStopped

    @property
    def seconds_left(self) -> int | None:
        """How long the step will take, from what it took so far; None while that is not known."""
        taken = time.monotonic() - self._step_began
        if not self.done or self.done >= self.total or taken < _SECONDS_BEFORE_GUESS:
            return None
        return round(taken / self.done * (self.total - self.done))


class Jobs:
    """The running job, and the last ones."""

    def __init__(self, on_fault: Callable[[str, BaseException], None]) -> None:
        """Begin with none.

        Args:
            on_fault: writes a fault of ours into the log.
        """
        self._on_fault, self._lock = on_fault, Lock()
        self._running: Job | None = None
        self._queue: list[tuple[JobKind, str, Work]] = []
        self._thread: Thread | None = None
        self.ended: deque[Job] = deque(maxlen=_REMEMBERED)

    @property
    def running(self) -> Job | None:
        """The job that runs now."""
        return self._running

    def start(self, kind: JobKind, title: str, work: Work) -> Job:
        """Start a job; where one runs, it follows that one, once.

        A round that is asked for while one runs is that round. What is received meanwhile needs another look.
        """
        with self._lock:
            running = self._running
            if running is None:
                return self._begin(kind, title, work)
            is_awaited = any(queued == kind for queued, _, _ in self._queue)
            if not is_awaited and (kind != running.kind or kind == "receive"):
                self._queue.append((kind, title, work))
            return running

    def _begin(self, kind: JobKind, title: str, work: Work) -> Job:
        job = self._running = Job(kind, title, datetime.now())
        self._thread = Thread(target=self._run, args=(job, work), name=f"cchc-{kind}", daemon=True)
        self._thread.start()
        return job

    def stop(self) -> None:
        """Ask the running job to end between two files."""
        with self._lock:
            self._queue.clear()
            if self._running is not None:
                self._running.is_stop_asked = True

    def wait(self, seconds: float = float("inf")) -> None:
        """Wait for the end of the running job and of those that follow it, so long at most."""
        until = time.monotonic() + seconds
        while (thread := self._thread) is not None and thread.is_alive() and (left := until - time.monotonic()) > 0:
            thread.join(min(left, _LONGEST_JOIN))

    def _run(self, job: Job, work: Work) -> None:
        state: JobState = "failed"
        try:
            job.lines = work(job)
            state = "stopped" if job.is_stop_asked else "done"
        except RoundStopped:
            job.lines, state = [messages.JOB_STOPPED], "stopped"
        except CchcError as error:
            message, job.remedy = error_words(error)
            job.lines = [message]
        except Exception as error:  # noqa: BLE001 - a fault of ours is a sentence and a line in the log
            self._on_fault(f"desk job {job.kind}", error)
            job.lines, job.remedy = [messages.UNEXPECTED[0]], messages.UNEXPECTED[1]
        finally:
            job.ended, job.state = datetime.now(), state
            with self._lock:
                self._running = None
                if job.lines:
                    self.ended.appendleft(job)
                if self._queue:
                    self._begin(*self._queue.pop(0))

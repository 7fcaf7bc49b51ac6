"""An Executor of worker processes bounded in memory and time."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any

from pebble import ProcessExpired, ProcessPool

from cchc_excel.reading.workers.limits import Limits

_PRELOADED = ["cchc_excel.reading.workers.many", "cchc_excel.reading.reader"]
#: Raised by the future of a task whose worker died.
WorkerError = ProcessExpired


#: So often a task that never began goes to new workers.
_MOST_STARTS = 5


class _TaskFuture(Future[Any]):
    """What whoever waits for a task has of it."""

    in_pool: Future[Any] | None = None

    def running(self) -> bool:
        """Whether a worker has begun."""
        return self.in_pool is not None and self.in_pool.running()


@dataclass
class _Task:
    """What is to be run, and whoever waits for it."""

    run: Callable[..., Future[Any]]
    future: _TaskFuture = field(default_factory=_TaskFuture)
    starts: int = 0


class IsolatedExecutor(Executor):
    """Long-lived workers; a task that overruns its time is killed, a worker that dies costs only its task.

    The future of such a task raises ``concurrent.futures.TimeoutError`` or :data:`WorkerError`. A worker that dies
    between tasks costs nothing: another one takes its place. Where the files are trusted any other Executor can be used
    instead, such as a cluster's.
    """

    def __init__(self, workers: int, limits: Limits) -> None:
        self._limits = limits
        self._workers = workers
        self._lock = Lock()
        self._broken: list[ProcessPool] = []
        self._is_shut = False
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context: Any = multiprocessing.get_context(method)
        if method == "forkserver":
            # Imported once, and not again by every worker that replaces another.
            context.set_forkserver_preload(_PRELOADED)
        return ProcessPool(
            max_workers=self._workers,
            context=context,
            initializer=become_worker,
            initargs=(self._limits.memory_bytes,),
        )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` in a worker; cancelling its future ends that worker, where it has begun."""

        def run(pool: ProcessPool) -> Future[Any]:
            future: Future[Any] = pool.schedule(fn, args=args, kwargs=kwargs, timeout=self._limits.seconds)
            return future

        task = _Task(run)
        self._start(task)
        return task.future

    def _start(self, task: _Task) -> None:
        """Give a task to the workers; to new ones, where none of these was at work when one of them died."""
        with self._lock:
            task.starts += 1
            pool = self._pool
            try:
                running = task.run(pool)
            except RuntimeError:
                if task.starts >= _MOST_STARTS or self._is_shut:
                    raise
                self._broken.append(pool)
                self._pool = pool = self._new_pool()
                running = task.run(pool)
        task.future.in_pool = running
        task.future.add_done_callback(lambda future: running.cancel() if future.cancelled() else None)
        running.add_done_callback(partial(self._ended, task))

    def _ended(self, task: _Task, running: Future[Any]) -> None:
        try:
            error = running.exception()
        except CancelledError as cancelled:
            error = cancelled
        if isinstance(error, BrokenProcessPool) and task.starts < _MOST_STARTS and not task.future.cancelled():
            # Nobody was at work, so that it cannot have been this task that a worker died of.
            try:
                self._start(task)
            except Exception as failed:  # noqa: BLE001 - whoever waits is to be told that no worker can be started
                error = failed
            else:
                return
        if task.future.set_running_or_notify_cancel():
            if error is None:
                task.future.set_result(running.result())
            else:
                task.future.set_exception(error)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the workers finish their tasks; cancel them after an error or where the operator stops the run."""
        self.shutdown(cancel_futures=kind is not None)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Stop the workers, after their tasks unless cancelled."""
        self._is_shut = True
        if cancel_futures:
            self._pool.stop()
        else:
            self._pool.close()
        if wait or cancel_futures:
            self._pool.join()
        for pool in self._broken:
            pool.stop()
            pool.join()


class WorkerPool:
    """The workers of a run, and folders into which they unpack."""

    def __init__(self, executor: Executor, spool: Path) -> None:
        self.executor = executor
        self._spool = spool
        self._folders = 0

    def folder(self) -> Path:
        """A new, empty folder."""
        self._folders += 1
        folder = self._spool / str(self._folders)
        folder.mkdir()
        return folder


def become_worker(limit: int) -> None:
    """Bound this process's memory (bytes) and discard its standard error: a parser's last words help no operator."""
    # What was imported stays; to look through it for garbage takes a twentieth of the time of reading.
    gc.freeze()
    bound_memory(limit)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    os.close(silent)


def bound_memory(limit: int) -> None:
    """Bound this process's memory (bytes): its address space, on Windows what it commits."""
    if sys.platform == "win32":
        from cchc_excel.reading.workers.job_object import bound_committed_memory, watch_memory  # noqa: PLC0415

        # A Windows without either still has the bounds of time and of sizes.
        with suppress(OSError, AttributeError):
            if not bound_committed_memory(limit):
                watch_memory(limit)
    else:
        import resource  # noqa: PLC0415 - there is no such module on Windows

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

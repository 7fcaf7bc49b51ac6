"""An Executor of worker processes bounded in memory and time."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from pebble import ProcessExpired, ProcessPool

from cchc_excel.reading.workers.limits import Limits

_PRELOADED = ["cchc_excel.reading.workers.many", "cchc_excel.reading.reader"]
#: Raised by the future of a task whose worker died.
WorkerError = ProcessExpired


class IsolatedExecutor(Executor):
    """Long-lived workers; a task that overruns its time is killed, a worker that dies costs only its task.

    The future of such a task raises ``concurrent.futures.TimeoutError`` or :data:`WorkerError`. Where the files are
    trusted any other Executor can be used instead, such as a cluster's.
    """

    def __init__(self, workers: int, limits: Limits) -> None:
        self._limits = limits
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context: Any = multiprocessing.get_context(method)
        if method == "forkserver":
            # Imported once, and not again by every worker that replaces another.
            context.set_forkserver_preload(_PRELOADED)
        self._pool = ProcessPool(
            max_workers=workers,
            context=context,
            initializer=become_worker,
            initargs=(limits.memory_bytes,),
        )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` in a worker."""
        future: Future[Any] = self._pool.schedule(fn, args=args, kwargs=kwargs, timeout=self._limits.seconds)
        return future

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the workers finish their tasks; cancel them after an error or where the operator stops the run."""
        self.shutdown(cancel_futures=kind is not None)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Stop the workers, after their tasks unless cancelled."""
        if cancel_futures:
            self._pool.stop()
        else:
            self._pool.close()
        if wait or cancel_futures:
            self._pool.join()


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

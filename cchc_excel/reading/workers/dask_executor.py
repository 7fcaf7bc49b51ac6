"""The workers of a Dask cluster, behind the plain Executor interface; an optional part (`pip install '.[dask]'`)."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from cchc_excel.errors import RequestError
from cchc_excel.messages import desk as messages
from cchc_excel.reading.workers.isolation import WorkerError

_SECONDS_TO_ANSWER = 15


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """Use a cluster whose workers have this package installed; they need not see this machine's disk.

    A worker that dies is started again by its cluster, and what it had waiting is done by others; a file that goes on
    killing workers (the scheduler's setting ``allowed-failures``) is given up, as its future tells.

    Args:
        address: of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises:
        RequestError: the library is not installed, nobody answers, or the cluster has no worker.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an optional part
    except ImportError as error:
        raise RequestError(messages.NO_DASK.about()) from error
    try:
        # Asked first: a client that finds nobody goes on trying behind our back, and complains as the program ends.
        asked = urlsplit(address)
        socket.create_connection((asked.hostname or "", asked.port or 0), _SECONDS_TO_ANSWER).close()
        client = Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise RequestError(messages.NO_CLUSTER.about(address=address)) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_SECONDS_TO_ANSWER)
        except TimeoutError as error:
            raise RequestError(messages.NO_WORKERS.about(address=address)) from error
        yield _ClusterExecutor(client.get_executor(pure=False, retries=0))


class _ClusterExecutor(Executor):
    """Tells a worker's death as the workers of this machine do."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` on the cluster."""
        from distributed import KilledWorker  # noqa: PLC0415

        ours: Future[Any] = Future()

        def forward(theirs: Future[Any]) -> None:
            try:
                ours.set_result(theirs.result())
            except KilledWorker:
                ours.set_exception(WorkerError("a worker of the cluster died"))
            except CancelledError:
                # The scheduler is gone, and its files with it; the next run reads them.
                ours.set_exception(RequestError(messages.CLUSTER_LOST.about()))
            except BaseException as error:  # noqa: BLE001 - whoever waits must be told
                ours.set_exception(error)

        self._executor.submit(fn, *args, **kwargs).add_done_callback(forward)
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Leave the cluster."""
        self._executor.shutdown(wait=wait and not cancel_futures)

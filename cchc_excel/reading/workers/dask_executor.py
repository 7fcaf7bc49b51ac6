"""An Executor of a Dask cluster's workers; an optional part (`pip install '.[dask]'`)."""

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
    """Connect to a cluster whose workers have this package installed; they need not see this machine's disk.

    A worker that dies is restarted by its cluster, and its other tasks go to other workers; a task that goes on killing
    workers (the scheduler's setting ``allowed-failures``) raises :data:`WorkerError`.

    Args:
        address: of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises:
        RequestError: the library is not installed, the scheduler does not answer, or the cluster has no worker.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an optional part
    except ImportError as error:
        raise RequestError(messages.NO_DASK.about()) from error
    try:
        # Tried first: a client without a scheduler keeps trying in the background, and logs errors as the program ends.
        url = urlsplit(address)
        socket.create_connection((url.hostname or "", url.port or 0), _SECONDS_TO_ANSWER).close()
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
    """Raises the same errors as the workers of this machine do."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` on the cluster."""
        from distributed import KilledWorker  # noqa: PLC0415

        future: Future[Any] = Future()

        def forward(cluster_future: Future[Any]) -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(cluster_future.result())
            except KilledWorker:
                future.set_exception(WorkerError("a worker of the cluster died"))
            except CancelledError:
                # The scheduler is gone, and the tasks with it; the next run reads the files.
                future.set_exception(RequestError(messages.CLUSTER_LOST.about()))
            except BaseException as error:  # noqa: BLE001 - the caller waits for it
                future.set_exception(error)

        on_cluster = self._executor.submit(fn, *args, **kwargs)
        future.add_done_callback(lambda done: on_cluster.cancel() if done.cancelled() else None)
        on_cluster.add_done_callback(forward)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Leave the cluster."""
        self._executor.shutdown(wait=wait and not cancel_futures)

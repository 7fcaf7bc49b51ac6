"""Worker processes that stay from one run to the next: real ones, started once and not by every test."""

from __future__ import annotations

from pebble import ProcessPool

_MOST_TASKS = 30


class SharedWorkers:
    """Stands in the place of the pool's class: whoever asks for bounds that are known gets the pool that has them."""

    def __init__(self) -> None:
        self._pools: dict[tuple, ProcessPool] = {}

    def __call__(self, *, max_workers: int, context, initializer, initargs) -> _Lent:  # noqa: ARG002 - as the pool is asked for
        if initargs not in self._pools:
            self._pools[initargs] = ProcessPool(
                max_workers=2,
                # A worker of a real run is not as old as that, and its memory is bounded.
                max_tasks=_MOST_TASKS,
                context=context,
                initializer=initializer,
                initargs=initargs,
            )
        return _Lent(self._pools[initargs])

    def stop(self) -> None:
        for pool in self._pools.values():
            pool.stop()
            pool.join()


class _Lent:
    """A pool that is not its user's to stop."""

    def __init__(self, pool: ProcessPool) -> None:
        self.schedule = pool.schedule

    def close(self) -> None: ...

    def stop(self) -> None: ...

    def join(self) -> None: ...

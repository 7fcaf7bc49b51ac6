"""Many files → what each says, in order, by workers of which one's death or delay costs only its own file."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from cchc_excel.domain.submission import Reading, Unreadable, unreadable
from cchc_excel.reading.reader import content_of, read_content
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.isolation import WorkerError
from cchc_excel.reading.workers.limits import Limits

#: Files in one errand of a worker: going back and forth for each takes a tenth of the time of reading.
_TOGETHER = 8
#: The first are given out one by one, so that every worker has something to do where there are few.
_ALONE = 16
#: How many files are given to the workers ahead of those whose outcome is asked for.
_AHEAD = 64
#: The same, where the files' content waits with them.
_AHEAD_SENT = 16
_PATIENCE = 0.2

Outcome = Reading | Unreadable
_Read = Callable[[Sequence[Path]], "Future[list[Outcome]]"]


def read_all(  # noqa: PLR0913 - what to read, and how
    paths: Iterable[Path],
    known: ExpectedForms,
    limits: Limits,
    executor: Executor,
    password: str = "",
    *,
    sends: bool = False,
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[tuple[Path, Outcome]]:
    """Read many files in workers.

    Args:
        paths: the files.
        known: the forms that there are.
        limits: what one file may cost.
        executor: any; an :class:`IsolatedExecutor` bounds memory and time.
        password: opens files that ask for one.
        sends: the files' content is sent, for workers that do not see this disk.
        meanwhile: called now and then while a worker is waited for.
    """
    packed = pickle.dumps(known)

    def read(some: Sequence[Path]) -> Future[list[Outcome]]:
        files = [content_of(path, limits) for path in some] if sends else [str(path) for path in some]
        return executor.submit(_read_some, files, packed, limits, password)

    waiting: deque[tuple[Sequence[Path], Future[list[Outcome]]]] = deque()
    told = partial(_outcomes, read=read, limits=limits, meanwhile=meanwhile)
    for some in _errands(paths):
        waiting.append((some, read(some)))
        if sum(len(given) for given, _ in waiting) > (_AHEAD_SENT if sends else _AHEAD):
            yield from told(*waiting.popleft())
    while waiting:
        yield from told(*waiting.popleft())


def _errands(paths: Iterable[Path]) -> Iterator[Sequence[Path]]:
    rest = iter(paths)
    for path in islice(rest, _ALONE):
        yield [path]
    while some := list(islice(rest, _TOGETHER)):
        yield some


def _outcomes(
    some: Sequence[Path],
    future: Future[list[Outcome]],
    *,
    read: _Read,
    limits: Limits,
    meanwhile: Callable[[], None],
) -> Iterator[tuple[Path, Outcome]]:
    while not future.done():
        wait([future], timeout=_PATIENCE)
        meanwhile()
    try:
        yield from zip(some, future.result(), strict=True)
    except (FutureTimeoutError, WorkerError, MemoryError) as error:
        if len(some) > 1:
            # One of them is to blame; the others are read all the same.
            for path, again in [(path, read([path])) for path in some]:
                yield from _outcomes([path], again, read=read, limits=limits, meanwhile=meanwhile)
        elif isinstance(error, FutureTimeoutError):
            yield some[0], unreadable("too_slow", seconds=f"{limits.seconds:g}")
        else:
            yield some[0], unreadable("crashed")


def _read_some(
    files: Sequence[str | bytes | Unreadable], packed: bytes, limits: Limits, password: str
) -> list[Outcome]:
    known = _unpacked(packed)
    told: list[Outcome] = []
    for file in files:
        content = content_of(Path(file), limits) if isinstance(file, str) else file
        if isinstance(content, bytes):
            told.append(read_content(content, known, limits, password, is_alone=len(files) == 1))
        else:
            told.append(content)
    return told


@lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> ExpectedForms:
    """The forms, with what was worked out of them for the files before."""
    known: ExpectedForms = pickle.loads(packed)  # noqa: S301 - from our own process
    return known

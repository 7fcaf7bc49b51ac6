"""Read many files in workers: → each path with its outcome, in order. A dead or late worker costs only its file."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from time import monotonic

from cchc_excel.domain.submission import Reading, Unreadable, over_budget, unreadable
from cchc_excel.messages.states import FILE_OVER_BUDGET
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.budgets import ArrivalBudget
from cchc_excel.reading.workers.isolation import WorkerError
from cchc_excel.reading.workers.limits import Limits

#: Files in one task: sending each alone takes a tenth of the time of reading.
_TASK_FILES = 8
#: The first files are tasks of their own, so that every worker is busy where there are few.
_FIRST_ALONE = 16
#: How many files may be submitted ahead of the outcome that is waited for.
_AHEAD = 64
#: The same where the files' content is sent and so held in memory.
_AHEAD_WITH_CONTENT = 16
_WAIT_SECONDS = 0.2

Outcome = Reading | Unreadable
#: An outcome, and the seconds that it took.
_Timed = tuple[Outcome, float]
_Submit = Callable[[Sequence[Path]], "Future[list[_Timed]]"]


def read_all(  # noqa: PLR0913 - what to read, and how
    paths: Iterable[Path],
    forms: ExpectedForms,
    limits: Limits,
    executor: Executor,
    password: str = "",
    *,
    send_content: bool = False,
    while_waiting: Callable[[], None] = lambda: None,
    budget_of: Callable[[Path], ArrivalBudget | None] = lambda _: None,
) -> Iterator[tuple[Path, Outcome]]:
    """Read many files in workers.

    Args:
        paths: the files.
        forms: the forms that they may be.
        limits: what one file may cost.
        executor: any; an :class:`IsolatedExecutor` bounds memory and time.
        password: opens encrypted workbooks.
        send_content: the files' content is sent instead of their paths, for workers that do not see this disk.
        while_waiting: called again and again while a worker is waited for.
        budget_of: the budget of the arrival that a file came in; once it is spent, no more of that is read.

    Yields:
        Each path with what became of it, in the order of `paths`.
    """
    pickled_forms = pickle.dumps(forms)
    if send_content:
        from cchc_excel.reading.reader import content_of  # noqa: PLC0415 - else only the workers need it

    def submit(batch: Sequence[Path]) -> Future[list[_Timed]]:
        files = [content_of(path, limits) for path in batch] if send_content else [str(path) for path in batch]
        return executor.submit(_read_batch, files, pickled_forms, limits, password)

    submitted: deque[tuple[Sequence[Path], Future[list[_Timed]]]] = deque()
    outcomes = partial(_outcomes, submit=submit, limits=limits, while_waiting=while_waiting, budget_of=budget_of)
    for batch in _batches(paths):
        submitted.append((batch, submit(batch)))
        if sum(len(ahead) for ahead, _ in submitted) > (_AHEAD_WITH_CONTENT if send_content else _AHEAD):
            yield from outcomes(*submitted.popleft())
    while submitted:
        yield from outcomes(*submitted.popleft())


def _batches(paths: Iterable[Path]) -> Iterator[Sequence[Path]]:
    remaining = iter(paths)
    for path in islice(remaining, _FIRST_ALONE):
        yield [path]
    while batch := list(islice(remaining, _TASK_FILES)):
        yield batch


def _outcomes(
    batch: Sequence[Path],
    future: Future[list[_Timed]],
    *,
    submit: _Submit,
    limits: Limits,
    while_waiting: Callable[[], None],
    budget_of: Callable[[Path], ArrivalBudget | None],
) -> Iterator[tuple[Path, Outcome]]:
    budgets = [budget_of(path) for path in batch]
    try:
        timed = _waited_for(future, budgets, while_waiting)
    except (FutureTimeoutError, WorkerError, MemoryError) as error:
        if budgets[0] is not None and len(set(budgets)) == 1 and not isinstance(error, MemoryError):
            budgets[0].spend(limits.seconds)
        if len(batch) > 1:
            # One of them is to blame; each is read again alone, so that the others do not suffer for it.
            again = partial(_outcomes, submit=submit, limits=limits, while_waiting=while_waiting, budget_of=budget_of)
            for path, retry in [(path, submit([path])) for path in batch]:
                yield from again([path], retry)
        elif isinstance(error, FutureTimeoutError):
            yield batch[0], unreadable("too_slow", seconds=f"{limits.seconds:g}")
        else:
            yield batch[0], unreadable("crashed")
        return
    for path, budget, (outcome, seconds) in zip(batch, budgets, timed, strict=True):
        if budget is not None:
            budget.spend(seconds)
        yield path, outcome


def _waited_for(
    future: Future[list[_Timed]], budgets: Sequence[ArrivalBudget | None], while_waiting: Callable[[], None]
) -> Sequence[_Timed]:
    """What became of a task; none of its files is read any longer once the time of their arrivals is over.

    Raises:
        TimeoutError, WorkerError, MemoryError: as the task ended.
    """
    counted = [budget for budget in budgets if budget is not None]
    began: float | None = None
    while not future.done():
        if counted and len(counted) == len(budgets):
            began = monotonic() if began is None and future.running() else began
            spent = 0.0 if began is None else monotonic() - began
            if max(budget.seconds_left for budget in counted) <= spent and future.cancel():
                for budget in set(counted):
                    budget.spend(spent)
                return [(over_budget(FILE_OVER_BUDGET, budget.bounds), 0.0) for budget in counted]
        wait([future], timeout=_WAIT_SECONDS)
        while_waiting()
    return future.result()


def _read_batch(
    files: Sequence[str | bytes | Unreadable], pickled_forms: bytes, limits: Limits, password: str
) -> list[_Timed]:
    """Read files given as path, as content, or as why there is none; runs in a worker."""
    from cchc_excel.reading.reader import content_of, read_content  # noqa: PLC0415 - a third of a command's start

    forms = _unpickled(pickled_forms)
    timed: list[_Timed] = []
    for file in files:
        began = monotonic()
        content = content_of(Path(file), limits) if isinstance(file, str) else file
        outcome: Outcome
        if isinstance(content, bytes):
            outcome = read_content(content, forms, limits, password, is_alone=len(files) == 1)
        else:
            outcome = content
        timed.append((outcome, monotonic() - began))
    return timed


@lru_cache(maxsize=4)
def _unpickled(pickled_forms: bytes) -> ExpectedForms:
    """The forms; kept with what was computed of them, for the next task of this worker."""
    forms: ExpectedForms = pickle.loads(pickled_forms)  # noqa: S301 - from our own process
    return forms

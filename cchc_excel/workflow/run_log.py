"""``cchc.log`` of a workspace: what each run did, and what it stumbled on, for whoever helps the desk.

It holds no figure and no note of any agency, no password and no error's own text, which may quote one: of a fault only
its kind and the lines of the program that it passed.
"""

from __future__ import annotations

import logging
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import extract_tb
from typing import Protocol, TypeVar

from cchc_excel.errors import CchcError

_BYTES, _KEPT = 1 << 20, 3
_FORMAT = "%(asctime)s %(levelname)s %(message)s"
_PACKAGE = "cchc_excel"


#: What SQLite raises over a value that it does not take; of its type, the last or the one before, by Python's version.
_OF_A_VALUE = (sqlite3.DataError, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError)

_Result = TypeVar("_Result")


def fenced(log: logging.Logger, what: str, work: Callable[[], _Result], instead: Callable[[], _Result]) -> _Result:
    """Do something with one return so that whatever fails there stops no other.

    Args:
        log: gets the fault.
        what: which return, and what was done with it, by its SHA-256 and never by the sender's words.
        work: what is to be done.
        instead: what stands for its outcome where it fails.

    Raises:
        CchcError: as `work`: what the operator can mend stops the run.
        sqlite3.Error: likewise: the ledger itself is in trouble.
    """
    try:
        return work()
    except CchcError:
        raise
    except sqlite3.Error as error:
        # A value that the database does not take is the return's own; anything else is the ledger's trouble.
        if not isinstance(error, _OF_A_VALUE):
            raise
        return _failed(log, what, error, instead)
    except Exception as error:  # noqa: BLE001 - a fault of ours over one return must not take the others with it
        return _failed(log, what, error, instead)


def _failed(log: logging.Logger, what: str, error: Exception, instead: Callable[[], _Result]) -> _Result:
    log.error("%s failed: %s", what, fault_lines(error))
    return instead()


@contextmanager
def causes_logged(log: logging.Logger, what: str) -> Iterator[None]:
    """Log what lies behind a sentence that the operator gets, such as an answer of a server that was not understood.

    Args:
        log: gets the fault.
        what: what was done.
    """
    try:
        yield
    except CchcError as error:
        if error.__cause__ is not None:
            log.warning("%s: %s", what, fault_lines(error))
        raise


class HasState(Protocol):
    """A result that ends in a named state: of a file, of a letter."""

    @property
    def state(self) -> str:
        """The state's key."""


def log_states(log: logging.Logger, what: str, results: Iterable[HasState]) -> None:
    """One line: what was done, and how many results ended in which state."""
    counts = Counter(result.state for result in results)
    log.info("%s: %s", what, ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "nothing")


def run_log(path: Path) -> logging.Logger:
    """The log in a file: made with its first line, a megabyte long at most, three older ones kept beside it."""
    logger = logging.Logger("cchc")  # noqa: LOG001 - of one workspace, where a process may have several
    handler = _BetweenLinesClosed(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(_FORMAT))
    logger.addHandler(handler)
    return logger


class _BetweenLinesClosed(RotatingFileHandler):
    """Holds its file only while it writes a line, so that another run can rotate it and Windows can move the folder."""

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        self.close_file()

    def close_file(self) -> None:
        if self.stream is not None:
            self.stream.close()
            self.stream = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """A log that cannot be written is no reason to stop the work."""
        del record
        self.close_file()


def fault_lines(error: BaseException) -> str:
    """The kind of an error, of what caused it, and where each was, without what they say."""
    return "\n".join(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    yield type(error).__name__
    for frame in extract_tb(error.__traceback__):
        parts = Path(frame.filename).parts
        shown = parts[parts.index(_PACKAGE) :] if _PACKAGE in parts else parts[-2:]
        yield f"  {'/'.join(shown)}:{frame.lineno} {frame.name}"
    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield from _lines(cause)

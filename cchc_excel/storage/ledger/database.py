"""The ledger's file: opened, brought up to date, changed in transactions alone or many together."""

from __future__ import annotations

import sqlite3
import time as clock
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Self

from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import desk as messages

_VERSION = 5
_BUSY_SECONDS = 10
#: A run that is killed loses so much of its reading at most; the next one does it again.
_COMMIT_SECONDS, _PAUSE_SECONDS = 1.0, 0.05
#: How a change begins and ends, and is undone: by itself, or among others.
_TRANSACTION = ("BEGIN IMMEDIATE", "COMMIT", ["ROLLBACK"])
_STEP = ("SAVEPOINT step", "RELEASE step", ["ROLLBACK TO step", "RELEASE step"])


class Database:
    """The open file; a context manager. What is kept in it, its heir knows."""

    def __init__(self, path: Path) -> None:
        """Open the ledger, making it where there is none.

        Raises:
            WorkspaceError: the file is no ledger, a newer program's, or cannot be opened.
        """
        self._is_batch, self._since = False, 0.0
        try:
            self._db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._migrate(path)
        except sqlite3.Error as error:
            raise trouble_with(path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def _migrate(self, path: Path) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            self._db.close()
            raise WorkspaceError(messages.LEDGER_NEWER.about(file=path.name))
        for step in range(version + 1, _VERSION + 1):
            script = (resources.files("cchc_excel.storage.ledger") / f"schema-{step}.sql").read_text(encoding="utf-8")
            try:
                self._db.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {step};\nCOMMIT;")
            except sqlite3.Error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                # Another program may have taken this step while this one waited for it.
                (version,) = self._db.execute("PRAGMA user_version").fetchone()
                if version < step:
                    raise

    def verify(self) -> None:
        """Look whether the file is whole.

        Raises:
            sqlite3.DatabaseError: it is not.
        """
        (told,) = self._db.execute("PRAGMA quick_check").fetchone()
        if told != "ok":
            raise sqlite3.DatabaseError(told)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._is_batch and not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
            self._since = clock.monotonic()
        begin, end, undo = _STEP if self._db.in_transaction else _TRANSACTION
        self._db.execute(begin)
        try:
            yield
            self._db.execute(end)
        except BaseException:
            # An error of the database may have ended the transaction already.
            for statement in undo if self._db.in_transaction else ():
                self._db.execute(statement)
            raise

    @contextmanager
    def batch(self) -> Iterator[Callable[[], None]]:
        """Put many changes on the disk at once: a commit for each costs more than the change.

        A change that fails is undone by itself; when the run is cut off, those that were made are kept. Other programs
        are let in between.

        Yields:
            to be called between changes, and when something is waited for: puts them on the disk from time to time.
        """
        if self._is_batch:
            yield self._maybe_commit
            return
        self._is_batch = True
        try:
            yield self._maybe_commit
        finally:
            self._is_batch = False
            self._commit()

    def checkpoint(self) -> None:
        """Put what was changed `together` on the disk now: something that takes its time is about to begin."""
        if self._is_batch:
            self._commit()

    def _commit(self) -> None:
        """End the transaction, if one is open; what the disk does not take is undone, so that nothing stays held."""
        if not self._db.in_transaction:
            return
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _maybe_commit(self) -> None:
        if self._db.in_transaction and clock.monotonic() - self._since > _COMMIT_SECONDS:
            self._commit()
            # Whoever waits for the ledger looks at it now and then.
            clock.sleep(_PAUSE_SECONDS)


def trouble_with(path: Path, error: sqlite3.Error) -> WorkspaceError:
    """What the database says, as a sentence with its remedy."""
    if isinstance(error, sqlite3.OperationalError):
        told = str(error)
        if "locked" in told:
            return WorkspaceError(messages.LEDGER_BUSY.about(file=path.name))
        if any(word in told for word in ("full", "I/O", "readonly", "unable to open")):
            return WorkspaceError(messages.LEDGER_UNWRITABLE.about(file=path.name))
    return WorkspaceError(messages.LEDGER_FAULTY.about(file=path.name))

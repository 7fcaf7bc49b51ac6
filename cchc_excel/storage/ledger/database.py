"""The ledger's SQLite file: opening, migrating to the newest schema, transactions single or in a batch."""

from __future__ import annotations

import sqlite3
import time as clock
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Self

from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.storage.private_file import write_private

_VERSION = 7
_BUSY_SECONDS = 10
#: A batch commits this often, then pauses for other programs. A run that is killed loses no more than this.
_COMMIT_SECONDS, _PAUSE_SECONDS = 1.0, 0.05
#: The statements that begin, end and undo a change: alone, or within a batch.
_TRANSACTION = ("BEGIN IMMEDIATE", "COMMIT", ["ROLLBACK"])
_STEP = ("SAVEPOINT step", "RELEASE step", ["ROLLBACK TO step", "RELEASE step"])


class Database:
    """The open file; a context manager. The tables are known to :class:`Ledger`."""

    def __init__(self, path: Path) -> None:
        """Open the ledger, creating it where there is none.

        Raises:
            WorkspaceError: the file is no ledger, was written by a newer version, or cannot be opened.
        """
        self._is_batch, self._begun = False, 0.0
        try:
            with suppress(OSError):  # it is there, or SQLite says what is wrong; its journals have the file's rights
                write_private(path)
            self._db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._migrate(path)
        except sqlite3.Error as error:
            raise workspace_error(path, error) from error

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
                # Another program may have made this step while this one waited for the lock.
                (version,) = self._db.execute("PRAGMA user_version").fetchone()
                if version < step:
                    raise

    def verify(self) -> None:
        """Check the file for damage.

        Raises:
            sqlite3.DatabaseError: it is damaged.
        """
        (result,) = self._db.execute("PRAGMA quick_check").fetchone()
        if result != "ok":
            raise sqlite3.DatabaseError(result)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._is_batch and not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
            self._begun = clock.monotonic()
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
        """Commit many changes together: a commit for each costs more than the change.

        A change that fails is undone alone; an error ends the batch with the changes made so far committed. Between
        commits other programs can write.

        Yields:
            To be called between changes and while waiting; commits once enough time has passed.
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
        """Within a batch, commit now; for use before something slow."""
        if self._is_batch:
            self._commit()

    def _commit(self) -> None:
        """Commit the open transaction, if any; one that the disk does not take is undone, so that no lock stays."""
        if not self._db.in_transaction:
            return
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _maybe_commit(self) -> None:
        if self._db.in_transaction and clock.monotonic() - self._begun > _COMMIT_SECONDS:
            self._commit()
            # A program that waits for the lock tries it only now and then.
            clock.sleep(_PAUSE_SECONDS)


def workspace_error(path: Path, error: sqlite3.Error) -> WorkspaceError:
    """A database error as the operator reads it, with its remedy."""
    if isinstance(error, sqlite3.OperationalError):
        reason = str(error)
        if "locked" in reason:
            return WorkspaceError(messages.LEDGER_BUSY.about(file=path.name))
        if any(word in reason for word in ("full", "I/O", "readonly", "unable to open")):
            return WorkspaceError(messages.LEDGER_UNWRITABLE.about(file=path.name))
    return WorkspaceError(messages.LEDGER_FAULTY.about(file=path.name))

"""The ledger's tables of what the archive's notes say of it: what they lack, and the marks under which they stand."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

#: The archive keeps so many of the marks before its own.
_RECENT = 200


@dataclass(frozen=True)
class ArchiveMark:
    """Under which the archive's notes were written: a running number, and what no other ledger has."""

    sequence: int
    mark: str


class ArchiveLog:
    """Reads and writes these tables of an open ledger."""

    def __init__(self, db: sqlite3.Connection, transaction: Callable[[], AbstractContextManager[None]]) -> None:
        self._db = db
        self._transaction = transaction

    @property
    def has_pending(self) -> bool:
        """Whether there is anything that the notes do not say."""
        return self._db.execute("SELECT 1 FROM unarchived LIMIT 1").fetchone() is not None

    def is_pending(self, sha256: str) -> bool:
        """Whether the notes do not say yet what is recorded of a file."""
        return self._db.execute("SELECT 1 FROM unarchived WHERE key = ?", [sha256]).fetchone() is not None

    @property
    def latest(self) -> ArchiveMark | None:
        """The mark under which this ledger last wrote the notes; None where it never did."""
        row = self._db.execute("SELECT sequence, mark FROM archive_mark ORDER BY sequence DESC LIMIT 1").fetchone()
        return ArchiveMark(*row) if row else None

    def recent(self) -> list[str]:
        """The last marks, the latest first."""
        rows = self._db.execute("SELECT mark FROM archive_mark ORDER BY sequence DESC LIMIT ?", [_RECENT]).fetchall()
        return [mark for (mark,) in rows]

    def knows(self, mark: ArchiveMark) -> bool:
        """Whether this ledger wrote the notes under a mark."""
        row = self._db.execute("SELECT sequence FROM archive_mark WHERE mark = ?", [mark.mark]).fetchone()
        return row is not None and int(row[0]) == mark.sequence

    def expect_all(self) -> None:
        """The notes lack everything: they are older than the ledger, or damaged."""
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO unarchived SELECT 'receipt', sha256 FROM receipt")
            self._db.execute("INSERT OR IGNORE INTO unarchived SELECT 'campaign', period FROM campaign")

    def follow(self, mark: ArchiveMark) -> None:
        """A ledger made from an archive goes on after the archive's mark."""
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO archive_mark VALUES (?, ?)", [mark.sequence, mark.mark])

    def reserve(self, above: int) -> ArchiveMark:
        """A new mark, known before anything is written under it: what is cut off leaves no number to be used again.

        Args:
            above: the highest number that the archive has.
        """
        with self._transaction():
            latest = self.latest
            mark = ArchiveMark(max(above, latest.sequence if latest else 0) + 1, secrets.token_hex(16))
            self._db.execute("INSERT INTO archive_mark VALUES (?, ?)", [mark.sequence, mark.mark])
        return mark

    @contextmanager
    def writing(self) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
        """Hold the ledger while the notes are written; what was pending is settled at the end.

        Yields:
            The SHA-256s of receipts and periods of campaigns that are pending.
        """
        with self._transaction():
            rows = self._db.execute("SELECT kind, key FROM unarchived ORDER BY kind, key").fetchall()
            keys: dict[str, list[str]] = {"receipt": [], "campaign": []}
            for kind, key in rows:
                keys[kind].append(key)
            yield keys["receipt"], keys["campaign"]
            self._db.execute("DELETE FROM unarchived")

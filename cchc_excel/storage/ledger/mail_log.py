"""The ledger's part on mail: what was sent to whom, what the server said, what was fetched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

#: ``handing``: given to the server, which has not answered; unless that is now, the outcome is unknown.
MailState = Literal["handing", "accepted", "deferred", "refused", "bounced"]
MailKind = Literal["issue", "reminder", "feedback"]
_COLUMNS = "period, agency, kind, mark, message_id, recipients, state, detail, updated"


@dataclass(frozen=True)
class Mailing:
    """One letter to one agency.

    Attributes:
        mark: what makes it this letter and no other: the issue's number, or the day of a reminder.
        detail: what the server said, or which address bounced.
    """

    period: str
    agency: str
    kind: MailKind
    mark: str
    message_id: str
    recipients: Sequence[str]
    state: MailState
    detail: str
    updated: datetime


class MailLog:
    """Reads and writes the mail tables of an open ledger."""

    def __init__(self, db: sqlite3.Connection, transaction: Callable[[], AbstractContextManager[None]]) -> None:
        self._db = db
        self._transaction = transaction

    def write(self, mailing: Mailing) -> None:
        """Keep a letter's state in place of an earlier one."""
        with self._transaction():
            self._db.execute(
                f"INSERT INTO mailing ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608 - own words
                "ON CONFLICT (period, agency, kind, mark) DO UPDATE SET message_id = excluded.message_id, "
                "recipients = excluded.recipients, state = excluded.state, detail = excluded.detail, "
                "updated = excluded.updated",
                [
                    mailing.period,
                    mailing.agency,
                    mailing.kind,
                    mailing.mark,
                    mailing.message_id,
                    json.dumps(list(mailing.recipients)),
                    mailing.state,
                    mailing.detail,
                    mailing.updated.isoformat(),
                ],
            )

    def letters(self, period: str) -> list[Mailing]:
        """Every letter of a period, as they were written."""
        return self._letters("period = ?", [period])

    def letter(self, period: str, agency: str, kind: MailKind, mark: str) -> Mailing | None:
        """One letter, if it was ever begun."""
        found = self._letters("period = ? AND agency = ? AND kind = ? AND mark = ?", [period, agency, kind, mark])
        return found[0] if found else None

    def by_message(self, message_id: str) -> Mailing | None:
        """The letter that bears a Message-ID."""
        found = self._letters("message_id = ?", [message_id])
        return found[0] if found else None

    def _letters(self, where: str, values: list[Any]) -> list[Mailing]:
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM mailing WHERE {where} ORDER BY updated, id", values)  # noqa: S608
        return [
            Mailing(p, a, kind, mark, mid, json.loads(to), state, detail, datetime.fromisoformat(at))
            for p, a, kind, mark, mid, to, state, detail, at in rows
        ]

    # --- deadlines -------------------------------------------------------------------------------------------------

    def extend(self, period: str, agency: str, deadline: date) -> None:
        """Put off an agency's deadline."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO extension VALUES (?, ?, ?)", [period, agency, str(deadline)])

    def extensions(self, period: str) -> Mapping[str, date]:
        """The agencies whose deadline was put off, and until when."""
        rows = self._db.execute("SELECT agency, deadline FROM extension WHERE period = ?", [period])
        return {agency: date.fromisoformat(day) for agency, day in rows}

    # --- mailboxes -------------------------------------------------------------------------------------------------

    def fetched(self, mailbox: str, uidvalidity: int) -> set[int]:
        """The UIDs of a mailbox that were fetched."""
        rows = self._db.execute("SELECT uid FROM fetched WHERE mailbox = ? AND uidvalidity = ?", [mailbox, uidvalidity])
        return {uid for (uid,) in rows}

    def record_fetched(self, mailbox: str, uidvalidity: int, uid: int, sha256: str) -> None:
        """Keep that a message was fetched and all in it taken in."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO fetched VALUES (?, ?, ?, ?)", [mailbox, uidvalidity, uid, sha256])

"""The ledger's mail tables: letters and their delivery, extended deadlines, messages fetched from mailboxes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

#: ``handing``: being given to the server, which has not answered; after the run, the outcome is unknown.
MailState = Literal["handing", "accepted", "deferred", "refused", "bounced"]
MailKind = Literal["issue", "reminder", "feedback"]
_COLUMNS = "period, agency, kind, mark, message_id, recipients, state, detail, updated"


@dataclass(frozen=True)
class Mailing:
    """One letter to one agency.

    Attributes:
        mark: tells it from the agency's other letters of its kind: the issue's number, or the day of a reminder.
        detail: the server's answer, or which address bounced.
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
        """Record a letter and its state, in place of its earlier state."""
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
        """Every letter of a period, in the order in which they were recorded."""
        return self._letters("period = ?", [period])

    def letter(self, period: str, agency: str, kind: MailKind, mark: str) -> Mailing | None:
        """One letter; None where it was never begun."""
        letters = self._letters(
            "period = ? AND agency = ? COLLATE NOCASE AND kind = ? AND mark = ?", [period, agency, kind, mark]
        )
        return letters[0] if letters else None

    def mark_bounced(self, message_ids: Sequence[str], detail: str) -> None:
        """Mark the letters with these Message-IDs as bounced; others are passed over."""
        for message_id in message_ids:
            letter = self.by_message(message_id)
            if letter is not None:
                self.write(replace(letter, state="bounced", detail=detail))

    def by_message(self, message_id: str) -> Mailing | None:
        """The letter of a Message-ID; None where there is none."""
        letters = self._letters("message_id = ?", [message_id])
        return letters[0] if letters else None

    def _letters(self, where: str, values: list[Any]) -> list[Mailing]:
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM mailing WHERE {where} ORDER BY updated, id", values)  # noqa: S608
        return [
            Mailing(
                period,
                agency,
                kind,
                mark,
                message_id,
                json.loads(recipients),
                state,
                detail,
                datetime.fromisoformat(updated),
            )
            for period, agency, kind, mark, message_id, recipients, state, detail, updated in rows
        ]

    # --- deadlines -------------------------------------------------------------------------------------------------

    def extend(self, period: str, agency: str, deadline: date) -> None:
        """Record an agency's own deadline."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO extension VALUES (?, ?, ?)", [period, agency, str(deadline)])

    def extensions(self, period: str) -> Mapping[str, date]:
        """Agency → its own deadline, for those that have one."""
        rows = self._db.execute("SELECT agency, deadline FROM extension WHERE period = ?", [period])
        return {agency: date.fromisoformat(day) for agency, day in rows}

    # --- mailboxes -------------------------------------------------------------------------------------------------

    def fetched(self, mailbox: str, uidvalidity: int) -> set[int]:
        """The UIDs of a mailbox that were fetched under this UIDVALIDITY."""
        rows = self._db.execute("SELECT uid FROM fetched WHERE mailbox = ? AND uidvalidity = ?", [mailbox, uidvalidity])
        return {uid for (uid,) in rows}

    def record_fetched(self, mailbox: str, uidvalidity: int, uid: int, sha256: str) -> None:
        """Record that a message was fetched and everything in it collected."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO fetched VALUES (?, ?, ?, ?)", [mailbox, uidvalidity, uid, sha256])

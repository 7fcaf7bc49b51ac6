"""Read a folder of the desk's mailbox (IMAP): → whole messages; they stay unread, and in place unless moved."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self

from imap_tools import MailBox, MailboxLoginError, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from cchc_excel.errors import MailError
from cchc_excel.mail.postman import Server
from cchc_excel.messages import desk as messages

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class FetchedMessage:
    """A message of the mailbox.

    Attributes:
        uid: its number in the folder, valid as long as the folder's UIDVALIDITY is the same.
        content: the whole message (RFC 5322).
        received: when it came to the mailbox, local time.
    """

    uid: int
    content: bytes
    received: datetime


class Inbox:
    """An open folder of a mailbox; a context manager."""

    def __init__(self, server: Server, folder: str) -> None:
        """Prepare; the connection is opened on entering."""
        self._server = server
        self._folder = folder
        self._box: Any = None

    def __enter__(self) -> Self:
        try:
            self._enter()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _enter(self) -> None:
        with self._explain_errors():
            try:
                self._box = _connect(self._server)
            except imaplib.IMAP4.error as error:
                raise MailError(messages.MAIL_NO_TLS.about(host=self._server.host)) from error
            self._box.login(self._server.user, self._server.password, initial_folder=None)
            self._box.folder.set(self._folder)

    @contextmanager
    def _explain_errors(self, folder: str = "") -> Iterator[None]:
        """Turn every error of the server into a MailError that the operator can read."""
        server = self._server
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise MailError(messages.MAIL_CERTIFICATE.about(host=server.host, reason=error.verify_message)) from error
        except MailboxLoginError as error:
            raise MailError(messages.MAIL_LOGIN.about(host=server.host, user=server.user)) from error
        except UnicodeEncodeError as error:
            raise MailError(messages.MAIL_PASSWORD_ASCII.about()) from error
        except (imaplib.IMAP4.abort, OSError) as error:
            params = {"host": server.host, "port": server.port, "reason": getattr(error, "strerror", None) or error}
            raise MailError(messages.MAIL_UNREACHABLE.about(**params)) from error
        except (ImapToolsError, imaplib.IMAP4.error) as error:
            raise MailError(messages.MAILBOX_FOLDER.about(host=server.host, folder=folder or self._folder)) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._box is None:
            return
        with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
            self._box.logout()
        with suppress(OSError):
            self._box.client.shutdown()

    @property
    def name(self) -> str:
        """The folder's name in the ledger."""
        return f"{self._server.user}@{self._server.host}/{self._folder}"

    @property
    def uidvalidity(self) -> int:
        """The folder's UIDVALIDITY; where it changes, all UIDs are new."""
        with self._explain_errors():
            return int(self._box.folder.status(self._folder, ["UIDVALIDITY"])["UIDVALIDITY"])

    def uids(self, since: date) -> list[int]:
        """The UIDs of all messages that came on that day or later."""
        # Not by strftime: the month's name must not follow the machine's language.
        day = f"{since.day:02}-{_MONTHS[since.month - 1]}-{since.year}"
        with self._explain_errors():
            return sorted(int(uid) for uid in self._box.uids(f"SINCE {day}"))

    def fetch(self, uids: list[int]) -> Iterator[FetchedMessage]:
        """The messages with these UIDs, one by one; one that is gone by now is skipped.

        Raises:
            MailError: the connection is lost.
        """
        for uid in uids:
            with self._explain_errors():
                _, answer = self._box.client.uid("FETCH", str(uid), "(INTERNALDATE BODY.PEEK[])")
            for part in answer:
                if isinstance(part, tuple):
                    yield FetchedMessage(
                        uid, part[1], _received(part[0], [line for line in answer if isinstance(line, bytes)])
                    )

    def move(self, uid: int, folder: str) -> None:
        """Move a message to another folder of the mailbox.

        Raises:
            MailError: there is no such folder, or the server does not move it.
        """
        with self._explain_errors(folder):
            self._box.move(str(uid), folder)


class _StartTls(MailBoxUnencrypted):  # type: ignore[misc,unused-ignore]
    """STARTTLS that closes the connection where the certificate cannot be trusted; the library's own leaves it open."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client: imaplib.IMAP4 = super()._get_mailbox_client()
        try:
            client.starttls(ssl.create_default_context())
        except BaseException:
            with suppress(OSError):
                client.shutdown()
            raise
        return client


def _connect(server: Server) -> Any:
    match server.security:
        case "tls":
            context = ssl.create_default_context()
            return MailBox(server.host, server.port, timeout=server.seconds, ssl_context=context)
        case "starttls":
            return _StartTls(server.host, server.port, timeout=server.seconds)
        case _:
            return MailBoxUnencrypted(server.host, server.port, timeout=server.seconds)


def _received(head: bytes, lines: list[bytes]) -> datetime:
    """The server's date of arrival, which may stand before or after the message."""
    for line in (head, *lines):
        if b"INTERNALDATE" in line and (arrival := imaplib.Internaldate2tuple(line)):
            return datetime(*arrival[:6])
    return datetime.now().replace(microsecond=0)

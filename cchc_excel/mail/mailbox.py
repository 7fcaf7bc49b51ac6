"""Read a folder of the desk's mailbox (IMAP): → whole messages; they stay unread, and in place unless moved."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from email.utils import parseaddr
from types import TracebackType
from typing import Any, Self

from imap_tools import BaseMailBox, MailboxLoginError
from imap_tools.errors import ImapToolsError

from cchc_excel.errors import MailError
from cchc_excel.mail.postman import Server
from cchc_excel.mail.reasons import certificate_reason, reason_of
from cchc_excel.messages import desk as messages
from cchc_excel.text import outside

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: A UID and a UIDVALIDITY are numbers of 32 bits, never 0 (RFC 3501).
_LARGEST_NUMBER = 2**32 - 1
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_NAMED = re.compile(rb"\bUID ([1-9][0-9]{0,9})\b", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE ([0-9]{1,18})\b", re.IGNORECASE)
#: Servers reckon sizes as they like, so that a message may be longer than was said; a longer answer is none.
_SLACK = 2
#: What the library raises over an answer that is no IMAP.
_UNPARSED = (ValueError, LookupError, TypeError, AttributeError)


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


@dataclass(frozen=True)
class LeftMessage:
    """A message that was not fetched, and is in the mailbox still.

    Attributes:
        uid: as above.
        size: its bytes, where they are too many; 0 where the server names the message and does not give it.
        sender: of one that is too large, where that can be read.
        received: likewise when it came.
    """

    uid: int
    size: int = 0
    sender: str = ""
    received: datetime | None = None


class Inbox:
    """An open folder of a mailbox; a context manager."""

    def __init__(self, server: Server, folder: str, most_bytes: int) -> None:
        """Prepare; the connection is opened on entering.

        Args:
            server: the mail server.
            folder: its name as the mail program shows it.
            most_bytes: of one message; a larger one stays where it is.
        """
        self._server = server
        self._folder = folder
        self._most_bytes = most_bytes
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
            self._box = _connect(self._server, _SLACK * self._most_bytes)
            self._box.login(self._server.user, self._server.password, initial_folder=None)
            self._box.folder.set(self._folder)

    @contextmanager
    def _explain_errors(self, folder: str = "") -> Iterator[None]:
        """Turn every error of the server into a MailError that the operator can read."""
        server = self._server
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            reason = certificate_reason(error)
            raise MailError(messages.MAIL_CERTIFICATE.about(host=server.host, reason=reason)) from error
        except _NoTlsError as error:
            raise MailError(messages.MAIL_NO_TLS.about(host=server.host)) from error
        except MailboxLoginError as error:
            raise MailError(messages.MAIL_LOGIN.about(host=server.host, user=server.user)) from error
        except UnicodeEncodeError as error:
            raise MailError(messages.MAIL_PASSWORD_ASCII.about()) from error
        except (imaplib.IMAP4.abort, OSError) as error:
            params = {"host": server.host, "port": server.port, "reason": reason_of(error)}
            raise MailError(messages.MAIL_UNREACHABLE.about(**params)) from error
        except (ImapToolsError, imaplib.IMAP4.error) as error:
            raise MailError(messages.MAILBOX_FOLDER.about(host=server.host, folder=folder or self._folder)) from error
        except _UNPARSED as error:
            raise MailError(messages.MAILBOX_ODD.about(host=server.host)) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._box is None:
            return
        with suppress(ImapToolsError, imaplib.IMAP4.error, OSError, *_UNPARSED):
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
            return _number(str(self._box.folder.status(self._folder, ["UIDVALIDITY"])["UIDVALIDITY"]))

    def uids(self, since: date) -> list[int]:
        """The UIDs of all messages that came on that day or later."""
        # Not by strftime: the month's name must not follow the machine's language.
        day = f"{since.day:02}-{_MONTHS[since.month - 1]}-{since.year}"
        with self._explain_errors():
            return sorted({_number(uid) for uid in self._box.uids(f"SINCE {day}")})

    def fetch(self, uids: list[int]) -> Iterator[FetchedMessage | LeftMessage]:
        """The message with each of these UIDs, one by one.

        Raises:
            MailError: the connection is lost, or the server's answer is no IMAP.
        """
        for uid in uids:
            size = self._size(uid)
            if size <= self._most_bytes:
                text, content = self._asked(uid, "INTERNALDATE BODY.PEEK[]")
                if content is None:
                    yield LeftMessage(uid)
                    continue
                if len(content) <= self._most_bytes:
                    yield FetchedMessage(uid, content, _received(text) or datetime.now().replace(microsecond=0))
                    continue
                size = len(content)
            text, header = self._asked(uid, "INTERNALDATE BODY.PEEK[HEADER.FIELDS (FROM)]")
            yield LeftMessage(uid, size, _sender(header or b""), _received(text))

    def _size(self, uid: int) -> int:
        """How many bytes the server says that a message has; 0 where it does not say."""
        text, _ = self._asked(uid, "RFC822.SIZE")
        match = _SIZE.search(text)
        return int(match.group(1)) if match else 0

    def _asked(self, uid: int, items: str) -> tuple[bytes, bytes | None]:
        """What the server says of the message with this UID and no other: its words, and the text between them."""
        with self._explain_errors():
            _, lines = self._box.client.uid("FETCH", str(uid), f"(UID {items})")
        own = [(words, text) for words, text in _answers(lines) if _NAMED.findall(words) == [b"%d" % uid]]
        # Beside what was asked, a server may tell that the message's flags have changed.
        return next((one for one in own if one[1] is not None), own[0] if own else (b"", None))

    def move(self, uid: int, folder: str) -> None:
        """Move a message to another folder of the mailbox.

        Raises:
            MailError: there is no such folder, or the server does not move it.
        """
        with self._explain_errors(folder):
            self._box.move(str(uid), folder)


class _NoTlsError(Exception):
    """The server does not speak TLS on this port."""


class _Guarded(imaplib.IMAP4):
    """Reads no more than it may; an end of the connection is an error of the network."""

    most_bytes = 0

    def read(self, size: int) -> bytes:
        if size > self.most_bytes:
            raise ValueError(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        if not line:
            raise ConnectionAbortedError
        return line


class _GuardedTls(_Guarded, imaplib.IMAP4_SSL):
    """The same with TLS from the first byte."""


class _Box(BaseMailBox):  # type: ignore[misc,unused-ignore]
    """The library's mailbox on a connection of ours."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return self._client


def _connect(server: Server, most_bytes: int) -> _Box:
    """A connection to the server, encrypted as is set."""
    context = ssl.create_default_context()
    client = _opened(server, context)
    client.most_bytes = most_bytes
    if server.security == "starttls":
        _start_tls(client, context)
    return _Box(client)


def _opened(server: Server, context: ssl.SSLContext) -> _Guarded:
    try:
        if server.security == "tls":
            return _GuardedTls(server.host, server.port, ssl_context=context, timeout=server.seconds)
        return _Guarded(server.host, server.port, timeout=server.seconds)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        # Its greeting is a farewell.
        raise ConnectionRefusedError from error


def _start_tls(client: imaplib.IMAP4, context: ssl.SSLContext) -> None:
    """Encrypt the connection, or close it: the library leaves it open where the certificate cannot be trusted."""
    try:
        client.starttls(context)
    except BaseException as error:
        with suppress(OSError):
            client.shutdown()
        if isinstance(error, imaplib.IMAP4.error):
            raise _NoTlsError from error
        raise


def _number(text: str) -> int:
    """A UID or UIDVALIDITY.

    Raises:
        ValueError: it is none.
    """
    if _NUMBER.fullmatch(text) is None or int(text) > _LARGEST_NUMBER:
        raise ValueError(text)
    return int(text)


def _answers(lines: list[Any]) -> Iterator[tuple[bytes, bytes | None]]:
    """Each answer to FETCH: the server's words, and the text that it gives between them, None for none.

    Args:
        lines: as the library gives them: for each text a pair of the words before it and itself, then the words that
            end the answer.
    """
    words, text = b"", None
    for line in lines:
        if isinstance(line, tuple):
            words += line[0] + b" "
            text = line[1]
        elif line is not None:
            yield words + line, text
            words, text = b"", None


def _received(words: bytes) -> datetime | None:
    """The server's date of arrival in local time; None for none, or one that is in no calendar."""
    with suppress(ValueError, LookupError, OverflowError, OSError):
        if arrival := imaplib.Internaldate2tuple(words):
            return datetime(*arrival[:6])
    return None


def _sender(header: bytes) -> str:
    try:
        return outside.name(parseaddr(str(message_from_bytes(header, policy=default)["From"] or ""))[1])
    except Exception:  # noqa: BLE001 - the parser of headers raises anything over damaged ones
        return ""

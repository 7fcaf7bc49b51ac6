"""Send messages through a mail server (SMTP): → for each, its :class:`Delivery`."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import Literal, Self

from cchc_excel.errors import MailError
from cchc_excel.mail.reasons import certificate_reason, reason_of, reply_text
from cchc_excel.mail.security import Security
from cchc_excel.messages import desk as messages
from cchc_excel.messages import mail as mail_messages

#: ``deferred``: not sent, to be tried again; ``unknown``: the connection was lost while the message was sent, so that
#: the server may have it.
Outcome = Literal["accepted", "deferred", "refused", "unknown"]


@dataclass(frozen=True)
class Server:
    """A mail server and the account on it.

    Attributes:
        security: ``starttls``, ``tls`` from the first byte, or ``khong`` (none; only where the desk insists).
        user: empty for a server without login.
        seconds: how long to wait for an answer.
    """

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 60


@dataclass(frozen=True)
class Delivery:
    """What became of one letter.

    Attributes:
        detail: the server's answer, for the operator.
        refused: recipient → the server's answer, for those that it refuses; when accepted, the others have the letter.
    """

    outcome: Outcome
    detail: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)


class _NotSentError(Exception):
    """The connection was lost or the server deferred the letter, before it had any of the message; says why."""


class Postman:
    """A session with a mail server, reconnected where it is lost; a context manager."""

    def __init__(
        self,
        server: Server,
        *,
        pauses: Sequence[float] = (2, 10, 30),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare; the connection is opened on entering.

        Args:
            server: the mail server.
            pauses: seconds to wait before each retry of a letter that the server deferred.
            sleep: waits that many seconds.
        """
        self._server = server
        self._pauses = pauses
        self._sleep = sleep
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        self._connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._disconnect()

    def deliver(
        self, message: EmailMessage, recipients: Sequence[str], handing: Callable[[], None] = lambda: None
    ) -> Delivery:
        """Send one letter.

        Args:
            message: with its sender.
            recipients: every address that gets it.
            handing: called right before the first byte of the message is sent: from then on the server may have it.

        Raises:
            MailError: the server cannot be reached or refuses the login.
        """
        reason = ""
        for pause in (*self._pauses, None):
            try:
                return self._send(message, recipients, handing)
            except _NotSentError as error:
                reason = str(error)
                self._disconnect()
                if pause is not None:
                    self._sleep(pause)
            except MailError:
                if not reason:
                    raise
                # The letter was deferred before, so it is known not to be delivered.
                break
        return Delivery("deferred", reason)

    def _send(self, message: EmailMessage, recipients: Sequence[str], handing: Callable[[], None]) -> Delivery:
        smtp = self._smtp or self._connect()
        sender = message["From"].addresses[0].addr_spec
        try:
            smtp.ehlo_or_helo_if_needed()
            _require_accepted(smtp.mail(sender))
            refused, deferral = _offer_recipients(smtp, recipients)
        except _RefusedError as error:
            self._reset()
            return Delivery("refused", str(error))
        except ValueError:
            # An address that the library cannot say to this server.
            self._reset()
            return Delivery("refused", mail_messages.BAD_ADDRESS)
        except (smtplib.SMTPException, OSError) as error:
            raise _NotSentError(reason_of(error)) from error
        if len(refused) == len(recipients):
            self._reset()
            return Delivery("refused", "; ".join(refused.values()), refused)
        if deferral:
            # Nobody gets it now, or the accepted recipients would get it again with the retry.
            self._reset()
            raise _NotSentError(deferral)
        return self._send_content(smtp, message.as_bytes(policy=SMTP.clone(cte_type="7bit")), refused, handing)

    def _send_content(
        self, smtp: smtplib.SMTP, content: bytes, refused: Mapping[str, str], handing: Callable[[], None]
    ) -> Delivery:
        handing()
        try:
            code, answer = smtp.data(content)
        except smtplib.SMTPDataError as error:
            # The server did not ask for the message, so that it has none of it.
            self._reset()
            if 500 <= error.smtp_code < 600:
                return Delivery("refused", reason_of(error))
            raise _NotSentError(reason_of(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            self._disconnect()
            return Delivery("unknown", reason_of(error), refused)
        if 200 <= code < 300:
            return Delivery("accepted", "; ".join(refused.values()), refused)
        if not 400 <= code < 600:
            # No reply that SMTP knows, after the whole message: the server may have taken it.
            self._disconnect()
            return Delivery("unknown", mail_messages.NO_VERDICT, refused)
        self._reset()
        if code < 500:
            raise _NotSentError(reply_text(code, answer))
        return Delivery("refused", reply_text(code, answer))

    # --- the session -----------------------------------------------------------------------------------------------

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            self._smtp = _open_connection(server)
            if server.user:
                self._smtp.login(server.user, server.password)
        except ssl.SSLCertVerificationError as error:
            raise MailError(
                messages.MAIL_CERTIFICATE.about(host=server.host, reason=certificate_reason(error))
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailError(messages.MAIL_NO_TLS.about(host=server.host)) from error
        except smtplib.SMTPAuthenticationError as error:
            self._disconnect()
            raise MailError(messages.MAIL_LOGIN.about(host=server.host, user=server.user)) from error
        except UnicodeEncodeError as error:
            self._disconnect()
            raise MailError(messages.MAIL_PASSWORD_ASCII.about()) from error
        except (smtplib.SMTPException, OSError) as error:
            self._disconnect()
            raise MailError(
                messages.MAIL_UNREACHABLE.about(host=server.host, port=server.port, reason=reason_of(error))
            ) from error
        return self._smtp

    def _reset(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.rset()
            except (smtplib.SMTPException, OSError):
                self._disconnect()

    def _disconnect(self) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._smtp.close()
            self._smtp = None


class _RefusedError(Exception):
    """The server refuses the sender for good."""


def _open_connection(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
    if server.security == "starttls":
        try:
            smtp.starttls(context=context)
        except BaseException:
            smtp.close()
            raise
    return smtp


def _require_accepted(response: tuple[int, bytes]) -> None:
    code, answer = response
    if 500 <= code < 600:
        raise _RefusedError(reply_text(code, answer))
    if not 200 <= code < 300:
        raise _NotSentError(_deferral(code, answer))


def _offer_recipients(smtp: smtplib.SMTP, recipients: Sequence[str]) -> tuple[dict[str, str], str]:
    """Name every recipient to the server: those refused with its answers, and why it takes any other one not now."""
    refused: dict[str, str] = {}
    deferral = ""
    for recipient in recipients:
        code, answer = smtp.rcpt(recipient)
        if 500 <= code < 600:
            refused[recipient] = f"{recipient}: {reply_text(code, answer)}"
        elif not 200 <= code < 300:
            deferral = f"{recipient}: {_deferral(code, answer)}"
    return refused, deferral


def _deferral(code: int, answer: bytes) -> str:
    """Why a letter is to be tried again; a line that is no reply of SMTP says nothing to anybody."""
    return reply_text(code, answer) if 400 <= code < 500 else mail_messages.NO_REPLY

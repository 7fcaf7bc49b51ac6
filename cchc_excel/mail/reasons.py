"""Why a mail server could not be talked to: an error of the mail libraries → a short reason in our words.

What a library says is English and says it to programmers; it never goes into a sentence.
"""

from __future__ import annotations

import errno
import imaplib
import smtplib
import socket
import ssl

from cchc_excel.messages import mail as messages
from cchc_excel.text import outside

#: The first that fits, of the error nearest to the network.
_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (TimeoutError, messages.NO_ANSWER),
    (socket.gaierror, messages.NO_SUCH_HOST),
    (ConnectionRefusedError, messages.NOT_LET_IN),
    (ConnectionError, messages.CUT_OFF),
    (ssl.SSLError, messages.NO_TLS),
    (smtplib.SMTPServerDisconnected, messages.CUT_OFF),
    (smtplib.SMTPResponseException, messages.NO_REPLY),
    (imaplib.IMAP4.abort, messages.NO_REPLY),
)
_UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}
#: OpenSSL's numbers (X509_V_ERR_…) of what is wrong with a certificate.
_CERTIFICATE_REASONS = {
    9: messages.CERTIFICATE_EARLY,
    10: messages.CERTIFICATE_EXPIRED,
    **dict.fromkeys((18, 19, 20, 21), messages.CERTIFICATE_UNKNOWN),
    **dict.fromkeys((62, 64), messages.CERTIFICATE_OF_OTHERS),
}


def reason_of(error: BaseException) -> str:
    """What went wrong: the server's own reply where it gave one, else our word for the kind of error."""
    if isinstance(error, smtplib.SMTPResponseException) and isinstance(error.smtp_error, bytes) and error.smtp_code > 0:
        return reply_text(error.smtp_code, error.smtp_error)
    causes = [error]
    # The libraries wrap an error of the network into one of theirs.
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    for cause in reversed(causes):
        if isinstance(cause, OSError) and cause.errno in _UNREACHABLE:
            return messages.NO_ROUTE
        for kind, reason in _REASONS:
            if isinstance(cause, kind):
                return reason
    return messages.NO_CONNECTION


def certificate_reason(error: ssl.SSLCertVerificationError) -> str:
    """What is wrong with a server's certificate."""
    return _CERTIFICATE_REASONS.get(error.verify_code, messages.CERTIFICATE_OTHER)


def reply_text(code: int, answer: bytes) -> str:
    """A reply of a mail server (SMTP) for the operator, in the server's words."""
    return outside.quoted(f"{code} {' '.join(answer.decode('utf-8', 'replace').split())}")

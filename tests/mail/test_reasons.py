"""Why a mail server could not be talked to, in our words, whatever the library says."""

from __future__ import annotations

import errno
import imaplib
import smtplib
import socket
import ssl

import pytest

from cchc_excel.mail.reasons import certificate_reason, reason_of

NO_REPLY = "máy chủ ngắt kết nối hoặc trả lời không đúng giao thức"


def _wrapped(inner):
    """As imaplib wraps an error of the network."""
    error = imaplib.IMAP4.abort(f"socket error: {inner}")
    error.__context__ = inner
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "không tìm thấy máy chủ"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "máy chủ từ chối kết nối"),
        (TimeoutError("timed out"), "quá thời gian chờ, máy chủ không trả lời"),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), "máy chủ ngắt kết nối"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "máy chủ ngắt kết nối"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "không có đường mạng đến máy chủ"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "không có đường mạng đến máy chủ"),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), "không lập được kết nối bảo mật"),
        (smtplib.SMTPServerDisconnected("please run connect() first"), "máy chủ ngắt kết nối"),
        (smtplib.SMTPResponseException(421, b"ban  lam"), "421 ban lam"),
        (smtplib.SMTPResponseException(500, "Line too long."), NO_REPLY),
        (smtplib.SMTPResponseException(-1, b"hello"), NO_REPLY),
        (imaplib.IMAP4.abort("unexpected response"), NO_REPLY),
        # A library's error says less than that of the network which it wraps.
        (_wrapped(TimeoutError("timed out")), "quá thời gian chờ, máy chủ không trả lời"),
        (_wrapped(BrokenPipeError(errno.EPIPE, "Broken pipe")), "máy chủ ngắt kết nối"),
        # What nobody foresaw is told without its English.
        (OSError(errno.EMFILE, "Too many open files"), "không kết nối được"),
        (smtplib.SMTPException("No suitable authentication method found."), "không kết nối được"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)  # fmt: skip
def test_each_kind_of_error_has_its_reason(error, reason):
    assert reason_of(error) == reason


@pytest.mark.parametrize(
    ("code", "reason"),
    [(9, "chưa đến ngày có hiệu lực"), (10, "đã hết hạn"), (18, "nơi cấp không được tin cậy"),
     (20, "nơi cấp không được tin cậy"), (62, "cấp cho máy chủ khác"), (23, "không kiểm tra được")],
)  # fmt: skip
def test_what_is_wrong_with_a_certificate_is_told(code, reason):
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "self-signed certificate"
    assert certificate_reason(error) == reason

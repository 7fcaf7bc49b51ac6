"""Real mail servers on loopback that can also refuse, stall and cut."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import ssl
import threading
import warnings
from collections import Counter

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, SECRET = "bao-cao@soctrang.example", "mat-khau-1"


def free_port():
    with socket.create_server(("localhost", 0)) as found:
        return found.getsockname()[1]


class Authority:
    """A certificate authority of our own, as the system's trust store would hold one."""

    def __init__(self, folder):
        self._ca = trustme.CA()
        self.pem = folder / "ca.pem"
        self._ca.cert_pem.write_to_path(str(self.pem))

    def context(self, *names):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(*names).configure_cert(context)
        return context


class Office:
    """What the server does with a letter, by the words in the recipient's address."""

    def __init__(self):
        self.kept = []
        self.tries = Counter()
        self.pause = 0.0
        self._lock = threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tries[address] += 1
        if "khong-co" in address:
            return "550 5.1.1 khong co hop thu nay"
        if "ban" in address or ("lan-dau" in address and self.tries[address] == 1):
            return "451 4.7.1 thu lai sau"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.pause:
            await asyncio.sleep(self.pause)
        if any("tu-choi" in address for address in envelope.rcpt_tos):
            return "554 5.6.0 khong nhan noi dung nay"
        with self._lock:
            self.kept.append((tuple(envelope.rcpt_tos), envelope.content))
        if any("cat" in address for address in envelope.rcpt_tos):
            server.transport.abort()
        return "250 OK da nhan"

    def letters(self, address=None):
        return [
            email.message_from_bytes(content, policy=email.policy.default)
            for to, content in self.kept
            if address is None or address in to
        ]

    def count(self):
        return Counter(address for to, _ in self.kept for address in to)


def _authenticated(server, session, envelope, mechanism, given):
    good = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), SECRET.encode())
    return AuthResult(success=good, handled=False)


class _Controller(Controller):
    def __init__(self, office, context, *, starttls):
        self._starttls = starttls
        self._context = context
        super().__init__(office, hostname="localhost", port=free_port(), ssl_context=None if starttls else context)

    def factory(self):
        how = {"authenticator": _authenticated, "auth_required": True, "hostname": "localhost"}
        if self._starttls:
            return SMTP(self.handler, tls_context=self._context, require_starttls=True, **how)
        with warnings.catch_warnings():
            # It does not count the TLS below it.
            warnings.simplefilter("ignore")
            return SMTP(self.handler, auth_require_tls=False, **how)


class PostOffice:
    """A running SMTP server that asks for TLS and a password."""

    def __init__(self, authority, *, starttls=True, name="localhost"):
        self.office = Office()
        self._controller = _Controller(self.office, authority.context(name), starttls=starttls)

    def __enter__(self):
        self._controller.start()
        self.port = self._controller.port
        return self

    def __exit__(self, *_):
        self._controller.stop()

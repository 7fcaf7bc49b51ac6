"""Real mail servers on loopback that can also refuse, stall and cut."""

from __future__ import annotations

import asyncio
import email
import email.policy
import imaplib
import os
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from pathlib import Path

try:
    import grp
    import pwd
except ImportError:  # Windows, which has no Dovecot either
    grp = pwd = None

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

    def files(self, folder, name="localhost"):
        """A certificate and its key as files, for servers that are programs of their own."""
        issued = self._ca.issue_cert(name)
        certificate, key = folder / "cert.pem", folder / "key.pem"
        certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(str(key))
        return str(certificate), str(key)


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
        self.stop()

    def stop(self):
        if self._controller.server is not None:
            self._controller.stop()


class _Lines(socketserver.StreamRequestHandler):
    """A session of an odd server: its script answers line by line."""

    def handle(self):
        self.server.script(self.rfile, self._say)

    def _say(self, line):
        self.wfile.write((line if isinstance(line, bytes) else line.encode()) + b"\r\n")


class _Odd(socketserver.ThreadingTCPServer):
    """A server without TLS that keeps to no protocol but its script's."""

    allow_reuse_address = daemon_threads = True
    security = "khong"

    def __init__(self):
        super().__init__(("localhost", 0), _Lines)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that goes away is no matter."""


class OddPostOffice(_Odd):
    """SMTP that gives replies of its own to some commands.

    Args:
        replies: by command; ``.`` for the end of the text, and "" for the greeting.
    """

    def __init__(self, replies):
        super().__init__()
        self.replies = {"": "220 x", "EHLO": "250 x", "DATA": "354 go", "QUIT": "221 bye", ".": "250 da nhan"} | replies
        self.taken = 0

    def script(self, lines, say):
        say(self.replies[""])
        for line in lines:
            command = line.strip().upper()[:4].decode()
            say(self.replies.get(command, "250 ok"))
            if command == "DATA" and self.replies["DATA"].startswith("354"):
                while next(lines) != b".\r\n":
                    pass
                self.taken += 1
                say(self.replies["."])


class OddImap(_Odd):
    """IMAP with a mailbox of its own (UID → message), that gives other answers to some commands.

    Args:
        messages: by UID.
        answers: by command (``STATUS``, ``SEARCH``, ``FETCH`` …): called with what was asked, and where it is FETCH,
            with the UID, gives the untagged line, None for none; an ``OSError`` cuts the connection.
    """

    def __init__(self, messages=None, **answers):
        super().__init__()
        self.messages = dict(messages or {})
        self.asked = []
        self.answers = {"STATUS": lambda _: '* STATUS "INBOX" (UIDVALIDITY 7)', "FETCH": self.fetched} | answers
        self.greeting = "* OK ready"

    def script(self, lines, say):
        say(self.greeting)
        for line in lines:
            tag, _, asked = line.decode().strip().partition(" ")
            words = asked.upper().removeprefix("UID ").split()
            self.asked.append(asked)
            match words[0]:
                case "CAPABILITY":
                    say("* CAPABILITY IMAP4rev1")
                case "SELECT":
                    say(f"* {len(self.messages)} EXISTS")
                case "LOGOUT":
                    say("* BYE")
                case "SEARCH" if "SEARCH" not in self.answers:
                    say(" ".join(["* SEARCH", *map(str, self.messages)]))
            if words[0] in self.answers:
                answer = self.answers[words[0]](int(words[1]) if words[0] == "FETCH" else asked)
                if answer is not None:
                    say(answer)
            say(f"{tag} OK done")

    def fetched(self, uid, *, named=None, arrived="10-Mar-2021 09:30:00 +0700"):
        """What a sound server says of a message; `named` is the UID that it gives it."""
        content = self.messages[uid]
        size = len(content)
        head = f'* 1 FETCH (UID {named or uid} RFC822.SIZE {size} INTERNALDATE "{arrived}" BODY[] {{{size}}}'
        return head.encode() + b"\r\n" + content + b")"


class Pymap:
    """An IMAP server in memory, from PyPI: STARTTLS, one user."""

    security = "starttls"

    def __init__(self, authority, folder, *, tls=True):
        certificate, key = authority.files(folder)
        self._tls = ["--cert", certificate, "--key", key] if tls else ["--no-tls"]
        self.port = free_port()

    def __enter__(self):
        command = [sys.executable, "-c", "from pymap.main import main; main()", "--host", "localhost",
                   "--port", str(self.port), *self._tls, "dict",
                   "--demo-user", USER, "--demo-password", SECRET]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port)
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()


_DOVECOT = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1, ::1
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
mail_location = maildir:{folder}/mail
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
passdb {{
  driver = static
  args = password={secret}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """A real Dovecot with a mailbox of its own: TLS from the first byte."""

    security = "tls"

    def __init__(self, authority, _):
        # Not below pytest's folder, which is closed to the user under which Dovecot reads mail.
        self._folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self._folder.chmod(0o755)
        self._files = authority.files(self._folder)
        self.port = free_port()

    def __enter__(self):
        certificate, key = self._files
        is_root = os.geteuid() == 0
        who = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
        me, group = who.pw_name, grp.getgrgid(who.pw_gid).gr_name
        internal, internal_group, login = ("dovecot", "dovecot", "dovenull") if is_root else (me, group, me)
        for name in ("mail", "home"):
            (self._folder / name).mkdir()
            os.chown(self._folder / name, who.pw_uid, who.pw_gid)
        told = _DOVECOT.format(
            folder=self._folder, certificate=certificate, key=key, secret=SECRET, uid=who.pw_uid, gid=who.pw_gid,
            port=self.port, internal=internal, internal_group=internal_group, login=login,
        )  # fmt: skip
        (self._folder / "dovecot.conf").write_text(told, encoding="utf-8")
        command = [dovecot_program(), "-F", "-c", str(self._folder / "dovecot.conf")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port)
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(timeout=20)
        shutil.rmtree(self._folder, ignore_errors=True)


def dovecot_program():
    """Where Dovecot is; None where it is not."""
    return shutil.which("dovecot") or next((path for path in ("/usr/sbin/dovecot",) if Path(path).exists()), None)


def wait_for(port):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("localhost", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(port)


class Mailbox:
    """Puts messages into a running IMAP server's mailbox and looks at it, as another mail program would."""

    def __init__(self, server):
        context = ssl.create_default_context()
        if server.security == "tls":
            self._imap = imaplib.IMAP4_SSL("localhost", server.port, ssl_context=context)
        else:
            self._imap = imaplib.IMAP4("localhost", server.port)
            self._imap.starttls(context)
        self._imap.login(USER, SECRET)

    def put(self, message, folder="INBOX"):
        content = message if isinstance(message, bytes) else message.as_bytes()
        status, said = self._imap.append(folder, None, None, content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        assert status == "OK", said

    def create(self, folder):
        self._imap.create(folder)

    def flags(self, folder="INBOX"):
        self._imap.select(folder, readonly=True)
        _, answer = self._imap.uid("FETCH", "1:*", "(FLAGS)")
        return [line for line in answer if line]

    def empty(self, *more):
        """Nothing left in it, and no folder beside it, for whoever comes next."""
        self._imap.select("INBOX")
        self._imap.uid("STORE", "1:*", "+FLAGS", "(\\Deleted)")
        self._imap.expunge()
        self._imap.close()
        for folder in more:
            self._imap.delete(folder)

    def close(self):
        self._imap.logout()

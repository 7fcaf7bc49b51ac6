"""The one door to the page: refuses, before a byte of a body is read, whatever is not this browser on this computer.

Other pages in the same browser can reach a local server, by its address or by a name of their own that leads to it, and
so can every account on the computer. So each request must name exactly our host and port, come from no other page, and
bring the cookie of this run; a change brings the token too (`forms.read_form`, and the header for uploads). What was
learnt from whom is in ``docs/security.md``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from cchc_excel.desk.sessions import Session, Sessions
from cchc_excel.messages import page as messages

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
#: Makes an answer of an HTTP status, a sentence and a remedy.
Refuse = Callable[[int, tuple[str, str]], App]

#: On every answer. No address, script, style or picture from elsewhere, and nothing inline.
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    # Not no-referrer: with that, browsers call the origin of our own forms "null".
    "referrer-policy": "same-origin",
}
#: Reached without a cookie: they say nothing of the workspace.
OPEN_PATHS = ("/open", "/ticket", "/favicon.ico")
STATIC = "/static/"
#: Bytes of a form; of an upload as many as an arrival may bring.
FORM_BYTES = 1 << 21
UPLOAD = "/tiep-nhan/tep"
#: An upload that brings nothing for so long is dropped.
BODY_SECONDS = 60


class Guard:
    """An ASGI application around the pages."""

    def __init__(self, app: App, port: int, sessions: Sessions, refuse: Refuse, upload_bytes: int) -> None:
        """Stand before the pages.

        Args:
            app: the pages.
            port: that the server listens on.
            sessions: who has been let in.
            refuse: makes the page that says why not.
            upload_bytes: a file that is sent may have so many.
        """
        self._app, self._sessions, self._refuse = app, sessions, refuse
        self._host = f"127.0.0.1:{port}"
        self._cookie, self._upload_bytes = cookie_name(port), upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer why not."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        app = self._app if refusal is None else self._refuse(*refusal)
        await app(scope, _patient(receive), _with_headers(send))

    def _refusal(self, scope: Scope) -> tuple[int, tuple[str, str]] | None:
        headers = _Headers(scope)
        if headers.all("host") != [self._host]:
            return 421, messages.WRONG_HOST
        if any(origin != f"http://{self._host}" for origin in headers.all("origin")):
            return 403, messages.FOREIGN_PAGE
        if any(site not in ("same-origin", "none") for site in headers.all("sec-fetch-site")):
            return 403, messages.FOREIGN_PAGE
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, messages.NO_SUCH_PAGE
        if scope["method"] == "POST" and (refusal := self._too_large(scope, headers)):
            return refusal
        scope["session"] = self._session(headers)
        path = scope["path"]
        if scope["session"] is None and path not in OPEN_PATHS and not path.startswith(STATIC):
            return 401, messages.NOT_OPENED_HERE
        return None

    def _too_large(self, scope: Scope, headers: _Headers) -> tuple[int, tuple[str, str]] | None:
        """Bodies say first how long they are."""
        lengths = headers.all("content-length")
        if (
            headers.all("transfer-encoding")
            or len(lengths) != 1
            or not lengths[0].isascii()
            or not lengths[0].isdigit()
        ):
            return 411, messages.NO_LENGTH
        most = self._upload_bytes if scope["path"] == UPLOAD else FORM_BYTES
        return (413, messages.TOO_LARGE) if len(lengths[0]) > 15 or int(lengths[0]) > most else None

    def _session(self, headers: _Headers) -> Session | None:
        for line in headers.all("cookie"):
            try:
                morsel = SimpleCookie(line).get(self._cookie)
            except CookieError:
                continue
            if morsel is not None and (session := self._sessions.of_cookie(morsel.value)):
                return session
        return None


class _Headers:
    """The headers of a request by name, each as often as it came."""

    def __init__(self, scope: Scope) -> None:
        self._lines = [(name.lower(), value) for name, value in scope["headers"]]

    def all(self, name: str) -> list[str]:
        return [value.decode("latin-1") for known, value in self._lines if known == name.encode()]


def cookie_name(port: int) -> str:
    """After the port: browsers keep one set of cookies for all ports of a host."""
    return f"cchc_{port}"


def _patient(receive: Receive) -> Receive:
    """Bodies that stand still are given up."""

    async def received() -> Message:
        try:
            return await asyncio.wait_for(receive(), BODY_SECONDS)
        except TimeoutError:
            return {"type": "http.disconnect"}

    return received


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [(name, value) for name, value in message.get("headers", ()) if name.decode() not in HEADERS]
            message["headers"] = given + [(name.encode(), value.encode()) for name, value in HEADERS.items()]
        await send(message)

    return sent

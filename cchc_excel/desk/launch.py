"""Start the page for a workspace, once, and open it in the browser."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
import webbrowser
import zlib
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from typing import Any

from cchc_excel.desk.board import Board
from cchc_excel.desk.instance import Instance, Running
from cchc_excel.desk.jobs import Jobs
from cchc_excel.desk.launcher import write_launcher
from cchc_excel.desk.sessions import Sessions
from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import page as messages
from cchc_excel.workflow.run_log import fault_lines

Say = Callable[[str], None]
#: Ports that no system gives out by itself; the same for a workspace each time, so that bookmarks hold.
_FIRST_PORT, _PORTS, _TRIES = 20_000, 28_000, 20
#: Nobody has asked for anything for so long.
_IDLE_SECONDS = 12 * 3600
_LOOKS = 30
_SECONDS_TO_END = 2
#: A browser that has not asked for anything by then did not open.
_SECONDS_FOR_BROWSER = 10
_MOST_CONNECTIONS = 64
#: A job that is cut off is finished by the next one; so long it may take to end by itself.
_SECONDS_FOR_JOB = 20


def open_desk(root: Path, say: Say, warn: Say, *, with_browser: bool = True) -> None:
    """Run the page of a workspace until it is closed; where one runs already, open another tab of that.

    Args:
        root: the workspace's folder.
        say: for whoever reads along.
        warn: what has to be seen, though nobody reads along.
        with_browser: open the page.

    Raises:
        WorkspaceError: another computer or user has it open; its files cannot be used.
    """
    board = Board(root)
    board.workspace()
    write_launcher(root)
    with Instance(root) as instance:
        if not instance.acquire():
            _open_running(instance.running(), say, warn, with_browser=with_browser)
            return
        listener = bound_socket(root)
        port = listener.getsockname()[1]
        running = instance.announce(port)
        _serve(board, listener, running, (say, warn), with_browser=with_browser)


def bound_socket(root: Path) -> socket.socket:
    """A socket that listens on this computer alone, on the workspace's own port where that is free."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        # On Windows it would let two programs share a port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    elif hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    first = zlib.crc32(str(root.resolve()).encode())
    for port in (*(_FIRST_PORT + (first + more) % _PORTS for more in range(_TRIES)), 0):
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            if port == 0:
                raise
            continue
        break
    listener.set_inheritable(False)
    listener.listen(_MOST_CONNECTIONS)  # who comes before the server is ready waits
    return listener


def _serve(
    board: Board, listener: socket.socket, running: Running, voices: tuple[Say, Say], *, with_browser: bool
) -> None:
    import uvicorn  # noqa: PLC0415 - no other command needs a server

    from cchc_excel.desk.routes import Desk, desk_app  # noqa: PLC0415 - as above

    say, warn = voices
    sessions = Sessions()
    jobs = Jobs(lambda what, error: board.log_fault(what, fault_lines(error)))
    ended: list[bool] = []
    watch = _Watch()
    app = desk_app(Desk(board, jobs, sessions, running.port, running.secret, lambda: ended.append(True)))
    config = uvicorn.Config(
        watch.around(app),
        http="h11",
        ws="none",
        lifespan="off",
        loop="asyncio",
        server_header=False,
        access_log=False,
        log_config=None,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_SECONDS_TO_END,
    )
    server = uvicorn.Server(config)
    Thread(target=_end_when_idle, args=(server, watch, jobs, ended), daemon=True).start()
    board.warm()
    address = _address(running.port, sessions.ticket())
    say(messages.OPENED.format(address=address))
    say(messages.TO_END)
    if with_browser:
        Thread(target=_open_and_look, args=(sessions, address, watch, warn), daemon=True).start()
    try:
        server.run(sockets=[listener])
    finally:
        jobs.stop()
        jobs.wait(_SECONDS_FOR_JOB)


class _Watch:
    """When somebody last asked for something."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def around(self, app: Any) -> Any:
        async def watched(scope: Any, receive: Any, send: Any) -> None:
            if scope.get("path") != "/thay-doi":  # asked by a forgotten tab too
                self.last = time.monotonic()
            await app(scope, receive, send)

        return watched


def _end_when_idle(server: Any, watch: _Watch, jobs: Jobs, ended: list[bool]) -> None:
    looks = 0
    while not server.should_exit:
        time.sleep(0.2)
        looks += 1
        is_idle = looks % _LOOKS == 0 and time.monotonic() - watch.last > _IDLE_SECONDS and jobs.running is None
        if ended or is_idle:
            server.should_exit = True


def _open_running(running: Running | None, say: Say, warn: Say, *, with_browser: bool) -> None:
    """Open another tab of the page that runs.

    Raises:
        WorkspaceError: it runs on another computer, or does not answer.
    """
    if running is None:
        raise WorkspaceError(messages.RUNS_UNKNOWN)
    if running.host != socket.gethostname():
        message, remedy = messages.RUNS_ELSEWHERE
        since = running.since.replace("T", " ")
        raise WorkspaceError((message.format(host=running.host, user=running.user, since=since), remedy))
    connection = HTTPConnection("127.0.0.1", running.port, timeout=5)
    try:
        headers = {"X-Secret": running.secret, "Content-Length": "0"}
        connection.request("POST", "/ticket", headers=headers)
        answer = connection.getresponse()
        ticket = json.loads(answer.read())["ticket"] if answer.status == 200 else ""
    except (OSError, HTTPException, ValueError, KeyError) as error:
        raise WorkspaceError(messages.RUNS_UNKNOWN) from error
    finally:
        connection.close()
    if not ticket:
        raise WorkspaceError(messages.RUNS_UNKNOWN)
    address = _address(running.port, ticket)
    if with_browser:
        _open_browser(address, warn)
        say(messages.RUNS_ALREADY)
    else:
        say(messages.OPENED.format(address=address))


def _open_and_look(sessions: Sessions, address: str, watch: _Watch, warn: Say) -> None:
    """Open the browser; where nobody asks for anything soon, say how to open it by hand."""
    before = watch.last
    _open_browser(address, warn)
    time.sleep(_SECONDS_FOR_BROWSER)
    if watch.last == before:
        start, _, _ = address.rpartition("=")
        warn(messages.OPEN_BY_HAND.format(address=f"{start}={sessions.ticket()}"))


def _address(port: int, ticket: str) -> str:
    return f"http://127.0.0.1:{port}/open?t={ticket}"


def _open_browser(address: str, warn: Say) -> None:
    """Open an address; an address is given, never a file that leads there, which browsers count as another site."""
    try:
        if sys.platform == "win32":
            os.startfile(address)  # noqa: S606 - our own address
            return
        is_open = webbrowser.open(address)
    except (OSError, webbrowser.Error):
        is_open = False
    if not is_open:
        warn(messages.OPEN_BY_HAND.format(address=address))

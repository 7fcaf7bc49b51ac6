"""One running page for each workspace: an operating system's lock, which goes with the process that holds it.

The locked file says who runs it and where, so that a second start opens another tab of the first. It has a secret that
whoever can read it may ask for a ticket with: the user who started it.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from getpass import getuser
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.storage.private_file import write_private

#: In the workspace.
FILE = "cchc.desk"
#: The byte that is locked: behind the text, which others may read then on Windows too.
_LOCKED_BYTE = 1 << 20


@dataclass(frozen=True)
class Running:
    """The page that runs for a workspace.

    Attributes:
        host: name of the computer.
        since: when it was started, as ISO text.
        secret: asks it for a ticket.
    """

    host: str
    user: str
    pid: int
    port: int
    since: str
    secret: str


class Instance:
    """The lock of a workspace; held until it is closed or the process ends."""

    def __init__(self, root: Path) -> None:
        self._path = root / FILE
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def acquire(self) -> bool:
        """Take the lock; False where another process has it.

        Raises:
            WorkspaceError: the file cannot be written.
        """
        try:
            with suppress(FileExistsError):
                write_private(self._path)
            stream = self._path.open("r+b")
        except OSError as error:
            raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path=self._path)) from error
        if not _lock(stream):
            stream.close()
            return False
        self._stream = stream
        return True

    def announce(self, port: int) -> Running:
        """Say where the page runs.

        Raises:
            WorkspaceError: the file cannot be written.
        """
        running = Running(
            host=socket.gethostname(),
            user=_user(),
            pid=os.getpid(),
            port=port,
            since=datetime.now().isoformat(timespec="seconds"),
            secret=secrets.token_urlsafe(32),
        )
        if self._stream is None:
            raise RuntimeError("announced before the lock was taken")
        try:
            self._stream.seek(0)
            self._stream.truncate()
            self._stream.write(json.dumps(asdict(running)).encode())
            self._stream.flush()
        except OSError as error:
            raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path=self._path)) from error
        return running

    def running(self) -> Running | None:
        """What the process says that has the lock; None where it has not said it yet."""
        try:
            told = json.loads(self._path.read_bytes()[:_LOCKED_BYTE])
            return Running(**told)
        except (OSError, ValueError, TypeError):
            return None

    def close(self) -> None:
        """Give the lock back; the file stays, without what it said."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream.truncate(0)
            self._stream.close()
            self._stream = None


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _lock(stream: IO[bytes]) -> bool:
    """Lock an open file for this process, without waiting."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - Windows only

            stream.seek(_LOCKED_BYTE)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415 - everywhere else

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

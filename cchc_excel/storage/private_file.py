"""Files that only their owner reads, from their first moment: the key, the ledger and copies of it.

On Windows they have the rights of their folder, which the administrator gives.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

_OWNER_ONLY = 0o600


def write_private(path: Path, content: Iterable[bytes] = ()) -> None:
    """Write a new file that the umask can take rights from, never add any; nothing is left of half of one.

    Raises:
        FileExistsError: there is one, or a link.
        OSError: it cannot be written; and whatever iterating over `content` raises.
    """
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _OWNER_ONLY)
    try:
        with os.fdopen(file, "wb") as stream:
            stream.writelines(content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def is_open_to_others(path: Path) -> bool:
    """Whether others than the owner have rights on a file, where the system tells; not for one that is not there."""
    try:
        return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    except OSError:
        return False

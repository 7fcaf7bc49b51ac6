"""Windows' mark of files that came from elsewhere: Excel opens them in Protected View, without macros and links."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_IS_WINDOWS = os.name == "nt"
#: Zone 3 is the internet.
_FROM_THE_INTERNET = b"[ZoneTransfer]\r\nZoneId=3\r\n"


def mark_as_foreign(path: Path) -> None:
    """Write the mark beside a file's content, in a stream of its own; a disk without streams (not NTFS) has none."""
    if _IS_WINDOWS:
        with suppress(OSError):
            zone_stream(path).write_bytes(_FROM_THE_INTERNET)


def zone_stream(path: Path) -> Path:
    """The name of a file's stream that says where it came from."""
    return path.with_name(f"{path.name}:Zone.Identifier")

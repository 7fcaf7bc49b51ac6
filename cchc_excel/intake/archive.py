"""The archive: every received file under the SHA-256 of its content, untouched, with a note of how it came."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".pdf", ".docx", ".zip", ".bin"})


@dataclass(frozen=True)
class Kept:
    """A file in the archive."""

    sha256: str
    size: int
    path: Path


class Archive:
    """The archive folder of a workspace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes, name: str, received: datetime, period: str) -> Kept:
        """Keep a content; one that is there already stays as it is.

        Args:
            content: the whole file.
            name: as received; only its suffix is looked at, and only when it is a plain one.
            received: when it came.
            period: the campaign that it was collected for.

        Raises:
            OSError: the archive cannot be written.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        folder = self._folder / sha256[:2]
        path = folder / f"{sha256}{_suffix(name)}"
        for known in folder.glob(f"{sha256}.*"):
            if known.suffix in _SUFFIXES:
                return Kept(sha256, len(content), known)
        folder.mkdir(parents=True, exist_ok=True)
        note = {"name": name, "received": received.isoformat(), "period": period, "size": len(content)}
        # The note first: a file in the archive always has one, whenever the run is cut.
        write_aside(folder / f"{sha256}.json", json.dumps(note, ensure_ascii=False, indent=1).encode())
        write_aside(path, content)
        return Kept(sha256, len(content), path)


def write_aside(path: Path, content: bytes) -> None:
    """Write a file under another name and put it in place whole.

    Raises:
        OSError: it cannot be written, or the file there is held open.
    """
    aside = path.with_name(f"{path.name}.part")
    with aside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix in _SUFFIXES else ".bin"

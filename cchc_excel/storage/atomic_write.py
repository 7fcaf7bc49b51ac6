"""Files written whole: beside their places first, and put there when the disk has them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

#: Disks take several files at once in little more time than one.
_TOGETHER = 8


class AtomicWriter:
    """Files that wait beside their places, to be put there together."""

    def __init__(self) -> None:
        self._waiting: dict[Path, Path] = {}

    @cached_property
    def _hands(self) -> ThreadPoolExecutor:
        """Kept from one time to the next, since a thread takes a millisecond to start beside busy workers."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - asking how things stand needs no threads

        return ThreadPoolExecutor(_TOGETHER)

    def write(self, path: Path, content: Iterable[bytes]) -> None:
        """Write a file beside its place; nothing is left of one of which not all could be written.

        Raises:
            OSError: it cannot be written; and whatever getting the content raises.
        """
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with _opened(part) as stream:
                stream.writelines(content)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._waiting[path] = part

    def commit(self) -> None:
        """Put every file in its place, in the order in which they were written.

        Raises:
            OSError: the disk does not take them, or a file in such a place is held open.
        """
        waits: list[Future[None]] = []
        try:
            if len(self._waiting) > 1:
                waits += [self._hands.submit(_wait_for_disk, part) for part in self._waiting.values()]
                for one in waits:
                    one.result()
            else:
                for part in self._waiting.values():
                    _wait_for_disk(part)
            for path, part in self._waiting.items():
                part.replace(path)
        except BaseException:
            # A file that is still held open cannot be dropped everywhere.
            for one in waits:
                one.exception()
            self.drop()
            raise
        self._waiting.clear()

    def drop(self) -> None:
        """Let go of every file that waits."""
        waiting, self._waiting = self._waiting, {}
        for part in waiting.values():
            # It is the first trouble that is to be told.
            with suppress(OSError):
                part.unlink(missing_ok=True)


def atomic_write(path: Path, content: bytes) -> None:
    """Write one file whole.

    Raises:
        OSError: it cannot be written, or the file there is held open.
    """
    aside = AtomicWriter()
    aside.write(path, [content])
    aside.commit()


def json_bytes(told: Mapping[str, Any]) -> bytes:
    """A small file of JSON; days become text."""
    return json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


def _wait_for_disk(path: Path) -> None:
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)

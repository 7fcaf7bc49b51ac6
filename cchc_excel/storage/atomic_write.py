"""Files are written whole: first as `.part` files beside their paths, then renamed once the disk has them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from cchc_excel.text.outside import writable

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

#: Threads that wait for the disk: it takes several files at once in little more time than one.
_THREADS = 8


class AtomicWriter:
    """Files written as `.part` files, to be renamed to their paths together."""

    def __init__(self) -> None:
        self._parts: dict[Path, Path] = {}

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        """Reused for every commit, since a thread takes a millisecond to start beside busy workers."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - commands that only read need no threads

        return ThreadPoolExecutor(_THREADS)

    def write(self, path: Path, content: Iterable[bytes]) -> None:
        """Write a file's `.part`; nothing is left of one that could not be written whole.

        Raises:
            OSError: it cannot be written; and whatever iterating over `content` raises.
        """
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with _open_new(part) as stream:
                stream.writelines(content)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._parts[path] = part

    def commit(self) -> list[Path]:
        """Rename every `.part` to its path, in the order in which they were written; returns these paths.

        Raises:
            OSError: the disk does not take them, or a file at such a path is open in another program; all are dropped.
        """
        futures: list[Future[None]] = []
        try:
            if len(self._parts) > 1:
                futures += [self._threads.submit(_wait_for_disk, part) for part in self._parts.values()]
                for future in futures:
                    future.result()
            else:
                for part in self._parts.values():
                    _wait_for_disk(part)
            for path, part in self._parts.items():
                part.replace(path)
        except BaseException:
            # Not every system deletes a file that is still open.
            for future in futures:
                future.exception()
            self.drop()
            raise
        paths = list(self._parts)
        self._parts.clear()
        return paths

    def drop(self) -> None:
        """Delete every `.part`."""
        parts, self._parts = self._parts, {}
        for part in parts.values():
            # It is the first error that is to be reported.
            with suppress(OSError):
                part.unlink(missing_ok=True)


def atomic_write(path: Path, content: bytes) -> None:
    """Write one file whole.

    Raises:
        OSError: it cannot be written, or the file there is open in another program.
    """
    writer = AtomicWriter()
    writer.write(path, [content])
    writer.commit()


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """A small JSON file; days become text."""
    return writable(json.dumps(document, ensure_ascii=False, indent=1, default=str)).encode()


def _open_new(path: Path) -> BinaryIO:
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

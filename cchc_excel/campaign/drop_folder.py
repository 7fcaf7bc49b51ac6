"""The folder where returns are put: which of its files are looked at, and when each came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from cchc_excel.errors import RequestError
from cchc_excel.wording import operator as say

_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini"})
_IGNORED_STARTS = ("~$", ".", "._")


def is_ignored(path: Path) -> bool:
    """Whether a file is a program's or the system's own and no return."""
    return path.name.lower() in _IGNORED_NAMES or path.name.startswith(_IGNORED_STARTS)


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Every file in the paths, folders walked through.

    Raises:
        RequestError: a path that is not there, or no file at all.
    """
    found = [file for path in paths for file in _walk(path)]
    if not found:
        raise RequestError(say.NOTHING_TO_COLLECT.about(folder=", ".join(str(path) for path in paths)))
    return list(dict.fromkeys(found))


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder and its folders, by name; none where there is no such folder."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from files_below(path)
    else:
        raise RequestError(say.NO_SUCH_PATH.about(path=path))


def changed_at(path: Path) -> datetime:
    """When a file was last changed; now, where its date lies ahead or beyond what a calendar has."""
    now = datetime.now()
    stamp = path.stat().st_mtime
    try:
        return min(datetime.fromtimestamp(stamp), now)
    except (ValueError, OverflowError, OSError):
        return now

"""The folder where returns are put: which of its files are looked at, when each came, which nobody has collected."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from cchc_excel.domain.receipt import FILE_ID_LENGTH, Receipt
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.storage.archive import ChangingError, fingerprint
from cchc_excel.storage.ledger import Ledger
from cchc_excel.text.file_names import is_side_file
from cchc_excel.text.outside import name
from cchc_excel.workflow.workspace import Workspace

#: The number of a file, or more of its SHA-256.
_FILE_ID = re.compile(rf"[0-9a-f]{{{FILE_ID_LENGTH},64}}")
#: The mark of a junction (IO_REPARSE_TAG_MOUNT_POINT); `os.walk` of Python 3.11 would follow it.
_JUNCTION = 0xA0000003
#: How a shortcut of Windows begins (.lnk); and the heading within the first bytes of one to an address (.url).
_SHELL_LINK, _INTERNET_SHORTCUT, _HEAD = b"\x4c\x00\x00\x00\x01\x14\x02\x00", b"[internetshortcut]", 1024
#: Name, size and day of a file: what tells it apart without reading it.
_Fingerprint = tuple[str, int, datetime]


def is_ignored(path: Path) -> bool:
    """Whether a file is a program's or the system's own and no return."""
    return is_side_file(path.name)


def is_link(path: Path) -> bool:
    """Whether a path is a symbolic link or, on Windows, a junction: it may lead out of the folder that it is in."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION


def is_shortcut(path: Path) -> bool:
    """Whether a file is a shortcut of Windows, to a file or to an address, whatever it is called."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return False
    # Some programs write it in UTF-16, and sections of their own before it.
    text = head.replace(b"\x00", b"").lower().lstrip(b"\xff\xfe\xef\xbb\xbf \r\n\t")
    return head.startswith(_SHELL_LINK) or (text.startswith(b"[") and _INTERNET_SHORTCUT in text)


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Every file in the paths, folders walked through; of a path that is a link itself, what it leads to.

    Raises:
        RequestError: a path that is not there, or no file at all.
        WorkspaceError: a folder that cannot be read.
    """
    files = [file for path in paths for file in _walk(path)]
    if not files:
        raise RequestError(messages.NOTHING_TO_COLLECT.about(folder=", ".join(str(path) for path in paths)))
    return list(dict.fromkeys(files))


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder and its folders, by name; none where there is no such folder.

    Links and junctions, of files and of folders, are listed and not followed; so are folders that cannot be read.

    Raises:
        WorkspaceError: the folder itself cannot be read.
    """
    found: list[Path] = []
    faults: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=faults.append):
        here = Path(place)
        links = [inner for inner in folders if is_link(here / inner)]
        folders[:] = [inner for inner in folders if inner not in links]
        found += [here / inner for inner in links]
        found += [path for inner in files if is_link(path := here / inner) or _is_file(path)]
    for error in faults:
        if isinstance(error, FileNotFoundError):
            continue
        path = Path(error.filename or folder)
        if path == folder:
            raise WorkspaceError(messages.FOLDER_UNREADABLE.about(path=folder)) from error
        found.append(path)
    return sorted(found)


def _is_file(path: Path) -> bool:
    """Whether it is a file, or nobody may ask: then its line in the report says so. Pipes and the like are none."""
    try:
        return path.is_file()
    except OSError:
        return True


def _walk(path: Path) -> Iterator[Path]:
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except OSError as error:
        raise WorkspaceError(messages.FOLDER_UNREADABLE.about(path=path.parent)) from error
    if is_file:
        yield path
    elif is_folder:
        yield from files_below(path)
    else:
        raise RequestError(messages.NO_SUCH_PATH.about(path=path))


def changed_at(path: Path) -> datetime:
    """When a file was last changed; now, where its date lies ahead or beyond what a calendar has."""
    return min(_own_date(path), datetime.now())


def lies_ahead(path: Path) -> bool:
    """Whether a file's date is of a day that has not come, or beyond what a calendar has."""
    return _own_date(path).date() > date.today()


def _own_date(path: Path) -> datetime:
    stamp = path.stat().st_mtime
    try:
        return datetime.fromtimestamp(stamp)
    except (ValueError, OverflowError, OSError):
        return datetime.max


def receipt_numbered(ledger: Ledger, period: str, path: Path) -> Receipt | None:
    """The received file whose number stands in place of a path; None for a path."""
    if path.exists() or not _FILE_ID.fullmatch(str(path)):
        return None
    receipts = [receipt for receipt in ledger.receipts(period) if receipt.sha256.startswith(str(path))]
    return receipts[0] if len(receipts) == 1 else None


def uncollected(workspace: Workspace) -> Mapping[str, Sequence[Path]]:
    """Files of ``returned/<period>/``, by period, of which the ledger knows nothing, or which cannot be read just now.

    Those that look like a known one are not read again, so that thousands are looked through in a moment. Periods
    without such files are left out.

    Raises:
        CchcError: the ledger cannot be read.
    """
    waiting: dict[str, Sequence[Path]] = {}
    with workspace.ledger() as ledger:
        for campaign in workspace.campaigns(ledger):
            folder = workspace.folder("returned", campaign.period)
            files = [path for path in files_below(folder) if not (is_ignored(path) or is_link(path))]
            if not files:
                continue
            receipts = ledger.receipts(campaign.period)
            known = {(receipt.name, receipt.size, receipt.received) for receipt in receipts}
            new = [path for path in files if not (_is_known(path, known, ledger) or is_shortcut(path))]
            waiting |= {campaign.period: new} if new else {}
    return waiting


def misplaced(workspace: Workspace) -> Mapping[str, Sequence[Path]]:
    """Files in ``returned/`` itself, or in a folder of it that is no campaign's, by folder; known ones are left out.

    Raises:
        CchcError: the ledger cannot be read.
    """
    root = workspace.root / "returned"
    found: dict[str, list[Path]] = {}
    with workspace.ledger() as ledger:
        periods = {campaign.period for campaign in workspace.campaigns(ledger)}
        for path in files_below(root):
            folder = path.relative_to(root).parts[0] if path.parent != root else ""
            if folder not in periods and not is_ignored(path) and not _is_known(path, set(), ledger):
                found.setdefault(f"returned/{folder}".rstrip("/"), []).append(path)
    return found


def _is_known(path: Path, known: set[_Fingerprint], ledger: Ledger) -> bool:
    try:
        seen = (name(path.name), path.stat().st_size, changed_at(path).replace(microsecond=0))
        return seen in known or ledger.receipt_of(fingerprint(path)[0]) is not None
    except (OSError, ChangingError):
        return False

"""The folder where returns are put: which of its files are looked at, when each came, which nobody has collected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from cchc_excel.errors import RequestError
from cchc_excel.messages import desk as messages
from cchc_excel.storage.archive import ChangingError, fingerprint
from cchc_excel.storage.ledger import Ledger
from cchc_excel.text.normalize import to_text
from cchc_excel.workflow.workspace import Workspace

_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini"})
_IGNORED_STARTS = ("~$", ".", "._")
#: Name, size and day of a file: what tells it apart without reading it.
_Fingerprint = tuple[str, int, datetime]


def is_ignored(path: Path) -> bool:
    """Whether a file is a program's or the system's own and no return."""
    return path.name.lower() in _IGNORED_NAMES or path.name.startswith(_IGNORED_STARTS)


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Every file in the paths, folders walked through.

    Raises:
        RequestError: a path that is not there, or no file at all.
    """
    files = [file for path in paths for file in _walk(path)]
    if not files:
        raise RequestError(messages.NOTHING_TO_COLLECT.about(folder=", ".join(str(path) for path in paths)))
    return list(dict.fromkeys(files))


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder and its folders, by name; none where there is no such folder."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from files_below(path)
    else:
        raise RequestError(messages.NO_SUCH_PATH.about(path=path))


def changed_at(path: Path) -> datetime:
    """When a file was last changed; now, where its date lies ahead or beyond what a calendar has."""
    now = datetime.now()
    stamp = path.stat().st_mtime
    try:
        return min(datetime.fromtimestamp(stamp), now)
    except (ValueError, OverflowError, OSError):
        return now


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
            files = [path for path in files_below(folder) if not is_ignored(path)]
            if not files:
                continue
            receipts = ledger.receipts(campaign.period)
            known = {(receipt.name, receipt.size, receipt.received) for receipt in receipts}
            new = [path for path in files if not _is_known(path, known, ledger)]
            waiting |= {campaign.period: new} if new else {}
    return waiting


def _is_known(path: Path, known: set[_Fingerprint], ledger: Ledger) -> bool:
    try:
        seen = (to_text(path.name), path.stat().st_size, changed_at(path).replace(microsecond=0))
        return seen in known or ledger.receipt_of(fingerprint(path)[0]) is not None
    except (OSError, ChangingError):
        return False

"""Put outputs in place without losing what people did to them.

What the program wrote is remembered by its SHA-256. A file that is no longer so was changed by somebody: it is kept
beside the new one, under its name and the time when it was changed.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.storage.ledger import Ledger
from cchc_excel.workflow.workspace import Workspace, program_version, save


def save_output(
    workspace: Workspace,
    ledger: Ledger,
    path: Path,
    content: bytes,
    *,
    sources: str = "",
    keeps_unknown: bool = True,
) -> Path | None:
    """Write an output; where somebody changed the one that is there, that is kept.

    Args:
        path: within the workspace.
        sources: what it was made from, see :func:`sources_now`.
        keeps_unknown: also one of an earlier version, of which nobody knows whether it was changed.

    Returns:
        Where the changed one is kept; None where there was none.

    Raises:
        WorkspaceError: it cannot be written, or the one there is open in Excel.
    """
    name = path.relative_to(workspace.root).as_posix()
    digest = sha256(content).hexdigest()
    kept = None
    if path.is_file():
        try:
            there = path.read_bytes()
        except OSError as error:
            raise WorkspaceError(messages.FOLDER_UNWRITABLE.about(path=path)) from error
        found = sha256(there).hexdigest()
        if found == digest:
            ledger.record_written(name, digest, sources)
            return None
        known = ledger.written(name)
        if found != known and (known or keeps_unknown):
            kept = _place_for(path)
            save(kept, there)
    save(path, content)
    ledger.record_written(name, digest, sources)
    return kept


def has_content(path: Path, content: bytes) -> bool:
    """Whether a file is there with this very content."""
    try:
        return path.is_file() and path.read_bytes() == content
    except OSError:
        return False


def is_as_written(workspace: Workspace, ledger: Ledger, path: Path) -> bool:
    """Whether an output is there as the program wrote it; of those of earlier versions nobody knows.

    Raises:
        OSError: it cannot be read.
    """
    written = ledger.written(path.relative_to(workspace.root).as_posix())
    return path.is_file() and written in ("", sha256(path.read_bytes()).hexdigest())


def sources_now(workspace: Workspace, ledger: Ledger, *more: str) -> str:
    """A fingerprint of all that an output will be made from, to be taken before anything is checked or formed.

    What changes meanwhile is not in it, so that such an output is made once more.

    Args:
        ledger: just opened; what it has recorded since it was opened is not in the fingerprint.
        more: how the output was asked for.

    Returns:
        Empty where nobody can say: a run that was cut off has left something pending.
    """
    latest = ledger.archived.latest
    if latest is None or ledger.archived.has_pending:
        return ""
    own_files = sorted(workspace.own_files.items())
    return sha256(repr((program_version(), latest.mark, own_files, more)).encode()).hexdigest()


def is_current(workspace: Workspace, ledger: Ledger, path: Path, sources: str) -> bool:
    """Whether an output is there as the program wrote it, from these very sources."""
    name = path.relative_to(workspace.root).as_posix()
    try:
        is_untouched = path.is_file() and sha256(path.read_bytes()).hexdigest() == ledger.written(name)
    except OSError:
        return False
    return is_untouched and bool(sources) and ledger.sources_of(name) == sources


def _place_for(path: Path) -> Path:
    """Beside a file, by the time when it was changed."""
    changed = datetime.fromtimestamp(path.stat().st_mtime)
    stem = f"{path.stem}_da-sua-{changed:%Y%m%d-%H%M%S}"
    place, number = path.with_name(f"{stem}{path.suffix}"), 1
    while place.exists():
        number += 1
        place = path.with_name(f"{stem}-{number}{path.suffix}")
    return place

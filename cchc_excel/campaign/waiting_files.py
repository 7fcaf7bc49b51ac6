"""Files that lie where returns are put and that nobody has taken in: a run that was stopped, a file copied since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from cchc_excel.campaign.drop_folder import changed_at, files_below, is_ignored
from cchc_excel.campaign.workspace import Workspace
from cchc_excel.intake import ChangingError, fingerprint
from cchc_excel.ledger import Ledger

#: What tells a file apart without reading it.
_Look = tuple[str, int, datetime]


def uncollected(workspace: Workspace) -> Mapping[str, Sequence[Path]]:
    """Files of ``returned/<period>/``, by period, of which the ledger knows nothing, or which cannot be read just now.

    Those that look like a known one are not read again, so that thousands are looked through in a moment. Periods
    without such files are left out.

    Raises:
        CchcError: the ledger cannot be read.
    """
    found: dict[str, Sequence[Path]] = {}
    with workspace.ledger() as ledger:
        for campaign in workspace.campaigns(ledger):
            files = [
                path for path in files_below(workspace.folder("returned", campaign.period)) if not is_ignored(path)
            ]
            if files:
                known = {(receipt.name, receipt.size, receipt.received) for receipt in ledger.receipts(campaign.period)}
                waiting = [path for path in files if not _is_known(path, known, ledger)]
                found |= {campaign.period: waiting} if waiting else {}
    return found


def _is_known(path: Path, known: set[_Look], ledger: Ledger) -> bool:
    try:
        look = (path.name, path.stat().st_size, changed_at(path).replace(microsecond=0))
        return look in known or ledger.receipt_of(fingerprint(path)[0]) is not None
    except (OSError, ChangingError):
        return False

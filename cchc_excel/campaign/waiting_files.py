"""Files that lie where returns are put and that nobody has taken in: a run that was stopped, a file copied since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cchc_excel.campaign.arrivals import changed_at, files_below, is_ignored
from cchc_excel.campaign.workspace import Workspace
from cchc_excel.intake import ChangingError, fingerprint
from cchc_excel.ledger import Ledger

#: What tells a file apart without reading it.
_Look = tuple[str, int, datetime]


def uncollected(workspace: Workspace, period: str | None = None) -> Sequence[Path]:
    """Files of ``returned/<period>/`` of which the ledger knows nothing, or which cannot be read at this moment.

    Those that look like a known one are not read again, so that thousands are looked through in a moment.

    Args:
        period: the latest campaign's by default.

    Raises:
        CchcError: no such campaign.
    """
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        known = {(receipt.name, receipt.size, receipt.received) for receipt in ledger.receipts(campaign.period)}
        files = files_below(workspace.folder("returned", campaign.period))
        return [path for path in files if not is_ignored(path) and not _is_known(path, known, ledger)]


def _is_known(path: Path, known: set[_Look], ledger: Ledger) -> bool:
    try:
        look = (path.name, path.stat().st_size, changed_at(path).replace(microsecond=0))
        return look in known or ledger.receipt_of(fingerprint(path)[0]) is not None
    except (OSError, ChangingError):
        return False

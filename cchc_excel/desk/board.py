"""How the workspace stands, as every page shows it: read once, and again when something on the disk has changed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from cchc_excel.api import Status, Workspace, status
from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.domain.period import Period
from cchc_excel.errors import CchcError
from cchc_excel.workflow.consolidate import consolidated_period


@dataclass(frozen=True)
class Snapshot:
    """The workspace at one moment.

    Attributes:
        workspace: with settings, register and forms as they were then.
        campaigns: in the order of their periods.
        status: of the period that was asked for; None where none was issued.
        version: another one as soon as anything has changed.
    """

    workspace: Workspace
    campaigns: Sequence[CampaignRecord]
    status: Status | None
    version: str

    @cached_property
    def consolidated(self) -> ConsolidatedPeriod | None:
        """The provincial figures of that period, as last checked; None where there is none."""
        return consolidated_period(self.workspace, self.status.period, with_earlier=False) if self.status else None

    @property
    def campaign(self) -> CampaignRecord | None:
        """Of the period that was asked for."""
        key = self.status.period if self.status else ""
        return next((campaign for campaign in self.campaigns if campaign.period == key), None)


class Board:
    """Gives snapshots of one workspace."""

    def __init__(self, root: Path) -> None:
        self._root, self._lock = root, Lock()
        self._kept: dict[str, Snapshot] = {}
        self._marks: object = None
        self._asked, self._warming = "", Lock()
        #: Period and path of each file that was dropped and not yet taken in.
        self.dropped: list[tuple[str, Path]] = []

    def workspace(self) -> Workspace:
        """The workspace, as its files are now.

        Raises:
            WorkspaceError: settings or key are faulty.
        """
        return Workspace(self._root)

    def log_fault(self, what: str, lines: str) -> None:
        """Write a fault of ours into the workspace's log; it holds nobody's words."""
        with suppress(CchcError):
            self.workspace().log.error("%s failed: %s", what, lines)

    def snapshot(self, period: str = "") -> Snapshot:
        """How a period stands.

        Args:
            period: its key; the campaign last issued by default.

        Raises:
            CchcError: no such campaign; register, settings, ledger or forms cannot be used.
        """
        self._asked = period
        with self._lock:
            marks = self._disk()
            if marks != self._marks:
                self._kept, self._marks = {}, marks
            if period not in self._kept:
                # What changes while it is read is read the next time: the marks are those of before.
                self._kept[period] = self._read(period, _version(marks))
            return self._kept[period]

    def version(self) -> str:
        """Another one as soon as anything on the disk has changed."""
        return _version(self._disk())

    def warm(self) -> None:
        """Read anew in the background where something has changed, so that who asks next need not wait."""
        if self._disk() != self._marks and self._warming.acquire(blocking=False):
            Thread(target=self._warm, daemon=True).start()

    def _warm(self) -> None:
        try:
            with suppress(Exception):  # who asks for the page is told
                self.snapshot(self._asked)
        finally:
            self._warming.release()

    def _read(self, key: str, version: str) -> Snapshot:
        workspace = self.workspace()
        with workspace.ledger() as ledger:
            campaigns = sorted(workspace.campaigns(ledger), key=lambda one: Period.parse(one.period))
        meant = key or (
            max(campaigns, key=lambda one: (one.issued, one.data_to, one.data_from)).period if campaigns else ""
        )
        return Snapshot(workspace, campaigns, status(workspace, meant) if meant else None, version)

    def _disk(self) -> object:
        """What tells one state of the workspace's files from another."""
        ledger = self._root / "cchc.sqlite"
        files = [ledger, ledger.with_name(f"{ledger.name}-wal"), self._root / "cchc.toml", self._root / "co-quan.xlsx"]
        files += sorted((self._root / "bieu-mau").glob("*"))
        returned = self._root / "returned"
        files += sorted(returned.rglob("*")) if returned.is_dir() else []
        return date.today(), tuple(_mark(path) for path in files)


def _version(marks: object) -> str:
    return f"{hash(marks) & 0xFFFFFFFFFFFF:x}"


def _mark(path: Path) -> tuple[Any, ...]:
    try:
        told = path.stat()
    except OSError:
        return (str(path),)
    return str(path), told.st_mtime_ns, told.st_size

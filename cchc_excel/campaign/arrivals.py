"""Files that are in the archive and are to be read, and the hands that do it."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cchc_excel.intake import Kept
from cchc_excel.intake.judge import NO_TIE, Tie


@dataclass(frozen=True)
class Arrival:
    """A file that is in the archive and is to be read.

    Attributes:
        shown: its path as the operator knows it; inside a zip, the zip's path and the name in it.
        name: its name without folders, or ``gói.zip/báo cáo.xlsx``.
        tie: whose it is by the mail that brought it.
    """

    shown: Path
    name: str
    kept: Kept
    received: datetime
    tie: Tie = NO_TIE


class Hands:
    """The workers of a run, and folders in which they put what they unpack."""

    def __init__(self, executor: Executor, spool: Path) -> None:
        self.executor = executor
        self._spool = spool
        self._made = 0

    def folder(self) -> Path:
        """A new, empty folder."""
        self._made += 1
        folder = self._spool / str(self._made)
        folder.mkdir()
        return folder

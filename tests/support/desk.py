"""A small workspace, and the agencies that return files to it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from cchc_excel.api import Workspace, collect, generate
from cchc_excel.domain.agency import Agency
from cchc_excel.template import Fill
from cchc_excel.workflow.issue import filled_template
from cchc_excel.workflow.settings import Settings

PERIOD = "2021-Q1"
AGENCIES = (
    Agency("STC", "Sở Tài chính tỉnh Sóc Trăng", "so", "PL2-B1", emails=("stc@soctrang.example",)),
    Agency("SNV", "Sở Nội vụ tỉnh Sóc Trăng", "so", "PL2-B1"),
    Agency("STP", "Sở Tư pháp tỉnh Sóc Trăng", "so", "PL2-B1"),
)


@dataclass
class Desk:
    """A workspace, and what agencies do to it.

    Attributes:
        filled: filled templates that other copies of the same workspace made, by what was filled in.
    """

    workspace: Workspace
    filled: dict[str, bytes] | None = field(default=None, repr=False)

    @classmethod
    def issued(cls, folder: Path) -> Desk:
        """Three agencies, templates issued for Quý I/2021, nothing returned yet."""
        settings = Settings.model_validate({"tinh": {"ten": "tỉnh Sóc Trăng"}, "noi_nhan": {"ten": "Sở Nội vụ"}})
        workspace = Workspace.create(
            folder, settings, AGENCIES, key=b"a key for tests, 32 bytes long..", today=date(2021, 3, 1)
        )
        generate(workspace, PERIOD, today=date(2021, 3, 1))
        return cls(workspace, {})

    def copied(self, to: Path) -> Desk:
        """The same in another folder."""
        shutil.copytree(self.workspace.root, to)
        return Desk(Workspace(to), self.filled)

    def agency(self, code: str) -> Agency:
        return self.workspace.register.get(code)

    def drop(
        self,
        agency: str,
        answers: dict[str, object] | None = None,
        *,
        notes: dict[str, str] | None = None,
        name: str | None = None,
        when: datetime = datetime(2021, 3, 10, 9, 0),
        period: str = PERIOD,
    ) -> Path:
        """Put an agency's filled template into the drop folder."""
        answers, notes = answers or {}, notes or {}
        fills = {code: Fill(answers.get(code), notes.get(code, "")) for code in {*answers, *notes}}
        return self.drop_bytes(name or f"{agency}.xlsx", self._filled(agency, fills, period), when=when, period=period)

    def _filled(self, code: str, fills: dict[str, Fill], period: str) -> bytes:
        agency = self.agency(code)
        if self.filled is None:
            return filled_template(self.workspace, period, agency, fills)
        with self.workspace.ledger() as ledger:
            campaigns, issues = ledger.campaigns(), ledger.issues(period)
        if len(campaigns) > 1:  # what was reported before stands in the template too
            return filled_template(self.workspace, period, agency, fills)
        told = repr((campaigns, issues, agency, self.workspace.settings, sorted(fills.items())))
        if told not in self.filled:
            self.filled[told] = filled_template(self.workspace, period, agency, fills)
        return self.filled[told]

    def drop_bytes(
        self, name: str, content: bytes, *, when: datetime = datetime(2021, 3, 10, 9, 0), period: str = PERIOD
    ) -> Path:
        """Put any content into the drop folder."""
        path = self.workspace.folder("returned", period) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (when.timestamp(), when.timestamp()))
        return path

    def collect(self, **options) -> dict[str, object]:
        """Collect; what became of each file by name."""
        return {one.path.name: one for one in collect(self.workspace, **options)}

"""Fixtures: the form, a small workspace, the demo, and a real LibreOffice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from cchc_excel.api import Workspace, collect, generate
from cchc_excel.demo import prepare_demo
from cchc_excel.domain.agency import Agency
from cchc_excel.forms import Catalogue, Form
from cchc_excel.template import Fill
from cchc_excel.workflow.issue import filled_template
from cchc_excel.workflow.settings import Settings

PERIOD = "2021-Q1"
_FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}
_SESSION = Path(__file__).parent / "office" / "session.py"


def missing(part: str) -> None:
    """Skip for want of an optional part, or fail where everything is required."""
    if os.environ.get("CCHC_REQUIRE_ALL"):
        pytest.fail(f"{part} is required here (CCHC_REQUIRE_ALL)")
    pytest.skip(f"{part} is not installed")


@pytest.fixture(scope="session")
def form() -> Form:
    return Catalogue().version("PL2-B1/2021.1")


AGENCIES = (
    Agency("STC", "Sở Tài chính tỉnh Sóc Trăng", "so", "PL2-B1", emails=("stc@soctrang.example",)),
    Agency("SNV", "Sở Nội vụ tỉnh Sóc Trăng", "so", "PL2-B1"),
    Agency("STP", "Sở Tư pháp tỉnh Sóc Trăng", "so", "PL2-B1"),
)


@dataclass
class Desk:
    """A workspace and the hands that agencies have in it."""

    workspace: Workspace

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
        content = filled_template(self.workspace, period, self.agency(agency), fills)
        return self.drop_bytes(name or f"{agency}.xlsx", content, when=when, period=period)

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


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Three agencies, templates issued for Quý I/2021, nothing returned yet."""
    settings = Settings.model_validate({"tinh": {"ten": "tỉnh Sóc Trăng"}, "noi_nhan": {"ten": "Sở Nội vụ"}})
    workspace = Workspace.create(
        tmp_path / "desk", settings, AGENCIES, key=b"a key for tests, 32 bytes long..", today=date(2021, 3, 1)
    )
    generate(workspace, PERIOD, today=date(2021, 3, 1))
    return Desk(workspace)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demo's workspace, collected; not to be changed."""
    made = prepare_demo(tmp_path_factory.mktemp("demo") / "cchc-demo")
    collect(made.workspace, made.period)
    return made.workspace


class Office:
    """A real LibreOffice: opens a workbook as a person would, types, recalculates everything, saves."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._count = 0

    def edit(
        self,
        path: Path,
        cells: dict[str, object] | None = None,
        *,
        sheet: str = "Bảng 1",
        formats=("xlsx",),
        do=(),
        lock: str = "",
    ) -> dict[str, Path]:
        """Type into cells (``E61`` → value) of a sheet, then do what else is asked; the saved copies by format."""
        self._count += 1
        copy = self._folder / f"{self._count}-{path.name}"
        shutil.copyfile(path, copy)
        saved = {kind: self._folder / f"{self._count}-saved.{kind}" for kind in formats}
        job = {
            "open": str(copy),
            "cells": [[sheet, cell, value] for cell, value in (cells or {}).items()],
            "do": [list(step) for step in do],
            "lock": lock,
            "save": {str(target): _FILTERS[kind] for kind, target in saved.items()},
        }
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"ok": false, "error": "LibreOffice died"}')
        assert answer["ok"], answer
        return saved

    def recalculated(self, path: Path) -> Path:
        """The workbook with every formula calculated anew."""
        return self.edit(path)["xlsx"]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory):
    python = next(
        (
            candidate
            for candidate in (os.environ.get("CCHC_UNO_PYTHON"), "/usr/bin/python3", sys.executable)
            if candidate and _has_uno(candidate)
        ),
        None,
    )
    if shutil.which("soffice") is None or python is None:
        missing("LibreOffice with python3-uno")
    folder = tmp_path_factory.mktemp("office")
    process = subprocess.Popen(
        [python, str(_SESSION), str(folder / "profile"), f"cchc{os.getpid()}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    ready = process.stdout.readline()
    assert ready, "LibreOffice did not start"
    yield Office(process, folder)
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()


def _has_uno(python: str) -> bool:
    if not Path(python).exists():
        return False
    return subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0

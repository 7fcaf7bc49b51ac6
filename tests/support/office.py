"""A real LibreOffice, opened once for all tests."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from support.required import missing

_FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "fods": "OpenDocument Spreadsheet Flat XML",
    "pdf": "calc_pdf_Export",
    "xlsm": "Calc MS Excel 2007 VBA XML",
    "html": "HTML (StarCalc)",
    "word.pdf": "writer_pdf_Export",
    "csv": "Text - txt - csv (StarCalc)",
}
_SESSION = Path(__file__).with_name("office_session.py")


class Office:
    """Opens a workbook as a person would, types, recalculates everything, saves.

    What was done to the same bytes before is not done again: the saved copies are handed out once more.
    """

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._done: dict[str, dict[str, Path]] = {}

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
        content = path.read_bytes()
        steps = [list(step) for step in do]
        typed = [[sheet, cell, value] for cell, value in (cells or {}).items()]
        job = {"cells": typed, "do": steps, "lock": lock}
        asked = json.dumps([hashlib.sha256(content).hexdigest(), path.suffix, sorted(formats), job])
        if asked not in self._done:
            self._done[asked] = self._edit(content, path.suffix, job, formats)
        return self._done[asked]

    def _edit(self, content: bytes, suffix: str, job: dict[str, object], formats) -> dict[str, Path]:
        folder = self._folder / str(len(self._done))
        folder.mkdir()
        copy = folder / f"opened{suffix}"
        copy.write_bytes(content)
        saved = {kind: folder / f"saved.{kind}" for kind in formats}
        told = job | {"open": str(copy), "save": {str(target): _FILTERS[kind] for kind, target in saved.items()}}
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"ok": false, "error": "LibreOffice died"}')
        assert answer["ok"], answer
        for path in saved.values():
            path.chmod(0o444)  # others may be given it too
        return saved

    def recalculated(self, path: Path) -> Path:
        """The workbook with every formula calculated anew."""
        return self.edit(path)["xlsx"]


def opened_office(folder: Path):
    """LibreOffice for as long as it is needed: a generator for a fixture."""
    known = (os.environ.get("CCHC_UNO_PYTHON"), "/usr/bin/python3", sys.executable)
    python = next((candidate for candidate in known if candidate and _has_uno(candidate)), None)
    if shutil.which("soffice") is None or python is None:
        missing("LibreOffice with python3-uno")
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

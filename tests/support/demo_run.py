"""The demo, made as an official makes it: by the command."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

from cchc_excel.cli import main


@dataclass(frozen=True)
class DemoRun:
    """What came of the command.

    Attributes:
        root: the folder that it made.
        code: its exit code.
        out: what it printed.
    """

    root: Path
    code: int
    out: str


def run_demo(folder: Path) -> DemoRun:
    """``cchc demo`` in a folder."""
    said = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(said):
        code = main(["demo"])
    return DemoRun(folder / "cchc-demo", code, said.getvalue())

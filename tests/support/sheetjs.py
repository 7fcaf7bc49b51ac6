"""SheetJS, the JavaScript program by which many web sites write workbooks: `npm install xlsx`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from support.required import missing

_WRITE = """
const xlsx = require("xlsx");
const job = JSON.parse(require("fs").readFileSync(0, "utf8"));
const book = xlsx.utils.book_new();
for (const [name, sheet] of job.sheets) xlsx.utils.book_append_sheet(book, sheet, name);
book.Workbook = {Sheets: job.sheets.map(([name]) => ({Hidden: job.hidden.includes(name) ? 1 : 0}))};
xlsx.writeFile(book, job.path, {bookType: job.kind, bookSST: job.shared});
"""
_CONVERT = """
const xlsx = require("xlsx");
const fs = require("fs");
const job = JSON.parse(fs.readFileSync(0, "utf8"));
const book = xlsx.read(fs.readFileSync(job.path), {cellStyles: true, cellNF: true});
for (const [kind, path] of Object.entries(job.targets)) xlsx.writeFile(book, path, {bookType: kind});
"""


def write(path: Path, kind: str, sheets: list[tuple[str, dict]], *, hidden=(), shared: bool = False) -> bytes:
    """A workbook of sheets in SheetJS's own words, as `kind` (`xlsb`, `biff8`, `biff5`, `ods`, `fods`, ...)."""
    _run(_WRITE, {"path": str(path), "kind": kind, "sheets": sheets, "hidden": list(hidden), "shared": shared})
    return path.read_bytes()


def converted(content: bytes, kinds: Sequence[str]) -> dict[str, bytes]:
    """A workbook as SheetJS opens it and saves it again, by its kind."""
    with TemporaryDirectory() as folder:
        source = Path(folder, "opened")
        source.write_bytes(content)
        targets = {kind: Path(folder, f"saved.{kind}") for kind in kinds}
        _run(_CONVERT, {"path": str(source), "targets": {kind: str(path) for kind, path in targets.items()}})
        return {kind: path.read_bytes() for kind, path in targets.items()}


def is_installed() -> bool:
    """Whether there is node with SheetJS."""
    return bool(shutil.which("node") and _place())


def _run(program: str, job: dict[str, object]) -> None:
    subprocess.run(
        [_node(), "-e", program],
        input=json.dumps(job),
        env={**os.environ, "NODE_PATH": _modules()},
        text=True,
        encoding="utf-8",
        check=True,
        capture_output=True,
    )


def _node() -> str:
    return shutil.which("node") or missing("node")


def _modules() -> str:
    return _place() or missing("SheetJS (npm install --prefix ~/.cache/cchc-tests xlsx, or CCHC_NODE_MODULES)")


@cache
def _place() -> str:
    """Where it is installed: where CCHC_NODE_MODULES says, in the tests' own folder, or for all users."""
    npm = shutil.which("npm")
    everywhere = (
        subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=False).stdout.strip() if npm else ""
    )
    own = str(Path.home() / ".cache" / "cchc-tests" / "node_modules")
    places = [os.environ.get("CCHC_NODE_MODULES", ""), own, everywhere]
    return next((place for place in places if place and (Path(place) / "xlsx").is_dir()), "")

"""SheetJS, the JavaScript program by which many web sites write workbooks: `npm install xlsx`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from support.required import missing

_WRITE = """
const xlsx = require("xlsx");
const job = JSON.parse(require("fs").readFileSync(0, "utf8"));
const book = xlsx.utils.book_new();
for (const [name, sheet] of job.sheets) xlsx.utils.book_append_sheet(book, sheet, name);
book.Workbook = {Sheets: job.sheets.map(([name]) => ({Hidden: job.hidden.includes(name) ? 1 : 0}))};
xlsx.writeFile(book, job.path, {bookType: job.kind, bookSST: job.shared});
"""


def write(path: Path, kind: str, sheets: list[tuple[str, dict]], *, hidden=(), shared: bool = False) -> bytes:
    """A workbook of sheets in SheetJS's own words, as `kind` (`xlsb`, `biff8`, `biff5`, `ods`, `fods`, ...)."""
    job = {"path": str(path), "kind": kind, "sheets": sheets, "hidden": list(hidden), "shared": shared}
    subprocess.run(
        [_node(), "-e", _WRITE],
        input=json.dumps(job),
        env={**os.environ, "NODE_PATH": _modules()},
        text=True,
        encoding="utf-8",
        check=True,
    )
    return path.read_bytes()


def _node() -> str:
    return shutil.which("node") or missing("node")


@cache
def _modules() -> str:
    """Where it is installed: where CCHC_NODE_MODULES says, or for all users."""
    npm = shutil.which("npm")
    everywhere = (
        subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=False).stdout.strip() if npm else ""
    )
    places = [os.environ.get("CCHC_NODE_MODULES", ""), everywhere]
    return next((place for place in places if place and (Path(place) / "xlsx").is_dir()), "") or missing(
        "SheetJS (npm install xlsx, CCHC_NODE_MODULES)"
    )

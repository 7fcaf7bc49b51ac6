"""SheetJS, the JavaScript library by which many programs write workbooks: a workbook in, its copies out.

``npm install --prefix ~/.cache/cchc-tests xlsx`` puts it where it is looked for; ``CCHC_NODE_MODULES`` names another
``node_modules``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from support.required import missing

_PROGRAM = Path(__file__).with_name("sheetjs.mjs")
_PLACES = (os.environ.get("CCHC_NODE_MODULES"), Path.home() / ".cache" / "cchc-tests" / "node_modules")


def sheetjs_module() -> Path | None:
    """Where the library is; None where it or node is not installed."""
    if shutil.which("node") is None:
        return None
    places = (Path(place) / "xlsx" / "xlsx.js" for place in _PLACES if place)
    return next((place for place in places if place.is_file()), None)


def saved_by_sheetjs(content: bytes, book_types: Sequence[str]) -> dict[str, bytes]:
    """The workbook as SheetJS saves it, by book type (``xlsb``, ``biff8``, ``biff5``, ``xlml``, ``html``, …)."""
    module = sheetjs_module()
    if module is None:
        missing("node with SheetJS (npm install --prefix ~/.cache/cchc-tests xlsx)")
    with TemporaryDirectory() as folder:
        source = Path(folder, "opened")
        source.write_bytes(content)
        targets = {kind: Path(folder, f"saved.{kind}") for kind in book_types}
        told = [str(part) for pair in targets.items() for part in pair]
        subprocess.run(["node", str(_PROGRAM), str(module), str(source), *told], check=True, capture_output=True)
        return {kind: target.read_bytes() for kind, target in targets.items()}

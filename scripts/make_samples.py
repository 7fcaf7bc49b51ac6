"""Make the sample workbooks that the repository shows: a blank template and the demo's master.

Usage: ``python scripts/make_samples.py``; a test says when they are stale.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from cchc_excel.api import collect, consolidate
from cchc_excel.demo import prepare_demo

ROOT = Path(__file__).parents[1]
TEMPLATE = Path("templates") / "bieu-mau-trang.xlsx"
MASTER = Path("consolidated") / "tong-hop-mau.xlsx"


def make(folder: Path) -> dict[Path, Path]:
    """Run the demo in a folder; the workbooks to show, by where they stand in the repository."""
    made = prepare_demo(folder / "cchc-demo")
    collect(made.workspace, made.period)
    return {
        TEMPLATE: made.workspace.folder("templates", made.period) / f"PL2-B1_{made.period}_STC.xlsx",
        MASTER: consolidate(made.workspace, made.period).path,
    }


def main() -> None:
    """Put the samples into the repository."""
    with tempfile.TemporaryDirectory() as folder:
        for target, source in make(Path(folder)).items():
            (ROOT / target).parent.mkdir(exist_ok=True)
            shutil.copyfile(source, ROOT / target)
            print(target)


if __name__ == "__main__":
    main()

"""Collect and check what lies in a workspace, and tell how long each took.

Usage: ``python benchmarks/ours.py WORKSPACE [--every-core]``; otherwise on the cores of whoever called. A program of
its own, as the command line is: a worker loads what the program's first file loads, and peers are no part of that.
"""

from __future__ import annotations

import sys
from pathlib import Path

from measure import every_core, once

from cchc_excel.api import Workspace, check, collect


def main() -> None:
    """Print two numbers of seconds."""
    if "--every-core" in sys.argv:
        every_core()
    workspace = Workspace(Path(sys.argv[1]))
    print(once(lambda: collect(workspace)), once(lambda: check(workspace)))


if __name__ == "__main__":
    main()

"""How long commands take to begin, against a bare typer program.

Usage: ``python benchmarks/start.py``
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from statistics import median

from measure import once, table
from returns import workspace_of

_BARE = """
import typer
app = typer.Typer()
@app.command()
def one(name: str = "x"): print(name)
@app.command()
def two(name: str = "x"): print(name)
app()
"""
_TIMES = 15


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        bare = Path(name) / "bare.py"
        bare.write_text(_BARE, encoding="utf-8")
        root = workspace_of(Path(name) / "desk", 18).root
        # As it is called: ``python -m`` would take some milliseconds to find it.
        ours = [str(Path(sysconfig.get_path("scripts")) / "cchc")]
        commands = {
            "bare typer, a command": [sys.executable, str(bare), "one"],
            "bare typer, --help": [sys.executable, str(bare), "--help"],
            "cchc --help": [*ours, "--help"],
            "cchc status": [*ours, "-w", str(root), "status"],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(_TIMES):
            # In turn, so that what else the machine does falls on all of them.
            for what, command in commands.items():
                taken[what].append(
                    once(lambda command=command: subprocess.run(command, capture_output=True, check=True))
                )
    middle = {what: median(seconds) for what, seconds in taken.items()}
    first = middle["bare typer, a command"]
    rows = [[what, f"{seconds * 1000:.0f} ms", f"{seconds / first:.2f}"] for what, seconds in middle.items()]
    table(f"From nothing to done, median of {_TIMES}", ["", "time", "times a bare command"], rows)


if __name__ == "__main__":
    main()

"""What a desk waits for on an ordinary day: a few new files come, are checked, told and put into the master.

Usage: ``python benchmarks/desk_day.py [AGENCIES]``; 200 unless said otherwise. All agencies but three have returned and
were collected and checked. Then ``collect``, ``check``, ``status`` and ``consolidate`` are run as commands, each a
process of its own, with three new files, and again with nothing new.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import once, table
from returns import deliver, workspace_of

_NEW_FILES = 3
_COMMANDS = ("collect", "check", "status", "consolidate")


def main() -> None:
    """Prepare the workspace, and print what each command takes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        workspace = workspace_of(Path(folder) / "desk", count)
        held_back = [(path, path.read_bytes()) for path in deliver(workspace)[-_NEW_FILES:]]
        for path, _ in held_back:
            path.unlink()
        for command in _COMMANDS:
            _run(workspace.root, command)
        for path, content in held_back:
            path.write_bytes(content)
        with_new = {command: once(lambda: _run(workspace.root, command)) for command in _COMMANDS}  # noqa: B023
        with_none = {command: once(lambda: _run(workspace.root, command)) for command in _COMMANDS}  # noqa: B023
    rows = [
        (command, f"{with_new[command]:.2f} s", f"{with_none[command]:.2f} s", f"{with_new[command] / start:.1f}×")
        for start in [min(with_none.values())]
        for command in _COMMANDS
    ]
    rows.append(("all four", f"{sum(with_new.values()):.2f} s", f"{sum(with_none.values()):.2f} s", ""))
    table(
        f"An ordinary day, {count} agencies, {_NEW_FILES} new files",
        ("command", "with new files", "nothing new", "times the quickest with nothing new"),
        rows,
    )


def _run(root: Path, command: str) -> None:
    """One command; exit code 3 says that something waits for the desk, and is no failure."""
    ran = subprocess.run([sys.executable, "-m", "cchc_excel", command], cwd=root, capture_output=True, check=False)
    if ran.returncode not in (0, 1, 3):
        raise SystemExit(ran.stderr.decode("utf-8", "replace") or ran.stdout.decode("utf-8", "replace"))


if __name__ == "__main__":
    main()

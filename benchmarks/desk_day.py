"""What a desk waits for on an ordinary day: a few new files come, are checked, told and put into the master.

Usage: ``python benchmarks/desk_day.py [AGENCIES]``; 200 unless said otherwise. All agencies but three have returned and
were collected and checked. Then ``collect``, ``check``, ``status`` and ``consolidate`` are run as commands, each a
process of its own, with three new files, and again with nothing new; and in another workspace like it ``run``, which
does all four.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from measure import once, table
from returns import deliver, workspace_of

_NEW_FILES = 3
_COMMANDS = ("collect", "check", "status", "consolidate")


def main() -> None:
    """Prepare the workspace, and print what each command takes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with_new, with_none = _day(count, _COMMANDS)
    (run_new, *_), (run_none, *_) = (times.values() for times in _day(count, ("run",)))
    all_new, all_none = sum(with_new.values()), sum(with_none.values())
    rows = [
        (command, f"{with_new[command]:.2f} s", f"{with_none[command]:.2f} s", f"{with_new[command] / all_new:.2f}×")
        for command in _COMMANDS
    ]
    rows.append(("all four", f"{all_new:.2f} s", f"{all_none:.2f} s", "1×"))
    rows.append(("run", f"{run_new:.2f} s", f"{run_none:.2f} s", f"{run_new / all_new:.2f}×"))
    table(
        f"An ordinary day, {count} agencies, {_NEW_FILES} new files",
        ("command", "with new files", "nothing new", "of all four with new files"),
        rows,
    )


def _day(count: int, commands: Sequence[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds of each command on a day with new files, and on one without."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = workspace_of(Path(folder) / "desk", count)
        held_back = [(path, path.read_bytes()) for path in deliver(workspace)[-_NEW_FILES:]]
        for path, _ in held_back:
            path.unlink()
        for command in commands:
            _run(workspace.root, command)
        for path, content in held_back:
            path.write_bytes(content)
        with_new = {command: once(lambda: _run(workspace.root, command)) for command in commands}  # noqa: B023
        with_none = {command: once(lambda: _run(workspace.root, command)) for command in commands}  # noqa: B023
    return with_new, with_none


def _run(root: Path, command: str) -> None:
    """One command; exit code 3 says that something waits for the desk, and is no failure."""
    ran = subprocess.run([sys.executable, "-m", "cchc_excel", command], cwd=root, capture_output=True, check=False)
    if ran.returncode not in (0, 1, 3):
        raise SystemExit(ran.stderr.decode("utf-8", "replace") or ran.stdout.decode("utf-8", "replace"))


if __name__ == "__main__":
    main()

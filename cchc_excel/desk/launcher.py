"""What is double-clicked in the workspace to open its page: a ``.cmd`` on Windows, a ``.desktop`` elsewhere."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from cchc_excel.messages import page as messages

_CMD = """\
@echo off\r
chcp 65001 >nul\r
start "" /D "%~dp0." "{python}" -m cchc_excel desk\r
"""
_DESKTOP = """\
[Desktop Entry]
Type=Application
Name={name}
Exec="{python}" -m cchc_excel -w "{root}" desk
Terminal=false
"""


def write_launcher(root: Path) -> Path | None:
    """Put it into a workspace, where it is not there as it should be; None where that cannot be done.

    It names the Python that runs now: after the program was installed anew, `cchc desk` mends it.
    """
    is_windows = sys.platform == "win32"
    path = root / f"{messages.LAUNCHER}{'.cmd' if is_windows else '.desktop'}"
    text = (
        _CMD.format(python=_python())
        if is_windows
        else _DESKTOP.format(name=messages.LAUNCHER, python=_python(), root=root.resolve())
    )
    with suppress(OSError):
        if not path.is_file() or path.read_bytes() != text.encode():
            path.write_bytes(text.encode())
            path.chmod(0o755)
        return path
    return None


def _python() -> str:
    """The interpreter, on Windows the one that opens no window."""
    windowless = Path(sys.executable).with_name("pythonw.exe")
    return str(windowless) if os.name == "nt" and windowless.is_file() else sys.executable

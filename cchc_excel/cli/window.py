"""Say things where there is no terminal: a double click starts the program without one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cchc_excel.cli.console import echo
from cchc_excel.errors import CchcError
from cchc_excel.messages import page as messages


@contextmanager
def in_window() -> Iterator[Callable[[str], None]]:
    """Says what has to be seen on the terminal; where there is none, in a box of the system's; so for errors too."""
    if sys.stderr is not None:
        yield echo
        return
    try:
        yield _box
    except CchcError as error:
        _box(f"{error.message}\n\n{error.remedy}")
        raise


def _box(text: str) -> None:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        ctypes.windll.user32.MessageBoxW(None, text, messages.LAUNCHER, 0x40)

"""Say things on any terminal: tables and bars on a real one, plain lines in a pipe, no crash on an old code page."""

from __future__ import annotations

import codecs
import io
import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol, TextIO

from cchc_excel.messages import cli as messages
from cchc_excel.text.outside import for_json, for_terminal

_FALLBACK = "cchc.vietnamese"


def survive_any_terminal() -> None:
    """Let standard output take Vietnamese whatever its encoding: cp1258 has the tones as separate signs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            name = f"{_FALLBACK}.{stream.encoding}"
            codecs.register_error(name, partial(_approximate, stream.encoding))
            stream.reconfigure(errors=name)


def _approximate(encoding: str, error: UnicodeError) -> tuple[str, int]:
    """Letter and tone sign apart, then the bare letter, then a question mark: the best the encoding has."""
    # The error itself names every 8-bit encoding "charmap".
    if not isinstance(error, UnicodeEncodeError):
        raise error
    shown = []
    for letter in error.object[error.start : error.end]:
        apart = unicodedata.normalize("NFD", letter)
        # Vietnamese code pages have â, ê, ô, ơ, ư, ă whole and the five tones as signs after them.
        shape = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in _TONES))
        tone = "".join(sign for sign in apart if sign in _TONES)
        shown.append(_first_that_fits((shape + tone, shape, apart[0], _PLAIN.get(letter, "?")), encoding))
    return "".join(shown), error.end


_TONES = "\u0300\u0301\u0303\u0309\u0323"
#: Columns with nothing longer than a day and time are not broken, however narrow the screen.
_SHORT = 16
_PLAIN = {
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
    "…": "...",
    "·": "-",
    "→": "->",
    "×": "x",
    "≤": "<=",
    "đ": "d",
    "Đ": "D",
}


def _first_that_fits(candidates: Sequence[str], encoding: str) -> str:
    for candidate in candidates:
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        return candidate
    return "?"


def echo(*lines: str, to: TextIO | None = None) -> None:
    """Print lines without anything that a terminal obeys; empty ones are left out."""
    for line in lines:
        if line:
            print(for_terminal(line), file=to or sys.stdout)


def echo_json(value: Any) -> None:
    """Print a value for machines."""
    echo(for_json(json.dumps(value, ensure_ascii=False, indent=2, default=str)))


def is_terminal() -> bool:
    """Whether somebody reads along, rather than a file or a program."""
    return sys.stdout.isatty()


def echo_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str] = ()) -> None:
    """Print a table: ruled on a terminal, tab-separated lines in a pipe.

    Args:
        styles: a colour for each row, where there is one.
    """
    # A tab or a break of line would begin another cell or row.
    rows = [[" ".join(for_terminal(cell).splitlines()).replace("\t", " ") for cell in row] for row in rows]
    if not is_terminal():
        echo(title, "\t".join(header), *("\t".join(row) for row in rows))
        return
    from rich import box  # noqa: PLC0415 - a tenth of a second that a pipe does not need
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(
        title=for_terminal(title), header_style="bold", box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0)
    )
    console = Console()
    longest = [max((len(row[at]) for row in rows), default=0) for at in range(len(header))]
    # Where they do not fit as they are, the library would cut off the last columns.
    fits = sum(min(width, _SHORT) + 2 for width in longest) <= console.width
    for name, width in zip(header, longest, strict=True):
        table.add_column(name, overflow="fold", min_width=width if fits and width <= _SHORT else None)
    for at, row in enumerate(rows):
        table.add_row(*row, style=styles[at] if at < len(styles) else None)
    console.print(table, markup=False)


class Report(Protocol):
    """Told how far a command has got."""

    def __call__(self, done: int, total: int, now: str = "", /) -> None:
        """So many of so many are done; `now` is another title from here on."""


@contextmanager
def progress(title: str, *, silent: bool = False) -> Iterator[Report]:
    """A progress bar with the count and the time left, on a terminal; nothing in a pipe, nor where it is unwanted."""
    if silent or not sys.stderr.isatty():
        yield lambda _done, _all, _title="": None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def report(done: int, total: int, now: str = "") -> None:
            bar.update(task, completed=done, total=total or None, description=now or title)

        yield report


def ask_password(user: str) -> str:
    """Ask for the password of a mail account, where there is somebody at the keyboard."""
    if not sys.stdin.isatty():
        return ""
    import typer  # noqa: PLC0415 - the terminal is made ready before anything is loaded

    return str(typer.prompt(messages.ASK_MAIL.format(user=user), hide_input=True))

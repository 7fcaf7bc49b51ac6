"""Run a command line: errors become sentences.

Exit codes are 0 done, 1 findings under --strict, 2 wrong use, 3 the program stumbled on a return.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from cchc_excel.cli.console import echo, survive_any_terminal
from cchc_excel.errors import CchcError
from cchc_excel.messages import cli as messages

#: What the library gives instead of an exit code of a command that Ctrl-C stopped.
_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run ``cchc`` with these arguments (by default the process's own) and give its exit code."""
    survive_any_terminal()
    from cchc_excel.cli.app import app  # noqa: PLC0415 - so that the terminal is ready before anything is said

    try:
        code = app(args=arguments, standalone_mode=False, prog_name="cchc")
    except CchcError as error:
        echo(messages.ERROR.format(message=error.message), error.remedy, to=sys.stderr)
        return 2
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last door: no stack trace ever reaches a user
        return _wrong_use(error) if hasattr(error, "format_message") else _unexpected(error)
    if code == _INTERRUPTED:
        echo(messages.STOPPED, to=sys.stderr)
        return 2
    return code if isinstance(code, int) else 0


def _wrong_use(error: Any) -> int:
    """The library's complaints about arguments, in our words; its own exit (``--help``) has no message."""
    kind = type(error).__name__
    name = getattr(error, "option_name", None) or getattr(error, "command_name", None) or _parameter(error)
    if kind == "UsageError" and "No such command" in str(error):
        kind, name = "NoSuchCommand", str(error).split("'")[1]
    sentence = messages.WRONG_USE.get(kind, messages.WRONG_USE_OTHER).format(name=name)
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "cchc"
    echo(messages.ERROR.format(message=sentence), messages.SEE_HELP.format(command=command), to=sys.stderr)
    return 2


def _parameter(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", "") or "")
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name)
    return str(parameter.opts[0])


def _beside(lines: str) -> Path | None:
    """A file of its own for the lines, where the log cannot take them; None where the disk is full too."""
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", prefix="cchc-loi-", delete=False, encoding="utf-8") as log:
            log.write(lines)
    except OSError:
        return None
    return Path(log.name)


def _unexpected(error: Exception) -> int:
    """A fault of ours: its lines go to a file that can be sent on, the user gets a sentence."""
    from cchc_excel.cli.options import Opened  # noqa: PLC0415
    from cchc_excel.workflow.run_log import fault_lines  # noqa: PLC0415 - nearly never needed

    lines = fault_lines(error)
    path = Opened.workspace.log_path if Opened.workspace is not None else None
    if Opened.workspace is not None:
        Opened.workspace.log.error("command failed: %s", lines)
    if path is None or not path.is_file() or lines not in path.read_text(encoding="utf-8", errors="replace"):
        path = _beside(lines) or path or Path("cchc.log")
    message, remedy = messages.UNEXPECTED
    echo(
        messages.ERROR.format(message=message.format(kind=type(error).__name__)),
        remedy.format(log=path),
        to=sys.stderr,
    )
    return 2

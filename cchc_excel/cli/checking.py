"""``cchc check`` and ``feedback``: what each agency is told, and how a command that checks ends."""

from __future__ import annotations

import sys
from dataclasses import asdict

from cchc_excel import api
from cchc_excel.api import CheckedReturn, Workspace
from cchc_excel.cli.console import echo, echo_json, is_terminal, progress
from cchc_excel.cli.open_matters import echo_uncollected
from cchc_excel.errors import RequestError
from cchc_excel.messages import cli as messages

#: So many findings can be read on a screen; more are counted by agency, in full only in a pipe or a file.
_MOST_ON_SCREEN = 200


def run_check(
    workspace: Workspace,
    period: str | None,
    agency: str | None,
    *,
    everything: bool = False,
    as_json: bool = False,
    quiet: bool = False,
) -> int:
    """``cchc check``; the number of open errors."""
    with progress(messages.CHECK_PROGRESS, silent=as_json or quiet) as report:
        returns = api.check(workspace, period, progress=report)
    if agency:
        wanted = workspace.register.get(agency)
        returns = [checked for checked in returns if checked.agency == wanted]
        if not returns:
            message, remedy = messages.NO_SUCH_AGENCY
            raise RequestError((message.format(code=agency), remedy))
    errors = sum(checked.count("error") for checked in returns)
    if as_json:
        echo_json([_checked_json(checked) for checked in returns])
        return errors
    shown = [finding for checked in returns for finding in checked.findings if everything or finding.is_open]
    is_long = is_terminal() and len(shown) > _MOST_ON_SCREEN and len(returns) > 1
    if is_long:
        echo(*(_checked_line(checked) for checked in returns), messages.CHECK_LONG)
    elif not quiet:
        for checked in returns:
            _echo_checked(checked, everything=everything)
    warnings = sum(checked.count("warning") for checked in returns)
    echo(messages.CHECK_DONE.format(returns=len(returns), errors=errors, warnings=warnings))
    echo_uncollected(api.uncollected(workspace))
    return errors


def _checked_line(checked: CheckedReturn) -> str:
    counts = {"errors": checked.count("error"), "warnings": checked.count("warning")}
    return messages.CHECK_AGENCY.format(code=checked.agency.code, name=checked.agency.name, **counts)


def _echo_checked(checked: CheckedReturn, *, everything: bool) -> None:
    echo(_checked_line(checked))
    explained = sum(finding.explained for finding in checked.findings)
    echo(messages.CHECK_EXPLAINED.format(count=explained) if everything and explained else "")
    shown = [finding for finding in checked.findings if everything or finding.is_open]
    for finding in sorted(shown, key=lambda finding: finding.priority):
        echo(f"  - {finding.text} [{finding.code}]")
    if not shown:
        echo(f"  {messages.CHECK_CLEAN}")
    echo("")


def _checked_json(checked: CheckedReturn) -> dict[str, object]:
    return {
        "agency": checked.agency.code,
        "file": checked.receipt.name,
        "submission": checked.receipt.number,
        "findings": [asdict(finding) for finding in checked.findings],
    }


def run_feedback(workspace: Workspace, period: str | None, agency: str | None) -> None:
    """``cchc feedback``."""
    wanted = frozenset({workspace.agency(agency).code} if agency else ())
    with progress(messages.FEEDBACK_PROGRESS) as report:
        copies = api.feedback(workspace, period, agencies=wanted, progress=report)
    for copy in copies:
        line = messages.FEEDBACK_LINE
        counts = {"errors": copy.checked.count("error"), "warnings": copy.checked.count("warning")}
        echo(line.format(code=copy.checked.agency.code, file=copy.path.name, **counts))
    if copies:
        echo(messages.FEEDBACK_DONE.format(count=len(copies), folder=copies[0].path.parent))
    else:
        echo(messages.FEEDBACK_NONE)


def exit_code(workspace: Workspace, period: str | None, errors: int, *, strict: bool = False) -> int:
    """How a command that checks ends: 3 where the program stumbled on a return; 1 for errors, if `strict`."""
    agencies = api.not_checked_in(workspace, period)
    if agencies:
        text = messages.CHECK_FAILED.format(agencies=", ".join(agencies), log=workspace.log_path)
        echo(text, to=sys.stderr)
        return 3
    return 1 if strict and errors else 0

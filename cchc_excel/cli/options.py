"""What the commands' options have in common, and what is made of them; heavy parts are imported when asked for."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cchc_excel.cli.console import echo
from cchc_excel.errors import RequestError
from cchc_excel.messages import cli as messages

if TYPE_CHECKING:
    from cchc_excel.api import SendOptions, Workspace

Period = Annotated[str | None, typer.Option("--period", "-k", metavar="KỲ", help=messages.OPTION_PERIOD)]
Agency = Annotated[str | None, typer.Option("--agency", "-a", metavar="MÃ", help=messages.OPTION_AGENCY)]
DryRun = Annotated[bool, typer.Option("--dry-run", help=messages.OPTION_DRY_RUN)]
RetryUnknown = Annotated[bool, typer.Option("--retry-unknown", help=messages.OPTION_RETRY_UNKNOWN)]
Again = Annotated[bool, typer.Option("--again", help=messages.OPTION_AGAIN)]
Yes = Annotated[bool, typer.Option("--yes", help=messages.OPTION_YES)]
Json = Annotated[bool, typer.Option("--json", help=messages.OPTION_JSON)]
Strict = Annotated[bool, typer.Option("--strict", help=messages.OPTION_STRICT)]


def open_workspace(context: typer.Context) -> Workspace:
    """The workspace that the command line names.

    Raises:
        WorkspaceError: there is none.
    """
    from cchc_excel.api import Workspace  # noqa: PLC0415

    Opened.workspace = Workspace(context.obj)
    if context.params.get("period", "") is None and not context.params.get("as_json"):
        _name_period(Opened.workspace)
    return Opened.workspace


def _name_period(workspace: Workspace) -> None:
    """Say first which period is meant, where none is named and there are several."""
    with workspace.ledger() as ledger:
        if len(ledger.campaigns()) > 1:
            echo(messages.PERIOD_MEANT.format(period=workspace.campaign(ledger, None).period), to=sys.stderr)


class Opened:
    """What the command has opened, for whoever has to tell that it failed."""

    workspace: Workspace | None = None


def given_day(text: str) -> date:
    """A day typed as ``17/03/2021``.

    Raises:
        RequestError: it is none.
    """
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError as error:
        message, remedy = messages.BAD_DATE
        raise RequestError((message.format(text=text), remedy)) from error


def day(text: str | None) -> date | None:
    """The same where it may be left out."""
    return None if text is None else given_day(text)


def how_to_send(*, dry_run: bool, retry_unknown: bool, again: bool) -> SendOptions:
    """The options of every command that sends letters."""
    from cchc_excel.api import SendOptions  # noqa: PLC0415

    return SendOptions(dry_run=dry_run, retry_unknown=retry_unknown, again=again)

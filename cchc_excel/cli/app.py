"""The commands. Each asks the story in `campaign` and says what came of it; heavy parts are imported when asked for."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from cchc_excel.cli.options import (
    Again,
    Agency,
    DryRun,
    Json,
    Period,
    RetryUnknown,
    Strict,
    Yes,
    day,
    given_day,
    how_to_send,
    open_workspace,
)
from cchc_excel.cli.vietnamese import Command, Group
from cchc_excel.errors import RequestError
from cchc_excel.messages import cli as messages

app = typer.Typer(cls=Group, help=messages.APP, no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
form_app = typer.Typer(cls=Group, help=messages.FORM, no_args_is_help=True)
app.add_typer(form_app, name="form", help=messages.FORM)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(version("cchc-excel"))
        raise typer.Exit


@app.callback()
def _common(
    context: typer.Context,
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", metavar="THƯ-MỤC", help=messages.OPTION_WORKSPACE, show_default=False)
    ] = Path(),
    _: Annotated[
        bool, typer.Option("--version", help=messages.OPTION_VERSION, is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    context.obj = workspace


@app.command(cls=Command, help=messages.DEMO)
def demo(
    folder: Annotated[Path, typer.Argument(metavar="THƯ-MỤC", help=messages.ARGUMENT_DEMO_FOLDER)] = Path("cchc-demo"),
    more: Annotated[bool, typer.Option("--more", help=messages.OPTION_MORE)] = False,
) -> None:
    from cchc_excel.cli.setup import run_demo  # noqa: PLC0415

    run_demo(folder, more=more)


@app.command(cls=Command, help=messages.INIT)
def init(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="THƯ-MỤC", help=messages.ARGUMENT_INIT_FOLDER, show_default=False)
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TÊN", help=messages.OPTION_NAME)] = None,
    sender: Annotated[str | None, typer.Option("--sender", metavar="TÊN", help=messages.OPTION_SENDER)] = None,
) -> None:
    from cchc_excel.cli.setup import run_init  # noqa: PLC0415

    run_init(folder or context.obj, name, sender)


@app.command(cls=Command, help=messages.GENERATE)
def generate(
    context: typer.Context,
    period: Annotated[str, typer.Argument(metavar="KỲ", help=messages.ARGUMENT_PERIOD)],
    deadline: Annotated[str | None, typer.Option("--deadline", metavar="NGÀY", help=messages.OPTION_DEADLINE)] = None,
    yes: Annotated[bool, typer.Option("--yes", help=messages.OPTION_SURE)] = False,
) -> None:
    from cchc_excel.cli.setup import run_generate  # noqa: PLC0415

    run_generate(open_workspace(context), period, day(deadline), is_sure=yes)


@app.command(cls=Command, help=messages.WITHDRAW)
def withdraw(
    context: typer.Context,
    period: Annotated[str, typer.Argument(metavar="KỲ", help=messages.ARGUMENT_WITHDRAWN)],
) -> None:
    from cchc_excel.cli.setup import run_withdraw  # noqa: PLC0415

    run_withdraw(open_workspace(context), period)


@app.command(cls=Command, help=messages.DESK)
def desk(
    context: typer.Context,
    no_open: Annotated[bool, typer.Option("--no-open", help=messages.OPTION_NO_OPEN)] = False,
) -> None:
    from cchc_excel.cli.console import echo  # noqa: PLC0415
    from cchc_excel.cli.window import in_window  # noqa: PLC0415
    from cchc_excel.desk.launch import open_desk  # noqa: PLC0415 - no other command needs a server

    with in_window() as warn:
        open_desk(open_workspace(context).root, echo, warn, with_browser=not no_open)


@app.command(cls=Command, help=messages.RUN)
def run(context: typer.Context, period: Period = None, as_json: Json = False) -> int:
    from cchc_excel.cli.checking import exit_code  # noqa: PLC0415
    from cchc_excel.cli.daily import run_round  # noqa: PLC0415

    workspace = open_workspace(context)
    code = run_round(workspace, period, as_json=as_json)
    return exit_code(workspace, period, 0) or code


@app.command(cls=Command, help=messages.COLLECT)
def collect(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="TỆP", help=messages.ARGUMENT_PATHS, show_default=False)
    ] = None,
    period: Period = None,
    received: Annotated[str | None, typer.Option("--received", metavar="NGÀY", help=messages.OPTION_RECEIVED)] = None,
    yes: Annotated[bool, typer.Option("--yes", help=messages.OPTION_SURE_RECEIVED)] = False,
    password: Annotated[bool, typer.Option("--password", help=messages.OPTION_OPEN)] = False,
    mailbox: Annotated[bool, typer.Option("--mailbox", help=messages.OPTION_MAILBOX)] = False,
    dask: Annotated[str, typer.Option("--dask", metavar="ĐỊA-CHỈ", help=messages.OPTION_DASK)] = "",
    as_json: Json = False,
) -> int:
    from cchc_excel.cli.collecting import run_collect  # noqa: PLC0415

    workspace = open_workspace(context)
    secret = _asked_for(password=password)
    if mailbox and dask:
        raise RequestError(messages.DASK_ALONE)
    if mailbox:
        from cchc_excel.cli.collecting import run_collect_mailbox  # noqa: PLC0415

        return run_collect_mailbox(workspace, period, password=secret, as_json=as_json)
    return run_collect(
        workspace, paths or [], period, day(received), password=secret, is_sure=yes, dask=dask, as_json=as_json
    )


@app.command(cls=Command, help=messages.ASSIGN)
def assign(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="TỆP", help=messages.ARGUMENT_FILE)],
    agency: Annotated[str, typer.Option("--agency", "-a", metavar="MÃ", help=messages.OPTION_OWNER)],
    period: Period = None,
    sheet: Annotated[str, typer.Option("--sheet", metavar="SHEET", help=messages.OPTION_SHEET)] = "",
    replace: Annotated[bool, typer.Option("--replace", help=messages.OPTION_REPLACE)] = False,
    password: Annotated[bool, typer.Option("--password", help=messages.OPTION_OPEN)] = False,
) -> None:
    from cchc_excel.cli.decisions import run_assign  # noqa: PLC0415

    workspace, secret = open_workspace(context), _asked_for(password=password)
    run_assign(workspace, file, agency, period, sheet=sheet, replace=replace, password=secret)


def _asked_for(*, password: bool) -> str:
    """The password of a file; asked for, never an argument: what is typed in a command line is kept by the shell."""
    return str(typer.prompt(messages.ASK_FOR_KEY, hide_input=True)) if password else ""


@app.command(cls=Command, help=messages.HISTORY)
def history(
    context: typer.Context,
    agency: Annotated[str, typer.Argument(metavar="MÃ", help=messages.ARGUMENT_AGENCY)],
    period: Period = None,
    as_json: Json = False,
) -> None:
    from cchc_excel.cli.decisions import run_history  # noqa: PLC0415

    run_history(open_workspace(context), agency, period, as_json=as_json)


@app.command(cls=Command, help=messages.CHECK)
def check(
    context: typer.Context,
    period: Period = None,
    agency: Agency = None,
    everything: Annotated[bool, typer.Option("--all", help=messages.OPTION_ALL)] = False,
    strict: Strict = False,
    as_json: Json = False,
) -> int:
    from cchc_excel.cli.checking import exit_code, run_check  # noqa: PLC0415

    workspace = open_workspace(context)
    errors = run_check(workspace, period, agency, everything=everything, as_json=as_json)
    return exit_code(workspace, period, errors, strict=strict)


@app.command(cls=Command, help=messages.FEEDBACK)
def feedback(
    context: typer.Context,
    period: Period = None,
    agency: Agency = None,
    send: Annotated[bool, typer.Option("--send", help=messages.OPTION_SEND)] = False,
    dry_run: DryRun = False,
    retry_unknown: RetryUnknown = False,
    again: Again = False,
    yes: Yes = False,
) -> int:
    from cchc_excel.cli.checking import exit_code  # noqa: PLC0415

    workspace = open_workspace(context)
    if not (send or dry_run):
        from cchc_excel.cli.checking import run_feedback  # noqa: PLC0415

        run_feedback(workspace, period, agency)
        return exit_code(workspace, period, 0)
    from cchc_excel.cli.sending import run_send_feedback  # noqa: PLC0415

    how = how_to_send(dry_run=dry_run, retry_unknown=retry_unknown, again=again)
    unsent = run_send_feedback(workspace, period, agency, how, yes=yes)
    return exit_code(workspace, period, unsent, strict=True)


@app.command(cls=Command, help=messages.SEND)
def send(
    context: typer.Context,
    period: Period = None,
    agency: Agency = None,
    dry_run: DryRun = False,
    retry_unknown: RetryUnknown = False,
    again: Again = False,
    yes: Yes = False,
    as_json: Json = False,
) -> int:
    from cchc_excel.cli.sending import run_send  # noqa: PLC0415

    how = how_to_send(dry_run=dry_run, retry_unknown=retry_unknown, again=again)
    return 1 if run_send(open_workspace(context), period, agency, how, yes=yes, as_json=as_json) else 0


@app.command(cls=Command, help=messages.REMIND)
def remind(
    context: typer.Context,
    period: Period = None,
    agency: Agency = None,
    text: Annotated[bool, typer.Option("--text", help=messages.OPTION_TEXT)] = False,
    dry_run: DryRun = False,
    retry_unknown: RetryUnknown = False,
    again: Again = False,
    yes: Yes = False,
    as_json: Json = False,
) -> int:
    from cchc_excel.cli.sending import run_remind, run_short_reminders  # noqa: PLC0415

    if text:
        run_short_reminders(open_workspace(context), period, agency)
        return 0
    how = how_to_send(dry_run=dry_run, retry_unknown=retry_unknown, again=again)
    return 1 if run_remind(open_workspace(context), period, agency, how, yes=yes, as_json=as_json) else 0


@app.command(cls=Command, help=messages.EXTEND)
def extend(
    context: typer.Context,
    agency: Annotated[str, typer.Argument(metavar="MÃ", help=messages.ARGUMENT_AGENCY)],
    deadline: Annotated[str, typer.Argument(metavar="NGÀY", help=messages.ARGUMENT_DAY)],
    period: Period = None,
    yes: Annotated[bool, typer.Option("--yes", help=messages.OPTION_SURE_EXTENDED)] = False,
) -> None:
    from cchc_excel.cli.sending import run_extend  # noqa: PLC0415

    run_extend(open_workspace(context), agency, given_day(deadline), period, is_sure=yes)


@app.command(cls=Command, help=messages.LOG)
def log(
    context: typer.Context,
    agency: Annotated[str, typer.Argument(metavar="MÃ", help=messages.ARGUMENT_AGENCY)],
    period: Period = None,
    as_json: Json = False,
) -> None:
    from cchc_excel.cli.decisions import run_log  # noqa: PLC0415

    run_log(open_workspace(context), agency, period, as_json=as_json)


@app.command(cls=Command, help=messages.CONSOLIDATE)
def consolidate(
    context: typer.Context,
    period: Period = None,
    errors: Annotated[str | None, typer.Option("--errors", metavar="CÁCH", help=messages.OPTION_ERRORS)] = None,
    also: Annotated[str, typer.Option("--also", metavar="DẠNG,DẠNG…", help=messages.OPTION_ALSO)] = "",
    as_return: Annotated[bool, typer.Option("--as-return", help=messages.OPTION_AS_RETURN)] = False,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="TỆP", help=messages.OPTION_TEMPLATE, show_default=False)
    ] = None,
    strict: Strict = False,
    as_json: Json = False,
) -> int:
    from cchc_excel.cli.checking import exit_code  # noqa: PLC0415
    from cchc_excel.cli.consolidating import run_as_return, run_consolidate  # noqa: PLC0415

    workspace = open_workspace(context)
    if as_return or template:
        wanted = as_return and not also
        open_errors = run_as_return(workspace, period, errors, template, wanted=wanted, as_json=as_json)
    else:
        shapes = [shape.strip().lower() for shape in also.split(",") if shape.strip()]
        open_errors = run_consolidate(workspace, period, errors, shapes, as_json=as_json)
    return exit_code(workspace, period, open_errors, strict=strict)


@app.command(cls=Command, help=messages.STATUS)
def status(
    context: typer.Context,
    period: Period = None,
    password: Annotated[bool, typer.Option("--password", help=messages.OPTION_SHEET_LOCK)] = False,
    as_json: Json = False,
) -> None:
    from cchc_excel.cli.status import run_status  # noqa: PLC0415

    run_status(open_workspace(context), period, password=password, as_json=as_json)


@app.command(cls=Command, help=messages.DOCTOR)
def doctor(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help=messages.OPTION_REBUILD)] = False,
    password: Annotated[bool, typer.Option("--password", help=messages.OPTION_OPEN)] = False,
    as_json: Json = False,
) -> int:
    from cchc_excel.cli.decisions import run_doctor  # noqa: PLC0415

    workspace, secret = open_workspace(context), _asked_for(password=password)
    return 1 if run_doctor(workspace, rebuild=rebuild, password=secret, as_json=as_json) else 0


@form_app.command("list", cls=Command, help=messages.FORM_LIST)
def form_list(context: typer.Context) -> None:
    from cchc_excel.cli.form import run_form_list  # noqa: PLC0415

    run_form_list(context.find_root().obj)


@form_app.command("show", cls=Command, help=messages.FORM_SHOW)
def form_show(
    context: typer.Context,
    form: Annotated[
        str | None, typer.Argument(metavar="BIỂU-MẪU", help=messages.ARGUMENT_FORM, show_default=False)
    ] = None,
    code: Annotated[str | None, typer.Option("--code", "-c", metavar="MỤC", help=messages.OPTION_CODE)] = None,
    as_json: Json = False,
) -> None:
    from cchc_excel.cli.form import run_form_show  # noqa: PLC0415

    run_form_show(context.find_root().obj, form, code, as_json=as_json)


@form_app.command("check", cls=Command, help=messages.FORM_CHECK)
def form_check(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help=messages.ARGUMENT_DEFINITION)],
) -> None:
    from cchc_excel.cli.form import run_form_check  # noqa: PLC0415

    run_form_check(file)

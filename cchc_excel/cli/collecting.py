"""``cchc collect``: what became of every file, from folders or from the mailbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path

from cchc_excel import api
from cchc_excel.api import CollectResult, MailboxRun, Workspace
from cchc_excel.cli.console import ask_password, echo, echo_json, echo_table, progress
from cchc_excel.cli.open_matters import echo_conflicts
from cchc_excel.domain.receipt import SETTLED
from cchc_excel.messages import cli as messages
from cchc_excel.messages.states import NAMES

_STYLES = {"accepted": "green"} | dict.fromkeys(("superseded", "duplicate", "known", "ignored", *SETTLED), "dim")


def run_collect(  # noqa: PLR0913 - the command's options
    workspace: Workspace,
    paths: Sequence[Path],
    period: str | None,
    received: date | None,
    *,
    password: str = "",
    is_sure: bool = False,
    dask: str = "",
    as_json: bool = False,
) -> int:
    """``cchc collect``; the exit code: 3 where the program failed over a file."""
    day = datetime.combine(received, time(12)) if received else None
    if received == date.today():
        day = datetime.now()  # noon may not have come yet
    with _remote_executor(dask) as executor, progress(messages.COLLECT_PROGRESS, silent=as_json) as report:
        results = api.collect(
            workspace,
            period,
            paths,
            received=day,
            password=password,
            is_sure=is_sure,
            executor=executor,
            progress=report,
        )
    if as_json:
        echo_json([asdict(result) for result in results])
        return _exit_code(results)
    echo_collected(results)
    status = api.status(workspace, period)
    echo_conflicts(status.conflicts)
    echo(messages.COLLECT_NEXT.format(period=status.period))
    return _exit_code(results)


def _exit_code(results: Sequence[CollectResult]) -> int:
    return 3 if any(result.state == "failed" for result in results) else 0


def _remote_executor(dask: str) -> AbstractContextManager[Executor | None]:
    """The cluster at an address, if one is given."""
    if not dask:
        return nullcontext()
    from cchc_excel.reading.workers.dask_executor import dask_executor  # noqa: PLC0415 - an optional part

    return dask_executor(dask)


def echo_collected(results: Sequence[CollectResult]) -> None:
    """What became of every file, and how many of each kind."""
    # Files that lie there since an earlier run would hide what is new; the sum below has them.
    shown = [result for result in results if result.is_news]
    if shown:
        echo_table(
            messages.COLLECT_TITLE,
            messages.COLLECT_HEADER,
            [_row(result) for result in shown],
            [_style(result) for result in shown],
        )
    counts = Counter(result.state for result in results)
    count_texts = ", ".join(
        f"{counts[state]} {name[0].lower()}{name[1:]}" for state, name in NAMES.items() if counts[state]
    )
    echo(messages.COLLECT_DONE.format(all=len(results), counts=count_texts))


def _style(result: CollectResult) -> str:
    """How a line is shown; a PDF that agrees with the workbook leaves nothing to be done."""
    agrees = result.state == "compared" and not result.remedy
    return "green" if agrees else _STYLES.get(result.state, "red")


def _row(result: CollectResult) -> tuple[str, ...]:
    return result.path.name, result.agency or "", NAMES[result.state], result.reason, result.remedy


def run_collect_mailbox(workspace: Workspace, period: str | None, *, password: str, as_json: bool) -> int:
    """``cchc collect --mailbox``; the exit code as above, or 1 where a message was not fetched."""
    with progress(messages.MAILBOX_PROGRESS) as report:
        run = api.collect_mailbox(workspace, period, ask=ask_password, password=password, progress=report)
    if as_json:
        echo_json(asdict(run))
        return _exit_code(run.collected) or (1 if run.left else 0)
    if run.collected:
        echo_collected(run.collected)
    echo_mailbox(run)
    status = api.status(workspace, period)
    echo_conflicts(status.conflicts)
    echo(messages.COLLECT_NEXT.format(period=status.period))
    return _exit_code(run.collected) or (1 if run.left else 0)


def echo_mailbox(run: MailboxRun) -> None:
    """What was in the mailbox besides files: bounces, letters with links only, and what is in it still."""
    counts = {"messages": run.messages, "without": run.without_files, "auto": run.auto_replies}
    echo(messages.MAILBOX_DONE.format(**counts, bounces=len(run.bounces)), *(f"  - {line}" for line in run.remarks))

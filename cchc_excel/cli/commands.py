"""What each command does and says."""

from __future__ import annotations

import time as clock
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path

from cchc_excel import api
from cchc_excel.api import CheckedReturn, CollectResult, Workspace
from cchc_excel.cli.console import echo, echo_json, echo_table, is_terminal, progress
from cchc_excel.cli.decisions import echo_conflicts, echo_uncollected
from cchc_excel.cli.status import run_status
from cchc_excel.demo import LATER_PERIODS, prepare_demo, prepare_period
from cchc_excel.errors import RequestError
from cchc_excel.messages import cli as messages
from cchc_excel.messages.states import NAMES
from cchc_excel.workflow.settings import Settings, default_scope

#: What the demo writes beside the master: what needs nothing else to be installed.
DEMO_SHAPES = ("csv", "docx", "html")
_STYLES = {"accepted": "green", "superseded": "dim", "duplicate": "dim", "known": "dim", "ignored": "dim"}

#: So many findings can be read on a screen; more are counted by agency, in full only in a pipe or a file.
_MOST_ON_SCREEN = 200


def run_demo(folder: Path, *, more: bool = False) -> None:
    """``cchc demo``."""
    began = clock.perf_counter()
    echo(messages.DEMO_START.format(folder=folder))
    made = prepare_demo(folder)
    workspace = made.workspace
    with progress(messages.COLLECT_PROGRESS) as told:
        echo_collected(api.collect(workspace, made.period, progress=told))
    run_check(workspace, made.period, None, quiet=True)
    run_status(workspace, made.period)
    master = api.consolidate(workspace, made.period, also=DEMO_SHAPES)
    for period in LATER_PERIODS if more else ():
        echo(messages.DEMO_LATER.format(period=period))
        prepare_period(workspace, period)
        with progress(messages.COLLECT_PROGRESS) as told:
            api.collect(workspace, period, progress=told)
        master = api.consolidate(workspace, period, also=DEMO_SHAPES)
    last = master.province.period
    echo(
        messages.DEMO_DONE.format(
            seconds=f"{clock.perf_counter() - began:.1f}".replace(".", ","),
            templates=folder / "templates" / str(last),
            returned=folder / "returned" / str(last),
            master=folder / master.path.relative_to(workspace.root),
            page=folder / master.others["html"].relative_to(workspace.root),
        )
    )


def run_init(folder: Path, name: str | None, sender: str | None) -> None:
    """``cchc init``."""
    given: dict[str, dict[str, str]] = {}
    if name:
        given["tinh"] = {"ten": name.strip(), "pham_vi": default_scope(name)}
    if sender:
        given["noi_nhan"] = {"ten": sender.strip()}
    Workspace.create(folder, Settings.model_validate(given))
    settings = messages.INIT_SETTINGS[bool(name), bool(sender)]
    echo(messages.INIT_DONE.format(folder=folder.resolve(), settings=settings))


def run_generate(workspace: Workspace, period: str, deadline: date | None) -> None:
    """``cchc generate``."""
    with progress(messages.GENERATE_PROGRESS) as told:
        issued = api.generate(workspace, period, deadline=deadline, progress=told)
    with workspace.ledger() as ledger:
        record = workspace.campaign(ledger, period)
    told_deadline = f"{record.deadline:%d/%m/%Y}"
    folder = workspace.folder("templates", record.period)
    echo(
        messages.GENERATE_DONE.format(period=record.period, count=len(issued), folder=folder, deadline=told_deadline),
        messages.GENERATE_NEXT.format(folder=workspace.folder("returned", record.period)),
    )


def run_collect(  # noqa: PLR0913 - the command's options
    workspace: Workspace,
    paths: Sequence[Path],
    period: str | None,
    received: date | None,
    *,
    password: str = "",
    dask: str = "",
    as_json: bool = False,
) -> None:
    """``cchc collect``."""
    day = datetime.combine(received, time(12)) if received else None
    with _elsewhere(dask) as executor, progress(messages.COLLECT_PROGRESS, silent=as_json) as told:
        found = api.collect(workspace, period, paths, received=day, password=password, executor=executor, progress=told)
    if as_json:
        echo_json([asdict(one) for one in found])
        return
    echo_collected(found)
    now = api.status(workspace, period)
    echo_conflicts(now.conflicts)
    echo(messages.COLLECT_NEXT.format(period=now.period))


def _elsewhere(dask: str) -> AbstractContextManager[Executor | None]:
    """The cluster at an address, if one is given."""
    if not dask:
        return nullcontext()
    from cchc_excel.reading.workers.dask_executor import dask_executor  # noqa: PLC0415 - an optional part

    return dask_executor(dask)


def echo_collected(collected: Sequence[CollectResult]) -> None:
    """What became of every file, and how many of each kind."""
    # Files that lie there since an earlier run would hide what is new; the sum below has them.
    shown = [one for one in collected if one.is_news]
    if shown:
        echo_table(
            messages.COLLECT_TITLE,
            messages.COLLECT_HEADER,
            [_collected_row(one) for one in shown],
            [_STYLES.get(one.state, "red") for one in shown],
        )
    counts = Counter(one.state for one in collected)
    told_counts = ", ".join(
        f"{counts[state]} {name[0].lower()}{name[1:]}" for state, name in NAMES.items() if counts[state]
    )
    echo(messages.COLLECT_DONE.format(all=len(collected), counts=told_counts))


def _collected_row(one: CollectResult) -> tuple[str, ...]:
    return one.path.name, one.agency or "", NAMES[one.state], one.reason, one.remedy


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
    with progress(messages.CHECK_PROGRESS, silent=as_json or quiet) as told:
        checked = api.check(workspace, period, progress=told)
    if agency:
        wanted = workspace.register.get(agency)
        checked = [one for one in checked if one.agency == wanted]
        if not checked:
            message, remedy = messages.NO_SUCH_AGENCY
            raise RequestError((message.format(code=agency), remedy))
    errors = sum(one.count("error") for one in checked)
    if as_json:
        echo_json([_checked_json(one) for one in checked])
        return errors
    shown = [finding for one in checked for finding in one.findings if everything or finding.is_open]
    is_long = is_terminal() and len(shown) > _MOST_ON_SCREEN and len(checked) > 1
    if is_long:
        echo(*(_checked_line(one) for one in checked), messages.CHECK_LONG)
    elif not quiet:
        for one in checked:
            _echo_checked(one, everything=everything)
    warnings = sum(one.count("warning") for one in checked)
    echo(messages.CHECK_DONE.format(returns=len(checked), errors=errors, warnings=warnings))
    echo_uncollected(api.uncollected(workspace))
    return errors


def _checked_line(one: CheckedReturn) -> str:
    counts = {"errors": one.count("error"), "warnings": one.count("warning")}
    return messages.CHECK_AGENCY.format(code=one.agency.code, name=one.agency.name, **counts)


def _echo_checked(one: CheckedReturn, *, everything: bool) -> None:
    echo(_checked_line(one))
    explained = sum(finding.explained for finding in one.findings)
    echo(messages.CHECK_EXPLAINED.format(count=explained) if everything and explained else "")
    shown = [finding for finding in one.findings if everything or finding.is_open]
    for finding in sorted(shown, key=lambda finding: finding.priority):
        echo(f"  - {finding.text} [{finding.code}]")
    if not shown:
        echo(f"  {messages.CHECK_CLEAN}")
    echo("")


def _checked_json(one: CheckedReturn) -> dict[str, object]:
    return {
        "agency": one.agency.code,
        "file": one.receipt.name,
        "submission": one.receipt.number,
        "findings": [asdict(finding) for finding in one.findings],
    }


def run_feedback(workspace: Workspace, period: str | None, agency: str | None) -> None:
    """``cchc feedback``."""
    wanted = frozenset({workspace.agency(agency).code} if agency else ())
    with progress(messages.FEEDBACK_PROGRESS) as told:
        made = api.feedback(workspace, period, agencies=wanted, progress=told)
    for one in made:
        line = messages.FEEDBACK_LINE
        asked = {"errors": one.checked.count("error"), "warnings": one.checked.count("warning")}
        echo(line.format(code=one.checked.agency.code, file=one.path.name, **asked))
    if made:
        echo(messages.FEEDBACK_DONE.format(count=len(made), folder=made[0].path.parent))
    else:
        echo(messages.FEEDBACK_NONE)

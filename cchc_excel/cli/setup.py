"""``cchc demo``, ``init`` and ``generate``: a workspace to try, a new one, the templates of a period."""

from __future__ import annotations

import time as clock
from datetime import date
from pathlib import Path

from cchc_excel import api
from cchc_excel.api import Workspace
from cchc_excel.cli.checking import run_check
from cchc_excel.cli.collecting import echo_collected
from cchc_excel.cli.console import echo, progress
from cchc_excel.cli.status import run_status
from cchc_excel.demo import LATER_PERIODS, prepare_demo, prepare_period
from cchc_excel.messages import cli as messages
from cchc_excel.workflow.settings import Settings, default_scope

#: What the demo writes beside the master: what needs nothing else to be installed.
DEMO_SHAPES = ("csv", "docx", "html")


def run_demo(folder: Path, *, more: bool = False) -> None:
    """``cchc demo``."""
    began = clock.perf_counter()
    echo(messages.DEMO_START.format(folder=folder))
    demo = prepare_demo(folder)
    workspace = demo.workspace
    with progress(messages.COLLECT_PROGRESS) as report:
        echo_collected(api.collect(workspace, demo.period, progress=report))
    run_check(workspace, demo.period, None, quiet=True)
    run_status(workspace, demo.period)
    master = api.consolidate(workspace, demo.period, also=DEMO_SHAPES)
    for period in LATER_PERIODS if more else ():
        echo(messages.DEMO_LATER.format(period=period))
        prepare_period(workspace, period)
        with progress(messages.COLLECT_PROGRESS) as report:
            api.collect(workspace, period, progress=report)
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
    values: dict[str, dict[str, str]] = {}
    if name:
        values["tinh"] = {"ten": name.strip(), "pham_vi": default_scope(name)}
    if sender:
        values["noi_nhan"] = {"ten": sender.strip()}
    Workspace.create(folder, Settings.model_validate(values))
    settings = messages.INIT_SETTINGS[bool(name), bool(sender)]
    echo(messages.INIT_DONE.format(folder=folder.resolve(), settings=settings))


def run_generate(workspace: Workspace, period: str, deadline: date | None) -> None:
    """``cchc generate``."""
    with progress(messages.GENERATE_PROGRESS) as report:
        templates = api.generate(workspace, period, deadline=deadline, progress=report)
    with workspace.ledger() as ledger:
        record = workspace.campaign(ledger, period)
    deadline_text = f"{record.deadline:%d/%m/%Y}"
    folder = workspace.folder("templates", record.period)
    echo(
        messages.GENERATE_DONE.format(
            period=record.period, count=len(templates), folder=folder, deadline=deadline_text
        ),
        messages.GENERATE_NEXT.format(folder=workspace.folder("returned", record.period)),
    )

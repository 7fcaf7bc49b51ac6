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
from cchc_excel.cli.open_matters import echo_kept, echo_no_longer_expected
from cchc_excel.cli.status import run_status
from cchc_excel.demo import LATER_PERIODS, prepare_demo, prepare_period
from cchc_excel.desk.launcher import write_launcher
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
    write_launcher(workspace.root)
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
    write_launcher(folder)
    settings = messages.INIT_SETTINGS[bool(name), bool(sender)]
    echo(messages.INIT_DONE.format(folder=folder.resolve(), settings=settings))


def run_generate(workspace: Workspace, period: str, deadline: date | None, *, is_sure: bool = False) -> None:
    """``cchc generate``."""
    with workspace.ledger() as ledger:
        before = {campaign.period: campaign.deadline for campaign in ledger.campaigns()}
    with progress(messages.GENERATE_PROGRESS) as report:
        templates = api.generate(workspace, period, deadline=deadline, is_sure=is_sure, progress=report)
    with workspace.ledger() as ledger:
        record = workspace.campaign(ledger, period)
        told = [letter for letter in ledger.mail.letters(record.period) if letter.kind in ("issue", "reminder")]
    deadline_text = f"{record.deadline:%d/%m/%Y}"
    folder = workspace.folder("templates", record.period)
    echo(
        messages.GENERATE_DONE.format(
            period=record.period, count=len(templates), folder=folder, deadline=deadline_text
        ),
        messages.GENERATE_NEXT.format(folder=workspace.folder("returned", record.period), period=record.period),
    )
    echo_kept([issued.kept for issued in templates])
    former = before.get(record.period, record.deadline)
    if former != record.deadline and told:
        count = len({letter.agency for letter in told})
        params = {"before": f"{former:%d/%m/%Y}", "now": deadline_text, "count": count, "period": record.period}
        echo(messages.GENERATE_DEADLINE_MOVED.format(**params))
    _echo_left_out(workspace, period)
    echo_no_longer_expected(api.status(workspace, record.period))


def _echo_left_out(workspace: Workspace, period: str) -> None:
    """Whom nothing was issued to, and why; nobody is left out without a word. And who may stand there twice."""
    for first, second in workspace.register.doubles():
        is_one_address = bool(set(first.emails) & set(second.emails))
        more = messages.GENERATE_DOUBLE_ADDRESS if is_one_address else ""
        params = {"first": first.code, "first_name": first.name, "second": second.code, "name": second.name}
        echo(messages.GENERATE_DOUBLE.format(**params, more=more))
    left_out = api.left_out(workspace, period)
    for reason, sentence in messages.GENERATE_LEFT_OUT.items():
        agencies = [one.agency for one in left_out if one.reason == reason]
        if agencies:
            names = ", ".join(f"{agency.code} ({agency.name})" for agency in agencies)
            echo(sentence.format(count=len(agencies), agencies=names))


def run_withdraw(workspace: Workspace, period: str) -> None:
    """``cchc withdraw``."""
    campaign = api.withdraw(workspace, period)
    echo(messages.WITHDRAW_DONE.format(period=campaign.period))
    drafts = workspace.folder("drafts", campaign.period)
    if drafts.is_dir():
        echo(messages.WITHDRAW_DRAFTS.format(folder=drafts))

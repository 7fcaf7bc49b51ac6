"""``cchc run``: the daily round, and what is to be done after it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from cchc_excel import api
from cchc_excel.api import DailyRound, RoundProgress, RoundStep, Workspace
from cchc_excel.cli.collecting import echo_collected, echo_mailbox
from cchc_excel.cli.console import ask_password, echo, echo_json, progress
from cchc_excel.cli.open_matters import (
    conflict_json,
    echo_conflicts,
    echo_kept,
    echo_misplaced,
    echo_no_longer_expected,
    echo_proof,
    echo_troubled,
    echo_uncollected,
)
from cchc_excel.messages import cli as messages
from cchc_excel.workflow.open_matters import open_matters


def run_round(workspace: Workspace, period: str | None, *, as_json: bool = False) -> int:
    """``cchc run``; the exit code: 2 where a step was hindered, 1 where a message could not be fetched."""
    with _progress(silent=as_json) as report:
        result = api.daily_round(workspace, period, ask=ask_password, progress=report)
    code = 2 if result.faults else 1 if _left(result) else 0
    if as_json:
        echo_json(_round_json(result))
        return code
    if result.mailbox:
        echo_mailbox(result.mailbox)
    if result.news:
        echo_collected(result.news)
    for step, error in result.faults.items():
        fault = messages.ROUND_FAULT.format(step=messages.ROUND_STEPS[step], message=error.message)
        echo(f"{fault} {error.remedy}".rstrip(), to=sys.stderr)
    _echo_master(result)
    status = result.status
    echo_proof(status)
    echo_no_longer_expected(status)
    echo_troubled(status.troubled)
    echo_conflicts(status.conflicts)
    echo_uncollected(status.uncollected)
    echo_misplaced(status.misplaced)
    echo(_summary(result))
    return code


def _echo_master(result: DailyRound) -> None:
    if result.master is None:
        return
    told = messages.ROUND_MASTER_NEW if result.is_master_new else messages.ROUND_MASTER_SAME
    echo(told.format(path=result.master))
    echo_kept(result.edited)


def _left(result: DailyRound) -> int:
    """How many messages of the mailbox could not be fetched."""
    return len(result.mailbox.left) if result.mailbox else 0


def _summary(result: DailyRound) -> str:
    """The last line: what is new, what waits, who is missing."""
    status = result.status
    waiting = _left(result) + len(open_matters(status))
    missing = status.count("missing", "overdue", "blank")
    parts = [
        messages.ROUND_NEWS if result.new_returns or result.other_files else messages.ROUND_NO_NEWS,
        messages.ROUND_MISSING if missing else messages.ROUND_COMPLETE,
        messages.ROUND_WAITING if waiting else messages.ROUND_QUIET,
    ]
    counts = {"returns": result.new_returns, "files": result.other_files, "waiting": waiting}
    return " ".join(parts).format(**counts, missing=missing, all=len(status.agencies))


@contextmanager
def _progress(*, silent: bool) -> Iterator[RoundProgress]:
    """One bar, which is named after the step that it shows."""
    with progress(messages.ROUND_PROGRESS, silent=silent) as report:

        def told(step: RoundStep, done: int, total: int) -> None:
            report(done, total, messages.ROUND_STEPS[step])

        yield told


def _round_json(result: DailyRound) -> dict[str, object]:
    return {
        "period": result.status.period,
        "mailbox": asdict(result.mailbox) if result.mailbox else None,
        "collected": [asdict(one) for one in result.news],
        "faults": {step: str(error) for step, error in result.faults.items()},
        "checked": result.checked,
        "master": result.master,
        "is_master_new": result.is_master_new,
        "troubled": [receipt.name for receipt in result.status.troubled],
        "conflicts": [conflict_json(conflict) for conflict in result.status.conflicts],
        "missing": [one.agency.code for one in result.status.agencies if one.state in ("missing", "overdue", "blank")],
    }

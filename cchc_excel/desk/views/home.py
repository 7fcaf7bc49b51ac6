"""The first page: what is to be done now; and the daily round behind its button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from cchc_excel.api import DailyRound, daily_round
from cchc_excel.desk.answers import Answer, Page, Redirect
from cchc_excel.desk.board import Board
from cchc_excel.desk.forms import Asked
from cchc_excel.desk.home import home, nothing_issued
from cchc_excel.desk.jobs import Job
from cchc_excel.desk.words import error_words
from cchc_excel.domain.period import Period
from cchc_excel.messages import cli as cli_messages
from cchc_excel.messages import page as messages
from cchc_excel.workflow.open_matters import open_matters


def show(asked: Asked) -> Answer:
    """The first page."""
    snapshot = asked.snapshot()
    status = snapshot.status
    if status is None:
        told = nothing_issued()
    else:
        can_send = bool(snapshot.workspace.settings.thu_gui.may_chu)
        matters = open_matters(status)
        to_take_in = sum(matter.kind == "folder" for matter in matters)
        name = Period.parse(status.period).name
        told = home(status, name, len(matters), today=date.today(), can_send=can_send, to_take_in=to_take_in)
    facts = {"home": told, "ended": list(asked.jobs.ended), "states": messages.JOB_STATES}
    return Page("home", messages.MENU["viec"][0], facts)


def update(asked: Asked) -> Answer:
    """Begin the daily round; pressed twice it is the same round."""
    status = asked.snapshot().status
    if status is not None:
        asked.jobs.start("round", messages.JOB_ROUND, partial(_round, asked.board, status.period))
    return Redirect(asked.back)


def stop(asked: Asked) -> Answer:
    """End the running job between two files."""
    asked.jobs.stop()
    return Redirect(asked.back)


def _round(board: Board, period: str, job: Job) -> Sequence[str]:
    def told(step: str, done: int, total: int) -> None:
        job.report(cli_messages.ROUND_STEPS[step], done, total)

    result = daily_round(board.workspace(), period, progress=told)
    job.is_stop_asked = result.was_stopped
    return round_lines(result)


def round_lines(result: DailyRound) -> Sequence[str]:
    """What a round brought, in sentences: nothing that needs somebody goes by without one."""
    lines = [
        messages.ROUND_NEWS.format(returns=result.new_returns, files=result.other_files)
        if result.news
        else cli_messages.ROUND_NO_NEWS
    ]
    lines += result.mailbox.remarks if result.mailbox else []
    if result.is_master_new:
        lines.append(messages.ROUND_MASTER)
    for step, error in result.faults.items():
        message, remedy = error_words(error)
        fault = cli_messages.ROUND_FAULT.format(step=cli_messages.ROUND_STEPS[step], message=message)
        lines.append(f"{fault} {remedy}".strip())
    if result.was_stopped:
        lines.append(messages.JOB_STOPPED)
    elif not (open_matters(result.status) or result.faults):
        lines.append(messages.ROUND_QUIET)
    return lines

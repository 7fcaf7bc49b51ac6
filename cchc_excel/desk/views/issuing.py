"""Issuing: which period, until when, to whom; what is hardly meant is asked about before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from cchc_excel import api
from cchc_excel.desk.answers import Answer, Page, Redirect
from cchc_excel.desk.board import Board, Snapshot
from cchc_excel.desk.forms import Asked
from cchc_excel.desk.jobs import Job
from cchc_excel.desk.words import error_words
from cchc_excel.domain.period import Period
from cchc_excel.errors import CchcError, UnlikelyError
from cchc_excel.messages import cli as cli_messages
from cchc_excel.messages import page as messages
from cchc_excel.workflow.issue import require_likely

_KINDS = ("Q1", "Q2", "Q3", "Q4", "6T", "9T", "NAM")
#: Templates go out shortly before the data end, or some weeks later.
_STILL_ISSUED = timedelta(days=30)


def show(asked: Asked) -> Answer:
    """The form for a new period, or for one that goes out again."""
    return _page(asked, asked.snapshot(), {}, "")


def issue(asked: Asked) -> Answer:
    """Write the templates of a period."""
    snapshot, fields = asked.snapshot(), asked.fields
    key, text = fields.get("ky-moi", ""), fields.get("han", "")
    period = Period.parse(key)
    deadline = asked.day("han") if text else None
    # The word is about this very period and day.
    is_sure = fields.get("chac") == _pair(key, text)
    if not is_sure:
        try:
            require_likely(period, deadline, date.today())
        except UnlikelyError as error:
            return _page(asked, snapshot, fields, error.message)
    asked.jobs.start("issue", messages.JOB_ISSUE, partial(_issue, asked.board, period, deadline))
    return Redirect("/")


def withdraw(asked: Asked) -> Answer:
    """Take back a period that nothing came of."""
    campaign = api.withdraw(asked.board.workspace(), asked.fields.get("ky-cu", ""))
    asked.session.told = cli_messages.WITHDRAW_DONE.format(period=Period.parse(campaign.period).name)
    return Redirect("/phat-hanh")


def _pair(key: str, deadline: str) -> str:
    return f"{key} {deadline}"


def _issue(board: Board, period: Period, deadline: date | None, job: Job) -> Sequence[str]:
    told = partial(job.report, messages.JOB_ISSUE)
    workspace = board.workspace()
    issued = api.generate(workspace, period.key, deadline=deadline, is_sure=True, progress=told)
    folder = workspace.folder("templates", period)
    lines = [messages.ISSUED.format(period=period.name, count=len(issued), folder=folder)]
    lines += [cli_messages.EDITED_KEPT.format(path=one.kept) for one in issued if one.kept]
    return [*lines, *_left_out(board, period.key)]


def _page(asked: Asked, snapshot: Snapshot, fields: object, doubt: str) -> Answer:
    given = asked.fields if fields else {}
    chosen = given.get("ky-moi") or _proposed(snapshot)
    try:
        agencies = snapshot.workspace.register.expected(Period.parse(chosen))
        fault, left_out = "", list(_left_out(asked.board, chosen))
    except CchcError as error:
        agencies, left_out, fault = [], [], " ".join(error_words(error))
    issued = {campaign.period: campaign for campaign in snapshot.campaigns}
    years = sorted({date.today().year + more for more in (-1, 0, 1)} | {Period.parse(key).year for key in issued})
    facts = {
        "periods": [(key, Period.parse(key).name, key in issued) for year in years for key in _keys(year)],
        "chosen": chosen,
        "deadline": given.get("han", ""),
        "usual": Period.parse(chosen).deadline(snapshot.workspace.settings.ky_bao_cao.ngay_han_nop),
        "agencies": agencies,
        "left_out": left_out,
        "doubt": doubt,
        "pair": _pair(chosen, given.get("han", "")),
        "issued": [(campaign, Period.parse(campaign.period).name) for campaign in reversed(snapshot.campaigns)],
        "fault": fault,
        "without_address": [agency for agency in agencies if not agency.emails],
    }
    return Page("issuing", messages.MENU["phat-hanh"][0], facts)


def _keys(year: int) -> Sequence[str]:
    return [f"{year}-{kind}" for kind in _KINDS]


def _proposed(snapshot: Snapshot) -> str:
    """The first quarter that may still go out and has not."""
    today, issued = date.today(), {campaign.period for campaign in snapshot.campaigns}
    quarters = [f"{today.year + more}-Q{quarter}" for more in (-1, 0, 1) for quarter in (1, 2, 3, 4)]
    open_quarters = [key for key in quarters if Period.parse(key).data_to + _STILL_ISSUED >= today]
    return next((key for key in open_quarters if key not in issued), open_quarters[0])


def _left_out(board: Board, period: str) -> Sequence[str]:
    """Whom nothing is issued to, and why; who may stand there twice."""
    workspace = board.workspace()
    lines = []
    for first, second in workspace.register.doubles():
        params = {"first": first.code, "first_name": first.name, "second": second.code, "name": second.name}
        lines.append(cli_messages.GENERATE_DOUBLE.format(**params, more=""))
    left_out = api.left_out(workspace, period)
    for reason, sentence in cli_messages.GENERATE_LEFT_OUT.items():
        agencies = [one.agency for one in left_out if one.reason == reason]
        if agencies:
            names = ", ".join(f"{agency.code} ({agency.name})" for agency in agencies)
            lines.append(sentence.format(count=len(agencies), agencies=names))
    return lines

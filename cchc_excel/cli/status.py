"""``cchc status``: how a period stands, as a table and for machines."""

from __future__ import annotations

from dataclasses import asdict

from cchc_excel import api
from cchc_excel.api import AgencyStatus, Status, Workspace
from cchc_excel.cli.console import echo, echo_json, echo_table
from cchc_excel.cli.decisions import echo_conflicts, echo_troubled, echo_uncollected
from cchc_excel.domain.stamp import sheet_password
from cchc_excel.messages import cli as messages
from cchc_excel.messages import mail
from cchc_excel.messages.master import TIMELINESS
from cchc_excel.storage.ledger import Mailing

_TIMELINESS_STYLES = {"on_time": "green", "late": "yellow", "missing": "", "overdue": "red"}


def run_status(workspace: Workspace, period: str | None, *, password: bool = False, as_json: bool = False) -> None:
    """``cchc status``."""
    found = api.status(workspace, period)
    if as_json:
        echo_json(_status_json(found))
        return
    title = messages.STATUS_TITLE.format(period=found.period, deadline=f"{found.deadline:%d/%m/%Y}")
    styles = [_TIMELINESS_STYLES[one.state] for one in found.agencies]
    # A desk that sends no mail is not shown an empty column.
    width = len(messages.STATUS_HEADER) - (not any(one.letters for one in found.agencies))
    rows = [_status_row(one, found)[:width] for one in found.agencies]
    echo_table(title, messages.STATUS_HEADER[:width], rows, styles)
    echo(
        messages.STATUS_DONE.format(
            on_time=found.count("on_time"),
            late=found.count("late"),
            missing=found.count("missing", "overdue"),
            all=len(found.agencies),
        )
    )
    echo_troubled(found.troubled)
    echo_conflicts(found.conflicts)
    echo_uncollected(found.uncollected)
    if password:
        told = sheet_password(workspace.key, found.period)
        echo(messages.STATUS_SHEET_LOCK.format(period=found.period, password=told))


def _status_row(one: AgencyStatus, found: Status) -> tuple[str, ...]:
    def text(value: object) -> str:
        return "" if value is None else str(value)

    received = f"{one.received:%d/%m/%Y %H:%M}" if one.received else ""
    given = "" if one.given is None else f"{one.given}/{found.indicators}"
    return (
        one.agency.code,
        one.agency.name,
        TIMELINESS[one.state]
        + (messages.STATUS_OWN_DEADLINE.format(deadline=f"{one.deadline:%d/%m/%Y}") if one.deadline else ""),
        received,
        text(one.number) + (messages.STATUS_RESENT.format(day=f"{one.resent:%d/%m}") if one.resent else ""),
        given,
        text(one.errors),
        text(one.warnings),
        "; ".join(_letter_text(letter) for letter in one.letters),
    )


def _letter_text(letter: Mailing) -> str:
    state = mail.STATES[letter.state]
    told = {"kind": mail.KINDS[letter.kind], "state": state[0].lower() + state[1:], "day": f"{letter.updated:%d/%m}"}
    return messages.STATUS_LETTER.format(**told)


def _status_json(found: Status) -> dict[str, object]:
    return {
        "period": found.period,
        "form": found.form,
        "deadline": found.deadline,
        "agencies": [
            {
                "code": one.agency.code,
                "name": one.agency.name,
                "state": one.state,
                "received": one.received,
                "resent": one.resent,
                "submission": one.number,
                "given": one.given,
                "errors": one.errors,
                "warnings": one.warnings,
                "deadline": one.deadline or found.deadline,
                "letters": [asdict(letter) for letter in one.letters],
            }
            for one in found.agencies
        ],
        "troubled": [
            {"file": receipt.name, "state": receipt.state, "sha256": receipt.sha256} for receipt in found.troubled
        ],
        "conflicts": [asdict(conflict) for conflict in found.conflicts],
        "uncollected": found.uncollected,
    }

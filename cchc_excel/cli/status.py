"""``cchc status``: how a period stands, as a table and for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from cchc_excel import api
from cchc_excel.api import AgencyStatus, Status, Workspace
from cchc_excel.cli.console import echo, echo_json, echo_table
from cchc_excel.cli.open_matters import (
    conflict_json,
    echo_conflicts,
    echo_misplaced,
    echo_no_longer_expected,
    echo_proof,
    echo_troubled,
    echo_uncollected,
)
from cchc_excel.domain.agency_submission import Timeliness
from cchc_excel.domain.stamp import sheet_password
from cchc_excel.messages import cli as messages
from cchc_excel.messages import mail
from cchc_excel.messages.master import TIMELINESS
from cchc_excel.storage.ledger import Mailing

_TIMELINESS_STYLES = {
    "on_time": "green",
    "late": "yellow",
    "unclear": "yellow",
    "blank": "yellow",
    "missing": "",
    "overdue": "red",
}


def run_status(workspace: Workspace, period: str | None, *, password: bool = False, as_json: bool = False) -> None:
    """``cchc status``."""
    status = api.status(workspace, period)
    if as_json:
        echo_json(_status_json(status))
        return
    title = messages.STATUS_TITLE.format(period=status.period, deadline=f"{status.deadline:%d/%m/%Y}")
    styles = [_TIMELINESS_STYLES[agency_status.state] for agency_status in status.agencies]
    # A desk that sends no mail is not shown an empty column.
    width = len(messages.STATUS_HEADER) - (not any(agency_status.letters for agency_status in status.agencies))
    rows = [_status_row(agency_status, status)[:width] for agency_status in status.agencies]
    echo_table(title, messages.STATUS_HEADER[:width], rows, styles)
    echo(
        messages.STATUS_DONE.format(
            on_time=status.count("on_time"),
            late=status.count("late"),
            others="".join(
                text.format(count=count)
                for state, text in messages.STATUS_OTHERS.items()
                if (count := status.count(cast("Timeliness", state)))
            ),
            missing=status.count("missing", "overdue"),
            all=len(status.agencies),
        )
    )
    echo_proof(status)
    echo_no_longer_expected(status)
    echo_troubled(status.troubled)
    echo_conflicts(status.conflicts)
    echo_uncollected(status.uncollected)
    echo_misplaced(status.misplaced)
    if password:
        sheet_lock = sheet_password(workspace.key, status.period)
        echo(messages.STATUS_SHEET_LOCK.format(period=status.period, password=sheet_lock))


def _status_row(agency_status: AgencyStatus, status: Status) -> tuple[str, ...]:
    def text(value: object) -> str:
        return "" if value is None else str(value)

    received = f"{agency_status.received:%d/%m/%Y %H:%M}" if agency_status.received else ""
    if agency_status.sent and agency_status.received:
        received += messages.STATUS_SENT.format(sent=f"{agency_status.sent:%d/%m/%Y %H:%M}")
    given = "" if agency_status.given is None else f"{agency_status.given}/{status.indicators}"
    return (
        agency_status.agency.code,
        agency_status.agency.name,
        TIMELINESS[agency_status.state]
        + (
            messages.STATUS_OWN_DEADLINE.format(deadline=f"{agency_status.deadline:%d/%m/%Y}")
            if agency_status.deadline
            else ""
        ),
        received,
        text(agency_status.number)
        + (messages.STATUS_RESENT.format(day=f"{agency_status.resent:%d/%m}") if agency_status.resent else ""),
        given,
        text(agency_status.errors),
        text(agency_status.warnings),
        "; ".join(_letter_text(letter) for letter in agency_status.letters),
    )


def _letter_text(letter: Mailing) -> str:
    state = mail.STATES[letter.state]
    params = {"kind": mail.KINDS[letter.kind], "state": state[0].lower() + state[1:], "day": f"{letter.updated:%d/%m}"}
    return messages.STATUS_LETTER.format(**params)


def _status_json(status: Status) -> dict[str, object]:
    return {
        "period": status.period,
        "form": status.form,
        "deadline": status.deadline,
        "agencies": [
            {
                "code": agency_status.agency.code,
                "name": agency_status.agency.name,
                "state": agency_status.state,
                "received": agency_status.received,
                "resent": agency_status.resent,
                "sent": agency_status.sent,
                "submission": agency_status.number,
                "given": agency_status.given,
                "errors": agency_status.errors,
                "warnings": agency_status.warnings,
                "deadline": agency_status.deadline or status.deadline,
                "letters": [asdict(letter) for letter in agency_status.letters],
            }
            for agency_status in status.agencies
        ],
        "accepted": status.accepted,
        "counted": status.accepted - len(status.not_counted),
        "not_counted": [
            {"agency": other.receipt.agency, "file": other.receipt.name, "reason": other.reason}
            for other in status.not_counted
        ],
        "no_longer_expected": [asdict(gone) for gone in status.no_longer_expected],
        "troubled": [
            {"file": receipt.name, "state": receipt.state, "sha256": receipt.sha256} for receipt in status.troubled
        ],
        "conflicts": [conflict_json(conflict) for conflict in status.conflicts],
        "uncollected": status.uncollected,
        "misplaced": status.misplaced,
    }

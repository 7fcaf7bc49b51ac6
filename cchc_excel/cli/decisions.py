"""What the commands do that look behind the returns: assign, history, doctor."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TextIO

from cchc_excel import api
from cchc_excel.api import Conflict, Version, Workspace
from cchc_excel.cli.console import echo, echo_json, echo_table
from cchc_excel.domain.receipt import RETURNED, Receipt
from cchc_excel.messages import cli as messages
from cchc_excel.messages.states import NAMES, reason_of

#: So many files are named where something is said of many.
_FILES_NAMED = 3


def run_assign(workspace: Workspace, file: str, agency: str, period: str | None) -> None:
    """``cchc assign``."""
    found = api.assign(workspace, file, agency, period)
    echo(messages.ASSIGN_DONE.format(file=found.path, agency=found.agency, reason=found.reason), found.remedy)


def run_history(workspace: Workspace, agency: str, period: str | None, *, as_json: bool) -> None:
    """``cchc history``."""
    known, found = api.versions(workspace, agency, period)
    if as_json:
        echo_json({"agency": known.code, "versions": [_version_json(version) for version in found]})
        return
    if not found:
        echo(messages.HISTORY_NONE.format(code=known.code, name=known.name))
        return
    title = messages.HISTORY_TITLE.format(code=known.code, name=known.name)
    echo_table(title, messages.HISTORY_HEADER, [_version_row(version) for version in found])
    for version in found:
        if version.changes:
            _echo_changes(version)


def _version_row(version: Version) -> tuple[str, ...]:
    receipt = version.receipt
    decided = messages.HISTORY_DECIDED if receipt.preferred else ""
    given = str(version.given) if receipt.state in RETURNED else ""
    number = str(receipt.number or "")
    return number, receipt.name, _minute(receipt.received), NAMES[receipt.state] + decided, given, receipt.sha256[:12]


def _minute(when: datetime) -> str:
    return f"{when:%d/%m/%Y %H:%M}"


def _echo_changes(version: Version) -> None:
    echo(
        messages.HISTORY_CHANGES.format(number=version.receipt.number, since=version.since, count=len(version.changes))
    )
    for change in version.changes:
        before, after = (
            messages.HISTORY_VALUE.format(text) if text else messages.HISTORY_BLANK
            for text in (change.before, change.after)
        )
        code, label = change.row.code, change.row.label
        echo(
            "  - "
            + messages.HISTORY_CHANGE.format(cell=change.cell, code=code, label=label, before=before, after=after)
        )


def _version_json(version: Version) -> dict[str, object]:
    return {
        "receipt": asdict(version.receipt),
        "given": version.given,
        "changes": [
            {"indicator": change.row.code, "cell": change.cell, "before": change.before, "after": change.after}
            for change in version.changes
        ],
    }


def run_doctor(workspace: Workspace, *, rebuild: bool, as_json: bool) -> int:
    """``cchc doctor``; how many things are wrong that need somebody."""
    found = api.doctor(workspace, rebuild=rebuild)
    wrong = [trouble for trouble in found.troubles if trouble.remedy]
    if as_json:
        echo_json(asdict(found))
        return len(wrong)
    if rebuild:
        echo(messages.DOCTOR_REBUILT.format(backup=found.backup.name if found.backup else messages.HISTORY_BLANK))
    for trouble in found.troubles:
        echo(f"  - {trouble.message} {trouble.remedy}".rstrip())
    told = messages.DOCTOR_WRONG if wrong else messages.DOCTOR_SOUND
    receipts = messages.DOCTOR_NO_LEDGER if found.receipts is None else str(found.receipts)
    echo(told.format(files=found.files, receipts=receipts, count=len(wrong)))
    return len(wrong)


def exit_code(workspace: Workspace, period: str | None, errors: int, *, strict: bool = False) -> int:
    """How a command that checks ends: 3 where the program stumbled on a return; 1 for errors, if `strict`."""
    agencies = api.not_checked_in(workspace, period)
    if agencies:
        log = workspace.root / "cchc.log"
        echo(messages.CHECK_FAILED.format(agencies=", ".join(agencies), log=log), to=sys.stderr)
        return 3
    return 1 if strict and errors else 0


def echo_uncollected(uncollected: Mapping[str, Sequence[Path]], to: TextIO | None = None) -> None:
    """What was not looked at, before somebody takes the rest for everything."""
    for period, files in uncollected.items():
        names = ", ".join(path.name for path in files[:_FILES_NAMED]) + messages.MORE_FILES * (
            len(files) > _FILES_NAMED
        )
        echo(
            messages.UNCOLLECTED.format(count=len(files), folder=f"returned/{period}", names=names, period=period),
            to=to,
        )


def echo_troubled(troubled: Sequence[Receipt], to: TextIO | None = None) -> None:
    """Files that came and did not become a return: an agency that is thought to be missing may have sent one."""
    echo(messages.STATUS_TROUBLED if troubled else "", to=to)
    for receipt in troubled:
        reason, remedy = reason_of(receipt.state, receipt.name, receipt.period, receipt.facts)
        echo(f"  - {receipt.name}: {NAMES[receipt.state]}. {reason} {remedy}".rstrip(), to=to)


def echo_conflicts(conflicts: list[Conflict]) -> None:
    """What waits for a decision, after a list of files or agencies."""
    if conflicts:
        echo(messages.CONFLICTS)
        for conflict in conflicts:
            echo(f"  - {conflict.message} {conflict.remedy}")

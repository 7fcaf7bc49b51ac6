"""``cchc assign``, ``history``, ``log`` and ``doctor``: decisions, and what lies behind the returns."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from cchc_excel import api
from cchc_excel.api import Version, Workspace
from cchc_excel.cli.console import echo, echo_json, echo_table
from cchc_excel.domain.receipt import RETURNED
from cchc_excel.messages import cli as messages
from cchc_excel.messages.states import NAMES


def run_assign(  # noqa: PLR0913 - the command's options
    workspace: Workspace, file: str, agency: str, period: str | None, *, sheet: str, replace: bool, password: str
) -> None:
    """``cchc assign``."""
    result = api.assign(workspace, file, agency, period, sheet=sheet, replace_workbook=replace, password=password)
    echo(messages.ASSIGN_DONE.format(file=result.path, agency=result.agency, reason=result.reason), result.remedy)


def run_history(workspace: Workspace, agency: str, period: str | None, *, as_json: bool) -> None:
    """``cchc history``."""
    owner, versions = api.versions(workspace, agency, period)
    if as_json:
        echo_json({"agency": owner.code, "versions": [_version_json(version) for version in versions]})
        return
    if not versions:
        echo(messages.HISTORY_NONE.format(code=owner.code, name=owner.name))
        return
    title = messages.HISTORY_TITLE.format(code=owner.code, name=owner.name)
    echo_table(title, messages.HISTORY_HEADER, [_version_row(version) for version in versions])
    for version in versions:
        if version.changes:
            _echo_changes(version)


def _version_row(version: Version) -> tuple[str, ...]:
    receipt = version.receipt
    decision = messages.HISTORY_DECIDED if receipt.preferred else ""
    given = str(version.given) if receipt.state in RETURNED else ""
    number = str(receipt.number or "")
    return number, receipt.name, _minute(receipt.received), NAMES[receipt.state] + decision, given, receipt.sha256[:12]


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


def run_log(workspace: Workspace, agency: str, period: str | None, *, as_json: bool) -> None:
    """``cchc log``."""
    owner, lines = api.log(workspace, agency, period)
    if as_json:
        echo_json({"agency": owner.code, "log": [asdict(line) for line in lines]})
        return
    echo(f"{owner.code} – {owner.name}")
    for line in lines:
        when = f"{line.when:%d/%m/%Y}      " if line.only_day else f"{line.when:%d/%m/%Y %H:%M}"
        echo(f"  {when}  {line.text}")


def run_doctor(workspace: Workspace, *, rebuild: bool, password: str, as_json: bool) -> int:
    """``cchc doctor``; how many things are wrong that need somebody."""
    health = api.doctor(workspace, rebuild=rebuild, password=password)
    wrong = [trouble for trouble in health.troubles if trouble.remedy]
    if as_json:
        echo_json(asdict(health))
        return len(wrong)
    if rebuild:
        echo(messages.DOCTOR_REBUILT.format(backup=health.backup.name if health.backup else messages.HISTORY_BLANK))
    for trouble in health.troubles:
        echo(f"  - {trouble.message} {trouble.remedy}".rstrip())
    summary = messages.DOCTOR_WRONG if wrong else messages.DOCTOR_SOUND
    receipts = messages.DOCTOR_NO_LEDGER if health.receipts is None else str(health.receipts)
    echo(summary.format(files=health.files, receipts=receipts, count=len(wrong)))
    return len(wrong)

"""One agency: what was issued to it, letters, every file received, versions, findings; feedback copy and extension."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cchc_excel import api
from cchc_excel.desk.answers import Answer, Download, NotFound, Page, Redirect
from cchc_excel.desk.board import Snapshot
from cchc_excel.desk.forms import Asked
from cchc_excel.desk.words import file_words
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.finding import Finding
from cchc_excel.domain.receipt import ReturnRecord
from cchc_excel.errors import RequestError
from cchc_excel.messages import cli as cli_messages
from cchc_excel.messages import page as messages
from cchc_excel.messages.findings import SEVERITY_NAMES
from cchc_excel.messages.master import TIMELINESS
from cchc_excel.workflow.open_matters import open_matters


def show(asked: Asked) -> Answer:
    """The page of an agency."""
    snapshot = asked.snapshot()
    if snapshot.status is None:
        raise NotFound
    workspace, period = snapshot.workspace, snapshot.status.period
    try:
        agency, lines = api.log(workspace, asked.path["code"], period)
    except RequestError as error:
        raise NotFound from error
    _, versions = api.versions(workspace, agency.code, period)
    with workspace.ledger() as ledger:
        records = ledger.returns(period, agency.code)
    counted = next((record for record in records if record.receipt.state == "accepted"), None)
    own = next((one for one in snapshot.status.agencies if one.agency.code == agency.code), None)
    findings = _findings(counted)
    facts = {
        "agency": agency,
        "own": own,
        "state": TIMELINESS[own.state] if own else "",
        "indicators": snapshot.status.indicators,
        "versions": [
            (version, file_words(version.receipt, snapshot.status.indicators)) for version in reversed(versions)
        ],
        "findings": findings,
        "severities": SEVERITY_NAMES,
        "copies": [path.name for path in _feedback_copies(snapshot, agency.code)],
        "log": list(reversed(lines)),
        "matters": _own_matters(snapshot, agency),
        "deadline": own.deadline or snapshot.status.deadline if own else snapshot.status.deadline,
    }
    return Page("agency", f"{agency.code} – {agency.name}", facts)


def _findings(record: ReturnRecord | None) -> dict[str, list[Finding]]:
    """Open findings by severity, then what is answered or only for information."""
    findings: Sequence[Finding] = record.findings if record else ()
    return {
        "error": [one for one in findings if one.severity == "error" and one.is_open],
        "warning": [one for one in findings if one.severity == "warning" and one.is_open],
        "info": [one for one in findings if not one.is_open],
    }


def _own_matters(snapshot: Snapshot, agency: Agency) -> int:
    matters = open_matters(snapshot.status) if snapshot.status else []
    return sum(agency.code in matter.agencies for matter in matters)


def download(asked: Asked) -> Answer:
    """An original, by the number of its receipt; never by a path."""
    snapshot = asked.snapshot()
    number = asked.path["receipt"]
    if snapshot.status is None or not number.isascii() or not number.isdigit():
        raise NotFound
    with snapshot.workspace.ledger() as ledger:
        receipts = ledger.receipts(snapshot.status.period)
    receipt = next((one for one in receipts if str(one.id) == number), None)
    path = snapshot.workspace.archive.find(receipt.sha256) if receipt else None
    if receipt is None or path is None:
        raise NotFound
    name = receipt.name.rpartition("/")[2]
    return Download(path, name if name.lower().endswith(path.suffix) else f"{name}{path.suffix}")


def extend(asked: Asked) -> Answer:
    """Put off the agency's deadline."""
    snapshot = asked.snapshot()
    period = snapshot.status.period if snapshot.status else None
    day = asked.day("ngay")
    agency = api.extend(snapshot.workspace, asked.path["code"], day, period, is_sure=asked.is_sure)
    told = cli_messages.EXTEND_DONE.format(code=agency.code, name=agency.name, deadline=f"{day:%d/%m/%Y}")
    return Redirect(asked.to(f"/co-quan/{agency.code}", told))


def feedback(asked: Asked) -> Answer:
    """Make the agency's feedback copy; its page has it then."""
    snapshot = asked.snapshot()
    period = snapshot.status.period if snapshot.status else None
    agency = snapshot.workspace.agency(asked.path["code"])
    copies = api.feedback(snapshot.workspace, period, agencies=frozenset({agency.code}))
    if not copies:
        raise RequestError((cli_messages.FEEDBACK_NONE, ""))
    return Redirect(asked.to(f"/co-quan/{agency.code}", messages.FEEDBACK_MADE.format(file=copies[0].path.name)))


def _feedback_copies(snapshot: Snapshot, code: str) -> Sequence[Path]:
    """The agency's feedback copies, the latest first."""
    if snapshot.status is None:
        return []
    folder = snapshot.workspace.folder("feedback", snapshot.status.period)
    found = [path for path in folder.glob("*.xlsx") if f"_{code}_sua-lan-" in path.name]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def download_feedback(asked: Asked) -> Answer:
    """A feedback copy, by its name among those that are there."""
    found = [path for path in _feedback_copies(asked.snapshot(), asked.path["code"]) if path.name == asked.path["name"]]
    if not found:
        raise NotFound
    return Download(found[0], found[0].name)

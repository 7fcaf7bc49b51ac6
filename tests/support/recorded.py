"""What ledger and archive say of a workspace."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from cchc_excel.api import collect

PERIOD = "2021-Q1"


def state_of(workspace):
    """All that the ledger says, without running numbers, and all that the archive holds."""
    with workspace.ledger() as ledger:
        periods = {campaign.period: _period(ledger, campaign) for campaign in ledger.campaigns()}
    return periods, {sha256: path.read_bytes() for sha256, path in workspace.archive.files()}


def _period(ledger, campaign):
    """What the ledger says of one campaign, by what it is about."""
    period = campaign.period
    return {
        "campaign": campaign,
        "issues": ledger.issues(period),
        "receipts": _sorted(
            (replace(receipt, id=0), _sorted(ledger.notices(receipt.id)), ledger.decision(receipt.sha256, period))
            for receipt in ledger.receipts(period)
        ),
        "returns": _sorted(
            (record.receipt.name, record.first, record.answers, record.findings) for record in ledger.accepted(period)
        ),
        "letters": ledger.mail.letters(period),
        "extensions": dict(ledger.mail.extensions(period)),
        "outputs": dict(ledger.outputs(period)),
    }


def _sorted(found):
    return sorted(found, key=str)


def file_id(desk, name):
    """The number by which commands name a received file."""
    with desk.workspace.ledger() as ledger:
        (receipt,) = (one for one in ledger.receipts(PERIOD) if one.name == name)
    return receipt.file_id


def redate(desk, name, day):
    path = desk.workspace.folder("returned", PERIOD) / name
    collect(desk.workspace, paths=[path], received=datetime(2021, 3, day, 12))


def what_counts(desk):
    with desk.workspace.ledger() as ledger:
        return [record.receipt.name for record in ledger.accepted(PERIOD)]


def lose_ledger(workspace):
    """What the archive says by itself is then all there is."""
    for tail in ("", "-wal", "-shm"):
        workspace.ledger_path.with_name(workspace.ledger_path.name + tail).unlink(missing_ok=True)


def forget_outcomes(workspace):
    """The notes of the archive as earlier versions left them: without state and number."""
    archive = workspace.root / "archive"
    (archive / "mark.json").unlink()
    for path in (archive / "notes").iterdir():
        notes = {sha: {**note, "state": "", "written": 0} for sha, note in json.loads(path.read_text("utf-8")).items()}
        path.write_text(json.dumps(notes), encoding="utf-8")


def archived_files(workspace):
    """What lies in the archive, by path."""
    return {str(path): path.read_bytes() for path in (workspace.root / "archive").rglob("*") if path.is_file()}

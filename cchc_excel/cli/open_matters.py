"""What may still change the figures: files nobody collected, files that became no return, returns to be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from cchc_excel.api import Conflict, Status
from cchc_excel.cli.console import echo
from cchc_excel.domain.receipt import Receipt
from cchc_excel.messages import cli as messages
from cchc_excel.messages import master
from cchc_excel.messages.states import NAMES, reason_of

#: So many files are named where there are many.
_FILES_NAMED = 3


def echo_uncollected(uncollected: Mapping[str, Sequence[Path]], to: TextIO | None = None) -> None:
    """What was not looked at, before somebody takes the rest for everything."""
    for period, files in uncollected.items():
        message = master.UNCOLLECTED.format(count=len(files), folder=f"returned/{period}", names=_names(files))
        echo(f"{message} {master.UNCOLLECTED_REMEDY.format(period=period)}", to=to)


def echo_kept(kept: Sequence[Path | None]) -> None:
    """Where files that somebody had changed are kept, before new ones took their places."""
    for path in kept:
        if path is not None:
            echo(messages.EDITED_KEPT.format(path=path))


def echo_proof(status: Status) -> None:
    """That every accepted return is in the figures, or which is not and why."""
    if not status.accepted:
        return
    others = status.not_counted
    sentence = master.RETURNS_NOT_ALL if others else master.RETURNS_COUNTED
    echo(sentence.format(accepted=status.accepted, counted=status.accepted - len(others), others=len(others)))
    for other in others:
        receipt = other.receipt
        params = {"agency": receipt.agency or "", "file": receipt.name, "file_id": receipt.file_id}
        line = master.NOT_COUNTED_LINE.format(**params, reason=master.NOT_COUNTED[other.reason])
        remedy = master.NOT_COUNTED_REMEDY[other.reason].format(**params, period=receipt.period)
        echo(f"  - {line} {remedy}".rstrip())


def echo_no_longer_expected(status: Status) -> None:
    """Whom a template was issued to and nobody waits for any more, a line for each reason: nobody goes in silence."""
    for reason, remedy in master.NO_LONGER_EXPECTED_REMEDY.items():
        codes = ", ".join(gone.agency for gone in status.no_longer_expected if gone.reason == reason)
        if codes:
            line = master.NO_LONGER_EXPECTED.format(agencies=codes, reason=master.NOT_COUNTED[reason])
            echo(f"{line} {remedy}")


def echo_misplaced(misplaced: Mapping[str, Sequence[Path]], to: TextIO | None = None) -> None:
    """Files in the folder of returns that no period's collection looks at."""
    for folder, files in misplaced.items():
        message = master.MISPLACED.format(count=len(files), folder=folder, names=_names(files))
        echo(f"{message} {master.MISPLACED_REMEDY}", to=to)


def _names(files: Sequence[Path]) -> str:
    return ", ".join(path.name for path in files[:_FILES_NAMED]) + master.MORE_FILES * (len(files) > _FILES_NAMED)


def echo_troubled(troubled: Sequence[Receipt], to: TextIO | None = None) -> None:
    """Files that came and did not become a return: an agency that is thought to be missing may have sent one."""
    echo(messages.STATUS_TROUBLED if troubled else "", to=to)
    for receipt in troubled:
        reason, remedy = reason_of(receipt.state, receipt.file_id, receipt.period, receipt.facts)
        echo(f"  - {receipt.name}: {NAMES[receipt.state]}. {reason} {remedy}".rstrip(), to=to)


def conflict_json(conflict: Conflict) -> dict[str, object]:
    """A conflict for machines; its files by name and number."""
    told = {name: getattr(conflict, name) for name in ("kind", "agencies", "files", "message", "remedy")}
    return told | {"file_ids": [receipt.file_id for receipt in conflict.receipts]}


def echo_conflicts(conflicts: list[Conflict]) -> None:
    """What waits for a decision, after a list of files or agencies."""
    if conflicts:
        echo(messages.CONFLICTS)
        for conflict in conflicts:
            echo(f"  - {conflict.message} {conflict.remedy}")

"""Everything in a period that waits for a person, as one list: what changes a provincial figure first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cchc_excel.domain.receipt import Receipt
from cchc_excel.messages import master
from cchc_excel.messages.states import NAMES, FileState, reason_of
from cchc_excel.workflow.conflicts import Kind
from cchc_excel.workflow.status import Status

#: ``owner``: whose file is it; ``choice``: which of several returns counts; ``confirm``: is that meant; ``day``: when
#: did it come; ``file``: a file that cannot be used as it is; ``register``: who has to report; ``folder``: files that
#: nobody has taken in.
MatterKind = Literal["owner", "choice", "confirm", "day", "file", "register", "folder"]

_OF_CONFLICT: dict[Kind, MatterKind] = {
    "empty": "confirm",
    "far_fewer": "choice",
    "older": "choice",
    "blank": "choice",
    "decided": "choice",
    "same_time": "choice",
    "same_figures": "confirm",
    "same_as_before": "confirm",
    "day_early": "day",
    "day_ahead": "day",
    "day_differs": "day",
}
#: Files that somebody can say whose they are.
_OWNED_BY_DECISION: tuple[FileState, ...] = ("unassigned", "in_doubt", "bad_seal", "unknown_agency")
#: So many files are named where there are many.
_FILES_NAMED = 3
_ORDER: tuple[MatterKind, ...] = ("choice", "owner", "confirm", "register", "day", "file", "folder")


@dataclass(frozen=True)
class Matter:
    """Something that waits for a person.

    Attributes:
        agencies: codes of those that it is about; none where nobody knows.
        receipts: the files that it is about, the one that is asked about first.
        title: in a few words.
        message: what was found, whole sentences.
        remedy: what to do on the command line.
    """

    kind: MatterKind
    agencies: Sequence[str]
    receipts: Sequence[Receipt]
    title: str
    message: str
    remedy: str

    @property
    def key(self) -> str:
        """The same as long as it is the same matter."""
        return "-".join([self.kind, *self.agencies, *(receipt.file_id for receipt in self.receipts)])

    @property
    def is_decision(self) -> bool:
        """Whether a word of the operator's settles it, rather than another file or another register."""
        return self.kind in ("owner", "choice", "confirm", "day")


def open_matters(status: Status) -> list[Matter]:
    """What waits in a period, in the order of harm; of one kind, what came first."""
    matters = [*_conflicts(status), *_files(status), *_register(status), *_folders(status)]
    return sorted(matters, key=lambda matter: (_ORDER.index(matter.kind), _since(matter)))


def _since(matter: Matter) -> str:
    return min((receipt.received.isoformat() for receipt in matter.receipts), default="")


def _conflicts(status: Status) -> Iterator[Matter]:
    for conflict in status.conflicts:
        kind = _OF_CONFLICT[conflict.kind]
        title = master.CONFLICT_TITLES[conflict.kind]
        yield Matter(kind, conflict.agencies, conflict.receipts, title, conflict.message, conflict.remedy)


def _files(status: Status) -> Iterator[Matter]:
    for receipt in status.troubled:
        reason, remedy = reason_of(receipt.state, receipt.file_id, receipt.period, receipt.facts)
        kind: MatterKind = "owner" if receipt.state in _OWNED_BY_DECISION else "file"
        agencies = [receipt.agency] if receipt.agency else []
        yield Matter(kind, agencies, [receipt], NAMES[receipt.state], f"{receipt.name}: {reason}", remedy)


def _register(status: Status) -> Iterator[Matter]:
    for other in status.not_counted:
        receipt = other.receipt
        facts = {"agency": receipt.agency or "", "file": receipt.name, "file_id": receipt.file_id}
        remedy = master.NOT_COUNTED_REMEDY[other.reason].format(**facts, period=receipt.period)
        # What is blank is asked about already.
        if other.reason in ("left_register", "not_expected", "other_form", "twice"):
            line = master.NOT_COUNTED_LINE.format(**facts, reason=master.NOT_COUNTED[other.reason])
            yield Matter("register", [receipt.agency or ""], [receipt], master.NOT_COUNTED_TITLE, line, remedy)
    for gone in status.no_longer_expected:
        line = master.NO_LONGER_EXPECTED.format(agencies=gone.agency, reason=master.NOT_COUNTED[gone.reason])
        remedy = master.NO_LONGER_EXPECTED_REMEDY[gone.reason]
        yield Matter("register", [gone.agency], [], master.NO_LONGER_EXPECTED_TITLE, line, remedy)


def _folders(status: Status) -> Iterator[Matter]:
    for period, files in status.uncollected.items():
        facts = {"count": len(files), "folder": f"returned/{period}", "names": _names(files)}
        message = master.UNCOLLECTED.format(**facts)
        yield Matter("folder", [], [], master.FOLDER_TITLE, message, master.UNCOLLECTED_REMEDY.format(period=period))
    for folder, files in status.misplaced.items():
        message = master.MISPLACED.format(count=len(files), folder=folder, names=_names(files))
        yield Matter("folder", [], [], master.FOLDER_TITLE, message, master.MISPLACED_REMEDY)


def _names(files: Sequence[Path]) -> str:
    return ", ".join(path.name for path in files[:_FILES_NAMED]) + master.MORE_FILES * (len(files) > _FILES_NAMED)

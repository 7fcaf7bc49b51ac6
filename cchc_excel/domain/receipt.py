"""A received file and its return, as the ledger records them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, cast

from cchc_excel.domain.finding import Finding
from cchc_excel.domain.submission import Answer, ReadNotice
from cchc_excel.former_name import former_name
from cchc_excel.messages.states import FileState

#: The states in which a return counts or once counted.
RETURNED: tuple[FileState, ...] = ("accepted", "superseded")
#: The kind of file that is a copy of a workbook more often than a return of its own.
COPY_KIND = "pdf"
#: So many digits of a file's SHA-256 are its number.
FILE_ID_LENGTH = 8
#: How the day of receipt is known: said by the operator; from a file whose own day has not come, so that it came by
#: the day on which it was collected; else from the mail server or the file.
DayKind = Literal["", "operator", "ahead"]
#: The facts of a receipt that tell the kind of its day, and the day that the mail itself names.
DAY, SENT = "day", "sent"
#: The fact of a preferred return up to which number its agency's returns were there to decide between.
OVER = "over"
#: The states of files that are no return and leave nothing to do: packages that were opened, machines' letters.
SETTLED: tuple[FileState, ...] = ("unpacked", "split", "opened_mail", "no_files", "auto_reply", "bounce")


@dataclass(frozen=True)
class Receipt:
    """One received content and what became of it.

    Attributes:
        sha256: of the content, in hexadecimal.
        name: of the file; in a package behind the package's (``thư.eml/báo cáo.xlsx``).
        size: in bytes.
        period: the campaign that it was collected for.
        facts: what the state's sentence is about.
        agency: code of the agency whose it is, as far as that is known.
        issue: number of the issued template, where the stamp says it.
        number: submission number; None unless the return counts or once counted.
        preferred: from when it counts, where the operator preferred it to the agency's other returns.
        id: 0 until recorded.
    """

    sha256: str
    name: str
    size: int
    received: datetime
    period: str
    state: FileState
    facts: Mapping[str, str] = field(default_factory=dict)
    agency: str | None = None
    issue: int | None = None
    number: int | None = None
    preferred: datetime | None = None
    id: int = 0

    rank = former_name("priority")

    @property
    def since(self) -> datetime:
        """From when it counts: since it came or was preferred, whichever was later."""
        return max(self.preferred or self.received, self.received)

    def is_decided_over(self, other: Receipt) -> bool:
        """Whether the operator preferred this return when the other one was there already."""
        return self.preferred is not None and (other.number or 0) <= int(self.facts.get(OVER, other.number or 0))

    @property
    def is_blank(self) -> bool:
        """Whether it has no figure; it never counts instead of one that has, unless the operator prefers it."""
        return self.facts.get("given") == "0"

    def has_doubtful_day(self, earliest: date) -> bool:
        """Whether it came before the first day on which it can have come, or its day had not come."""
        day = self.facts.get(DAY, "")
        return day == "ahead" or (day != "operator" and self.received.date() < earliest)

    @property
    def sent(self) -> datetime | None:
        """When the mail that brought it says that it was sent, where that is another time than `received`."""
        return datetime.fromisoformat(self.facts[SENT]) if SENT in self.facts else None

    @property
    def file_id(self) -> str:
        """The file's number: the beginning of its SHA-256, by which commands name it."""
        return self.sha256[:FILE_ID_LENGTH]

    @property
    def is_copy(self) -> bool:
        """Whether it is a PDF: it never counts instead of a workbook, unless the operator prefers it."""
        return self.facts.get("format") == COPY_KIND

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be done about a file that is no return, or whether it is one."""
        agrees = self.state == "compared" and self.facts.get("differences") == self.facts.get("unread") == "0"
        return agrees or self.state in (*RETURNED, *SETTLED)

    @property
    def priority(self) -> tuple[bool, bool, datetime, bool, int, int]:
        """Of an agency's returns the highest counts.

        One with figures before a blank one, a workbook before a PDF; then what came or was preferred last, is
        preferred, has the latest issue, the number.
        """
        is_preferred = self.preferred is not None
        is_filled, is_workbook = is_preferred or not self.is_blank, is_preferred or not self.is_copy
        return is_filled, is_workbook, self.since, is_preferred, self.issue or 0, self.number or 0


def day_kind_of(receipt: Receipt) -> DayKind:
    """How a receipt's day is known."""
    return cast("DayKind", receipt.facts.get(DAY, ""))


def as_known(receipt: Receipt, known: Receipt) -> Receipt:
    """The receipt with the day and preference that are recorded by now: another run may have changed them meanwhile."""
    facts = {name: known.facts[name] for name in (DAY, SENT, OVER) if name in known.facts}
    is_same = known.state in RETURNED and (known.period, known.agency) == (receipt.period, receipt.agency)
    preferred = known.preferred if is_same and receipt.state in RETURNED else receipt.preferred
    return replace(receipt, received=known.received, facts={**receipt.facts, **facts}, preferred=preferred)


def as_classified(receipt: Receipt) -> Receipt:
    """The receipt without what recording and deciding add; an accepted one may have been superseded since."""
    state: FileState = "accepted" if receipt.state in RETURNED else receipt.state
    return replace(receipt, id=0, number=None, name="", preferred=None, state=state)


@dataclass(frozen=True)
class ReturnRecord:
    """A return as the ledger holds it.

    Attributes:
        answers: `value` is None until checked.
        notices: from reading and acceptance.
        first: when the agency's first return with a figure came, where that is known.
    """

    receipt: Receipt
    answers: Sequence[Answer]
    notices: Sequence[ReadNotice]
    findings: Sequence[Finding]
    first: datetime | None = None

    remarks = former_name("notices")

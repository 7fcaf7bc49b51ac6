"""An agency's accepted return: what each of its cells says, and whether it came in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from cchc_excel.domain.agency import Agency, Register
from cchc_excel.domain.finding import NOT_CHECKED, Finding
from cchc_excel.domain.receipt import Receipt, ReturnRecord
from cchc_excel.domain.rollup import Rollup, read_rollup
from cchc_excel.domain.submission import Answer
from cchc_excel.forms import Form, Row

#: ``given``: counts; ``left_out``: understood but not counted, by the operator's rule; ``blank``: no figure, or one
#: that could not be understood; ``not_returned``: the agency has no return.
CellState = Literal["given", "left_out", "blank", "not_returned"]
#: As readers are told it: ``unreadable`` is ``blank`` where something stands that could not be understood.
DisplayState = CellState | Literal["unreadable"]

#: What to do with a figure that an error finding names: leave it out, leave out its whole return, or count it.
ErrorRule = Literal["leave_out_figure", "leave_out_return", "count_all"]

Timeliness = Literal["on_time", "late", "missing", "overdue"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator of one agency.

    Attributes:
        wrong: the operator's rule would leave it out; where all is counted it is `given` all the same.
        rolled: of a province's return to a desk above it: what the figure was formed from.
    """

    state: CellState
    answer: Answer | None = None
    wrong: bool = False
    rolled: Rollup | None = None

    @property
    def value(self) -> float | None:
        """The figure that counts, if one does."""
        return self.understood if self.state == "given" else None

    @property
    def understood(self) -> float | None:
        """The figure, whether or not it counts."""
        return self.answer.value if self.answer else None

    @property
    def was_not_understood(self) -> bool:
        """Whether something stands there that could not be read as a figure."""
        typed = self.answer is not None and self.answer.entry.raw.kind != "blank"
        return self.state == "blank" and typed

    @property
    def display_state(self) -> DisplayState:
        """The state as readers are told it."""
        return "unreadable" if self.was_not_understood else self.state

    @property
    def has_rollup_detail(self) -> bool:
        """Whether the note says answers or percentages of the agencies below, which no one figure can."""
        return self.rolled is not None and self.rolled.has_rollup_detail

    @property
    def coverage_counts(self) -> tuple[int, int, int]:
        """Agencies whose figures are in it, agencies expected, figures left out below; see :class:`Below`."""
        counts = int(self.state == "given")
        if self.rolled is None:
            return counts, 1, 0
        return counts * self.rolled.given, self.rolled.expected, self.rolled.left_out

    @property
    def has_answer(self) -> bool:
        """Whether there is a figure, or a note that speaks for others."""
        return self.understood is not None or self.has_rollup_detail

    @property
    def answers(self) -> Mapping[int, int]:
        """How many agencies gave each answer of a coded indicator, whether or not they count."""
        if self.has_rollup_detail and self.rolled is not None and self.rolled.counts is not None:
            return self.rolled.counts
        return {} if self.understood is None else {int(self.understood): 1}

    @property
    def span(self) -> tuple[float, float] | None:
        """Lowest and highest percentage, whether or not they count."""
        if self.has_rollup_detail and self.rolled is not None and self.rolled.span is not None:
            return self.rolled.span
        return None if self.understood is None else (self.understood, self.understood)


def cell_of(row: Row, answer: Answer, group: str) -> Cell:
    """An agency's cell, before anything is left out."""
    return Cell("given", answer, rolled=read_rollup(row, answer.entry.note, group))


@dataclass(frozen=True)
class AgencySubmission:
    """One agency's accepted return.

    Attributes:
        first: when the agency's first return with a figure came, where that was another one.
    """

    agency: Agency
    receipt: Receipt
    answers: Mapping[str, Answer]
    notes: Mapping[str, str]
    findings: Sequence[Finding]
    first: datetime | None = None

    @property
    def came(self) -> datetime:
        """What decides whether the agency was in time: one that corrects what it sent is not late for that."""
        return min(self.first or self.receipt.received, self.receipt.received)

    @property
    def was_resent(self) -> bool:
        """Whether what counts came on a later day than the first."""
        return self.came.date() < self.receipt.received.date()

    @property
    def was_not_checked(self) -> bool:
        """Whether the program stumbled on it: nothing in it counts, whatever the operator's rule."""
        return any(finding.code == NOT_CHECKED for finding in self.findings)

    def count(self, severity: str) -> int:
        """How many findings of a severity are still open."""
        return sum(finding.severity == severity and finding.is_open for finding in self.findings)

    def filled(self, form: Form) -> int:
        """How many indicators a checked return says something of."""
        answers = ((row, self.answers[row.code]) for row in form.indicators if row.code in self.answers)
        return sum(cell_of(row, answer, self.agency.group).has_answer for row, answer in answers)


def timeliness(found: AgencySubmission | None, deadline: date, today: date) -> Timeliness:
    """Whether a return came by the deadline, or is still awaited."""
    if found is None:
        return "overdue" if today > deadline else "missing"
    return "on_time" if found.came.date() <= deadline else "late"


def submissions_of(records: Iterable[ReturnRecord], register: Register, form: Form) -> Mapping[str, AgencySubmission]:
    """Returns by agency code, with all that they say; one whose agency has left the register is passed over."""
    indicators = {row.code for row in form.indicators}
    found = {}
    for record in records:
        agency = register.get(record.receipt.agency or "")
        if agency is not None:
            told = (answer for answer in record.answers if answer.code in indicators or answer.entry.note)
            answers = {answer.code: answer for answer in told}
            notes = {code: answer.entry.note for code, answer in answers.items() if answer.entry.note}
            found[agency.code] = AgencySubmission(agency, record.receipt, answers, notes, record.findings, record.first)
    return found

"""An agency's accepted return: its cells as they count in the province's figures, and whether it came in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from cchc_excel.domain.agency import Agency, Register, normal_code
from cchc_excel.domain.finding import NOT_CHECKED, Finding
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import Receipt, ReturnRecord
from cchc_excel.domain.rollup import Rollup, read_rollup
from cchc_excel.domain.submission import Answer
from cchc_excel.former_name import former_name
from cchc_excel.forms import Form, Row

#: ``given``: counts; ``left_out``: understood but not counted, by the operator's rule; ``blank``: no figure, or one
#: that could not be understood; ``not_checked``: the program failed over the return; ``not_returned``: there is none.
CellState = Literal["given", "left_out", "blank", "not_checked", "not_returned"]
#: As readers are told it: ``unreadable`` is ``blank`` where something stands that could not be understood.
DisplayState = CellState | Literal["unreadable"]

#: What to do with a figure that an error finding names: leave it out, leave out its whole return, or count it.
ErrorRule = Literal["leave_out_figure", "leave_out_return", "count_all"]

#: ``unclear``: there is a return, and its day cannot be believed; ``blank``: a template came back with nothing in it.
Timeliness = Literal["on_time", "late", "unclear", "blank", "missing", "overdue"]
#: Why an accepted return is not in the province's figures: its agency's code is not in the register; it does not
#: report in the period; it reports on another form; nothing is filled in; another one of its agency counts; it has an
#: error, and such returns are left out; the program failed over it.
NotCountedReason = Literal["left_register", "not_expected", "other_form", "blank", "twice", "rejected", "not_checked"]

#: Those of them that are about the agency, not about what it returned.
ExpectationReason = Literal["left_register", "not_expected", "other_form"]


@dataclass(frozen=True)
class NotCounted:
    """An accepted return that is not in the province's figures."""

    receipt: Receipt
    reason: NotCountedReason


@dataclass(frozen=True)
class NoLongerExpected:
    """An agency that was issued a template and returned none, and that is not of those who have to report any more.

    Attributes:
        agency: its code, as it stood in the register at the issue.
        name: as it stands in the register now; empty where it does not.
    """

    agency: str
    name: str
    reason: ExpectationReason


@dataclass(frozen=True)
class AcceptedReturns:
    """The accepted returns of a period, none left out.

    Attributes:
        submissions: those of the expected agencies that have something in them, by code.
        others: the others, each with its reason.
        blank: of the others those of expected agencies that sent a template back with nothing in it, by code.
    """

    submissions: Mapping[str, AgencySubmission]
    others: Sequence[NotCounted] = ()
    blank: Mapping[str, AgencySubmission] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SubmissionCell:
    """One indicator of one agency.

    Attributes:
        wrong: an error finding is about it or, where whole returns are left out, its return has one; where all is
            counted it is ``given`` all the same.
        rollup: of a rolled-up return: what the figure was formed from.
        is_explained: in place of a figure stands why there is none.
    """

    state: CellState
    answer: Answer | None = None
    wrong: bool = False
    rollup: Rollup | None = None
    is_explained: bool = False

    rolled = former_name("rollup")
    told_state = former_name("display_state")
    speaks_for_others = former_name("has_rollup_detail")
    stands_for = former_name("coverage_counts")
    says_something = former_name("has_answer")

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
        """Whether something stands in the cell that could not be understood as a figure, or is asked about."""
        is_filled = self.answer is not None and not self.answer.entry.raw.is_empty
        return self.state == "blank" and is_filled and not self.is_explained

    @property
    def display_state(self) -> DisplayState:
        """The state as readers are told it."""
        return "unreadable" if self.was_not_understood else self.state

    @property
    def has_rollup_detail(self) -> bool:
        """Whether the note says what no single figure can: how many agencies answered what, or a range."""
        return self.rollup is not None and self.rollup.has_rollup_detail

    @property
    def coverage_counts(self) -> tuple[int, int, int]:
        """Agencies whose figures are in it, agencies expected, figures left out below; see `SubordinateCoverage`."""
        counts = int(self.state == "given")
        if self.rollup is None:
            return counts, 1, 0
        return counts * self.rollup.given, self.rollup.expected, self.rollup.left_out

    @property
    def has_answer(self) -> bool:
        """Whether there is a figure, or a note that gives those of the agencies below."""
        return self.understood is not None or self.has_rollup_detail

    @property
    def answers(self) -> Mapping[int, int]:
        """How many agencies gave each answer of a coded indicator, whether or not they count."""
        if self.has_rollup_detail and self.rollup is not None and self.rollup.counts is not None:
            return self.rollup.counts
        return {} if self.understood is None else {int(self.understood): 1}

    @property
    def span(self) -> tuple[float, float] | None:
        """Lowest and highest percentage, whether or not they count."""
        if self.has_rollup_detail and self.rollup is not None and self.rollup.span is not None:
            return self.rollup.span
        return None if self.understood is None else (self.understood, self.understood)


def cell_of(row: Row, answer: Answer, group: str) -> SubmissionCell:
    """An agency's cell, before anything is left out."""
    return SubmissionCell("given", answer, rollup=read_rollup(row, answer.entry.note, group))


@dataclass(frozen=True)
class AgencySubmission:
    """One agency's accepted return.

    Attributes:
        notes: the notes that are not blank, by code; text rows too.
        first: when the agency's first return with a figure came, of those whose day can be believed.
        is_day_doubtful: the day of this very return cannot be believed.
    """

    agency: Agency
    receipt: Receipt
    answers: Mapping[str, Answer]
    notes: Mapping[str, str]
    findings: Sequence[Finding]
    first: datetime | None = None
    is_day_doubtful: bool = False

    came = former_name("first_received")

    @property
    def first_received(self) -> datetime:
        """When the agency first returned figures; it decides timeliness, so that a correction makes nobody late."""
        if self.first is None or self.is_day_doubtful:
            return self.first or self.receipt.received
        return min(self.first, self.receipt.received)

    @property
    def was_resent(self) -> bool:
        """Whether the return that counts came on a later day than the first."""
        return self.first_received.date() < self.receipt.received.date()

    @property
    def was_not_checked(self) -> bool:
        """Whether the program failed over it: nothing in it counts, whatever the operator's rule."""
        return any(finding.code == NOT_CHECKED for finding in self.findings)

    @property
    def has_error(self) -> bool:
        """Whether an error finding is about it."""
        return any(finding.severity == "error" for finding in self.findings)

    @property
    def has_doubtful_first(self) -> bool:
        """Whether the day that decides timeliness cannot be believed."""
        return self.is_day_doubtful and self.first is None

    def count(self, severity: str) -> int:
        """How many findings of a severity are still open."""
        return sum(finding.severity == severity and finding.is_open for finding in self.findings)

    def filled(self, form: Form) -> int:
        """How many indicators of a checked return have an answer."""
        answers = ((row, self.answers[row.code]) for row in form.indicators if row.code in self.answers)
        return sum(cell_of(row, answer, self.agency.group).has_answer for row, answer in answers)


def timeliness(submission: AgencySubmission | None, deadline: date, today: date) -> Timeliness:
    """Whether a return came by the deadline; None stands for an agency that has none yet."""
    if submission is None:
        return "overdue" if today > deadline else "missing"
    if submission.has_doubtful_first:
        return "unclear"
    return "on_time" if submission.first_received.date() <= deadline else "late"


def accepted_returns(
    records: Iterable[ReturnRecord], register: Register, period: Period, form: Form, earliest: date
) -> AcceptedReturns:
    """The accepted returns of a period, none left out: submissions of the agencies expected on the form, and others.

    Args:
        records: every accepted return.
        register: as it is now.
        period: of the campaign.
        form: of the campaign.
        earliest: the first day on which one can have come.
    """
    submissions: dict[str, AgencySubmission] = {}
    blank: dict[str, AgencySubmission] = {}
    others: list[NotCounted] = []
    for record in records:
        agency = register.get(record.receipt.agency or "")
        reason = _reason_not_counted(record, agency, period, form)
        if agency is not None and reason in (None, "blank") and agency.code in {**submissions, **blank}:
            reason = "twice"  # nothing leaves the sum unnamed, however it came about
        if reason is not None:
            others.append(NotCounted(record.receipt, reason))
        if agency is not None and reason in (None, "blank"):
            of_reason = submissions if reason is None else blank
            of_reason[agency.code] = _submission(record, agency, form, earliest)
    return AcceptedReturns(submissions, others, blank)


def _reason_not_counted(
    record: ReturnRecord, agency: Agency | None, period: Period, form: Form
) -> NotCountedReason | None:
    if (unexpected := _why_unexpected(agency, period, form)) is not None or agency is None:
        return unexpected
    is_known = not any(finding.code == NOT_CHECKED for finding in record.findings)
    is_blank = is_known and not any(not answer.entry.raw.is_empty or answer.entry.note for answer in record.answers)
    # The operator may have confirmed that the agency has nothing to report.
    return "blank" if is_blank and record.receipt.preferred is None else None


def _why_unexpected(agency: Agency | None, period: Period, form: Form) -> ExpectationReason | None:
    if agency is None:
        return "left_register"
    if not agency.reports_in(period):
        return "not_expected"
    return "other_form" if agency.form != form.id else None


def no_longer_expected(
    issued: Iterable[str], returns: AcceptedReturns, register: Register, period: Period, form: Form
) -> Sequence[NoLongerExpected]:
    """The agencies that nobody would miss: issued a template, not returned, and not expected by the register as it is.

    Args:
        issued: codes of the agencies that were issued a template.
        returns: those accepted; who returned is named there.
        register: as it is now.
        period: of the campaign.
        form: of the campaign.
    """
    named = {normal_code(other.receipt.agency or "").upper() for other in returns.others}
    gone = []
    for code in dict.fromkeys(issued):
        agency = register.get(code)
        reason = _why_unexpected(agency, period, form)
        if reason is not None and normal_code(code).upper() not in named:
            gone.append(NoLongerExpected(code, agency.name if agency else "", reason))
    return gone


def _submission(record: ReturnRecord, agency: Agency, form: Form, earliest: date) -> AgencySubmission:
    indicators = {row.code for row in form.indicators}
    answers = {answer.code: answer for answer in record.answers if answer.code in indicators or answer.entry.note}
    notes = {code: answer.entry.note for code, answer in answers.items() if answer.entry.note}
    is_doubtful = record.receipt.has_doubtful_day(earliest)
    return AgencySubmission(agency, record.receipt, answers, notes, record.findings, record.first, is_doubtful)

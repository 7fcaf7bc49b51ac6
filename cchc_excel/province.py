"""The province's figures of one period: every agency's, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Literal

from cchc_excel.agencies import Agency
from cchc_excel.finding import Finding
from cchc_excel.forms import Form, Row
from cchc_excel.ledger import Receipt
from cchc_excel.periods import Period
from cchc_excel.rolled_up import RolledUp, rolled_up
from cchc_excel.submission import Answer

#: ``given``: counts; ``left_out``: understood but not counted, by the operator's rule; ``blank``: no figure, or one
#: that could not be understood; ``not_returned``: the agency has no return.
CellState = Literal["given", "left_out", "blank", "not_returned"]

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
    rolled: RolledUp | None = None

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
    def told_state(self) -> str:
        """The state as readers are told it: ``unreadable`` is a blank one in which something stands."""
        return "unreadable" if self.was_not_understood else self.state

    @property
    def speaks_for_others(self) -> bool:
        """Whether the note says answers or percentages of the agencies below, which no one figure can."""
        return self.rolled is not None and self.rolled.speaks_for_others

    @property
    def stands_for(self) -> tuple[int, int, int]:
        """Agencies whose figures are in it, agencies expected, figures left out below; see :class:`Below`."""
        counts = int(self.state == "given")
        if self.rolled is None:
            return counts, 1, 0
        return counts * self.rolled.given, self.rolled.expected, self.rolled.left_out

    @property
    def says_something(self) -> bool:
        """Whether there is a figure, or a note that speaks for others."""
        return self.understood is not None or self.speaks_for_others

    @property
    def answers(self) -> Mapping[int, int]:
        """How many agencies gave each answer of a coded indicator, whether or not they count."""
        if self.speaks_for_others and self.rolled is not None and self.rolled.counts is not None:
            return self.rolled.counts
        return {} if self.understood is None else {int(self.understood): 1}

    @property
    def span(self) -> tuple[float, float] | None:
        """Lowest and highest percentage, whether or not they count."""
        if self.speaks_for_others and self.rolled is not None and self.rolled.span is not None:
            return self.rolled.span
        return None if self.understood is None else (self.understood, self.understood)


def cell_of(row: Row, answer: Answer, group: str) -> Cell:
    """An agency's cell, before anything is left out."""
    return Cell("given", answer, rolled=rolled_up(row, answer.entry.note, group))


class Cells(Mapping[tuple[str, str], Cell]):
    """Every agency's cells, by agency code and indicator code; kept agency by agency, for memory's sake."""

    def __init__(self, by_agency: Mapping[str, Mapping[str, Cell]]) -> None:
        self._by_agency = by_agency

    def __getitem__(self, key: tuple[str, str]) -> Cell:
        agency, code = key
        return self._by_agency[agency][code]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((agency, code) for agency, cells in self._by_agency.items() for code in cells)

    def __len__(self) -> int:
        return sum(map(len, self._by_agency.values()))


@dataclass(frozen=True, slots=True)
class Below:
    """How many agencies stand behind a total: those that rolled-up returns tell of; every other reporter is one.

    Attributes:
        given: agencies whose figures it was formed from.
        expected: agencies that should have given one.
        left_out: figures that were not counted where a rolled-up return was made.
    """

    given: int = 0
    expected: int = 0
    left_out: int = 0

    @property
    def coverage(self) -> str:
        """As `Total.coverage`; empty where nobody is expected."""
        return f"{self.given}/{self.expected}" if self.expected else ""


@dataclass(frozen=True)
class Return:
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

    def count(self, severity: str) -> int:
        """How many findings of a severity are still open."""
        return sum(finding.severity == severity and finding.is_open for finding in self.findings)

    def filled(self, form: Form) -> int:
        """How many indicators a checked return says something of."""
        answers = ((row, self.answers[row.code]) for row in form.indicators if row.code in self.answers)
        return sum(cell_of(row, answer, self.agency.group).says_something for row, answer in answers)


@dataclass(frozen=True)
class Total:
    """The provincial figure of one indicator.

    Attributes:
        value: the figure; None where there is none, or it is a text.
        text: answers counted, or why there is no figure; empty where `value` says all.
        given: agencies whose figures it was formed from (n).
        expected: agencies that should have given one (N).
        left_out: figures left out by the operator's rule.
        numerator: of a percentage: what its figure is formed from.
        denominator: its other half, the weights of a weighted mean.
        span: lowest and highest of the percentages that it was formed from.
        answers: of a coded indicator, how many agencies gave each answer.
        below: over which agencies it was formed, where reporters stand for many.
    """

    code: str
    value: float | None
    text: str
    given: int
    expected: int
    left_out: int
    numerator: float | None = None
    denominator: float | None = None
    span: tuple[float, float] | None = None
    answers: Mapping[int, int] | None = None
    below: Below = Below()

    @property
    def shown(self) -> float | str:
        """The figure, or the text in its place; empty for neither."""
        return self.text if self.value is None else self.value

    @property
    def coverage(self) -> str:
        """Over how many of the expected agencies it was formed: ``15/18``."""
        return f"{self.given}/{self.expected}"


@dataclass(frozen=True)
class EarlierPeriod:
    """What an earlier period came to.

    Attributes:
        totals: by this period's indicator codes; an indicator that the form of then did not have is not there.
        gone: agencies that reported then and are now neither expected nor named as anybody's predecessor.
        joined: agencies that are expected now and had nobody reporting for them then.
    """

    period: Period
    totals: Mapping[str, Total]
    gone: Sequence[Agency] = ()
    joined: Sequence[Agency] = ()


@dataclass(frozen=True)
class Scope:
    """What is consolidated, and by which rule.

    Attributes:
        as_of: the day on which the state of the returns was taken.
        name: of the province ("tỉnh Sóc Trăng").
        whole: how the whole is called ("toàn tỉnh").
        banner: a line such as "SỐ LIỆU MẪU"; usually empty.
        extensions: an agency's own deadline, where it was put off.
    """

    form: Form
    period: Period
    deadline: date
    as_of: date
    name: str
    whole: str
    banner: str
    error_rule: ErrorRule
    extensions: Mapping[str, date]


@dataclass(frozen=True)
class Province(Scope):
    """Everything that the master shows.

    Attributes:
        agencies: the expected reporters, grouped.
        returns: accepted returns by agency code.
        cells: by agency code and indicator code.
        parts: numerator and denominator of a percentage, by agency code and indicator code, where there are both.
        totals: by indicator code.
        group_totals: the same of each group by itself, by group and indicator code.
        uncounted: files that came from an agency and were not taken as its return, by agency code.
        earlier: earlier periods, in order of time.
    """

    agencies: Sequence[Agency]
    returns: Mapping[str, Return]
    cells: Mapping[tuple[str, str], Cell]
    parts: Mapping[tuple[str, str], tuple[float, float]]
    totals: Mapping[str, Total]
    group_totals: Mapping[str, Mapping[str, Total]]
    uncounted: Mapping[str, Sequence[Receipt]]
    earlier: Sequence[EarlierPeriod] = ()

    @cached_property
    def rejected(self) -> Sequence[str]:
        """Codes of agencies whose whole return is left out, by the operator's rule."""
        if self.error_rule != "leave_out_return":
            return []
        return [code for code, found in self.returns.items() if any(one.severity == "error" for one in found.findings)]

    @cached_property
    def fingerprint(self) -> str:
        """Says whether two masters, or what is made beside them, tell the same of this period."""
        told: list[object] = [self.form.key, self.name, self.whole, self.banner, self.error_rule, self.deadline]
        told += [(agency.code, agency.name, agency.group) for agency in self.agencies]
        for code, found in self.returns.items():
            told.append((code, found.receipt.sha256, found.came, found.count("error"), found.count("warning")))
        told += [self.as_of, sorted(self.extensions.items()), [total.shown for total in self.totals.values()]]
        told += [(one.period.key, [total.shown for total in one.totals.values()]) for one in self.earlier]
        return sha256("\n".join(map(repr, told)).encode()).hexdigest()[:16]

    @cached_property
    def groups(self) -> Mapping[str, Sequence[Agency]]:
        """Agencies by group, in order."""
        return grouped(self.agencies)

    def timeliness(self, agency: Agency) -> Timeliness:
        """Whether the agency's return came by the deadline."""
        return timeliness(self.returns.get(agency.code), self.extensions.get(agency.code, self.deadline), self.as_of)


def grouped(agencies: Sequence[Agency]) -> dict[str, list[Agency]]:
    """Agencies by group, in order."""
    found: dict[str, list[Agency]] = {}
    for agency in agencies:
        found.setdefault(agency.group, []).append(agency)
    return found


def timeliness(found: Return | None, deadline: date, today: date) -> Timeliness:
    """Whether a return came by the deadline, or is still awaited."""
    if found is None:
        return "overdue" if today > deadline else "missing"
    return "on_time" if found.came.date() <= deadline else "late"

"""The province's figures of one period: every agency's cells, and the totals. `consolidation` makes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import (
    AgencySubmission,
    ErrorRule,
    NoLongerExpected,
    NotCounted,
    NotCountedReason,
    SubmissionCell,
    Timeliness,
    timeliness,
)
from cchc_excel.domain.campaign import agency_deadline
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import Receipt
from cchc_excel.forms import Form


class Cells(Mapping[tuple[str, str], SubmissionCell]):
    """Every agency's cells, by agency code and indicator code; kept agency by agency, which takes less memory."""

    def __init__(self, by_agency: Mapping[str, Mapping[str, SubmissionCell]]) -> None:
        self._by_agency = by_agency

    def __getitem__(self, key: tuple[str, str]) -> SubmissionCell:
        agency, code = key
        return self._by_agency[agency][code]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((agency, code) for agency, cells in self._by_agency.items() for code in cells)

    def __len__(self) -> int:
        return sum(map(len, self._by_agency.values()))


@dataclass(frozen=True, slots=True)
class SubordinateCoverage:
    """How many agencies stand behind a total: those named by rolled-up returns; every other reporter is one.

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
    below: SubordinateCoverage = SubordinateCoverage()

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
    """The totals of an earlier period, and which agencies have changed since.

    Attributes:
        totals: by this period's indicator codes; without indicators that the earlier form did not have.
        gone: agencies that reported then and are now neither expected nor named as anybody's predecessor.
        joined: agencies that are expected now and for which nobody reported then.
    """

    period: Period
    totals: Mapping[str, Total]
    gone: Sequence[Agency] = ()
    joined: Sequence[Agency] = ()


@dataclass(frozen=True)
class ConsolidationSpec:
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
class ConsolidatedPeriod(ConsolidationSpec):
    """Everything that the master shows.

    Attributes:
        agencies: the expected reporters, grouped.
        returns: accepted returns by agency code.
        others: accepted returns that are nobody's of `agencies`, or have nothing in them; see :attr:`not_counted`.
        blank: codes of agencies whose return has nothing in it.
        cells: by agency code and indicator code.
        parts: numerator and denominator of a percentage, by agency code and indicator code, where there are both.
        totals: by indicator code.
        group_totals: the same of each group by itself, by group and indicator code.
        uncounted: files that came from an agency and were not taken as its return, by agency code.
        no_longer_expected: agencies that were issued a template, returned none, and are not of `agencies` any more.
        earlier: earlier periods, in order of time.
    """

    agencies: Sequence[Agency]
    returns: Mapping[str, AgencySubmission]
    others: Sequence[NotCounted]
    blank: Collection[str]
    cells: Mapping[tuple[str, str], SubmissionCell]
    parts: Mapping[tuple[str, str], tuple[float, float]]
    totals: Mapping[str, Total]
    group_totals: Mapping[str, Mapping[str, Total]]
    uncounted: Mapping[str, Sequence[Receipt]]
    no_longer_expected: Sequence[NoLongerExpected] = ()
    earlier: Sequence[EarlierPeriod] = ()

    @cached_property
    def not_checked(self) -> Sequence[str]:
        """Codes of agencies over whose return the program failed: nothing in it counts."""
        return [code for code, submission in self.returns.items() if submission.was_not_checked]

    @cached_property
    def rejected(self) -> Sequence[str]:
        """Codes of agencies whose whole return is left out, by the operator's rule."""
        if self.error_rule != "leave_out_return":
            return []
        return [
            code for code, submission in self.returns.items() if submission.has_error and not submission.was_not_checked
        ]

    @property
    def counted(self) -> int:
        """How many agencies' returns are in the figures."""
        return len(self.returns) - len(self.rejected) - len(self.not_checked)

    @property
    def accepted(self) -> int:
        """How many accepted returns there are: those that are counted, and :attr:`not_counted`."""
        return len(self.returns) + len(self.others)

    @cached_property
    def not_counted(self) -> Sequence[NotCounted]:
        """Every accepted return that is not in the figures, with its reason."""
        left_out: list[tuple[str, NotCountedReason]] = [(code, "rejected") for code in self.rejected]
        left_out += [(code, "not_checked") for code in self.not_checked]
        return [*self.others, *(NotCounted(self.returns[code].receipt, reason) for code, reason in left_out)]

    @cached_property
    def fingerprint(self) -> str:
        """Equal for two outputs (master or another shape) exactly where they say the same of this period."""
        parts: list[object] = [self.form.key, self.name, self.whole, self.banner, self.error_rule, self.deadline]
        parts += [(agency.code, agency.name, agency.group) for agency in self.agencies]
        for code, submission in self.returns.items():
            open_counts = (submission.count("error"), submission.count("warning"))
            parts.append((code, submission.receipt.sha256, submission.first_received, *open_counts))
        parts += [self.as_of, sorted(self.extensions.items()), [total.shown for total in self.totals.values()]]
        parts += [(other.receipt.sha256, other.reason) for other in self.others]
        parts += [(gone.agency, gone.name, gone.reason) for gone in self.no_longer_expected]
        parts += [(then.period.key, [total.shown for total in then.totals.values()]) for then in self.earlier]
        return sha256("\n".join(map(repr, parts)).encode()).hexdigest()[:16]

    @cached_property
    def groups(self) -> Mapping[str, Sequence[Agency]]:
        """Agencies by group, in order."""
        return grouped(self.agencies)

    def timeliness(self, agency: Agency) -> Timeliness:
        """Whether the agency's return came by the deadline."""
        if agency.code in self.blank:
            return "blank"
        deadline = agency_deadline(agency.code, self.deadline, self.extensions)
        return timeliness(self.returns.get(agency.code), deadline, self.as_of)


def grouped(agencies: Sequence[Agency]) -> dict[str, list[Agency]]:
    """Agencies by group, in order."""
    groups: dict[str, list[Agency]] = {}
    for agency in agencies:
        groups.setdefault(agency.group, []).append(agency)
    return groups

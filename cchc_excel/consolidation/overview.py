"""A consolidated period -> :class:`Overview`, for the overview tab of the master and the web page.

Who has returned, what is wrong where, how much is filled in, how the percentages stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from cchc_excel.consolidation.comparison import compare, last_period
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import Timeliness
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages

#: What is to be done about one indicator of one agency, in the order of the legend: a figure; one that is asked about;
#: one that is wrong or was not understood; blank with a reason; blank without; nothing returned. (Whether a figure
#: counts is its `CellState`.)
CellStatus = Literal["given", "asked", "wrong", "explained", "blank", "not_returned"]
CELL_STATUSES: tuple[CellStatus, ...] = get_args(CellStatus)
#: Where findings about no row of the form are counted.
ELSEWHERE = ""
#: The most lines of the list of agencies, and of the map of agencies and indicators.
SHOWN_AGENCIES, MAPPED_AGENCIES = 20, 200


@dataclass(frozen=True)
class Ratio:
    """A percentage that the province has.

    Attributes:
        now: 0–100.
        last: of the last period; None where there is none or it may not be compared.
    """

    row: Row
    now: float
    last: float | None


@dataclass(frozen=True)
class Overview:
    """What the overview shows.

    Attributes:
        progress: by group, how many agencies are in each state of timeliness.
        findings: by section, and :data:`ELSEWHERE` if there are any, open errors and warnings.
        filled: by agency code, the share of the indicators that have something in them, from 0 to 1.
        ratios: in the form's order.
        statuses: by agency code and indicator code.
        returned: codes of the agencies that have returned.
        series: what the ratios' two figures are called, with their periods; one name where there is no last period.
    """

    progress: Mapping[str, Counter[Timeliness]]
    findings: Mapping[str, tuple[int, int]]
    filled: Mapping[str, float]
    ratios: Sequence[Ratio]
    statuses: Mapping[str, Mapping[str, CellStatus]]
    returned: Sequence[str]
    series: Sequence[str]

    def timely(self, kind: Timeliness) -> int:
        """How many agencies are in a state of timeliness."""
        return sum(counts[kind] for counts in self.progress.values())

    @property
    def progress_series(self) -> Sequence[str]:
        """What the three parts of the chart of progress are called."""
        has_others = self.timely("unclear") or self.timely("blank")
        return messages.PROGRESS_SERIES_MORE if has_others else messages.PROGRESS_SERIES

    @property
    def errors(self) -> int:
        """Open errors."""
        return sum(errors for errors, _ in self.findings.values())

    @property
    def warnings(self) -> int:
        """Open warnings."""
        return sum(warnings for _, warnings in self.findings.values())

    @property
    def share_filled(self) -> float:
        """How much those that have returned filled in, in per cent."""
        return sum(self.filled[code] for code in self.returned) / len(self.returned) * 100 if self.returned else 0.0


def overview(province: ConsolidatedPeriod) -> Overview:
    """The overview of a consolidated period."""
    last = last_period(province)
    ratios = []
    for row in province.form.indicators:
        now = province.totals[row.code].value
        if row.type == "percent" and now is not None:
            comparison = compare(province, row, last) if last else None
            then = comparison.total.value if comparison and comparison.total and not comparison.obstacle else None
            ratios.append(Ratio(row, now, then))
    return Overview(
        progress={
            group: Counter(province.timeliness(agency) for agency in agencies)
            for group, agencies in province.groups.items()
        },
        findings=_findings(province),
        filled={agency.code: _filled(province, agency) for agency in province.agencies},
        ratios=ratios,
        statuses={agency.code: _statuses(province, agency) for agency in province.agencies},
        returned=list(province.returns),
        series=_series(province, ratios),
    )


def _series(province: ConsolidatedPeriod, ratios: Sequence[Ratio]) -> Sequence[str]:
    last = last_period(province)
    names = [(messages.THIS_PERIOD, province.period)]
    if last is not None and any(ratio.last is not None for ratio in ratios):
        names.append((messages.LAST_PERIOD, last.period))
    return [messages.NAMED_PERIOD.format(name=name, period=period) for name, period in names]


def least_filled(province: ConsolidatedPeriod, period_overview: Overview) -> Sequence[Agency]:
    """The agencies that have returned and filled in least, fewest first."""
    returned = [agency for agency in province.agencies if agency.code in province.returns]
    return sorted(returned, key=lambda agency: period_overview.filled[agency.code])[:SHOWN_AGENCIES]


def most_in_need(province: ConsolidatedPeriod, period_overview: Overview) -> Sequence[Agency]:
    """The agencies of the map, in the register's order: where there are too many, those with most to be asked about."""
    if len(province.agencies) <= MAPPED_AGENCIES:
        return province.agencies

    def done(agency: Agency) -> int:
        return sum(status in ("given", "explained") for status in period_overview.statuses[agency.code].values())

    worst = {agency.code for agency in sorted(province.agencies, key=done)[:MAPPED_AGENCIES]}
    return [agency for agency in province.agencies if agency.code in worst]


def _findings(province: ConsolidatedPeriod) -> Mapping[str, tuple[int, int]]:
    counts: Counter[tuple[str, str]] = Counter()
    for submission in province.returns.values():
        for finding in submission.findings:
            if finding.is_open:
                counts[finding.indicator.split(".")[0], finding.severity] += 1
    sections = [*(section.code for section in province.form.sections), ELSEWHERE]
    pairs = {section: (counts[section, "error"], counts[section, "warning"]) for section in sections}
    return {section: pair for section, pair in pairs.items() if section or any(pair)}


def _filled(province: ConsolidatedPeriod, agency: Agency) -> float:
    cells = (province.cells[agency.code, row.code] for row in province.form.indicators)
    states = [cell.state for cell in cells]
    return sum(state in ("given", "left_out") for state in states) / len(states)


def _statuses(province: ConsolidatedPeriod, agency: Agency) -> Mapping[str, CellStatus]:
    submission = province.returns.get(agency.code)
    if submission is None:
        return {row.code: "not_returned" for row in province.form.indicators}
    if submission.was_not_checked:
        return {row.code: "wrong" for row in province.form.indicators}
    asked = {finding.indicator for finding in submission.findings if finding.severity == "warning" and finding.is_open}
    wrong = {finding.indicator for finding in submission.findings if finding.severity == "error"}
    explained = {finding.indicator for finding in submission.findings if finding.code == "TH03"}
    statuses: dict[str, CellStatus] = {}
    for row in province.form.indicators:
        cell = province.cells[agency.code, row.code]
        if row.code in wrong:
            statuses[row.code] = "wrong"
        elif row.code in asked:
            statuses[row.code] = "asked"
        elif cell.was_not_understood:
            # The error is about the whole table or section.
            statuses[row.code] = "wrong"
        elif cell.state == "blank":
            statuses[row.code] = "explained" if row.code in explained or row.optional else "blank"
        else:
            statuses[row.code] = "given"
    return statuses

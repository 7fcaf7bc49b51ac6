"""What an agency reported and explained in earlier periods, as rules and templates need it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cchc_excel.domain.agency import Agency, Register
from cchc_excel.domain.finding import Finding
from cchc_excel.domain.period import Period
from cchc_excel.forms import Catalogue, Form
from cchc_excel.rules.functions import PAST, serial
from cchc_excel.storage.ledger import Ledger
from cchc_excel.template import AgencyPrefill, Fill
from cchc_excel.validation import AgencyContext, outlier_range
from cchc_excel.workflow.workspace import Workspace

Figures = Mapping[str, float]


@dataclass
class AgencyPast:
    """What earlier periods say of one agency.

    Attributes:
        past: figures by a name of :data:`cchc_excel.rules.functions.PAST` and by code.
        previous_name: the last period in which it reported.
        explanations: what it explained in that period, by row code.
    """

    past: dict[str, dict[str, float]] = field(default_factory=lambda: {name: {} for name in PAST})
    previous_name: str = ""
    explanations: Mapping[str, str] = field(default_factory=dict)

    def personal(self, fills: Mapping[str, Fill], findings: Sequence[Finding] = ()) -> AgencyPrefill:
        """What the agency's copy of a template has of its own."""
        return AgencyPrefill(fills, self.past, self.previous_name, findings, self.explanations)


class PastReports:
    """Looks back from a period; nothing is compared but through the declared maps of forms and merged agencies."""

    def __init__(self, workspace: Workspace, ledger: Ledger, period: Period, form: Form) -> None:
        """Read every earlier campaign.

        Raises:
            CchcError: faulty register or form definition.
        """
        self._period = period
        self._form = form
        self._register: Register = workspace.register
        self._earlier = list(_campaigns(workspace.catalogue, ledger, period, form))

    def of(self, agency: Agency) -> AgencyPast:
        """What they say of one agency."""
        told = AgencyPast()
        gathered: dict[str, list[float]] = {}
        # In order of time, so the latest stays.
        for one in self._earlier:
            figures = self._figures(agency, one)
            if not figures:
                continue
            if one.period.data_to < self._period.data_to:
                self._look_back(told, one, agency, figures)
                self._gather(gathered, one.period, figures)
            if self._period.contains(one.period):
                self._include(told, figures)
        for code, values in gathered.items():
            usual = outlier_range(values)
            if usual is not None:
                told.past["usual_low"][code], told.past["usual_high"][code] = usual
        return told

    def _look_back(self, told: AgencyPast, one: _Campaign, agency: Agency, figures: Figures) -> None:
        told.past["previous"], told.previous_name = dict(figures), one.period.name
        told.explanations = one.explanations.get(agency.code, {})
        if self._period.is_later_in_year(one.period):
            told.past["earlier"] = dict(figures)
        if self._period.follows(one.period):
            told.past["adjacent"] = dict(figures)

    def _gather(self, gathered: dict[str, list[float]], period: Period, figures: Figures) -> None:
        """Figures that can be set beside this period's: flows of a period as long, levels and ratios of any."""
        for code, figure in figures.items():
            is_flow = self._form.by_code[code].is_flow
            if not is_flow or period.months == self._period.months:
                gathered.setdefault(code, []).append(figure)

    def _include(self, told: AgencyPast, figures: Figures) -> None:
        included = told.past["included"]
        for code, figure in figures.items():
            if self._form.by_code[code].is_flow:
                included[code] = max(figure, included.get(code, figure))

    def _figures(self, agency: Agency, one: _Campaign) -> Figures:
        """The agency's figures in an earlier campaign by this form's codes; of merged agencies what can be added up.

        What an error names is not held up to anybody.
        """
        members = self._register.constituents(agency, one.period)
        returns = [
            {code: value for code, (value, is_wrong) in one.figures[member.code].items() if not is_wrong}
            for member in members
            if member.code in one.figures
        ]
        if not returns or len(returns) < len(members):
            return {}
        found = {}
        for code, theirs in one.codes.items():
            values = [told[theirs] for told in returns if theirs in told]
            if len(values) < len(returns) or (len(members) > 1 and not self._form.by_code[code].is_additive):
                continue
            found[code] = sum(values)
        return found


@dataclass(frozen=True)
class _Campaign:
    """An earlier campaign.

    Attributes:
        codes: of this form's indicators, the code under which that campaign's form has the same.
        figures: by agency and code of that form the figure, and whether an error names it.
    """

    period: Period
    codes: Mapping[str, str]
    figures: Mapping[str, Mapping[str, tuple[float, bool]]]
    explanations: Mapping[str, Mapping[str, str]]


def _campaigns(catalogue: Catalogue, ledger: Ledger, period: Period, form: Form) -> Iterator[_Campaign]:
    known = {form.key: form for form in catalogue.forms}
    for campaign in ledger.campaigns():
        before, older = Period.parse(campaign.period), known.get(campaign.form)
        if older is None or before == period or before.data_to > period.data_to:
            continue
        codes = {row.code: theirs for row in form.indicators if (theirs := form.code_in(older, row.code))}
        if codes:
            told = ledger.explanations(campaign.period)
            yield _Campaign(before, codes, ledger.figures(campaign.period), told)


def agency_context(agency: Agency, period: Period, communes: int, past: PastReports) -> AgencyContext:
    """What the rules may know of an agency besides its return."""
    constants = {
        "year": period.year,
        "period_from": serial(period.data_from),
        "period_to": serial(period.data_to),
    } | ({"communes": communes} if communes else {})
    return AgencyContext(agency.group, constants, past.of(agency).past)

"""An agency's figures and explanations of earlier periods, from the ledger, for rules and templates."""

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
    """The earlier reports of one agency.

    Attributes:
        past: figures by a name of :data:`cchc_excel.rules.functions.PAST` and by code.
        previous_name: the last period in which it reported.
        explanations: what it explained in that period, by row code.
    """

    past: dict[str, dict[str, float]] = field(default_factory=lambda: {name: {} for name in PAST})
    previous_name: str = ""
    explanations: Mapping[str, str] = field(default_factory=dict)

    def prefill(self, fills: Mapping[str, Fill], findings: Sequence[Finding] = ()) -> AgencyPrefill:
        """The content of the agency's own template: these fills and findings, and its past."""
        return AgencyPrefill(fills, self.past, self.previous_name, findings, self.explanations)


class PastReports:
    """The campaigns before a period. Figures are matched by the form versions' code maps and the register's mergers."""

    def __init__(self, workspace: Workspace, ledger: Ledger, period: Period, form: Form) -> None:
        """Read every earlier campaign from the ledger.

        Raises:
            CchcError: faulty register or form definition.
        """
        self._period = period
        self._form = form
        self._register: Register = workspace.register
        self._campaigns = list(_earlier_campaigns(workspace.catalogue, ledger, period, form))

    def of(self, agency: Agency) -> AgencyPast:
        """The earlier reports of one agency."""
        agency_past = AgencyPast()
        comparable_values: dict[str, list[float]] = {}
        # In order of time, so that the latest overwrites earlier ones.
        for campaign in self._campaigns:
            figures = self._figures(agency, campaign)
            if not figures:
                continue
            if campaign.period.data_to < self._period.data_to:
                self._set_previous(agency_past, campaign, agency, figures)
                self._add_comparable(comparable_values, campaign.period, figures)
            if self._period.contains(campaign.period):
                self._add_included(agency_past, figures)
        for code, values in comparable_values.items():
            bounds = outlier_range(values)
            if bounds is not None:
                agency_past.past["usual_low"][code], agency_past.past["usual_high"][code] = bounds
        return agency_past

    def _set_previous(
        self, agency_past: AgencyPast, campaign: _EarlierCampaign, agency: Agency, figures: Figures
    ) -> None:
        agency_past.past["previous"], agency_past.previous_name = dict(figures), campaign.period.name
        agency_past.explanations = campaign.explanations.get(agency.code, {})
        if self._period.is_later_in_year(campaign.period):
            agency_past.past["earlier"] = dict(figures)
        if self._period.follows(campaign.period):
            agency_past.past["adjacent"] = dict(figures)

    def _add_comparable(self, comparable_values: dict[str, list[float]], period: Period, figures: Figures) -> None:
        """Add figures comparable with this period's: flows of periods of the same length, levels and ratios of any."""
        for code, figure in figures.items():
            is_flow = self._form.by_code[code].is_flow
            if not is_flow or period.months == self._period.months:
                comparable_values.setdefault(code, []).append(figure)

    def _add_included(self, agency_past: AgencyPast, figures: Figures) -> None:
        included = agency_past.past["included"]
        for code, figure in figures.items():
            if self._form.by_code[code].is_flow:
                included[code] = max(figure, included.get(code, figure))

    def _figures(self, agency: Agency, campaign: _EarlierCampaign) -> Figures:
        """The agency's figures in an earlier campaign by this form's codes; of merged agencies the additive ones.

        Figures that an error names are left out.
        """
        members = self._register.constituents(agency, campaign.period)
        returns = [
            {code: value for code, (value, is_wrong) in campaign.figures[member.code].items() if not is_wrong}
            for member in members
            if member.code in campaign.figures
        ]
        if not returns or len(returns) < len(members):
            return {}
        figures_of_agency = {}
        for code, older_code in campaign.codes.items():
            values = [figures[older_code] for figures in returns if older_code in figures]
            if len(values) < len(returns) or (len(members) > 1 and not self._form.by_code[code].is_additive):
                continue
            figures_of_agency[code] = sum(values)
        return figures_of_agency


@dataclass(frozen=True)
class _EarlierCampaign:
    """An earlier campaign.

    Attributes:
        codes: code of that campaign's form for the same indicator, by this form's code.
        figures: figure, and whether an error names it, by agency and by that form's code.
    """

    period: Period
    codes: Mapping[str, str]
    figures: Mapping[str, Mapping[str, tuple[float, bool]]]
    explanations: Mapping[str, Mapping[str, str]]


def _earlier_campaigns(catalogue: Catalogue, ledger: Ledger, period: Period, form: Form) -> Iterator[_EarlierCampaign]:
    forms = {form.key: form for form in catalogue.forms}
    for campaign in ledger.campaigns():
        earlier_period, older_form = Period.parse(campaign.period), forms.get(campaign.form)
        if older_form is None or earlier_period == period or earlier_period.data_to > period.data_to:
            continue
        codes = {row.code: older_code for row in form.indicators if (older_code := form.code_in(older_form, row.code))}
        if codes:
            explanations = ledger.explanations(campaign.period)
            yield _EarlierCampaign(earlier_period, codes, ledger.figures(campaign.period), explanations)


def agency_context(agency: Agency, period: Period, communes: int, past_reports: PastReports) -> AgencyContext:
    """What the rules may use of an agency besides its return: group, constants, earlier figures."""
    constants = {
        "year": period.year,
        "period_from": serial(period.data_from),
        "period_to": serial(period.data_to),
    } | ({"communes": communes} if communes else {})
    return AgencyContext(agency.group, constants, past_reports.of(agency).past)

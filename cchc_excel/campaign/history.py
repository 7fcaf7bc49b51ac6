"""What an agency reported and explained in earlier periods, as rules and templates need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.agencies import Agency
from cchc_excel.finding import Finding
from cchc_excel.forms import Form
from cchc_excel.ledger import Ledger, ReturnRecord
from cchc_excel.periods import Period
from cchc_excel.rules.functions import serial
from cchc_excel.template import Fill, Personal
from cchc_excel.validation import Background

Figures = Mapping[str, float]


@dataclass(frozen=True)
class History:
    """Figures of earlier periods, by agency and indicator code.

    Attributes:
        earlier: of each agency's latest earlier period in the year.
        adjacent: of the period that ended when this one began.
        explanations: what the agency explained in the last period in which it reported, by row code.
        explained_in: name of that period, by agency.
    """

    earlier: Mapping[str, Figures]
    adjacent: Mapping[str, Figures]
    explanations: Mapping[str, Mapping[str, str]]
    explained_in: Mapping[str, str]

    def personal(self, agency: str, fills: Mapping[str, Fill], findings: Sequence[Finding] = ()) -> Personal:
        """What an agency's copy of a template has of its own."""
        return Personal(
            fills,
            self.earlier.get(agency, {}),
            self.adjacent.get(agency, {}),
            findings,
            self.explanations.get(agency, {}),
            self.explained_in.get(agency, ""),
        )


def history(ledger: Ledger, period: Period, form: Form) -> History:
    """Look back from a period; periods on another form are not compared."""
    earlier: dict[str, Figures] = {}
    adjacent: dict[str, Figures] = {}
    explanations: dict[str, Mapping[str, str]] = {}
    explained_in: dict[str, str] = {}
    for campaign in ledger.campaigns():
        before = Period.parse(campaign.period)
        if campaign.form.split("/")[0] != form.id or before.data_to >= period.data_to:
            continue
        in_year, next_to = period.is_later_in_year(before), period.follows(before)
        for record in ledger.accepted(campaign.period):
            figures = {answer.code: answer.value for answer in record.answers if answer.value is not None}
            agency = record.receipt.agency or ""
            # Campaigns come in order of time, so the latest stays.
            explanations[agency], explained_in[agency] = _explanations(record), before.name
            if in_year:
                earlier[agency] = figures
            if next_to:
                adjacent[agency] = figures
    return History(earlier, adjacent, explanations, explained_in)


def _explanations(record: ReturnRecord) -> Mapping[str, str]:
    """The notes that answered a warning or gave the reason for a blank."""
    answered = {finding.indicator for finding in record.findings if finding.explained or finding.code == "TH03"}
    return {answer.code: answer.entry.note for answer in record.answers if answer.code in answered}


def background(agency: Agency, period: Period, communes: int, past: History) -> Background:
    """What the rules may know of an agency besides its return."""
    constants = {
        "year": period.year,
        "period_from": serial(period.data_from),
        "period_to": serial(period.data_to),
    } | ({"communes": communes} if communes else {})
    return Background(agency.group, constants, past.earlier.get(agency.code, {}), past.adjacent.get(agency.code, {}))

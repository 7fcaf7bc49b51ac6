"""What an agency reported in earlier periods, as rules and templates need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cchc_excel.agencies import Agency
from cchc_excel.forms import Form
from cchc_excel.ledger import Ledger
from cchc_excel.periods import Period
from cchc_excel.rules.functions import serial
from cchc_excel.validation import Background

Figures = Mapping[str, float]


@dataclass(frozen=True)
class History:
    """Figures of earlier periods, by agency and indicator code.

    Attributes:
        earlier: of each agency's latest earlier period in the year.
        adjacent: of the period that ended when this one began.
    """

    earlier: Mapping[str, Figures]
    adjacent: Mapping[str, Figures]


def history(ledger: Ledger, period: Period, form: Form) -> History:
    """Look back from a period; periods on another form are not compared."""
    earlier: dict[str, Figures] = {}
    adjacent: dict[str, Figures] = {}
    for campaign in ledger.campaigns():
        before = Period.parse(campaign.period)
        in_year, next_to = period.is_later_in_year(before), period.follows(before)
        if campaign.form.split("/")[0] != form.id or not (in_year or next_to):
            continue
        for record in ledger.accepted(campaign.period):
            figures = {answer.code: answer.value for answer in record.answers if answer.value is not None}
            agency = record.receipt.agency or ""
            if in_year:
                # Campaigns come in order of time, so the latest stays.
                earlier[agency] = figures
            if next_to:
                adjacent[agency] = figures
    return History(earlier, adjacent)


def background(agency: Agency, period: Period, communes: int, past: History) -> Background:
    """What the rules may know of an agency besides its return."""
    constants = {
        "year": period.year,
        "period_from": serial(period.data_from),
        "period_to": serial(period.data_to),
    } | ({"communes": communes} if communes else {})
    return Background(agency.group, constants, past.earlier.get(agency.code, {}), past.adjacent.get(agency.code, {}))

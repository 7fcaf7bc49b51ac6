"""The content of a template: the campaign that all templates share, and one agency's prefill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cchc_excel.domain.finding import Finding
from cchc_excel.domain.period import Period
from cchc_excel.forms import Form
from cchc_excel.rules.functions import serial


@dataclass(frozen=True)
class Campaign:
    """The part that all templates of a period share.

    Attributes:
        deadline: None where it is not known.
        issued: the day of issue; also the documents' creation date.
        sender: the desk that collects, as the guide names it.
        password: locks the sheets (ASCII).
        communes: how many communes the register has in the period.
        banner: a line above the heading, such as "SỐ LIỆU MẪU"; usually empty.
    """

    form: Form
    period: Period
    deadline: date | None
    issued: date
    sender: str
    contact: str
    password: str
    communes: int = 0
    banner: str = ""

    @property
    def constants(self) -> Mapping[str, float]:
        """The constants that rules may name, days as Excel serial numbers; an unknown one is left out."""
        constants = {
            "year": self.period.year,
            "period_from": serial(self.period.data_from),
            "period_to": serial(self.period.data_to),
        }
        return constants | ({"communes": self.communes} if self.communes else {})


@dataclass(frozen=True)
class Fill:
    """The content of one row: a figure as it would be typed (number, dropdown entry or other text) and a note."""

    value: float | str | None = None
    note: str = ""


@dataclass(frozen=True)
class AgencyPrefill:
    """What one agency's template has of its own besides its stamp, by row code.

    Attributes:
        fills: answers filled in.
        past: figures of earlier periods, by a name of :data:`cchc_excel.rules.functions.PAST` and by row code.
        previous_name: the last period in which it reported.
        findings: the open findings; a template with any is a feedback copy.
        explanations: notes of the last period, shown as comments in the rows that they explained.
    """

    fills: Mapping[str, Fill] = field(default_factory=dict)
    past: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    previous_name: str = ""
    findings: Sequence[Finding] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_past(self) -> bool:
        """Whether there is any figure of earlier periods."""
        return any(self.past.values())

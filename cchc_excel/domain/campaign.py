"""A campaign: one period's collection on one form, and the templates that were issued in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CampaignRecord:
    """One period's collection, as the ledger records it.

    Attributes:
        period: key of the period.
        form: key of the form version.
        fingerprint: of the form's rows as they were when it was issued (`forms.fingerprint`); empty for a campaign of
            earlier versions that was not used since.
    """

    period: str
    form: str
    data_from: date
    data_to: date
    deadline: date
    issued: date
    fingerprint: str = ""

    @property
    def earliest_return(self) -> date:
        """The first day on which a return can have come: that of issue; of the data, where it was issued too late."""
        return self.issued if self.issued <= self.deadline else self.data_from

    def deadline_of(self, agency: str, extensions: Mapping[str, date]) -> date:
        """An agency's deadline: its own, unless that of all is later."""
        return agency_deadline(agency, self.deadline, extensions)


def agency_deadline(agency: str, deadline: date, extensions: Mapping[str, date]) -> date:
    """An agency's deadline: its own, unless that of all is later.

    Args:
        agency: its code.
        deadline: of all.
        extensions: days by agency code.
    """
    return max(extensions.get(agency, deadline), deadline)


@dataclass(frozen=True)
class IssueRecord:
    """One template issued to one agency.

    Attributes:
        period: key of the period.
        agency: code of the agency.
        number: issue number for that agency and period, from 1.
        file: name of the template.
    """

    period: str
    agency: str
    number: int
    issued: date
    file: str
    seal: str

"""A campaign: one period's collection on one form, and the templates that were issued in it."""

from __future__ import annotations

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

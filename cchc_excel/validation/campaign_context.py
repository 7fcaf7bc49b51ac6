"""What a received file is held against: the campaign, its agencies and how they are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cchc_excel.domain.agency import Agency, Register
from cchc_excel.domain.period import Period
from cchc_excel.validation.agencies_named import AgencyNames


@dataclass(frozen=True)
class CampaignContext:
    """What a received file is held against.

    Attributes:
        register: the agencies; who has to report is decided by the period.
        form: key of the form version in use.
        issues: latest issue number by agency code.
        key: the workspace's key, under which stamps are sealed.
        desk_name: of the body that the desk belongs to, which letters name that it is not the sender of.
        desk_address: that the desk's letters come from, in lower case.
    """

    period: Period
    form: str
    register: Register
    issues: Mapping[str, int]
    key: bytes
    desk_name: str = ""
    desk_address: str = ""

    def latest_issue(self, agency: Agency) -> int | None:
        """Number of the template last issued to an agency, in whatever case its code was; None for none."""
        return max((n for code, n in self.issues.items() if code.upper() == agency.code.upper()), default=None)

    def agency_at(self, address: str) -> str:
        """Code of the one agency that has an address in lower case; empty for none, several, or the desk's own."""
        if address in ("", self.desk_address):
            return ""
        codes = [one.code for one in self.register.agencies if address in (email.lower() for email in one.emails)]
        return codes[0] if len(codes) == 1 else ""

    @cached_property
    def names(self) -> AgencyNames:
        """The names of the period's agencies."""
        return AgencyNames(self.register.expected(self.period))

    @cached_property
    def desk(self) -> Mapping[str, Agency]:
        """The agency that the desk itself belongs to, by code; none where it is none of the register's."""
        return self.names.in_text(self.desk_name)

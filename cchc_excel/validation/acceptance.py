"""A read file -> the state in which it ends, and whose return it is.

By its stamp, held against what was issued; else by the operator's decision or by the mail that brought it.
`workflow.collect` records the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cchc_excel.domain.agency import Agency, Register
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import COPY_KIND
from cchc_excel.domain.stamp import Stamp
from cchc_excel.domain.submission import Reading, ReadNotice, Unreadable
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.states import BY_SENDER, BY_THREAD, HINT, FileState
from cchc_excel.text.normalize import fold_marks


@dataclass(frozen=True)
class CampaignContext:
    """What a received file is held against.

    Attributes:
        register: the agencies; who has to report is decided by the period.
        form: key of the form version in use.
        issues: latest issue number by agency code.
        key: the workspace's key, under which stamps are sealed.
    """

    period: Period
    form: str
    register: Register
    issues: Mapping[str, int]
    key: bytes

    @cached_property
    def agencies_by_name(self) -> Mapping[str, Sequence[Agency]]:
        """The agencies of the period by each of their names and aliases, folded by `fold_marks`."""
        agencies: dict[str, list[Agency]] = {}
        for agency in self.register.expected(self.period):
            for name in _folded_names(agency):
                agencies.setdefault(name, []).append(agency)
        return agencies


@dataclass(frozen=True)
class SenderLink:
    """Whose a file is by the mail that brought it.

    Attributes:
        thread: code of the agency whose letter it answers; empty for none.
        sender: code of the one agency that has the sender's address; empty for none or several.
    """

    thread: str = ""
    sender: str = ""

    @property
    def agency(self) -> str:
        """Code of the agency, empty for none; the thread goes before the sender, as people write from any address."""
        return self.thread or self.sender


NO_LINK = SenderLink()
#: The file itself names another agency than the operator did.
NAMES_ANOTHER: FindingCode = "CT28"
#: It is of another period than that for which the operator took it; reading says so of a table's heading.
OTHER_PERIOD: FindingCode = "CT41"
#: The notices that the acceptance of a file gives.
CODES: tuple[FindingCode, ...] = ("CT07", "CT21", "CT22", "CT26", "CT27", NAMES_ANOTHER, OTHER_PERIOD)


@dataclass(frozen=True)
class AcceptanceResult:
    """In which state a file ends, and whose return it is.

    Attributes:
        facts: what the state's sentence is about.
        issue: number of the issued template, where a stamp says it.
        notices: about the file's identity, for the agency to confirm.
    """

    state: FileState
    facts: Mapping[str, str]
    agency: Agency | None = None
    issue: int | None = None
    notices: tuple[ReadNotice, ...] = ()


def classify(
    outcome: Reading | Unreadable, campaign: CampaignContext, decided: str = "", link: SenderLink = NO_LINK
) -> AcceptanceResult:
    """Decide the state of one file; an accepted one may still be superseded by another return of its agency.

    Args:
        decided: code of the agency whose return it is by the operator's decision; it goes before the stamp.
        link: whose it is by mail; it counts where there is no stamp, and is held against one. A PDF waits for the
            operator, whoever sent it.
    """
    if isinstance(outcome, Unreadable):
        # A message that is not to be opened, as it lies too deep or was named as a return, is like a zip.
        state: FileState = "packed" if outcome.state == "message" else outcome.state
        return AcceptanceResult(state, outcome.facts)
    if decided:
        return _by_decision(outcome, campaign, decided)
    if outcome.stamp is None and outcome.kind == COPY_KIND:
        return _unassigned(outcome, campaign)
    if outcome.stamp is None:
        return _by_link(outcome, campaign, link) if link.agency else _unassigned(outcome, campaign)
    return _by_stamp(outcome, outcome.stamp, campaign, link)


def _by_stamp(reading: Reading, stamp: Stamp, campaign: CampaignContext, link: SenderLink) -> AcceptanceResult:
    agency = campaign.register.get(stamp.agency)
    if not stamp.is_genuine(campaign.key):
        return AcceptanceResult("bad_seal", {"agency": stamp.agency}, agency)
    if stamp.period != campaign.period.key:
        return AcceptanceResult("wrong_period", {"found": stamp.period, "expected": campaign.period.key}, agency)
    form = f"{stamp.form}/{stamp.version}"
    if form != campaign.form:
        return AcceptanceResult("wrong_form", {"found": form, "expected": campaign.form}, agency)
    if agency is None or not agency.reports_in(campaign.period):
        return AcceptanceResult("unknown_agency", {"agency": stamp.agency})
    latest = campaign.issues.get(agency.code)
    if latest is None:
        return AcceptanceResult("not_issued", {"agency": agency.code}, agency)
    notices = []
    if reading.heading and not _is_name_of(agency, reading.heading):
        other = agency_named(campaign, reading.heading)
        if other is not None:
            facts = {"agency": agency.code, "heading": reading.heading, "other": other.code}
            return AcceptanceResult("in_doubt", facts, agency)
        notices.append(ReadNotice("CT21", {"heading": reading.heading, "name": agency.name}))
    if link.agency not in ("", agency.code):
        notices.append(ReadNotice("CT27", {"agency": agency.code, "other": link.agency}))
    issue = int(stamp.issue)
    if issue < latest:
        notices.append(ReadNotice("CT07", {"issue": stamp.issue, "latest": str(latest)}))
    return AcceptanceResult("accepted", {"given": str(reading.given)}, agency, issue, tuple(notices))


def _by_decision(reading: Reading, campaign: CampaignContext, decided: str) -> AcceptanceResult:
    agency = campaign.register.get(decided)
    if agency is None or not agency.reports_in(campaign.period):
        return AcceptanceResult("unknown_agency", {"agency": decided})
    if reading.form != campaign.form:
        return AcceptanceResult("wrong_form", {"found": reading.form or "?", "expected": campaign.form}, agency)
    stamp = reading.stamp
    is_own = stamp is not None and (stamp.agency, stamp.period) == (agency.code, campaign.period.key)
    if stamp is not None and is_own and stamp.is_genuine(campaign.key):
        # The stamp says the same: the decision is which of the agency's returns counts.
        return AcceptanceResult("accepted", {"given": str(reading.given)}, agency, int(stamp.issue))
    notices = [ReadNotice("CT22", {"agency": agency.code})]
    named = agency_named(campaign, reading.heading) if reading.heading else None
    other = stamp.agency if stamp is not None else named.code if named is not None else agency.code
    if other != agency.code:
        notices.append(ReadNotice(NAMES_ANOTHER, {"agency": agency.code, "other": other}))
    if stamp is not None and stamp.period != campaign.period.key:
        notices.append(ReadNotice(OTHER_PERIOD, {"heading": stamp.period, "period": campaign.period.name}))
    return AcceptanceResult("accepted", {"given": str(reading.given)}, agency, None, tuple(notices))


def _by_link(reading: Reading, campaign: CampaignContext, link: SenderLink) -> AcceptanceResult:
    """Without a stamp, by whose letter it answers or from whose address it came; never against what is printed."""
    agency = campaign.register.get(link.agency)
    named = agency_named(campaign, reading.heading) if reading.heading else None
    if agency is None or not agency.reports_in(campaign.period) or (named is not None and named != agency):
        return _unassigned(reading, campaign)
    if reading.form != campaign.form:
        return AcceptanceResult("wrong_form", {"found": reading.form or "?", "expected": campaign.form}, agency)
    how = BY_THREAD if link.thread else BY_SENDER
    return AcceptanceResult(
        "accepted",
        {"given": str(reading.given)},
        agency,
        None,
        (ReadNotice("CT26", {"agency": agency.code, "how": how}),),
    )


def _unassigned(reading: Reading, campaign: CampaignContext) -> AcceptanceResult:
    named = agency_named(campaign, reading.heading) if reading.heading else None
    hint = HINT.format(heading=reading.heading, code=named.code) if named else ""
    return AcceptanceResult("unassigned", {"given": str(reading.given), "hint": hint})


def agency_named(campaign: CampaignContext, heading: str) -> Agency | None:
    """The one agency of the period that a heading names; None for none or several."""
    agencies = campaign.agencies_by_name.get(fold_marks(heading), ())
    return agencies[0] if len(agencies) == 1 else None


def _is_name_of(agency: Agency, heading: str) -> bool:
    return fold_marks(heading) in _folded_names(agency)


def _folded_names(agency: Agency) -> set[str]:
    return {fold_marks(name) for name in (agency.name, *agency.aliases)}

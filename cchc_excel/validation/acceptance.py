"""A read file -> the state in which it ends, and whose return it is.

By its stamp, held against what was issued, or by the operator's decision. What a heading, a file's name and the mail
that brought it say is a hint: it never makes a file an agency's return, and where it names another agency than a
genuine stamp does, the operator is asked. `workflow.collect` records the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.sender_link import NO_LINK, SenderLink
from cchc_excel.domain.stamp import Stamp
from cchc_excel.domain.submission import Reading, ReadNotice, Unreadable
from cchc_excel.messages import states as messages
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.states import FileState
from cchc_excel.validation.campaign_context import CampaignContext
from cchc_excel.validation.doubts import agency_named, doubts_about, hints_of, is_name_of

#: The file itself names another agency than the operator did.
NAMES_ANOTHER: FindingCode = "CT28"
#: It is of another period than that for which the operator took it; reading says so of a table's heading.
OTHER_PERIOD: FindingCode = "CT41"
#: The notices that the acceptance of a file gives.
CODES: tuple[FindingCode, ...] = ("CT07", "CT21", "CT22", "CT26", "CT27", NAMES_ANOTHER, OTHER_PERIOD, "CT52")


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
    outcome: Reading | Unreadable,
    campaign: CampaignContext,
    decided: str = "",
    link: SenderLink = NO_LINK,
    name: str = "",
) -> AcceptanceResult:
    """Decide the state of one file; an accepted one may still be superseded by another return of its agency.

    Args:
        decided: code of the agency whose return it is by the operator's decision; it goes before the stamp.
        link: what the mail says that brought it.
        name: of the file, as received.
    """
    if isinstance(outcome, Unreadable):
        # A message that is not to be opened, as it lies too deep or was named as a return, is like a zip.
        state: FileState = "packed" if outcome.state == "message" else outcome.state
        return AcceptanceResult(state, outcome.facts)
    if decided:
        return _by_decision(outcome, campaign, decided)
    if outcome.stamp is None:
        return _unassigned(outcome, campaign, link, name)
    return _by_stamp(outcome, outcome.stamp, campaign, link, name)


def _by_stamp(
    reading: Reading, stamp: Stamp, campaign: CampaignContext, link: SenderLink, name: str
) -> AcceptanceResult:
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
    latest = campaign.latest_issue(agency)
    if latest is None:
        return AcceptanceResult("not_issued", {"agency": agency.code}, agency)
    doubts = doubts_about(agency, campaign, reading.heading, link, name)
    if doubts:
        grounds = messages.AND.join(doubts)
        return AcceptanceResult("in_doubt", {"agency": agency.code, "grounds": grounds}, agency)
    issue = int(stamp.issue)
    notices = [*_against_register(agency, reading.heading, link)]
    if issue < latest:
        notices.append(ReadNotice("CT07", {"issue": stamp.issue, "latest": str(latest)}))
    return AcceptanceResult("accepted", {"given": str(reading.given)}, agency, issue, tuple(notices))


def _against_register(agency: Agency, heading: str, link: SenderLink) -> Iterator[ReadNotice]:
    """What is remarkable of a genuine template, but names nobody else."""
    if heading and not is_name_of(agency, heading):
        yield ReadNotice("CT21", {"heading": heading, "name": agency.name})
    if link.thread not in ("", agency.code):
        yield ReadNotice("CT27", {"agency": agency.code, "other": link.thread})
    addresses = [email.lower() for email in agency.emails]
    if link.address and addresses and link.address not in addresses:
        yield ReadNotice("CT52", {"agency": agency.code, "address": link.address})


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
    if other := messages.AND.join(_others_in_file(agency, campaign, reading)):
        notices.append(ReadNotice(NAMES_ANOTHER, {"agency": agency.code, "other": other}))
    if stamp is not None and stamp.period != campaign.period.key:
        notices.append(ReadNotice(OTHER_PERIOD, {"heading": stamp.period, "period": campaign.period.name}))
    return AcceptanceResult("accepted", {"given": str(reading.given)}, agency, None, tuple(notices))


def _others_in_file(agency: Agency, campaign: CampaignContext, reading: Reading) -> Sequence[str]:
    """Codes of other agencies that the stamp names, and the heading where no genuine stamp goes before it."""
    stamp = reading.stamp
    named = [stamp.agency] if stamp is not None else []
    if stamp is None or not stamp.is_genuine(campaign.key):
        heading = agency_named(campaign, reading.heading)
        named += [heading.code] if heading is not None else []
    return [code for code in dict.fromkeys(named) if code != agency.code]


def _unassigned(reading: Reading, campaign: CampaignContext, link: SenderLink, name: str) -> AcceptanceResult:
    """It waits for the operator, with every hint that there is."""
    hint = "".join(hints_of(campaign, reading.heading, link, name))
    return AcceptanceResult("unassigned", {"given": str(reading.given), "hint": hint})

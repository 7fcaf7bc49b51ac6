"""The state in which a received file ends: by its stamp, against what was issued; else by the operator's decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cchc_excel.domain.agency import Agency, Register
from cchc_excel.domain.period import Period
from cchc_excel.domain.stamp import Stamp
from cchc_excel.domain.submission import Reading, ReadNotice, Unreadable
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.states import BY_SENDER, BY_THREAD, HINT, FileState
from cchc_excel.text.normalize import fold_marks


@dataclass(frozen=True)
class CampaignContext:
    """What a campaign expects.

    Attributes:
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
    def named(self) -> Mapping[str, Sequence[Agency]]:
        """The agencies of the period by each of their names, as names are compared."""
        found: dict[str, list[Agency]] = {}
        for agency in self.register.expected(self.period):
            for name in {fold_marks(name) for name in (agency.name, *agency.aliases)}:
                found.setdefault(name, []).append(agency)
        return found


@dataclass(frozen=True)
class SenderLink:
    """Whose a file is by the mail that brought it: codes, empty for unknown.

    Attributes:
        thread: of the agency whose letter it answers.
        sender: of the one agency that has the sender's address.
    """

    thread: str = ""
    sender: str = ""

    @property
    def agency(self) -> str:
        """The thread goes before the sender: people write from any address."""
        return self.thread or self.sender


NO_LINK = SenderLink()
#: The remark that the file itself names another agency than the operator.
NAMES_ANOTHER: FindingCode = "CT28"
#: The notices that the acceptance of a file gives.
CODES: tuple[FindingCode, ...] = ("CT07", "CT21", "CT22", "CT26", "CT27", NAMES_ANOTHER)


@dataclass(frozen=True)
class AcceptanceResult:
    """The state, what its sentence is about, and whose return it is."""

    state: FileState
    facts: Mapping[str, str]
    agency: Agency | None = None
    issue: int | None = None
    remarks: tuple[ReadNotice, ...] = ()


def classify(
    outcome: Reading | Unreadable, expected: CampaignContext, decided: str = "", link: SenderLink = NO_LINK
) -> AcceptanceResult:
    """Judge one file; an accepted one may still be superseded by a later return of its agency.

    Args:
        decided: code of the agency whose return it is by the operator's decision; it goes before the stamp.
        tie: whose it is by mail; it counts where there is no stamp, and is held against one.
    """
    if isinstance(outcome, Unreadable):
        # A message that is not to be opened, as it lies too deep or was named as a return, is like a zip.
        state: FileState = "packed" if outcome.state == "message" else outcome.state
        return AcceptanceResult(state, outcome.facts)
    if decided:
        return _by_decision(outcome, expected, decided)
    if outcome.stamp is None:
        return _by_link(outcome, expected, link) if link.agency else _unassigned(outcome, expected)
    return _by_stamp(outcome, outcome.stamp, expected, link)


def _by_stamp(outcome: Reading, stamp: Stamp, expected: CampaignContext, link: SenderLink) -> AcceptanceResult:
    agency = expected.register.get(stamp.agency)
    if not stamp.is_genuine(expected.key):
        return AcceptanceResult("bad_seal", {"agency": stamp.agency}, agency)
    if stamp.period != expected.period.key:
        return AcceptanceResult("wrong_period", {"found": stamp.period, "expected": expected.period.key}, agency)
    found = f"{stamp.form}/{stamp.version}"
    if found != expected.form:
        return AcceptanceResult("wrong_form", {"found": found, "expected": expected.form}, agency)
    if agency is None or not agency.reports_in(expected.period):
        return AcceptanceResult("unknown_agency", {"agency": stamp.agency})
    latest = expected.issues.get(agency.code)
    if latest is None:
        return AcceptanceResult("not_issued", {"agency": agency.code}, agency)
    remarks = []
    if outcome.heading and not _names(agency, outcome.heading):
        other = _named(expected, outcome.heading)
        if other is not None:
            told = {"agency": agency.code, "heading": outcome.heading, "other": other.code}
            return AcceptanceResult("in_doubt", told, agency)
        remarks.append(ReadNotice("CT21", {"heading": outcome.heading, "name": agency.name}))
    if link.agency not in ("", agency.code):
        remarks.append(ReadNotice("CT27", {"agency": agency.code, "other": link.agency}))
    issue = int(stamp.issue)
    if issue < latest:
        remarks.append(ReadNotice("CT07", {"issue": stamp.issue, "latest": str(latest)}))
    return AcceptanceResult("accepted", {"given": str(outcome.given)}, agency, issue, tuple(remarks))


def _by_decision(outcome: Reading, expected: CampaignContext, decided: str) -> AcceptanceResult:
    agency = expected.register.get(decided)
    if agency is None or not agency.reports_in(expected.period):
        return AcceptanceResult("unknown_agency", {"agency": decided})
    if outcome.form != expected.form:
        return AcceptanceResult("wrong_form", {"found": outcome.form or "?", "expected": expected.form}, agency)
    stamp = outcome.stamp
    if stamp is not None and stamp.agency == agency.code and stamp.is_genuine(expected.key):
        # The stamp says the same: the decision is which of the agency's returns counts.
        return AcceptanceResult("accepted", {"given": str(outcome.given)}, agency, int(stamp.issue))
    remarks = [ReadNotice("CT22", {"agency": agency.code})]
    named = _named(expected, outcome.heading) if outcome.heading else None
    other = stamp.agency if stamp is not None else named.code if named is not None else agency.code
    if other != agency.code:
        remarks.append(ReadNotice(NAMES_ANOTHER, {"agency": agency.code, "other": other}))
    return AcceptanceResult("accepted", {"given": str(outcome.given)}, agency, None, tuple(remarks))


def _by_link(outcome: Reading, expected: CampaignContext, link: SenderLink) -> AcceptanceResult:
    """Without a stamp, by whose letter it answers or from whose address it came; never against what is printed."""
    agency = expected.register.get(link.agency)
    named = _named(expected, outcome.heading) if outcome.heading else None
    if agency is None or not agency.reports_in(expected.period) or (named is not None and named != agency):
        return _unassigned(outcome, expected)
    if outcome.form != expected.form:
        return AcceptanceResult("wrong_form", {"found": outcome.form or "?", "expected": expected.form}, agency)
    how = BY_THREAD if link.thread else BY_SENDER
    return AcceptanceResult(
        "accepted",
        {"given": str(outcome.given)},
        agency,
        None,
        (ReadNotice("CT26", {"agency": agency.code, "how": how}),),
    )


def _unassigned(outcome: Reading, expected: CampaignContext) -> AcceptanceResult:
    hinted = _named(expected, outcome.heading) if outcome.heading else None
    hint = HINT.format(heading=outcome.heading, code=hinted.code) if hinted else ""
    return AcceptanceResult("unassigned", {"given": str(outcome.given), "hint": hint})


def _named(expected: CampaignContext, heading: str) -> Agency | None:
    """The one agency of the period that a heading names."""
    found = expected.named.get(fold_marks(heading), ())
    return found[0] if len(found) == 1 else None


def _names(agency: Agency, heading: str) -> bool:
    return fold_marks(heading) in {fold_marks(name) for name in (agency.name, *agency.aliases)}

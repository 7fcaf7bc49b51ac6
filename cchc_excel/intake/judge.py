"""The state in which a received file ends: by its stamp, against what was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cchc_excel.agencies import Agency, Register
from cchc_excel.periods import Period
from cchc_excel.submission import Reading, Remark, Unreadable


@dataclass(frozen=True)
class Expectation:
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


@dataclass(frozen=True)
class Verdict:
    """The state, what its sentence is about, and whose return it is."""

    state: str
    facts: Mapping[str, str]
    agency: Agency | None = None
    issue: int | None = None
    remarks: tuple[Remark, ...] = ()


def judge(outcome: Reading | Unreadable, expected: Expectation) -> Verdict:
    """Judge one file; an accepted one may still be superseded by a later return of its agency."""
    if isinstance(outcome, Unreadable):
        return Verdict(outcome.state, outcome.facts)
    stamp = outcome.stamp
    if stamp is None:
        return Verdict("no_stamp", {})
    agency = expected.register.get(stamp.agency)
    if not stamp.is_genuine(expected.key):
        return Verdict("bad_seal", {"agency": stamp.agency}, agency)
    if stamp.period != expected.period.key:
        return Verdict("wrong_period", {"found": stamp.period, "expected": expected.period.key}, agency)
    found = f"{stamp.form}/{stamp.version}"
    if found != expected.form:
        return Verdict("wrong_form", {"found": found, "expected": expected.form}, agency)
    if agency is None or not agency.reports_in(expected.period):
        return Verdict("unknown_agency", {"agency": stamp.agency})
    latest = expected.issues.get(agency.code)
    if latest is None:
        return Verdict("not_issued", {"agency": agency.code}, agency)
    given = sum(entry.raw.kind != "blank" for entry in outcome.entries)
    issue = int(stamp.issue)
    stale = (Remark("CT07", {"issue": stamp.issue, "latest": str(latest)}),) if issue < latest else ()
    return Verdict("accepted", {"given": str(given)}, agency, issue, stale)

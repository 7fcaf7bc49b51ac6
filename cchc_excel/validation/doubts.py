"""Whose a file may be, by all that names an agency besides the stamp: heading, name, the mail that brought it.

All of it is a hint, as anybody can write it. Where it speaks against a genuine stamp the operator is asked; of a file
without one it is what the operator is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.sender_link import SenderLink
from cchc_excel.messages import states as messages
from cchc_excel.text.normalize import fold_marks
from cchc_excel.validation.campaign_context import CampaignContext

#: What a file is called that the desk sent round: a sample, an enclosure of one of its letters.
_ENCLOSED = re.compile(r"\b(mau|kem|theo|cv)\b")


def doubts_about(agency: Agency, campaign: CampaignContext, heading: str, link: SenderLink, name: str) -> Sequence[str]:
    """What names another agency than the stamp does, in words; a heading that two bear names none of them."""
    form = campaign.form.split("/")[0]
    issued_name = f"{form}_{campaign.period}_{agency.code}"
    names, desk = campaign.names, campaign.desk
    by_name = names.in_file_name(name, issued_name)
    if _ENCLOSED.search(fold_marks(name)):
        by_name = _without(by_name, desk)
    # A district's folder has its communes' files; the desk's own name is on what others send to it.
    around = {code: one for code, one in names.around_file(name, issued_name).items() if one.group == agency.group}
    is_named = any(agency.code in names.in_text(line) for line in link.named.splitlines())
    by_mail = {} if is_named else _without(names.in_letter(link.named), desk)
    by_heading = {} if is_name_of(agency, heading) else campaign.names.in_text(heading)
    doubts = []
    if other := _only_other(agency, by_heading):
        doubts.append(messages.BY_HEADING.format(heading=heading, code=other))
    if other := _others(agency, by_name):
        doubts.append(messages.BY_NAME.format(code=other))
    if other := _others(agency, _without(around, desk)):
        doubts.append(messages.BY_PLACE.format(code=other))
    if link.sender not in ("", agency.code):
        doubts.append(messages.BY_SENDER.format(address=link.address, code=link.sender))
    # What the agency itself forwards may be another's letter beside its own file.
    if link.within not in ("", agency.code) and link.sender != agency.code:
        doubts.append(messages.BY_LETTER_WITHIN.format(code=link.within))
    if other := _only_other(agency, by_mail):
        doubts.append(messages.BY_MAIL.format(named=link.named.replace("\n", "; "), code=other))
    return doubts


def _without(named: Mapping[str, Agency], others: Mapping[str, Agency]) -> Mapping[str, Agency]:
    return {code: agency for code, agency in named.items() if code not in others}


def _only_other(agency: Agency, named: Mapping[str, Agency]) -> str:
    """Code of the one other agency that is named; empty for none, several, or the agency itself beside it."""
    return next(iter(named)) if len(named) == 1 and agency.code not in named else ""


def _others(agency: Agency, named: Mapping[str, Agency]) -> str:
    """Codes of the other agencies that are named; empty where the agency itself is named beside them."""
    return "" if agency.code in named else messages.AND.join(named)


def hints_of(campaign: CampaignContext, heading: str, link: SenderLink, name: str) -> Iterator[str]:
    """Whose a file without a stamp may be, in words that go behind one another."""
    if named := agency_named(campaign, heading):
        yield messages.HINT.format(heading=heading, code=named.code)
    yield from (messages.HINT_NAME.format(code=code) for code in campaign.names.in_file_name(name))
    around = _without(campaign.names.around_file(name), campaign.desk)
    yield from (messages.HINT_PLACE.format(code=code) for code in around)
    codes = dict.fromkeys(code for line in link.named.splitlines() for code in campaign.names.in_text(line))
    yield from (messages.HINT_MAIL.format(code=code) for code in codes if code not in campaign.desk)
    if link.thread:
        yield messages.HINT_THREAD.format(code=link.thread)
    if link.address:
        hint = messages.HINT_SENDER if link.sender else messages.HINT_STRANGER
        yield hint.format(code=link.sender, address=link.address)


def agency_named(campaign: CampaignContext, heading: str) -> Agency | None:
    """The one agency of the period that a heading names; None for none or several."""
    named = campaign.names.in_text(heading)
    return next(iter(named.values())) if len(named) == 1 else None


def is_name_of(agency: Agency, heading: str) -> bool:
    """Whether a heading is an agency's name or alias."""
    return fold_marks(heading) in {fold_marks(name) for name in (agency.name, *agency.aliases)}

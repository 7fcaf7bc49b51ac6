"""The table of agencies, of every one that has to report; filter, sort and search are in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cchc_excel.api import AgencyStatus
from cchc_excel.desk.answers import Answer, Page
from cchc_excel.desk.forms import Asked
from cchc_excel.messages import mail
from cchc_excel.messages import page as messages
from cchc_excel.messages.master import TIMELINESS
from cchc_excel.text.normalize import fold_marks

#: So many rows at once; all on demand.
MOST_ROWS = 200
_NOT_BACK = ("missing", "overdue", "blank")


def _is_undelivered(one: AgencyStatus) -> bool:
    return any(letter.state in ("refused", "bounced") for letter in one.letters)


def _is_unsent(one: AgencyStatus) -> bool:
    return not any(letter.kind == "issue" and letter.state in ("accepted", "bounced") for letter in one.letters)


_FILTERS: dict[str, Callable[[AgencyStatus], bool]] = {
    "": lambda _: True,
    "da-nop": lambda one: one.state not in _NOT_BACK,
    "chua-nop": lambda one: one.state in _NOT_BACK,
    "tre-han": lambda one: one.state == "late",
    "chua-ro": lambda one: one.state == "unclear",
    "co-loi": lambda one: bool(one.errors),
    "canh-bao": lambda one: bool(one.warnings),
    "thu-loi": _is_undelivered,
    "chua-gui": _is_unsent,
}
_NONE_LAST = (1 << 40,)
_SORTS: dict[str, Callable[[AgencyStatus], Any]] = {
    "ma": lambda one: one.agency.code.casefold(),
    "ten": lambda one: fold_marks(one.agency.name),
    "tinh-trang": lambda one: list(TIMELINESS).index(one.state),
    "ngay": lambda one: (one.received is None, str(one.received or "")),
    "lan": lambda one: one.number or 0,
    "so-lieu": lambda one: (one.given is None, one.given or 0),
    "loi": lambda one: (one.errors is not None, one.errors or 0),
    "canh-bao": lambda one: (one.warnings is not None, one.warnings or 0),
    "thu": lambda one: (not one.letters, str(one.letters[-1].updated) if one.letters else ""),
}


@dataclass(frozen=True)
class Row:
    """One agency as the table shows it."""

    one: AgencyStatus
    state: str
    letter: str


def show(asked: Asked) -> Answer:
    """The table."""
    status = asked.snapshot().status
    everyone: Sequence[AgencyStatus] = status.agencies if status else ()
    wanted, sort = asked.query.get("loc", ""), asked.query.get("sap", "")
    search = " ".join(asked.query.get("tim", "").split())
    found = [one for one in everyone if _FILTERS.get(wanted, _FILTERS[""])(one) and _is_found(one, search)]
    key, is_reversed = sort.removeprefix("-"), sort.startswith("-")
    if key in _SORTS:
        found.sort(key=_SORTS[key], reverse=is_reversed)
    is_all = asked.query.get("het") == "1" or len(found) <= MOST_ROWS
    facts = {
        "rows": [_row(one) for one in (found if is_all else found[:MOST_ROWS])],
        "found": len(found),
        "all": len(everyone),
        "is_all": is_all,
        "filters": [(name, label, sum(map(_FILTERS[name], everyone))) for name, label in messages.FILTERS.items()],
        "wanted": wanted if wanted in _FILTERS else "",
        "search": search,
        "sort": sort,
        "columns": messages.COLUMNS,
        "indicators": status.indicators if status else 0,
    }
    return Page("agencies", messages.MENU["co-quan"][0], facts)


def _is_found(one: AgencyStatus, search: str) -> bool:
    text = fold_marks(f"{one.agency.code} {one.agency.name} {' '.join(one.agency.aliases)}")
    return all(word in text for word in fold_marks(search).split())


def _row(one: AgencyStatus) -> Row:
    return Row(one, TIMELINESS[one.state], letter_text(one))


def letter_text(one: AgencyStatus) -> str:
    """The last letter to an agency, in words."""
    if not one.letters:
        return ""
    letter = one.letters[-1]
    kind, state = mail.KINDS[letter.kind], mail.STATES[letter.state]
    return f"{kind[0].upper()}{kind[1:]}: {state[0].lower()}{state[1:]} {letter.updated:%d/%m}"

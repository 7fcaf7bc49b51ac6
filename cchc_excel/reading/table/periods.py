"""Which reporting periods a heading names."""

from __future__ import annotations

import re
from typing import NamedTuple

from cchc_excel.text.normalize import fold_marks

_SEPARATORS = r"[\s/.,(\-–]"
#: Without a word before it, it begins where its separators do: they are looked at once.
_PERIOD = re.compile(
    r"(?:\b(?:q(?:u[yi])?[.\s]*0?(?P<quarter>[1-4]|iv|i{1,3}|mot|nhat|hai|ba|tu)"
    r"|0?(?P<months>[369])\s*thang|thang\s*(?P<month>[0-9]{1,2}))"
    rf"\b(?:\s*dau)?|(?<!{_SEPARATORS})){_SEPARATORS}*+(?:\bnam\b\s*)?\b(?P<year>(?:19|20)[0-9]{{2}})\b"
)
_QUARTERS = {"i": "1", "mot": "1", "nhat": "1", "ii": "2", "hai": "2", "iii": "3", "ba": "3", "iv": "4", "tu": "4"}
_WORD = re.compile(r"[^\W_]+")
#: Words that say nothing about what a column of a period's figures holds.
_SAYS_NOTHING = frozenset(
    (
        *("so", "lieu", "luong", "ket", "qua", "thuc", "hien", "te", "dat", "duoc", "gia", "tri", "bao", "cao"),
        *("thong", "ke", "trong", "ky", "nay", "nam", "tong", "cong", "toan", "chung", "don", "vi", "co", "quan"),
    )
)
#: Words that say nothing in a period of a kind.
_OF_KIND = {"Q": frozenset({"quy"}), "T": frozenset({"thang"})}
#: What stands above figures that are not this period's: earlier ones, planned ones.
_OTHER_FIGURES = (
    "ky truoc",
    "cung ky",
    "nam truoc",
    "quy truoc",
    "thang truoc",
    "ke hoach",
    "chi tieu giao",
    "du kien",
)


class NamedPeriod(NamedTuple):
    """A period as a heading names it; without a kind, a year alone or all of it."""

    kind: str
    year: str


def named_periods(heading: str) -> list[NamedPeriod]:
    """Every period that a heading names with its year.

    >>> named_periods("Quý I/2021 và Q1.2020") == [NamedPeriod("Q1", "2021"), NamedPeriod("Q1", "2020")]
    True
    >>> named_periods("6 tháng đầu năm 2021"), named_periods("Phòng A")
    ([NamedPeriod(kind='6T', year='2021')], [])
    """
    return [NamedPeriod(_kind(match), match["year"]) for match in _PERIOD.finditer(fold_marks(heading))]


def _kind(match: re.Match[str]) -> str:
    if quarter := match["quarter"]:
        return f"Q{_QUARTERS.get(quarter, quarter)}"
    if months := match["months"]:
        return "Q1" if months == "3" else f"{months}T"
    return f"T{int(match['month'])}" if match["month"] else ""


def names_only(heading: str, period: str) -> bool:
    """Whether a heading names a period and nothing beside it: ``Thực hiện Quý I/2021``, not ``Kế hoạch Quý I/2021``."""
    return bool(period) and named_periods(heading) == named_periods(period) and names_nothing_else(heading)


def names_nothing_else(heading: str) -> bool:
    """Whether a heading has no words but those of its periods, and such as say nothing."""
    return _words_beside_periods(heading) <= _SAYS_NOTHING


def says_nothing_else(heading: str, period: str) -> bool:
    """Whether nothing in a column's heading speaks against its figures being the period's, all, and in their units.

    >>> [says_nothing_else(text, "Quý I năm 2021") for text in ("Thực hiện", "Quý 1", "Năm 2021", "Quý này")]
    [True, True, True, True]
    >>> [says_nothing_else(text, "Quý I năm 2021") for text in ("Quý IV", "Phòng A", "Số liệu (nghìn)", "Ước cả năm")]
    [False, False, False, False]
    """
    asked = named_periods(period)[0] if period else NamedPeriod("", "")
    says_nothing = _SAYS_NOTHING | _OF_KIND.get(asked.kind[:1], frozenset())
    mine = {asked, NamedPeriod("", asked.year)}
    return any(
        _words_beside_periods(text) <= says_nothing and (not period or mine.issuperset(named_periods(text)))
        for text in (heading, f"{heading} {asked.year}")
    )


def _words_beside_periods(heading: str) -> set[str]:
    return set(_WORD.findall(_PERIOD.sub(" ", fold_marks(heading))))


def names_another(heading: str, period: str) -> bool:
    """Whether a column's heading says that its figures are not the period's: another one's, earlier ones, planned ones.

    A table's title may speak of the plan whose results it tells: of it, see :func:`names_other_period`.
    """
    folded = fold_marks(heading)
    return any(words in folded for words in _OTHER_FIGURES) or names_other_period(heading, period)


def names_other_period(heading: str, period: str) -> bool:
    """Whether a heading names periods, and not this one."""
    named = named_periods(heading)
    if not period or not named:
        return False
    asked = named_periods(period)[0]
    return not any(one in (asked, NamedPeriod("", asked.year)) for one in named)


def contradict(mine: str, other: str) -> bool:
    """Whether two headings each name one period, and not the same one."""
    named = [set(named_periods(heading)) for heading in (mine, other)]
    return len(named[0]) == 1 == len(named[1]) and named[0] != named[1]

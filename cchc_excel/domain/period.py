"""Reporting periods of administrative-reform reports.

Source: Nghị định 09/2019/NĐ-CP, Điều 12; Công văn 581/BNV-CCHC. Data of a year run from 15 December of the
year before to 14 December; quarters and months end on the 14th.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cchc_excel.errors import RequestError
from cchc_excel.messages import desk as messages

# kind → (first month, last month, name); a period's data run from 15 of the month before the first
# to 14 of the last.
_QUARTERS = ("I", "II", "III", "IV")
_KINDS: dict[str, tuple[int, int, str]] = {
    **{f"Q{n + 1}": (3 * n + 1, 3 * n + 3, f"Quý {roman}") for n, roman in enumerate(_QUARTERS)},
    "6T": (1, 6, "6 tháng đầu năm"),
    "9T": (1, 9, "9 tháng đầu năm"),
    "NAM": (1, 12, "Năm"),
    **{f"T{n}": (n, n, f"Tháng {n}") for n in range(1, 13)},
}


@dataclass(frozen=True, order=True)
class Period:
    """A reporting period, ``2021-Q1`` for short.

    Attributes:
        data_to: last day of the data; periods sort by it.
        data_from: first day of the data.
        year: the report year, which the data's first days may precede.
        kind: ``Q1``…``Q4``, ``6T``, ``9T``, ``NAM``, ``T1``…``T12``.
    """

    data_to: date
    data_from: date
    year: int
    kind: str

    @classmethod
    def parse(cls, key: str) -> Period:
        """Read a key such as ``2021-Q1``; case and surrounding blanks do not matter.

        Raises:
            RequestError: the key is none of the known forms.
        """
        match = re.fullmatch(r"(20[0-9]{2})-([0-9A-Z]{1,3})", key.strip().upper())
        if match is None or match[2] not in _KINDS:
            raise RequestError(messages.PERIOD_UNREADABLE.about(key=key))
        year, kind = int(match[1]), match[2]
        first, last, _ = _KINDS[kind]
        start = date(year - 1, 12, 15) if first == 1 else date(year, first - 1, 15)
        return cls(date(year, last, 14), start, year, kind)

    @property
    def key(self) -> str:
        """As in folder names and commands: ``2021-Q1``."""
        return f"{self.year}-{self.kind}"

    @property
    def name(self) -> str:
        """As in a heading: ``Quý I năm 2021``."""
        name = _KINDS[self.kind][2]
        return f"{name} {self.year}" if name.lower().endswith("năm") else f"{name} năm {self.year}"

    def deadline(self, day: int) -> date:
        """The agencies' deadline: `day` of the period's last month (a setting of the province, not law)."""
        return self.data_to.replace(day=day)

    @property
    def months(self) -> int:
        """Its length in months."""
        first, last, _ = _KINDS[self.kind]
        return last - first + 1

    def contains(self, other: Period) -> bool:
        """Whether another period lies within this one: Quý I within 6 tháng."""
        return self.data_from <= other.data_from and other.data_to <= self.data_to and self != other

    def follows(self, other: Period) -> bool:
        """Whether this period's data begin on the day after the other's end."""
        return self.data_from - other.data_to == timedelta(days=1)

    def is_later_in_year(self, other: Period) -> bool:
        """Whether both belong to one report year and this one ends later."""
        return self.year == other.year and self.data_to > other.data_to

    def __str__(self) -> str:
        return self.key

"""Which cell of *Chi tiết* holds what; formulas elsewhere refer to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name

from cchc_excel.domain.consolidated import ConsolidatedPeriod, Total
from cchc_excel.forms import ROLLED_UP_GROUP, Row

TITLE_ROW, LEGEND_ROW, GROUP_ROW, CODE_ROW, NAME_ROW, FIRST_ROW = 1, 2, 4, 5, 6, 7
#: Where figures begin: the column of the whole province.
FIRST_FIGURE = 3
#: The group that stands for all of them.
WHOLE = ""
#: Excel takes 65,530 links on a sheet.
_MOST_LINKS = 60_000


@dataclass(frozen=True)
class DetailLayout:
    """Places on the sheet; rows are counted from 1, columns from 0."""

    province: ConsolidatedPeriod

    @cached_property
    def groups(self) -> Sequence[str]:
        """The groups that have a total of their own: none where there is only one."""
        groups = list(self.province.groups)
        return groups if len(groups) > 1 else []

    @cached_property
    def total_columns(self) -> Mapping[str, int]:
        """Column of each group's total, right before its agencies; the whole province's comes first."""
        columns = {WHOLE: FIRST_FIGURE}
        at = FIRST_FIGURE + 1
        for group, agencies in self.province.groups.items():
            if self.groups:
                columns[group] = at
                at += 1
            at += len(agencies)
        return columns

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Column of every agency."""
        places = {}
        at = FIRST_FIGURE + 1
        for agencies in self.province.groups.values():
            at += bool(self.groups)
            for agency in agencies:
                places[agency.code] = at
                at += 1
        return places

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Column letter of every agency."""
        return {code: xl_col_to_name(at) for code, at in self.places.items()}

    @property
    def last_column(self) -> int:
        """The last column in use."""
        return max([FIRST_FIGURE, *self.places.values()])

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row of every code of the form."""
        return {row.code: FIRST_ROW + at for at, row in enumerate(self.province.form.rows)}

    @cached_property
    def percentages(self) -> Sequence[Row]:
        """Indicators with a numerator and a denominator row, in order."""
        return [row for row in self.province.form.indicators if row.type == "percent"]

    @property
    def parts_title_row(self) -> int:
        """Where the block of numerators and denominators begins."""
        return FIRST_ROW + len(self.province.form.rows) + 1

    @cached_property
    def part_rows(self) -> Mapping[str, tuple[int, int]]:
        """Rows of a percentage's numerators and denominators."""
        first = self.parts_title_row + 1
        return {row.code: (first + 2 * at, first + 2 * at + 1) for at, row in enumerate(self.percentages)}

    @property
    def rolls_up(self) -> bool:
        """Whether any return is itself a total, so that answers and ranges stand in its notes."""
        return ROLLED_UP_GROUP in self.province.groups

    @cached_property
    def count_rows(self) -> Mapping[str, Sequence[int]]:
        """Rows for what the cells do not say where returns are themselves totals; none otherwise.

        One for each answer of a coded indicator, one each for the lowest and highest of a percentage.
        """
        rows: dict[str, Sequence[int]] = {}
        at = self.parts_title_row + 2 * len(self.percentages) + 2
        for row in self.province.form.indicators if self.rolls_up else ():
            count = len(row.choices.labels) if row.choices else 2 if row.type == "percent" else 0
            if count:
                rows[row.code] = range(at, at + count)
                at += count
        return rows

    @cached_property
    def below_rows(self) -> Mapping[str, Sequence[int]]:
        """Three rows for each indicator that say what `province.Below` says, where returns are themselves totals."""
        last = max((rows[-1] for rows in (*self.count_rows.values(), *self.part_rows.values())), default=FIRST_ROW)
        first = last + 3  # a blank row and the block's title lie between
        indicators = self.province.form.indicators if self.rolls_up else ()
        return {row.code: range(first + 3 * at, first + 3 * at + 3) for at, row in enumerate(indicators)}

    def totals_of(self, group: str) -> Mapping[str, Total]:
        """The figures of a group, or of the whole province."""
        return self.province.totals if group == WHOLE else self.province.group_totals[group]

    def total_cell(self, group: str, row: int) -> str:
        """Where a group's total of a row stands."""
        return f"{xl_col_to_name(self.total_columns[group])}{row}"

    def ranges(self, code: str, row: int, group: str = WHOLE) -> Sequence[str]:
        """The cells of a row whose agencies are added up for an indicator: one range for each group.

        Args:
            code: the indicator, which may be added up over some groups only.
            row: its own, or another one with a cell for each agency.
            group: that group alone.
        """
        indicator = self.province.form.by_code[code]
        found = []
        for name, agencies in self.province.groups.items():
            if group in (WHOLE, name) and indicator.adds_up(name):
                first, last = (self.columns[agency.code] for agency in (agencies[0], agencies[-1]))
                found.append(f"{first}{row}:{last}{row}")
        return found

    def data_row(self, agency: str, code: str) -> int | None:
        """Row of an agency's figure on *Dữ liệu*; None where there are more figures than a sheet may have links."""
        indicators = len(self.province.form.indicators)
        if len(self.province.agencies) * indicators > _MOST_LINKS:
            return None
        return 2 + self._agency_order[agency] * indicators + self._indicator_order[code]

    @cached_property
    def _agency_order(self) -> Mapping[str, int]:
        return {agency.code: at for at, agency in enumerate(self.province.agencies)}

    @cached_property
    def _indicator_order(self) -> Mapping[str, int]:
        return {row.code: at for at, row in enumerate(self.province.form.indicators)}

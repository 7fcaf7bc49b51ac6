"""The rows and columns of *Chi tiết*: which cell holds what.

Used by the tab itself, and by the formulas of the other tabs that refer to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cchc_excel.domain.consolidated import ConsolidatedPeriod, Total
from cchc_excel.forms import ROLLED_UP_GROUP, Row
from cchc_excel.output.spreadsheet import column_name

TITLE_ROW, LEGEND_ROW, GROUP_ROW, CODE_ROW, NAME_ROW, FIRST_ROW = 1, 2, 4, 5, 6, 7
#: The first column (from 0) with figures: the whole province's.
FIRST_FIGURE = 3
#: In place of a group's key: all groups, the whole province.
WHOLE = ""
#: Excel takes 65,530 links on a sheet.
_MOST_LINKS = 60_000


@dataclass(frozen=True)
class DetailLayout:
    """Rows (counted from 1) and columns (counted from 0) of the tab for one consolidated period."""

    province: ConsolidatedPeriod

    @cached_property
    def groups(self) -> Sequence[str]:
        """The groups that have a column for their total: none where there is only one group."""
        groups = list(self.province.groups)
        return groups if len(groups) > 1 else []

    @cached_property
    def total_columns(self) -> Mapping[str, int]:
        """Column of each group's total, right before its agencies; the whole province's comes first."""
        columns = {WHOLE: FIRST_FIGURE}
        column = FIRST_FIGURE + 1
        for group, agencies in self.province.groups.items():
            if self.groups:
                columns[group] = column
                column += 1
            column += len(agencies)
        return columns

    @cached_property
    def agency_columns(self) -> Mapping[str, int]:
        """Column of every agency, by its code."""
        columns = {}
        column = FIRST_FIGURE + 1
        for agencies in self.province.groups.values():
            column += bool(self.groups)
            for agency in agencies:
                columns[agency.code] = column
                column += 1
        return columns

    @cached_property
    def agency_letters(self) -> Mapping[str, str]:
        """Letters of every agency's column, by its code."""
        return {code: column_name(column) for code, column in self.agency_columns.items()}

    @property
    def last_column(self) -> int:
        """The last column in use."""
        return max([FIRST_FIGURE, *self.agency_columns.values()])

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row of every form row, by its code."""
        return {row.code: number for number, row in enumerate(self.province.form.rows, start=FIRST_ROW)}

    @cached_property
    def percentages(self) -> Sequence[Row]:
        """The percentages, in the order of the form; each has a numerator and a denominator row below the table."""
        return [row for row in self.province.form.indicators if row.type == "percent"]

    @property
    def parts_title_row(self) -> int:
        """Row of the title above the numerators and denominators."""
        return FIRST_ROW + len(self.province.form.rows) + 1

    @cached_property
    def part_rows(self) -> Mapping[str, tuple[int, int]]:
        """Rows of a percentage's numerators and of its denominators, by its code."""
        first = self.parts_title_row + 1
        return {row.code: (first + 2 * index, first + 2 * index + 1) for index, row in enumerate(self.percentages)}

    @property
    def has_rollups(self) -> bool:
        """Whether any return is rolled up: its answers and its ranges stand in its notes, not in its cells."""
        return ROLLED_UP_GROUP in self.province.groups

    @cached_property
    def rollup_detail_rows(self) -> Mapping[str, Sequence[int]]:
        """Rows for what the cells of rolled-up returns do not say, by indicator; none where no return is rolled up.

        A coded indicator has one row for each answer, a percentage one for its lowest and one for its highest.
        """
        rows: dict[str, Sequence[int]] = {}
        first = self.parts_title_row + 2 * len(self.percentages) + 2
        for row in self.province.form.indicators if self.has_rollups else ():
            count = len(row.choices.labels) if row.choices else 2 if row.type == "percent" else 0
            if count:
                rows[row.code] = range(first, first + count)
                first += count
        return rows

    @cached_property
    def subordinate_rows(self) -> Mapping[str, Sequence[int]]:
        """The three rows of an indicator's `SubordinateCoverage`; none where no return is rolled up."""
        blocks = (*self.rollup_detail_rows.values(), *self.part_rows.values())
        last = max((rows[-1] for rows in blocks), default=FIRST_ROW)
        first = last + 3  # a blank row and the block's title lie between
        indicators = self.province.form.indicators if self.has_rollups else ()
        return {row.code: range(first + 3 * index, first + 3 * index + 3) for index, row in enumerate(indicators)}

    def totals_of(self, group: str) -> Mapping[str, Total]:
        """The totals of a group, or of the whole province, by indicator."""
        return self.province.totals if group == WHOLE else self.province.group_totals[group]

    def total_cell(self, group: str, row: int) -> str:
        """The cell with a group's total of a row: ``D12``."""
        return f"{column_name(self.total_columns[group])}{row}"

    def ranges(self, code: str, row: int, group: str = WHOLE) -> Sequence[str]:
        """The cells of a row whose agencies are added up for an indicator: one range for each group (``E9:H9``).

        Args:
            code: of the indicator, which may be added up over some groups only.
            row: the indicator's own row, or another one with a cell for each agency.
            group: this group alone; by default all.
        """
        indicator = self.province.form.by_code[code]
        ranges = []
        for name, agencies in self.province.groups.items():
            if group in (WHOLE, name) and indicator.adds_up(name):
                first, last = (self.agency_letters[agency.code] for agency in (agencies[0], agencies[-1]))
                ranges.append(f"{first}{row}:{last}{row}")
        return ranges

    def data_row(self, agency: str, code: str) -> int | None:
        """Row (from 1) of an agency's figure on *Dữ liệu*; None where there are more figures than links on a sheet."""
        indicators = len(self.province.form.indicators)
        if len(self.province.agencies) * indicators > _MOST_LINKS:
            return None
        return 2 + self._agency_order[agency] * indicators + self._indicator_order[code]

    @cached_property
    def _agency_order(self) -> Mapping[str, int]:
        return {agency.code: index for index, agency in enumerate(self.province.agencies)}

    @cached_property
    def _indicator_order(self) -> Mapping[str, int]:
        return {row.code: index for index, row in enumerate(self.province.form.indicators)}

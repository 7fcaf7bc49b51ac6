"""Which cell of *Chi tiết* holds what; formulas elsewhere refer to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name

from cchc_excel.forms import Row
from cchc_excel.province import Province
from cchc_excel.wording import master as say

TITLE_ROW, LEGEND_ROW, GROUP_ROW, CODE_ROW, NAME_ROW, FIRST_ROW = 1, 2, 4, 5, 6, 7
FIRST_AGENCY = 3
#: Excel takes 65,530 links on a sheet.
_MOST_LINKS = 60_000


@dataclass(frozen=True)
class DetailLayout:
    """Places on the sheet, rows and columns counted from 1 in cell names."""

    province: Province

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Column letter of every agency."""
        return {agency.code: xl_col_to_name(FIRST_AGENCY + at) for at, agency in enumerate(self.province.agencies)}

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

    def span(self, code: str, row: int | None = None) -> str:
        """The cells of the agencies whose figures are added up for an indicator; empty when there are none.

        Args:
            code: the indicator.
            row: another row with one cell for each agency, in place of the indicator's.
        """
        groups = self.province.form.by_code[code].total_groups
        letters = [
            self.columns[agency.code] for agency in self.province.agencies if not groups or agency.group in groups
        ]
        if not letters:
            return ""
        at = row or self.rows[code]
        return f"'{say.DETAIL}'!${letters[0]}${at}:${letters[-1]}${at}"

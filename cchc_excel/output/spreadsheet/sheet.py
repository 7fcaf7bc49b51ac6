"""A sheet of a workbook: cell links, validations that are never dropped in silence, the page of official documents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cchc_excel.text.outside import for_excel, for_xml

FONT = "Times New Roman"
_A4, _A3 = 9, 8
_MM = 1 / 25.4


def _as_ranges(cells: Sequence[str]) -> list[str]:
    """Cells of one column, neighbours as ranges.

    >>> _as_ranges(["E9", "E10", "E11", "E15"])
    ['E9:E11', 'E15']
    """
    rows = [(cell.rstrip("0123456789"), int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))) for cell in cells]
    ranges = []
    for _, alike in groupby(enumerate(rows), key=lambda numbered: (numbered[1][0], numbered[1][1] - numbered[0])):
        (letters, first), *_, (_, last) = run if len(run := [row for _, row in alike]) > 1 else run * 2
        ranges.append(f"{letters}{first}" if first == last else f"{letters}{first}:{letters}{last}")
    return ranges


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose page numbers start on the second page."""

    def _write_header_footer(self) -> None:
        if not self.header_footer_changed:
            return
        self._xml_start_tag("headerFooter", [("differentFirst", 1)])
        self._write_odd_header()
        self._xml_end_tag("headerFooter")

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        """Write a text as Excel holds it; every way of writing one ends here."""
        return int(super()._write_string(row, col, for_excel(string), cell_format))

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: float | str = 0
    ) -> int:
        """Write a formula; a text that it gives is bounded as any other, and the library escapes nothing in it."""
        cached = for_xml(for_excel(value)) if isinstance(value, str) else value
        return int(super()._write_formula(row, col, formula, cell_format, cached))

    def validate(self, cells: str, options: dict[str, Any]) -> None:
        """Add a data validation.

        Args:
            cells: such as ``E9`` or ``E9:E30``.
            options: as for the library's ``data_validation``.

        Raises:
            ValueError: it is beyond Excel's limits; the library would leave it out.
        """
        if self.data_validation(cells, options) != 0:
            raise ValueError(f"validation of {cells} is beyond Excel's limits")

    def validate_alike(self, cells: Sequence[str], options: dict[str, Any]) -> None:
        """Add one data validation for some cells of one column, from the top; raises as :meth:`validate`."""
        self.validate(cells[0], options | {"multi_range": " ".join(_as_ranges(cells))})

    def link(self, row: int, column: int, sheet: str, target: str, style: Format) -> None:
        """Link a cell (row and column from 0) to a cell of another sheet; its content is written afterwards."""
        self.write_url(row, column, f"internal:'{sheet}'!{target}", style, "")

    def page(self, *, landscape: bool = False, a3: bool = False, header_rows: tuple[int, int] | None = None) -> None:
        """Set up the page: A4 or A3, one page wide, page number centred on top from page 2.

        Margins as Nghị định 30/2020/NĐ-CP has them: 20 mm above and below, 30 mm on the left, 15 mm on the right.

        Args:
            landscape: turned, for wide tables.
            a3: on A3, for the widest.
            header_rows: first and last row (from 1) that are repeated on every page.
        """
        self.set_paper(_A3 if a3 else _A4)
        self.set_margins(left=30 * _MM, right=15 * _MM, top=20 * _MM, bottom=20 * _MM)
        self.set_header(f'&C&"{FONT},Regular"&12&P', {"margin": 10 * _MM})
        self.fit_to_pages(1, 0)
        if landscape:
            self.set_landscape()
        if header_rows:
            self.repeat_rows(header_rows[0] - 1, header_rows[1] - 1)

"""A sheet of a workbook: cell links, validations that are never dropped in silence, the page of official documents."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FONT = "Times New Roman"
_A4, _A3 = 9, 8
_MM = 1 / 25.4


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose page numbers start on the second page."""

    def _write_header_footer(self) -> None:
        if not self.header_footer_changed:
            return
        self._xml_start_tag("headerFooter", [("differentFirst", 1)])
        self._write_odd_header()
        self._xml_end_tag("headerFooter")

    def validate(self, cell: str, options: dict[str, Any]) -> None:
        """Add a data validation.

        Args:
            cell: such as ``E9``.
            options: as for the library's ``data_validation``.

        Raises:
            ValueError: it is beyond Excel's limits; the library would leave it out.
        """
        if self.data_validation(cell, options) != 0:
            raise ValueError(f"validation of {cell} is beyond Excel's limits")

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

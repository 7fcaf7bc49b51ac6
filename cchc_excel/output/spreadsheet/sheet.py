"""A sheet: validations and links that fail aloud, and the page as DOMAIN has it."""

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
        """Add a data validation, or fail where the library would leave it out."""
        if self.data_validation(cell, options) != 0:
            raise ValueError(f"validation of {cell} is beyond Excel's limits")

    def link(self, row: int, column: int, sheet: str, target: str, style: Format) -> None:
        """Let a click on a cell lead to a cell of another sheet; what the cell holds is written afterwards."""
        self.write_url(row, column, f"internal:'{sheet}'!{target}", style, "")

    def page(self, *, landscape: bool = False, a3: bool = False, header_rows: tuple[int, int] | None = None) -> None:
        """Set the page as DOMAIN has it: margins, one page wide, page number centred on top from page 2.

        Args:
            landscape: for wide tables.
            a3: for the widest.
            header_rows: first and last row (from 1) repeated on every page.
        """
        self.set_paper(_A3 if a3 else _A4)
        self.set_margins(left=30 * _MM, right=15 * _MM, top=20 * _MM, bottom=20 * _MM)
        self.set_header(f'&C&"{FONT},Regular"&12&P', {"margin": 10 * _MM})
        self.fit_to_pages(1, 0)
        if landscape:
            self.set_landscape()
        if header_rows:
            self.repeat_rows(header_rows[0] - 1, header_rows[1] - 1)

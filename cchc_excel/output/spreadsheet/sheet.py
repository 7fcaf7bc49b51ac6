"""A sheet: cells written as they are, and the page as DOMAIN has it."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

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

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        """As given: ours use no function newer than Excel 2010, and the search for each costs half of the time."""
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """The plain kinds at once: names of cells and numbers of styles, the library looks through for nothing."""
        kind = type(cell)
        if kind not in (CellStringTuple, CellNumberTuple, CellBlankTuple):
            super()._write_cell(row, col, cell)
            return
        style = cell.format or self._style_of(row, col)
        start = f'<c r="{xl_rowcol_to_cell_fast(row, col)}"'
        if style:
            start += f' s="{style._get_xf_index()}"'  # noqa: SLF001 - as the library does
        if kind is CellStringTuple:
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        elif kind is CellNumberTuple:
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
        else:
            self.fh.write(f"{start}/>")

    def _style_of(self, row: int, col: int) -> Format | None:
        """The style of a cell that has none of its own."""
        if row in self.row_info and self.row_info[row].row_format:
            return self.row_info[row].row_format
        return self.col_info[col].column_format if col in self.col_info else None

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

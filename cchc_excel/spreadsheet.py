"""The one door to xlsxwriter: a workbook that is strict, deterministic and dressed as an official document.

Ours are: a warning of the library is an error (it drops what it warns about); the workbook's structure can be locked,
the first page left without a page number, formulas and plain cells written as they are, long sheets streamed, rows
written at once, and remarks without a workbook. All but the first override or call private methods, which is why the
library's version is pinned and the tests look at the result.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from xlsxwriter.comments import Comments
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range, xl_rowcol_to_cell_fast
from xlsxwriter.vml import Vml
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

FONT = "Times New Roman"
COUNT_FORMAT = "#,##0"
PERCENT_FORMAT = "0.0##"
DATE_FORMAT = "dd/mm/yyyy"
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


class StreamedSheet(Sheet):
    """A worksheet for very many rows: written from top to bottom, of which only the current row is kept in memory.

    The library's own way of doing so repeats every text in place; here texts are shared as on any other sheet.
    """

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize(init_data | {"constant_memory": True})
        self._columns: list[tuple[str, str]] = []

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        if self._check_dimensions(row, col):
            raise ValueError(f"row {row} was written already, or is beyond the sheet")
        if row > self.previous_row:
            self._write_single_row(row)
        self.table[row][col] = CellStringTuple(self._shared(string), cell_format)
        return 0

    def write_line(self, row: int, values: Sequence[str | float | None], numbers: Format) -> None:
        """Write a whole row at once, which takes a quarter of the time of its cells one by one.

        Args:
            row: from 0, below all that were written before.
            values: from the first column on; None for none.
            numbers: style of those that are no text; texts have their column's.

        Raises:
            ValueError: the row was written already, or something is beyond the sheet, or no number.
        """
        is_beyond = any(self._check_dimensions(row, column) for column in (0, len(values) - 1))
        if is_beyond or row in self.table:
            raise ValueError(f"row {row} was written already, or is beyond the sheet")
        self._write_single_row(row)
        beginnings = self._beginnings(len(values))
        style = f' s="{numbers._get_xf_index()}"'  # noqa: SLF001 - as the library does
        cells = [
            f'<c r="{column}{row + 1}"{own} t="s"><v>{self._shared(value)}</v></c>'
            if isinstance(value, str)
            else f'<c r="{column}{row + 1}"{style}><v>{_finite(value):.16G}</v></c>'
            for (column, own), value in zip(beginnings, values, strict=True)
            if value is not None
        ]
        self.fh.write(f'<row r="{row + 1}">{"".join(cells)}</row>')
        self.previous_row = row + 1

    def _beginnings(self, width: int) -> Sequence[tuple[str, str]]:
        """Each column's letters, and the attribute for its style."""
        while len(self._columns) < width:
            at = len(self._columns)
            style = self._style_of(-1, at)
            self._columns.append((xl_col_to_name(at), f' s="{style._get_xf_index()}"' if style else ""))  # noqa: SLF001
        return self._columns[:width]

    def _shared(self, text: str) -> int:
        """A text's number among those that the workbook's sheets share."""
        known: int | None = self.str_table.string_table.get(text)
        if known is not None:
            self.str_table.count += 1
            return known
        if len(text) > self.xls_strmax:
            raise ValueError(f"a text of {len(text)} signs is beyond the sheet")
        return int(self.str_table._get_shared_string_index(text))  # noqa: SLF001 - as the library does

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        self.constant_memory = False
        super()._write_cell(row, col, cell)
        self.constant_memory = True

    def add_table(self, first_row: int, first_col: int, last_row: int, last_col: int, options: dict[str, Any]) -> int:
        """As on any sheet, before the rows are written, and at most one.

        The library remembers a table's cells one by one, lest another one lie there: it is told of two rows.

        Raises:
            ValueError: it has no row below its header, or is beyond the sheet.
        """
        if last_row <= first_row or self._check_dimensions(last_row, last_col, ignore_row=True, ignore_col=True):
            raise ValueError(f"a table from row {first_row} to {last_row}")
        self.constant_memory = False
        added = int(super().add_table(first_row, first_col, first_row + 1, last_col, options))
        self.constant_memory = True
        told, whole = (xl_range(first_row, first_col, row, last_col) for row in (first_row + 1, last_row))
        for name in ("range", "a_range", "autofilter"):
            if self.tables[-1].get(name) == told:
                self.tables[-1][name] = whole
        return added


class Book(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook; use :func:`writing`, which closes it."""

    def __init__(self, target: IO[bytes], created: date, *, locked: bool = False, large: bool = False) -> None:
        super().__init__(
            target,
            {
                "in_memory": not large,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": 12},
            },
        )
        self._structure_locked = locked
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._created = datetime.combine(created, time())
        self.describe("", "")

    def describe(self, title: str, author: str) -> None:
        """Set the document properties; the day is the campaign's, not the clock's, for identical bytes."""
        self.set_properties({"title": title, "author": author, "created": self._created})

    def sheet(self, name: str) -> Sheet:
        """Add a sheet by the name on its tab."""
        added: Sheet = self.add_worksheet(name, worksheet_class=Sheet)
        return added

    def streamed_sheet(self, name: str) -> StreamedSheet:
        """Add a sheet whose rows are written from top to bottom."""
        added: StreamedSheet = self.add_worksheet(name, worksheet_class=StreamedSheet)
        return added

    def style(self, **properties: Any) -> Format:
        """A cell style, made once: Times New Roman, top-aligned and wrapped unless said otherwise."""
        wanted = {"font_name": FONT, "font_size": 12, "valign": "vcenter", "text_wrap": True} | properties
        key = tuple(sorted(wanted.items()))
        if key not in self._styles:
            self._styles[key] = self.add_format(wanted)
        return self._styles[key]

    def abandon(self) -> None:
        """Leave nothing behind of a workbook that was not finished."""
        self.fileclosed = True
        for sheet in self.worksheets():
            if isinstance(sheet, StreamedSheet):
                sheet.row_data_fh.close()
                Path(sheet.row_data_filename).unlink(missing_ok=True)

    def _write_book_views(self) -> None:
        if self._structure_locked:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


@contextmanager
def writing(created: date, *, locked: bool = False) -> Iterator[tuple[Book, BytesIO]]:
    """Open a new workbook; after the block the second value holds the finished file.

    Args:
        created: what the document properties say.
        locked: whether sheets may be added, moved, shown.
    """
    target = BytesIO()
    with _closing(Book(target, created, locked=locked)) as book:
        yield book, target


@contextmanager
def writing_large(created: date, target: IO[bytes]) -> Iterator[Book]:
    """Open a new workbook whose parts are put together in temporary files, for memory's sake.

    Args:
        created: what the document properties say.
        target: holds the finished file after the block.
    """
    with _closing(Book(target, created, large=True)) as book:
        yield book


def remark_parts(draw: Callable[[Book], Sheet]) -> Mapping[str, bytes]:
    """The parts in which a workbook keeps the remarks beside cells, by name, without the rest of it.

    Args:
        draw: makes the workbook's only sheet, with remarks on it.
    """
    book = Book(BytesIO(), date.today())
    book.fileclosed = True
    with _strictly():
        sheet = draw(book)
    # As the library does on its way to a workbook: number of the data, of the first shape, of both parts.
    sheet._prepare_vml_objects(1, 1024, 1, 1)  # noqa: SLF001
    parts = {
        "xl/comments1.xml": (Comments(), (sheet.comments_list,)),
        "xl/drawings/vmlDrawing1.vml": (Vml(), (1, 1024, sheet.comments_list, [])),
    }
    written = {}
    for name, (writer, told) in parts.items():
        target = StringIO()
        writer._set_xml_writer(target)  # noqa: SLF001
        writer._assemble_xml_file(*told)  # noqa: SLF001
        written[name] = target.getvalue().encode()
    return written


@contextmanager
def _strictly() -> Iterator[None]:
    with warnings.catch_warnings():
        # What the library warns of it has left out; it uses the plain category.
        warnings.simplefilter("error", UserWarning)
        yield


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number of a sheet")
    return value


@contextmanager
def _closing(book: Book) -> Iterator[Book]:
    with _strictly():
        try:
            yield book
            book.close()
        except BaseException:
            book.abandon()
            raise

"""A workbook: deterministic, its styles made once, finished or abandoned whole."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from xlsxwriter.comments import Comments
from xlsxwriter.format import Format
from xlsxwriter.vml import Vml

from cchc_excel.output.spreadsheet.sheet import FONT, Sheet
from cchc_excel.output.spreadsheet.streamed import StreamedSheet


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


@contextmanager
def _closing(book: Book) -> Iterator[Book]:
    with _strictly():
        try:
            yield book
            book.close()
        except BaseException:
            book.abandon()
            raise

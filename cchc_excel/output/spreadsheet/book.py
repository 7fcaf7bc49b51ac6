"""A workbook (.xlsx): the same content gives the same bytes; a cell style is made once and shared."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format

from cchc_excel.output.spreadsheet.sheet import FONT, Sheet

__all__ = ["Book", "Format", "writing"]


class Book(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook; use :func:`writing`, which closes it."""

    def __init__(self, target: IO[bytes], created: date, *, locked: bool = False, in_memory: bool = True) -> None:
        super().__init__(
            target,
            {
                "in_memory": in_memory,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": 12},
            },
        )
        self._structure_locked = locked
        self._styles: dict[frozenset[tuple[str, Any]], Format] = {}
        self._created = datetime.combine(created, time())
        self.describe("", "")

    def describe(self, title: str, author: str) -> None:
        """Set the document properties; the day is the campaign's, not the clock's, for identical bytes."""
        self.set_properties({"title": title, "author": author, "created": self._created})

    def sheet(self, name: str) -> Sheet:
        """Add a sheet by the name on its tab."""
        sheet: Sheet = self.add_worksheet(name, worksheet_class=Sheet)
        return sheet

    def style(self, **properties: Any) -> Format:
        """A cell style: Times New Roman 12, centred vertically and wrapped, unless `properties` differ.

        Args:
            properties: as for the library's ``add_format``.
        """
        key = frozenset(properties.items())
        if key not in self._styles:
            defaults = {"font_name": FONT, "font_size": 12, "valign": "vcenter", "text_wrap": True}
            self._styles[key] = self.add_format(defaults | properties)
        return self._styles[key]

    def _write_book_views(self) -> None:
        if self._structure_locked:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


@contextmanager
def writing(created: date, *, locked: bool = False, in_memory: bool = True) -> Iterator[tuple[Book, BytesIO]]:
    """Open a new workbook; after the block the second value holds the finished file.

    Args:
        created: the day of creation in the document properties.
        locked: whether the structure is locked: no sheet can be added, moved or shown.
        in_memory: put the parts together in memory, which is quick; otherwise in temporary files, for large ones.

    Raises:
        UserWarning: what was written is beyond a limit of Excel or of the library.
    """
    target = BytesIO()
    book = Book(target, created, locked=locked, in_memory=in_memory)
    with warnings.catch_warnings():
        # The library warns in the plain category, and leaves out what it warns of.
        warnings.simplefilter("error", UserWarning)
        yield book, target
        book.close()

"""The one door to xlsxwriter: a workbook that is strict, deterministic and dressed as an official document.

Ours are: a warning of the library is an error (it drops what it warns about); the workbook's structure can be locked,
the first page left without a page number, formulas and plain cells written as they are, long sheets streamed, rows
written at once, and remarks without a workbook. All but the first override or call private methods, which is why the
library's version is pinned and the tests look at the result.
"""

from __future__ import annotations

from cchc_excel.output.spreadsheet.book import Book, remark_parts, writing, writing_large
from cchc_excel.output.spreadsheet.sheet import FONT, Sheet
from cchc_excel.output.spreadsheet.streamed import StreamedSheet

COUNT_FORMAT = "#,##0"
PERCENT_FORMAT = "0.0##"
DATE_FORMAT = "dd/mm/yyyy"

__all__ = [
    "COUNT_FORMAT",
    "DATE_FORMAT",
    "FONT",
    "PERCENT_FORMAT",
    "Book",
    "Sheet",
    "StreamedSheet",
    "remark_parts",
    "writing",
    "writing_large",
]

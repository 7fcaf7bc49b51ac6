"""The one door to xlsxwriter: a workbook that is strict, deterministic and dressed as an official document.

Ours are: a warning of the library is an error (it drops what it warns about), the workbook's structure can be locked,
and the first page is left without a page number. The last two override private methods, the only ones that are touched,
which is why the library's version is pinned and the tests look at the result.
"""

from __future__ import annotations

from cchc_excel.output.spreadsheet.book import Book, writing
from cchc_excel.output.spreadsheet.sheet import FONT, Sheet

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
    "writing",
]

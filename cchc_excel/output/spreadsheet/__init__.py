"""The one door to xlsxwriter: workbooks, sheets, cell styles and cell references, for `template` and `output.master`.

Differs from the library in four things: a warning of the library is an error (it drops what it warns about), the
workbook's structure can be locked, the first page is left without a page number, and every text is written as Excel
holds it, whatever came from outside. All but the first override private methods, the only ones that are touched, which
is why the library's version is pinned and the tests look at the result.
"""

from __future__ import annotations

from cchc_excel.output.spreadsheet.book import Book, Format, writing
from cchc_excel.output.spreadsheet.references import cell_ref, column_name
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
    "Format",
    "Sheet",
    "cell_ref",
    "column_name",
    "writing",
]

"""The master workbook, tab by tab."""

from __future__ import annotations

from cchc_excel.master.sheets import SHEETS
from cchc_excel.province import Province
from cchc_excel.spreadsheet import writing


def master_book(province: Province) -> bytes:
    """The workbook (.xlsx), unlocked; the same province gives the same bytes."""
    with writing(province.as_of, large=True) as (book, target):
        book.describe(f"{province.form.name} – {province.period.name} – {province.name}", "")
        for write in SHEETS:
            write(book, province)
    return target.getvalue()

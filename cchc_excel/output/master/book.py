"""The master workbook: consolidated figures in, the file's bytes out, one tab after the other."""

from __future__ import annotations

from collections.abc import Callable

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.output.master.sheets import SHEETS
from cchc_excel.output.spreadsheet import writing


def master_book(province: ConsolidatedPeriod, progress: Callable[[int, int], None] = lambda _done, _all: None) -> bytes:
    """The workbook (.xlsx), unlocked; the same figures give the same bytes.

    Args:
        province: the figures of the period, with those of earlier periods.
        progress: called before each tab with the number of tabs written and of all.
    """
    with writing(province.as_of, in_memory=False) as (book, target):
        book.describe(f"{province.form.name} – {province.period.name} – {province.name}", "")
        for done, write_sheet in enumerate(SHEETS):
            progress(done, len(SHEETS))
            write_sheet(book, province)
    return target.getvalue()

"""The master workbook, tab by tab."""

from __future__ import annotations

from collections.abc import Callable

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.output.master.sheets import SHEETS
from cchc_excel.output.spreadsheet import writing


def master_book(province: ConsolidatedPeriod, progress: Callable[[int, int], None] = lambda _done, _all: None) -> bytes:
    """The workbook (.xlsx), unlocked; the same province gives the same bytes.

    Args:
        province: the figures.
        progress: told how many of how many tabs are written.
    """
    with writing(province.as_of, in_memory=False) as (book, target):
        book.describe(f"{province.form.name} – {province.period.name} – {province.name}", "")
        for done, write in enumerate(SHEETS):
            progress(done, len(SHEETS))
            write(book, province)
    return target.getvalue()

"""The master workbook, tab by tab."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.output.master.sheets import SHEETS
from cchc_excel.output.spreadsheet import writing_large


def master_book(province: ConsolidatedPeriod, progress: Callable[[int, int], None] = lambda _done, _all: None) -> bytes:
    """The workbook (.xlsx), unlocked; the same province gives the same bytes.

    Args:
        province: the figures.
        progress: told how many of how many tabs are written.
    """
    # In memory it would grow beside everything that it is made from.
    with TemporaryFile() as target:
        _write(target, province, progress)
        target.seek(0)
        return target.read()


def _write(target: IO[bytes], province: ConsolidatedPeriod, progress: Callable[[int, int], None]) -> None:
    with writing_large(province.as_of, target) as book:
        book.describe(f"{province.form.name} – {province.period.name} – {province.name}", "")
        for done, write in enumerate(SHEETS):
            progress(done, len(SHEETS))
            write(book, province)

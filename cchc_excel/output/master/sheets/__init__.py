"""The master's tabs in their order: each function writes one tab of a consolidated period into a book.

A new tab is one file here and one line in the list.
"""

from __future__ import annotations

from collections.abc import Callable

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.output.master.sheets.codebook import write_codebook
from cchc_excel.output.master.sheets.comparison import write_comparison
from cchc_excel.output.master.sheets.data import write_data
from cchc_excel.output.master.sheets.detail import write_detail
from cchc_excel.output.master.sheets.filters import write_filters
from cchc_excel.output.master.sheets.findings import write_findings
from cchc_excel.output.master.sheets.notes import write_notes
from cchc_excel.output.master.sheets.overview import write_overview
from cchc_excel.output.master.sheets.progress import write_progress
from cchc_excel.output.master.sheets.series import write_series
from cchc_excel.output.master.sheets.summary import write_summary
from cchc_excel.output.spreadsheet import Book

SHEETS: tuple[Callable[[Book, ConsolidatedPeriod], None], ...] = (
    write_summary,
    write_overview,
    write_filters,
    write_detail,
    write_comparison,
    write_series,
    write_progress,
    write_findings,
    write_notes,
    write_data,
    write_codebook,
)

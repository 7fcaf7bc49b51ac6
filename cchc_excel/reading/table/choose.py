"""Which of a workbook's tables is the form's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cchc_excel.domain.submission import ReadNotice
from cchc_excel.forms.layout import STAMP_SHEET
from cchc_excel.reading.formats.sheet import Workbook
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.locate import LocatedTable, locate


def choose_table(workbook: Workbook, form: FormIndex) -> LocatedTable | None:
    """The form's table in a workbook; None where it has none."""
    located = (locate(sheet, form) for sheet in workbook.sheets if sheet.name != STAMP_SHEET)
    tables = [table for table in located if table is not None]
    if not tables:
        return None
    # The issued sheet, which has the key row, is preferred to a copy of its cells.
    table = max(tables, key=lambda candidate: (candidate.columns.by_key_row, len(candidate.entries)))
    return replace(table, notices=(*table.notices, *_other_tables(tables, table)))


def _other_tables(tables: Sequence[LocatedTable], read: LocatedTable) -> Iterator[ReadNotice]:
    """CT20: further tables of the form in the same file whose figures or notes differ from the table that was read."""
    differing = [table.sheet.name for table in tables if table is not read and table.contents != read.contents]
    if differing:
        sheets = ", ".join(f"“{name}”" for name in differing[:10])
        yield ReadNotice("CT20", {"sheets": sheets, "sheet": read.sheet.name})

"""Compare a returned workbook with what was issued: → notices (CT13–CT19) of changes other than filling in.

They are reported; no figure is refused for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.stamp import formulas_digest
from cchc_excel.domain.submission import ReadNotice
from cchc_excel.forms.layout import SHEETS
from cchc_excel.reading.cell_refs import area_of, cell_name, parse_cell
from cchc_excel.reading.formats.sheet import Locks, Workbook
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.locate import LocatedTable


def tampering(workbook: Workbook, table: LocatedTable, form: FormIndex, digest: str) -> Iterator[ReadNotice]:
    """What was changed in a workbook.

    Args:
        workbook: as it was read.
        table: the form's table in it.
        form: what was issued.
        digest: of the live check's formulas, as the stamp sheet has it; empty where that is lost.
    """
    yield from _package(workbook, table)
    # A sheet whose cells were copied into a new workbook has lost all this at once; `locate` reports that.
    locks = table.sheet.locks
    part = table.parts[0]
    if len(table.parts) == 1 and part.columns.by_key_row and locks is not None:
        yield from _sheet(table, locks, form, digest)
    merged = _merged(table)
    if merged:
        yield ReadNotice("CT19", {"cells": _first_few(merged)})


def _package(workbook: Workbook, table: LocatedTable) -> Iterator[ReadNotice]:
    if workbook.has_macros:
        yield ReadNotice("CT17")
    if workbook.has_links:
        yield ReadNotice("CT16")
    read = {id(part.sheet) for part in table.parts}
    foreign = [sheet.name for sheet in workbook.sheets if sheet.name not in SHEETS and id(sheet) not in read]
    if foreign and not workbook.is_document:
        yield ReadNotice("CT15", {"sheets": ", ".join(f"“{name}”" for name in foreign[:10])})


def _sheet(table: LocatedTable, locks: Locks, form: FormIndex, digest: str) -> Iterator[ReadNotice]:
    if not locks.is_protected:
        yield ReadNotice("CT18")
    figure = table.parts[0].columns.by_key["figure"]
    rows = [position[0] for entry in table.entries if (position := parse_cell(entry.cell))]
    areas = {"answer": area_of(tuple(locks.dropdowns)), "figure": area_of(tuple(locks.validated))}
    lost = [
        entry.cell
        for row, entry in zip(rows, table.entries, strict=True)
        if (area := areas.get(form.by_code[entry.code].takes)) and (row, figure) not in area
    ]
    if lost:
        yield ReadNotice("CT14", {"count": str(len(lost)), "cells": _first_few(lost)})
    yield from _live_check(table, locks, rows, digest)


def _merged(table: LocatedTable) -> list[str]:
    """Merged ranges over the figures of more than one row."""
    sheets = {id(part.sheet): part.sheet for part in table.parts}.values()
    merged = [(sheet, *area) for sheet in sheets for area in sheet.merged if area[0] < area[2]]
    if not merged:
        return []
    cells = {(entry.sheet, *position) for entry in table.entries if (position := parse_cell(entry.cell))}
    return [
        f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        for sheet, top, left, bottom, right in merged
        for figure in {column for name, _, column in cells if name == sheet.name and left <= column <= right}
        if sum((sheet.name, row, figure) in cells for row in range(top, min(bottom, top + 500) + 1)) > 1
    ]


def _live_check(table: LocatedTable, locks: Locks, rows: Sequence[int], digest: str) -> Iterator[ReadNotice]:
    """CT13: the live checks were deleted or changed. Not asked where rows have moved, which changes formulas too."""
    column = table.parts[0].columns.by_key.get("check")
    if column is None or not digest or not table.is_as_issued:
        return
    formulas = tuple(locks.formulas.get((row, column)) for row in rows)
    if "" in formulas:
        return  # shared with a neighbour: some programs store equal formulas once
    if formulas_digest([formula or "" for formula in formulas]) != digest:
        yield ReadNotice("CT13")


def _first_few(cells: Sequence[str]) -> str:
    return ", ".join(cells[:12]) + (" …" if len(cells) > 12 else "")

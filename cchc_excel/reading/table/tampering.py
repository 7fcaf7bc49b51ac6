"""Compare a returned workbook with what was issued: → notices (CT13–CT19) of changes other than filling in.

They are reported; no figure is refused for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from cchc_excel.domain.stamp import formulas_digest
from cchc_excel.domain.submission import ReadNotice
from cchc_excel.forms.layout import SHEETS
from cchc_excel.reading.cell_refs import area_of, cell_name, parse_cell
from cchc_excel.reading.formats.facts import PackageFacts
from cchc_excel.reading.formats.grid import Grid
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.locate import LocatedTable


def tampering(
    grids: Sequence[Grid], facts: PackageFacts, table: LocatedTable, form: FormIndex, digest: str
) -> Iterator[ReadNotice]:
    """What was changed in a workbook.

    Args:
        grids: all its sheets.
        facts: of the workbook.
        table: the form's table in it.
        form: what was issued.
        digest: of the live check's formulas, as the stamp sheet has it; empty where that is lost.
    """
    yield from _package(grids, facts, table)
    # A sheet whose cells were copied into a new workbook has lost all this at once; `locate` reports that.
    if table.columns.by_key_row and table.grid.facts.is_known:
        yield from _sheet(table, form, digest)


def _package(grids: Sequence[Grid], facts: PackageFacts, table: LocatedTable) -> Iterator[ReadNotice]:
    if facts.has_macros:
        yield ReadNotice("CT17")
    if facts.has_links:
        yield ReadNotice("CT16")
    foreign = [grid.name for grid in grids if grid.name not in SHEETS and grid is not table.grid]
    if foreign:
        yield ReadNotice("CT15", {"sheets": ", ".join(f"“{name}”" for name in foreign[:10])})


def _sheet(table: LocatedTable, form: FormIndex, digest: str) -> Iterator[ReadNotice]:
    facts = table.grid.facts
    if not facts.is_protected:
        yield ReadNotice("CT18")
    figure = table.columns.by_key["figure"]
    rows = [position[0] for entry in table.entries if (position := parse_cell(entry.cell))]
    areas = {"answer": area_of(tuple(facts.dropdowns)), "figure": area_of(tuple(facts.validated))}
    lost = [
        entry.cell
        for row, entry in zip(rows, table.entries, strict=True)
        if (area := areas.get(form.by_code[entry.code].takes)) and (row, figure) not in area
    ]
    if lost:
        yield ReadNotice("CT14", {"count": str(len(lost)), "cells": _first_few(lost)})
    merged = _merged(table, set(rows))
    if merged:
        yield ReadNotice("CT19", {"cells": _first_few(merged)})
    yield from _live_check(table, rows, digest)


def _merged(table: LocatedTable, rows: AbstractSet[int]) -> list[str]:
    """Merged ranges over the figures of more than one row."""
    figure = table.columns.by_key["figure"]
    return [
        f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        for top, left, bottom, right in table.grid.facts.merged
        if left <= figure <= right and sum(row in rows for row in range(top, min(bottom, top + 500) + 1)) > 1
    ]


def _live_check(table: LocatedTable, rows: Sequence[int], digest: str) -> Iterator[ReadNotice]:
    """CT13: the live checks were deleted or changed. Not asked where rows have moved, which changes formulas too."""
    column = table.columns.by_key.get("check")
    if column is None or not digest or not table.is_as_issued:
        return
    formulas = tuple(table.grid.facts.formulas.get(cell_name(row, column)) for row in rows)
    if "" in formulas:
        return  # shared with a neighbour: some programs store equal formulas once
    if formulas_digest([formula or "" for formula in formulas]) != digest:
        yield ReadNotice("CT13")


def _first_few(cells: Sequence[str]) -> str:
    return ", ".join(cells[:12]) + (" …" if len(cells) > 12 else "")

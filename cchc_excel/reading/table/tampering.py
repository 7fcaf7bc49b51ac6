"""What was done to a template that filling it in does not do: told, never held against the figures."""

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
    grids: Sequence[Grid], facts: PackageFacts, located: LocatedTable, form: FormIndex, digest: str
) -> Iterator[ReadNotice]:
    """Compare a workbook with what was issued.

    Args:
        digest: of the live check's formulas, as the stamp sheet has it; empty when that is lost.
    """
    yield from _package(grids, facts, located)
    # A sheet copied by its cells into a new workbook has lost everything at once; that is told as its recovery.
    if located.columns.by_keys and located.grid.facts.is_known:
        yield from _sheet(located, form, digest)


def _package(grids: Sequence[Grid], facts: PackageFacts, located: LocatedTable) -> Iterator[ReadNotice]:
    if facts.has_macros:
        yield ReadNotice("CT17")
    if facts.has_links:
        yield ReadNotice("CT16")
    foreign = [grid.name for grid in grids if grid.name not in SHEETS and grid is not located.grid]
    if foreign:
        yield ReadNotice("CT15", {"sheets": ", ".join(f"“{name}”" for name in foreign[:10])})


def _sheet(located: LocatedTable, form: FormIndex, digest: str) -> Iterator[ReadNotice]:
    facts = located.grid.facts
    if not facts.is_protected:
        yield ReadNotice("CT18")
    figure = located.columns.at["figure"]
    rows = [at[0] for entry in located.entries if (at := parse_cell(entry.cell))]
    limits = {"answer": area_of(tuple(facts.dropdowns)), "figure": area_of(tuple(facts.validated))}
    lost = [
        entry.cell
        for row, entry in zip(rows, located.entries, strict=True)
        if (area := limits.get(form.by_code[entry.code].takes)) and (row, figure) not in area
    ]
    if lost:
        yield ReadNotice("CT14", {"count": str(len(lost)), "cells": _shortened(lost)})
    merged = _merged(located, set(rows))
    if merged:
        yield ReadNotice("CT19", {"cells": _shortened(merged)})
    yield from _live_check(located, rows, digest)


def _merged(located: LocatedTable, rows: AbstractSet[int]) -> list[str]:
    """Merged ranges that swallow the figure of another row."""
    figure = located.columns.at["figure"]
    return [
        f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        for top, left, bottom, right in located.grid.facts.merged
        if left <= figure <= right and sum(row in rows for row in range(top, min(bottom, top + 500) + 1)) > 1
    ]


def _live_check(located: LocatedTable, rows: Sequence[int], digest: str) -> Iterator[ReadNotice]:
    """The column of live checks: emptied, or its formulas changed. Moved rows change formulas in all honesty."""
    column = located.columns.at.get("check")
    if column is None or not digest or not located.as_issued:
        return
    formulas = tuple(located.grid.facts.formulas.get(cell_name(row, column)) for row in rows)
    if "" in formulas:
        return  # shared with a neighbour: some programs store equal formulas once
    if formulas_digest([formula or "" for formula in formulas]) != digest:
        yield ReadNotice("CT13")


def _shortened(cells: Sequence[str]) -> str:
    return ", ".join(cells[:12]) + (" …" if len(cells) > 12 else "")

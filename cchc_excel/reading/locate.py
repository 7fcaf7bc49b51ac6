"""Find the form's rows on a sheet by the hidden key row and the hidden codes, never by position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cchc_excel.layout import COLUMN_KEYS, COLUMNS
from cchc_excel.reading.grid import Grid, cell_name
from cchc_excel.submission import Entry, Remark

_NEEDED = ("code", "figure", "note")


@dataclass(frozen=True)
class Columns:
    """The key row of a sheet and the column (from 1) of every key found there."""

    row: int
    at: Mapping[str, int]

    @property
    def have_moved(self) -> bool:
        """Whether any column stands elsewhere than it was issued."""
        return any(cell_name(1, column)[:-1] != COLUMNS[key] for key, column in self.at.items())


def find_columns(grid: Grid) -> Columns | None:
    """The key row, where this sheet has one with every column that is needed."""
    names = {value: key for key, value in COLUMN_KEYS.items()}
    for number, values in grid.rows():
        at = {
            names[value]: grid.left + across
            for across, value in enumerate(values)
            if isinstance(value, str) and value in names
        }
        if all(key in at for key in _NEEDED):
            return Columns(number, at)
    return None


@dataclass(frozen=True)
class Located:
    """The rows found on a sheet, and what was noticed on the way."""

    entries: tuple[Entry, ...]
    remarks: tuple[Remark, ...]


def locate(grid: Grid, columns: Columns, rows: Mapping[str, int], indicators: frozenset[str]) -> Located:
    """Read the figure and note of every row of the form.

    Args:
        grid: the sheet.
        columns: from :func:`find_columns`.
        rows: every code of the form and the row in which it was issued.
        indicators: the codes that take a figure.
    """
    found: dict[str, list[Entry]] = {}
    remarks: list[Remark] = []
    moved = columns.have_moved
    for number, _ in grid.rows():
        if number <= columns.row:
            continue
        code = grid.text(number, columns.at["code"])
        entry = _entry(grid, number, columns, code)
        if code in rows:
            found.setdefault(code, []).append(entry)
            moved = moved or rows[code] != number
        if code not in indicators and entry.raw.kind != "blank" and not _is_header(grid, number, columns):
            remarks.append(Remark("CT02", {"cell": entry.cell, "raw": entry.raw.shown}))
    if moved:
        remarks.append(Remark("CT06"))
    return Located(tuple(_one_each(found, remarks)), tuple(remarks))


def _entry(grid: Grid, row: int, columns: Columns, code: str) -> Entry:
    figure, note = columns.at["figure"], columns.at["note"]
    return Entry(
        code=code,
        raw=grid.raw(row, figure),
        note=grid.text(row, note),
        sheet=grid.name,
        cell=cell_name(row, figure),
        note_cell=cell_name(row, note),
    )


def _is_header(grid: Grid, row: int, columns: Columns) -> bool:
    """The table's own header stands between the key row and the first code."""
    return all(not grid.text(above, columns.at["code"]) for above in range(columns.row + 1, row + 1))


def _one_each(found: Mapping[str, list[Entry]], remarks: list[Remark]) -> Iterator[Entry]:
    """One entry a code; a code that stands twice with different figures is nobody's."""
    for code, entries in found.items():
        if len({(entry.raw, entry.note) for entry in entries}) == 1:
            yield entries[0]
        else:
            cells = ", ".join(entry.cell for entry in entries)
            remarks.append(Remark("CT03", {"code": code, "cells": cells}))

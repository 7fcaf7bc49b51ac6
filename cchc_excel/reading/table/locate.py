"""The form's figures on a sheet: by codes held against labels, else by labels; never by position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.domain.submission import Entry, Raw, ReadNotice
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.template import PLACE_LINE
from cchc_excel.reading.cell_refs import cell_name
from cchc_excel.reading.formats.grid import Grid
from cchc_excel.reading.table.columns import Columns, find_columns
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.rows import Doubt, Line, lines_by_code, lines_by_label
from cchc_excel.text.normalize import fold_marks

#: What stands between the period and the agency.
_BETWEEN = PLACE_LINE.format(period="", agency="")
_LONGEST = 200


@dataclass(frozen=True)
class LocatedTable:
    """A form's table found on a sheet.

    Attributes:
        entries: one for each row of the form that was found and is in no doubt.
        remarks: what was recovered, what is in doubt.
        as_issued: every row stands where it was issued.
    """

    grid: Grid
    columns: Columns
    entries: tuple[Entry, ...]
    remarks: tuple[ReadNotice, ...]
    as_issued: bool

    @property
    def told(self) -> Mapping[str, tuple[str, object]]:
        """Code → note and raw figure, to compare two sheets by."""
        return {entry.code: (entry.note, entry.raw.value) for entry in self.entries}


def locate(grid: Grid, form: FormIndex) -> LocatedTable | None:
    """Find the form's table on a sheet; None where there is none."""
    columns = find_columns(grid, form)
    if columns is None:
        return None
    lines, displaced = _lines(grid, columns, form)
    if not columns.by_keys and sum(bool(line.code) for line in lines) < form.enough:
        return None
    figures = grid.raws(columns.at["figure"])
    entries, remarks = _entries(grid, columns, lines, figures)
    moved = columns.have_moved or any(form.by_code[line.code].at != line.number for line in lines if line.code)
    remarks += _recovery(columns, lines, displaced, is_moved=moved)
    remarks += _doubts(columns, lines, figures)
    remarks += _beyond(columns, form, lines, figures)
    remarks += _locked_content(grid, columns, form, lines)
    as_issued = columns.by_keys and not moved
    return LocatedTable(grid, columns, tuple(entries), tuple(remarks), as_issued)


def _entries(
    grid: Grid, columns: Columns, lines: Sequence[Line], figures: Mapping[int, Raw]
) -> tuple[list[Entry], list[ReadNotice]]:
    """One entry a code; a code that stands twice with different figures is nobody's."""
    figure, note = columns.at["figure"], columns.at["note"]
    notes = grid.texts(note)
    told = [
        Entry(line.code, figures[at], notes[at], grid.name, cell_name(at, figure), cell_name(at, note))
        for line in lines
        if line.code and not line.doubt and (at := line.number)
    ]
    found: dict[str, list[Entry]] = {}
    for entry in told:
        found.setdefault(entry.code, []).append(entry)
    if len(found) == len(told):
        return told, []
    entries, remarks = [], []
    for code, candidates in found.items():
        if len(candidates) == 1 or len({(entry.raw, entry.note) for entry in candidates}) == 1:
            entries.append(candidates[0])
        else:
            cells = ", ".join(entry.cell for entry in candidates)
            remarks.append(ReadNotice("CT03", {"code": code, "cells": cells}))
    return entries, remarks


def _lines(grid: Grid, columns: Columns, form: FormIndex) -> tuple[Sequence[Line], int]:
    """The lines by their codes, else by their labels; and how many codes stand beside another row's label.

    Where most do, the table was sorted or shifted without the hidden codes: the figures are beside their labels.
    """
    if "code" not in columns.at:
        return list(lines_by_label(grid, columns, form)), 0
    lines = lines_by_code(grid, columns, form)
    contradicted = sum(line.doubt == "contradicted" for line in lines)
    if 2 * contradicted <= len(lines):
        return lines, 0
    return list(lines_by_label(grid, columns, form)), contradicted


def _recovery(columns: Columns, lines: Sequence[Line], displaced: int, *, is_moved: bool) -> Iterator[ReadNotice]:
    """By which steps the rows were found again."""
    if displaced:
        yield ReadNotice("CT25", {"count": str(displaced)})
    elif "code" not in columns.at:
        known = sum(bool(line.code) and not line.doubt for line in lines)
        yield ReadNotice("CT08", {"count": str(known)})
    elif is_moved:
        yield ReadNotice("CT06")


def _doubts(columns: Columns, lines: Sequence[Line], figures: Mapping[int, Raw]) -> Iterator[ReadNotice]:
    """Lines with a figure that no row of the form gets."""
    figure = columns.at["figure"]
    doubted: Mapping[Doubt, FindingCode] = {"contradicted": "CT09", "unknown": "CT10"}
    for doubt, code in doubted.items():
        held = [line for line in lines if line.doubt == doubt and figures[line.number].kind != "blank"]
        if held:
            cells = ", ".join(cell_name(line.number, figure) for line in held)
            yield ReadNotice(code, {"count": str(len(held)), "cells": cells, "label": held[0].label[:120]})


def _beyond(
    columns: Columns, form: FormIndex, lines: Sequence[Line], figures: Mapping[int, Raw]
) -> Iterator[ReadNotice]:
    """Figures on lines that take none: headings, and lines below or between that are not the form's."""
    ours = {line.number for line in lines if line.doubt or (line.code and form.by_code[line.code].takes != "nothing")}
    first = min((line.number for line in lines), default=columns.row + 1)
    for number, raw in figures.items():
        if number >= first and number not in ours and raw.kind != "blank":
            yield ReadNotice("CT02", {"cell": cell_name(number, columns.at["figure"]), "raw": raw.shown})


def _locked_content(grid: Grid, columns: Columns, form: FormIndex, lines: Sequence[Line]) -> Iterator[ReadNotice]:
    """Labels and units that were issued locked and have changed in meaning, not in spelling."""
    retyped = [line.code for line in lines if line.is_retyped]
    if retyped:
        yield ReadNotice("CT11", {"count": str(len(retyped)), "codes": ", ".join(retyped)})
    units = grid.texts(columns.at.get("unit"))
    changed = []
    for line in lines:
        if line.code and not line.doubt:
            found, issued = units[line.number], form.by_code[line.code].unit
            if found and found != issued and fold_marks(found) != fold_marks(issued):
                changed.append(f"{line.code} ({found})")
    if changed:
        yield ReadNotice("CT12", {"count": str(len(changed)), "rows": ", ".join(changed)})


def agency_in_heading(located: LocatedTable) -> str:
    """The agency's name as it stands above the table; empty where none does."""
    grid = located.grid
    for number, values in grid.rows():
        if number > located.columns.row:
            break
        for across, value in enumerate(values):
            if isinstance(value, str) and value:
                _, between, name = grid.text(number, grid.left + across).partition(_BETWEEN)
                if between:
                    return name.strip()[:_LONGEST]
    return ""

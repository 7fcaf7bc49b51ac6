"""Which of a workbook's tables is the form's, and what the others say against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cchc_excel.domain.submission import Cell, Entry, ReadNotice
from cchc_excel.forms.layout import SHEETS, STAMP_SHEET
from cchc_excel.messages import figure_text
from cchc_excel.messages.template import SHEET
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.table.columns import Columns, continued, find_columns
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.locate import (
    LocatedTable,
    agency_in_heading,
    locate,
    period_in_heading,
)
from cchc_excel.reading.table.rows import Part, anchors
from cchc_excel.text.normalize import fold_marks

_OURS = SHEETS - {SHEET}
_MOST_NAMED = 10


@dataclass(frozen=True)
class ChosenTable:
    """The form's table in a file.

    Attributes:
        table: with what the other tables say against it.
        agencies: sheet → agency in its heading, where the file has filled tables of several agencies.
    """

    table: LocatedTable
    agencies: tuple[tuple[str, str], ...] = ()


def choose_table(workbook: Workbook, form: FormIndex, period: str = "") -> ChosenTable | None:
    """The form's table in a workbook; None where it has none.

    Figures that are given go before rows that are found, what is visible before what is hidden.

    Args:
        workbook: as it was read.
        form: what to look for.
        period: as a heading names it; empty where it is not known.
    """
    located = (locate(parts, form, period) for parts in _tables(_parts(workbook.sheets, form), form))
    tables = [table for table in located if table is not None]
    if not tables:
        return None
    table = max(tables, key=lambda candidate: _preference(candidate, period))
    agencies = _agencies(tables)
    foreign = [other for other in tables if agencies and _names_other_agency(table, other)]
    others = [other for other in tables if other is not table and other not in foreign]
    return ChosenTable(_compared(table, others, foreign), tuple(agencies))


def _preference(table: LocatedTable, period: str) -> tuple[object, ...]:
    """The greater, the better."""
    return (
        bool(table.given),
        not table.is_hidden,
        _is_of_period(table, period),
        any(part.columns.by_key_row for part in table.parts),
        len(table.given),
        len(table.entries),
    )


def _parts(sheets: Sequence[Sheet], form: FormIndex) -> Iterator[Part]:
    """Every part of a sheet that may hold rows of the form; one without a header goes on where another ended."""
    last: Columns | None = None
    for sheet in sheets:
        if sheet.name == STAMP_SHEET or not sheet.rows:
            continue
        found = find_columns(sheet, form)
        if not found and last is not None and sheet.name not in _OURS:
            going_on = continued(last, sheet, form)
            found = [going_on] if going_on else []
        for columns in found:
            last = columns
            yield from _split_repeats(Part(sheet, columns), form)


def _split_repeats(part: Part, form: FormIndex) -> Iterator[Part]:
    """A part in which the table stands several times, one below another without a header between, as several."""
    found = anchors(part, form)
    if not found:
        yield part
        return
    first = found[0][1]
    starts = [number for number, index in found if index == first]
    repeats = len(found) - len({index for _, index in found})
    if len(starts) < 2 or repeats < form.min_rows:
        yield part
        return
    ends = [number - 1 for number in starts[1:]]
    for at, end in enumerate([*ends, part.columns.last_row]):
        header = part.columns.header_row if at == 0 else ends[at - 1]
        yield Part(part.sheet, replace(part.columns, header_row=header, last_row=end))


def _tables(parts: Iterator[Part], form: FormIndex) -> Sequence[Sequence[Part]]:
    """Parts whose rows are disjoint are one table; a part that repeats rows begins another one."""
    tables: list[tuple[list[Part], set[int]]] = []
    for part in parts:
        rows = {index for _, index in anchors(part, form)}
        fitting = [
            (members, seen)
            for members, seen in tables
            if members[0].sheet.is_hidden == part.sheet.is_hidden and not rows & seen
        ]
        if fitting:
            members, seen = fitting[-1]
            members.append(part)
            seen |= rows
        else:
            tables.append(([part], set(rows)))
    return [members for members, _ in tables]


def _compared(table: LocatedTable, others: Sequence[LocatedTable], foreign: Sequence[LocatedTable]) -> LocatedTable:
    """The table, with what the others say against it.

    A visible table of the same period with other figures is as good: what differs does not count (CT29). Of a hidden
    one, one of another period, or one with other notes only, it is said that it was not read (CT20); so of those of
    another agency (CT39).
    """
    notices: list[ReadNotice] = []
    if foreign:
        sheets = "; ".join(f"“{other.sheet.name}”: {agency_in_heading(other)}" for other in foreign[:_MOST_NAMED])
        notices.append(ReadNotice("CT39", {"sheets": sheets}))
    in_doubt: dict[str, str] = {}
    passed_over = []
    for other in others:
        differing = _differing(table, other)
        if differing and not other.is_hidden and _is_same_period(table, other):
            cells = "; ".join(f"{row.cell}: {row.shown}" for row in differing[:_MOST_NAMED])
            facts = {"sheet": table.sheet.name, "other": other.sheet.name, "count": str(len(differing)), "cells": cells}
            notices.append(ReadNotice("CT29", facts))
            in_doubt |= {row.code: row.shown for row in differing}
        elif differing or _notes(other) != _notes(table):
            passed_over.append(other.sheet.name)
    if passed_over:
        sheets = ", ".join(f"“{name}”" for name in passed_over[:_MOST_NAMED])
        notices.append(ReadNotice("CT20", {"sheets": sheets, "sheet": table.sheet.name}))
    if table.is_hidden and table.given:
        notices.append(ReadNotice("CT32", {"sheet": table.sheet.name}))
    entries = tuple(_put_in_doubt(entry, in_doubt) for entry in table.entries)
    return replace(table, entries=entries, notices=(*table.notices, *notices))


def _put_in_doubt(entry: Entry, in_doubt: dict[str, str]) -> Entry:
    shown = in_doubt.get(entry.code)
    return entry if shown is None else entry._replace(raw=Cell("blank", aside=shown, why_aside="doubtful"))


class _Differing(NamedTuple):
    """A row of which two tables say different things: its code, the cell in the other table, and both figures."""

    code: str
    cell: str
    shown: str


def _differing(table: LocatedTable, other: LocatedTable) -> list[_Differing]:
    """The rows for which the other table has another figure."""
    mine = {entry.code: entry for entry in table.entries}
    return [
        _Differing(code, theirs.cell, f"{_said(mine.get(code)) or figure_text(None)} | {_said(theirs)}")
        for code, theirs in other.given.items()
        if _said(mine.get(code)) != _said(theirs)
    ]


def _said(entry: Entry | None) -> str:
    return "" if entry is None else (entry.raw.shown or entry.raw.aside).strip()


def _notes(table: LocatedTable) -> dict[str, str]:
    return {entry.code: entry.note for entry in table.entries if entry.note}


def _names_other_agency(table: LocatedTable, other: LocatedTable) -> bool:
    mine, theirs = (fold_marks(agency_in_heading(one)) for one in (table, other))
    return bool(theirs) and mine != theirs


def _is_of_period(table: LocatedTable, period: str) -> bool:
    return bool(period) and fold_marks(period) in fold_marks(period_in_heading(table))


def _is_same_period(table: LocatedTable, other: LocatedTable) -> bool:
    """Whether the headings do not say otherwise."""
    mine, theirs = (fold_marks(period_in_heading(one)) for one in (table, other))
    return not mine or not theirs or mine == theirs


def _agencies(tables: Sequence[LocatedTable]) -> list[tuple[str, str]]:
    """Sheet and agency of each filled, visible table; none unless they name several agencies."""
    named = [
        (table.sheet.name, agency)
        for table in tables
        if table.given and not table.is_hidden and (agency := agency_in_heading(table))
    ]
    return named if len({fold_marks(agency) for _, agency in named}) > 1 else []

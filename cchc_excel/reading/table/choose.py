"""Which of a workbook's tables is the form's, and what the others say against it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cchc_excel.domain.submission import Cell, Entry, ReadNotice
from cchc_excel.forms.layout import SHEETS, STAMP_SHEET
from cchc_excel.messages import figure_text
from cchc_excel.messages.template import SHEET
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.table.by_content import find_columns
from cchc_excel.reading.table.columns import Columns
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.headings import Heading, agency_in_name, heading_of
from cchc_excel.reading.table.locate import LocatedTable, locate
from cchc_excel.reading.table.periods import contradict, named_periods, names_other_period
from cchc_excel.reading.table.rows import Part, anchors
from cchc_excel.text.normalize import fold_marks

_OURS = SHEETS - {SHEET}
_MOST_NAMED = 10
#: A page may repeat so many rows of the page before at its top: headings, and the row that the page cut.
_MOST_REPEATED = 3
#: What is often left out behind an agency's name, and what Excel puts behind the name of a sheet that was copied.
_PLACE = re.compile(r"(?<![ ,-])[ ,-]++(tinh|thanh pho|tp|huyen)\b.*", re.DOTALL)
_COPY = re.compile(r" ?\([0-9]+\)$")


@dataclass(frozen=True)
class ChosenTable:
    """The form's table in a file.

    Attributes:
        table: with what the other tables say against it.
        agencies: place → agency in its heading, where the file has filled tables of several agencies.
        is_issued: of several agencies' tables, it is the only one that is on a sheet that was issued.
    """

    table: LocatedTable
    agencies: tuple[tuple[str, str], ...] = ()
    is_issued: bool = False


def choose_table(workbook: Workbook, form: FormIndex, period: str = "", place: str = "") -> ChosenTable | None:
    """The form's table in a workbook; None where it has none.

    Figures that are given go before rows that are found, what is visible before what is hidden. A table of another
    period does not count where there is one of this.

    Args:
        workbook: as it was read.
        form: what to look for.
        period: as a heading names it; empty where it is not known.
        place: the only table to look at, by its place or a sheet of it; empty for all.
    """
    located = (locate(parts, form, period) for parts in _tables(_parts(workbook.sheets, form)))
    tables = _at([table for table in located if table is not None], place)
    if not tables:
        return None
    agencies = _agencies(tables)
    issued = [table for table in tables if _is_issued(table)] if agencies else []
    is_issued = len({_folded(_agency(table)) for table in issued}) == 1
    candidates = issued if is_issued else _of_period(tables, period)
    table = max(candidates, key=lambda candidate: _preference(candidate, period))
    foreign = [other for other in tables if agencies and _is_of_other_agency(table, other)]
    others = [other for other in tables if other is not table and other not in foreign]
    table = _compared(table, others, foreign)
    if names_other_period(table.heading.period, period):
        facts = {"heading": table.heading.period, "period": period}
        table = replace(table, notices=(*table.notices, ReadNotice("CT41", facts)))
    return ChosenTable(table, tuple(agencies), is_issued)


def _at(tables: Sequence[LocatedTable], place: str) -> Sequence[LocatedTable]:
    """The table at a place, else those that have a part on a sheet of that name; all where no place is named."""
    if not place:
        return tables
    there = [table for table in tables if _place(table, tables) == place]
    return there or [table for table in tables if place in {part.sheet.name for part in table.parts}]


def _is_issued(table: LocatedTable) -> bool:
    return any(part.columns.by_key_row for part in table.parts)


def _of_period(tables: Sequence[LocatedTable], period: str) -> Sequence[LocatedTable]:
    """All tables, without those of other periods where a visible one is of this, which is then among them."""
    if not any(_is_of_period(table, period) and not table.is_hidden for table in tables):
        return tables
    return [table for table in tables if not names_other_period(table.heading.period, period)]


def _preference(table: LocatedTable, period: str) -> tuple[object, ...]:
    """The greater, the better."""
    return (
        bool(table.given),
        not table.is_hidden,
        _is_of_period(table, period),
        len(table.given),
        _is_issued(table),
        len(table.entries),
    )


def _parts(sheets: Sequence[Sheet], form: FormIndex) -> Iterator[tuple[Part, list[int]]]:
    """Every part of a sheet that may hold rows of the form, and these; one without a header goes on where one ended."""
    last: Columns | None = None
    for sheet in sheets:
        if sheet.name == STAMP_SHEET or not sheet.rows:
            continue
        for columns in find_columns(sheet, form, None if sheet.name in _OURS else last):
            last = columns
            yield from _split_repeats(Part(sheet, columns), form)


def _split_repeats(part: Part, form: FormIndex) -> Iterator[tuple[Part, list[int]]]:
    """A part in which the table stands several times, one below another without a header between, as several."""
    found = anchors(part, form)
    rows = [index for _, index in found]
    starts = [number for number, index in found if index == rows[0]]
    if len(starts) < 2 or len(rows) - len(set(rows)) < form.min_rows:
        yield part, rows
        return
    ends = [number - 1 for number in starts[1:]]
    for at, end in enumerate([*ends, part.columns.last_row]):
        header, top = (part.columns.header_row, part.columns.top_row) if at == 0 else (ends[at - 1], ends[at - 1] + 1)
        columns = replace(part.columns, header_row=header, top_row=top, last_row=end)
        yield Part(part.sheet, columns), [index for number, index in found if header < number <= end]


class _Members(NamedTuple):
    """Parts that are one table: the rows of the form that they have, and what stands above them."""

    parts: list[Part]
    rows: set[int]
    headings: list[Heading]

    def is_continued_by(self, part: Part, rows: Sequence[int], heading: Heading) -> bool:
        """Whether a part has rows that are not here yet, and no heading that says that it is something else."""
        repeated = sum(row in self.rows for row in rows)
        if repeated and (
            repeated > _MOST_REPEATED or repeated == len(rows) or not self.rows.issuperset(rows[:repeated])
        ):
            return False
        return self.parts[0].is_hidden == part.is_hidden and not any(_are_apart(heading, own) for own in self.headings)


def _are_apart(heading: Heading, other: Heading) -> bool:
    return contradict(heading.period, other.period) or _are_other_agencies(heading.agency, other.agency)


def _tables(parts: Iterator[tuple[Part, list[int]]]) -> Sequence[Sequence[Part]]:
    """Parts whose rows are disjoint are one table; a part that repeats rows begins another one.

    Where no heading names an agency, that of the part above on the sheet does, else the name of the sheet.
    """
    tables: list[_Members] = []
    above: Part | None = None
    agency = ""
    for part, rows in parts:
        heading = heading_of(part)
        before = agency if above and above.sheet is part.sheet else agency_in_name(part.sheet.name)
        above, agency = part, heading.agency or before
        heading = heading._replace(agency=agency)
        fitting = [members for members in tables if members.is_continued_by(part, rows, heading)]
        if not fitting:
            fitting = [_Members([], set(), [])]
            tables += fitting
        members = fitting[-1]
        members.parts.append(part)
        members.rows.update(rows)
        members.headings.append(heading)
    return [members.parts for members in tables]


def _compared(table: LocatedTable, others: Sequence[LocatedTable], foreign: Sequence[LocatedTable]) -> LocatedTable:
    """The table, with what the others say against it.

    A visible table of the same period with other figures is as good: what differs does not count (CT29). Of a hidden
    one, one of another period, or one with other notes only, it is said that it was not read (CT20); so of those of
    another agency (CT39).
    """
    notices: list[ReadNotice] = []
    if foreign:
        sheets = "; ".join(f"“{other.sheet.name}”: {_agency(other)}" for other in foreign[:_MOST_NAMED])
        notices.append(ReadNotice("CT39", {"sheets": sheets}))
    in_doubt: dict[str, str] = {}
    passed_over = []
    for other in others:
        differing = _differing(table, other)
        if differing and not other.is_hidden and not contradict(table.heading.period, other.heading.period):
            cells = "; ".join(f"{row.cell}: {row.shown}" for row in differing[:_MOST_NAMED])
            facts = {"sheet": _place(table, [other]), "other": _place(other, [table])}
            facts |= {"count": str(len(differing)), "cells": cells}
            notices.append(ReadNotice("CT29", facts))
            in_doubt |= {row.code: row.shown for row in differing}
        elif differing or _notes(other) != _notes(table):
            passed_over.append(_place(other, [table]))
    if passed_over:
        sheets = ", ".join(f"“{name}”" for name in passed_over[:_MOST_NAMED])
        notices.append(ReadNotice("CT20", {"sheets": sheets, "sheet": table.sheet.name}))
    if table.sheet.is_hidden and table.given:
        notices.append(ReadNotice("CT32", {"sheet": table.sheet.name}))
    entries = tuple(_put_in_doubt(entry, in_doubt) for entry in table.entries)
    return replace(table, entries=entries, notices=(*table.notices, *notices))


def _place(table: LocatedTable, others: Sequence[LocatedTable]) -> str:
    """The table's sheet, and where on it, if another one is on the same."""
    name = table.sheet.name
    is_alone = all(other is table or other.sheet is not table.sheet for other in others)
    return name if is_alone else f"{name} (từ dòng {table.parts[0].columns.header_row + 1})"


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
    is_one_sheet = len({id(part.sheet) for part in other.parts}) == 1
    return [
        _Differing(
            code,
            theirs.cell if is_one_sheet else f"“{theirs.sheet}”!{theirs.cell}",
            f"{_said(mine.get(code)) or figure_text(None)} | {_said(theirs)}",
        )
        for code, theirs in other.given.items()
        if _said(mine.get(code)) != _said(theirs)
    ]


def _said(entry: Entry | None) -> str:
    return "" if entry is None else entry.raw.typed.strip()


def _notes(table: LocatedTable) -> dict[str, str]:
    return {entry.code: entry.note for entry in table.entries if entry.note}


def _agency(table: LocatedTable) -> str:
    """The agency in a table's heading, or after which its sheet is named; empty for none."""
    return table.heading.agency or agency_in_name(table.sheet.name)


def _folded(name: str) -> str:
    return _PLACE.sub("", _COPY.sub("", fold_marks(name))).strip()


def _are_other_agencies(one: str, other: str) -> bool:
    return bool(one and other) and _folded(one) != _folded(other)


def _is_of_other_agency(table: LocatedTable, other: LocatedTable) -> bool:
    return bool(_agency(other)) and _folded(_agency(table)) != _folded(_agency(other))


def _is_of_period(table: LocatedTable, period: str) -> bool:
    return bool(period) and named_periods(period)[0] in named_periods(table.heading.period)


def _agencies(tables: Sequence[LocatedTable]) -> list[tuple[str, str]]:
    """Place and agency of each filled, visible table; none unless they name several agencies."""
    named = [
        (_place(table, tables), agency)
        for table in tables
        if table.given and not table.is_hidden and (agency := _agency(table))
    ]
    return named if len({_folded(agency) for _, agency in named}) > 1 else []

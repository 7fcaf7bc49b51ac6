"""Parts of sheets that make up one table of the form → its entries.

Rows are found by codes checked against labels, else by labels; never by position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cchc_excel.domain.submission import Cell, Entry, ReadNotice
from cchc_excel.messages.findings import FindingCode
from cchc_excel.reading.cell_refs import cell_name
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.table.beside import notices_beside
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.figure_column import FigureColumn, figure_column
from cchc_excel.reading.table.headings import Heading, heading_of
from cchc_excel.reading.table.rows import Doubt, Line, Part
from cchc_excel.reading.table.rows_by_code import lines_by_code, without_vague_beside_contradicted
from cchc_excel.reading.table.rows_by_label import lines_by_label
from cchc_excel.reading.table.units import changed_units, other_unit
from cchc_excel.text.outside import listed

#: So many cells of one kind are named in a message: those of any form, and not of a million lines.
_MOST_NAMED = 500


@dataclass(frozen=True)
class LocatedTable:
    """A form's table.

    Attributes:
        parts: where it stands, from the top.
        entries: one for each row of the form that was found beyond doubt.
        notices: what was recovered, what is in doubt.
        is_as_issued: every row is where it was issued.
        heading: what stands above it, of period and agency.
    """

    parts: tuple[Part, ...]
    entries: tuple[Entry, ...]
    notices: tuple[ReadNotice, ...]
    is_as_issued: bool
    heading: Heading

    @property
    def sheet(self) -> Sheet:
        """The sheet that it begins on."""
        return self.parts[0].sheet

    @property
    def is_hidden(self) -> bool:
        """Whether nobody sees it who opens the file."""
        return all(part.is_hidden for part in self.parts)

    @cached_property
    def given(self) -> Mapping[str, Entry]:
        """The entries whose figure's cell holds anything, by code."""
        return {entry.code: entry for entry in self.entries if not entry.raw.is_empty}


def locate(parts: Sequence[Part], form: FormIndex, period: str) -> LocatedTable | None:
    """The form's table in parts of sheets; None where hardly any row of the form is there.

    Args:
        parts: from the top.
        form: what it is a table of.
        period: as a heading names it; empty where it is not known.
    """
    lines, displaced = _lines(parts, form)
    by_key_row = any(part.columns.by_key_row for part in parts)
    if not by_key_row and sum(bool(line.code) for line in lines) < form.min_rows:
        return None
    columns = {id(part): figure_column(part, period) for part in parts}
    table = _Figures(form, columns)
    entries, doubled = _entries(lines, table)
    is_moved = len(parts) > 1 or any(part.columns.have_moved for part in parts) or _have_moved(lines, form)
    notices = [
        *(notice for column in columns.values() for notice in column.notices),
        *doubled,
        *_recovery(parts, lines, displaced, is_moved=is_moved),
        *_doubtful_lines(lines, table),
        *_stray_figures(parts, lines, table),
        *_locked_content(lines, form),
        *notices_beside(parts, lines, columns, form),
    ]
    is_as_issued = by_key_row and not is_moved
    return LocatedTable(tuple(parts), tuple(entries), tuple(notices), is_as_issued, joined_heading(parts))


def joined_heading(parts: Sequence[Part]) -> Heading:
    """What the first of the headings that say it says of period and agency."""
    headings = [heading_of(part) for part in parts]
    period = next((heading.period for heading in headings if heading.period), "")
    return Heading(period, next((heading.agency for heading in headings if heading.agency), ""))


class _Figures:
    """The cells of a table's figures."""

    def __init__(self, form: FormIndex, columns: Mapping[int, FigureColumn]) -> None:
        self.form = form
        self._columns = columns

    def cell(self, part: Part, row: int) -> Cell:
        """The figure's cell; all of its content is put aside where the column, the unit or a part of it is in doubt."""
        cell = self._columns[id(part)].cell(row)
        return doubtful(cell) if cell.why_aside == "doubtful" else cell

    def name(self, part: Part, row: int) -> str:
        """Such as ``E61``."""
        return cell_name(row, self._columns[id(part)].column)

    def entry(self, line: Line) -> Entry:
        """The line as an entry."""
        part, row = line.part, line.number
        cell = self.cell(part, row)
        if other_unit(line, self.form.by_code[line.code]):
            cell = doubtful(cell)
        note = part.columns.by_key["note"]
        return Entry(
            line.code, cell, part.text(row, "note"), part.sheet.name, self.name(part, row), cell_name(row, note)
        )


def doubtful(cell: Cell) -> Cell:
    """The cell of a figure that must not count before somebody says what it is."""
    shown = " | ".join(filter(None, (cell.shown, cell.aside)))
    return Cell("blank", aside=shown, why_aside="doubtful") if cell.shown else cell


def _entries(lines: Sequence[Line], table: _Figures) -> tuple[list[Entry], list[ReadNotice]]:
    """One entry a code; a code that occurs twice with different contents gets none (CT03)."""
    by_code: dict[str, list[Entry]] = {}
    for line in lines:
        if line.code and not line.doubt:
            by_code.setdefault(line.code, []).append(table.entry(line))
    entries, notices = [], []
    for code, candidates in by_code.items():
        # A repeated row that is blank says nothing.
        filled = [entry for entry in candidates if entry.note or not entry.raw.is_empty]
        contents = {(entry.raw, entry.note) for entry in filled}
        entry = (filled or candidates)[0]
        if len(contents) > 1:
            shown = listed([entry.raw.shown or entry.raw.aside for entry in candidates], _MOST_NAMED, "; ")
            entry = entry._replace(raw=Cell("blank", aside=shown, why_aside="doubtful"))
            cells = listed([entry.cell for entry in candidates], _MOST_NAMED)
            notices.append(ReadNotice("CT03", {"row": code, "code": code, "cells": cells}))
        entries.append(entry)
    return entries, notices


def _lines(parts: Sequence[Part], form: FormIndex) -> tuple[Sequence[Line], int]:
    """The lines by their codes, else by their labels; and how many codes were given up as displaced.

    Where most codes contradict their labels, the table was sorted or shifted without the hidden codes: the figures are
    beside their labels.
    """
    coded = [part for part in parts if "code" in part.columns.by_key]
    lines = [line for part in coded for line in lines_by_code(part, form)]
    contradicted = sum(line.doubt == "contradicted" for line in lines)
    if 2 * contradicted > len(lines):
        return list(lines_by_label(parts, form)), contradicted
    others = [part for part in parts if "code" not in part.columns.by_key]
    return [*without_vague_beside_contradicted(lines), *lines_by_label(others, form)], 0


def _have_moved(lines: Sequence[Line], form: FormIndex) -> bool:
    return any(form.by_code[line.code].sheet_row != line.number for line in lines if line.code)


def _recovery(parts: Sequence[Part], lines: Sequence[Line], displaced: int, *, is_moved: bool) -> Iterator[ReadNotice]:
    """How the rows were found where codes or positions are not as issued (CT25, CT08, CT06)."""
    if displaced:
        yield ReadNotice("CT25", {"count": str(displaced)})
    elif any("code" not in part.columns.by_key for part in parts):
        identified = sum(bool(line.code) and not line.doubt for line in lines)
        yield ReadNotice("CT08", {"count": str(identified)})
    elif is_moved:
        yield ReadNotice("CT06")


def _doubtful_lines(lines: Sequence[Line], table: _Figures) -> Iterator[ReadNotice]:
    """Lines in doubt that have a figure, which no row of the form gets (CT09, CT10)."""
    notice_codes: Mapping[Doubt, FindingCode] = {"contradicted": "CT09", "unknown": "CT10"}
    for doubt, code in notice_codes.items():
        doubtful_lines = [
            line for line in lines if line.doubt == doubt and not table.cell(line.part, line.number).is_empty
        ]
        if doubtful_lines:
            cells = listed([table.name(line.part, line.number) for line in doubtful_lines], _MOST_NAMED)
            label = doubtful_lines[0].label[:120]
            yield ReadNotice(code, {"count": str(len(doubtful_lines)), "cells": cells, "label": label})


def _stray_figures(parts: Sequence[Part], lines: Sequence[Line], table: _Figures) -> Iterator[ReadNotice]:
    """Figures on lines that take none: headings, and lines below or between that are not the form's (CT02)."""
    by_code = table.form.by_code
    for part in parts:
        own = [line for line in lines if line.part is part]
        expected = {line.number for line in own if line.doubt or (line.code and by_code[line.code].takes != "nothing")}
        first = min((line.number for line in own), default=part.columns.header_row + 1)
        for number in part.rows():
            cell = table.cell(part, number)
            if number >= first and number not in expected and not cell.is_empty:
                yield ReadNotice("CT02", {"cell": table.name(part, number), "raw": cell.shown or cell.aside})


def _locked_content(lines: Sequence[Line], form: FormIndex) -> Iterator[ReadNotice]:
    """Locked labels (CT11) and units (CT12, CT35) that were changed in meaning, not only in spelling."""
    retyped = [line.code for line in lines if line.is_retyped]
    if retyped:
        yield ReadNotice("CT11", {"count": str(len(retyped)), "codes": ", ".join(dict.fromkeys(retyped))})
    yield from changed_units([line for line in lines if line.code and not line.doubt], form)

"""Find the form's table on a sheet: rows by codes checked against labels, else by labels; never by position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.domain.submission import Cell, Entry, ReadNotice
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.template import PLACE_LINE
from cchc_excel.reading.cell_refs import cell_name
from cchc_excel.reading.formats.sheet import Sheet, cell_text
from cchc_excel.reading.table.columns import Columns, find_columns
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.rows import Doubt, Line, lines_by_code, lines_by_label
from cchc_excel.text.normalize import fold_marks

#: The text between period and agency in the heading.
_BETWEEN = PLACE_LINE.format(period="", agency="")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class LocatedTable:
    """A form's table found on a sheet.

    Attributes:
        entries: one for each row of the form that was found beyond doubt.
        notices: what was recovered, what is in doubt.
        is_as_issued: every row is where it was issued.
    """

    sheet: Sheet
    columns: Columns
    entries: tuple[Entry, ...]
    notices: tuple[ReadNotice, ...]
    is_as_issued: bool

    @property
    def contents(self) -> Mapping[str, tuple[str, object]]:
        """Code → note and raw figure; for comparing two tables."""
        return {entry.code: (entry.note, entry.raw.value) for entry in self.entries}


def locate(sheet: Sheet, form: FormIndex) -> LocatedTable | None:
    """The form's table on a sheet; None where there is none."""
    columns = find_columns(sheet, form)
    if columns is None:
        return None
    lines, displaced = _lines(sheet, columns, form)
    if not columns.by_key_row and sum(bool(line.code) for line in lines) < form.min_rows:
        return None
    figures = {row: sheet.cell(row, columns.by_key["figure"]) for row in sheet.rows}
    entries, notices = _entries(sheet, columns, lines, figures)
    is_moved = columns.have_moved or any(
        form.by_code[line.code].sheet_row != line.number for line in lines if line.code
    )
    notices += _recovery(columns, lines, displaced, is_moved=is_moved)
    notices += _doubtful_lines(columns, lines, figures)
    notices += _stray_figures(columns, form, lines, figures)
    notices += _locked_content(sheet, columns, form, lines)
    return LocatedTable(
        sheet, columns, tuple(entries), tuple(notices), is_as_issued=columns.by_key_row and not is_moved
    )


def _entries(
    sheet: Sheet, columns: Columns, lines: Sequence[Line], figures: Mapping[int, Cell]
) -> tuple[list[Entry], list[ReadNotice]]:
    """One entry a code; a code that occurs twice with different contents gets none (CT03)."""
    figure, note = columns.by_key["figure"], columns.by_key["note"]
    notes = dict(sheet.texts(note))
    read = [
        Entry(line.code, figures[row], notes[row], sheet.name, cell_name(row, figure), cell_name(row, note))
        for line in lines
        if line.code and not line.doubt and (row := line.number)
    ]
    by_code: dict[str, list[Entry]] = {}
    for entry in read:
        by_code.setdefault(entry.code, []).append(entry)
    if len(by_code) == len(read):
        return read, []
    entries, notices = [], []
    for code, candidates in by_code.items():
        if len(candidates) == 1 or len({(entry.raw, entry.note) for entry in candidates}) == 1:
            entries.append(candidates[0])
        else:
            cells = ", ".join(entry.cell for entry in candidates)
            notices.append(ReadNotice("CT03", {"code": code, "cells": cells}))
    return entries, notices


def _lines(sheet: Sheet, columns: Columns, form: FormIndex) -> tuple[Sequence[Line], int]:
    """The lines by their codes, else by their labels; and how many codes were given up as displaced.

    Where most codes contradict their labels, the table was sorted or shifted without the hidden codes: the figures are
    beside their labels.
    """
    if "code" not in columns.by_key:
        return list(lines_by_label(sheet, columns, form)), 0
    lines = lines_by_code(sheet, columns, form)
    contradicted = sum(line.doubt == "contradicted" for line in lines)
    if 2 * contradicted <= len(lines):
        return lines, 0
    return list(lines_by_label(sheet, columns, form)), contradicted


def _recovery(columns: Columns, lines: Sequence[Line], displaced: int, *, is_moved: bool) -> Iterator[ReadNotice]:
    """How the rows were found where codes or positions are not as issued (CT25, CT08, CT06)."""
    if displaced:
        yield ReadNotice("CT25", {"count": str(displaced)})
    elif "code" not in columns.by_key:
        identified = sum(bool(line.code) and not line.doubt for line in lines)
        yield ReadNotice("CT08", {"count": str(identified)})
    elif is_moved:
        yield ReadNotice("CT06")


def _doubtful_lines(columns: Columns, lines: Sequence[Line], figures: Mapping[int, Cell]) -> Iterator[ReadNotice]:
    """Lines in doubt that have a figure, which no row of the form gets (CT09, CT10)."""
    figure = columns.by_key["figure"]
    notice_codes: Mapping[Doubt, FindingCode] = {"contradicted": "CT09", "unknown": "CT10"}
    for doubt, code in notice_codes.items():
        doubtful = [line for line in lines if line.doubt == doubt and not figures[line.number].is_empty]
        if doubtful:
            cells = ", ".join(cell_name(line.number, figure) for line in doubtful)
            yield ReadNotice(code, {"count": str(len(doubtful)), "cells": cells, "label": doubtful[0].label[:120]})


def _stray_figures(
    columns: Columns, form: FormIndex, lines: Sequence[Line], figures: Mapping[int, Cell]
) -> Iterator[ReadNotice]:
    """Figures on lines that take none: headings, and lines below or between that are not the form's (CT02)."""
    expected = {
        line.number for line in lines if line.doubt or (line.code and form.by_code[line.code].takes != "nothing")
    }
    first = min((line.number for line in lines), default=columns.header_row + 1)
    for number, raw in figures.items():
        if number >= first and number not in expected and not raw.is_empty:
            yield ReadNotice("CT02", {"cell": cell_name(number, columns.by_key["figure"]), "raw": raw.shown})


def _locked_content(sheet: Sheet, columns: Columns, form: FormIndex, lines: Sequence[Line]) -> Iterator[ReadNotice]:
    """Locked labels (CT11) and units (CT12) that were changed in meaning, not only in spelling."""
    retyped = [line.code for line in lines if line.is_retyped]
    if retyped:
        yield ReadNotice("CT11", {"count": str(len(retyped)), "codes": ", ".join(retyped)})
    units = dict(sheet.texts(columns.by_key.get("unit")))
    changed = []
    for line in lines:
        if line.code and not line.doubt:
            unit, issued = units[line.number], form.by_code[line.code].unit
            if unit and unit != issued and fold_marks(unit) != fold_marks(issued):
                changed.append(f"{line.code} ({unit})")
    if changed:
        yield ReadNotice("CT12", {"count": str(len(changed)), "rows": ", ".join(changed)})


def agency_in_heading(table: LocatedTable) -> str:
    """The agency's name in the heading above the table; empty where there is none."""
    for number, cells in table.sheet.rows.items():
        if number > table.columns.header_row:
            break
        for cell in cells.values():
            _, between, name = cell_text(cell).partition(_BETWEEN)
            if between:
                return name.strip()[:_LONGEST_NAME]
    return ""

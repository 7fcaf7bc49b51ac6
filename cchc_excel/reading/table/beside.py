"""What stands beside a table's figures and may change them: corrections in further columns, notes that became days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from cchc_excel.domain.submission import ReadNotice
from cchc_excel.messages.findings import SEVERITY_NAMES
from cchc_excel.messages.template import EXPLAINED_BEFORE
from cchc_excel.reading.cell_refs import cell_name
from cchc_excel.reading.formats.sheet import cell_text
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.figure_column import MOST_CORRECTIONS, FigureColumn, further_columns, heading, is_figure
from cchc_excel.reading.table.periods import names_another
from cchc_excel.reading.table.rows import Line, Part

_DIGIT = re.compile(r"[0-9]")
_LONGEST = 100
_OWN_COMMENTS = (*(f"{name}: " for name in SEVERITY_NAMES.values()), EXPLAINED_BEFORE.partition("{")[0])


def notices_beside(
    parts: Sequence[Part], lines: Sequence[Line], columns: Mapping[int, FigureColumn], form: FormIndex
) -> Iterator[ReadNotice]:
    """CT33: a number in a further column of a figure's line; CT34: a note that is a day; CT02: a number below all.

    CT51: a comment with a number in it on a cell of a figure's line.
    """
    for part in parts:
        yield from islice(_numbers_below(part, lines, columns[id(part)], is_page=len(parts) > 1), MOST_CORRECTIONS)
        own = [
            line
            for line in lines
            if line.part is part and line.code and not line.doubt and form.by_code[line.code].takes != "nothing"
        ]
        for column in _further_columns(part, columns[id(part)]):
            yield from _numbers_in(part, column, own)
        yield from _comments(part, own)
        note = part.columns.by_key["note"]
        for line in own:
            cell = part.sheet.cell(line.number, note)
            if cell.kind == "date":
                facts = {"row": line.code, "note_cell": cell_name(line.number, note), "note": cell.shown}
                yield ReadNotice("CT34", facts)


def _comments(part: Part, lines: Sequence[Line]) -> Iterator[ReadNotice]:
    """The comments that people wrote; those that the program wrote begin as its messages do."""
    rows = {line.number: line.code for line in lines}
    for (row, column), comment in sorted(part.sheet.comments.items()):
        # Excel begins a note with a line of its user's name.
        text = comment.partition(":\n")[2] or comment
        if row in rows and _DIGIT.search(text) and not comment.startswith(_OWN_COMMENTS):
            shown = " ".join(text.split())[:_LONGEST]
            yield ReadNotice("CT51", {"row": rows[row], "beside": cell_name(row, column), "text": shown})


def _numbers_below(part: Part, lines: Sequence[Line], figure: FigureColumn, *, is_page: bool) -> Iterator[ReadNotice]:
    """Numbers below the last of the form's rows, elsewhere than in the figures' column; not the number of a page."""
    last = max((line.number for line in lines if line.part is part and line.code), default=part.columns.last_row)
    label = part.columns.by_key.get("label", part.columns.by_key["figure"])
    for number in part.rows():
        cells = part.sheet.rows[number] if number > last else {}
        for column, cell in cells.items():
            shown = cell_text(cell)
            is_number = cell.kind == "number" or is_figure(shown)
            if is_number and column > label and column != figure.column and not (is_page and len(cells) == 1):
                yield ReadNotice("CT02", {"cell": cell_name(number, column), "raw": shown[:_LONGEST]})


def _further_columns(part: Part, figure: FigureColumn) -> Sequence[int]:
    """Visible columns right of the labels that are none of the form's."""
    known = figure.candidates | part.sheet.hidden_columns | {figure.column}
    return [
        column
        for column in further_columns(part)
        if column not in known and not names_another(heading(part, column), "")
    ]


def _numbers_in(part: Part, column: int, lines: Sequence[Line]) -> Iterator[ReadNotice]:
    found = [
        (line, shown)
        for line in lines
        if _DIGIT.search(shown := cell_text(part.sheet.cell(line.number, column))) and len(shown) <= _LONGEST
    ]
    if len(found) > MOST_CORRECTIONS:
        above = heading(part, column)
        facts = {
            "column": cell_name(1, column)[:-1],
            "heading": f" “{above}”" if above else "",
            "count": str(len(found)),
        }
        yield ReadNotice("CT36", facts)
        return
    for line, shown in found:
        yield ReadNotice("CT33", {"row": line.code, "beside": cell_name(line.number, column), "text": shown})

"""What stands beside a table's figures and may change them: corrections in further columns, notes that became days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cchc_excel.domain.submission import ReadNotice
from cchc_excel.forms.layout import HEADERS
from cchc_excel.messages.template import HEADER_PREVIOUS, HEADER_TOP
from cchc_excel.reading.cell_refs import cell_name
from cchc_excel.reading.formats.sheet import cell_text
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.figure_column import FigureColumn
from cchc_excel.reading.table.rows import Line, Part
from cchc_excel.text.normalize import fold_marks

_DIGIT = re.compile(r"[0-9]")
_LONGEST = 100
#: More figures than these in one column are a column of its own, and no corrections.
_MOST_CORRECTIONS = 12
_OURS = tuple(
    fold_marks(text.partition("\n")[0]) for text in (*HEADERS.values(), *HEADER_TOP, HEADER_PREVIOUS.format(period=""))
)


def notices_beside(
    parts: Sequence[Part], lines: Sequence[Line], columns: Mapping[int, FigureColumn], form: FormIndex
) -> Iterator[ReadNotice]:
    """CT33: a number in a further column of a figure's line; CT34: a note that is a day."""
    for part in parts:
        own = [
            line
            for line in lines
            if line.part is part and line.code and not line.doubt and form.by_code[line.code].takes != "nothing"
        ]
        for column in _further_columns(part, columns[id(part)]):
            yield from _numbers_in(part, column, own)
        note = part.columns.by_key["note"]
        for line in own:
            cell = part.sheet.cell(line.number, note)
            if cell.kind == "date":
                facts = {"row": line.code, "note_cell": cell_name(line.number, note), "note": cell.shown}
                yield ReadNotice("CT34", facts)


def _further_columns(part: Part, figure: FigureColumn) -> Sequence[int]:
    """Visible columns right of the labels that are none of the form's."""
    known = {*part.columns.by_key.values(), figure.column, *part.columns.rivals}
    first = part.columns.by_key.get("label", part.columns.by_key["figure"])
    found = {column for row in part.rows() for column in part.sheet.rows[row] if column > first}
    return [
        column
        for column in sorted(found - known - part.sheet.hidden_columns)
        if not any(_is_ours(part.sheet.text(row, column)) for row in part.columns.heading_rows)
    ]


def _is_ours(heading: str) -> bool:
    return bool(heading) and fold_marks(heading).startswith(_OURS)


def _numbers_in(part: Part, column: int, lines: Sequence[Line]) -> Iterator[ReadNotice]:
    found = [
        (line, shown)
        for line in lines
        if _DIGIT.search(shown := cell_text(part.sheet.cell(line.number, column))) and len(shown) <= _LONGEST
    ]
    if len(found) > _MOST_CORRECTIONS:
        letters = cell_name(1, column)[:-1]
        yield ReadNotice("CT36", {"column": letters, "count": str(len(found))})
        return
    for line, shown in found:
        yield ReadNotice("CT33", {"row": line.code, "beside": cell_name(line.number, column), "text": shown})

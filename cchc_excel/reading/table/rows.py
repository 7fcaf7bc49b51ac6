"""Identify a table's lines as rows of the form, by code or by label. A line in doubt is taken for no row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.table.columns import Columns
from cchc_excel.reading.table.expected_forms import FormIndex, RowIndex
from cchc_excel.reading.table.labels import LabelReader, abbreviates
from cchc_excel.text.normalize import fold_marks

#: A label this similar (0–100) to a row's is that row's, retyped, where no other row comes within the margin.
_MIN_SIMILARITY = 85
_MARGIN = 5
#: A label less similar than this to that of the code beside it contradicts the code.
_MIN_SIMILARITY_BESIDE_CODE = 60

Doubt = Literal["", "contradicted", "unknown"]


@dataclass(frozen=True)
class Part:
    """A stretch of a sheet that holds rows of the form's table."""

    sheet: Sheet
    columns: Columns

    def rows(self) -> Iterator[int]:
        """The rows below the header that have any cell."""
        return (row for row in self.sheet.rows if self.columns.header_row < row <= self.columns.last_row)

    def text(self, row: int, key: str) -> str:
        """The text in the column of that key; empty where there is none."""
        return self.sheet.text(row, self.columns.by_key.get(key))


@dataclass(frozen=True)
class Line:
    """One line of a table and the row of the form that it is.

    Attributes:
        part: where it stands.
        number: row on the sheet, from 1.
        code: of the row that it is; where there is doubt, the code in its cell, if any.
        label: as the sheet has it.
        doubt: ``contradicted``: its code and its label are of different rows; ``unknown``: its label is no row's.
        is_retyped: the label differs from the issued one.
    """

    part: Part
    number: int
    code: str = ""
    label: str = ""
    doubt: Doubt = ""
    is_retyped: bool = False


def lines_by_code(part: Part, form: FormIndex) -> Sequence[Line]:
    """Every line of a part with a code of the form, its label checked against that code's."""
    reader = LabelReader(form)
    return [
        _checked_line(part, form.by_code[code], number, reader, form)
        for number in part.rows()
        if (code := part.text(number, "code")) in form.by_code
    ]


def _checked_line(part: Part, row: RowIndex, number: int, reader: LabelReader, form: FormIndex) -> Line:
    """The line of a row's code, with what its label says of it."""
    label = part.text(number, "label")
    if not label or label == row.label:
        return Line(part, number, row.code, label)
    comparable_label = reader.comparable(label)
    if comparable_label == row.comparable_label:
        return Line(part, number, row.code, label)
    is_of_other_row = any(form.rows[index].code != row.code for index in form.by_label.get(comparable_label, ()))
    if is_of_other_row:
        return Line(part, number, row.code, label, "contradicted")
    is_similar = fuzz.ratio(comparable_label, row.comparable_label) >= _MIN_SIMILARITY_BESIDE_CODE
    if is_similar or (abbreviates(comparable_label, row.comparable_label) and _has_unit(part, number, row)):
        return Line(part, number, row.code, label, is_retyped=True)
    return Line(part, number, row.code, label, "contradicted")


def _has_unit(part: Part, number: int, row: RowIndex) -> bool:
    unit = fold_marks(part.text(number, "unit"))
    return not unit or unit == fold_marks(row.unit)


def lines_by_label(parts: Sequence[Part], form: FormIndex) -> Iterator[Line]:
    """Every line of some parts that has a label, identified by label, section and order.

    A label that occurs once in the form and once in the table identifies its line wherever it is. Another line is
    identified between two identified neighbours, where exactly one row that is still free is similar enough.
    """
    reader = LabelReader(form)
    lines = [(part, number, text) for part in parts for number in part.rows() if (text := part.text(number, "label"))]
    labels = [reader.comparable(text) for _, _, text in lines]
    identified = _by_unique_label(labels, form)
    while more := dict(_between_identified(labels, identified, form)):
        identified |= more
    for at, (part, number, text) in enumerate(lines):
        row = form.rows[identified[at]] if at in identified else None
        if row is None:
            yield Line(part, number, "", text, "unknown")
        else:
            yield Line(part, number, row.code, text, is_retyped=labels[at] != row.comparable_label)


def anchors(part: Part, form: FormIndex) -> Sequence[tuple[int, int]]:
    """Sheet row and index of the form's row, for the lines that a code or a label of one row alone names."""
    if "code" in part.columns.by_key:
        order = {row.code: index for index, row in enumerate(form.rows)}
        return [(number, order[code]) for number in part.rows() if (code := part.text(number, "code")) in order]
    reader = LabelReader(form)
    return [
        (number, indices[0])
        for number in part.rows()
        if (text := part.text(number, "label")) and len(indices := form.by_label.get(reader.comparable(text), ())) == 1
    ]


def _by_unique_label(labels: Sequence[str], form: FormIndex) -> dict[int, int]:
    """Index of the line → index of the row, for labels that occur once in the table and once in the form."""
    counts = Counter(labels)
    return {
        line: form.by_label[label][0]
        for line, label in enumerate(labels)
        if counts[label] == 1 and len(form.by_label.get(label, ())) == 1
    }


def _between_identified(
    labels: Sequence[str], identified: Mapping[int, int], form: FormIndex
) -> Iterator[tuple[int, int]]:
    """Of each run of open lines, those that can be only one free row, which no other line of the run can be."""
    taken = set(identified.values())
    for run, low, high in _open_runs(len(labels), identified, len(form.rows)):
        free = [row for row in range(low + 1, high) if row not in taken]
        choices = {line: _only_similar_row(labels[line], free, form) for line in run}
        counts = Counter(choices.values())
        for line, row in choices.items():
            if row is not None and counts[row] == 1:
                yield line, row


def _open_runs(lines: int, identified: Mapping[int, int], rows: int) -> Iterator[tuple[list[int], int, int]]:
    """Runs of lines not yet identified, each with the rows of the identified lines before and after it."""
    run: list[int] = []
    low = -1
    for line in range(lines):
        if line not in identified:
            run.append(line)
            continue
        if run:
            yield run, low, identified[line]
        run, low = [], identified[line]
    if run:
        yield run, low, rows


def _only_similar_row(label: str, free: Sequence[int], form: FormIndex) -> int | None:
    """The one free row with a similar label that has the same numbers in it; None where there is none or several."""
    numbers = re.findall(r"\d+", label)
    scores = sorted(
        (
            (fuzz.ratio(label, form.rows[row].comparable_label), row)
            for row in free
            if re.findall(r"\d+", form.rows[row].comparable_label) == numbers
        ),
        reverse=True,
    )
    if not scores or scores[0][0] < _MIN_SIMILARITY:
        return _only_abbreviated(label, free, form)
    if len(scores) > 1 and scores[0][0] - scores[1][0] < _MARGIN:
        return None
    return scores[0][1]


def _only_abbreviated(label: str, free: Sequence[int], form: FormIndex) -> int | None:
    """The one free row whose label this one abbreviates; None where there is none or several."""
    found = [row for row in free if abbreviates(label, form.rows[row].comparable_label)]
    return found[0] if len(found) == 1 else None

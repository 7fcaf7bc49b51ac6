"""Identify a sheet's lines as rows of the form, by code or by label. A line in doubt is taken for no row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.table.columns import Columns
from cchc_excel.reading.table.expected_forms import FormIndex, RowIndex, comparable

#: A label this similar (0–100) to a row's is that row's, retyped, where no other row comes within the margin.
_MIN_SIMILARITY = 85
_MARGIN = 5
#: A label less similar than this to that of the code beside it contradicts the code.
_MIN_SIMILARITY_BESIDE_CODE = 60

Doubt = Literal["", "contradicted", "unknown"]


@dataclass(frozen=True)
class Line:
    """One line of the sheet and the row of the form that it is.

    Attributes:
        number: row on the sheet, from 1.
        code: of the row that it is; where there is doubt, the code in its cell, if any.
        label: as the sheet has it.
        doubt: ``contradicted``: its code and its label are of different rows; ``unknown``: its label is no row's.
        is_retyped: the label differs from the issued one.
    """

    number: int
    code: str = ""
    label: str = ""
    doubt: Doubt = ""
    is_retyped: bool = False


def lines_by_code(sheet: Sheet, columns: Columns, form: FormIndex) -> Sequence[Line]:
    """Every line below the header with a code of the form, its label checked against that code's."""
    return [
        _checked_line(form.by_code[code], number, sheet.text(number, columns.by_key.get("label")), form)
        for number, code in sheet.texts(columns.by_key.get("code"))
        if number > columns.header_row and code in form.by_code
    ]


def _checked_line(row: RowIndex, number: int, label: str, form: FormIndex) -> Line:
    """The line of a row's code, with what its label says of it."""
    if not label or label == row.label:
        return Line(number, row.code, label)
    comparable_label = comparable(label)
    if comparable_label == row.comparable_label:
        return Line(number, row.code, label)
    is_of_other_row = any(form.rows[index].code != row.code for index in form.by_label.get(comparable_label, ()))
    if is_of_other_row or fuzz.ratio(comparable_label, row.comparable_label) < _MIN_SIMILARITY_BESIDE_CODE:
        return Line(number, row.code, label, "contradicted")
    return Line(number, row.code, label, is_retyped=True)


def lines_by_label(sheet: Sheet, columns: Columns, form: FormIndex) -> Iterator[Line]:
    """Every line below the header that has a label, identified by label, section and order.

    A label that occurs once in the form and once on the sheet identifies its line wherever it is. Another line is
    identified between two identified neighbours, where exactly one row that is still free is similar enough.
    """
    texts = dict(sheet.texts(columns.by_key["label"]))
    labels = [(number, comparable(text)) for number, text in texts.items() if text and number > columns.header_row]
    identified = _by_unique_label(labels, form)
    while more := dict(_between_identified(labels, identified, form)):
        identified |= more
    for line, (number, label) in enumerate(labels):
        row = form.rows[identified[line]] if line in identified else None
        if row is None:
            yield Line(number, "", texts[number], "unknown")
        else:
            yield Line(number, row.code, texts[number], is_retyped=label != row.comparable_label)


def _by_unique_label(labels: Sequence[tuple[int, str]], form: FormIndex) -> dict[int, int]:
    """Index of the line → index of the row, for labels that occur once on the sheet and once in the form."""
    counts = Counter(label for _, label in labels)
    return {
        line: form.by_label[label][0]
        for line, (_, label) in enumerate(labels)
        if counts[label] == 1 and len(form.by_label.get(label, ())) == 1
    }


def _between_identified(
    labels: Sequence[tuple[int, str]], identified: Mapping[int, int], form: FormIndex
) -> Iterator[tuple[int, int]]:
    """Of each run of open lines, those that can be only one free row, which no other line of the run can be."""
    taken = set(identified.values())
    for run, low, high in _open_runs(len(labels), identified, len(form.rows)):
        free = [row for row in range(low + 1, high) if row not in taken]
        choices = {line: _only_similar_row(labels[line][1], free, form) for line in run}
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
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < _MARGIN:
        return None
    return scores[0][1]

"""Which line of a sheet is which row of the form. A line whose identity is in doubt is nobody's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from cchc_excel.reading.formats.grid import Grid, is_usual
from cchc_excel.reading.table.columns import Columns
from cchc_excel.reading.table.expected_forms import FormIndex, RowIndex, comparable

#: A label like this much of another is the same one, retyped, where no other row is nearly as like.
_ALIKE = 85
_MARGIN = 5
#: Below this the label beside a code is another text altogether.
_RELATED = 60

Doubt = Literal["", "contradicted", "unknown"]


@dataclass(frozen=True)
class Line:
    """One line of the sheet and the row of the form that it is.

    Attributes:
        number: row on the sheet, from 1.
        code: of the row that it is; with a doubt the code that it bears, if any.
        label: as it stands there.
        doubt: ``contradicted``: its code and its label speak of different rows; ``unknown``: its label is no row's.
        is_retyped: the label differs from the issued one.
    """

    number: int
    code: str = ""
    label: str = ""
    doubt: Doubt = ""
    is_retyped: bool = False


def lines_by_code(grid: Grid, columns: Columns, form: FormIndex) -> Sequence[Line]:
    """Every line below the header that bears a code of the form, held against its label."""
    codes, labels = (tuple(grid.texts(columns.at.get(key)).values()) for key in ("code", "label"))
    lines = _lines if is_usual(codes, labels) else _lines.__wrapped__
    return lines(grid.top, columns.row, codes, labels, form)


@lru_cache(maxsize=16)
def _lines(top: int, above: int, codes: Sequence[str], labels: Sequence[str], form: FormIndex) -> Sequence[Line]:
    """Codes and labels are locked: they are the same, file after file."""
    return [
        _held_against(form.by_code[code], number, label, form)
        for number, (code, label) in enumerate(zip(codes, labels, strict=True), start=top)
        if number > above and code in form.by_code
    ]


def _held_against(row: RowIndex, number: int, label: str, form: FormIndex) -> Line:
    if not label or label == row.label:
        return Line(number, row.code, label)
    said = comparable(label)
    if said == row.matched:
        return Line(number, row.code, label)
    another = any(form.rows[at].code != row.code for at in form.by_label.get(said, ()))
    if another or fuzz.ratio(said, row.matched) < _RELATED:
        return Line(number, row.code, label, "contradicted")
    return Line(number, row.code, label, is_retyped=True)


def lines_by_label(grid: Grid, columns: Columns, form: FormIndex) -> Iterator[Line]:
    """Every line below the header that has a label, identified by label, section and order.

    A label that only one row of the form bears, and only one line, names its row wherever it stands. The other
    lines are identified between two such neighbours, where exactly one row that is still free is like enough.
    """
    texts = grid.texts(columns.at["label"])
    labels = [(number, comparable(text)) for number, text in texts.items() if text and number > columns.row]
    claimed = _named(labels, form)
    while more := dict(_between(labels, claimed, form)):
        claimed |= more
    for at, (number, said) in enumerate(labels):
        row = form.rows[claimed[at]] if at in claimed else None
        if row is None:
            yield Line(number, "", texts[number], "unknown")
        else:
            yield Line(number, row.code, texts[number], is_retyped=said != row.matched)


def _named(labels: Sequence[tuple[int, str]], form: FormIndex) -> dict[int, int]:
    """Line → row, for labels that stand once on the sheet and once in the form."""
    times = Counter(said for _, said in labels)
    return {
        at: form.by_label[said][0]
        for at, (_, said) in enumerate(labels)
        if times[said] == 1 and len(form.by_label.get(said, ())) == 1
    }


def _between(
    labels: Sequence[tuple[int, str]], claimed: Mapping[int, int], form: FormIndex
) -> Iterator[tuple[int, int]]:
    """For each run of open lines between two known ones, those that only one free row can be."""
    taken = set(claimed.values())
    for run, low, high in _runs(len(labels), claimed, len(form.rows)):
        free = [at for at in range(low + 1, high) if at not in taken]
        choices = {line: _only_one(labels[line][1], free, form) for line in run}
        wanted = Counter(choices.values())
        for line, row in choices.items():
            if row is not None and wanted[row] == 1:
                yield line, row


def _runs(lines: int, claimed: Mapping[int, int], rows: int) -> Iterator[tuple[list[int], int, int]]:
    """Runs of lines not yet identified, each with the positions in the form of its neighbours."""
    run: list[int] = []
    low = -1
    for line in range(lines):
        if line not in claimed:
            run.append(line)
            continue
        if run:
            yield run, low, claimed[line]
        run, low = [], claimed[line]
    if run:
        yield run, low, rows


def _only_one(said: str, free: Sequence[int], form: FormIndex) -> int | None:
    """The one free row whose label is like this one, with the same numbers in it."""
    digits = re.findall(r"\d+", said)
    scores = sorted(
        (
            (fuzz.ratio(said, form.rows[at].matched), at)
            for at in free
            if re.findall(r"\d+", form.rows[at].matched) == digits
        ),
        reverse=True,
    )
    if not scores or scores[0][0] < _ALIKE:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < _MARGIN:
        return None
    return scores[0][1]

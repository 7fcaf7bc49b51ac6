"""Identify a table's lines as rows of the form, by code or by label. A line in doubt is taken for no row."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process

from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.table.columns import Columns
from cchc_excel.reading.table.expected_forms import FormIndex, RowIndex, comparable
from cchc_excel.reading.table.labels import LabelReader, abbreviates, is_of_other_words, turns_meaning, without_number
from cchc_excel.text.normalize import fold_marks

#: A label this similar (0–100) to a row's is that row's, retyped, where no other row comes within the margin.
_MIN_SIMILARITY = 85
_MARGIN = 5
#: A label less similar than this to that of the code beside it contradicts the code.
_MIN_SIMILARITY_BESIDE_CODE = 60
#: Two labels this similar are the same; one cut to fewer letters says nothing.
_SAME = 100
_SHORTEST_CUT = 8
#: A code that a label contradicts makes doubtful those so many lines away, unless a label between names its code.
_NEAR = 4
#: Where no more than this share, or number, of the lines with a label of one row alone is out of the form's order,
#: those are no such rows.
_OUT_OF_ORDER = 0.1
_FEW = 3
_NEARLY_ALL = 0.9

Doubt = Literal["", "contradicted", "unknown"]


@dataclass(frozen=True)
class Part:
    """A stretch of a sheet that holds rows of the form's table."""

    sheet: Sheet
    columns: Columns

    def rows(self) -> Iterator[int]:
        """The rows below the header that have any cell."""
        return (row for row in self.sheet.rows if self.columns.header_row < row <= self.columns.last_row)

    @property
    def is_hidden(self) -> bool:
        """Whether its sheet is hidden, or nearly all of its rows."""
        rows = list(self.rows())
        hidden = sum(row in self.sheet.hidden_rows for row in rows)
        return self.sheet.is_hidden or hidden > _NEARLY_ALL * len(rows)

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
        is_vague: the label fits the code, but would fit others, too; it is as good as the codes around it.
    """

    part: Part
    number: int
    code: str = ""
    label: str = ""
    doubt: Doubt = ""
    is_retyped: bool = False
    is_vague: bool = False


def lines_by_code(part: Part, form: FormIndex) -> Sequence[Line]:
    """Every line of a part with a code of the form, its label checked against that code's."""
    checker = _CodeChecker(part, form)
    lines = [checker.line(number) for number in part.rows() if part.text(number, "code") in form.by_code]
    return [replace(line, is_vague=True) if line.number in checker.vague else line for line in lines]


def without_vague_beside_contradicted(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines; one whose label does not name its code is contradicted where the next that does is."""
    doubts = ["vague" if line.is_vague else line.doubt for line in lines]
    return [
        replace(line, doubt="contradicted") if line.is_vague and _stands_beside_contradicted(doubts, at) else line
        for at, line in enumerate(lines)
    ]


def _stands_beside_contradicted(doubts: Sequence[str], at: int) -> bool:
    above, below = reversed(doubts[max(at - _NEAR, 0) : at]), doubts[at + 1 : at + 1 + _NEAR]
    return "contradicted" in (next((doubt for doubt in side if doubt != "vague"), "") for side in (above, below))


class _CodeChecker:
    """Compares labels with those of the codes beside them.

    Attributes:
        vague: rows whose label fits its code, but would fit others, too.
    """

    def __init__(self, part: Part, form: FormIndex) -> None:
        self._part, self._form = part, form
        self._reader = LabelReader(form)
        self.vague: set[int] = set()

    def line(self, number: int) -> Line:
        """The line of a row's code, with what its label says of it."""
        row, label = self._form.by_code[self._part.text(number, "code")], self._part.text(number, "label")
        if label == row.label:
            return Line(self._part, number, row.code, label)
        if not label:
            self.vague.add(number)
            return Line(self._part, number, row.code, label)
        comparable_label = self._reader.comparable(label)
        if comparable_label not in self._form.by_label:
            comparable_label = comparable(without_number(label))
        if comparable_label == row.comparable_label:
            return Line(self._part, number, row.code, label)
        if not self._fits(comparable_label, row, number):
            return Line(self._part, number, row.code, label, "contradicted")
        return Line(self._part, number, row.code, label, is_retyped=True)

    def _fits(self, label: str, row: RowIndex, number: int) -> bool:
        """Whether a label that is not the row's own may be it: like no other row's more, or an abbreviation of it."""
        issued = row.comparable_label
        label = label.rstrip("… ")
        is_cut = issued.startswith(label)
        if turns_meaning(label, issued) and not is_cut:
            return False
        own = fuzz.ratio(label, issued)
        closest = self._closest(label, issued)
        # Cut short, it may be all of another row's label: it is not where that row has its own.
        if is_cut and len(label) >= _SHORTEST_CUT and (closest < _SAME or self._is_elsewhere(label)):
            self.vague.add(number)
            return True
        if own >= max(closest, _MIN_SIMILARITY_BESIDE_CODE):
            if own < closest + _MARGIN:
                self.vague.add(number)
            return True
        if closest >= _MIN_SIMILARITY or not abbreviates(label, issued):
            return False
        self.vague.add(number)
        return _has_unit(self._part, number, row)

    def _closest(self, label: str, issued: str) -> float:
        """How similar the label of another row is, at most."""
        others = (other for other in self._form.by_label if other != issued)
        best = process.extractOne(label, others, scorer=fuzz.ratio)
        return best[1] if best else 0

    def _is_elsewhere(self, label: str) -> bool:
        """Whether every row that has exactly this label stands in the table under its code, with it or part of it."""
        for index in self._form.by_label.get(label, ()):
            own = self._labels_by_code.get(self._form.rows[index].code, "")
            if not own or not label.startswith(self._reader.comparable(own).rstrip("… ")):
                return False
        return True

    @cached_property
    def _labels_by_code(self) -> Mapping[str, str]:
        return {self._part.text(number, "code"): self._part.text(number, "label") for number in self._part.rows()}


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
    identified = _in_order(_by_unique_label(labels, [part for part, _, _ in lines], form))
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


def _by_unique_label(labels: Sequence[str], parts: Sequence[Part], form: FormIndex) -> dict[int, int]:
    """Index of the line → index of the row, for labels that occur once in the form and once in a part of the table.

    A page may repeat the last rows of the page before.
    """
    counts = Counter((label, id(part)) for label, part in zip(labels, parts, strict=True))
    return {
        line: form.by_label[label][0]
        for line, (label, part) in enumerate(zip(labels, parts, strict=True))
        if counts[label, id(part)] == 1 and len(form.by_label.get(label, ())) == 1
    }


def _in_order(identified: dict[int, int]) -> dict[int, int]:
    """Without the few lines that are out of order in a table that is in order: a label cut short may be another's."""
    kept = _longest_ascending(list(identified.items()))
    dropped = len(identified) - len(kept)
    is_few = dropped <= _OUT_OF_ORDER * len(identified) or (dropped <= _FEW and dropped < len(kept))
    return kept if is_few else identified


def _longest_ascending(pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The longest selection of these lines in which no row comes before the row of an earlier line."""
    ends: list[int] = []
    chains: list[tuple[tuple[int, int], int]] = []
    heads: list[int] = []
    for at, (line, row) in enumerate(pairs):
        length = bisect_right(ends, row)
        chains.append(((line, row), heads[length - 1] if length else -1))
        ends[length : length + 1] = [row]
        heads[length : length + 1] = [at]
    kept = []
    at = heads[-1] if heads else -1
    while at >= 0:
        pair, at = chains[at]
        kept.append(pair)
    return dict(reversed(kept))


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
            if row is not None and counts[row] == 1 and not _may_be_other_line(labels, run, line, form.rows[row]):
                yield line, row


def _may_be_other_line(labels: Sequence[str], run: Sequence[int], line: int, row: RowIndex) -> bool:
    """Whether the label of another open line is the row's, cut short."""
    return labels[line] != row.comparable_label and any(
        row.comparable_label.startswith(cut)
        for other in run
        if other != line and len(cut := labels[other].rstrip("… ")) >= _SHORTEST_CUT
    )


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
            and not is_of_other_words(label, form.rows[row].comparable_label)
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

"""Identify a table's lines as rows of the form by the codes in their hidden column, checked against their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from rapidfuzz import fuzz, process

from cchc_excel.reading.table.expected_forms import FormIndex, RowIndex, comparable
from cchc_excel.reading.table.labels import (
    MARGIN,
    MIN_SIMILARITY,
    SHORTEST_CUT,
    LabelReader,
    abbreviates,
    turns_meaning,
    without_number,
)
from cchc_excel.reading.table.rows import Line, Part
from cchc_excel.text.normalize import fold_marks

#: A label less similar than this to that of the code beside it contradicts the code.
_MIN_SIMILARITY_BESIDE_CODE = 60
#: Two labels this similar are the same.
_SAME = 100
#: A code that a label contradicts makes doubtful those so many lines away, unless a label between names its code.
_NEAR = 4


def lines_by_code(part: Part, form: FormIndex) -> Sequence[Line]:
    """Every line of a part with a code of the form, its label checked against that code's."""
    checker = _CodeChecker(part, form)
    lines = [checker.line(number) for number in part.rows() if part.text(number, "code") in form.by_code]
    return [replace(line, is_vague=True) if line.number in checker.vague else line for line in lines]


def without_vague_beside_contradicted(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines; one whose label does not name its code is contradicted where the next that does is.

    A code that has lost its label makes those beside it doubtful, too.
    """
    kinds = (("vague" if line.label else "unlabelled") if line.is_vague else "" for line in lines)
    doubts = [line.doubt or kind for line, kind in zip(lines, kinds, strict=True)]
    return [
        replace(line, doubt="contradicted") if line.is_vague and _stands_beside_contradicted(doubts, at) else line
        for at, line in enumerate(lines)
    ]


def _stands_beside_contradicted(doubts: Sequence[str], at: int) -> bool:
    above, below = reversed(doubts[max(at - _NEAR, 0) : at]), doubts[at + 1 : at + 1 + _NEAR]
    says_nothing = {"vague", doubts[at]}
    nearest = (next((doubt for doubt in side if doubt not in says_nothing), "") for side in (above, below))
    return not {"contradicted", "unlabelled"}.isdisjoint(nearest)


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
        if not label or len(self._form.by_label[row.comparable_label]) > 1:
            self.vague.add(number)
        if not label or label == row.label:
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
        if is_cut and len(label) >= SHORTEST_CUT and (closest < _SAME or self._is_elsewhere(label)):
            self.vague.add(number)
            return True
        if own >= max(closest, _MIN_SIMILARITY_BESIDE_CODE):
            if self._is_only_short_for_other(label, issued):
                return False
            if own < closest + MARGIN:
                self.vague.add(number)
            return True
        if closest >= MIN_SIMILARITY or not abbreviates(label, issued):
            return False
        self.vague.add(number)
        return _has_unit(self._part, number, row)

    def _closest(self, label: str, issued: str) -> float:
        """How similar the label of another row is, at most."""
        others = (other for other in self._form.by_label if other != issued)
        best = process.extractOne(label, others, scorer=fuzz.ratio)
        return best[1] if best else 0

    def _is_only_short_for_other(self, label: str, issued: str) -> bool:
        """Whether a label is another row's, cut short or abbreviated, and not that of its code."""
        return not abbreviates(label, issued) and any(abbreviates(label, other) for other in self._form.by_label)

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

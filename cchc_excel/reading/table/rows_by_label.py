"""Identify a table's lines as rows of the form by label, section and order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from cchc_excel.reading.table.expected_forms import FormIndex, RowIndex
from cchc_excel.reading.table.labels import (
    MARGIN,
    MIN_SIMILARITY,
    SHORTEST_CUT,
    LabelReader,
    abbreviates,
    is_of_other_words,
)
from cchc_excel.reading.table.rows import Line, Part

#: Where no more than this share, or number, of the lines with a label of one row alone is out of the form's order,
#: those are no such rows.
_OUT_OF_ORDER = 0.1
_FEW = 3
#: Around so many lines on either side of two that are out of order others may be, though they seem to be in order.
_NEAR = 10


def lines_by_label(parts: Sequence[Part], form: FormIndex) -> Iterator[Line]:
    """Every line of some parts that has a label, identified by label, section and order.

    A label that occurs once in the form and once in the table identifies its line wherever it is. Another line is
    identified between two identified neighbours, where exactly one row that is still free is similar enough. Near lines
    that were sorted, neighbours say something only if the form's rows follow one another as the lines do.
    """
    reader = LabelReader(form)
    lines = [(part, number, text) for part in parts for number in part.rows() if (text := part.text(number, "label"))]
    labels = [reader.comparable(text) for _, _, text in lines]
    identified = _Labels(labels, [id(part) for part, _, _ in lines], form).identified()
    for at, (part, number, text) in enumerate(lines):
        row = form.rows[identified[at]] if at in identified else None
        if row is None:
            yield Line(part, number, "", text, "unknown")
        else:
            yield Line(part, number, row.code, text, is_retyped=labels[at] != row.comparable_label)


@dataclass(frozen=True)
class _Labels:
    """A table's lines.

    Attributes:
        labels: of each line, as labels are compared.
        parts: of each line, the part of the table that it stands in.
        form: whose table it is.
    """

    labels: Sequence[str]
    parts: Sequence[int]
    form: FormIndex

    def identified(self) -> Mapping[int, int]:
        """Index of the line → index of the row."""
        identified, displaced = _in_order(_without_cut(self._by_unique_label(), self.form))
        while more := dict(self._between_identified(identified, displaced)):
            identified |= more
        return identified

    def _by_unique_label(self) -> dict[int, int]:
        """Lines whose label occurs once in the form and once in a part of the table.

        A page may repeat the last rows of the page before.
        """
        lines = list(zip(self.labels, self.parts, strict=True))
        counts = Counter(lines)
        return {
            at: self.form.by_label[line[0]][0]
            for at, line in enumerate(lines)
            if counts[line] == 1 and len(self.form.by_label.get(line[0], ())) == 1
        }

    def _between_identified(self, identified: Mapping[int, int], displaced: set[int]) -> Iterator[tuple[int, int]]:
        """Of each run of open lines, those that can be only one free row, which no other line of the run can be.

        A few of them that are out of the form's order are none. The line of a page that repeats one of the page before,
        label for label, is no other line.
        """
        all_rows = range(len(self.form.rows))
        taken = set(identified.values())
        is_out_of_order = not displaced.isdisjoint(identified)
        for run, low, high in _open_runs(len(self.labels), identified, len(all_rows)):
            near = displaced.intersection(range(run[0] - _NEAR, run[-1] + _NEAR + 1))
            free = [row for row in all_rows[low + 1 : high] if row not in taken]
            elsewhere = [row for row in all_rows if row not in taken and not low < row < high]
            is_sorted = is_out_of_order or len(near) > 1 or self._has_moved_line(run, free, elsewhere)
            if is_sorted and not _is_block(run, low, high, identified):
                continue
            claims: dict[int, list[int]] = {}
            for line in run:
                if (row := _only_similar_row(self.labels[line], free, elsewhere, self.form)) is not None:
                    claims.setdefault(row, []).append(line)
            found = [
                (line, row)
                for row, lines in claims.items()
                if self._are_one(lines) and not self._may_be_other_line(run, lines[0], self.form.rows[row])
                for line in lines
            ]
            yield from _in_order(dict(sorted(found)))[0].items()

    def _has_moved_line(self, run: Sequence[int], free: Sequence[int], elsewhere: Sequence[int]) -> bool:
        """Whether a line has the label, cut short or abbreviated, of a row elsewhere and of none that is free here."""
        return len(run) > len(free) and any(
            not self._fits_any(label, free) and self._fits_any(label, elsewhere)
            for label in {self.labels[line] for line in run}
        )

    def _fits_any(self, label: str, rows: Sequence[int]) -> bool:
        labels = (self.form.rows[row].comparable_label for row in rows)
        return any(fuzz.ratio(label, other) >= MIN_SIMILARITY or abbreviates(label, other) for other in labels)

    def _are_one(self, lines: Sequence[int]) -> bool:
        """Whether it is one line, at most repeated on other pages."""
        is_same = len({self.labels[line] for line in lines}) == 1
        return is_same and len({self.parts[line] for line in lines}) == len(lines)

    def _may_be_other_line(self, run: Sequence[int], line: int, row: RowIndex) -> bool:
        """Whether the label of another open line is the row's, cut short."""
        label = self.labels[line]
        others = {self.labels[other].rstrip("… ") for other in run if self.labels[other] != label}
        return label != row.comparable_label and any(
            len(other) >= SHORTEST_CUT and row.comparable_label.startswith(other) for other in others
        )


def _in_order(identified: dict[int, int]) -> tuple[dict[int, int], set[int]]:
    """Lines with their rows, and which lines are out of the form's order; a few of these are no such rows.

    A label cut short may be another's.
    """
    kept = _longest_ascending(list(identified.items()))
    displaced = set(identified) - set(kept)
    is_few = len(displaced) <= max(_OUT_OF_ORDER * len(identified), min(_FEW, len(kept) - 1))
    return (kept if is_few else identified), displaced


def _without_cut(identified: Mapping[int, int], form: FormIndex) -> dict[int, int]:
    """Without lines whose label may be that of a row that was not found, cut short."""
    found = {form.rows[row].comparable_label for row in identified.values()}
    missing = tuple(row.comparable_label for row in form.rows if row.comparable_label not in found)
    return {
        line: row
        for line, row in identified.items()
        if not any(label.startswith(form.rows[row].comparable_label) for label in missing)
    }


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


def _is_block(run: Sequence[int], low: int, high: int, identified: Mapping[int, int]) -> bool:
    """Whether a run stands among lines that follow one another as the form's rows do."""
    return (
        high - low - 1 == len(run) and identified.get(run[0] - 2) == low - 1 and identified.get(run[-1] + 2) == high + 1
    )


def _open_runs(lines: int, identified: Mapping[int, int], rows: int) -> Iterator[tuple[list[int], int, int]]:
    """Runs of lines not yet identified, each with the rows of the identified lines before and after it.

    A page that repeats a row of the page before says nothing of where the lines around it belong.
    """
    run: list[int] = []
    low = -1
    seen = set()
    for line in range(lines):
        if line not in identified:
            run.append(line)
            continue
        if identified[line] in seen:
            continue
        seen.add(identified[line])
        if run:
            yield run, low, identified[line]
        run, low = [], identified[line]
    if run:
        yield run, low, rows


def _only_similar_row(label: str, free: Sequence[int], elsewhere: Sequence[int], form: FormIndex) -> int | None:
    """The one free row with a similar label that has the same numbers in it; None where there is none or several.

    Args:
        label: as labels are compared.
        free: the rows that it may be, by its place.
        elsewhere: the free rows that it is not, unless it was moved.
        form: theirs.
    """
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
    shortened = {row for row in free if abbreviates(label, form.rows[row].comparable_label)}
    if scores and scores[0][0] >= MIN_SIMILARITY:
        score, row = scores[0]
        is_clear = len(scores) == 1 or score - scores[1][0] >= MARGIN
        # What is similar to one label may be another one cut short.
        if not is_clear or not shortened <= {row}:
            return None
    elif len(shortened) == 1:
        row = next(iter(shortened))
        score = max(fuzz.ratio(label, form.rows[row].comparable_label), MIN_SIMILARITY)
    else:
        return None
    is_moved = any(fuzz.ratio(label, form.rows[other].comparable_label) > score for other in elsewhere)
    return None if is_moved else row

"""Identify a table's lines as rows of the form by label, section and order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

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


def lines_by_label(parts: Sequence[Part], form: FormIndex) -> Iterator[Line]:
    """Every line of some parts that has a label, identified by label, section and order.

    A label that occurs once in the form and once in the table identifies its line wherever it is. Another line is
    identified between two identified neighbours, where exactly one row that is still free is similar enough.
    """
    reader = LabelReader(form)
    lines = [(part, number, text) for part in parts for number in part.rows() if (text := part.text(number, "label"))]
    labels = [reader.comparable(text) for _, _, text in lines]
    in_parts = [id(part) for part, _, _ in lines]
    identified = _in_order(_by_unique_label(labels, in_parts, form))
    while more := dict(_between_identified(labels, in_parts, identified, form)):
        identified |= more
    for at, (part, number, text) in enumerate(lines):
        row = form.rows[identified[at]] if at in identified else None
        if row is None:
            yield Line(part, number, "", text, "unknown")
        else:
            yield Line(part, number, row.code, text, is_retyped=labels[at] != row.comparable_label)


def _by_unique_label(labels: Sequence[str], parts: Sequence[int], form: FormIndex) -> dict[int, int]:
    """Index of the line → index of the row, for labels that occur once in the form and once in a part of the table.

    A page may repeat the last rows of the page before.
    """
    counts = Counter(zip(labels, parts, strict=True))
    return {
        line: form.by_label[label][0]
        for line, (label, part) in enumerate(zip(labels, parts, strict=True))
        if counts[label, part] == 1 and len(form.by_label.get(label, ())) == 1
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
    labels: Sequence[str], parts: Sequence[int], identified: Mapping[int, int], form: FormIndex
) -> Iterator[tuple[int, int]]:
    """Of each run of open lines, those that can be only one free row, which no other line of the run can be.

    The line of a page that repeats one of the page before, label for label, is no other line.
    """
    taken = set(identified.values())
    for run, low, high in _open_runs(len(labels), identified, len(form.rows)):
        free = [row for row in range(low + 1, high) if row not in taken]
        claims: dict[int, list[int]] = {}
        for line in run:
            if (row := _only_similar_row(labels[line], free, form)) is not None:
                claims.setdefault(row, []).append(line)
        for row, lines in claims.items():
            is_one = len({labels[line] for line in lines}) == 1 and len({parts[line] for line in lines}) == len(lines)
            if is_one and not _may_be_other_line(labels, run, lines[0], form.rows[row]):
                yield from ((line, row) for line in lines)


def _may_be_other_line(labels: Sequence[str], run: Sequence[int], line: int, row: RowIndex) -> bool:
    """Whether the label of another open line is the row's, cut short."""
    return labels[line] != row.comparable_label and any(
        row.comparable_label.startswith(cut)
        for other in run
        if labels[other] != labels[line] and len(cut := labels[other].rstrip("… ")) >= SHORTEST_CUT
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
    if not scores or scores[0][0] < MIN_SIMILARITY:
        return _only_abbreviated(label, free, form)
    if len(scores) > 1 and scores[0][0] - scores[1][0] < MARGIN:
        return None
    return scores[0][1]


def _only_abbreviated(label: str, free: Sequence[int], form: FormIndex) -> int | None:
    """The one free row whose label this one abbreviates; None where there is none or several."""
    found = [row for row in free if abbreviates(label, form.rows[row].comparable_label)]
    return found[0] if len(found) == 1 else None

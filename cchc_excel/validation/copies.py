"""A PDF and the workbook of the same agency → where they differ, by what their figures mean, as they are printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cchc_excel.domain.submission import Cell, Entry
from cchc_excel.forms import Form, Row
from cchc_excel.messages import figure_text
from cchc_excel.messages.findings import FindingCode
from cchc_excel.text.normalize import fold_marks
from cchc_excel.validation.typed import Interpretation, interpret

#: The findings about a PDF beside the workbook that counts.
CODES: tuple[FindingCode, ...] = ("CT48", "CT49")
DIFFERS: FindingCode = "CT48"
AGREES: FindingCode = "CT49"

_DECIMALS = re.compile(r"[.,](\d++)\s*+(?:%\s*+)?$")
#: No format of the template shows more decimals.
_MOST_DECIMALS = 3
#: Beside half of the last digit that is printed: what binary fractions add.
_NOISE = 1e-9


class Difference(NamedTuple):
    """One cell of the workbook, what it says, and what the PDF says; empty where that is nothing."""

    cell: str
    workbook: str
    copy: str


@dataclass(frozen=True)
class Comparison:
    """A PDF beside a workbook.

    Attributes:
        alike: how many figures both have, and alike.
        differences: in the form's order.
        unread: cells of the workbook's figures that cannot be told in the PDF.
    """

    alike: int
    differences: Sequence[Difference]
    unread: Sequence[str]


def compare(form: Form, workbook: Sequence[Entry], copy: Sequence[Entry]) -> Comparison:
    """Compare the figures of a PDF with those of a workbook; a figure rounded in print is that figure.

    Args:
        form: of both.
        workbook: its entries.
        copy: those of the PDF.
    """
    ours, theirs = ({entry.code: entry for entry in entries} for entries in (workbook, copy))
    alike = 0
    differences: list[Difference] = []
    unread: list[str] = []
    for row in form.indicators:
        entry, other = ours.get(row.code), theirs.get(row.code)
        raw, printed = (found.raw if found else Cell() for found in (entry, other))
        if raw.is_empty and printed.is_empty:
            continue
        cell = entry.cell if entry else _place(other)
        if other is None or printed.why_aside == "doubtful":
            unread.append(cell)
        elif _is_alike(raw, printed, row, form):
            alike += 1
        else:
            differences.append(Difference(cell, _shown(raw, row, form), _shown(printed, row, form)))
    return Comparison(alike, differences, unread)


def _place(entry: Entry | None) -> str:
    return entry.code if entry else ""


def _is_alike(raw: Cell, printed: Cell, row: Row, form: Form) -> bool:
    ours, theirs = (_meaning(cell, row, form) for cell in (raw, printed))
    if ours is None or theirs is None:
        return ours is theirs and fold_marks(_text(raw)) == fold_marks(_text(printed))
    if row.type != "percent":
        return abs(ours - theirs) <= _NOISE
    found = _DECIMALS.search(printed.shown)
    decimals = min(len(found[1]), _MOST_DECIMALS) if found else 0
    # A fraction is printed as it was typed; what was worked out of it is compared to the last digit that is shown.
    margin = 0.5 * 10.0**-decimals if "/" not in printed.shown else 0.5 * 10.0**-_MOST_DECIMALS
    return abs(ours - theirs) <= margin + _NOISE


def _meaning(cell: Cell, row: Row, form: Form) -> float | None:
    """The number that a cell means, even where it would be asked about; None where it means none."""
    read: Interpretation = interpret(cell, row, form)
    return read.doubtful if read.value is None else read.value


def _text(cell: Cell) -> str:
    return " ".join((cell.shown or cell.aside).split())


def _shown(cell: Cell, row: Row, form: Form) -> str:
    """The figure as an official writes it; as it stands there where it means none; empty where there is nothing."""
    meaning = _meaning(cell, row, form)
    return _text(cell) if meaning is None else figure_text(meaning, _MOST_DECIMALS)


def facts_of(comparison: Comparison) -> Mapping[str, str]:
    """How many cells differ, agree and cannot be told, for a receipt."""
    return {
        "differences": str(len(comparison.differences)),
        "alike": str(comparison.alike),
        "unread": str(len(comparison.unread)),
    }

"""Text whose parts are formatted differently → one cell: what is struck out, raised or hidden is put aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from cchc_excel.domain.submission import BLANK, Cell, WhyAside
from cchc_excel.text import outside
from cchc_excel.text.legacy_fonts import encoding_of_font, to_unicode

#: One more than Excel holds in a cell, so that it is seen where a text was longer.
LONGEST_TEXT = outside.LONGEST_TEXT + 1
#: Boxes to be ticked, as text.
TICKED, UNTICKED = "✓", "☐"
_GRAVEST_FIRST: tuple[WhyAside, ...] = ("doubtful", "struck", "hidden", "raised", "")


class Run(NamedTuple):
    """A stretch of text in one format.

    Attributes:
        why_aside: why it is no part of what the cell says; empty where it is.
        font: the name of its font; empty where that is not known.
    """

    text: str
    why_aside: WhyAside = ""
    font: str = ""


def text_cell(runs: Iterable[Run]) -> tuple[Cell, bool]:
    """The cell of a text, and whether it was converted from a font from before Unicode."""
    kept: list[str] = []
    aside: list[str] = []
    reasons: set[WhyAside] = set()
    is_converted = False
    for run in _joined_alike(runs):
        converted = in_unicode(run.text, run.font)
        is_converted = is_converted or converted is not None
        text = run.text if converted is None else converted
        if run.why_aside and text.strip():
            aside.append(text.strip())
            reasons.add(run.why_aside)
            kept.append("")
        elif text:
            kept.append(text)
    text = _joined(kept)[:LONGEST_TEXT]
    why = next(reason for reason in _GRAVEST_FIRST if reason in reasons or not reason)
    put_aside = " ".join(aside)[:LONGEST_TEXT]
    if not text.strip():
        return (Cell("blank", aside=put_aside, why_aside=why) if put_aside else BLANK), is_converted
    return Cell("text", text.strip() if put_aside else text, aside=put_aside, why_aside=why), is_converted


def without_lone_boxes(runs: Iterable[Run]) -> Sequence[Run]:
    """The runs; none where they are only boxes that nobody ticked. Beside a word such a box says: not that."""
    kept = list(runs)
    return kept if "".join(run.text for run in kept).replace(UNTICKED, "").strip() else []


def put_aside(cell: Cell, why: WhyAside) -> Cell:
    """The cell with all that it says put aside."""
    return cell if cell.kind == "blank" else Cell("blank", aside=cell.shown, why_aside=why)


def _joined_alike(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs, those beside one another in the same format as one."""
    for (why, font), alike in groupby(runs, key=lambda run: (run.why_aside, run.font)):
        yield Run("".join(run.text for run in alike), why, font)


def _joined(kept: Sequence[str]) -> str:
    """The texts that are kept, an empty one for each that is put aside: digits on both sides of it are no number."""
    text = ""
    is_gap = False
    for part in kept:
        if is_gap and part:
            text += "?" if text[-1:].isdigit() and part[:1].isdigit() else " "
            is_gap = False
        is_gap = is_gap or not part
        text += part
    return text


def in_unicode(text: str, font: str) -> str | None:
    """A text in a font from before Unicode, converted; None for any other text."""
    encoding = encoding_of_font(font) if font else None
    return to_unicode(text, encoding, capitals=font.lower().endswith("h")) if encoding else None

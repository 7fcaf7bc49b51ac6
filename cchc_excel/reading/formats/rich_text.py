"""Runs of a cell's text → :class:`Cell`: what is struck out, raised or hidden is put aside, old fonts are converted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from cchc_excel.domain.submission import BLANK, Cell, WhyAside
from cchc_excel.text.legacy_fonts import encoding_of_font, to_unicode

#: Excel keeps so many signs of a cell.
LONGEST_TEXT = 32_767
#: From the gravest on.
_GRAVITY: tuple[WhyAside, ...] = ("struck", "hidden", "raised")


class Run(NamedTuple):
    """A piece of text in one font.

    Attributes:
        text: as the file holds it.
        why: why it is no part of what the cell says; empty where it is.
        font: name of its font; empty where the file does not tell.
    """

    text: str
    why: WhyAside = ""
    font: str = ""


def text_cell(runs: Iterable[Run]) -> tuple[Cell, bool]:
    """A cell of text, and whether any of it was in a font from before Unicode and was converted.

    >>> text_cell([Run("25"), Run("1", "raised")])[0]
    Cell(kind='text', value='25', is_percent=False, aside='1', why_aside='raised', is_format_known=True)
    """
    kept: list[str] = []
    aside: list[str] = []
    reasons: set[WhyAside] = set()
    is_converted, was_aside = False, False
    for run in _joined(runs):
        text, converted = in_unicode(run.text, run.font)
        is_converted |= converted
        is_aside = bool(run.why and text.strip())
        if is_aside:
            # Pieces that stand apart stay apart.
            aside += [text] if was_aside or not aside else [" ", text]
            reasons.add(run.why)
        else:
            kept.append(text)
        was_aside = is_aside
    value, put = bounded("".join(kept)), bounded("".join(aside))
    why: WhyAside = next((reason for reason in _GRAVITY if reason in reasons), "")
    if value.strip():
        return Cell("text", value, aside=put, why_aside=why), is_converted
    return (Cell("blank", None, aside=put, why_aside=why) if put else BLANK), is_converted


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbouring runs that are alike as one: VNI writes a letter and its mark apart."""
    for (why, font), alike in groupby(runs, key=itemgetter(1, 2)):
        yield Run("".join(run.text for run in alike), why, font)


def put_aside(cell: Cell, why: WhyAside) -> Cell:
    """A cell that is struck out, raised or hidden as a whole; unchanged where `why` is empty or nothing is seen."""
    if not why or not cell.shown:
        return cell
    return Cell("blank", None, aside=" ".join(filter(None, (cell.shown, cell.aside))), why_aside=why)


def in_unicode(text: str, font: str) -> tuple[str, bool]:
    """A text in Unicode, and whether its font was from before it and the text was converted."""
    encoding = encoding_of_font(font)
    if encoding is None or not text or text.isascii():
        return text, False
    converted = to_unicode(text, encoding, capitals=font.strip().lower().endswith("h"))
    return (text, False) if converted is None else (converted, True)


def bounded(text: str) -> str:
    """A text as NFC, no longer than Excel's cells hold."""
    return unicodedata.normalize("NFC", text[:LONGEST_TEXT])

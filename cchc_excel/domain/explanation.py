"""Whether a note explains the figure beside it: once in Python, once as an Excel formula.

An agency explains in its own words, so any letter counts. The note of a rolled-up figure is written by the program and
explains nothing, so there the words *giải trình* and an explanation have to follow.
"""

from __future__ import annotations

from cchc_excel.domain.rollup import begins_as_rollup
from cchc_excel.forms import ROLLED_UP_GROUP
from cchc_excel.messages import rollup as messages
from cchc_excel.rules.functions import quote
from cchc_excel.text.normalize import to_nfc


def explains(note: str, group: str) -> bool:
    """Whether the note has a letter that the program did not write; a bare number or fraction has none.

    >>> explains("tăng do kế hoạch mới", "so"), explains("63/63", "so")
    (True, False)
    >>> explains("Tổng hợp từ 17/19 cơ quan, đơn vị; chưa có giải trình", "tinh")
    False
    >>> explains("Tổng hợp từ 17/19 cơ quan, đơn vị; giải trình: tăng do kế hoạch mới", "tinh")
    True
    """
    text = own_words(note, group)
    return text.upper() != text.lower()


def has_stroke(note: str) -> bool:
    """Whether there is a stroke in the note, as in a fraction or a day; also in the number of a document.

    >>> has_stroke("gồm 5/8 đơn vị"), has_stroke("do sáp nhập")
    (True, False)
    """
    return "/" in note


def has_no_stroke_formula(note: str) -> str:
    """As the contrary of :func:`has_stroke`, as an Excel expression.

    Args:
        note: the note's cell.
    """
    return f'ISERROR(FIND("/",{note}))'


def own_words(note: str, group: str) -> str:
    """What of a note the program did not write."""
    return explanation_in(note) if group == ROLLED_UP_GROUP and begins_as_rollup(note) else note


def explanation_in(note: str) -> str:
    """What follows the words *giải trình*, the colon included; empty where there is none."""
    text = to_nfc(note)
    at = text.lower().find(messages.EXPLANATION)
    return text[at + len(messages.EXPLANATION) :] if at >= 0 else ""


def explains_formula(note: str, group: str) -> str:
    """As :func:`explains`, as an Excel expression.

    Args:
        note: the note's cell.
    """
    if group != ROLLED_UP_GROUP:
        return _has_letters(note)
    return _has_letters(own_words_formula(note))


def own_words_formula(note: str) -> str:
    """What of a note the program did not write, as an Excel expression.

    Args:
        note: the note's cell.
    """
    begins = f"LEFT(TRIM({note}),{len(messages.BEGINNING)})={quote(messages.BEGINNING)}"
    # Neither is ever an error.
    numbered = f"ISNUMBER(VALUE(MID(TRIM({note}),{len(messages.BEGINNING) + 1},1)))"
    explanation = f"MID({note},SEARCH({quote(messages.EXPLANATION)},{note})+{len(messages.EXPLANATION)},999)"
    return f'IF(AND({begins},{numbered}),IFERROR({explanation},""),{note})'


def _has_letters(text: str) -> str:
    return f"NOT(EXACT(UPPER({text}),LOWER({text})))"

"""Whether a note explains the figure beside it: once in Python, once as an Excel formula.

An agency explains in words of its own. A rolled-up figure's note is written by the program and explains nothing, so
there the word *giải trình* has to follow.
"""

from __future__ import annotations

from cchc_excel.folding import normal
from cchc_excel.forms import ROLLED_UP_GROUP
from cchc_excel.rolled_up import begins_as_ours
from cchc_excel.rules.functions import quote
from cchc_excel.wording import rolled_up as say


def explains(note: str, group: str) -> bool:
    """Whether it has a letter in it, unlike a bare number or fraction, that is not the program's own.

    >>> explains("tăng do kế hoạch mới", "so"), explains("63/63", "so")
    (True, False)
    >>> explains("Tổng hợp từ 17/19 cơ quan, đơn vị", "tinh")
    False
    >>> explains("Tổng hợp từ 17/19 cơ quan, đơn vị; giải trình: tăng do kế hoạch mới", "tinh")
    True
    """
    if group == ROLLED_UP_GROUP and begins_as_ours(note):
        return say.EXPLANATION in normal(note).lower()
    return note.upper() != note.lower()


def explains_formula(note: str, group: str) -> str:
    """The same of a cell."""
    own = f"NOT(EXACT(UPPER({note}),LOWER({note})))"
    if group != ROLLED_UP_GROUP:
        return own
    beginning = f"LEFT(TRIM({note}),{len(say.BEGINNING)})={quote(say.BEGINNING)}"
    return f"IF({beginning},ISNUMBER(SEARCH({quote(say.EXPLANATION)},{note})),{own})"

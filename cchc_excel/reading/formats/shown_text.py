"""Text of formats that hold nothing but what is shown (.csv, web pages, PDF) → cells."""

from __future__ import annotations

import re

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.reading.formats.runs import LONGEST_TEXT

#: Error values as Excel shows them.
_ERRORS = frozenset(
    {
        "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA",
    }
)  # fmt: skip
#: How systems keep Excel from reading a text as a number.
_QUOTED = re.compile(r'="([^"]*)"')


def shown_cell(text: str) -> Cell:
    """The cell of which this is shown."""
    shown = text.strip()
    if quoted := _QUOTED.fullmatch(shown):
        text = shown = quoted[1]
    if not shown.strip():
        return BLANK
    return Cell("error", shown) if shown.upper() in _ERRORS else Cell("text", text[:LONGEST_TEXT])

"""Text of formats that hold nothing but what is shown (.csv, web pages, PDF) → cells."""

from __future__ import annotations

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.reading.formats.runs import LONGEST_TEXT

#: Error values as Excel shows them.
_ERRORS = frozenset(
    {
        "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA",
    }
)  # fmt: skip


def shown_cell(text: str) -> Cell:
    """The cell of which this is shown."""
    shown = text.strip()
    if not shown:
        return BLANK
    return Cell("error", shown) if shown.upper() in _ERRORS else Cell("text", text[:LONGEST_TEXT])

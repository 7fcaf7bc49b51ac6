"""Received files: kept as they came, and judged by their stamp."""

from __future__ import annotations

from cchc_excel.intake.archive import Archive, ChangingError, Kept, Note, fingerprint
from cchc_excel.intake.judge import NAMES_ANOTHER, NO_TIE, Expectation, Tie, judge

__all__ = [
    "NAMES_ANOTHER",
    "NO_TIE",
    "Archive",
    "ChangingError",
    "Expectation",
    "Kept",
    "Note",
    "Tie",
    "fingerprint",
    "judge",
]

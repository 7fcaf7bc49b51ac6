"""Received files: kept as they came, and judged by their stamp."""

from __future__ import annotations

from cchc_excel.intake.archive import Archive, ChangingError, Kept, Note, fingerprint
from cchc_excel.intake.judge import Expectation, judge

__all__ = ["Archive", "ChangingError", "Expectation", "Kept", "Note", "fingerprint", "judge"]

"""Received files: kept as they came (:mod:`archive`), and judged by their stamp (:mod:`judge`)."""

from __future__ import annotations

from cchc_excel.intake.archive import Archive, ChangingError, Kept, Note, fingerprint

__all__ = ["Archive", "ChangingError", "Kept", "Note", "fingerprint"]

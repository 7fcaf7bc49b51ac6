"""Accepted returns → the province's figures."""

from __future__ import annotations

from cchc_excel.consolidation.consolidate import consolidate, returns_of

__all__ = ["consolidate", "returns_of"]

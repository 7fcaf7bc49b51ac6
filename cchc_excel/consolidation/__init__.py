"""Accepted returns → the province's figures."""

from __future__ import annotations

from cchc_excel.consolidation.consolidate import consolidate

__all__ = ["consolidate"]

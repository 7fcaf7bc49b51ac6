"""Accepted returns -> the province's figures, their comparison with earlier periods, the overview and the appendix.

Used by `workflow.consolidate`; the outputs show what stands here.
"""

from __future__ import annotations

from cchc_excel.consolidation.consolidate import consolidate

__all__ = ["consolidate"]

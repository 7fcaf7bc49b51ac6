"""The whole cycle on sample data: one real return of 2021, the others made up and marked as such."""

from __future__ import annotations

from cchc_excel.demo.run import LATER, Demo, prepare_demo, prepare_period

__all__ = ["LATER", "Demo", "prepare_demo", "prepare_period"]

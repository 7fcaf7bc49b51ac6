"""Sample data for the whole cycle: one real return of 2021, the others made up and marked as such."""

from __future__ import annotations

from cchc_excel.demo.run import LATER_PERIODS, Demo, prepare_demo, prepare_period

__all__ = ["LATER_PERIODS", "Demo", "prepare_demo", "prepare_period"]

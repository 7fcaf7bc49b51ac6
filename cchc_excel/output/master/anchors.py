"""Columns and rows of the lists on *Tiến độ nộp* and *Lỗi và cảnh báo*, which the formulas of *Tổng quan* count in."""

from __future__ import annotations

from cchc_excel.domain.consolidated import ConsolidatedPeriod

PROGRESS_COLUMNS = {"group": "D", "state": "E"}
PROGRESS_HEADER_ROW = 4
FINDINGS_COLUMNS = {"severity": "A", "indicator": "D", "explained": "I"}


def progress_rows(province: ConsolidatedPeriod) -> tuple[int, int]:
    """First and last row (from 1) of the list of agencies on *Tiến độ nộp*."""
    return PROGRESS_HEADER_ROW + 1, PROGRESS_HEADER_ROW + len(province.agencies)

"""The provincial master workbook: `master_book` makes it of a consolidated period."""

from __future__ import annotations

from cchc_excel.output.master.book import master_book

__all__ = ["master_book"]

"""A return as it was read → what it means and what is to be told about it."""

from __future__ import annotations

from cchc_excel.validation.check import Checked, check_return, not_checked
from cchc_excel.validation.facts import Background
from cchc_excel.validation.outliers import usual_range

__all__ = ["Background", "Checked", "check_return", "not_checked", "usual_range"]

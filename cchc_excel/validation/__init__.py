"""A return as it was read → what it means and what is to be told about it."""

from __future__ import annotations

from cchc_excel.validation.check import CheckResult, check_return, not_checked
from cchc_excel.validation.facts import AgencyContext
from cchc_excel.validation.outliers import outlier_range

__all__ = ["AgencyContext", "CheckResult", "check_return", "not_checked", "outlier_range"]

"""Checking returns: entries as they were read -> answers and findings; and in which state a received file ends.

`check_return` is where to begin; `acceptance.classify` is used while collecting.
"""

from __future__ import annotations

from cchc_excel.validation.check import CheckResult, check_return, not_checked
from cchc_excel.validation.facts import AgencyContext
from cchc_excel.validation.outliers import outlier_range

__all__ = ["AgencyContext", "CheckResult", "check_return", "not_checked", "outlier_range"]

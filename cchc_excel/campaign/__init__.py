"""The story on one page: generate, collect, check, consolidate, and ask how things stand."""

from __future__ import annotations

from cchc_excel.campaign.answers import answers
from cchc_excel.campaign.check import CheckedReturn, check
from cchc_excel.campaign.collect import Collected, collect
from cchc_excel.campaign.generate import Issued, generate
from cchc_excel.campaign.status import AgencyStatus, Status, status
from cchc_excel.campaign.summarise import Consolidated, consolidate
from cchc_excel.campaign.workspace import Workspace

__all__ = [
    "AgencyStatus",
    "CheckedReturn",
    "Collected",
    "Consolidated",
    "Issued",
    "Status",
    "Workspace",
    "answers",
    "check",
    "collect",
    "consolidate",
    "generate",
    "status",
]

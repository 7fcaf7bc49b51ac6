"""The locked workbook that an agency fills: rendered once for all, stamped for each."""

from __future__ import annotations

from cchc_excel.template.content import AgencyPrefill, Campaign, Fill
from cchc_excel.template.maker import TemplateMaker
from cchc_excel.template.register_book import register_book

__all__ = ["AgencyPrefill", "Campaign", "Fill", "TemplateMaker", "register_book"]

"""The locked workbook that an agency fills: rendered once for all, stamped for each."""

from __future__ import annotations

from cchc_excel.template.content import AgencyPrefill, Campaign, Fill
from cchc_excel.template.register_book import register_book
from cchc_excel.template.renderer import TemplateRenderer

__all__ = ["AgencyPrefill", "Campaign", "Fill", "TemplateRenderer", "register_book"]

"""The locked workbook that an agency fills: rendered once for all, stamped for each."""

from __future__ import annotations

from cchc_excel.template.content import Campaign, Fill, Personal
from cchc_excel.template.maker import TemplateMaker
from cchc_excel.template.register_book import register_book

__all__ = ["Campaign", "Fill", "Personal", "TemplateMaker", "register_book"]

"""Forms as data: a YAML definition file for each form version in, checked `Form` objects out."""

from __future__ import annotations

from cchc_excel.forms.catalogue import Catalogue
from cchc_excel.forms.form import PRIORITY, ROLLED_UP_GROUP, Choices, Form, Row, Rule

__all__ = ["PRIORITY", "ROLLED_UP_GROUP", "Catalogue", "Choices", "Form", "Row", "Rule"]

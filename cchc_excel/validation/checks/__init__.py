"""The checks, in the order in which they run; a new one is one file here and one line in the list.

A check takes the return and what the checks before it found, and yields findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.validation.checks.form_rules import form_rules
from cchc_excel.validation.checks.missing import missing
from cchc_excel.validation.checks.rolled_up_notes import rolled_up_notes
from cchc_excel.validation.checks.structure import structure
from cchc_excel.validation.checks.typed_figures import typed_figures
from cchc_excel.validation.context import CheckContext

Check = Callable[[CheckContext, Sequence[Finding]], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (structure, typed_figures, rolled_up_notes, form_rules, missing)

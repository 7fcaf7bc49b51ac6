"""The checks, in the order in which they run.

Contract of a check: a function ``(context, earlier) -> findings`` in a module of its own.

Input:
    context: the :class:`~cchc_excel.validation.context.CheckContext` of one return: form, entries as read, figures as
        understood, notices of reading.
    earlier: the findings of the checks that ran before it on the same return, for a check that leaves to them what
        they have said already.

Output: findings in any order, made by ``context.finding(code, row, **facts)`` so that severity, text and remedy come
from the catalogue, and ``explained`` from the row's note. A check changes nothing and raises nothing for what a return
holds.

Beside the function ``CODES`` declares the codes of the catalogue that it may give; a test holds each check to them.

Example: `rolled_up_notes` sees a note that no longer says over how many agencies a figure was formed ::

    yield context.finding("TH04", row, note=context.facts.note(row.code))

A new check is one file here, one line in :data:`CHECKS`, and its codes in `messages/findings.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.validation.checks.form_rules import form_rules
from cchc_excel.validation.checks.missing import missing
from cchc_excel.validation.checks.notes_of_figures import notes_of_figures
from cchc_excel.validation.checks.rolled_up_notes import rolled_up_notes
from cchc_excel.validation.checks.structure import structure
from cchc_excel.validation.checks.typed_figures import typed_figures
from cchc_excel.validation.context import CheckContext

Check = Callable[[CheckContext, Sequence[Finding]], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (structure, typed_figures, rolled_up_notes, form_rules, notes_of_figures, missing)

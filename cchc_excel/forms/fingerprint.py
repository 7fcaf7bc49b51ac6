"""The rows of a form as a campaign was issued with them → a fingerprint, and which rows have changed since.

Figures that are in already would be relabelled where a row's label, unit, type, choices or total changed under them.
Rules, messages and headings may change: they relabel no figure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from cchc_excel.forms.form import Form

#: Of each row by its code: type, label, unit, how it is totalled, choices as "1 = Có".
RowTexts = Mapping[str, Sequence[str]]


def row_texts(form: Form) -> RowTexts:
    """What figures under each row's code mean."""
    return {
        row.code: [
            row.type,
            row.label,
            row.unit or "",
            str(row.total or ""),
            *(f"{code} = {label}" for code, label in (row.choices.labels.items() if row.choices else ())),
        ]
        for row in form.rows
    }


def rows_document(form: Form) -> bytes:
    """The rows as JSON (UTF-8), one spelling only."""
    return json.dumps(row_texts(form), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(form: Form) -> str:
    """Equal for two definitions exactly where figures mean the same under each code."""
    return sha256(rows_document(form)).hexdigest()


def changed_rows(before: RowTexts, form: Form) -> Sequence[str]:
    """Codes of the rows that are new or say something else, in the form's order; behind them those that are gone."""
    now = row_texts(form)
    changed = [code for code, texts in now.items() if list(before.get(code, ())) != list(texts)]
    return [*changed, *(code for code in before if code not in now)]

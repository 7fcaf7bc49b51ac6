"""Answers and findings as rows of the ledger, and back."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from cchc_excel.finding import Finding
from cchc_excel.submission import Answer, Entry, Raw

FINDING_FIELDS = [field.name for field in fields(Finding)]
FINDING_NAMES = ", ".join(FINDING_FIELDS)
FINDING_HOLES = ", ".join("?" * (len(FINDING_FIELDS) + 2))


def finding_of(row: tuple[Any, ...]) -> Finding:
    """A finding from its row, in the order of :data:`FINDING_FIELDS`."""
    named = dict(zip(FINDING_FIELDS, row, strict=True))
    return Finding(**named | {"explained": bool(named["explained"])})


def entry_row(receipt: int, entry: Entry) -> tuple[Any, ...]:
    """An entry as a row of a receipt."""
    raw = entry.raw
    value = None if raw.value is None else json.dumps(raw.value, ensure_ascii=False)
    return (receipt, entry.code, raw.kind, value, raw.is_percent, entry.note, entry.sheet, entry.cell, entry.note_cell)


def answer_of(row: tuple[Any, ...]) -> Answer:
    """An answer from its row; value and parts are None until it was checked."""
    code, kind, raw, is_percent, note, sheet, cell, note_cell, *understood = row
    value = None if raw is None else json.loads(raw)
    return Answer(Entry(code, Raw(kind, value, bool(is_percent)), note, sheet, cell, note_cell), *understood)

"""Answers and findings as rows of the ledger, and back."""

from __future__ import annotations

import json
from dataclasses import fields
from json.encoder import encode_basestring
from math import isfinite
from sys import intern
from typing import Any

from cchc_excel.finding import Finding
from cchc_excel.submission import BLANK, Answer, Entry, Raw

_NUMBER = frozenset("-0123456789")
FINDING_FIELDS = [field.name for field in fields(Finding)]
FINDING_NAMES = ", ".join(FINDING_FIELDS)
FINDING_HOLES = ", ".join("?" * (len(FINDING_FIELDS) + 2))


def finding_of(row: tuple[Any, ...]) -> Finding:
    """A finding from its row, in the order of :data:`FINDING_FIELDS`."""
    # What asks for the same is told in the same words.
    named: dict[str, Any] = {
        name: intern(value) if type(value) is str else value for name, value in zip(FINDING_FIELDS, row, strict=True)
    }
    return Finding(**named | {"explained": bool(named["explained"])})


def entry_row(receipt: int, entry: Entry) -> tuple[Any, ...]:
    """An entry as a row of a receipt."""
    raw = entry.raw
    value = None if raw.value is None else _written(raw.value)
    return (receipt, entry.code, raw.kind, value, raw.is_percent, entry.note, entry.sheet, entry.cell, entry.note_cell)


def answer_of(row: tuple[Any, ...]) -> Answer:
    """An answer from its row; value and parts are None until it was checked."""
    code, kind, raw, is_percent, note, sheet, cell, note_cell, *understood = row
    value = BLANK if kind == "blank" else Raw(kind, None if raw is None else _read(raw), bool(is_percent))
    # The same few hundred names stand in every return.
    return Answer(Entry(intern(code), value, note, intern(sheet), intern(cell), intern(note_cell)), *understood)


def _written(value: Any) -> str:
    """As JSON; the plain kinds, of which a return has hundreds, without the encoder's preparations."""
    if type(value) is float and isfinite(value):
        return repr(value)
    return str(encode_basestring(value)) if type(value) is str else json.dumps(value)


def _read(text: str) -> float | str | bool:
    if text[0] in _NUMBER:
        return float(text)
    value: float | str | bool = json.loads(text)
    return value

"""Answers and findings as rows of the ledger, and back."""

from __future__ import annotations

import json
from dataclasses import fields
from json.encoder import encode_basestring
from math import isfinite
from sys import intern
from typing import Any, get_args

from cchc_excel.finding import Finding
from cchc_excel.submission import BLANK, Answer, Entry, Raw, RawKind

_KINDS: dict[str, RawKind] = {kind: kind for kind in get_args(RawKind)}
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
    code, kind, raw, is_percent, note, sheet, cell, note_cell, value, *parts = row
    typed = BLANK if kind == "blank" else Raw(_KINDS[kind], None if raw is None else _read(raw), bool(is_percent))
    # There are hundreds of thousands of answers: the same names, and a figure understood as typed, are kept once.
    if typed.value == value and type(typed.value) is float:
        value = typed.value
    return Answer(Entry(intern(code), typed, note, intern(sheet), intern(cell), intern(note_cell)), value, *parts)


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

"""Receipts, answers and findings as rows of the ledger, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Any, get_args

from cchc_excel.finding import Finding
from cchc_excel.ledger.records import Receipt
from cchc_excel.submission import BLANK, Answer, Entry, Raw, RawKind

_KINDS: dict[str, RawKind] = {kind: kind for kind in get_args(RawKind)}
FINDING_FIELDS = [field.name for field in fields(Finding)]
FINDING_NAMES = ", ".join(FINDING_FIELDS)
FINDING_HOLES = ", ".join("?" * (len(FINDING_FIELDS) + 2))


RECEIPT_NAMES = ", ".join(field.name for field in fields(Receipt) if field.name != "id")
RECEIPT_HOLES = ", ".join("?" * (len(fields(Receipt)) - 1))


def receipt_row(receipt: Receipt) -> tuple[Any, ...]:
    """A receipt as a row, in the order of :data:`RECEIPT_NAMES`."""
    one = receipt
    preferred = one.preferred.isoformat() if one.preferred else None
    told = json.dumps(dict(one.facts), ensure_ascii=False)
    place = (one.sha256, one.name, one.size, one.received.isoformat(), one.period, one.state, told)
    return (*place, one.agency, one.issue, one.number, preferred)


def receipt_of(row: tuple[Any, ...]) -> Receipt:
    """A receipt from its row, with its id at the end."""
    sha256, name, size, received, period, state, told, agency, issue, number, preferred, at = row
    return Receipt(
        sha256,
        name,
        size,
        datetime.fromisoformat(received),
        period,
        state,
        json.loads(told),
        agency,
        issue,
        number,
        datetime.fromisoformat(preferred) if preferred else None,
        at,
    )


def finding_row(finding: Finding) -> tuple[Any, ...]:
    """A finding as a row, in the order of :data:`FINDING_FIELDS`."""
    return tuple(getattr(finding, name) for name in FINDING_FIELDS)


def finding_of(row: tuple[Any, ...]) -> Finding:
    """A finding from its row, in the order of :data:`FINDING_FIELDS`."""
    # What asks for the same is told in the same words.
    named: dict[str, Any] = {
        name: intern(value) if type(value) is str else value for name, value in zip(FINDING_FIELDS, row, strict=True)
    }
    return Finding(**named | {"explained": bool(named["explained"])})


def said_of(entries: Iterable[Entry]) -> str:
    """What was read, as the document that a receipt has."""
    told = [
        (code, raw.kind, raw.value, raw.is_percent, note, sheet, cell, note_cell)
        for code, raw, note, sheet, cell, note_cell in entries
    ]
    return json.dumps(told, ensure_ascii=False)


def entries_of(said: str) -> list[Entry]:
    """What was read, from its document."""
    return [
        Entry(code, _raw(kind, value, bool(is_percent)), note, sheet, cell, note_cell)
        for code, kind, value, is_percent, note, sheet, cell, note_cell in json.loads(said)
    ]


def understood_of(answers: Iterable[Answer]) -> str:
    """What was understood, as the document that a receipt has."""
    return json.dumps({answer.code: list(map(_float, answer[1:])) for answer in answers})


def figures_of(understood: str) -> Mapping[str, float]:
    """The figures that were understood, by code."""
    return {code: value for code, (value, _, _) in json.loads(understood).items() if value is not None}


def answers_of(said: str, understood: str) -> list[Answer]:
    """The answers from both documents; value and parts are None until they were checked."""
    known = json.loads(understood)
    return [_answer(entry, *known.get(entry.code, (None, None, None))) for entry in entries_of(said)]


def _answer(entry: Entry, value: float | None, numerator: float | None, denominator: float | None) -> Answer:
    code, raw, note, sheet, cell, note_cell = entry
    # The same names, and a figure understood as typed, are kept once too.
    if raw.value == value and type(raw.value) is float:
        value = raw.value
    kept = Entry(intern(code), raw, note, intern(sheet), intern(cell), intern(note_cell))
    return Answer(kept, value, numerator, denominator)


def _raw(kind: str, value: float | str | bool | None, is_percent: bool) -> Raw:  # noqa: FBT001 - as it stands in the row
    if kind == "number":
        return _number(float(value or 0), is_percent)
    return BLANK if kind == "blank" else Raw(_KINDS[kind], value, is_percent)


@lru_cache(maxsize=1 << 14)
def _number(value: float, is_percent: bool) -> Raw:  # noqa: FBT001
    """Of the hundreds of thousands of figures most are small numbers, told again and again; each is kept once."""
    return Raw("number", value, is_percent)


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)

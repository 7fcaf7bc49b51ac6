"""Receipts, answers and findings as rows of the ledger, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from sys import intern
from typing import Any, cast

from cchc_excel.domain.finding import Finding
from cchc_excel.domain.receipt import Receipt
from cchc_excel.domain.submission import Answer, Entry, ReadNotice, load_entries
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.states import FileState

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
        cast("FileState", state),
        json.loads(told),
        agency,
        issue,
        number,
        datetime.fromisoformat(preferred) if preferred else None,
        at,
    )


def notice_of(code: str, facts: str) -> ReadNotice:
    """A read notice from its row."""
    return ReadNotice(cast("FindingCode", code), json.loads(facts))


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


def dump_figures(answers: Iterable[Answer]) -> str:
    """What was understood, as the document that a receipt has."""
    return json.dumps({answer.code: list(map(_float, answer[1:])) for answer in answers})


def load_figures(understood: str) -> Mapping[str, float]:
    """The figures that were understood, by code."""
    return {code: value for code, (value, _, _) in json.loads(understood).items() if value is not None}


def load_answers(said: str, understood: str) -> list[Answer]:
    """The answers from both documents; value and parts are None until they were checked."""
    known = json.loads(understood)
    return [_answer(entry, *known.get(entry.code, (None, None, None))) for entry in load_entries(said)]


def _answer(entry: Entry, value: float | None, numerator: float | None, denominator: float | None) -> Answer:
    code, raw, note, sheet, cell, note_cell = entry
    # The same names, and a figure understood as typed, are kept once too.
    if raw.value == value and type(raw.value) is float:
        value = raw.value
    kept = Entry(intern(code), raw, note, intern(sheet), intern(cell), intern(note_cell))
    return Answer(kept, value, numerator, denominator)


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)

"""Receipts, answers and findings as rows of the ledger, and back."""

from __future__ import annotations

import json
import sqlite3
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
from cchc_excel.text.normalize import to_text
from cchc_excel.text.outside import writable

#: What a damaged document raises when it is loaded.
DAMAGED = (ValueError, TypeError, KeyError, AttributeError)

FINDING_FIELDS = [field.name for field in fields(Finding)]
FINDING_COLUMNS = ", ".join(FINDING_FIELDS)
#: Two more, for the receipt and the position.
FINDING_PLACEHOLDERS = ", ".join("?" * (len(FINDING_FIELDS) + 2))

#: All but the id, which SQLite gives.
RECEIPT_COLUMNS = ", ".join(field.name for field in fields(Receipt) if field.name != "id")
RECEIPT_PLACEHOLDERS = ", ".join("?" * (len(fields(Receipt)) - 1))


def receipt_row(receipt: Receipt) -> tuple[Any, ...]:
    """A receipt as a row, in the order of :data:`RECEIPT_COLUMNS`."""
    return (
        receipt.sha256,
        to_text(receipt.name),
        receipt.size,
        receipt.received.isoformat(),
        receipt.period,
        receipt.state,
        dump_facts(receipt.facts),
        receipt.agency,
        receipt.issue,
        receipt.number,
        receipt.preferred.isoformat() if receipt.preferred else None,
    )


def dump_facts(facts: Mapping[str, str]) -> str:
    """Facts of a receipt or notice as JSON that a database takes, whatever they quote."""
    return writable(json.dumps(dict(facts), ensure_ascii=False))


def receipt_of(row: tuple[Any, ...]) -> Receipt:
    """A receipt from its row of :data:`RECEIPT_COLUMNS`, with its id at the end.

    Raises:
        sqlite3.DatabaseError: the row is damaged.
    """
    try:
        return _receipt_of(row)
    except DAMAGED as error:
        raise sqlite3.DatabaseError("receipt") from error


def _receipt_of(row: tuple[Any, ...]) -> Receipt:
    sha256, name, size, received, period, state, facts, agency, issue, number, preferred, receipt_id = row
    return Receipt(
        sha256,
        name,
        size,
        datetime.fromisoformat(received),
        period,
        cast("FileState", state),
        json.loads(facts),
        agency,
        issue,
        number,
        datetime.fromisoformat(preferred) if preferred else None,
        receipt_id,
    )


def notice_of(code: str, facts: str) -> ReadNotice:
    """A read notice from its row."""
    return ReadNotice(cast("FindingCode", code), json.loads(facts))


def finding_row(finding: Finding) -> tuple[Any, ...]:
    """A finding as a row, in the order of :data:`FINDING_FIELDS`."""
    values = (getattr(finding, name) for name in FINDING_FIELDS)
    # Half a surrogate pair, which a damaged .xls may hold, is no text that a database takes.
    return tuple(to_text(value) if type(value) is str else value for value in values)


def finding_of(row: tuple[Any, ...]) -> Finding:
    """A finding from its row, in the order of :data:`FINDING_FIELDS`."""
    # Many findings share their texts; each text is kept in memory once.
    values: dict[str, Any] = {
        name: intern(value) if type(value) is str else value for name, value in zip(FINDING_FIELDS, row, strict=True)
    }
    return Finding(**values | {"explained": bool(values["explained"])})


def dump_figures(answers: Iterable[Answer]) -> str:
    """JSON of code → value, numerator and denominator: the column `understood`."""
    return json.dumps({answer.code: list(map(_float, answer[1:])) for answer in answers})


def load_figures(understood: str) -> Mapping[str, float]:
    """Code → value from the column `understood`; without those that have none."""
    return {code: float(value) for code, (value, _, _) in json.loads(understood).items() if value is not None}


#: Value, numerator and denominator of what was not understood.
_NO_FIGURES = (None, None, None)


def load_answers(entries: str, understood: str) -> list[Answer]:
    """The answers from the columns `said` and `understood`; value and parts are None until they were checked."""
    figures = json.loads(understood)
    return [_answer(entry, *map(_float, figures.get(entry.code, _NO_FIGURES))) for entry in load_entries(entries)]


def _answer(entry: Entry, value: float | None, numerator: float | None, denominator: float | None) -> Answer:
    code, raw, note, sheet, cell, note_cell = entry
    # Names that repeat, and a figure understood as it was typed, are kept in memory once.
    if raw.value == value and type(raw.value) is float:
        value = raw.value
    interned = Entry(intern(code), raw, note, intern(sheet), intern(cell), intern(note_cell))
    return Answer(interned, value, numerator, denominator)


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)

"""A second spreadsheet engine beside LibreOffice, in this process: formualizer works a workbook out in 0.1 s.

Where it should fold case it knows letters of ASCII only, and where it should trim it takes line breaks for blanks:
`plain_note` says what to type so that both engines mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import formualizer
from openpyxl.utils import coordinate_to_tuple

from cchc_excel.forms import Form
from cchc_excel.messages import rollup
from cchc_excel.rules.expression import Call, Node, Operation, Text
from cchc_excel.rules.functions import serial

_ERRORS = {"Na": "#N/A", "Value": "#VALUE!", "Div": "#DIV/0!", "Ref": "#REF!", "Name": "#NAME?", "Num": "#NUM!"}


class SecondEngine:
    """A workbook (.xlsx) that is typed into and calculated."""

    def __init__(self, content: bytes) -> None:
        # The cached values are not loaded.
        self._book = formualizer.load_workbook_bytes(content)
        self._typed: dict[tuple[str, str], object] = {}

    def type(self, sheet: str, cells: dict[str, object]) -> None:
        """Type into cells (``E61`` → value); what was typed before and is not given now is cleared."""
        wanted = {(sheet, cell): value for cell, value in cells.items() if value not in (None, "")}
        cleared = {place: None for place in self._typed if place not in wanted}
        for place, value in (cleared | wanted).items():
            if place not in self._typed or self._typed[place] != value:
                self._book.set_value(place[0], *coordinate_to_tuple(place[1]), value)
        self._typed = wanted
        self._book.evaluate_all()

    def value(self, sheet: str, cell: str) -> object:
        """What a cell shows: a number (a day's too), text, truth or error; an empty text for a blank."""
        value = self._book.get_value(sheet, *coordinate_to_tuple(cell))
        if isinstance(value, dict):
            return _ERRORS.get(value["kind"], value["kind"])
        if isinstance(value, (date, datetime)):
            return serial(date(value.year, value.month, value.day))
        return "" if value is None else value


def plain_note(form: Form, note: str) -> str:
    """A note that says the same: what a formula looks for spelled as there, a plain letter where it has any letter."""
    plain = re.sub(r"\s", " ", note.lower()).strip(" ")
    for phrase in (rollup.BEGINNING, rollup.EXPLANATION, *form.blank_reasons, *_phrases(form)):
        plain = re.sub(re.escape(phrase), phrase, plain, flags=re.IGNORECASE)
    has_letters = plain.upper() != plain.lower()
    return f"{plain} a" if has_letters and not re.search("[a-zA-Z]", plain) else plain


def _phrases(form: Form) -> set[str]:
    """What rules look for in notes."""
    return {text for rule in form.rules for text in _texts(rule.expect)}


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Text):
        yield node.value
    elif isinstance(node, (Call, Operation)):
        for part in node.parts:
            yield from _texts(part)

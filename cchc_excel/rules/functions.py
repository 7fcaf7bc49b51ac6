"""The functions of the rule language: each once in Python and once as an Excel formula.

A new function is one entry in :data:`FUNCTIONS`; the tests compare both sides of it in a real spreadsheet program.
In the formulas, unknown is ``#N/A`` (any error counts as unknown), as `excel` explains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

_EPOCH = date(1899, 12, 30)
#: The figures of a row in the agency's earlier periods that a rule may ask for: of the last period; of the latest
#: earlier period in the year; of the period that ended when this one began; the largest of the periods that lie within
#: this one (flows only); the lower and upper end of the outlier range.
PAST = ("previous", "earlier", "adjacent", "included", "usual_low", "usual_high")


class Facts(Protocol):
    """What a rule asks of a return, its agency and its campaign."""

    @property
    def blank_reasons(self) -> Sequence[str]:
        """Phrases that explain a blank, lower case."""

    def figure(self, code: str, /) -> float | None:
        """The figure of a row, or None where there is none."""

    def note(self, code: str, /) -> str:
        """The note of a row, or an empty string."""

    def past(self, name: str, code: str, /) -> float | None:
        """A figure of a row in earlier periods, by a name of :data:`PAST`; None where there is none."""

    def constant(self, name: str, /) -> float | None:
        """A constant of the campaign, by a name of `expression.CONSTANTS`; None where it is not known."""


class Cells(Protocol):
    """The same for a formula: each method gives an Excel expression."""

    @property
    def blank_reasons(self) -> Sequence[str]:
        """As in :class:`Facts`."""

    def figure(self, code: str) -> str:
        """A number, or ``#N/A`` where there is none."""

    def note(self, code: str) -> str:
        """The note's cell."""

    def past(self, name: str, code: str) -> str:
        """As in :class:`Facts`; a number or ``#N/A``."""

    def constant(self, name: str) -> str:
        """As in :class:`Facts`; a number or ``#N/A``."""


@dataclass(frozen=True)
class Function:
    """One function of the rule language.

    Attributes:
        takes: the kind of each argument; a ``row`` arrives as its code, a ``text`` as a string,
            a ``number`` as its value (Python; None when absent) or formula (Excel).
        gives: what it yields; a number may be None, a truth never is.
        reads: whether its rows are read for their ``note`` or their ``figure``.
    """

    takes: tuple[Literal["row", "text", "number"], ...]
    gives: Literal["number", "truth", "text"]
    reads: Literal["note", "figure"]
    python: Callable[..., Any]
    excel: Callable[..., str]


def serial(day: date) -> int:
    """The Excel serial number of a day."""
    return (day - _EPOCH).days


_RATIO = re.compile(r" *([0-9]{1,15}) */([0-9]{1,15})(?: |$)")


def _digits(text: str) -> int | None:
    return int(text) if 0 < len(text) <= 15 and text.isascii() and text.isdigit() else None


def _xl_digits(text: str) -> str:
    """The number that a text of nothing but digits reads as, else an error."""
    return f'IF(TEXT(VALUE({text}),REPT("0",LEN({text})))={text},VALUE({text}),NA())'


# --- the year and the date of the document that a note names ------------------------------------------------------


def _note_year(note: str) -> int | None:
    match = re.search("/(20..)", note)
    return _digits(match[1]) if match else None


def _xl_note_year(note: str) -> str:
    return _xl_digits(f'MID({note},SEARCH("/20??",{note})+1,4)')


def _note_date(note: str) -> int | None:
    match = re.search("/(20..)", note)
    if match is None:
        return None
    before = note[: match.start()].strip(" ").split(" ")[-1]
    day, _, month = before.partition("/")
    try:
        return serial(date(int(match[1]), int(month), int(day)))
    except ValueError:
        return None


def _xl_note_date(note: str) -> str:
    year_at = f'SEARCH("/20??",{note})'
    before = f'TRIM(RIGHT(SUBSTITUTE(TRIM(LEFT({note},{year_at}-1))," ",REPT(" ",99)),99))'
    slash = f'FIND("/",{before})'
    return f'DATEVALUE(MID({note},{year_at}+1,4)&"-"&MID({before},{slash}+1,9)&"-"&LEFT({before},{slash}-1))'


# --- "63/63", "57/57 hồ sơ": numerator and denominator in a note -----------------------------------------------------


def ratio_in(note: str) -> tuple[int, int] | None:
    """The numerator and denominator that a note begins with, if it does."""
    match = _RATIO.match(note) if "/" in note else None
    return (int(match[1]), int(match[2])) if match else None


def _xl_ratio(note: str, part: int) -> str:
    slash = f'FIND("/",{note})'
    after = f"MID({note},{slash}+1,99)"
    parts = (f"TRIM(LEFT({note},{slash}-1))", f'LEFT({after},FIND(" ",{after}&" ")-1)')
    numerator, denominator = (_xl_digits(text) for text in parts)
    wanted = (numerator, denominator)[part]
    other = (denominator, numerator)[part]
    return f"IF(ISNUMBER({other}),{wanted},NA())"


# --- other functions of a note ---------------------------------------------------------------------------------------


def _note_number(note: str) -> int | None:
    return _digits(note.strip(" ").split(" ")[0])


def _xl_note_number(note: str) -> str:
    return _xl_digits(f'LEFT(TRIM({note}),FIND(" ",TRIM({note})&" ")-1)')


def _note_is_number(note: str) -> bool:
    return _digits(note.strip(" ").replace(".", "").replace(",", "")) is not None


def _xl_note_is_number(note: str) -> str:
    bare = f'SUBSTITUTE(SUBSTITUTE(TRIM({note}),",",""),".","")'
    return f"OR(ISNUMBER({note}),ISNUMBER({_xl_digits(bare)}))"


def _explained(facts: Facts, code: str) -> bool:
    note = facts.note(code).lower()
    return any(reason in note for reason in facts.blank_reasons)


def _xl_explained(cells: Cells, code: str) -> str:
    reasons = ",".join(quote(reason) for reason in cells.blank_reasons)
    return f"SUMPRODUCT(--ISNUMBER(SEARCH({{{reasons}}},{cells.note(code)})))>0"


def quote(text: str) -> str:
    """A text as an Excel string literal: quotes inside are doubled."""
    return '"' + text.replace('"', '""') + '"'


def _of_note(
    gives: Literal["number", "truth", "text"], python: Callable[[str], Any], excel: Callable[[str], str]
) -> Function:
    """A function of one row that looks at nothing but its note."""
    return Function(
        ("row",),
        gives,
        "note",
        lambda facts, code: python(facts.note(code)),
        lambda cells, code: excel(cells.note(code)),
    )


def _of_past(name: str) -> Function:
    """A function of one row that looks at nothing but earlier periods."""
    return Function(
        ("row",),
        "number",
        "figure",
        lambda facts, code: facts.past(name, code),
        lambda cells, code: cells.past(name, code),
    )


FUNCTIONS: dict[str, Function] = {
    "given": Function(
        ("row",),
        "truth",
        "figure",
        lambda facts, code: facts.figure(code) is not None,
        lambda cells, code: f"ISNUMBER({cells.figure(code)})",
    ),
    "blank": Function(
        ("row",),
        "truth",
        "figure",
        lambda facts, code: facts.figure(code) is None,
        lambda cells, code: f"NOT(ISNUMBER({cells.figure(code)}))",
    ),
    **{name: _of_past(name) for name in PAST},
    "abs": Function(
        ("number",),
        "number",
        "figure",
        lambda _, value: None if value is None else abs(value),
        lambda _, value: f"ABS({value})",
    ),
    "note": _of_note("text", lambda note: note, lambda note: f'{note}&""'),
    "has_note": _of_note("truth", lambda note: bool(note.strip(" ")), lambda note: f'TRIM({note})<>""'),
    "note_contains": Function(
        ("row", "text"),
        "truth",
        "note",
        lambda facts, code, part: part.lower() in facts.note(code).lower(),
        lambda cells, code, part: f"ISNUMBER(SEARCH({quote(part)},{cells.note(code)}))",
    ),
    "note_is_number": _of_note("truth", _note_is_number, _xl_note_is_number),
    "note_number": _of_note("number", _note_number, _xl_note_number),
    "note_year": _of_note("number", _note_year, _xl_note_year),
    "note_date": _of_note("number", _note_date, _xl_note_date),
    "note_numerator": _of_note(
        "number", lambda note: (ratio_in(note) or (None, None))[0], lambda note: _xl_ratio(note, 0)
    ),
    "note_denominator": _of_note(
        "number", lambda note: (ratio_in(note) or (None, None))[1], lambda note: _xl_ratio(note, 1)
    ),
    "explained": Function(("row",), "truth", "note", _explained, _xl_explained),
}

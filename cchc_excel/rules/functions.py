"""The functions of the rule language: each once in Python and once as an Excel formula.

A new function is one entry in :data:`FUNCTIONS`; the tests compare both sides of it in a real spreadsheet program.
In the formulas, unknown is ``#N/A`` (any error counts as unknown), as `excel` explains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, Protocol

#: The day that Excel numbers 0.
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
        """As in :class:`Facts`, each as an expression of a pattern such as ``"*không áp dụng*"``."""

    def helper(self, name: str, code: str) -> str | None:
        """The cell that holds what a function of one row gives; None where the formula works it out itself."""

    def figure(self, code: str) -> str:
        """A number, or ``#N/A`` where there is none."""

    def note(self, code: str) -> str:
        """The note's cell."""

    def note_part(self, name: str, code: str) -> str:
        """A part of the note's text, by a name of :data:`NOTE_PARTS`; an error where it has none."""

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


def day_of(number: float) -> date:
    """The day that an Excel serial number stands for."""
    return _EPOCH + timedelta(days=int(number))


_RATIO = re.compile(r" *([0-9]{1,15}) */([0-9]{1,15})(?: |\Z)")
#: Excel holds no longer number exactly.
_MOST_DIGITS = 15


def _digits(text: str | None) -> int | None:
    return int(text) if text and len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit() else None


def _xl_digits(text: str) -> str:
    """The number that a text of nothing but digits reads as, else an error; the text should be short: a cell."""
    return f"IF({_xl_is_digits(text)},VALUE({text}),NA())"


def _xl_is_digits(text: str) -> str:
    """Whether a text is nothing but digits; an error where it is no number."""
    return f"AND(LEN({text})<={_MOST_DIGITS},TEXT(VALUE({text}),REPT(0,LEN({text})))={text})"


# --- parts of a note's text ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NotePart:
    """A part of a note's text: in Python (None where it has none), and as an Excel expression of the note's cell."""

    python: Callable[[str], str | None]
    excel: Callable[[str], str]


def _trimmed(text: str) -> str:
    """A text as TRIM leaves it: no blanks around it, and single ones in it."""
    return " ".join(word for word in text.split(" ") if word)


def _year_text(note: str) -> str | None:
    match = re.search("/(20..)", note)
    return match[1] if match else None


def _day_text(note: str) -> str | None:
    """The last word before the year of a document: ``05/3`` of ``63/QĐ-STC ngày 05/3/2020``."""
    match = re.search("/(20..)", note)
    return _trimmed(note[: match.start()]).split(" ")[-1] if match else None


def _xl_day_text(note: str) -> str:
    before = f'TRIM(LEFT({note},SEARCH("/20??",{note})-1))'
    return f'TRIM(RIGHT(SUBSTITUTE({before}," ",REPT(" ",99)),99))'


def _before_slash(note: str) -> str | None:
    return _trimmed(note.partition("/")[0]) if "/" in note else None


def _after_slash(note: str) -> str | None:
    return note.partition("/")[2].split(" ")[0] if "/" in note else None


def _xl_after_slash(note: str) -> str:
    after = f'MID({note},FIND("/",{note})+1,99)'
    return f'LEFT({after},FIND(" ",{after}&" ")-1)'


NOTE_PARTS: dict[str, NotePart] = {
    "first_word": NotePart(
        lambda note: _trimmed(note).split(" ")[0], lambda note: f'LEFT(TRIM({note}),FIND(" ",TRIM({note})&" ")-1)'
    ),
    "bare": NotePart(
        lambda note: _trimmed(note).replace(",", "").replace(".", ""),
        lambda note: f'SUBSTITUTE(SUBSTITUTE(TRIM({note}),",",""),".","")',
    ),
    "year_text": NotePart(_year_text, lambda note: f'MID({note},SEARCH("/20??",{note})+1,4)'),
    "day_text": NotePart(_day_text, _xl_day_text),
    "before_slash": NotePart(_before_slash, lambda note: f'TRIM(LEFT({note},FIND("/",{note})-1))'),
    "after_slash": NotePart(_after_slash, _xl_after_slash),
}


# --- the year and the date of the document that a note names ------------------------------------------------------


def _note_date(note: str) -> int | None:
    year, before = _year_text(note), _day_text(note)
    if year is None or before is None:
        return None
    day, _, month = before.partition("/")
    numbers = [_digits(text) for text in (year, month, day)]
    try:
        return serial(date(*(number or 0 for number in numbers)))
    except ValueError:
        return None


def _xl_note_date(cells: Cells, code: str) -> str:
    year, before = cells.note_part("year_text", code), cells.note_part("day_text", code)
    slash = f'FIND("/",{before})'
    return f'DATEVALUE({year}&"-"&MID({before},{slash}+1,9)&"-"&LEFT({before},{slash}-1))'


# --- "63/63", "57/57 hồ sơ": numerator and denominator in a note -----------------------------------------------------


def ratio_in(note: str) -> tuple[int, int] | None:
    """The numerator and denominator that a note begins with, if it does."""
    match = _RATIO.match(note) if "/" in note else None
    return (int(match[1]), int(match[2])) if match else None


def _xl_ratio(cells: Cells, code: str, part: int) -> str:
    numerator, denominator = (_xl_digits(cells.note_part(name, code)) for name in ("before_slash", "after_slash"))
    wanted = (numerator, denominator)[part]
    other = (denominator, numerator)[part]
    return f"IF(ISNUMBER({other}),{wanted},NA())"


# --- other functions of a note ---------------------------------------------------------------------------------------


def _xl_note_is_number(cells: Cells, code: str) -> str:
    bare = cells.note_part("bare", code)
    return f"IFERROR({_xl_is_digits(bare)},FALSE)"


def _explained(facts: Facts, code: str) -> bool:
    note = facts.note(code).lower()
    return any(reason in note for reason in facts.blank_reasons)


def _xl_explained(cells: Cells, code: str) -> str:
    # One search each: spreadsheet programs disagree about a search for several phrases at once.
    return f"{'+'.join(f'COUNTIF({cells.note(code)},{pattern})' for pattern in cells.blank_reasons)}>0"


def quote(text: str) -> str:
    """A text as an Excel string literal: quotes inside are doubled."""
    return '"' + text.replace('"', '""') + '"'


def _of_note(
    gives: Literal["number", "truth", "text"], python: Callable[[str], Any], excel: Callable[[Cells, str], str]
) -> Function:
    """A function of one row that looks at nothing but its note."""
    return Function(("row",), gives, "note", lambda facts, code: python(facts.note(code)), excel)


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
    "note": _of_note("text", lambda note: note, lambda cells, code: f'{cells.note(code)}&""'),
    "has_note": _of_note(
        "truth", lambda note: bool(note.strip(" ")), lambda cells, code: f'TRIM({cells.note(code)})<>""'
    ),
    "note_contains": Function(
        ("row", "text"),
        "truth",
        "note",
        lambda facts, code, part: part.lower() in facts.note(code).lower(),
        lambda cells, code, part: f"ISNUMBER(SEARCH({quote(part)},{cells.note(code)}))",
    ),
    "note_is_number": _of_note(
        "truth", lambda note: _digits(NOTE_PARTS["bare"].python(note)) is not None, _xl_note_is_number
    ),
    "note_number": _of_note(
        "number",
        lambda note: _digits(NOTE_PARTS["first_word"].python(note)),
        lambda cells, code: _xl_digits(cells.note_part("first_word", code)),
    ),
    "note_year": _of_note(
        "number",
        lambda note: _digits(_year_text(note)),
        lambda cells, code: _xl_digits(cells.note_part("year_text", code)),
    ),
    "note_date": _of_note("number", _note_date, _xl_note_date),
    "note_numerator": _of_note(
        "number",
        lambda note: (ratio_in(note) or (None, None))[0],
        lambda cells, code: _xl_ratio(cells, code, 0),
    ),
    "note_denominator": _of_note(
        "number",
        lambda note: (ratio_in(note) or (None, None))[1],
        lambda cells, code: _xl_ratio(cells, code, 1),
    ),
    "explained": Function(("row",), "truth", "note", _explained, _xl_explained),
}

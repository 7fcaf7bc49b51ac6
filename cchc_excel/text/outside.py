"""Text from outside made tame: of a bounded length, without characters that steer a screen or that no file holds.

One door for each way that text takes: into a cell (:func:`cell_content`), as a name (:func:`name`), into a sentence
(:func:`quoted`), into any file that we write (:func:`writable`), on to a terminal (:func:`for_terminal`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

#: Excel holds so much text in a cell, in units of UTF-16.
LONGEST_TEXT = 32_767
#: A sentence quotes so many characters.
LONGEST_QUOTED = 200
#: File systems hold no longer name; a sheet's has 31 characters in Excel and may have more elsewhere.
LONGEST_NAME = 255
ELLIPSIS = "…"

#: More marks on one letter are no writing; bringing a long run of them into order takes the square of its length.
_MOST_MARKS = 30
_FEW_LETTERS = 1000
_NO_LETTER = "\ufffd"
#: Marks of direction that show nothing; the two overrides show digits in another order than they are stored.
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_OVERRIDES = "\u202d\u202e"
_LINE_ENDS = "\v\f\x85\u2028\u2029"
_CONTROLS = "".join(map(chr, (*range(9), *range(14, 32), *range(127, 133), *range(134, 160)))) + "\ufffe\uffff"
#: Nothing that is dropped may join two numbers: what stands there is a break, or no letter.
_IN_CELLS = str.maketrans(
    {**dict.fromkeys("\v\f\x85", "\n"), **dict.fromkeys(_CONTROLS + _OVERRIDES, _NO_LETTER)}
    | dict.fromkeys(_DIRECTIONS, "")
)
_IN_NAMES = str.maketrans(
    {**dict.fromkeys(_CONTROLS + _LINE_ENDS + "\t\n\r", " "), **dict.fromkeys(_DIRECTIONS + _OVERRIDES, "")}
)
_UNSHOWN = str.maketrans(
    {**dict.fromkeys(_CONTROLS + "\r" + _DIRECTIONS + _OVERRIDES, ""), **dict.fromkeys(_LINE_ENDS, " ")}
)
#: Commands to a terminal: with parameters, with a text of their own, of one letter.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*+(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*+[0-~]?"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_STEERING = re.compile(f"[\x7f-\x9f{_DIRECTIONS}{_OVERRIDES}\u2028\u2029\ud800-\udfff]")


def cell_content(text: str) -> str:
    r"""A cell's text or a note: at most :data:`LONGEST_TEXT`, an ellipsis at its end where it was longer.

    A control character becomes a break of line or ``U+FFFD``, so that nothing joins the digits around it.

    >>> cell_content("12\x0734"), cell_content("x\u200e\n"), len(cell_content("a" * 40_000))
    ('12�34', 'x\n', 32767)
    """
    if text.isprintable() and 2 * len(text) <= LONGEST_TEXT and (text.isascii() or len(text) <= _FEW_LETTERS):
        return text
    text = _few_marks(writable(text[: LONGEST_TEXT + 1]))
    return _cut_to_units(text.translate(_IN_CELLS), LONGEST_TEXT)


def is_cut(text: str) -> bool:
    """Whether a cell's text is as long as :func:`cell_content` leaves one that it cut."""
    return 2 * len(text) >= LONGEST_TEXT and text.endswith(ELLIPSIS) and _units(text) >= LONGEST_TEXT - 1


def name(text: str, longest: int = LONGEST_NAME) -> str:
    r"""A name of a file, sheet or sender on one line; of a longer one the end, where its kind stands.

    What is no letter (names that are no UTF-8 hold such) becomes a question mark.

    >>> name("b\udce1o c\u00e1o\u202e.xlsx\n"), name("a" * 300 + ".xlsx", 12)
    ('b?o cáo.xlsx', '…aaaaaa.xlsx')
    """
    if not text.isprintable():
        text = _SURROGATES.sub("?", text).translate(_IN_NAMES).strip()
    return text if len(text) <= longest else ELLIPSIS + text[-(longest - 1) :]


def quoted(text: str, longest: int = LONGEST_QUOTED) -> str:
    """A text as a sentence quotes it: so many characters at most, the last an ellipsis where it is longer.

    >>> quoted("12 hồ sơ"), len(quoted("a" * 201))
    ('12 hồ sơ', 200)
    """
    if len(text) > longest:
        text = text[: longest - 1].rstrip() + ELLIPSIS
    return text if text.isprintable() else writable(text).translate(_IN_CELLS)


def listed(items: Sequence[str], most: int = 12, separator: str = ", ") -> str:
    """The first of some names or cells, with an ellipsis where there are more.

    >>> listed(["E1", "E2", "E3"], 2)
    'E1, E2 …'
    """
    return separator.join(items[:most]) + (f" {ELLIPSIS}" if len(items) > most else "")


def writable(text: str) -> str:
    r"""The text as any encoding of Unicode takes it: halves of a letter are joined, or become ``U+FFFD``.

    >>> writable("a\ud83d\ude00"), writable("a\udce1")
    ('a😀', 'a�')
    """
    if text.isascii() or not _SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def for_excel(text: str) -> str:
    """The text as a workbook's cell takes it: writable and no longer than Excel holds."""
    return text if text.isascii() and len(text) <= LONGEST_TEXT else _cut_to_units(writable(text), LONGEST_TEXT)


def for_xml(text: str) -> str:
    """The text as a document of XML takes it."""
    return text if text.isprintable() else writable(text).translate(_IN_CELLS)


def for_terminal(text: str) -> str:
    r"""The text without anything that a terminal obeys, or that turns the direction of what it shows.

    >>> for_terminal("a\x1b[31mb\x1b]0;x\x07c\u202ed\te\n")
    'abcd\te\n'
    """
    if text.isprintable():
        return text
    return _SURROGATES.sub("?", _ESCAPES.sub("", text)).translate(_UNSHOWN)


def for_json(document: str) -> str:
    r"""A JSON document with every character escaped that steers a terminal; it says the same.

    >>> for_json('"\x9b\u202e"')
    '"\\u009b\\u202e"'
    """
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def _units(text: str) -> int:
    """The length in units of UTF-16, in which Excel counts."""
    return len(text) if text.isascii() else len(text) + sum(letter > "\uffff" for letter in text)


def _cut_to_units(text: str, longest: int) -> str:
    if 2 * len(text) <= longest or _units(text) <= longest:
        return text
    return text.encode("utf-16-le")[: 2 * (longest - 1)].decode("utf-16-le", "ignore") + ELLIPSIS


def _few_marks(text: str) -> str:
    """The text with few combining marks on each letter."""
    if text.isascii() or len(text) <= _FEW_LETTERS:
        return text
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if letter > "\u02ff" and unicodedata.combining(letter) else 0
        if marks <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)

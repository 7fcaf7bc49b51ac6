"""Normalise Vietnamese text: for matching and for programs that know no Unicode, never for display."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Labels and names are shorter; results for longer texts are not kept in memory.
_LONGEST_REMEMBERED = 300


_BREAKS = re.compile("[\\t\\n\\r\\v\\f\\x85\\u2028\\u2029]+")
#: Nothing to see, though they are no format characters: grapheme joiner, Hangul fillers, variation selectors.
_INVISIBLE_MARKS = frozenset("\u034f\u115f\u1160\u3164\uffa0\u180b\u180c\u180d") | {
    chr(at) for at in range(0xFE00, 0xFE10)
}
#: Full-width characters by the usual ones, and what is drawn as a minus or hyphen by ``-``.
_VISIBLE = {chr(at): chr(at - 0xFEE0) for at in range(0xFF01, 0xFF5F)} | dict.fromkeys("\u2010\u2011\u2212\ufe63", "-")


def to_nfc(text: str) -> str:
    r"""The text in NFC, Icelandic Ð as Đ, every blank as a plain one, none around it.

    >>> to_nfc(" 294/QÐ-STC\u00a0") == "294/QĐ-STC"
    True
    """
    if text.isascii():
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("Ð", "Đ").replace("ð", "đ")
    return "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in text).strip()


def to_visible(text: str) -> str:
    r"""The text in NFC as the eye sees it: without characters that show nothing, full-width ones as usual ones.

    Format characters (zero-width blanks, marks of direction, soft hyphens), variation selectors and the like are
    dropped; the signs that are drawn as a minus or hyphen become one; a break of line or cell becomes ``\n``, which no
    number runs over. Superscripts, fractions and digits of other scripts are left: they are not the digits they
    resemble.

    >>> to_visible(" \uff11\uff12\u200b\u00a0% ") == "12 %"
    True
    """
    if text.isascii():
        return _BREAKS.sub("\n", text).strip() if not text.isprintable() else text.strip()
    kept = "".join(_VISIBLE.get(letter, letter) for letter in text if not _shows_nothing(letter))
    return to_nfc(_BREAKS.sub("\n", kept))


def _shows_nothing(letter: str) -> bool:
    return letter in _INVISIBLE_MARKS or unicodedata.category(letter) == "Cf"


def to_text(name: str) -> str:
    r"""The name of a file as text that any file or database takes: what is no letter becomes a question mark.

    >>> to_text("b\udce1o c\u00e1o.pdf")
    'b?o c\xe1o.pdf'
    """
    return name.encode("utf-8", "replace").decode("utf-8")


def to_ascii(text: str) -> str:
    """The text in ASCII, without marks, case kept; for old programs that know no other letters.

    >>> to_ascii("Sở Tài chính – Đợt 1")
    'So Tai chinh - Dot 1'
    """
    decomposed = unicodedata.normalize("NFD", to_nfc(text).replace("đ", "d").replace("Đ", "D").replace("–", "-"))
    return decomposed.encode("ascii", "ignore").decode("ascii")


def fold_marks(text: str) -> str:
    """The text without case, tone and vowel marks, and repeated blanks.

    >>> fold_marks("Hoà  ĐÀM"), fold_marks("hòa đàm")
    ('hoa dam', 'hoa dam')
    """
    return _fold_marks(text) if len(text) <= _LONGEST_REMEMBERED else _fold_marks.__wrapped__(text)


@lru_cache(maxsize=4096)
def _fold_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", to_nfc(text).casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())

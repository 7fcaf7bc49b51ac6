"""Normalise Vietnamese text: for matching and for programs that know no Unicode, never for display."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

#: Labels and names are shorter; results for longer texts are not kept in memory.
_LONGEST_REMEMBERED = 300


def to_nfc(text: str) -> str:
    r"""The text in NFC, Icelandic Ð as Đ, every blank as a plain one, none around it.

    >>> to_nfc(" 294/QÐ-STC\u00a0") == "294/QĐ-STC"
    True
    """
    if text.isascii():
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("Ð", "Đ").replace("ð", "đ")
    return "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in text).strip()


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

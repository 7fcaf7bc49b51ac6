"""Vietnamese text made comparable: for matching, never for display."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

#: Labels and names are shorter; longer texts are not kept in memory.
_LONGEST_REMEMBERED = 300


def to_nfc(text: str) -> str:
    r"""The same text in one spelling of Unicode: NFC, Icelandic Ð read as Đ, plain blanks, none outside.

    >>> normal(" 294/QÐ-STC\u00a0") == "294/QĐ-STC"
    True
    """
    if text.isascii():
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("Ð", "Đ").replace("ð", "đ")
    return "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in text).strip()


def to_ascii(text: str) -> str:
    """Without marks, in ASCII, case kept: for old programs that know no other letters.

    >>> bare("Sở Tài chính – Đợt 1")
    'So Tai chinh - Dot 1'
    """
    apart = unicodedata.normalize("NFD", to_nfc(text).replace("đ", "d").replace("Đ", "D").replace("–", "-"))
    return apart.encode("ascii", "ignore").decode("ascii")


def fold_marks(text: str) -> str:
    """Without case, tone and vowel marks, and doubled blanks.

    >>> folded("Hoà  ĐÀM"), folded("hòa đàm")
    ('hoa dam', 'hoa dam')
    """
    return _folded(text) if len(text) <= _LONGEST_REMEMBERED else _folded.__wrapped__(text)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    to_ascii = unicodedata.normalize("NFD", to_nfc(text).casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in to_ascii if not unicodedata.combining(letter)).split())

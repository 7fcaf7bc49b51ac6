"""Text in Vietnamese fonts from before Unicode → Unicode: TCVN3 (".Vn…" fonts) and VNI ("VNI-…" fonts).

In both, a text is stored as other letters, which the font draws as Vietnamese. A text is converted only where its
font says so and the text itself fits that encoding.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

Encoding = Literal["tcvn3", "vni"]

# TCVN 5712:1993, as Windows fonts of the ".Vn" family place it over code page 1252.
_TCVN3_CODES = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"
_TCVN3_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
#: The letters of Vietnamese that are not ASCII.
LETTERS = frozenset(_TCVN3_LETTERS + _TCVN3_LETTERS.upper())
# VNI writes a plain letter followed by a character for its marks.
_VNI_MARKS = {
    "ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306", "è": "\u0306\u0300", "é": "\u0306\u0301", "ú": "\u0306\u0309", "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_ALONE = {"ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ö": "ư", "ô": "ơ"}


def encoding_of_font(font: str) -> Encoding | None:
    """The encoding of a font by its name; None for a Unicode font.

    >>> encoding_of_font(".VnTimeH"), encoding_of_font("VNI-Times"), encoding_of_font("Times New Roman")
    ('tcvn3', 'vni', None)
    """
    name = font.strip().lower()
    return "tcvn3" if name.startswith(".vn") else "vni" if name.startswith("vni") else None


def to_unicode(text: str, encoding: Encoding, *, capitals: bool = False) -> str | None:
    """The text in Unicode (NFC); None where it does not fit the encoding.

    Args:
        text: as the cell holds it.
        encoding: of its font.
        capitals: its TCVN3 font draws every letter as a capital (the font's name ends in H).

    >>> to_unicode("B¸o c¸o c¶i c¸ch hµnh chÝnh", "tcvn3"), to_unicode("Soá löôïng hoà sô", "vni")
    ('Báo cáo cải cách hành chính', 'Số lượng hồ sơ')
    >>> to_unicode("Báo cáo", "tcvn3") is None
    True
    """
    if _is_vietnamese(text) or any(ord(letter) > 0xFF for letter in text):
        return None
    converted = _from_tcvn3(text, capitals=capitals) if encoding == "tcvn3" else _from_vni(text)
    return converted if _is_vietnamese(converted) else None


def _from_tcvn3(text: str, *, capitals: bool) -> str:
    converted = text.translate(dict(zip(map(ord, _TCVN3_CODES), _TCVN3_LETTERS, strict=True)))
    return converted.upper() if capitals else converted


def _from_vni(text: str) -> str:
    letters: list[str] = []
    for character in text:
        lower = character.lower()
        before = letters[-1][0].lower() if letters else ""
        if lower in _VNI_MARKS and before in "aeouyươ" and before:
            letters[-1] += _VNI_MARKS[lower]
        elif lower in _VNI_ALONE:
            letter = _VNI_ALONE[lower]
            letters.append(letter.upper() if character != lower else letter)
        else:
            letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters))


def _is_vietnamese(text: str) -> bool:
    """Whether everything beyond ASCII is a letter of Vietnamese or common punctuation."""
    allowed = LETTERS | {*"–—“”‘’…°²³½\u00a0"}
    return all(letter.isascii() or letter in allowed for letter in text)

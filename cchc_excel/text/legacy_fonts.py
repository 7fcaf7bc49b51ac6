"""Vietnamese text in the fonts of before Unicode, made readable: TCVN3 (".Vn…" fonts) and VNI ("VNI-…" fonts).

In both, the letters of a text are other letters, drawn as Vietnamese by the font. A text is converted only where
its font says so and the text itself bears it out.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

Encoding = Literal["tcvn3", "vni"]

# TCVN 5712:1993, as Windows fonts of the ".Vn" family place it over code page 1252.
_TCVN3_CODES = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"
_TCVN3_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
# VNI writes a plain letter followed by a sign for its marks.
_VNI_MARKS = {
    "ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306", "è": "\u0306\u0300", "é": "\u0306\u0301", "ú": "\u0306\u0309", "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_ALONE = {"ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ö": "ư", "ô": "ơ"}


def encoding_of_font(font: str) -> Encoding | None:
    """The encoding that a font's name stands for.

    >>> encoding_of_font(".VnTimeH"), encoding_of_font("VNI-Times"), encoding_of_font("Times New Roman")
    ('tcvn3', 'vni', None)
    """
    name = font.strip().lower()
    return "tcvn3" if name.startswith(".vn") else "vni" if name.startswith("vni") else None


def converted(text: str, encoding: Encoding, *, capitals: bool = False) -> str | None:
    """The text in Unicode; None where it does not look like that encoding.

    Args:
        text: as the cell holds it.
        encoding: what its font says.
        capitals: a TCVN3 font that draws every letter as a capital (its name ends in H).

    >>> converted("B¸o c¸o c¶i c¸ch hµnh chÝnh", "tcvn3"), converted("Soá löôïng hoà sô", "vni")
    ('Báo cáo cải cách hành chính', 'Số lượng hồ sơ')
    >>> converted("Báo cáo", "tcvn3") is None
    True
    """
    if _is_vietnamese(text) or any(ord(letter) > 0xFF for letter in text):
        return None
    found = _from_tcvn3(text, capitals=capitals) if encoding == "tcvn3" else _from_vni(text)
    return found if _is_vietnamese(found) else None


def _from_tcvn3(text: str, *, capitals: bool) -> str:
    found = text.translate(dict(zip(map(ord, _TCVN3_CODES), _TCVN3_LETTERS, strict=True)))
    return found.upper() if capitals else found


def _from_vni(text: str) -> str:
    found: list[str] = []
    for letter in text:
        low = letter.lower()
        before = found[-1][0].lower() if found else ""
        if low in _VNI_MARKS and before in "aeouyươ" and before:
            found[-1] += _VNI_MARKS[low]
        elif low in _VNI_ALONE:
            alone = _VNI_ALONE[low]
            found.append(alone.upper() if letter != low else alone)
        else:
            found.append(letter)
    return unicodedata.normalize("NFC", "".join(found))


def _is_vietnamese(text: str) -> bool:
    """Whether everything beyond ASCII is a letter of Vietnamese or common punctuation."""
    known = {*_TCVN3_LETTERS, *_TCVN3_LETTERS.upper(), *"–—“”‘’…°²³½\u00a0"}
    return all(letter.isascii() or letter in known for letter in text)

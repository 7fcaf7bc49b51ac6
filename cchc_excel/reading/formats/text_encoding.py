"""The bytes of a text file → text, in the encodings that offices save: Unicode, code page 1258, TCVN3, VNI."""

from __future__ import annotations

import codecs
import unicodedata

from cchc_excel.text.legacy_fonts import LETTERS, Encoding, to_unicode

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: So much of a file tells whether it is UTF-16 without a mark: half its bytes are 0.
_SAMPLE = 4096
_MIN_ZEROS = 0.3
#: The other half has hardly any.
_MAX_ZEROS = 0.05
_MAX_FOREIGN = 0.1
#: Of the letters beyond ASCII, no more may be damaged.
_MAX_DAMAGED = 0.05


def encoding_of(content: bytes) -> str:
    """The name of a text's encoding, as Python knows it; ``cp1258`` for what is no Unicode."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:_SAMPLE]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[start::2]
        if (
            half
            and half.count(0) > _MIN_ZEROS * len(half)
            and sample[1 - start :: 2].count(0) <= _MAX_ZEROS * len(half)
        ):
            return encoding
    return "utf-8" if _is_utf8(content) else "cp1258"


def _is_utf8(content: bytes) -> bool:
    """Whether a text is UTF-8, but for a few bytes that were damaged."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        return damaged <= _MAX_DAMAGED * (len(text) - len(text.encode("ascii", "ignore")) - damaged)
    return True


def decoded(content: bytes) -> str:
    """A text (NFC) in whatever encoding it is.

    Raises:
        ValueError: it is no text.
    """
    encoding = encoding_of(content)
    if encoding != "cp1258":
        text = content.decode(encoding, "replace" if encoding.startswith("utf-8") else "strict")
        if "\x00" in text:
            raise ValueError("no text")
        return unicodedata.normalize("NFC", text)
    if b"\x00" in content:
        raise ValueError("no text")
    # Only what was typed in the old encodings fits them as a whole.
    western = content.decode("cp1252", "replace")
    text = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    if _has_only_letters(text) and not _has_foreign_letters(text):
        return text
    order: tuple[Encoding, ...] = ("vni", "tcvn3") if _has_only_letters(text) else ("tcvn3", "vni")
    return next(filter(None, (to_unicode(western, encoding) for encoding in order)), text)


def _has_only_letters(text: str) -> bool:
    """Whether what is beyond ASCII are letters and common punctuation, and no lone signs and marks."""
    return all(letter.isascii() or letter.isalpha() or letter in "–—“”‘’…°²³½\u00a0\u00ad" for letter in text)


def _has_foreign_letters(text: str) -> bool:
    """Whether the letters beyond ASCII are often none of Vietnamese, as where VNI is taken for something else."""
    letters = [letter for letter in text if not letter.isascii() and letter.isalpha()]
    foreign = sum(letter not in LETTERS for letter in letters)
    return foreign > _MAX_FOREIGN * len(letters)

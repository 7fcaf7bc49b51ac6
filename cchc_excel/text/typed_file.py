"""A text file that somebody saved in Notepad → its text, and where something in it is no syntax."""

from __future__ import annotations

import codecs
import re
import unicodedata

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE = re.compile(r"\(at line (\d+)")
#: What word processors make of straight quotes.
CURLY_QUOTES = "“”„‘’"


def typed_text(content: bytes) -> str:
    """The text of a file saved as UTF-8, with or without its mark, or as "Unicode" (UTF-16).

    Raises:
        UnicodeDecodeError: it is neither.
    """
    return content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")


def typed_letter(content: bytes) -> str:
    """The same of a letter, also saved as "ANSI" on a Vietnamese Windows (code page 1258); NFC.

    Raises:
        UnicodeDecodeError: it is none of these.
    """
    try:
        text = typed_text(content)
    except UnicodeDecodeError:
        if b"\0" in content:
            raise
        text = content.decode("cp1258")
    return unicodedata.normalize("NFC", text)


def line_named_in(complaint: str, text: str) -> int:
    """The line (from 1) that a parser's complaint names; the last one where it names the end, or none."""
    match = _LINE.search(complaint)
    return int(match.group(1)) if match else max(1, len(text.splitlines()))

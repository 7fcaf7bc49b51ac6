"""Whether the XML of a part is plain enough to be read without a parser, and the text in it."""

from __future__ import annotations

import re
from functools import lru_cache

_ENCODING = re.compile(rb"<\?xml [^>]*encoding=[\"']([^\"']*)")
#: Longer texts are not kept in memory.
_LONGEST_REMEMBERED = 16_384
#: The last of them is undone last. A new line is written as a number by some programs.
_ENTITIES = (
    (b"&lt;", b"<"),
    (b"&gt;", b">"),
    (b"&quot;", b'"'),
    (b"&apos;", b"'"),
    (b"&#10;", b"\n"),
    (b"&amp;", b"&"),
)
_OTHER_ENTITY = re.compile(b"&(?!(?:lt|gt|quot|apos|#10|amp);)")


class NotPlainError(Exception):
    """Something that only a parser may say the meaning of."""


def is_plain(xml: bytes, begin: int, end: int, around: bytes) -> bool:
    """Whether nothing hides what a pattern sees in a stretch of a part, or shows what is not there.

    Args:
        xml: the part.
        begin: of the stretch.
        end: of the stretch.
        around: what the pattern does not see, but for whole elements.
    """
    # Comments, character data sections and document types begin alike; a line's end in two signs would become one.
    if b"<!" in around or xml.find(b"\r", begin, end) >= 0:
        return False
    encoding = _ENCODING.match(xml)
    return encoding is None or encoding[1].lower() == b"utf-8"


def text_of(escaped: bytes) -> str:
    """Text as it stands between tags, in letters.

    Raises:
        NotPlainError, UnicodeDecodeError: it is not plain.
    """
    if b"&" not in escaped:
        return escaped.decode()
    return _unescaped(escaped) if len(escaped) <= _LONGEST_REMEMBERED else _unescaped.__wrapped__(escaped)


@lru_cache(maxsize=1024)
def _unescaped(escaped: bytes) -> str:
    """The formulas of a campaign's templates are the same, file after file."""
    if _OTHER_ENTITY.search(escaped):
        raise NotPlainError
    for entity, sign in _ENTITIES:
        escaped = escaped.replace(entity, sign)
    return escaped.decode()

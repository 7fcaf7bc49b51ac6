"""The files that stand as letters in a text: those of old mail programs, of web pages, of calendars."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

#: A calendar (RFC 5545) begins so.
CALENDAR = b"BEGIN:VCALENDAR"
#: ``data:text/csv;charset=utf-8;base64,U1RULEN…`` (RFC 2397)
_DATA_ADDRESS = re.compile(
    rb"data:([\w.+-]+/[\w.+-]+)?(?:;[^;:,\s\"'<>()]+)*;base64,([A-Za-z0-9+/=%\s]*)", re.IGNORECASE
)
#: A file in a calendar; a long line goes on after a line end and a blank.
_FOLD = re.compile(rb"\r?\n[ \t]")
_ATTACHED = re.compile(
    rb'^ATTACH((?:;[A-Z-]{1,40}=(?:"[^"\r\n]{0,255}"|[^";:\r\n]{0,255})){0,20}):([^\r\n]*)',
    re.IGNORECASE | re.MULTILINE,
)
_IS_BASE64 = re.compile(rb";ENCODING=\"?BASE64", re.IGNORECASE)
_FILENAME = re.compile(rb'FILENAME="?([^";:]+)', re.IGNORECASE)


class FileInText(NamedTuple):
    """A file that stands in a text.

    Attributes:
        name: empty where it has none.
        content: empty where it cannot be read.
        kind: its media type, where an address of a web page says one.
    """

    name: str
    content: bytes
    kind: str = ""


def files_in_text(text: bytes) -> Iterator[FileInText]:
    """The files in a text, in time proportional to its length."""
    yield from _in_lines(text)
    for found in _DATA_ADDRESS.finditer(text):
        kind, data = found.groups(b"")
        yield FileInText("", _from_base64([unquote_to_bytes(data)]), _text(kind).lower())
    if CALENDAR in text:
        for found in _ATTACHED.finditer(_FOLD.sub(b"", text)):
            parameters, data = found.groups()
            if _IS_BASE64.search(parameters):
                name = _FILENAME.search(parameters)
                yield FileInText(_text(name.group(1)) if name else "", _from_base64([data]))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _from_base64(lines: Sequence[bytes]) -> bytes:
    try:
        return binascii.a2b_base64(b"".join(lines))
    except binascii.Error:
        return b""


# --- between a line that begins and one that ends -------------------------------------------------------------------


def _uudecoded(lines: Sequence[bytes]) -> bytes:
    decoded = []
    for line in lines:
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some programs miscount the line's padding.
            length = ((line[0] - 32) & 63) * 4 // 3 + 2 if line else 0
            with suppress(binascii.Error):
                decoded.append(binascii.a2b_uu(line[:length]))
    return b"".join(decoded)


def _ydecoded(lines: Sequence[bytes]) -> bytes:
    """Each byte is moved by 42; one that would disturb a letter by 64 more, with a sign before it."""
    if lines and lines[0].startswith(b"=ypart"):
        return b""  # the others came in other letters
    plain = _Y_MOVED.sub(lambda moved: bytes([(moved.group(1)[0] - 64) % 256]), b"".join(lines))
    return plain.translate(_Y_TABLE)


_Y_MOVED = re.compile(rb"=(.)", re.DOTALL)
_Y_TABLE = bytes((byte - 42) % 256 for byte in range(256))


class _Encoding(NamedTuple):
    """How a file stands in lines.

    Attributes:
        begin: the line before them, with the name.
        end: the line after them.
        whole: the first of them in a file of some size. Where there is no end, a file with it was cut off; a text
            without it speaks of files.
        decoded: the lines → content; empty where they cannot be read.
    """

    begin: re.Pattern[bytes]
    end: re.Pattern[bytes]
    whole: re.Pattern[bytes]
    decoded: Callable[[Sequence[bytes]], bytes]

    @classmethod
    def of(cls, begin: bytes, end: bytes, whole: bytes, decoded: Callable[[Sequence[bytes]], bytes]) -> _Encoding:
        """Each line may be quoted, as the first one is."""
        return cls(
            re.compile(rb"(?P<quoted>(?:> ?)*+)" + begin + rb"(?P<name>.+)"),
            re.compile(end),
            re.compile(whole),
            decoded,
        )


_ENCODINGS = (
    _Encoding.of(rb"begin [0-7]{3,4} ", rb"end", rb"M[ -`]{59,61}", _uudecoded),
    _Encoding.of(rb"begin-base64 [0-7]{3,4} ", rb"====", rb"[A-Za-z0-9+/]{60,}", _from_base64),
    _Encoding.of(rb"=ybegin .*?name=", rb"=yend.*", rb"=ypart .*|.{60,}", _ydecoded),
)


@dataclass
class _Begun:
    """A file whose beginning was met."""

    name: str
    quoted: bytes
    encoding: _Encoding
    lines: list[bytes] = field(default_factory=list)

    @property
    def is_file(self) -> bool:
        """Whether it is one though it has no end."""
        return bool(self.lines) and self.encoding.whole.fullmatch(self.lines[0].rstrip()) is not None


def _in_lines(text: bytes) -> Iterator[FileInText]:
    if b"begin" not in text:
        return
    begun: _Begun | None = None
    for line in text.splitlines():
        if found := _beginning(line):
            if begun is not None and begun.is_file:
                yield FileInText(begun.name, b"")
            begun = found
        elif begun is not None:
            bare = line.removeprefix(begun.quoted if line.startswith(begun.quoted) else begun.quoted.rstrip())
            if begun.encoding.end.fullmatch(bare.rstrip()):
                yield FileInText(begun.name, begun.encoding.decoded(begun.lines))
                begun = None
            else:
                begun.lines.append(bare)
    if begun is not None and begun.is_file:
        yield FileInText(begun.name, b"")


def _beginning(line: bytes) -> _Begun | None:
    if b"begin" not in line:
        return None
    for encoding in _ENCODINGS:
        if found := encoding.begin.fullmatch(line.rstrip()):
            return _Begun(_text(found["name"]), found["quoted"], encoding)
    return None

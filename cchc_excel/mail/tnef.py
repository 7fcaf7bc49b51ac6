"""``winmail.dat`` (TNEF, MS-OXTNEF), in which Outlook packs attachments: → the files in it.

Every length is held against what is there before anything of it is read, so that no number in the file can ask for more
memory than the file takes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from cchc_excel.text.mail_formats import TNEF_MAGIC

_HEADER = 6
_BEGIN, _TITLE, _DATA, _PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_LONG_NAME, _OBJECT, _CONTENT = 0x3707, 0x3701, b"\x0b\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
_EMBEDDED = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
#: Sizes of the values of fixed types, padded to four bytes.
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_VARIABLE = (0x0D, 0x1E, 0x1F, 0x102)
_MULTIPLE, _NAMED = 0x1000, 0x8000


class TnefError(ValueError):
    """It is damaged, or a length in it is more than there is."""


@dataclass
class TnefFile:
    """A file in a ``winmail.dat``; of an attached message the content is a ``winmail.dat`` of its own."""

    name: str = ""
    content: bytes = b""


@dataclass
class _Cursor:
    content: bytes
    offset: int = 0
    end: int = field(default=-1)

    def __post_init__(self) -> None:
        self.end = len(self.content) if self.end < 0 else self.end

    @property
    def left(self) -> int:
        return self.end - self.offset

    def take(self, length: int, padded_to: int = 1) -> bytes:
        if length < 0 or length > self.left:
            raise TnefError
        taken = self.content[self.offset : self.offset + length]
        self.offset = min(self.end, self.offset + length + -length % padded_to)
        return taken

    def number(self, layout: str) -> int:
        (value,) = struct.unpack(layout, self.take(struct.calcsize(layout)))
        return int(value)


def tnef_files(content: bytes) -> list[TnefFile]:
    """The files of a ``winmail.dat``, in order.

    Raises:
        TnefError: it cannot be read to its end.
    """
    if not content.startswith(TNEF_MAGIC):
        raise TnefError
    cursor = _Cursor(content, _HEADER)
    files: list[TnefFile] = []
    while cursor.left > 0:
        cursor.take(1)  # the level: message or attachment
        attribute, length = cursor.number("<I"), cursor.number("<I")
        value = cursor.take(length)
        cursor.take(2)  # the checksum
        if attribute == _BEGIN:
            files.append(TnefFile())
        elif files and attribute == _TITLE:
            files[-1].name = files[-1].name or value.rstrip(b"\0").decode("cp1258", "replace")
        elif files and attribute == _DATA:
            files[-1].content = value
        elif files and attribute == _PROPERTIES:
            _add_properties(files[-1], value)
    return files


def _add_properties(file: TnefFile, value: bytes) -> None:
    for kind, tag, data in _properties(_Cursor(value)):
        if tag == _LONG_NAME and data:
            name = data.decode("utf-16-le" if kind == 0x1F else "cp1258", "replace").rstrip("\0")
            file.name = name or file.name
        elif tag == _OBJECT and data:
            is_object = kind == 0x0D and data[:16] in (_EMBEDDED, _CONTENT)
            body = data[16:] if is_object else data
            if body.startswith(TNEF_MAGIC) or not file.content:
                file.content = body


def _properties(cursor: _Cursor) -> Iterator[tuple[int, int, bytes]]:
    """Type, tag and value of each MAPI property; of several values the first."""
    property_count = cursor.number("<I")
    if property_count > cursor.left:
        raise TnefError
    for _ in range(property_count):
        kind, tag = cursor.number("<H"), cursor.number("<H")
        if tag >= _NAMED:
            cursor.take(16)
            if cursor.number("<I"):
                cursor.take(cursor.number("<I"), padded_to=4)
            else:
                cursor.take(4)
        plain = kind & ~_MULTIPLE
        is_variable = plain in _VARIABLE
        if not is_variable and plain not in _FIXED:
            raise TnefError
        count = cursor.number("<I") if is_variable or kind & _MULTIPLE else 1
        if count > cursor.left:
            raise TnefError
        values = [cursor.take(cursor.number("<I") if is_variable else _FIXED[plain], padded_to=4) for _ in range(count)]
        yield plain, tag, values[0] if values else b""

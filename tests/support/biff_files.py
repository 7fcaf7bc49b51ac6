"""Files of Excel 5 and 95, byte by byte, as report generators still write them."""

from __future__ import annotations

import struct
from io import BytesIO

from xlwt.CompoundDoc import XlsDoc

_GLOBALS, _WORKSHEET = 0x05, 0x10


def record(number: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _begin(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHH", 0x500, kind, 0, 0))


def _short_text(text: bytes) -> bytes:
    return bytes([len(text)]) + text


def label(row: int, column: int, text: bytes, style: int = 0) -> bytes:
    return record(0x204, struct.pack("<HHHH", row, column, style, len(text)) + text)


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def formula(row: int, column: int, result: bytes) -> bytes:
    return record(0x06, struct.pack("<HHH8sHIH", row, column, 0, result, 0, 0, 3) + b"\x1e\x01\x00")


def biff5(
    cells: bytes, *, code_page: int | None = 1258, fonts=(b"Arial",), formats=(), styles=((0, 0),), name=b"Bang 1"
) -> bytes:
    """A bare stream of one worksheet; styles are pairs of font and number format."""
    head = _begin(_GLOBALS)
    if code_page is not None:
        head += record(0x42, struct.pack("<H", code_page))
    for font in fonts:
        head += record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _short_text(font))
    for key, code in formats:
        head += record(0x41E, struct.pack("<H", key) + _short_text(code))
    for font, code in styles:
        head += record(0xE0, struct.pack("<HHHHIII", font, code, 1, 0x20, 0, 0, 0)[:16])
    entry = 4 + 6 + len(_short_text(name))
    begin = len(head) + entry + 4
    head += record(0x85, struct.pack("<IBB", begin, 0, 0) + _short_text(name)) + record(0x0A)
    return head + _begin(_WORKSHEET) + cells + record(0x0A)


def in_container(stream: bytes, name: str = "Book") -> bytes:
    """A compound document with that stream, as Excel 5 named it."""
    target = BytesIO()
    XlsDoc().save(target, stream)
    old, new = "Workbook".encode("utf-16-le"), name.encode("utf-16-le")
    content = bytearray(target.getvalue())
    at = content.index(old)
    content[at : at + 64] = new.ljust(64, b"\x00")
    content[at + 64 : at + 66] = struct.pack("<H", len(new) + 2)
    return bytes(content)

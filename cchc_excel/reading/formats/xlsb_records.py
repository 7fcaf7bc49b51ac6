"""The records of a binary part of an .xlsb, and what their fields hold.

Source: MS-XLSB, "Excel (.xlsb) Binary File Format", sections 2.1.4 (records) and 2.5 (structures).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from cchc_excel.reading.formats.runs import LONGEST_TEXT
from cchc_excel.reading.formats.unsafe import UnsafeError

#: No record that is read is as long.
_LONGEST_RECORD = 1 << 24
_LONGEST_HEAD = 6
_MOST_RUNS = 1000
_RUN = struct.Struct("<HH")
_NO_TEXT = 0xFFFFFFFF
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip


def records(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number and body of each record of a part.

    Raises:
        UnsafeError: one is longer than any that an office program writes.
        ValueError: the part ends within one.
    """
    data, at = b"", 0
    remaining = iter(chunks)
    is_last = False
    while True:
        while not is_last and len(data) - at < _LONGEST_HEAD:
            chunk = next(remaining, b"")
            is_last = not chunk
            data, at = data[at:] + chunk, 0
        if at >= len(data):
            return
        number, at = _head(data, at, 2)
        size, at = _head(data, at, 4)
        if size > _LONGEST_RECORD:
            raise UnsafeError("record")
        if len(data) - at < size:
            parts = [data[at:]]
            missing = size - len(parts[0])
            while missing > 0:
                chunk = next(remaining, b"")
                if not chunk:
                    raise ValueError("truncated")
                parts.append(chunk)
                missing -= len(chunk)
            data, at = b"".join(parts), 0
        yield number, data[at : at + size]
        at += size


def _head(data: bytes, at: int, longest: int) -> tuple[int, int]:
    """A number in seven bits of each byte, the lowest first, and where it ends; a record's keeps its eighth bit."""
    value = 0
    for count in range(longest):
        if at >= len(data):
            raise ValueError("truncated")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << (7 * count)
        if not byte & 0x80:
            break
    return value, at


def unpack(layout: str, body: bytes, at: int = 0) -> tuple[int, ...]:
    """Numbers from a body; ValueError where it is too short."""
    try:
        return struct.unpack_from(layout, body, at)
    except struct.error as error:
        raise ValueError(layout) from error


def real(body: bytes, at: int) -> float:
    """A number of eight bytes; ValueError where there are fewer."""
    try:
        return float(struct.unpack_from("<d", body, at)[0])
    except struct.error as error:
        raise ValueError(at) from error


def short_number(body: bytes, at: int) -> float:
    """A number of four bytes: whole, or the upper half of a fraction, and perhaps hundredfold."""
    (packed,) = unpack("<i", body, at)
    value = float(packed >> 2) if packed & 2 else real(struct.pack("<iI", 0, packed & 0xFFFFFFFC), 0)
    return value / 100 if packed & 1 else value


def text(body: bytes, at: int) -> tuple[str, int]:
    """A text, no longer than Excel's cells hold, and where it ends.

    Raises:
        ValueError: the body ends within it.
    """
    (length,) = unpack("<I", body, at)
    at += 4
    if length == _NO_TEXT:
        return "", at
    end = at + 2 * length
    if end > len(body):
        raise ValueError(length)
    return body[at : min(end, at + 2 * LONGEST_TEXT)].decode("utf-16-le", "replace"), end


def rich_text(body: bytes, at: int) -> tuple[str, list[tuple[int, int]]]:
    """A text, and its runs: where each begins, counted in UTF-16, and the number of its font.

    Raises:
        UnsafeError: it has more runs than anybody formats.
        ValueError: the body ends within it.
    """
    (flags,) = unpack("<B", body, at)
    value, end = text(body, at + 1)
    if not flags & 1:
        return value, []
    (count,) = unpack("<I", body, end)
    if count > _MOST_RUNS:
        raise UnsafeError("runs")
    runs = body[end + 4 : end + 4 + _RUN.size * count]
    if len(runs) < _RUN.size * count:
        raise ValueError(count)
    return value, list(_RUN.iter_unpack(runs))


def error_text(code: int) -> str:
    """An error as Excel shows it; ``#VALUE!`` for one that is not known."""
    return _ERRORS.get(code, "#VALUE!")

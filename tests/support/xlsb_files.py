"""Workbooks of the binary format, record by record."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORKSHEET, CHART, DIALOG, MACROS = "worksheet", "chartsheet", "dialogsheet", "xlMacrosheet"


def record(number: int, body: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(body)
    while size > 0x7F:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + body


def text(value: str) -> bytes:
    units = value.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def rich(value: str, *runs: tuple[int, int]) -> bytes:
    """A text with the fonts from each position on."""
    listed = struct.pack("<I", len(runs)) + b"".join(struct.pack("<HH", *run) for run in runs) if runs else b""
    return bytes([bool(runs)]) + text(value) + listed


def line(row: int, *, is_hidden: bool = False) -> bytes:
    flags = 0x10 if is_hidden else 0
    return record(0x00, struct.pack("<IIHBBBI", row - 1, 0, 300, 0, flags, 0, 0))


def cell(number: int, column: int, value: bytes, style: int = 0) -> bytes:
    """A cell's record; column 0 for one that stands beside the cell before it, without its own column."""
    return record(number, (struct.pack("<I", column - 1) if column else b"") + struct.pack("<I", style) + value)


def real(column: int, value: float, style: int = 0) -> bytes:
    return cell(0x05, column, struct.pack("<d", value), style)


def whole(value: int, *, is_hundredfold: bool = False) -> bytes:
    """A number in four bytes."""
    return struct.pack("<i", value << 2 | 2 | is_hundredfold)


def columns(first: int, last: int, *, is_hidden: bool) -> bytes:
    return record(0x3C, struct.pack("<IIIIH", first - 1, last - 1, 2304, 0, is_hidden))


def merged(top: int, left: int, bottom: int, right: int) -> bytes:
    return record(0xB0, struct.pack("<4I", top - 1, bottom - 1, left - 1, right - 1))


def validation(kind: int, top: int, left: int, bottom: int, right: int) -> bytes:
    return record(0x40, struct.pack("<II4I", kind, 1, top - 1, bottom - 1, left - 1, right - 1))


def colour(kind: int = 0, index: int = 0, rgb: Sequence[int] = (0, 0, 0), tint: int = 0) -> bytes:
    return struct.pack("<BBhBBBB", kind << 1 | 1, index, tint, *rgb, 255)


def font(name: str = "Arial", *, is_struck: bool = False, position: int = 0, of: bytes = b"") -> bytes:
    head = struct.pack("<HHHHBBBB", 220, 0x08 if is_struck else 0, 400, position, 0, 0, 0, 0)
    return record(0x2B, head + (of or colour()) + b"\x00" + text(name))


def fill(pattern: int = 0, of: bytes = b"") -> bytes:
    return record(0x2D, struct.pack("<I", pattern) + (of or colour()) + colour() + bytes(48))


def styles(
    *cells: tuple[int, int, int], formats: dict[int, str] | None = None, fonts: bytes = b"", fills: bytes = b""
) -> bytes:
    """A styles part; each cell style is number format, font, fill."""
    codes = b"".join(record(0x2C, struct.pack("<H", key) + text(code)) for key, code in (formats or {}).items())
    listed = b"".join(record(0x2F, struct.pack("<HHHHHBBHH", 0, *each, 0, 0, 0, 0, 0)) for each in cells)
    # Styles of styles stand in a list of their own, before those of cells.
    named = record(0x272) + record(0x2F, struct.pack("<HHHH8x", 0xFFFF, 10, 0, 0)) + record(0x273)
    return codes + (fonts or font()) + (fills or fill()) + named + record(0x269) + listed + record(0x26A)


def workbook(
    *sheets: tuple[str, bytes | None],
    styles_part: bytes = b"",
    texts: Sequence[bytes] = (),
    kinds: dict[str, str] | None = None,
    states: dict[str, int] | None = None,
    is_1904: bool = False,
    more: dict[str, bytes] | None = None,
) -> bytes:
    """An .xlsb; a sheet without content has no part, and no relation."""
    book = record(0x83) + record(0x99, struct.pack("<III", int(is_1904), 0, 0)) + record(0x8F)
    relations, parts = [], {}
    for number, (name, content) in enumerate(sheets, start=1):
        state = (states or {}).get(name, 0)
        book += record(0x9C, struct.pack("<II", state, number) + text(f"rId{number}") + text(name))
        if content is not None:
            kind = (kinds or {}).get(name, WORKSHEET)
            target = f"worksheets/sheet{number}.bin"
            relations.append(f'<Relationship Id="rId{number}" Type="{_TYPES}{kind}" Target="{target}"/>')
            parts[f"xl/{target}"] = record(0x81) + record(0x91) + content + record(0x92) + record(0x82)
    parts["xl/workbook.bin"] = book + record(0x90) + record(0x84)
    parts["xl/_rels/workbook.bin.rels"] = f"<Relationships>{''.join(relations)}</Relationships>".encode()
    if styles_part:
        parts["xl/styles.bin"] = styles_part
    if texts:
        counts = struct.pack("<II", len(texts), len(texts))
        parts["xl/sharedStrings.bin"] = record(0x9F, counts) + b"".join(record(0x13, each) for each in texts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in {**parts, **(more or {})}.items():
            made.writestr(name, content)
    return target.getvalue()

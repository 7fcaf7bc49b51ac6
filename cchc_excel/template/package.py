"""A zip package in which a few parts are replaced; the others are copied without compressing them again.

The standard library reads such records but does not write them without compressing anew, hence the three structures of
PKWARE's APPNOTE 6.3 that a workbook needs: local header (4.3.7), directory entry (4.3.12), end of directory (4.3.16).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
#: Version 2.0 is needed to unpack; office programs ignore the system that wrote the file.
_VERSION, _DEFLATED = 20, 8
#: The first moment that the format knows.
_TIME, _DATE = 0, (1 << 5) | 1


@dataclass(frozen=True)
class _Record:
    """A part as it is stored in the package."""

    name: bytes
    crc: int
    size: int
    packed: bytes

    @cached_property
    def header(self) -> tuple[int, ...]:
        """The fields that local header and directory entry share."""
        return _VERSION, 0, _DEFLATED, _TIME, _DATE, self.crc, len(self.packed), self.size, len(self.name)

    @cached_property
    def bytes_with_header(self) -> bytes:
        """The part with its local header."""
        return b"".join((_LOCAL.pack(b"PK\x03\x04", *self.header, 0), self.name, self.packed))


class Package:
    """A zip package as its compressed parts."""

    def __init__(self, content: bytes) -> None:
        """Read and compress the parts of a package.

        Args:
            content: the package, with names in ASCII, as the spreadsheet library writes it.
        """
        with zipfile.ZipFile(BytesIO(content)) as package:
            self._records = {
                part.filename: _compressed(part.filename, package.read(part)) for part in package.infolist()
            }

    def part(self, name: str) -> bytes:
        """A part's content, uncompressed."""
        return zlib.decompress(self._records[name].packed, -zlib.MAX_WBITS)

    def replace(self, name: str, content: bytes) -> None:
        """Put another content in place of a part's, for good."""
        self._records[name] = _compressed(name, content)

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The package with the content of some parts replaced, in the same order."""
        pieces, directory, offset = [], [], 0
        for name, unchanged in self._records.items():
            record = _compressed(name, changed[name]) if name in changed else unchanged
            pieces.append(record.bytes_with_header)
            directory += [_ENTRY.pack(b"PK\x01\x02", _VERSION, *record.header, 0, 0, 0, 0, 0, offset), record.name]
            offset += len(record.bytes_with_header)
        directory_bytes = b"".join(directory)
        count = len(self._records)
        end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory_bytes), offset, 0)
        return b"".join((*pieces, directory_bytes, end))


def _compressed(name: str, content: bytes) -> _Record:
    compressor = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _Record(
        name.encode("ascii"), zlib.crc32(content), len(content), compressor.compress(content) + compressor.flush()
    )

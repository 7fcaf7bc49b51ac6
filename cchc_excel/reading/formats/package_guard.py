"""Open zip packages and parse their XML safely: sizes within the limits, no document types."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from xml.parsers import expat

from cchc_excel.reading.workers.limits import Limits

_CHUNK = 1 << 16
_ENCRYPTED = 1
#: Offset in a part's local header of the lengths of the name and the extra field that follow the header.
_LENGTHS_OFFSET = 26
#: Styles copied over the years come to tens of thousands.
_MOST_ELEMENTS = 300_000
#: Longer parts are not kept in memory.
_LONGEST_REMEMBERED = 1 << 16


class UnsafeError(Exception):
    """The package exceeds a limit or is built as no office program builds it; the argument names what."""


def open_package(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open a zip package.

    Raises:
        UnsafeError: its directory exceeds the limits or names a part twice; it must not be unpacked.
        zipfile.BadZipFile: it is damaged.
    """
    package = zipfile.ZipFile(BytesIO(content))
    parts = package.infolist()
    names = [part.filename for part in parts]
    inflated = sum(part.file_size for part in parts)
    if len(parts) > limits.members:
        raise UnsafeError("members")
    if len(set(names)) < len(names):
        raise UnsafeError("names")
    if inflated > limits.inflated_bytes or inflated > limits.ratio * len(content) + (1 << 20):
        raise UnsafeError("size")
    return package


def chunks(package: zipfile.ZipFile, part: str, limits: Limits) -> Iterator[bytes]:
    """A part's content in chunks; counts the bytes, whatever the directory says.

    Raises:
        UnsafeError: it has more bytes than allowed.
        zipfile.BadZipFile: it is damaged.
    """
    bytes_left = limits.inflated_bytes
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            bytes_left -= len(chunk)
            if bytes_left < 0:
                raise UnsafeError("size")
            yield chunk


def parse(content: Iterable[bytes], parser: expat.XMLParserType) -> None:
    """Parse XML given in chunks, refusing document types.

    Raises:
        UnsafeError: there is a document type.
        expat.ExpatError: it is damaged.
    """

    def refuse(*_: object) -> None:
        raise UnsafeError("doctype")

    parser.StartDoctypeDeclHandler = refuse
    try:
        for chunk in content:
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position only
        parser.Parse(b"", True)  # noqa: FBT003
    finally:
        # Handlers and parser refer to one another; this frees them without the garbage collector.
        parser.StartElementHandler = parser.CharacterDataHandler = parser.StartDoctypeDeclHandler = None


def local_name(tag: str) -> str:
    """A tag or attribute without its namespace prefix."""
    return tag.rpartition(":")[2]


def read_part(package: zipfile.ZipFile, part: str, limits: Limits) -> bytes:
    """A part's content.

    Raises:
        KeyError: there is no such part.
        UnsafeError, zipfile.BadZipFile: as :func:`chunks`.
    """
    content = _inflated(package, package.getinfo(part), limits)
    return b"".join(chunks(package, part, limits)) if content is None else content


def _inflated(package: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> bytes | None:
    """A usual part that is as the directory says, in a third of the library's time; None for any other one."""
    is_usual = part.compress_type == zipfile.ZIP_DEFLATED and not part.flag_bits & _ENCRYPTED
    if not is_usual or part.file_size > limits.inflated_bytes or not isinstance(package.fp, BytesIO):
        return None
    content = package.fp.getbuffer()
    lengths = content[part.header_offset + _LENGTHS_OFFSET :][:4]
    begin = part.header_offset + _LENGTHS_OFFSET + 4 + sum(struct.unpack("<HH", lengths)) if len(lengths) == 4 else 0
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        inflated = inflater.decompress(content[begin : begin + part.compress_size], part.file_size + 1)
    except zlib.error:
        return None
    return inflated if len(inflated) == part.file_size and zlib.crc32(inflated) == part.CRC else None


def elements(xml: bytes) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Every element of a small part: local name and attributes.

    Raises:
        UnsafeError: it has too many elements or a document type.
        expat.ExpatError: it is damaged.
    """
    return _elements(xml) if len(xml) <= _LONGEST_REMEMBERED else _elements.__wrapped__(xml)


@lru_cache(maxsize=32)
def _elements(xml: bytes) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Kept: styles and list of sheets are the same, file after file."""
    elements_read: list[tuple[str, Mapping[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(elements_read) >= _MOST_ELEMENTS:
            raise UnsafeError("elements")
        elements_read.append((local_name(tag), attributes))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parse([xml], parser)
    return elements_read

"""A look at a zip package before any parser gets it: directory within the limits, XML without document types."""

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
#: Where a part's own header says how long the name and the extra field behind it are.
_LENGTHS_AT = 26
#: Styles copied over the years come to tens of thousands.
_MOST_ELEMENTS = 300_000
#: What is longer is not kept in memory.
_LONGEST_REMEMBERED = 1 << 16


class UnsafeError(Exception):
    """The package goes beyond a limit or is built as no office program builds it; says which."""


def open_package(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open a zip package whose directory is within the limits.

    Raises:
        UnsafeError: it must not be unpacked.
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
    """A part's content piece by piece, its real bytes counted.

    Raises:
        UnsafeError: more bytes than allowed.
        zipfile.BadZipFile: it is damaged.
    """
    room = limits.inflated_bytes
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            room -= len(chunk)
            if room < 0:
                raise UnsafeError("size")
            yield chunk


def parse(content: Iterable[bytes], parser: expat.XMLParserType) -> None:
    """Feed content to a parser, refusing document types.

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
        # What it found is let go with whoever asked, and does not wait for the collector.
        parser.StartElementHandler = parser.CharacterDataHandler = parser.StartDoctypeDeclHandler = None


def local(tag: str) -> str:
    """A tag or attribute without its namespace prefix."""
    return tag.rpartition(":")[2]


def whole(package: zipfile.ZipFile, part: str, limits: Limits) -> bytes:
    """A whole part; raises as `chunks`, and KeyError where there is none."""
    found = _at_once(package, package.getinfo(part), limits)
    return b"".join(chunks(package, part, limits)) if found is None else found


def _at_once(package: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> bytes | None:
    """A part that is what the directory says; the library, which takes thrice as long, tells of every other one."""
    is_usual = part.compress_type == zipfile.ZIP_DEFLATED and not part.flag_bits & _ENCRYPTED
    if not is_usual or part.file_size > limits.inflated_bytes or not isinstance(package.fp, BytesIO):
        return None
    content = package.fp.getbuffer()
    lengths = content[part.header_offset + _LENGTHS_AT :][:4]
    begin = part.header_offset + _LENGTHS_AT + 4 + sum(struct.unpack("<HH", lengths)) if len(lengths) == 4 else 0
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = inflater.decompress(content[begin : begin + part.compress_size], part.file_size + 1)
    except zlib.error:
        return None
    return found if len(found) == part.file_size and zlib.crc32(found) == part.CRC else None


def elements(xml: bytes) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Every element of a small part: local name and attributes.

    Raises:
        UnsafeError: the part is not small.
        expat.ExpatError: it is damaged.
    """
    return _elements(xml) if len(xml) <= _LONGEST_REMEMBERED else _elements.__wrapped__(xml)


@lru_cache(maxsize=32)
def _elements(xml: bytes) -> Sequence[tuple[str, Mapping[str, str]]]:
    """The styles and the list of sheets are the same, file after file."""
    found: list[tuple[str, Mapping[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(found) >= _MOST_ELEMENTS:
            raise UnsafeError("elements")
        found.append((local(tag), attributes))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parse([xml], parser)
    return found

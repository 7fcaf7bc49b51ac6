"""A look at a zip package before any parser gets it: directory within the limits, XML without document types."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from xml.parsers import expat

from cchc_excel.reading.limits import Limits

_CHUNK = 1 << 16
#: Styles copied over the years come to tens of thousands.
_MOST_ELEMENTS = 300_000


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
    for chunk in content:
        parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position only
    parser.Parse(b"", True)  # noqa: FBT003


def local(tag: str) -> str:
    """A tag or attribute without its namespace prefix."""
    return tag.rpartition(":")[2]


def elements(package: zipfile.ZipFile, part: str, limits: Limits) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small part: local name and attributes.

    Raises:
        UnsafeError: the part is not small.
    """
    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(found) >= _MOST_ELEMENTS:
            raise UnsafeError("elements")
        found.append((local(tag), attributes))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parse(chunks(package, part, limits), parser)
    return found

"""Open zip packages safely: sizes within the limits, parts found by name as office programs find them."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import NamedTuple

from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import finished
from cchc_excel.reading.workers.limits import Limits

_CHUNK = 1 << 16
#: More relations of one part than any office program writes.
_MOST_RELATIONS = 10_000


class Relation(NamedTuple):
    """What a part refers to: the last word of its type (``worksheet``), and the part or address."""

    kind: str
    target: str


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


class Package:
    """An office document's package; its parts are named without regard to case, slashes either way."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        """Open it.

        Raises:
            UnsafeError, zipfile.BadZipFile: as :func:`open_package`.
        """
        self._zip = open_package(content, limits)
        self._limits = limits
        parts = self._zip.infolist()
        self._parts: Mapping[str, zipfile.ZipInfo] = {_normal(part.filename): part for part in parts}
        if len(self._parts) < len(parts):
            raise UnsafeError("names")

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case, with forward slashes."""
        return list(self._parts)

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._parts

    def size(self, name: str) -> int:
        """Bytes of a part, inflated, by the directory.

        Raises:
            KeyError: there is no such part.
        """
        return self._parts[_normal(name)].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's content in chunks; counts the bytes, whatever the directory says.

        Raises:
            KeyError: there is no such part.
            UnsafeError: it has more bytes than allowed.
            zipfile.BadZipFile: it is damaged.
        """
        bytes_left = self._limits.inflated_bytes
        try:
            with self._zip.open(self._parts[_normal(name)]) as stream:
                while chunk := stream.read(_CHUNK):
                    bytes_left -= len(chunk)
                    if bytes_left < 0:
                        raise UnsafeError("size")
                    yield chunk
        except (zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise zipfile.BadZipFile(name) from error

    def read(self, name: str) -> bytes:
        """A part's content; raises as :meth:`chunks`."""
        return b"".join(self.chunks(name))

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by id; empty where it has no relations.

        Raises:
            UnsafeError: there are too many, or as :meth:`chunks` and :func:`cchc_excel.reading.formats.xml.finished`.
            lxml.etree.XMLSyntaxError: the part that lists them is damaged.
        """
        folder, _, name = part.rpartition("/")
        listing = f"{folder}/_rels/{name}.rels"
        relations: dict[str, Relation] = {}
        if listing not in self:
            return relations
        for element in finished(self.chunks(listing), "Relationship"):
            if len(relations) >= _MOST_RELATIONS:
                raise UnsafeError("relations")
            kind = element.get("Type", "").rpartition("/")[2]
            target = element.get("Target", "")
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
            relations[element.get("Id", "")] = Relation(kind, target)
        return relations


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()

"""Read the stamp of a returned workbook, from its stamp sheet or from its document properties."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TypeVar
from xml.etree import ElementTree as ET

import olefile

from cchc_excel.domain.stamp import Stamp
from cchc_excel.forms.layout import LIVE_DIGEST_KEY
from cchc_excel.reading.formats.grid import Grid
from cchc_excel.reading.formats.package_guard import read_part
from cchc_excel.reading.workers.limits import Limits

_PREFIX = "cchc_"
T = TypeVar("T")


def stamp_in_sheet(grid: Grid) -> tuple[Stamp | None, str]:
    """The stamp and the digest of the live check's formulas on the stamp sheet; None and empty where they are lost."""
    texts = {}
    for number, _ in grid.rows():
        name = grid.text(number, 1)
        if name.startswith("cchc:"):
            texts[name] = grid.text(number, 2)
    stamp = Stamp.from_texts({name.removeprefix("cchc:"): value for name, value in texts.items()})
    return stamp, texts.get(LIVE_DIGEST_KEY, "")


def stamp_in_properties(content: bytes) -> Stamp | None:
    """The stamp in the document properties of an .xlsx, .ods or .xls; None where there is none to be read."""
    return _stamp(_ole_properties if content.startswith(olefile.MAGIC) else _package_properties, content)


def stamp_in_package(package: zipfile.ZipFile) -> Stamp | None:
    """The same of an open package (.xlsx, .ods, .docx)."""
    return _stamp(_zip_properties, package)


def _stamp(properties: Callable[[T], Mapping[str, str]], source: T) -> Stamp | None:
    try:
        texts = properties(source)
    except Exception:  # noqa: BLE001 - the libraries raise anything over damaged properties; the sheet comes first
        return None
    return Stamp.from_texts({name.removeprefix(_PREFIX): value for name, value in texts.items()})


def _package_properties(content: bytes) -> Mapping[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return _zip_properties(package)


def _zip_properties(package: zipfile.ZipFile) -> Mapping[str, str]:
    part = next((name for name in ("docProps/custom.xml", "meta.xml") if name in package.NameToInfo), None)
    # `open_package` has bounded the package as a whole; this part is small or not ours.
    if part is None or package.getinfo(part).file_size > 1 << 20:
        return {}
    xml = read_part(package, part, Limits())
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        return {}
    properties = {}
    for element in ET.fromstring(xml).iter():  # noqa: S314 - no document type, bounded above
        name = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "name"), "")
        if name.startswith(_PREFIX):
            properties[name] = "".join(element.itertext()).strip()
    return properties


def _ole_properties(content: bytes) -> Mapping[str, str]:
    stream = "\x05DocumentSummaryInformation"
    with olefile.OleFileIO(BytesIO(content)) as ole:
        if not ole.exists(stream):
            return {}
        entries = ole.get_userdefined_properties(stream)
    properties = {}
    for entry in entries:
        name, value = (
            part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part)
            for part in (entry["property_name"], entry["value"])
        )
        properties[name.rstrip("\x00")] = value.rstrip("\x00")
    return properties

"""The stamp of a returned workbook: from its stamp sheet, else from its document properties."""

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
from cchc_excel.reading.formats.package_guard import whole
from cchc_excel.reading.workers.limits import Limits

_PREFIX = "cchc_"
T = TypeVar("T")


def stamp_in_sheet(grid: Grid) -> tuple[Stamp | None, str]:
    """The stamp and the digest of the live check's formulas, where this is the stamp sheet."""
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
    """The same of a package that is open."""
    return _stamp(_zip_properties, package)


def _stamp(properties: Callable[[T], Mapping[str, str]], source: T) -> Stamp | None:
    try:
        texts = properties(source)
    except Exception:  # noqa: BLE001 - foreign property streams are torn in every way; the sheet is the first witness
        return None
    return Stamp.from_texts({name.removeprefix(_PREFIX): value for name, value in texts.items()})


def _package_properties(content: bytes) -> Mapping[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return _zip_properties(package)


def _zip_properties(package: zipfile.ZipFile) -> Mapping[str, str]:
    part = next((name for name in ("docProps/custom.xml", "meta.xml") if name in package.NameToInfo), None)
    # The guard has bounded the package and refused document types in its sheets; this part is small or not ours.
    if part is None or package.getinfo(part).file_size > 1 << 20:
        return {}
    text = whole(package, part, Limits())
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        return {}
    found = {}
    for element in ET.fromstring(text).iter():  # noqa: S314 - no document type, bounded above
        name = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "name"), "")
        if name.startswith(_PREFIX):
            found[name] = "".join(element.itertext()).strip()
    return found


def _ole_properties(content: bytes) -> Mapping[str, str]:
    stream = "\x05DocumentSummaryInformation"
    with olefile.OleFileIO(BytesIO(content)) as ole:
        if not ole.exists(stream):
            return {}
        properties = ole.get_userdefined_properties(stream)
    found = {}
    for entry in properties:
        name, value = (
            part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part)
            for part in (entry["property_name"], entry["value"])
        )
        found[name.rstrip("\x00")] = value.rstrip("\x00")
    return found

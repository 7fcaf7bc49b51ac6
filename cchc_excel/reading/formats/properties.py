"""The text properties that somebody gave a document, from its package."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping

from lxml import etree

from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import attribute, parsed

#: Office Open XML, then OpenDocument.
_PARTS = ("docProps/custom.xml", "meta.xml")
_LONGEST_PART = 1 << 20


def package_properties(package: Package) -> Mapping[str, str]:
    """Name → text; empty where there are none to be read, since they never decide alone."""
    part = next((name for name in _PARTS if name in package), None)
    if part is None or package.size(part) > _LONGEST_PART:
        return {}
    try:
        root = parsed(package.read(part))
    except (UnsafeError, etree.XMLSyntaxError, zipfile.BadZipFile):
        return {}
    return {
        name: "".join(map(str, element.itertext())).strip()
        for element in root.iter("*")
        if (name := attribute(element, "name"))
    }

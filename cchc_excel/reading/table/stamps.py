"""Read the stamp of a returned workbook, from its stamp sheet or from its document properties."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping

from cchc_excel.domain.stamp import Stamp
from cchc_excel.forms.layout import LIVE_DIGEST_KEY
from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.properties import package_properties
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits

_IN_SHEET, _IN_PROPERTIES = "cchc:", "cchc_"


def stamp_in_sheet(sheet: Sheet) -> tuple[Stamp | None, str]:
    """The stamp and the digest of the live check's formulas on the stamp sheet; None and empty where they are lost."""
    texts = {name: sheet.text(row, 2) for row, name in sheet.texts(1) if name.startswith(_IN_SHEET)}
    stamp = Stamp.from_texts({name.removeprefix(_IN_SHEET): value for name, value in texts.items()})
    return stamp, texts.get(LIVE_DIGEST_KEY, "")


def stamp_in_properties(properties: Mapping[str, str]) -> Stamp | None:
    """The stamp in the document properties of a file; None where there is none."""
    texts = {
        name.removeprefix(_IN_PROPERTIES): value
        for name, value in properties.items()
        if name.startswith(_IN_PROPERTIES)
    }
    return Stamp.from_texts(texts)


def stamp_of_template(content: bytes) -> Stamp | None:
    """The stamp in the document properties of an issued template; None where it is no longer one."""
    try:
        return stamp_in_properties(package_properties(Package(content, Limits())))
    except (UnsafeError, zipfile.BadZipFile, zlib.error, KeyError):
        return None

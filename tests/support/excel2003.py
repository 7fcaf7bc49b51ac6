"""Excel 2003 XML by LibreOffice's own stylesheet.

LibreOffice's filter stops at the thousands of empty columns that our template's sheets are given in the flat file, as
its stylesheet calls itself once for each; so these are shortened first.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

from support.required import missing

_STYLESHEET = "share/xslt/export/spreadsheetml/ooo2spreadsheetml.xsl"
_PLACES = ("/usr/lib/libreoffice", "/opt/libreoffice/program/..", "/usr/lib64/libreoffice")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_REPEATED = (f"{_TABLE}number-columns-repeated", f"{_TABLE}number-rows-repeated")
_MOST = 30


def to_excel_2003(fods: bytes) -> bytes:
    """A flat OpenDocument workbook as Excel 2003 XML."""
    document = etree.fromstring(fods, etree.XMLParser(huge_tree=True))
    for element in document.iter(f"{_TABLE}table-column", f"{_TABLE}table-cell", f"{_TABLE}table-row"):
        for name in _REPEATED:
            if int(element.get(name, "1")) > _MOST:
                element.set(name, str(_MOST))
    return bytes(_stylesheet()(document))


@cache
def _stylesheet() -> etree.XSLT:
    path = next((path for place in _PLACES if (path := Path(place) / _STYLESHEET).is_file()), None)
    if path is None:
        missing("LibreOffice's stylesheet of Excel 2003 XML")
    return etree.XSLT(etree.parse(path))

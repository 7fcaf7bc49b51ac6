"""A package looked through before the reading library gets it: what that does not show, and whether it is tame.

A sheet of which a pattern accounts for every byte of its cells is taken at that; any other one, and everything around
the cells, goes through a plain XML parser.
"""

from __future__ import annotations

import zipfile
from xml.parsers import expat

from cchc_excel.reading.facts import PackageFacts, SheetFacts
from cchc_excel.reading.guard import chunks, elements, local, parse
from cchc_excel.reading.limits import Limits
from cchc_excel.reading.sheet_walker import SheetWalker
from cchc_excel.reading.styles import Styles

#: A longer sheet is none of ours, and is parsed piece by piece.
_PLAIN_BYTES = 8 << 20


def package_facts(package: zipfile.ZipFile, limits: Limits) -> PackageFacts:
    """Walk a workbook; of packages other than .xlsx nothing is known.

    Raises:
        UnsafeError: the package must not be opened.
        zipfile.BadZipFile, expat.ExpatError, KeyError: it is damaged.
    """
    names = package.namelist()
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    links = any(name.startswith("xl/externalLinks/") for name in names)
    if "xl/workbook.xml" not in names:
        return PackageFacts({}, macros, links)
    styles = Styles.read(package, limits)
    sheets = {name: _walk(package, part, styles, limits) for name, part in _sheet_parts(package, limits).items()}
    return PackageFacts(sheets, macros, links)


def _sheet_parts(package: zipfile.ZipFile, limits: Limits) -> dict[str, str]:
    """Sheet name → part."""
    targets = {
        attributes["Id"]: attributes["Target"]
        for tag, attributes in elements(package, "xl/_rels/workbook.xml.rels", limits)
        if tag == "Relationship"
    }
    parts = {}
    for tag, attributes in elements(package, "xl/workbook.xml", limits):
        relation = next((value for name, value in attributes.items() if local(name) == "id"), None)
        if tag == "sheet" and relation in targets:
            target = targets[relation].lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if "worksheets/" in part and part in package.namelist():
                parts[attributes["name"]] = part
    return parts


def _walk(package: zipfile.ZipFile, part: str, styles: Styles, limits: Limits) -> SheetFacts:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    walker = SheetWalker(parser, styles, limits)
    if package.getinfo(part).file_size <= _PLAIN_BYTES:
        walker.read(b"".join(chunks(package, part, limits)))
    else:
        parse(chunks(package, part, limits), parser)
    walker.finish()
    return walker.facts

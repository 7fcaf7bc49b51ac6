"""An .xlsx package → its facts, checked against the limits; and its grids, where all sheets are plain.

Where a sheet is not plain, python-calamine reads the values.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from xml.parsers import expat

from cchc_excel.reading.formats.cell_values import Values, plain_strings, plain_values
from cchc_excel.reading.formats.facts import PackageFacts, SheetFacts
from cchc_excel.reading.formats.grid import Grid
from cchc_excel.reading.formats.package_guard import UnsafeError, chunks, elements, local_name, parse, read_part
from cchc_excel.reading.formats.sheet_parser import SheetWalker
from cchc_excel.reading.formats.styles import NO_STYLES, Styles
from cchc_excel.reading.workers.limits import Limits

#: A longer sheet is none of ours, and is parsed piece by piece; longer texts are left to the library.
_PLAIN_BYTES = 8 << 20
_STYLES, _STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"


def read_package(package: zipfile.ZipFile, limits: Limits) -> tuple[PackageFacts, Sequence[Grid] | None]:
    """Walk a workbook; of packages other than .xlsx nothing is known.

    Returns:
        What is to be known of it, and its sheets that hold anything, in order; None for what only the reading library
        can tell.

    Raises:
        UnsafeError: the package must not be opened.
        zipfile.BadZipFile, expat.ExpatError, KeyError: it is damaged.
    """
    names = set(package.namelist())
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    links = any(name.startswith("xl/externalLinks/") for name in names)
    if "xl/workbook.xml" not in names:
        return PackageFacts({}, macros, links), None
    styles = Styles.read(read_part(package, _STYLES, limits)) if _STYLES in names else NO_STYLES
    strings = _strings(package, limits) if _STRINGS in names else []
    parts = _sheet_parts(package, limits)
    sheets = {name: _walk(package, part, styles, strings, limits) for name, part in parts if part in names}
    facts = PackageFacts({name: told for name, (told, _) in sheets.items()}, macros, links)
    grids = [Grid(name, *values, told) for name, (told, values) in sheets.items() if values is not None]
    # A chart among the sheets, two of one name, or parts by names that only the library finds, are its to tell.
    named = {name.lower() for name in names}
    is_found = all((part in names) == (part.lower() in named) for part in (_STYLES, _STRINGS))
    return facts, [grid for grid in grids if grid.values] if is_found and len(grids) == len(parts) else None


def _strings(package: zipfile.ZipFile, limits: Limits) -> Sequence[str] | None:
    is_long = package.getinfo(_STRINGS).file_size > _PLAIN_BYTES
    return None if is_long else plain_strings(read_part(package, _STRINGS, limits))


def _sheet_parts(package: zipfile.ZipFile, limits: Limits) -> Sequence[tuple[str, str]]:
    """Every sheet's name and part; no part for what is no worksheet."""
    targets = {
        attributes["Id"]: attributes["Target"]
        for tag, attributes in elements(read_part(package, "xl/_rels/workbook.xml.rels", limits))
        if tag == "Relationship"
    }
    parts = []
    for tag, attributes in elements(read_part(package, "xl/workbook.xml", limits)):
        if tag == "sheet":
            relations = [value for name, value in attributes.items() if local_name(name) == "id"]
            if len(relations) > 1:
                raise UnsafeError("relations")
            target = targets.get(relations[0], "").lstrip("/") if relations else ""
            part = target if target.startswith("xl/") else f"xl/{target}"
            parts.append((attributes["name"], part if "worksheets/" in part else ""))
    return parts


def _walk(
    package: zipfile.ZipFile, part: str, styles: Styles, strings: Sequence[str] | None, limits: Limits
) -> tuple[SheetFacts, Values | None]:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    walker = SheetWalker(parser, styles, limits)
    cells = None
    if package.getinfo(part).file_size <= _PLAIN_BYTES:
        cells = walker.read(read_part(package, part, limits))
    else:
        parse(chunks(package, part, limits), parser)
    walker.finish()
    if cells is None or strings is None:
        return walker.facts, None
    return walker.facts, plain_values(cells.filled, strings)

"""An .xlsx or .xlsm → :class:`Workbook`; one pass over each sheet's XML.

What is no worksheet, and a sheet that is damaged or too large, is passed over with a notice; the others are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import islice

from cchc_excel.reading.formats.cell_style import CellStyle
from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.properties import package_properties
from cchc_excel.reading.formats.sheet import Workbook
from cchc_excel.reading.formats.sheet_list import SheetPart, passed_over, read_sheets
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xlsx_sheet import CellReader, SharedText, read_sheet, shared_text
from cchc_excel.reading.formats.xlsx_styles import read_styles
from cchc_excel.reading.formats.xml import attribute, finished, local_name
from cchc_excel.reading.workers.limits import Limits

_USUAL_WORKBOOK = "xl/workbook.xml"
_MOST_SHEETS = 1000
#: Excel's own bound on the texts that sheets share is far higher; a form has some hundreds.
_MOST_TEXTS = 1_000_000


def read_xlsx(content: bytes, limits: Limits, unread: AbstractSet[str] = frozenset()) -> Workbook:
    """Read a workbook.

    Args:
        content: the file.
        limits: what it may cost.
        unread: names of hidden sheets of our own that hold nothing that is returned.

    Raises:
        UnsafeError: it must not be opened.
        zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError: it is damaged.
    """
    package = Package(content, limits)
    main = _main_part(package)
    relations = package.relations(main)
    parts, is_from_1904 = _listed(package, main, {key: relation[:] for key, relation in relations.items()})
    by_kind = {relation.kind: relation.target for relation in relations.values()}
    styles = _styles(package, by_kind.get("styles", "xl/styles.xml"))
    texts = _shared_texts(package, by_kind.get("sharedStrings", "xl/sharedStrings.xml"))
    reader = CellReader(texts, styles, is_from_1904=is_from_1904)
    asked = [part for part in parts if not (part.is_hidden and part.name in unread)]
    sheets, faulty = read_sheets(package, asked, limits, partial(read_sheet, reader))
    return Workbook(
        [sheet for sheet in sheets if sheet.rows],
        package_properties(package),
        has_macros=any(name.endswith("vbaproject.bin") for name in package.names),
        has_links=any(name.startswith("xl/externallinks/") for name in package.names),
        notices=list(passed_over(faulty)),
    )


def _main_part(package: Package) -> str:
    named = (relation.target for relation in package.relations("").values() if relation.kind == "officeDocument")
    return next((name for name in named if name in package), _USUAL_WORKBOOK)


def _listed(package: Package, main: str, relations: Mapping[str, tuple[str, str]]) -> tuple[Sequence[SheetPart], bool]:
    """The sheets in order, and whether days are counted from 1904."""
    parts: list[SheetPart] = []
    is_from_1904 = False
    for element in finished(package.chunks(main), "sheet", "workbookPr"):
        if local_name(element) == "workbookPr":
            is_from_1904 = element.get("date1904") in ("1", "true")
            continue
        if len(parts) >= _MOST_SHEETS:
            raise UnsafeError("sheets")
        kind, target = relations.get(attribute(element, "id"), ("", ""))
        is_hidden = element.get("state") in ("hidden", "veryHidden")
        parts.append(SheetPart(element.get("name", ""), target, kind, is_hidden))
    return parts, is_from_1904


def _styles(package: Package, part: str) -> Sequence[CellStyle]:
    return read_styles(package.chunks(part)) if part in package else ()


def _shared_texts(package: Package, part: str) -> Sequence[SharedText]:
    if part not in package:
        return ()
    texts = [shared_text(element) for element in islice(finished(package.chunks(part), "si"), _MOST_TEXTS + 1)]
    if len(texts) > _MOST_TEXTS:
        raise UnsafeError("texts")
    return texts

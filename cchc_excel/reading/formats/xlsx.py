"""An .xlsx or .xlsm → :class:`Workbook`; one pass over each sheet's XML.

What is no worksheet, and a sheet that is damaged or too large, is passed over with a notice; the others are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from cchc_excel.reading.formats.cell_style import CellStyle
from cchc_excel.reading.formats.package_guard import Package, Relation
from cchc_excel.reading.formats.properties import package_properties
from cchc_excel.reading.formats.sheet import Workbook
from cchc_excel.reading.formats.sheet_list import SheetPart, passed_over, read_sheets
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xlsx_comments import read_comments
from cchc_excel.reading.formats.xlsx_sheet import CellReader, SharedText, plain_or_shared, read_sheet
from cchc_excel.reading.formats.xlsx_styles import read_styles
from cchc_excel.reading.formats.xml import attribute, finished, local_name
from cchc_excel.reading.workers.limits import Limits

_USUAL_WORKBOOK = "xl/workbook.xml"
_MOST_SHEETS = 1000
_ON = ("1", "true")
#: Excel's own bound on the texts that sheets share is far higher; a form has some hundreds.
_MOST_TEXTS = 1_000_000


@dataclass
class _Listed:
    """What a workbook says of all its sheets.

    Attributes:
        parts: the sheets in order.
        is_from_1904: days are counted from 1904.
        is_to_be_calculated: Excel calculates every formula when it opens it.
    """

    parts: list[SheetPart] = field(default_factory=list)
    is_from_1904: bool = False
    is_to_be_calculated: bool = False


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
    listed = _listed(package, main, relations)
    by_kind = {relation.kind: relation.target for relation in relations.values()}
    styles = _styles(package, by_kind.get("styles", "xl/styles.xml"))
    texts = _shared_texts(package, by_kind.get("sharedStrings", "xl/sharedStrings.xml"))
    reader = CellReader(texts, styles, is_from_1904=listed.is_from_1904, is_to_be_calculated=listed.is_to_be_calculated)
    asked = [part for part in listed.parts if not (part.is_hidden and part.name in unread)]
    sheets, faulty = read_sheets(package, asked, limits, partial(read_sheet, reader))
    read_comments(package, asked, sheets)
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


def _listed(package: Package, main: str, relations: Mapping[str, Relation]) -> _Listed:
    listed = _Listed()
    for element in finished(package.chunks(main), "sheet", "workbookPr", "calcPr"):
        match local_name(element):
            case "workbookPr":
                # Excel adds another one in an extension, which does not repeat it.
                listed.is_from_1904 |= element.get("date1904") in _ON
            case "calcPr":
                listed.is_to_be_calculated = element.get("fullCalcOnLoad") in _ON
            case _ if len(listed.parts) >= _MOST_SHEETS:
                raise UnsafeError("sheets")
            case _:
                kind, target = relations.get(attribute(element, "id"), ("", ""))
                is_hidden = element.get("state") in ("hidden", "veryHidden")
                listed.parts.append(SheetPart(element.get("name", ""), target, kind, is_hidden))
    return listed


def _styles(package: Package, part: str) -> Sequence[CellStyle]:
    return read_styles(package.chunks(part)) if part in package else ()


def _shared_texts(package: Package, part: str) -> Sequence[str | SharedText]:
    if part not in package:
        return ()
    texts = [plain_or_shared(element) for element in islice(finished(package.chunks(part), "si"), _MOST_TEXTS + 1)]
    if len(texts) > _MOST_TEXTS:
        raise UnsafeError("texts")
    return texts

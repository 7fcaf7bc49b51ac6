"""An .xlsb → :class:`Workbook`; one pass over the records of each part.

The reading library for this format tells values only, and drops cells that stand beside the one before; with formats,
errors, merged areas and fonts to be read from the records anyway, one road reads everything. What is no worksheet, and
a sheet that is damaged or too large, is passed over with a notice; the others are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.properties import package_properties
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.sheet_list import SheetPart, passed_over, read_sheets
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xlsb_records import records, rich_text, text, unpack
from cchc_excel.reading.formats.xlsb_sheet import CellReader, RichText, SheetWalk
from cchc_excel.reading.formats.xlsb_styles import Styles, read_styles
from cchc_excel.reading.workers.limits import Limits

_USUAL_WORKBOOK = "xl/workbook.bin"
_WORKBOOK_PROPERTIES, _LISTED_SHEET, _SHARED_TEXT = 0x99, 0x9C, 0x13
_MOST_SHEETS, _MOST_TEXTS = 1000, 1_000_000


def read_xlsb(content: bytes, limits: Limits) -> Workbook:
    """Read a workbook.

    Args:
        content: the file.
        limits: what it may cost.

    Raises:
        UnsafeError: it must not be opened.
        zipfile.BadZipFile, lxml.etree.XMLSyntaxError, KeyError, ValueError: it is damaged.
    """
    package = Package(content, limits)
    named = (relation.target for relation in package.relations("").values() if relation.kind == "officeDocument")
    main = next((name for name in named if name in package), _USUAL_WORKBOOK)
    by_kind = {relation.kind: relation.target for relation in package.relations(main).values()}
    parts, is_1904 = _listed(package, main)
    styles = by_kind.get("styles", "xl/styles.bin")
    reader = CellReader(
        _shared_texts(package, by_kind.get("sharedStrings", "xl/sharedStrings.bin")),
        read_styles(package.chunks(styles)) if styles in package else Styles(),
        is_1904=is_1904,
        any_cells=limits.any_cells,
    )
    walks: list[SheetWalk] = []

    def read(chunks: Iterable[bytes], sheet: Sheet, room: int) -> int:
        walk = SheetWalk(sheet, reader, room)
        walk.read(chunks)
        walks.append(walk)
        return walk.count

    sheets, unread = read_sheets(package, parts, limits, read)
    _say_uncalculated(walks)
    return Workbook(
        [sheet for sheet in sheets if sheet.rows],
        package_properties(package),
        has_macros=any(name.endswith("vbaproject.bin") for name in package.names),
        has_links=any(name.startswith("xl/externallinks/") for name in package.names),
        notices=list(passed_over(unread)),
    )


def _listed(package: Package, main: str) -> tuple[Sequence[SheetPart], bool]:
    """The sheets in order, and whether days are counted from 1904."""
    relations = package.relations(main)
    parts: list[SheetPart] = []
    is_1904 = False
    for number, body in records(package.chunks(main)):
        if number == _WORKBOOK_PROPERTIES:
            is_1904 = bool(unpack("<I", body)[0] & 1)
        elif number == _LISTED_SHEET:
            if len(parts) >= _MOST_SHEETS:
                raise UnsafeError("sheets")
            (state,) = unpack("<I", body)
            key, at = text(body, 8)
            relation = relations.get(key)
            kind, target = (relation.kind, relation.target) if relation else ("", "")
            parts.append(SheetPart(text(body, at)[0], target, kind, bool(state)))
    return parts, is_1904


def _shared_texts(package: Package, part: str) -> Sequence[RichText]:
    texts: list[RichText] = []
    for number, body in records(package.chunks(part)) if part in package else ():
        if number == _SHARED_TEXT:
            if len(texts) >= _MOST_TEXTS:
                raise UnsafeError("texts")
            texts.append(rich_text(body, 0))
    return texts


def _say_uncalculated(walks: Sequence[SheetWalk]) -> None:
    """Programs that calculate no formula leave all of them without a text; a single one may have an empty result."""
    if sum(len(walk.locks.formulas) for walk in walks) > sum(len(walk.empty_results) for walk in walks):
        return
    for walk in walks:
        rows = walk.sheet.rows
        for row, column in walk.empty_results:
            rows.setdefault(row, {})[column] = Cell("uncalculated")
        walk.sheet.rows = {row: dict(sorted(rows[row].items())) for row in sorted(rows)}

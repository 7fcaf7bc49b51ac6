"""Comments on the cells of an .xlsx: notes, and threads of Excel 365."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence

from lxml import etree

from cchc_excel.reading.cell_refs import parse_cell
from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.sheet import Position, Sheet
from cchc_excel.reading.formats.sheet_list import SheetPart
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import finished, local_name

_NOTES, _THREADS = "comments", "threadedComment"
_ELEMENTS = {_NOTES: "comment", _THREADS: "threadedComment"}


def read_comments(package: Package, parts: Sequence[SheetPart], sheets: Sequence[Sheet]) -> None:
    """Put the comments on cells into their sheets; those of a damaged part are passed over.

    Args:
        package: the workbook.
        parts: the sheets that it lists.
        sheets: those that were read.
    """
    if not any("comment" in name for name in package.names):
        return
    part_names = {part.name: part.part for part in parts}
    for sheet in sheets:
        try:
            _read(package, part_names.get(sheet.name, ""), sheet)
        except (UnsafeError, etree.XMLSyntaxError, zipfile.BadZipFile, KeyError):
            continue


def _read(package: Package, part: str, sheet: Sheet) -> None:
    relations = package.relations(part).values()
    targets = {kind: [one.target for one in relations if one.kind == kind] for kind in _ELEMENTS}
    threads = list(_comments(package, targets[_THREADS], _ELEMENTS[_THREADS]))
    # Beside a thread Excel writes a note for versions that know no threads.
    in_threads = {position for position, _ in threads}
    notes = _comments(package, targets[_NOTES], _ELEMENTS[_NOTES])
    for position, text in (*threads, *(note for note in notes if note[0] not in in_threads)):
        sheet.add_comment(position, text)


def _comments(package: Package, parts: Sequence[str], name: str) -> Iterator[tuple[Position, str]]:
    for part in parts:
        for element in finished(package.chunks(part), name):
            position = parse_cell(element.get("ref", "").upper())
            if position is not None:
                texts = (child.text or "" for child in element.iter() if local_name(child) in ("t", "text"))
                yield position, "".join(texts)

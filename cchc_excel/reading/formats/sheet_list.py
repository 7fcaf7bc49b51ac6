"""The sheets that a workbook's package lists: all that can be read, and what is said of those that were passed over."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from cchc_excel.domain.submission import ReadNotice
from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits

_MOST_NAMED = 10
_DAMAGED = (UnsafeError, etree.XMLSyntaxError, zipfile.BadZipFile, ValueError, IndexError)


class SheetPart(NamedTuple):
    """A sheet as the workbook lists it; no part for one that has none."""

    name: str
    part: str
    kind: str
    is_hidden: bool


def read_sheets(
    package: Package,
    parts: Sequence[SheetPart],
    limits: Limits,
    read: Callable[[Iterable[bytes], Sheet, int], int],
) -> tuple[Sequence[Sheet], Sequence[str]]:
    """The worksheets in order, and the names of the sheets that could not be read.

    Small ones are read first, so that a large one beside the form cannot take the room of the form.

    Args:
        package: the workbook.
        parts: its sheets.
        limits: what it may cost.
        read: reads a part into a sheet with room for so many cells; how many it took.

    Raises:
        UnsafeError, etree.XMLSyntaxError, zipfile.BadZipFile, ValueError, IndexError: no sheet with anything in it
            could be read, for this reason.
    """
    sizes = {part.part: package.size(part.part) for part in parts if part.part in package}
    sheets: dict[int, Sheet] = {}
    faults: list[Exception] = []
    room = limits.cells
    seen: set[str] = set()
    for index, part in sorted(enumerate(parts), key=lambda listed: sizes.get(listed[1].part, 0)):
        if part.part not in sizes or part.kind != "worksheet":
            continue
        sheet = Sheet(part.name, is_hidden=part.is_hidden)
        try:
            if part.part in seen:
                # One part as a thousand sheets would be read a thousand times.
                raise UnsafeError("sheets")
            seen.add(part.part)
            room -= read(package.chunks(part.part), sheet, room)
        except _DAMAGED as error:
            faults.append(error)
        else:
            sheets[index] = sheet
    if faults and not any(sheet.rows for sheet in sheets.values()):
        raise faults[0]
    unread = [part.name for index, part in enumerate(parts) if index not in sheets]
    return [sheets[index] for index in sorted(sheets)], unread


def passed_over(names: Sequence[str]) -> Iterator[ReadNotice]:
    """A notice that names the sheets that are none of cells, or could not be read; none where there are none."""
    if names:
        yield ReadNotice("CT37", {"sheets": ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])})

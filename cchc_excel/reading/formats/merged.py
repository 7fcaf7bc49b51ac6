"""What merged areas cover: nobody sees it, though the file may still hold it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from cchc_excel.reading.formats.runs import put_aside
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.formats.unsafe import UnsafeError

#: So many rows of merged areas are gone over; areas that no program makes lie over one another.
_MOST_ROWS = 500_000


def put_covered_aside(sheet: Sheet) -> None:
    """Put aside what stands in a merged area but in its first cell, as it does where only formats were merged.

    Raises:
        UnsafeError: its merged areas have more rows than any sheet's.
    """
    rows = list(sheet.rows)
    count = 0
    for top, left, bottom, right in sheet.merged:
        covered = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        count += len(covered)
        if count > _MOST_ROWS:
            raise UnsafeError("merged")
        for row in covered:
            cells = sheet.rows[row]
            for column in [column for column in cells if left <= column <= right and (row, column) != (top, left)]:
                cells[column] = put_aside(cells[column], "hidden")

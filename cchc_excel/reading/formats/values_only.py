"""The values of a workbook's cells by python-calamine, where no other way leads to them.

It tells no number formats and takes an error for a blank cell: no number is known to be what is shown.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.reading.formats.number_format import number_cell
from cchc_excel.reading.formats.runs import LONGEST_TEXT
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits


class ValuesOnly:
    """A workbook of which only values are known; it is opened when the first is asked for."""

    def __init__(self, content: bytes, limits: Limits, area: int = 0) -> None:
        """Prepare.

        Args:
            content: the file.
            limits: what it may cost.
            area: cells of the ranges that have all that hold anything; the library takes memory for each.
        """
        self._area = area
        self._content = content
        self._limits = limits
        self.unread: list[str] = []

    @cached_property
    def _book(self) -> Any:
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - rarely needed

        if self._area > self._limits.any_cells:
            raise UnsafeError("cells")
        try:
            return CalamineWorkbook.from_filelike(BytesIO(self._content))
        except (MemoryError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            raise ValueError(str(error)) from error

    def all(self) -> list[Sheet]:
        """The sheets that can be read, in order; `unread` has the names of the others.

        Raises:
            UnsafeError: they have more cells than allowed, or cells so far apart that it comes to the same.
            ValueError: none can be read.
        """
        sheets: list[Sheet] = []
        room = self._limits.cells
        for name in self._book.sheet_names:
            sheet = self.sheet(name, room)
            if sheet is None:
                self.unread.append(name)
                continue
            room -= sum(map(len, sheet.rows.values()))
            sheets.append(sheet)
        if not sheets:
            raise ValueError(self.unread)
        return sheets

    def sheet(self, name: str, room: int) -> Sheet | None:
        """A sheet; None where it cannot be read.

        Raises:
            UnsafeError: it has more cells with a value than there is room for.
        """
        try:
            source = self._book.get_sheet_by_name(name)
            rows = [] if source.start is None else source.to_python(skip_empty_area=True)
        except (MemoryError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # noqa: BLE001 - the parser, written in Rust, panics outside Exception
            return None
        sheet = Sheet(name)
        top, left = source.start or (0, 0)
        for row, values in enumerate(rows, start=top + 1):
            cells = {
                column: cell
                for column, value in enumerate(values, start=left + 1)
                if not (cell := _cell(value)).is_empty
            }
            room -= len(cells)
            if room < 0:
                raise UnsafeError("cells")
            if cells:
                sheet.rows[row] = cells
        return sheet


def _cell(value: Any) -> Cell:
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return Cell("truth", value)
    if isinstance(value, (int, float)):
        return number_cell(float(value), None)
    if isinstance(value, timedelta):
        return Cell("date", str(value))
    if isinstance(value, (datetime, date, time)):
        return Cell("date", value.isoformat())
    text = str(value)[:LONGEST_TEXT]
    return Cell("text", text) if text.strip() else BLANK

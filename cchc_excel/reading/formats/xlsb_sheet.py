"""One worksheet of an .xlsb → :class:`Sheet`.

Source: MS-XLSB, section 2.4: the records whose names stand beside their numbers here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.reading.cell_refs import LAST_COLUMN, LAST_ROW, Range
from cchc_excel.reading.formats.cell_style import CellStyle, TextFont
from cchc_excel.reading.formats.sheet import Locks, Position, Sheet
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xlsb_records import error_text, real, records, rich_text, short_number, text, unpack
from cchc_excel.reading.formats.xlsb_styles import Styles

#: Text and runs, as :func:`rich_text` gives them.
RichText = tuple[str, Sequence[tuple[int, int]]]

_ROW, _COLUMNS, _MERGED, _VALIDATION = 0x00, 0x3C, 0xB0, 0x40
#: BrtSheetProtection, and that with a newer password.
_PROTECTION, _NEW_PROTECTION = 0x217, 0x2A6
_BLANK, _SHORT_BLANK, _RICH = 0x01, 0x0C, 0x3E
#: From BrtCellRk to BrtCellIsst; the same with a formula; the same beside the cell before, without a column.
_VALUES, _FORMULAS, _SHORT_VALUES = range(0x02, 0x08), range(0x08, 0x0C), range(0x0D, 0x13)
#: Numbers up to this one are of rows and cells.
_LAST_CELL = _SHORT_VALUES.stop - 1
_KINDS = ("short", "error", "truth", "number", "text", "shared")
_KINDS_OF_FORMULAS = ("text", "number", "truth", "error")
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x10, 0x01
_LIST = 3
_MOST_RANGES, _MOST_FORMULAS, _MOST_COLUMNS = 5000, 500_000, 16_384


class CellReader:
    """What cells say, given the texts and styles of their workbook."""

    def __init__(self, texts: Sequence[RichText], styles: Styles, *, is_1904: bool, any_cells: int) -> None:
        """Begin.

        Args:
            texts: those that cells share.
            styles: of the workbook.
            is_1904: days are counted from 1904.
            any_cells: how many rows and cells, blank ones too, the workbook may have.
        """
        self._any_left = any_cells
        self._texts = texts
        self._styles = styles
        self._is_1904 = is_1904
        self._kinds: Mapping[str, Callable[[bytes, int, CellStyle], tuple[Cell, bool]]] = {
            "short": lambda body, at, style: (self._number(short_number(body, at), style), False),
            "number": lambda body, at, style: (self._number(real(body, at), style), False),
            "truth": lambda body, at, style: (style.whole(Cell("truth", bool(unpack("<B", body, at)[0]))), False),
            "error": lambda body, at, style: (style.whole(Cell("error", error_text(unpack("<B", body, at)[0]))), False),
            "text": lambda body, at, style: self._text((text(body, at)[0], ()), style),
            "rich": lambda body, at, style: self._text(rich_text(body, at), style),
            "shared": lambda body, at, style: self._text(self._shared(*unpack("<I", body, at)), style),
        }

    def cell(self, kind: str, body: bytes, at: int) -> tuple[Cell, bool]:
        """A cell, and whether its text was converted from a font from before Unicode.

        Args:
            kind: what its value is.
            body: of its record.
            at: where its style stands, behind which its value does.

        Raises:
            ValueError: it is damaged.
        """
        return self._kinds[kind](body, at + 4, self._styles.cell(unpack("<I", body, at)[0] & 0xFFFFFF))

    def count(self) -> None:
        """Count a row or a cell, before anything is made of it; UnsafeError where there are too many."""
        self._any_left -= 1
        if self._any_left < 0:
            raise UnsafeError("cells")

    def _shared(self, index: int) -> RichText:
        if index >= len(self._texts):
            raise ValueError(index)
        return self._texts[index]

    def _number(self, value: float, style: CellStyle) -> Cell:
        return style.number(value, is_1904=self._is_1904)

    def _text(self, value: RichText, style: CellStyle) -> tuple[Cell, bool]:
        return style.text(self._pieces(*value))

    def _pieces(self, value: str, runs: Sequence[tuple[int, int]]) -> Iterator[tuple[str, TextFont | None]]:
        if not runs:
            yield value, None
            return
        units = value.encode("utf-16-le", "surrogatepass")
        begins: list[tuple[int, TextFont | None]] = [(0, None)]
        begins += [(2 * begin, self._styles.font(font)) for begin, font in runs]
        for (begin, font), (end, _) in pairwise([*begins, (len(units), None)]):
            if end > begin:
                yield units[begin:end].decode("utf-16-le", "replace"), font


class SheetWalk:
    """Takes in the records of one worksheet."""

    def __init__(self, sheet: Sheet, reader: CellReader, room: int) -> None:
        """Begin.

        Args:
            sheet: what is read goes into it.
            reader: of its workbook.
            room: how many cells with a value it may have.
        """
        self.count = 0
        self.empty_results: set[Position] = set()
        self.sheet = sheet
        self.locks = sheet.locks = Locks()
        self._reader = reader
        self._room = room
        self._row, self._column = 0, 0
        self._hidden: list[tuple[int, int]] = []

    def read(self, chunks: Iterable[bytes]) -> None:
        """Read the worksheet's part.

        Raises:
            UnsafeError: it has more cells with a value than there is room for, or cells beyond the sheet; or the
                workbook has more cells, blank ones too, than it may have.
            ValueError: it is damaged.
        """
        for number, body in records(chunks):
            if number <= _LAST_CELL or number == _RICH:
                self._reader.count()
            if number in _VALUES:
                self._cell(_KINDS[number - _VALUES.start], body)
            elif number in _SHORT_VALUES:
                self._cell(_KINDS[number - _SHORT_VALUES.start], body, is_short=True)
            elif number in _FORMULAS:
                self._cell(_KINDS_OF_FORMULAS[number - _FORMULAS.start], body, is_formula=True)
            elif number == _RICH:
                self._cell("rich", body)
            elif number in (_BLANK, _SHORT_BLANK):
                self._column = self._column + 1 if number == _SHORT_BLANK else unpack("<I", body)[0] + 1
            elif number == _ROW:
                self._begin_row(body)
            else:
                self._other(number, body)
        used = {column for cells in self.sheet.rows.values() for column in cells}
        self.sheet.hidden_columns = {
            column for column in used if any(first <= column <= last for first, last in self._hidden)
        }
        self.sheet.hidden_rows &= self.sheet.rows.keys()
        self.sheet.rows = {row: dict(sorted(self.sheet.rows[row].items())) for row in sorted(self.sheet.rows)}

    def _begin_row(self, body: bytes) -> None:
        self._row, self._column = unpack("<I", body)[0] + 1, 0
        if self._row > LAST_ROW:
            raise UnsafeError("cells")
        if unpack("<B", body, 11)[0] & _HIDDEN_ROW:
            self.sheet.hidden_rows.add(self._row)

    def _cell(self, kind: str, body: bytes, *, is_short: bool = False, is_formula: bool = False) -> None:
        self._column = self._column + 1 if is_short else unpack("<I", body)[0] + 1
        position = self._row, self._column
        if not (self._row >= 1 and self._column <= LAST_COLUMN):
            raise UnsafeError("cells")
        cell, is_converted = self._reader.cell(kind, body, 0 if is_short else 4)
        if is_formula and len(self.locks.formulas) < _MOST_FORMULAS:
            self.locks.formulas[position] = ""
            if cell is BLANK:
                self.empty_results.add(position)
        if cell.is_empty:
            return
        self.count += 1
        if self.count > self._room:
            raise UnsafeError("cells")
        self.sheet.rows.setdefault(self._row, {})[self._column] = cell
        if is_converted:
            self.sheet.converted.add(position)

    def _other(self, number: int, body: bytes) -> None:
        """A record that is no cell: what is merged, locked, validated or hidden."""
        if number == _MERGED and len(self.sheet.merged) < _MOST_RANGES:
            self.sheet.merged.append(_range(unpack("<4I", body)))
        elif number == _COLUMNS and len(self._hidden) < _MOST_COLUMNS:
            first, last, _, _, flags = unpack("<4IH", body)
            if flags & _HIDDEN_COLUMN:
                self._hidden.append((first + 1, last + 1))
        elif number == _PROTECTION:
            self.locks.is_protected = bool(unpack("<HI", body)[1])
        elif number == _NEW_PROTECTION:
            self.locks.is_protected = True
        elif number == _VALIDATION:
            flags, count = unpack("<II", body)
            ranges = [_range(unpack("<4I", body, 8 + 16 * index)) for index in range(min(count, _MOST_RANGES))]
            if flags & 0xF and len(self.locks.validated) < _MOST_RANGES:
                self.locks.validated += ranges
                self.locks.dropdowns += ranges if flags & 0xF == _LIST else []


def _range(corners: tuple[int, ...]) -> Range:
    top, bottom, left, right = (min(corner, LAST_ROW - 1) + 1 for corner in corners)
    return top, left, bottom, right

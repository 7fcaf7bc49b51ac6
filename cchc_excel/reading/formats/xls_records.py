"""Records of an .xls that the reading library does not show: what is locked, formulas, sheets that are no worksheets.

Source: MS-XLS, "[MS-XLS]: Excel Binary File Format (.xls) Structure", sections 2.3 and 2.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from cchc_excel.reading.cell_refs import Range
from cchc_excel.reading.formats.sheet import Locks, Position
from cchc_excel.reading.formats.unsafe import UnsafeError

_BOF, _EOF, _PROTECT, _BOUND_SHEET, _FORMULA, _XF, _SUP_BOOK, _VALIDATION = (
    0x809, 0x0A, 0x12, 0x85, (0x06, 0x206, 0x406), 0xE0, 0x1AE, 0x1BE,
)  # fmt: skip
_FILE_PASS = 0x2F
#: Records of one cell with a value; then of several, whose size is what a cell takes in it.
_CELLS = frozenset({*_FORMULA, 0x203, 0x204, 0x205, 0x27E, 0xD6, 0xFD})
#: The row, first and last column of such a record take as much as one cell.
_SEVERAL_NUMBERS, _SIZE_OF_ONE = 0xBD, 6
#: The same of cells that are only formatted.
_BLANK, _SEVERAL_BLANKS, _SIZE_OF_BLANK = 0x201, 0xBE, 2
_SEVERAL = frozenset({_SEVERAL_NUMBERS, _BLANK, _SEVERAL_BLANKS})
#: Cells of Excel 2, which has one sheet and lists none; 3 and 4 write them as later ones do.
_OLD_CELLS = frozenset({*_CELLS, _BLANK, *range(1, 6)})
_MOST_SHEETS = 1000
_HEAD = struct.Struct("<HH")
_POSITION = struct.Struct("<HH")
_FORMULA_HEAD = struct.Struct("<HHH8s")
#: A formula's result, where it is a text without any letter, or there is none.
_EMPTY_RESULT = b"\x03", b"\xff\xff"
_BIFF8 = 0x600
_LIST = 3
_MOST_RANGES, _MOST_FORMULAS = 5000, 500_000
#: Supporting "books" that are this workbook itself, or functions of add-ins.
_OWN_BOOKS = (b"\x01\x04", b"\x01\x3a")


@dataclass
class SheetRecords:
    """What stands in the records of one sheet.

    Attributes:
        is_worksheet: it is no chart, macro sheet or module.
        cells: how many cells with a value it has.
        blanks: how many cells it has that are only formatted.
        corners: first row and column, last row and column that hold anything, from 0.
        empty_results: formulas whose result is an empty text, or that have none.
    """

    name: str
    is_worksheet: bool
    cells: int = 0
    blanks: int = 0
    corners: tuple[int, int, int, int] | None = None
    locks: Locks = field(default_factory=Locks)
    empty_results: set[Position] = field(default_factory=set)

    @property
    def area(self) -> int:
        """How many cells the smallest range has that has all cells with a value."""
        if self.corners is None:
            return 0
        top, left, bottom, right = self.corners
        return (bottom - top + 1) * (right - left + 1)

    def add(self, row: int, first: int, last: int) -> None:
        """Take in that cells of a row hold something."""
        top, left, bottom, right = self.corners or (row, first, row, last)
        self.corners = min(top, row), min(left, first), max(bottom, row), max(right, last)


@dataclass
class BookRecords:
    """What stands in the records of a workbook.

    Attributes:
        format_keys: number of the number format of each cell style.
        has_links: it refers to other workbooks.
    """

    sheets: list[SheetRecords] = field(default_factory=list)
    format_keys: list[int] = field(default_factory=list)
    has_links: bool = False

    @property
    def is_calculated(self) -> bool:
        """Whether any formula has a result: programs that calculate none leave all of them empty."""
        formulas = sum(len(sheet.locks.formulas) for sheet in self.sheets)
        return formulas > sum(len(sheet.empty_results) for sheet in self.sheets)


def is_encrypted_xls(stream: bytes) -> bool:
    """Whether a workbook asks for a password.

    Args:
        stream: the stream ``Workbook`` or ``Book``.
    """
    return any(code == _FILE_PASS for code, _ in _records(stream, 0))


def book_records(stream: bytes, most: int) -> BookRecords:
    """The records of a workbook of Excel 5 or later; nothing of what is older or damaged.

    Args:
        stream: the stream ``Workbook`` or ``Book``.
        most: no sheet that has more cells than that, blank ones too, is looked through to its end.

    Raises:
        UnsafeError: there are more sheets than anybody makes, or twice as many cells.
    """
    book = BookRecords()
    counted = 0
    is_unicode = False
    for code, body in _records(stream, 0):
        if code == _BOF:
            is_unicode = int.from_bytes(body[:2], "little") >= _BIFF8
        elif code == _BOUND_SHEET and len(body) > 7:
            sheet = SheetRecords(_name(body[6:], is_unicode=is_unicode), body[5] == 0)
            book.sheets.append(sheet)
            if len(book.sheets) > _MOST_SHEETS:
                raise UnsafeError("sheets")
            if sheet.is_worksheet:
                counted += _read_sheet(stream, int.from_bytes(body[:4], "little"), sheet, most)
            if counted > 2 * most:
                raise UnsafeError("cells")
        elif code == _XF and len(body) >= 4:
            book.format_keys.append(int.from_bytes(body[2:4], "little"))
        elif code == _SUP_BOOK:
            # Without sheets it is a link to another program.
            book.has_links |= body[2:4] not in _OWN_BOOKS and body[:2] != b"\x00\x00"
    return book


def cells_of_old(stream: bytes, most: int) -> int:
    """How many cells, blank ones too, a workbook has that lists no sheets; not counted further than `most`."""
    count = at = 0
    while at + 4 <= len(stream) and count <= most:
        code, size = _HEAD.unpack_from(stream, at)
        count += code in _OLD_CELLS
        if code == _SEVERAL_NUMBERS:
            count += size // _SIZE_OF_ONE
        elif code == _SEVERAL_BLANKS:
            count += max(size - _SIZE_OF_ONE, 0) // _SIZE_OF_BLANK
        at += 4 + size
    return count


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Code and body of each record of the part that begins there, up to its end."""
    depth = 0
    while start + 4 <= len(stream):
        code, size = _HEAD.unpack_from(stream, start)
        start += 4
        if code == _BOF:
            depth += 1
        elif code == _EOF:
            depth -= 1
            if depth <= 0:
                return
        # Of a chart within a sheet nothing is wanted.
        if depth <= 1:
            yield code, stream[start : start + size]
        start += size


def _name(body: bytes, *, is_unicode: bool) -> str:
    length = body[0]
    if not is_unicode:
        return body[1 : 1 + length].decode("cp1252", "replace")
    if body[1] & 1:
        return body[2 : 2 + 2 * length].decode("utf-16-le", "replace")
    return body[2 : 2 + length].decode("latin-1")


def _read_sheet(stream: bytes, start: int, sheet: SheetRecords, most: int) -> int:
    """Take in a sheet's records; how many cells, blank ones too, were counted."""
    for code, body in _records(stream, start):
        if code in _CELLS or code in _SEVERAL:
            _count(code, body, sheet)
            if code in _FORMULA and len(body) >= _FORMULA_HEAD.size and len(sheet.locks.formulas) < _MOST_FORMULAS:
                row, column, _, result = _FORMULA_HEAD.unpack_from(body)
                sheet.locks.formulas[row + 1, column + 1] = ""
                if (result[:1], result[6:]) == _EMPTY_RESULT:
                    sheet.empty_results.add((row + 1, column + 1))
            if sheet.cells + sheet.blanks > most:
                break
        elif code == _PROTECT:
            sheet.locks.is_protected = any(body[:2])
        elif code == _VALIDATION:
            _add_validation(body, sheet.locks)
    return sheet.cells + sheet.blanks


def _count(code: int, body: bytes, sheet: SheetRecords) -> None:
    """Count what a record has of cells."""
    if code in (_BLANK, _SEVERAL_BLANKS):
        sheet.blanks += 1 if code == _BLANK else max(len(body) - _SIZE_OF_ONE, 0) // _SIZE_OF_BLANK
        return
    count = (len(body) - _SIZE_OF_ONE) // _SIZE_OF_ONE if code == _SEVERAL_NUMBERS else 1
    sheet.cells += count
    if len(body) >= _POSITION.size:
        row, column = _POSITION.unpack_from(body)
        sheet.add(row, column, column + max(count, 1) - 1)


def _add_validation(body: bytes, locks: Locks) -> None:
    """A data validation: what it is, four texts, two formulas, its ranges; nothing of a damaged one."""
    kind = body[0] & 0xF if body else 0
    at = 4
    try:
        for _ in range(4):
            length, flags = struct.unpack_from("<HB", body, at)
            at += 3 + length * (1 + (flags & 1))
        for _ in range(2):
            at += 4 + struct.unpack_from("<H", body, at)[0]
        (count,) = struct.unpack_from("<H", body, at)
        corners = list(struct.iter_unpack("<4H", body[at + 2 :][: 8 * count]))
    except struct.error:
        return
    ranges: list[Range] = [(top + 1, left + 1, bottom + 1, right + 1) for top, bottom, left, right in corners]
    if kind:
        locks.validated += ranges[: max(_MOST_RANGES - len(locks.validated), 0)]
    if kind == _LIST:
        locks.dropdowns += ranges[: max(_MOST_RANGES - len(locks.dropdowns), 0)]

"""An .xls of any age → :class:`Workbook`, by xlrd; what that cannot read, by python-calamine, without formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Any

import olefile
import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.book import Book

from cchc_excel.domain.submission import Cell, ReadNotice, WhyAside
from cchc_excel.reading.formats.cell_style import CellStyle, TextFont
from cchc_excel.reading.formats.colour import is_pale, is_pale_index
from cchc_excel.reading.formats.number_format import BUILT_IN
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.sheet_list import passed_over
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.values_only import ValuesOnly
from cchc_excel.reading.formats.xls_records import BookRecords, SheetRecords, book_records, cells_of_old
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.text.legacy_fonts import encoding_of_font

_STREAMS = ("Workbook", "Book")
_MACROS = "_VBA_PROJECT_CUR"
_PROPERTIES = "\x05DocumentSummaryInformation"
#: Of files from before Unicode that do not name theirs: that of Vietnamese Windows.
_USUAL_ENCODING = "cp1258"
#: In it the fonts from before Unicode place their letters.
_ENCODING_OF_FONTS = "cp1252"
_UNICODE_VERSION = 80
_SOLID = 1
_MOST_RANGES = 5000
_MOST_NAMED = 10


def read_xls(content: bytes, limits: Limits) -> Workbook:
    """Read a workbook of Excel 2 to 2003.

    Args:
        content: the file, decrypted.
        limits: what it may cost.

    Raises:
        UnsafeError: no sheet of it is within the limits.
        Exception: it is damaged; the libraries have errors of their own.
    """
    stream, properties, has_macros = _streams(content)
    records = book_records(stream, limits.any_cells)
    if not records.sheets and cells_of_old(stream, limits.any_cells) > limits.any_cells:
        raise UnsafeError("cells")
    values = ValuesOnly(content, limits, sum(sheet.area for sheet in records.sheets))
    sheets, unread, unformatted = _sheets(content, records, values, limits)
    notices = [*passed_over([sheet.name for sheet in records.sheets if not sheet.is_worksheet] + unread)]
    if unformatted:
        names = ", ".join(f"“{name}”" for name in unformatted[:_MOST_NAMED])
        notices.append(ReadNotice("CT40", {"sheets": names}))
    return Workbook(
        [sheet for sheet in sheets if sheet.rows],
        properties,
        has_macros=has_macros,
        has_links=records.has_links,
        notices=notices,
    )


def _streams(content: bytes) -> tuple[bytes, Mapping[str, str], bool]:
    """The workbook's own stream, its text properties, and whether it has macros."""
    if not content.startswith(olefile.MAGIC):
        return content, {}, False
    try:
        with olefile.OleFileIO(BytesIO(content)) as ole:
            name = next((name for name in _STREAMS if ole.exists(name)), "")
            stream = ole.openstream(name).read() if name else b""
            return stream, _properties(ole), ole.exists(_MACROS)
    except (OSError, ValueError, IndexError, TypeError, KeyError):
        # The other libraries forgive more.
        return b"", {}, False


def _properties(ole: olefile.OleFileIO) -> Mapping[str, str]:
    try:
        entries = ole.get_userdefined_properties(_PROPERTIES) if ole.exists(_PROPERTIES) else ()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the library raises anything over damaged properties, which never decide alone
        return {}
    properties = {}
    for entry in entries:
        name, value = (
            part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part)
            for part in (entry["property_name"], entry["value"])
        )
        properties[name.rstrip("\x00")] = value.rstrip("\x00")
    return properties


def _sheets(
    content: bytes, records: BookRecords, values: ValuesOnly, limits: Limits
) -> tuple[Sequence[Sheet], list[str], list[str]]:
    """The sheets in order, the names of those that cannot be read, and of those of which only values are known.

    Small ones are read first, so that a large one beside the form cannot take the room of the form.
    """
    try:
        book = _opened(content)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the library raises anything over damaged records
        sheets = values.all()
        return sheets, values.unread, [sheet.name for sheet in sheets if sheet.rows]
    listed = [sheet for sheet in records.sheets if sheet.is_worksheet]
    names = book.sheet_names()
    known = listed if len(listed) == len(names) else [SheetRecords(name, is_worksheet=True) for name in names]
    is_known = known is listed
    reader = _SheetReader(book, records, is_known=is_known, any_cells=limits.any_cells)
    read: dict[int, Sheet] = {}
    unread, unformatted, room, faults = [], [], limits.cells, []
    for index in sorted(range(len(names)), key=lambda index: (known[index].cells, known[index].blanks)):
        try:
            sheet = reader.sheet(index, known[index], room)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            found = None if isinstance(error, UnsafeError) else values.sheet(names[index], room)
            if found is None:
                faults.append(error)
                unread.append(names[index])
                continue
            sheet = found
            sheet.is_hidden = bool(book._sheet_visibility[index])  # noqa: SLF001 - only the sheet that failed has it
            unformatted.append(sheet.name)
        read[index] = sheet
        room -= sum(map(len, sheet.rows.values()))
    if faults and not any(sheet.rows for sheet in read.values()):
        raise faults[0]
    return [read[index] for index in sorted(read)], unread, unformatted


def _opened(content: bytes) -> Book:
    """The workbook by xlrd; text from before Unicode in the code page that it names, or the usual one."""

    def opened(encoding: str | None) -> Book:
        return xlrd.open_workbook(
            file_contents=content,
            logfile=StringIO(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
            encoding_override=encoding,
            ignore_workbook_corruption=True,
        )

    try:
        book = opened(None)
    except LookupError:
        return opened(_USUAL_ENCODING)
    if book.biff_version < _UNICODE_VERSION and book.codepage is None:
        return opened(_USUAL_ENCODING)
    return book


class _SheetReader:
    """Reads the sheets of a workbook that xlrd has opened."""

    def __init__(self, book: Book, records: BookRecords, *, is_known: bool, any_cells: int) -> None:
        self._book = book
        self._any_left = any_cells
        self._records = records
        self._is_known = is_known
        self._styles: dict[int, CellStyle] = {}
        self._fonts: dict[int, TextFont] = {}

    def sheet(self, index: int, records: SheetRecords, room: int) -> Sheet:
        """A sheet.

        Raises:
            UnsafeError: it has more cells with a value than there is room for, or the workbook more blank ones too.
            Exception: it is damaged.
        """
        if records.cells > room or records.cells + records.blanks > self._any_left:
            raise UnsafeError("cells")
        self._any_left -= records.cells + records.blanks
        source = self._book.sheet_by_index(index)
        sheet = Sheet(source.name, is_hidden=bool(source.visibility))
        sheet.locks = records.locks if self._is_known and self._book.biff_version >= _UNICODE_VERSION else None
        uncalculated: dict[int, dict[int, Cell]] = {}
        for row, column in () if self._records.is_calculated else records.empty_results:
            uncalculated.setdefault(row, {})[column] = Cell("uncalculated")
        for row in range(source.nrows):
            cells = {**dict(self._row(source, row, sheet)), **uncalculated.get(row + 1, {})}
            if cells:
                room -= len(cells)
                sheet.rows[row + 1] = dict(sorted(cells.items()))
            if room < 0:
                raise UnsafeError("cells")
        sheet.hidden_rows = {row + 1 for row, info in source.rowinfo_map.items() if info.hidden} & sheet.rows.keys()
        columns = {column for cells in sheet.rows.values() for column in cells}
        sheet.hidden_columns = {column + 1 for column, info in source.colinfo_map.items() if info.hidden} & columns
        sheet.merged = [
            (top + 1, left + 1, bottom, right) for top, bottom, left, right in source.merged_cells[:_MOST_RANGES]
        ]
        for (row, column), note in source.cell_note_map.items():
            sheet.add_comment((row + 1, column + 1), note.text or "")
        self._book.unload_sheet(index)
        return sheet

    def _row(self, source: Any, row: int, sheet: Sheet) -> Iterator[tuple[int, Cell]]:
        values, styles = source.row_values(row), source._cell_xf_indexes[row]  # noqa: SLF001 - cell by cell is slow
        for column, kind in enumerate(source.row_types(row)):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            style = self._style(styles[column])
            if kind == xlrd.XL_CELL_TEXT:
                runs = source.rich_text_runlist_map.get((row, column), ())
                cell, is_converted = style.text(self._runs(values[column], runs, style))
                if is_converted:
                    sheet.converted.add((row + 1, column + 1))
            else:
                cell = self._value(kind, values[column], style)
            if not cell.is_empty:
                yield column + 1, cell

    def _value(self, kind: int, value: Any, style: CellStyle) -> Cell:
        if kind == xlrd.XL_CELL_BOOLEAN:
            return style.whole(Cell("truth", bool(value)))
        if kind == xlrd.XL_CELL_ERROR:
            return style.whole(Cell("error", error_text_from_code.get(value, "#VALUE!")))
        return style.number(float(value), is_1904=bool(self._book.datemode))

    def _runs(
        self, text: str, runs: Sequence[tuple[int, int]], style: CellStyle
    ) -> Iterator[tuple[str, TextFont | None]]:
        """The pieces of a text with their fonts; runs begin at positions counted in UTF-16."""
        if not runs:
            yield self._as_fonts_place(text, style.font), None
            return
        units = text.encode("utf-16-le", "surrogatepass")
        begins: list[tuple[int, TextFont | None]] = [(0, None)]
        begins += [(2 * begin, self._font(font)) for begin, font in runs]
        for (begin, font), (end, _) in pairwise([*begins, (len(units), None)]):
            if end > begin:
                piece = units[begin:end].decode("utf-16-le", "replace")
                yield self._as_fonts_place(piece, font or style.font), font

    def _as_fonts_place(self, text: str, font: TextFont) -> str:
        """A text in a font from before Unicode, by the code page that such fonts are made for."""
        if self._book.biff_version >= _UNICODE_VERSION or not encoding_of_font(font.name) or text.isascii():
            return text
        try:
            return text.encode(self._book.encoding).decode(_ENCODING_OF_FONTS)
        except UnicodeError:
            return text

    def _style(self, index: int) -> CellStyle:
        if index not in self._styles:
            self._styles[index] = self._read_style(index)
        return self._styles[index]

    def _read_style(self, index: int) -> CellStyle:
        if not 0 <= index < len(self._book.xf_list):
            return CellStyle(None)
        xf = self._book.xf_list[index]
        keys = self._records.format_keys
        # The library takes a format that is not there for the usual one.
        key = keys[index] if len(keys) == len(self._book.xf_list) else xf.format_key
        known = self._book.format_map.get(key)
        code = known.format_str if known and known.format_str is not None else BUILT_IN.get(key)
        fill = xf.background
        is_on_white = (
            fill is None
            or not fill.fill_pattern
            or (fill.fill_pattern == _SOLID and self._is_pale(fill.pattern_colour_index))
        )
        return CellStyle(code, self._font(xf.font_index), is_on_white)

    def _font(self, index: int) -> TextFont:
        if index not in self._fonts:
            self._fonts[index] = self._read_font(index)
        return self._fonts[index]

    def _read_font(self, index: int) -> TextFont:
        if not 0 <= index < len(self._book.font_list):
            return TextFont()
        font = self._book.font_list[index]
        why: WhyAside = "struck" if font.struck_out else "raised" if font.escapement else ""
        return TextFont(font.name if encoding_of_font(font.name) else "", why, self._is_pale(font.colour_index))

    def _is_pale(self, colour: int) -> bool:
        shown = self._book.colour_map.get(colour)
        return is_pale(*shown) if shown is not None else is_pale_index(colour)

"""An .ods, .fods or .odt → :class:`Workbook`; one pass over the XML. Of a text (.odt), each table is a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lxml import etree

from cchc_excel.domain.submission import ReadNotice
from cchc_excel.reading.cell_refs import LAST_COLUMN
from cchc_excel.reading.formats.added_text import is_figures, told
from cchc_excel.reading.formats.ods_sheet import SheetWalk
from cchc_excel.reading.formats.ods_styles import STYLES, Styles
from cchc_excel.reading.formats.ods_text import keep_row, quoted
from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.properties import package_properties
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.sheet_list import passed_over
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import attribute, finished, local_name
from cchc_excel.reading.workers.limits import Limits

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CONTENT, _STYLES = "content.xml", "styles.xml"
#: Where a sheet's rows and columns may stand; anywhere else they are of a chart or of a table within a cell.
_AROUND_ROWS = frozenset({
    "table-rows", "table-row-group", "table-header-rows", "table-columns", "table-column-group", "table-header-columns",
})  # fmt: skip
_AROUND_TABLES = frozenset({"spreadsheet", "text", "section", "index-body"})
#: What text stands in that lies over the page.
_BOXES = ("text-box", "custom-shape")
_LIST = "cell-content-is-in-list"
#: Sheets that keep what other workbooks said when this one was saved.
_FROM_OTHERS_STYLE, _FROM_OTHERS_NAME = "ta_extref", "'file:"
_MOST_SHEETS, _MOST_VALIDATIONS, _LONGEST_PROPERTY = 1000, 10_000, 32_767
_CHUNK = 1 << 16
_CELL_NAME, _ROW_NAME = b"table-cell", b"table-row"
#: Cells of one row, each of which may cover others with a cell of its own.
_WIDEST = 2 * LAST_COLUMN
_MACRO_FOLDERS = ("basic/", "scripts/")


def read_ods(content: bytes, limits: Limits) -> Workbook:
    """Read an .ods.

    Args:
        content: the file, decrypted.
        limits: what it may cost.

    Raises:
        UnsafeError: it must not be opened.
        zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError: it is damaged.
    """
    package = Package(content, limits)
    reader = _Reader(limits)
    if _STYLES in package:
        reader.read(package.chunks(_STYLES), (*STYLES,))
    reader.read(package.chunks(_CONTENT), _Reader.NAMES)
    sheets, notices = reader.finished()
    return Workbook(
        sheets,
        package_properties(package),
        has_macros=any(name.startswith(_MACRO_FOLDERS) and name.endswith(".xml") for name in package.names),
        has_links=reader.has_links,
        notices=notices,
    )


def read_odt(content: bytes, limits: Limits) -> Workbook:
    """Read the tables of an .odt; arguments and errors as of :func:`read_ods`."""
    book = read_ods(content, limits)
    boxes = finished(Package(content, limits).chunks(_CONTENT), *_BOXES)
    texts = (quoted(box) for box in boxes if not any(map(_is_tracked, box.iterancestors())))
    return replace(book, notices=[*book.notices, *told(filter(is_figures, texts))], is_document=True)


def read_fods(content: bytes, limits: Limits) -> Workbook:
    """Read a .fods: the same in one XML file; arguments and errors as of :func:`read_ods`."""
    reader = _Reader(limits)
    reader.read((content[at : at + _CHUNK] for at in range(0, len(content), _CHUNK)), _Reader.NAMES)
    sheets, notices = reader.finished()
    return Workbook(sheets, reader.properties, reader.has_macros, reader.has_links, notices)


def counted(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The chunks of a part, its cells counted before they are parsed: a row is parsed whole, and each cell of it kept.

    Raises:
        UnsafeError: there are more cells, blank ones too, or more in one row than a sheet is wide.
    """
    # The name stands at a cell's begin and at its end.
    cells = in_row = 0
    before = b""
    for chunk in chunks:
        # The letters of UTF-16 are those of ASCII but for the zeros between.
        text = before + (chunk.replace(b"\0", b"") if b"\0" in chunk else chunk)
        cells += text.count(_CELL_NAME)
        rows = [row.count(_CELL_NAME) for row in text.split(_ROW_NAME)]
        widest = max(in_row + rows[0], *rows)
        in_row = rows[-1] if len(rows) > 1 else in_row + rows[0]
        if cells > 2 * most or widest > 2 * _WIDEST:
            raise UnsafeError("cells")
        # A name that is cut in two is counted with the next chunk, and none twice.
        last = text.rfind(_CELL_NAME)
        counted_to = last + len(_CELL_NAME) if last >= 0 else 0
        before = text[max(counted_to, len(text) - len(_CELL_NAME) + 1, 0) :]
        yield chunk


class _Reader:
    """Takes in the elements of a document, in order."""

    NAMES = (*STYLES, "user-defined", "script", "content-validation", "table-column", "table-row", "tracked-changes")

    def __init__(self, limits: Limits) -> None:
        self.properties: dict[str, str] = {}
        self.has_macros = False
        self.has_links = False
        self.has_changes = False
        self._styles = Styles()
        self._validations: dict[str, bool] = {}
        self._limits = limits
        self._read: list[SheetWalk] = []
        self._unread: list[str] = []
        self._faults: list[UnsafeError] = []
        self._table: etree._Element | None = None
        self._walk: SheetWalk | None = None

    def read(self, chunks: Iterable[bytes], names: Sequence[str]) -> None:
        """Take in one part; raises as :func:`counted` and :func:`cchc_excel.reading.formats.xml.finished`."""
        for element in finished(counted(chunks, self._limits.any_cells), *names):
            match local_name(element):
                case "table-row" | "table-column" as name:
                    self._line(element, is_row=name == "table-row")
                case "content-validation":
                    self._validation(element)
                case "user-defined":
                    text = "".join(map(str, element.itertext())).strip()[:_LONGEST_PROPERTY]
                    self.properties[attribute(element, "name")] = text
                case "tracked-changes":
                    self.has_changes |= element.tag.startswith(_TEXT) and _has_changes(element)
                case "script":
                    self.has_macros |= next(element.iter("{*}module"), None) is not None
                case _:
                    self._styles.add(element)

    def finished(self) -> tuple[Sequence[Sheet], Sequence[ReadNotice]]:
        """The sheets that hold anything, and notices.

        Raises:
            UnsafeError: none of them is within the limits.
        """
        sheets = [sheet for walk in self._read if (sheet := walk.finished()).rows]
        if self._faults and not sheets:
            raise self._faults[0]
        changes = [ReadNotice("CT43")] if self.has_changes else []
        return sheets, [*passed_over(self._unread), *changes]

    def _validation(self, element: etree._Element) -> None:
        condition = attribute(element, "condition")
        if condition and len(self._validations) < _MOST_VALIDATIONS:
            self._validations[attribute(element, "name")] = _LIST in condition

    def _line(self, element: etree._Element, *, is_row: bool) -> None:
        """A row or column of a sheet."""
        table, is_hidden = _table_of(element)
        if table is None:
            keep_row(element)
            return
        if table is not self._table:
            self._begin(table)
        walk = self._walk
        if walk is None:
            return
        try:
            if is_row:
                walk.row(element, is_hidden=is_hidden)
            else:
                walk.column(element, is_hidden=is_hidden)
        except UnsafeError as error:
            self._pass_over(walk, error)
        if sum(known.count for known in self._read) > self._limits.cells:
            # The largest goes, so that one beside the form cannot take the room of the form.
            self._pass_over(max(self._read, key=lambda known: known.count), UnsafeError("cells"))

    def _begin(self, table: etree._Element) -> None:
        self._table, self._walk = table, None
        name, style = attribute(table, "name"), attribute(table, "style-name")
        if style == _FROM_OTHERS_STYLE or name.startswith(_FROM_OTHERS_NAME):
            self.has_links = True
            return
        if len(self._read) + len(self._unread) >= _MOST_SHEETS:
            raise UnsafeError("sheets")
        self._walk = SheetWalk(table, self._styles, self._validations, self._limits.cells)
        self._read.append(self._walk)

    def _pass_over(self, walk: SheetWalk, error: UnsafeError) -> None:
        self._faults.append(error)
        self._unread.append(walk.sheet.name)
        self._read.remove(walk)
        if walk is self._walk:
            self._walk = None


def _is_tracked(element: etree._Element) -> bool:
    return local_name(element) == "tracked-changes"


def _has_changes(changes: etree._Element) -> bool:
    """Whether anything is listed that was inserted or deleted, and not only formatted otherwise."""
    return next(changes.iter(f"{_TEXT}insertion", f"{_TEXT}deletion"), None) is not None


def _table_of(element: etree._Element) -> tuple[etree._Element | None, bool]:
    """The sheet of a row or column, and whether a group in which it stands is folded away; None for another table."""
    is_hidden = False
    around = element.getparent()
    while around is not None and local_name(around) in _AROUND_ROWS:
        is_hidden |= attribute(around, "display") == "false"
        around = around.getparent()
    if around is None or local_name(around) != "table":
        return None, False
    table = around
    around = around.getparent()
    while around is not None and local_name(around) in _AROUND_TABLES:
        around = around.getparent()
    if around is None or local_name(around) != "body":
        return None, False
    root = around.getparent()
    return (None, False) if root is None or root.getparent() is not None else (table, is_hidden)

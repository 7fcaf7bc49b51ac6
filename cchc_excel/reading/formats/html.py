"""Tables of a web page (.html, .mht, and pages that are named .xls) → :class:`Workbook`: each table is a sheet.

What programs say of a cell besides its text is read: Excel's ``x:num`` and ``mso-number-format``, LibreOffice's
``sdval`` and ``sdnum``, SheetJS's ``data-v`` and ``data-z``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from lxml import etree

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.cell_refs import LAST_COLUMN, LAST_ROW
from cchc_excel.reading.formats.html_page import pages
from cchc_excel.reading.formats.html_style import Look, StyleSheet
from cchc_excel.reading.formats.moved_borders import aligned
from cchc_excel.reading.formats.number_format import GENERAL, WRITTEN_NUMBER, number_cell
from cchc_excel.reading.formats.runs import TICKED, UNTICKED, Run, put_aside, text_cell, without_lone_boxes
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.shown_text import shown_cell
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import MIB, Limits

#: The page is held in memory whole, at some ten times its size.
_LARGEST = 32 * MIB
_MOST_TABLES, _MOST_SPANNED = 1000, 1000
_DEEPEST = 200
#: A pixel in twentieths of a point.
_PIXEL = 15
_MOST_LINES = 50
_LINE_ELEMENTS = ("p", "h1", "h2", "h3", "h4", "div", "center", "td", "caption")
_LINES = frozenset({"p", "div", "li", "tr"})
_NO_TEXT = frozenset({"script", "style", "head", "title", "template", "noscript"})
#: Of a table within a cell so much is told.
_MOST_QUOTED, _LONGEST_QUOTED = 50, 200
#: Fields of forms. Kinds of an `input`: boxes to be ticked, and those that show no value.
_FIELDS = frozenset({"input", "textarea", "select"})
_BOXES = frozenset({"checkbox", "radio"})
_NO_VALUE = frozenset({"hidden", "submit", "reset", "button", "image", "file"})
#: Where a field begins or ends.
_EDGE = Run("")


def read_html(content: bytes, limits: Limits) -> Workbook:
    """Read the tables of a page.

    Raises:
        UnsafeError: it is too large or has too many tables or cells.
        ValueError, etree.LxmlError: it is damaged.
    """
    if len(content) > _LARGEST:
        raise UnsafeError("size")
    sheets: list[Sheet] = []
    lines: list[str] = []
    room = limits.cells
    for root, styles in pages(content):
        lines += _lines(root)
        reader = _TableReader(StyleSheet(root, styles))
        for table in root.iter("table"):
            if len(sheets) >= _MOST_TABLES:
                raise UnsafeError("tables")
            sheet = reader.sheet(table, f"Bảng {len(sheets) + 1}", room)
            room -= sum(map(len, sheet.rows.values()))
            sheets.append(sheet)
    return Workbook([sheet for sheet in sheets if sheet.rows], is_document=True, lines=lines[:_MOST_LINES])


def _lines(root: etree._Element) -> list[str]:
    """The lines of a page, those of tables that frame it too."""
    texts = (" ".join(str(text).split()) for element in root.iter(*_LINE_ELEMENTS) for text in element.itertext())
    return list(islice(filter(None, texts), _MOST_LINES))


@dataclass
class _Placed:
    """A cell and where it stands; rows and columns from 1."""

    element: etree._Element
    row: int
    column: int
    last_row: int
    last_column: int


class _TableReader:
    """Reads the tables of one page."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles

    def sheet(self, table: etree._Element, name: str, room: int) -> Sheet:
        """A table; one within another is none of its cells."""
        sheet = Sheet(name)
        around = self._around(table)
        hidden = list(self._hidden_columns(table))
        rows = list(_within(table, ("tr",)))
        placed = list(self._placed(rows, room, is_placed=any(hidden)))
        for row, cells in zip(rows, aligned(placed, _widths(placed)), strict=True):
            look = self._styles.look(row, around)
            for cell in cells:
                self._keep(sheet, (cell.row, cell.column), cell.element, look)
                if (cell.last_row, cell.last_column) != (cell.row, cell.column):
                    sheet.merged.append((cell.row, cell.column, cell.last_row, cell.last_column))
            if look.is_hidden and cells and cells[0].row in sheet.rows:
                sheet.hidden_rows.add(cells[0].row)
        columns = {column for cells in sheet.rows.values() for column in cells}
        sheet.hidden_columns = {column for column, is_hidden in enumerate(hidden, start=1) if is_hidden} & columns
        return sheet

    def _placed(self, rows: Sequence[etree._Element], room: int, *, is_placed: bool) -> Iterator[list[_Placed]]:
        """The cells of each row where they stand."""
        taken: dict[int, int] = {}
        for number, row in enumerate(rows, start=1):
            if number > LAST_ROW:
                raise UnsafeError("rows")
            taken = {column: last for column, last in taken.items() if last >= number}
            column, cells = 0, []
            for element in self._cells(row, is_placed=is_placed):
                column = next(free for free in range(column + 1, LAST_COLUMN + 2) if free not in taken)
                across, down = (_span(element, key) for key in ("colspan", "rowspan"))
                room -= 1
                if room < 0 or column + across - 1 > LAST_COLUMN:
                    raise UnsafeError("cells" if room < 0 else "columns")
                cells.append(_Placed(element, number, column, number + down - 1, column + across - 1))
                if across > 1 or down > 1:
                    taken |= dict.fromkeys(range(column, column + across), number + down - 1)
                column += across - 1
            yield cells

    def _cells(self, row: etree._Element, *, is_placed: bool) -> Iterator[etree._Element]:
        """The cells of a row.

        Browsers give no place to one that is not shown; it has one (`is_placed`) where the table says which columns are
        hidden.
        """
        return (cell for cell in _within(row, ("td", "th")) if is_placed or self._styles.has_place(cell))

    def _hidden_columns(self, table: etree._Element) -> Iterator[bool]:
        """For each column of which the table says anything, whether it is hidden."""
        room = LAST_COLUMN
        groups = _within(table, ("colgroup", "col", "tr"))
        for group in takewhile(lambda element: element.tag != "tr", groups):
            columns = list(_within(group, ("col",))) if group.tag == "colgroup" else [group]
            for column in columns or [group]:
                look = self._styles.look(column, self._styles.look(group, Look()))
                span = min(_span(column, "span"), room)
                room -= span
                yield from [look.is_hidden] * span

    def _around(self, table: etree._Element) -> Look:
        look = Look()
        for element in reversed([table, *table.iterancestors()]):
            look = self._styles.look(element, look)
        return look

    def _keep(self, sheet: Sheet, position: tuple[int, int], element: etree._Element, row: Look) -> None:
        # A hidden row is one as in any sheet; its cells are not put aside.
        look = self._styles.look(element, row._replace(is_hidden=False) if row.is_hidden else row)
        cell, is_converted = self._text(element, look)
        # LibreOffice gives an error the value 0.
        if (value := _value(element, look)) is not None and not cell.is_empty and cell.kind != "error":
            # Of a number that is struck out or hidden as a whole, only that is said; part of one is no number.
            whole = put_aside(value, cell.why_aside) if cell.kind == "blank" else value
            cell = cell if cell.kind != "blank" and cell.aside else whole
        if not cell.is_empty:
            sheet.rows.setdefault(position[0], {})[position[1]] = cell
        if is_converted:
            sheet.converted.add(position)

    def _text(self, element: etree._Element, look: Look) -> tuple[Cell, bool]:
        # What is raised as a whole is still the figure.
        own = look._replace(is_raised=False) if look.is_raised else look
        cell, is_converted = text_cell(without_lone_boxes(_apart(self._runs(element, own, 0))))
        return (shown_cell(str(cell.value)) if cell.kind == "text" and not cell.aside else cell), is_converted

    def _runs(self, element: etree._Element, look: Look, depth: int) -> Iterator[Run]:
        if depth > _DEEPEST:
            raise UnsafeError("depth")
        yield Run(_blanks(element.text), look.why_aside, look.font)
        for child in element:
            if child.tag == "br":
                yield Run("\n")
            elif child.tag in _FIELDS:
                yield from self._field(child, look, depth)
            elif child.tag == "table":
                yield from self._table_within(child, look, depth)
            elif child.tag not in _NO_TEXT and not (child.tag == "option" and "selected" not in child.attrib):
                if child.tag in _LINES and child.getprevious() is not None:
                    yield Run("\n")
                yield from self._runs(child, self._styles.look(child, look), depth + 1)
            yield Run(_blanks(child.tail), look.why_aside, look.font)

    def _table_within(self, table: etree._Element, look: Look, depth: int) -> Iterator[Run]:
        """A table within a cell: of one cell it is text; of several nobody knows what of it is the cell's."""
        cells = list(islice(table.iter("td", "th"), 2))
        if len(cells) == 1:
            yield Run("\n")
            yield from self._runs(cells[0], self._styles.look(cells[0], look), depth + 1)
        elif not self._styles.look(table, look).is_hidden:
            yield Run(_quoted(table), "doubtful")

    def _field(self, element: etree._Element, around: Look, depth: int) -> Iterator[Run]:
        look = self._styles.look(element, around)
        yield _EDGE
        if element.tag != "input":
            yield from self._runs(element, look, depth + 1)
        elif _kind(element) in _BOXES:
            # Pages that draw boxes of their own hide these.
            yield Run(TICKED if "checked" in element.attrib else UNTICKED, around.why_aside)
        elif _kind(element) not in _NO_VALUE:
            # Browsers show one of a kind that they do not know as text.
            yield Run(element.get("value", ""), look.why_aside)
        yield _EDGE


def _apart(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs, with a sign between digits on both sides of a field's edge: they are no one number."""
    last, is_at_edge = "", False
    for run in runs:
        if run is _EDGE:
            is_at_edge = True
            continue
        if text := "" if run.why_aside else run.text.strip():
            if is_at_edge and last[-1:].isdigit() and text[:1].isdigit():
                yield Run("?")
            last, is_at_edge = text, False
        yield run


def _quoted(table: etree._Element) -> str:
    """What a table says, in short."""
    texts = (" ".join(str(text).split()) for text in table.itertext())
    return " | ".join(islice(filter(None, texts), _MOST_QUOTED))[:_LONGEST_QUOTED]


def _within(element: etree._Element, tags: Sequence[str]) -> Iterator[etree._Element]:
    """The elements of these tags, whatever stands around them, but for another table or one of them."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag != "table":
            yield from _within(child, tags)


def _widths(rows: Sequence[Sequence[_Placed]]) -> Sequence[int]:
    """The widths of a table's columns, from the row without spans that Word writes below the others; else none."""
    for cells in reversed(rows):
        widths = [_width(cell.element) for cell in cells]
        if all(widths) and [cell.last_column for cell in cells] == list(range(1, len(cells) + 1)):
            return widths
    return ()


def _width(element: etree._Element) -> int:
    """In twentieths of a point; 0 where the page does not say it in pixels."""
    text = element.get("width", "")
    return int(text) * _PIXEL if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _value(element: etree._Element, look: Look) -> Cell | None:
    """The value that the page says besides a cell's text; None where it does not."""
    if error := element.get("x:err", ""):
        return Cell("error", error[:64])
    kind = element.get("data-t", "")
    value = element.get("data-v", "") if kind == "n" else element.get("sdval", "") or element.get("x:num", "")
    if not WRITTEN_NUMBER.fullmatch(value):
        return None
    code = element.get("data-z", "") or element.get("sdnum", "").partition(";")[2].partition(";")[2] or look.code
    # Where the style is missing that makes it a percentage, what is shown is all that is known.
    is_known = code != GENERAL or "%" not in "".join(map(str, element.itertext()))
    return number_cell(float(value), code) if is_known else None


def _kind(element: etree._Element) -> str:
    """Of an ``input``."""
    return element.get("type", "").strip().lower()


def _blanks(text: str | None) -> str:
    """Text between tags, every stretch of blanks as one."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _span(element: etree._Element, name: str) -> int:
    text = element.get(name, "1").strip()
    return min(max(int(text), 1), _MOST_SPANNED) if text.isascii() and text.isdigit() and len(text) < 8 else 1

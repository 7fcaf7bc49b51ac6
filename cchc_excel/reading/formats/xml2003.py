"""Excel 2003 XML (SpreadsheetML) → :class:`Workbook`.

Source: Microsoft Office 2003 XML reference schemas, XML Spreadsheet.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from cchc_excel.domain.submission import BLANK, Cell, WhyAside
from cchc_excel.reading.cell_refs import LAST_COLUMN, LAST_ROW
from cchc_excel.reading.formats.cell_style import CellStyle, TextFont
from cchc_excel.reading.formats.colour import is_pale_hex
from cchc_excel.reading.formats.number_format import GENERAL, WRITTEN_NUMBER
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import attribute, local_name, parsed
from cchc_excel.reading.workers.limits import MIB, Limits

_NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"
_ROOT = re.compile(rb"<(?:\w{1,20}:)?Workbook\b")
#: The file is held in memory whole, at some ten times its size.
_LARGEST = 32 * MIB
#: Formats that have names instead of codes.
_NAMED_FORMATS: Mapping[str, str] = {
    "Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00", "Scientific": "0.00E+00", "General Number": GENERAL,
    "Currency": "#,##0.00", "Euro Currency": "#,##0.00", "Yes/No": GENERAL, "True/False": GENERAL, "On/Off": GENERAL,
    **dict.fromkeys(("General Date", "Long Date", "Medium Date", "Short Date"), "dd/mm/yyyy"),
    **dict.fromkeys(("Long Time", "Medium Time", "Short Time"), "h:mm:ss"),
}  # fmt: skip
_HEAD = 4096
_HIDDEN = ("SheetHidden", "SheetVeryHidden")
_FONT = ("FontName", "VerticalAlign", "StrikeThrough", "Color")
_STRUCK, _RAISED = frozenset({"S", "Strike", "Del"}), frozenset({"Sup", "Sub"})
_DEEPEST_STYLE, _LONGEST_ERROR = 50, 64


def is_xml2003(head: bytes) -> bool:
    """Whether a file that begins with these bytes is one."""
    plain = head.replace(b"\x00", b"")
    return _NAMESPACE in plain and bool(_ROOT.search(plain))


def read_xml2003(content: bytes, limits: Limits) -> Workbook:
    """Read a workbook.

    Raises:
        UnsafeError: it is too large, has too many cells, or must not be parsed.
        etree.XMLSyntaxError, ValueError: it is damaged.
    """
    if len(content) > _LARGEST:
        raise UnsafeError("size")
    root = parsed(_begun(content))
    reader = _Reader(root, limits)
    sheets = [reader.sheet(element) for element in root if local_name(element) == "Worksheet"]
    return Workbook([sheet for sheet in sheets if sheet.rows], _properties(root))


def _begun(content: bytes) -> bytes:
    """The file without blanks before its declaration, as systems leave them."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return content if b"\x00" in content[:_HEAD] else content[len(mark) :].lstrip()


def _properties(root: etree._Element) -> Mapping[str, str]:
    return {
        local_name(child): (child.text or "").strip()
        for group in root
        if local_name(group) == "CustomDocumentProperties"
        for child in group
    }


class _Reader:
    """Reads the sheets of one workbook."""

    def __init__(self, root: etree._Element, limits: Limits) -> None:
        elements = {attribute(style, "ID"): style for style in root.iter("{*}Style")}
        self._styles = {name: _style(element, elements) for name, element in elements.items()}
        self._room = limits.cells

    def sheet(self, element: etree._Element) -> Sheet:
        """A worksheet."""
        sheet = Sheet(attribute(element, "Name"))
        sheet.is_hidden = any(option.text in _HIDDEN for option in element.iter("{*}Visible"))
        table = next((child for child in element if local_name(child) == "Table"), None)
        if table is not None:
            self._fill(sheet, table)
        return sheet

    def _fill(self, sheet: Sheet, table: etree._Element) -> None:
        columns = dict(_columns(table))
        hidden = {number for number, column in columns.items() if _is_hidden(column, "Width")}
        usual = {number: style for number, column in columns.items() if (style := attribute(column, "StyleID"))}
        usual[0] = attribute(table, "StyleID")
        number = 0
        for element in table:
            if local_name(element) != "Row":
                continue
            number = _next(element, number)
            if number > LAST_ROW:
                raise UnsafeError("cells")
            cells = dict(self._cells(sheet, element, number, usual))
            if cells:
                sheet.rows[number] = cells
                if _is_hidden(element, "Height"):
                    sheet.hidden_rows.add(number)
            number += _number(element, "Span", 0)
        sheet.hidden_columns = {column for cells in sheet.rows.values() for column in cells} & hidden

    def _cells(
        self, sheet: Sheet, row: etree._Element, number: int, usual: Mapping[int, str]
    ) -> Iterator[tuple[int, Cell]]:
        """The cells of a row by their columns; `usual` has the styles of columns, and under 0 that of the others."""
        of_row = attribute(row, "StyleID")
        column = 0
        for element in row:
            if local_name(element) != "Cell":
                continue
            column = _next(element, column)
            across, down = _number(element, "MergeAcross", 0), _number(element, "MergeDown", 0)
            if column + across > LAST_COLUMN or number + down > LAST_ROW:
                raise UnsafeError("cells")
            if across or down:
                sheet.merged.append((number, column, number + down, column + across))
            cell, is_converted = self._cell(
                element, attribute(element, "StyleID") or of_row or usual.get(column, usual[0])
            )
            if is_converted:
                sheet.converted.add((number, column))
            for comment in (child for child in element if local_name(child) == "Comment"):
                sheet.add_comment((number, column), "".join(map(str, comment.itertext())))
            if not cell.is_empty:
                self._room -= 1
                if self._room < 0:
                    raise UnsafeError("cells")
                yield column, cell
            column += across

    def _cell(self, element: etree._Element, style_id: str) -> tuple[Cell, bool]:
        style = self._styles.get(style_id or "Default", CellStyle(None) if style_id else CellStyle())
        data = next((child for child in element if local_name(child) == "Data"), None)
        text = "" if data is None else "".join(map(str, data.itertext()))
        if data is None or (not text.strip() and attribute(data, "Type") != "String"):
            return Cell("uncalculated") if attribute(element, "Formula") else BLANK, False
        match attribute(data, "Type"):
            case "Number" if WRITTEN_NUMBER.fullmatch(text.strip()):
                return style.number(float(text)), False
            case "DateTime":
                return style.day(_day(text)), False
            case "Boolean":
                return style.whole(Cell("truth", text.strip().lower() in ("1", "true"))), False
            case "Error":
                return Cell("error", text.strip()[:_LONGEST_ERROR]), False
        return style.text(_runs(data, None, style.font))


def _style(element: etree._Element, elements: Mapping[str, etree._Element]) -> CellStyle:
    """A style with all that it is based on."""
    code, is_on_white = None, None
    font: dict[str, str] = {}
    current: etree._Element | None = element
    for _ in range(_DEEPEST_STYLE):
        if current is None:
            break
        for child in current:
            match local_name(child):
                case "NumberFormat" if code is None:
                    named = attribute(child, "Format") or GENERAL
                    code = _NAMED_FORMATS.get(named, named)
                case "Font":
                    font = {key: attribute(child, key) for key in _FONT if attribute(child, key)} | font
                case "Interior" if is_on_white is None and attribute(child, "Color"):
                    is_on_white = is_pale_hex(attribute(child, "Color"))
        current = elements.get(attribute(current, "Parent"))
    return CellStyle(code or GENERAL, _font(font), True if is_on_white is None else is_on_white)


def _font(said: Mapping[str, str]) -> TextFont:
    why: WhyAside = ""
    if said.get("VerticalAlign") in ("Superscript", "Subscript"):
        why = "raised"
    if said.get("StrikeThrough", "0") not in ("0", "false"):
        why = "struck"
    return TextFont(said.get("FontName", ""), why, is_pale_hex(said.get("Color", "")))


def _runs(element: etree._Element, font: TextFont | None, own: TextFont) -> Iterator[tuple[str, TextFont | None]]:
    """The pieces of a text, formatted by elements of HTML."""
    if element.text:
        yield element.text, font
    for child in element:
        yield from _runs(child, _font_in(child, own if font is None else font, font), own)
        if child.tail:
            yield child.tail, font


def _font_in(element: etree._Element, current: TextFont, unchanged: TextFont | None) -> TextFont | None:
    name = local_name(element)
    if name in _STRUCK:
        return current._replace(why_aside="struck")
    if name in _RAISED:
        return current._replace(why_aside=current.why_aside or "raised")
    if name == "Font" and (attribute(element, "Face") or attribute(element, "Color")):
        color = attribute(element, "Color").upper()
        is_white = is_pale_hex(color) if color else current.is_white
        return current._replace(name=attribute(element, "Face") or current.name, is_white=is_white)
    return unchanged


def _day(text: str) -> str:
    """``2021-08-05T00:00:00.000`` as an ISO date, without a time of zero."""
    day, _, time = text.strip().partition("T")
    time = time.removesuffix(".000")
    return day if time in ("", "00:00:00") else f"{day}T{time}"


def _columns(table: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Number and element of each column of which the table says anything."""
    last = 0
    for element in table:
        if local_name(element) == "Column":
            column = _next(element, last)
            last = min(column + _number(element, "Span", 0), LAST_COLUMN)
            yield from ((number, element) for number in range(column, last + 1))


def _is_hidden(element: etree._Element, size: str) -> bool:
    return attribute(element, "Hidden") == "1" or attribute(element, size) == "0"


def _next(element: etree._Element, last: int) -> int:
    """The number of a row, column or cell; raises ValueError where one of that number has been."""
    number = _number(element, "Index", last + 1)
    if number <= last:
        raise ValueError(number)
    return number


def _number(element: etree._Element, name: str, default: int) -> int:
    text = attribute(element, name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise ValueError(text)
    return int(text)

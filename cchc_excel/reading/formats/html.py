"""Tables of a web page (.html, .mht, and pages that are named .xls) → :class:`Workbook`: each table is a sheet.

What programs say of a cell besides its text is read: Excel's ``x:num`` and ``mso-number-format``, LibreOffice's
``sdval`` and ``sdnum``, SheetJS's ``data-v`` and ``data-z``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import default

from lxml import etree

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.cell_refs import LAST_COLUMN, LAST_ROW
from cchc_excel.reading.formats.html_style import Look, StyleSheet
from cchc_excel.reading.formats.number_format import number_cell
from cchc_excel.reading.formats.runs import Run, put_aside, text_cell
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.shown_text import shown_cell
from cchc_excel.reading.formats.text_encoding import decoded, encoding_of
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import MIB, Limits

#: The page is held in memory whole, at some ten times its size.
_LARGEST = 32 * MIB
_HEAD = 1 << 16
_MOST_TABLES, _MOST_SPANNED = 1000, 1000
_DEEPEST = 200
_MOST_LINES = 50
_LINE_ELEMENTS = ("p", "h1", "h2", "h3", "h4", "div", "center", "td", "caption")
_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_BEGINS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|style|body|table|div|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_ARCHIVE = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
#: Lines that only messages have.
_SENT = re.compile(rb"^(?:to|received|delivered-to|return-path|message-id):", re.IGNORECASE | re.MULTILINE)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_LINES = frozenset({"p", "div", "li", "tr"})
_NO_TEXT = frozenset({"script", "style", "head", "title", "table", "template", "noscript"})
#: Characters that XML has no place for, which would end the reading.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def is_html(content: bytes) -> bool:
    """Whether a file is a web page with a table, or an archive of web pages."""
    if is_web_archive(content):
        return True
    try:
        head = content[:_HEAD].decode(encoding_of(content), "ignore")
    except ValueError:
        return False
    return bool(_BEGINS.match(head.lstrip("\ufeff")))


def is_web_archive(content: bytes) -> bool:
    """Whether a file is a web page with all its parts in one (.mht), and no message that somebody sent."""
    head = content[:_HEAD].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    return bool(_ARCHIVE.search(head)) and not _SENT.search(head)


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
    for page in _pages(content):
        root = _root(page)
        if root is None:
            continue
        lines += _lines(root)
        reader = _TableReader(StyleSheet(root))
        for table in root.iter("table"):
            if len(sheets) >= _MOST_TABLES:
                raise UnsafeError("tables")
            sheet = reader.sheet(table, f"Bảng {len(sheets) + 1}", room)
            room -= sum(map(len, sheet.rows.values()))
            sheets.append(sheet)
    return Workbook([sheet for sheet in sheets if sheet.rows], is_document=True, lines=lines[:_MOST_LINES])


def _pages(content: bytes) -> Iterator[str]:
    if not is_web_archive(content):
        yield _decoded(content)
        return
    message: Message = message_from_bytes(content, policy=default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield _decoded(payload)


def _decoded(page: bytes) -> str:
    """A page as text, in the encoding that it names where it is no Unicode."""
    if encoding_of(page) == "cp1258" and (named := _CHARSET.search(page[:_HEAD])):
        try:
            return page.decode(named[1].decode("ascii"), "replace")
        except LookupError:
            pass
    return decoded(page)


def _root(page: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    return etree.fromstring(_CONTROLS.sub(" ", page).encode("utf-8"), parser)


def _lines(root: etree._Element) -> list[str]:
    """The lines of a page, those of tables that frame it too."""
    texts = (" ".join(str(text).split()) for element in root.iter(*_LINE_ELEMENTS) for text in element.itertext())
    return [text for text in texts if text][:_MOST_LINES]


class _TableReader:
    """Reads the tables of one page."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles

    def sheet(self, table: etree._Element, name: str, room: int) -> Sheet:
        """A table; one within another is none of its cells."""
        sheet = Sheet(name)
        taken: dict[int, int] = {}
        around = self._around(table)
        for number, row in enumerate(_rows(table), start=1):
            if number > LAST_ROW:
                raise UnsafeError("rows")
            taken = {column: last for column, last in taken.items() if last >= number}
            look = self._styles.look(row, around)
            column = 0
            for element in row:
                if element.tag not in ("td", "th"):
                    continue
                column = next(free for free in range(column + 1, LAST_COLUMN + 2) if free not in taken)
                across, down = (_span(element, key) for key in ("colspan", "rowspan"))
                if column + across - 1 > LAST_COLUMN:
                    raise UnsafeError("columns")
                self._keep(sheet, (number, column), element, look)
                room -= 1
                if room < 0:
                    raise UnsafeError("cells")
                if across > 1 or down > 1:
                    sheet.merged.append((number, column, number + down - 1, column + across - 1))
                    taken |= dict.fromkeys(range(column, column + across), number + down - 1)
                column += across - 1
            if look.is_hidden and number in sheet.rows:
                sheet.hidden_rows.add(number)
        return sheet

    def _around(self, table: etree._Element) -> Look:
        look = Look()
        for element in reversed([table, *table.iterancestors()]):
            look = self._styles.look(element, look)
        return look

    def _keep(self, sheet: Sheet, position: tuple[int, int], element: etree._Element, row: Look) -> None:
        # A hidden row is one as in any sheet; its cells are not put aside.
        look = self._styles.look(element, replace(row, is_hidden=False))
        cell, is_converted = self._text(element, look)
        if cell.kind == "text" and not cell.aside:
            # LibreOffice gives an error the value 0, and a value to what is struck out in it: what is shown counts.
            cell, is_converted = _with_value(element, look) or (cell, is_converted)
        if not cell.is_empty:
            sheet.rows.setdefault(position[0], {})[position[1]] = cell
        if is_converted:
            sheet.converted.add(position)

    def _text(self, element: etree._Element, look: Look) -> tuple[Cell, bool]:
        # What is raised as a whole is still the figure.
        cell, is_converted = text_cell(self._runs(element, replace(look, is_raised=False), 0))
        shown = shown_cell(str(cell.value)) if cell.kind == "text" and not cell.aside else cell
        return (shown if shown.kind == "error" else cell), is_converted

    def _runs(self, element: etree._Element, look: Look, depth: int) -> Iterator[Run]:
        if depth > _DEEPEST:
            raise UnsafeError("depth")
        yield Run(_blanks(element.text), look.why_aside, look.font)
        for child in element:
            if child.tag == "br":
                yield Run("\n")
            elif child.tag == "input":
                yield Run(_typed(child), look.why_aside)
            elif child.tag not in _NO_TEXT and not (child.tag == "option" and "selected" not in child.attrib):
                if child.tag in _LINES and child.getprevious() is not None:
                    yield Run("\n")
                yield from self._runs(child, self._styles.look(child, look), depth + 1)
            yield Run(_blanks(child.tail), look.why_aside, look.font)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _with_value(element: etree._Element, look: Look) -> tuple[Cell, bool] | None:
    """A cell whose value the page says besides its text; None where it does not."""
    if error := element.get("x:err", ""):
        return Cell("error", error[:64]), False
    kind = element.get("data-t", "")
    value = element.get("data-v", "") if kind == "n" else element.get("sdval", "") or element.get("x:num", "")
    if not _NUMBER.fullmatch(value) or not _has_text(element):
        return None
    code = element.get("data-z", "") or element.get("sdnum", "").partition(";")[2].partition(";")[2] or look.code
    cell = number_cell(float(value), code)
    return (put_aside(cell, look.why_aside) if look.is_struck or look.is_hidden else cell), False


def _has_text(element: etree._Element) -> bool:
    return bool("".join(map(str, element.itertext())).strip())


def _typed(element: etree._Element) -> str:
    """What is filled in at a field of a form."""
    kind = element.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return "✓" if "checked" in element.attrib else ""
    return element.get("value", "") if kind in ("text", "number", "tel") else ""


def _blanks(text: str | None) -> str:
    """Text between tags, every stretch of blanks as one."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _span(element: etree._Element, name: str) -> int:
    text = element.get(name, "1").strip()
    return min(max(int(text), 1), _MOST_SPANNED) if text.isascii() and text.isdigit() and len(text) < 8 else 1

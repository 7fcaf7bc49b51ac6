"""A Word document (.docx, .docm, .dotx) → :class:`Workbook`: each of its tables is a sheet.

Tracked changes are read as if they were accepted, and it is said that there are some. Source: ECMA-376 part 1, 17.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import islice
from typing import NamedTuple

import olefile
from lxml import etree

from cchc_excel.domain.submission import ReadNotice
from cchc_excel.reading.formats.added_text import is_figures, told
from cchc_excel.reading.formats.html import read_html
from cchc_excel.reading.formats.html_page import is_html
from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.properties import package_properties
from cchc_excel.reading.formats.runs import text_cell
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.word_styles import Styles, read_styles
from cchc_excel.reading.formats.word_table import TableCell, table_cells
from cchc_excel.reading.formats.word_text import TextReader, is_skipped, quoted
from cchc_excel.reading.formats.xml import attribute, finished, local_name, parsed
from cchc_excel.reading.workers.limits import MIB, Limits

_USUAL_DOCUMENT = "word/document.xml"
#: A document is held in memory whole, at some ten times its size.
_LARGEST_DOCUMENT = 32 * MIB
_MOST_TABLES = 1000
#: Elements of changes that nobody has accepted or refused; drawings have others of these names.
_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_CHANGES = tuple(
    f"{{{namespace}}}{name}"
    for namespace in _NAMESPACES
    for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")
)
_MOST_EMBEDDED = 20
_WORKBOOK_NAMES = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
_MOST_LINES = 50
_FORMULA = "Equation Native"
#: The stream of a file that was put in as an icon, the name in it (MS-OLEDS, 2.3.6), and what a workbook begins with.
_PACKED = "\x01Ole10Native"
_LABEL = re.compile(rb"(?:.{4})?\x02\x00([^\x00]{1,255})\x00", re.DOTALL)
_WORKBOOKS = (b"PK\x03\x04", olefile.MAGIC)


def read_word(content: bytes, limits: Limits) -> Workbook:
    """Read the tables of a document.

    Raises:
        UnsafeError: it must not be opened.
        zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError: it is damaged.
    """
    package = Package(content, limits)
    main = _main_part(package)
    if package.size(main) > _LARGEST_DOCUMENT:
        raise UnsafeError("size")
    reader = TextReader(_styles(package, main))
    root = parsed(package.read(main))
    comments = _comments(package, main)
    sheets = []
    room = limits.cells
    for number, table in enumerate(_tables(root), start=1):
        if number > _MOST_TABLES:
            raise UnsafeError("tables")
        cells = list(table_cells(table, room))
        room -= len(cells)
        sheet = _sheet(f"Bảng {number}", cells, reader)
        if comments:
            _add_comments(sheet, cells, comments)
        sheets.append(sheet)
    for page in _web_pages(package, main):
        book = read_html(page, replace(limits, cells=room))
        sheets += [replace(sheet, name=f"Bảng {len(sheets) + at}") for at, sheet in enumerate(book.sheets, start=1)]
        room -= sum(len(cells) for sheet in book.sheets for cells in sheet.rows.values())
    return Workbook(
        [sheet for sheet in sheets if sheet.rows],
        package_properties(package),
        has_macros=any(name.endswith("vbaproject.bin") for name in package.names),
        notices=_notices(root),
        is_document=True,
        lines=list(islice(_lines(root, reader), _MOST_LINES)),
    )


def _notices(root: etree._Element) -> Sequence[ReadNotice]:
    """That there are changes which nobody accepted, and numbers in boxes of text, which may lie over any cell."""
    changes = [ReadNotice("CT43")] if next(root.iter(*_CHANGES), None) is not None else []
    boxes = ((box, quoted(box)) for box in root.iter("{*}txbxContent"))
    return [*changes, *told(text for box, text in boxes if is_figures(text) and not _is_skipped(box))]


def _is_skipped(box: etree._Element) -> bool:
    return any(map(is_skipped, box.iterancestors()))


class EmbeddedFile(NamedTuple):
    """A file that stands in a document as an object.

    Attributes:
        part: in which it stands.
        called: the name that the document shows, or else that of the part.
        content: empty where it is not known.
    """

    part: str
    called: str
    content: bytes


def embedded_files(content: bytes, limits: Limits) -> Iterator[EmbeddedFile]:
    """The files in a document but for formulas; raises as :func:`read_word`.

    Those named as workbooks are the first; of any too many only the name is given.
    """
    package = Package(content, limits)
    names = [name for name in package.names if "/embeddings/" in name]
    names.sort(key=lambda name: not is_workbook_name(name))
    for at, name in enumerate(names):
        file = EmbeddedFile(name, name.rpartition("/")[2], package.read(name) if at < _MOST_EMBEDDED else b"")
        if unwrapped := _unwrapped(file):
            yield unwrapped


def is_workbook_name(name: str) -> bool:
    """Whether a part is named as a workbook."""
    return name.endswith(_WORKBOOK_NAMES)


def _web_pages(package: Package, main: str) -> Iterator[bytes]:
    """The web pages that Word would take into the document when it opens it, as reporting systems write them."""
    named = [relation.target for relation in package.relations(main).values() if relation.kind == "aFChunk"]
    for name in named[:_MOST_EMBEDDED]:
        if name in package and is_html(page := package.read(name)):
            yield page


def _main_part(package: Package) -> str:
    named = (relation.target for relation in package.relations("").values() if relation.kind == "officeDocument")
    return next((name for name in named if name in package), _USUAL_DOCUMENT)


def _styles(package: Package, main: str) -> Styles:
    named = (relation.target for relation in package.relations(main).values() if relation.kind == "styles")
    part = next((name for name in named if name in package), "")
    return read_styles(package.chunks(part)) if part else Styles()


def _comments(package: Package, main: str) -> Mapping[str, str]:
    """Id → text of the comments; none where their part is damaged."""
    named = [relation.target for relation in package.relations(main).values() if relation.kind == "comments"]
    try:
        return {
            attribute(comment, "id"): quoted(comment)
            for name in named
            if name in package
            for comment in finished(package.chunks(name), "comment")
        }
    except (UnsafeError, etree.XMLSyntaxError, zipfile.BadZipFile):
        return {}


def _add_comments(sheet: Sheet, cells: Sequence[TableCell], comments: Mapping[str, str]) -> None:
    for cell in cells:
        for reference in cell.element.iter("{*}commentReference"):
            sheet.add_comment((cell.row, cell.column), comments.get(attribute(reference, "id"), ""))


def _tables(root: etree._Element) -> Iterator[etree._Element]:
    """Every table, one within another too, but for those in what is deleted or a second time for older programs."""
    for child in root:
        if is_skipped(child):
            continue
        if local_name(child) == "tbl":
            yield child
        yield from _tables(child)


def _lines(root: etree._Element, reader: TextReader) -> Iterator[str]:
    """The text of the paragraphs that stand in no table."""
    for child in root:
        if is_skipped(child) or local_name(child) == "tbl":
            continue
        if local_name(child) == "p":
            text = "".join(run.text for run in reader.runs_in(child) if not run.why_aside).strip()
            if text:
                yield " ".join(text.split())
        else:
            yield from _lines(child, reader)


def _sheet(name: str, cells: Sequence[TableCell], reader: TextReader) -> Sheet:
    sheet = Sheet(name)
    for cell in cells:
        read, is_converted = text_cell(reader.runs(cell.element))
        if not read.is_empty:
            sheet.rows.setdefault(cell.row, {})[cell.column] = read
        if is_converted:
            sheet.converted.add((cell.row, cell.column))
        if cell.is_hidden and cell.row in sheet.rows:
            sheet.hidden_rows.add(cell.row)
        if cell.last_row > cell.row or cell.last_column > cell.column:
            sheet.merged.append((cell.row, cell.column, cell.last_row, cell.last_column))
    sheet.rows = {row: dict(sorted(sheet.rows[row].items())) for row in sorted(sheet.rows)}
    return sheet


def _unwrapped(file: EmbeddedFile) -> EmbeddedFile | None:
    """The file in an object, where the object is a wrapping around one; None for a formula of older programs."""
    if not file.content.startswith(olefile.MAGIC):
        return file
    try:
        with olefile.OleFileIO(BytesIO(file.content)) as ole:
            if ole.exists(_FORMULA):
                return None
            if ole.exists("Package"):
                return file._replace(content=ole.openstream("Package").read())
            return _packed(file, ole.openstream(_PACKED).read()) if ole.exists(_PACKED) else file
    except (OSError, ValueError):
        return file


def _packed(file: EmbeddedFile, stream: bytes) -> EmbeddedFile:
    """The file that was put in as an icon; its names and paths stand before it, its size just before."""
    starts = (stream.find(magic) for magic in _WORKBOOKS)
    start = min((at for at in starts if at > 0), default=0)
    size = int.from_bytes(stream[max(start - 4, 0) : start], "little")
    label = _LABEL.match(stream)
    called = label.group(1).decode("cp1258", "replace") if label else file.called
    return EmbeddedFile(file.part, called, stream[start : start + size])

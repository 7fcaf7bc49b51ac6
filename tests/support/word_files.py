"""Word documents: made by python-docx, with the XML of single cells put in by hand."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
from lxml import etree

from cchc_excel.reading.formats.word import read_word
from cchc_excel.reading.workers.limits import Limits

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_NAMESPACES = f'xmlns:w="{W}" xmlns:w14="{W14}" xmlns:mc="{MC}"'


def document(*rows) -> bytes:
    """A document with one table; a row is a list of texts or of paragraphs' XML (beginning with ``<w:``)."""
    made = docx.Document()
    table = made.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            if text.startswith("<w:"):
                put_in(cell._tc, text)
            else:
                cell.text = text
    return saved(made)


def put_in(cell, paragraphs: str) -> None:
    """Replace a cell's paragraphs."""
    for paragraph in cell.findall(f"{{{W}}}p"):
        cell.remove(paragraph)
    cell.extend(elements(paragraphs))


def elements(xml: str):
    return list(etree.fromstring(f"<x {_NAMESPACES}>{xml}</x>"))


def saved(made) -> bytes:
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def with_body(xml: str) -> bytes:
    """A document whose body is this XML."""
    made = docx.Document()
    body = made.element.body
    for child in list(body):
        body.remove(child)
    body.extend(elements(xml))
    return saved(made)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(*inside: str) -> str:
    return f"<w:p>{''.join(inside)}</w:p>"


def tc(*inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(inside) or '<w:p/>'}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def texts(content: bytes) -> list[list[list[str]]]:
    """Tables → rows → texts of cells."""
    return [
        [[cell.shown.strip() for cell in cells.values()] for cells in sheet.rows.values()]
        for sheet in read_word(content, Limits()).sheets
    ]


def only_cell(content: bytes):
    """The only cell of the only table."""
    (sheet,) = read_word(content, Limits()).sheets
    ((cell,),) = [list(cells.values()) for cells in sheet.rows.values()]
    return cell


def checkbox(is_ticked: int, inside: str) -> str:
    box = f'<w14:checkbox><w14:checked w14:val="{is_ticked}"/></w14:checkbox>'
    return f"<w:sdt><w:sdtPr>{box}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def rewritten(content: bytes, name: str, change, more: dict[str, bytes] | None = None) -> bytes:
    """The file with one part changed, and more parts."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.namelist():
            made.writestr(part, change(source.read(part)) if part == name else source.read(part))
        for part, data in (more or {}).items():
            made.writestr(part, data)
    return target.getvalue()

"""The form's table as it is printed, filled in, in what people write tables with: Word, HTML, separated text.

A table is a list of lines, each with the texts of its five columns: STT, Chỉ tiêu, Đơn vị tính, Số liệu, Ghi chú.
"""

from __future__ import annotations

import csv
import html
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from xml.sax.saxutils import escape

from cchc_excel.forms import Form
from cchc_excel.template import Fill

Line = Sequence[str]
HEADER: tuple[Line, ...] = (
    ("STT", "Chỉ tiêu thống kê", "Kết quả thống kê", "", "Ghi chú"),
    ("", "", "Đơn vị tính", "Số liệu", ""),
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
#: The content type of a Word document's main part, by suffix.
WORD_TYPES = {
    "docx": _MAIN,
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    "dotx": _MAIN.replace("document.main", "template.main"),
}
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"


def shown(value: object) -> str:
    """A figure as a person writes it: decimal comma, a coded answer in its words."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return str(value)


def printed_lines(form: Form, fills: Mapping[str, Fill]) -> list[Line]:
    """The table's lines below its header."""
    lines = []
    for row in form.rows:
        fill = fills.get(row.code, Fill())
        ordinal = row.code if row.type == "section" else (row.code.rsplit(".", 1)[-1] if row.type == "heading" else "")
        lines.append((ordinal, row.label, row.unit, shown(fill.value), fill.note))
    return lines


def word(tables: Iterable[Sequence[Line]], heading: Sequence[str] = (), suffix: str = "docx") -> bytes:
    """A Word document of paragraphs and tables. A cell that begins with ``<w:`` is taken as it is."""
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in heading)
    for table in tables:
        rows = "".join(f"<w:tr>{''.join(map(_word_cell, line))}</w:tr>" for line in table)
        body += f"<w:tbl>{_GRID}{rows}</w:tbl><w:p/>"
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPES[suffix]}"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        page = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr>{page}</w:sectPr></w:body></w:document>',
        )
    return target.getvalue()


_WIDTHS = (900, 6500, 2200, 1700, 3000)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_COLUMNS = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
_GRID = (
    f'<w:tblPr><w:tblW w:w="14300" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>'
    f"<w:tblGrid>{_COLUMNS}</w:tblGrid>"
)


def _word_cell(text: str) -> str:
    if text.startswith("<w:"):
        return f"<w:tc>{text}</w:tc>"
    parts = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:tc><w:p><w:r>{parts}</w:r></w:p></w:tc>"


def web_page(tables: Iterable[Sequence[Line]], heading: Sequence[str] = ()) -> bytes:
    """An HTML page with tables, as programs give it out under the name .xls."""
    body = "".join(f"<p>{html.escape(text)}</p>" for text in heading)
    for table in tables:
        rows = "".join(f"<tr>{''.join(f'<td>{_web(text)}</td>' for text in line)}</tr>" for line in table)
        body += f"<table border=1>{rows}</table>"
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def _web(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def separated(lines: Iterable[Line], delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """Text with a delimiter; what an encoding has no letter for is decomposed, as Windows does for Vietnamese."""
    target = StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(lines)
    return encoded(target.getvalue(), encoding)


def encoded(text: str, encoding: str) -> bytes:
    """The text in an encoding; for Windows' Vietnamese one, marks of tone stand behind their letters."""
    if encoding == "cp1258":
        return b"".join(map(_cp1258, text))
    return text.encode(encoding)


def _cp1258(letter: str) -> bytes:
    import unicodedata  # noqa: PLC0415

    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tone = next((part for part in parts[1:] if part in "\u0300\u0301\u0303\u0309\u0323"), "")
        base = unicodedata.normalize("NFC", parts.replace(tone, "")) if tone else letter
        return (base + tone).encode("cp1258", errors="replace")

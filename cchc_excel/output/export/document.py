"""The appendix as a Word document with the official layout, ready to be attached to the report."""

from __future__ import annotations

import zipfile
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cchc_excel.consolidation import appendix
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import template as form_say

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

_FONT = "Times New Roman"
_WIDTHS_MM = (13, 65, 25, 33, 29)
_SECTION_FILL = "EAF1F8"
_HEAD_FILL = "DCE6F1"


def appendix_document(province: ConsolidatedPeriod) -> bytes:
    """The document (.docx): A4, Times New Roman, header rows repeated, page number from the second page."""
    import docx  # noqa: PLC0415 - only this needs it

    document = docx.Document()
    _page(document)
    _properties(document, province)
    for line in appendix.heading(province):
        _line(document, line, bold=True)
    _line(document, appendix.reference(province), italic=True)
    if province.banner:
        _line(document, province.banner, bold=True)
    _table(document, province)
    told = (f"{appendix.returned(province)}.", *appendix.about_errors(province))
    _line(document, " ".join(told), italic=True, align="left")
    target = BytesIO()
    document.save(target)
    return _same_bytes(target.getvalue())


def _page(document: Document) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(12)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), _FONT)
    style.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    _align(number, "center")
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = number.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001 - the library has no fields


def _properties(document: Document, province: ConsolidatedPeriod) -> None:
    known = document.core_properties
    known.title = f"{province.form.name} – {province.period.name} – {province.name}"
    known.author = known.last_modified_by = known.comments = ""
    # The day is the campaign's, not the clock's: the same returns give the same bytes.
    known.created = known.modified = datetime.combine(province.as_of, time())


def _line(document: Document, text: str, *, align: str = "center", **look: bool) -> None:
    paragraph = document.add_paragraph()
    _align(paragraph, align)
    _run(paragraph, text, 13, **look)


def _align(paragraph: Paragraph, align: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    paragraph.alignment = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER}[align]


def _run(paragraph: Paragraph, text: str, size: float, *, bold: bool = False, italic: bool = False) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _table(document: Document, province: ConsolidatedPeriod) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    rows = province.form.rows
    table = document.add_table(rows=2 + len(rows), cols=len(_WIDTHS_MM), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)
    # The library finds a cell anew at every call: asking once for all is ten times faster.
    cells = table._cells  # noqa: SLF001
    count = len(_WIDTHS_MM)
    lines = [cells[at : at + count] for at in range(0, len(cells), count)]
    _header(lines[0], lines[1])
    for row, line in zip(rows, lines[2:], strict=True):
        _row(province, row, line)
    for line in lines:
        for cell, width in zip(line, _WIDTHS_MM, strict=True):
            cell.width = Mm(width)
    for made in table.rows:
        _whole(made, repeated=made._index < 2)  # noqa: SLF001


def _header(top: list[_Cell], below: list[_Cell]) -> None:
    ordinal, label, result, note, _ = form_say.HEADER_TOP
    for at, text in ((0, ordinal), (1, label), (4, note)):
        _write(top[at].merge(below[at]), text, bold=True)
    _write(top[2].merge(top[3]), result, bold=True)
    _write(below[2], form_say.HEADER_UNIT, bold=True)
    _write(below[3], form_say.HEADER_FIGURE, bold=True)
    for cell in (*top, *below):
        _fill(cell, _HEAD_FILL)


def _row(province: ConsolidatedPeriod, row: Row, line: list[_Cell]) -> None:
    remark = appendix.printed_note_text(province, row)
    texts = (row.ordinal, row.printed_label, row.unit, appendix.figure(province, row), remark)
    is_section = row.type == "section"
    for at, (cell, text) in enumerate(zip(line, texts, strict=True)):
        align = "left" if at in (1, 4) else "center"
        size = 10 if at == 4 else 11.5
        _write(cell, text, align=align, size=size, bold=is_section, italic=row.is_detail)
        if is_section:
            _fill(cell, _SECTION_FILL)


def _write(cell: _Cell, text: str, *, align: str = "center", size: float = 12, **look: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT  # noqa: PLC0415

    paragraph = cell.paragraphs[0]
    _align(paragraph, align)
    _run(paragraph, text, size, **look)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _fill(cell: _Cell, colour: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - the library has no shading
    if properties.find(qn("w:shd")) is not None:
        return
    shading = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        shading.set(qn(name), value)
    # The schema wants it before the vertical alignment.
    after = properties.find(qn("w:vAlign"))
    if after is None:
        properties.append(shading)
    else:
        after.addprevious(shading)


def _whole(row: Any, *, repeated: bool) -> None:
    """A row is not broken over pages; the header's rows come again on each."""
    from docx.oxml import OxmlElement  # noqa: PLC0415

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - the library has neither
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def _same_bytes(content: bytes) -> bytes:
    """The package with the earliest day that a zip knows, in place of the clock's."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.infolist():
            named = zipfile.ZipInfo(part.filename)
            named.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(named, source.read(part))
    return target.getvalue()

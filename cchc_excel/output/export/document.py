"""The printed appendix as a Word document in the official layout, to be attached to the report."""

from __future__ import annotations

import zipfile
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cchc_excel.consolidation import appendix
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import template as template_messages
from cchc_excel.text.outside import for_xml

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
    _set_up_page(document)
    _set_properties(document, province)
    for line in appendix.heading(province):
        _add_line(document, line, bold=True)
    _add_line(document, appendix.reference(province), italic=True)
    if province.banner:
        _add_line(document, province.banner, bold=True)
    _add_table(document, province)
    closing = (f"{appendix.returned(province)}.", *appendix.about_errors(province))
    _add_line(document, " ".join(closing), italic=True, align="left")
    target = BytesIO()
    document.save(target)
    return _without_times(target.getvalue())


def _set_up_page(document: Document) -> None:
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
    page_number = section.header.paragraphs[0]
    _align(page_number, "center")
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = page_number.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 - the library has no fields


def _set_properties(document: Document, province: ConsolidatedPeriod) -> None:
    properties = document.core_properties
    properties.title = f"{province.form.name} – {province.period.name} – {province.name}"
    properties.author = properties.last_modified_by = properties.comments = ""
    # The day of the data, not the clock's: the same returns give the same bytes.
    properties.created = properties.modified = datetime.combine(province.as_of, time())


def _add_line(document: Document, text: str, *, align: str = "center", **font: bool) -> None:
    paragraph = document.add_paragraph()
    _align(paragraph, align)
    _run(paragraph, text, 13, **font)


def _align(paragraph: Paragraph, align: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    paragraph.alignment = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER}[align]


def _run(paragraph: Paragraph, text: str, size: float, *, bold: bool = False, italic: bool = False) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    run = paragraph.add_run(for_xml(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _add_table(document: Document, province: ConsolidatedPeriod) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    rows = province.form.rows
    table = document.add_table(rows=2 + len(rows), cols=len(_WIDTHS_MM), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)
    # The library works out all cells at every access: one access is ten times faster.
    cells = table._cells  # noqa: SLF001
    count = len(_WIDTHS_MM)
    lines = [cells[start : start + count] for start in range(0, len(cells), count)]
    _write_header(lines[0], lines[1])
    for row, line in zip(rows, lines[2:], strict=True):
        _write_row(province, row, line)
    for line in lines:
        for cell, width in zip(line, _WIDTHS_MM, strict=True):
            cell.width = Mm(width)
    for index, table_row in enumerate(table.rows):
        _keep_together(table_row, repeated=index < 2)


def _write_header(top: list[_Cell], below: list[_Cell]) -> None:
    ordinal, label, result, note, _ = template_messages.HEADER_TOP
    for column, text in ((0, ordinal), (1, label), (4, note)):
        _write(top[column].merge(below[column]), text, bold=True)
    _write(top[2].merge(top[3]), result, bold=True)
    _write(below[2], template_messages.HEADER_UNIT, bold=True)
    _write(below[3], template_messages.HEADER_FIGURE, bold=True)
    for cell in (*top, *below):
        _fill(cell, _HEAD_FILL)


def _write_row(province: ConsolidatedPeriod, row: Row, line: list[_Cell]) -> None:
    note_text = appendix.printed_note_text(province, row)
    texts = (row.ordinal, row.printed_label, row.unit, appendix.figure(province, row), note_text)
    is_section = row.type == "section"
    for column, (cell, text) in enumerate(zip(line, texts, strict=True)):
        align = "left" if column in (1, 4) else "center"
        size = 10 if column == 4 else 11.5
        _write(cell, text, align=align, size=size, bold=is_section, italic=row.is_detail)
        if is_section:
            _fill(cell, _SECTION_FILL)


def _write(cell: _Cell, text: str, *, align: str = "center", size: float = 12, **font: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT  # noqa: PLC0415

    paragraph = cell.paragraphs[0]
    _align(paragraph, align)
    _run(paragraph, text, size, **font)
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
    # By the schema, shading comes before the vertical alignment.
    alignment = properties.find(qn("w:vAlign"))
    if alignment is None:
        properties.append(shading)
    else:
        alignment.addprevious(shading)


def _keep_together(table_row: Any, *, repeated: bool) -> None:
    """Let no page break fall within a row; repeat a header row on each page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415

    properties = table_row._tr.get_or_add_trPr()  # noqa: SLF001 - the library has neither
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def _without_times(content: bytes) -> bytes:
    """The package with the earliest day that a zip file can say, in place of the clock's: the same bytes every time."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for part in source.infolist():
            info = zipfile.ZipInfo(part.filename)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, source.read(part))
    return target.getvalue()

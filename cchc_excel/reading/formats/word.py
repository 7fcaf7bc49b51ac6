"""A Word document (.docx) → its tables as sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

import docx
from docx.oxml.table import CT_Tc

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.package_guard import Package
from cchc_excel.reading.formats.properties import package_properties
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import finished
from cchc_excel.reading.workers.limits import Limits


def read_word(content: bytes, limits: Limits) -> Workbook:
    """Every table of a document as a sheet named by its number; all values are text."""
    package = Package(content, limits)
    for name in package.names:
        if name.endswith((".xml", ".rels")):
            list(finished(package.chunks(name), "nothing"))
    cells_left = limits.cells
    sheets = []
    for number, table in enumerate(docx.Document(BytesIO(content)).tables, start=1):
        sheet = Sheet(f"Bảng {number}")
        for row, table_row in enumerate(table._tbl.tr_lst, start=1):  # noqa: SLF001 - the public `rows` is quadratic
            texts = [text for cell in table_row.tc_lst for text in _spread(cell)]
            cells_left -= len(texts)
            if cells_left < 0:
                raise UnsafeError("cells")
            cells = {column: Cell("text", text) for column, text in enumerate(texts, start=1) if text}
            if cells:
                sheet.rows[row] = cells
        sheets.append(sheet)
    return Workbook(sheets, package_properties(package))


def embedded_workbooks(content: bytes, limits: Limits) -> Sequence[bytes]:
    """The workbooks that stand in a document as objects."""
    package = Package(content, limits)
    return list(_embedded(package))


def _embedded(package: Package) -> Iterator[bytes]:
    for name in package.names:
        if name.startswith("word/embeddings/") and name.endswith((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")):
            yield package.read(name)


def _spread(cell: CT_Tc) -> list[str]:
    """A cell's text, with an empty cell for each further column that it spans."""
    is_continued = cell.vMerge == "continue"
    text = "" if is_continued else "\n".join(paragraph.text for paragraph in cell.p_lst).strip()
    return [text, *[""] * (min(cell.grid_span, 50) - 1)]

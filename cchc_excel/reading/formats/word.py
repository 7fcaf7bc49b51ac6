"""A Word document (.docx) → its tables as grids."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

import docx
from docx.oxml.table import CT_Tc

from cchc_excel.reading.formats.facts import SheetFacts
from cchc_excel.reading.formats.grid import Grid
from cchc_excel.reading.formats.package_guard import UnsafeError, chunks, parse
from cchc_excel.reading.workers.limits import Limits


def word_grids(content: bytes, package: zipfile.ZipFile, limits: Limits) -> Iterator[Grid]:
    """Every table of a document as a sheet named by its number; all values are text.

    Args:
        content: the file.
        package: the same, opened.
        limits: what it may cost.

    Raises:
        UnsafeError: more cells than a sheet may have, or XML that must not be parsed.
        expat.ExpatError, ValueError: it is damaged.
    """
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            parse(chunks(package, name, limits), expat.ParserCreate())
    cells_left = limits.cells
    for number, table in enumerate(docx.Document(BytesIO(content)).tables, start=1):
        values = []
        for table_row in table._tbl.tr_lst:  # noqa: SLF001 - the public `rows` takes quadratic time
            row = [text for cell in table_row.tc_lst for text in _spread(cell)]
            cells_left -= len(row)
            if cells_left < 0:
                raise UnsafeError("cells")
            values.append(row)
        if any(values):
            yield Grid(f"Bảng {number}", 1, 1, values, SheetFacts())


def _spread(cell: CT_Tc) -> list[str]:
    """A cell's text, with an empty cell for each further column that it spans."""
    is_continued = cell.vMerge == "continue"
    text = "" if is_continued else "\n".join(paragraph.text for paragraph in cell.p_lst).strip()
    return [text, *[""] * (min(cell.grid_span, 50) - 1)]

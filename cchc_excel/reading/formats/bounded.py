"""The one door for the text of a file: each format's cells, names and comments, bounded and tame, in place."""

from __future__ import annotations

from dataclasses import replace

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.text import outside

#: Properties of a document of which a stamp is read have a handful of names.
_MOST_PROPERTIES = 1000


def bounded(book: Workbook) -> Workbook:
    """The workbook with every text of it as :mod:`cchc_excel.text.outside` lets it in; its sheets are changed."""
    for sheet in book.sheets:
        _bound(sheet)
    properties = {
        outside.name(name): outside.cell_content(text)
        for name, text in list(book.properties.items())[:_MOST_PROPERTIES]
    }
    return replace(book, properties=properties, lines=[outside.cell_content(line) for line in book.lines])


def _bound(sheet: Sheet) -> None:
    sheet.name = outside.name(sheet.name)
    for cells in sheet.rows.values():
        for column, cell in cells.items():
            if type(cell.value) is str or cell.aside:
                bound = _bound_cell(cell)
                if bound is not cell:
                    cells[column] = bound
    for position, comment in sheet.comments.items():
        sheet.comments[position] = outside.cell_content(comment)


def _bound_cell(cell: Cell) -> Cell:
    value = outside.cell_content(cell.value) if isinstance(cell.value, str) else cell.value
    aside = outside.cell_content(cell.aside)
    # Nearly every text is let in as it is.
    return cell if value is cell.value and aside is cell.aside else cell._replace(value=value, aside=aside)

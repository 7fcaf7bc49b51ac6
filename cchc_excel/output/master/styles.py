"""Colours, cell styles and common parts (title, table header, figure) of the master's tabs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.output.spreadsheet import COUNT_FORMAT, PERCENT_FORMAT, Book, Format, Sheet

HEAD, SECTION, IDLE = "#DCE6F1", "#EAF1F8", "#EDEDED"
BAD_FILL, BAD_FONT = "#FFC7CE", "#9C0006"
WARN_FILL, WARN_FONT = "#FFEB9C", "#7F4F00"
TOTAL_FILL = "#F4F8FC"
CHOICE_FILL = "#FFFBE6"
NOTE_FONT = "#1F4E79"
GOOD_FILL, GOOD_FONT = "#E2EFDA", "#375623"


def write_title(book: Book, sheet: Sheet, text: str, columns: int, subtitle: str = "") -> None:
    """Write a title centred over so many columns in row 1, and a subtitle in row 2."""
    title_style = book.style(bold=True, font_size=14, align="center", text_wrap=False)
    sheet.merge_range(0, 0, 0, columns - 1, text, title_style)
    sheet.set_default_row(18)
    sheet.set_row(0, 26)
    if subtitle:
        sheet.merge_range(1, 0, 1, columns - 1, subtitle, book.style(italic=True, align="center", text_wrap=False))


def write_header(book: Book, sheet: Sheet, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
    """Write a table's header row (from 1) and set the columns' widths."""
    style = book.style(bold=True, align="center", border=1, bg_color=HEAD)
    for column, (text, width) in enumerate(zip(texts, widths, strict=True)):
        sheet.write_string(row - 1, column, text, style)
        sheet.set_column(column, column, width)
    sheet.set_row(row - 1, 36)


def row_properties(row: Row) -> dict[str, Any]:
    """Properties of the cell styles of a form row: a section is bold on blue, a detail row italic."""
    properties: dict[str, Any] = {"border": 1}
    if row.type == "section":
        properties |= {"bold": True, "bg_color": SECTION}
    if row.is_detail:
        properties |= {"italic": True}
    return properties


def figure_format(row: Row) -> str:
    """The number format of an indicator's figure."""
    return PERCENT_FORMAT if row.type == "percent" else COUNT_FORMAT


def write_figure(sheet: Sheet, row: int, column: int, value: float | str, style: Format) -> None:
    """Write a number, a text or, for an empty string, a blank; row and column from 0."""
    if value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def subtitle(province: ConsolidatedPeriod) -> str:
    """The period and province, as under a title; with the banner where there is one."""
    text = f"{province.period.name}, {province.name}"
    return f"{text} – {province.banner}" if province.banner else text

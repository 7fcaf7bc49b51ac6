"""How the master's tabs look: colours and common parts."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.output.spreadsheet import COUNT_FORMAT, PERCENT_FORMAT, Book, Sheet

HEAD, SECTION, IDLE = "#DCE6F1", "#EAF1F8", "#EDEDED"
BAD_FILL, BAD_FONT = "#FFC7CE", "#9C0006"
WARN_FILL, WARN_FONT = "#FFEB9C", "#7F4F00"
TOTAL_FILL = "#F4F8FC"
CHOICE_FILL = "#FFFBE6"
NOTE_FONT = "#1F4E79"
GOOD_FILL, GOOD_FONT = "#E2EFDA", "#375623"


def title(book: Book, sheet: Sheet, text: str, columns: int, under: str = "") -> None:
    """A centred title over the table in row 1, and a line under it in row 2."""
    _across(sheet, 0, columns, text, book.style(bold=True, font_size=14, align="center", text_wrap=False))
    sheet.set_default_row(18)
    sheet.set_row(0, 26)
    if under:
        _across(sheet, 1, columns, under, book.style(italic=True, align="center", text_wrap=False))


def _across(sheet: Sheet, row: int, columns: int, text: str, style: object) -> None:
    sheet.merge_range(row, 0, row, columns - 1, text, style)


def header(book: Book, sheet: Sheet, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
    """A table's header row (from 1) and the columns' widths."""
    style = book.style(bold=True, align="center", border=1, bg_color=HEAD)
    for at, (text, width) in enumerate(zip(texts, widths, strict=True)):
        sheet.write_string(row - 1, at, text, style)
        sheet.set_column(at, at, width)
    sheet.set_row(row - 1, 36)


def figure_format(row: Row) -> str:
    """The number format of an indicator's figure."""
    return PERCENT_FORMAT if row.type == "percent" else COUNT_FORMAT


def write_figure(sheet: Sheet, row: int, column: int, value: float | str, style: Format) -> None:
    """A number, a text or nothing."""
    if value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def subtitle(province: ConsolidatedPeriod) -> str:
    """The period and province, as under a title; with the banner where there is one."""
    told = f"{province.period.name}, {province.name}"
    return f"{told} – {province.banner}" if province.banner else told

"""*Chi tiết*: indicators by agencies, and below them the numerators and denominators of the percentages."""

from __future__ import annotations

from typing import Any

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import Cell
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages
from cchc_excel.messages.register import GROUPS
from cchc_excel.output.master import formulas
from cchc_excel.output.master.detail_layout import (
    CODE_ROW,
    FIRST_FIGURE,
    FIRST_ROW,
    GROUP_ROW,
    LEGEND_ROW,
    NAME_ROW,
    DetailLayout,
)
from cchc_excel.output.master.detail_parts import write_below, write_counts, write_parts
from cchc_excel.output.master.styles import (
    BAD_FILL,
    BAD_FONT,
    HEAD,
    IDLE,
    SECTION,
    TOTAL_FILL,
    figure_format,
    subtitle,
    title,
)
from cchc_excel.output.spreadsheet import Book, Sheet
from cchc_excel.text.row_height import lines_needed, row_height

_LABEL_WIDTH, _UNIT_WIDTH, _AGENCY_WIDTH, _TOTAL_WIDTH = 48, 15, 10.5, 18


def write_detail(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.DETAIL)
    layout = DetailLayout(province)
    columns = layout.last_column + 1
    title(book, sheet, f"{messages.DETAIL_TITLE} – {subtitle(province)}", columns)
    sheet.merge_range(
        LEGEND_ROW - 1,
        0,
        LEGEND_ROW - 1,
        columns - 1,
        messages.DETAIL_LEGEND,
        book.style(italic=True, align="center", text_wrap=False),
    )
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, _LABEL_WIDTH)
    sheet.set_column(2, 2, _UNIT_WIDTH)
    # A group's agencies fold away to its total on their left.
    level = {"level": 1} if layout.groups else {}
    sheet.set_column(FIRST_FIGURE, columns - 1, _AGENCY_WIDTH, None, level)
    for column in layout.total_columns.values():
        sheet.set_column(column, column, _TOTAL_WIDTH)
    sheet.set_default_row(18)
    sheet.outline_settings(symbols_below=False, symbols_right=False)
    _header(book, sheet, layout)
    for row in province.form.rows:
        _row(book, sheet, layout, row)
    write_parts(book, sheet, layout)
    write_counts(book, sheet, layout)
    write_below(book, sheet, layout)
    sheet.freeze_panes(FIRST_ROW - 1, FIRST_FIGURE + 1)
    sheet.page(landscape=True, a3=True, header_rows=(GROUP_ROW, NAME_ROW))
    sheet.repeat_columns(0, FIRST_FIGURE)


def _header(book: Book, sheet: Sheet, layout: DetailLayout) -> None:
    province = layout.province
    head = book.style(bold=True, align="center", border=1, bg_color=HEAD)
    idle = book.style(bold=True, align="center", border=1, bg_color=IDLE)
    small = {"align": "center", "border": 1, "font_size": 9, "valign": "top"}
    for at, text in enumerate((*messages.DETAIL_HEADER, messages.WHOLE_COLUMN)):
        sheet.merge_range(GROUP_ROW - 1, at, NAME_ROW - 1, at, text, head)
    for group, agencies in province.groups.items():
        first, last = (layout.places[agency.code] for agency in (agencies[0], agencies[-1]))
        if group in layout.total_columns:
            first -= 1
            sheet.merge_range(CODE_ROW - 1, first, NAME_ROW - 1, first, messages.GROUP_COLUMN, head)
        if last > first:
            sheet.merge_range(GROUP_ROW - 1, first, GROUP_ROW - 1, last, GROUPS[group], head)
        else:
            sheet.write_string(GROUP_ROW - 1, first, GROUPS[group], head)
    lines = 1
    for agency in province.agencies:
        at, returned = layout.places[agency.code], agency.code in province.returns
        sheet.write_string(CODE_ROW - 1, at, agency.code, head if returned else idle)
        sheet.write_string(NAME_ROW - 1, at, agency.name, book.style(**small, bg_color=HEAD if returned else IDLE))
        lines = max(lines, lines_needed(agency.name, _AGENCY_WIDTH, 9))
    sheet.set_row(CODE_ROW - 1, 32)
    sheet.set_row(NAME_ROW - 1, row_height(lines, 9) + 4)


def _row(book: Book, sheet: Sheet, layout: DetailLayout, row: Row) -> None:
    at = layout.rows[row.code]
    look: dict[str, Any] = {"border": 1}
    if row.type == "section":
        look |= {"bold": True, "bg_color": SECTION}
    if row.is_detail:
        look |= {"italic": True}
    sheet.write_string(f"A{at}", row.ordinal, book.style(align="center", **look))
    sheet.write_string(f"B{at}", row.printed_label, book.style(**look))
    sheet.write_string(f"C{at}", row.unit, book.style(align="center", **look))
    shown = _totals(book, sheet, layout, row, look)
    lines = max(
        lines_needed(row.printed_label, _LABEL_WIDTH, bold=row.type == "section"),
        lines_needed(row.unit, _UNIT_WIDTH),
        *(lines_needed(text, _TOTAL_WIDTH, 10, bold=True) for text in shown),
    )
    # A section folds away as one.
    level = {} if row.type == "section" else {"level": 1}
    sheet.set_row(at - 1, row_height(lines) if lines > 1 else None, None, level)
    idle = book.style(**({"bg_color": IDLE} | look))
    for agency in layout.province.agencies:
        if row.is_indicator:
            _figure(book, sheet, layout, agency, row)
        else:
            sheet.write_blank(at - 1, layout.places[agency.code], None, idle)


def _totals(book: Book, sheet: Sheet, layout: DetailLayout, row: Row, look: dict[str, Any]) -> list[str]:
    """Write the row's totals; those that are texts are returned."""
    texts = [""]
    for group in layout.total_columns:
        cell = layout.total_cell(group, layout.rows[row.code])
        if not row.is_indicator:
            sheet.write_blank(cell, None, book.style(**({"bg_color": IDLE} | look)))
            continue
        total = layout.totals_of(group)[row.code]
        shown = figure_format(row)
        style = book.style(bold=True, border=1, align="center", bg_color=TOTAL_FILL, num_format=shown, font_size=10)
        cached = total.shown
        sheet.write_formula(cell, formulas.total(layout, row, group), style, cached)
        texts.append(total.text)
    return texts


def _figure(book: Book, sheet: Sheet, layout: DetailLayout, agency: Agency, row: Row) -> None:
    found = layout.province.cells[agency.code, row.code]
    at, column = layout.rows[row.code] - 1, layout.places[agency.code]
    data_row = layout.data_row(agency.code, row.code)
    if data_row is not None and (found.state in ("given", "left_out") or found.was_not_understood):
        # To where the figure came from: file, sheet, cell, submission.
        sheet.link(at, column, messages.DATA, f"I{data_row}", book.style(border=1, align="center"))
    value = _shown(found)
    shown = figure_format(row)
    bad = {"bg_color": BAD_FILL, "font_color": BAD_FONT}
    if value is not None and found.wrong:
        otherwise = formulas.left_out_text(value)
        cached = otherwise if found.state == "left_out" else value
        style = book.style(border=1, align="center", num_format=shown, **bad)
        sheet.write_formula(at, column, formulas.unless_wrong(value, otherwise), style, cached)
    elif found.was_not_understood:
        # What was typed would not fit; it stands on Dữ liệu, where a click leads.
        sheet.write_string(
            at, column, messages.UNREADABLE_CELL, book.style(border=1, align="center", font_size=8, **bad)
        )
    elif isinstance(value, str):
        sheet.write_string(at, column, value, book.style(border=1, align="center", font_size=8))
    elif value is not None:
        sheet.write_number(at, column, value, book.style(border=1, align="center", num_format=shown))
    else:
        idle = {"bg_color": IDLE} if found.state == "not_returned" else {}
        sheet.write_blank(at, column, None, book.style(border=1, **idle))


def _shown(found: Cell) -> float | str | None:
    """The figure; where it speaks for others, what its note says of them: a whole province has no one answer."""
    if found.has_rollup_detail and found.answer is not None:
        return found.answer.entry.note.partition("; ")[2]
    return found.understood

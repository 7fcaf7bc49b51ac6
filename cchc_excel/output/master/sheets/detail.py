"""*Chi tiết*: indicators (down) by agencies (across) with each group's total; `detail_parts` writes what is below."""

from __future__ import annotations

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import SubmissionCell
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
from cchc_excel.output.master.detail_parts import write_parts, write_rollup_detail, write_subordinate_coverage
from cchc_excel.output.master.styles import (
    BAD_FILL,
    BAD_FONT,
    HEAD,
    IDLE,
    TOTAL_FILL,
    figure_format,
    row_properties,
    subtitle,
    write_title,
)
from cchc_excel.output.spreadsheet import Book, Format, Sheet
from cchc_excel.text.row_height import lines_needed, row_height

_LABEL_WIDTH, _UNIT_WIDTH, _AGENCY_WIDTH, _TOTAL_WIDTH = 48, 15, 10.5, 18


def write_detail(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.DETAIL)
    layout = DetailLayout(province)
    columns = layout.last_column + 1
    write_title(book, sheet, f"{messages.DETAIL_TITLE} – {subtitle(province)}", columns)
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
    # A group's agencies can be folded away to its total on their left.
    outline = {"level": 1} if layout.groups else {}
    sheet.set_column(FIRST_FIGURE, columns - 1, _AGENCY_WIDTH, None, outline)
    for column in layout.total_columns.values():
        sheet.set_column(column, column, _TOTAL_WIDTH)
    sheet.set_default_row(18)
    sheet.outline_settings(symbols_below=False, symbols_right=False)
    _write_header(book, sheet, layout)
    for row in province.form.rows:
        _write_row(book, sheet, layout, row)
    write_parts(book, sheet, layout)
    write_rollup_detail(book, sheet, layout)
    write_subordinate_coverage(book, sheet, layout)
    sheet.freeze_panes(FIRST_ROW - 1, FIRST_FIGURE + 1)
    sheet.page(landscape=True, a3=True, header_rows=(GROUP_ROW, NAME_ROW))
    sheet.repeat_columns(0, FIRST_FIGURE)


def _write_header(book: Book, sheet: Sheet, layout: DetailLayout) -> None:
    province = layout.province
    header_style = book.style(bold=True, align="center", border=1, bg_color=HEAD)
    missing_style = book.style(bold=True, align="center", border=1, bg_color=IDLE)
    name_properties = {"align": "center", "border": 1, "font_size": 9, "valign": "top"}
    for column, text in enumerate((*messages.DETAIL_HEADER, messages.WHOLE_COLUMN)):
        sheet.merge_range(GROUP_ROW - 1, column, NAME_ROW - 1, column, text, header_style)
    for group, agencies in province.groups.items():
        first, last = (layout.agency_columns[agency.code] for agency in (agencies[0], agencies[-1]))
        if group in layout.total_columns:
            first -= 1
            sheet.merge_range(CODE_ROW - 1, first, NAME_ROW - 1, first, messages.GROUP_COLUMN, header_style)
        if last > first:
            sheet.merge_range(GROUP_ROW - 1, first, GROUP_ROW - 1, last, GROUPS[group], header_style)
        else:
            sheet.write_string(GROUP_ROW - 1, first, GROUPS[group], header_style)
    lines = 1
    for agency in province.agencies:
        column, has_returned = layout.agency_columns[agency.code], agency.code in province.returns
        sheet.write_string(CODE_ROW - 1, column, agency.code, header_style if has_returned else missing_style)
        name_style = book.style(**name_properties, bg_color=HEAD if has_returned else IDLE)
        sheet.write_string(NAME_ROW - 1, column, agency.name, name_style)
        lines = max(lines, lines_needed(agency.name, _AGENCY_WIDTH, 9))
    sheet.set_row(CODE_ROW - 1, 32)
    sheet.set_row(NAME_ROW - 1, row_height(lines, 9) + 4)


def _write_row(book: Book, sheet: Sheet, layout: DetailLayout, row: Row) -> None:
    row_number = layout.rows[row.code]
    properties = row_properties(row)
    sheet.write_string(f"A{row_number}", row.ordinal, book.style(align="center", **properties))
    sheet.write_string(f"B{row_number}", row.printed_label, book.style(**properties))
    sheet.write_string(f"C{row_number}", row.unit, book.style(align="center", **properties))
    total_texts = _write_totals(book, sheet, layout, row)
    lines = max(
        lines_needed(row.printed_label, _LABEL_WIDTH, bold=row.type == "section"),
        lines_needed(row.unit, _UNIT_WIDTH),
        *(lines_needed(text, _TOTAL_WIDTH, 10, bold=True) for text in total_texts),
    )
    # The rows of a section can be folded away.
    outline = {} if row.type == "section" else {"level": 1}
    sheet.set_row(row_number - 1, row_height(lines) if lines > 1 else None, None, outline)
    idle_style = _idle_style(book, row)
    for agency in layout.province.agencies:
        if row.is_indicator:
            _write_figure_cell(book, sheet, layout, agency, row)
        else:
            sheet.write_blank(row_number - 1, layout.agency_columns[agency.code], None, idle_style)


def _idle_style(book: Book, row: Row) -> Format:
    """The style of a cell that takes no figure."""
    return book.style(**({"bg_color": IDLE} | row_properties(row)))


def _write_totals(book: Book, sheet: Sheet, layout: DetailLayout, row: Row) -> list[str]:
    """Write the row's totals; those that are texts are returned, for the row's height."""
    texts = [""]
    for group in layout.total_columns:
        cell_ref = layout.total_cell(group, layout.rows[row.code])
        if not row.is_indicator:
            sheet.write_blank(cell_ref, None, _idle_style(book, row))
            continue
        total = layout.totals_of(group)[row.code]
        style = book.style(
            bold=True, border=1, align="center", bg_color=TOTAL_FILL, num_format=figure_format(row), font_size=10
        )
        sheet.write_formula(cell_ref, formulas.total(layout, row, group), style, total.shown)
        texts.append(total.text)
    return texts


def _write_figure_cell(book: Book, sheet: Sheet, layout: DetailLayout, agency: Agency, row: Row) -> None:
    """Write an agency's figure; a click on it leads to its row on *Dữ liệu*, with its file, sheet and cell."""
    cell = layout.province.cells[agency.code, row.code]
    row_index, column = layout.rows[row.code] - 1, layout.agency_columns[agency.code]
    data_row = layout.data_row(agency.code, row.code)
    if data_row is not None and (cell.state in ("given", "left_out") or cell.was_not_understood):
        sheet.link(row_index, column, messages.DATA, f"I{data_row}", book.style(border=1, align="center"))
    value = _cell_value(cell)
    number_format = figure_format(row)
    error_colours = {"bg_color": BAD_FILL, "font_color": BAD_FONT}
    if value is not None and cell.wrong:
        replacement = formulas.left_out_text(value)
        cached = replacement if cell.state == "left_out" else value
        style = book.style(border=1, align="center", num_format=number_format, **error_colours)
        sheet.write_formula(row_index, column, formulas.figure_with_error(value, replacement), style, cached)
    elif cell.was_not_understood:
        # What was typed would not fit; it stands on Dữ liệu.
        style = book.style(border=1, align="center", font_size=8, **error_colours)
        sheet.write_string(row_index, column, messages.UNREADABLE_CELL, style)
    elif isinstance(value, str):
        sheet.write_string(row_index, column, value, book.style(border=1, align="center", font_size=8))
    elif value is not None:
        style = book.style(border=1, align="center", num_format=number_format)
        sheet.write_number(row_index, column, value, style)
    else:
        missing = {"bg_color": IDLE} if cell.state in ("not_checked", "not_returned") else {}
        sheet.write_blank(row_index, column, None, book.style(border=1, **missing))


def _cell_value(cell: SubmissionCell) -> float | str | None:
    """The figure; of a rolled-up return the details in its note, as a whole province has no one answer."""
    if cell.has_rollup_detail and cell.answer is not None:
        return cell.answer.entry.note.partition("; ")[2]
    return cell.understood

"""The blocks below the table of *Chi tiết*.

Numerators and denominators of the percentages; and, where returns are rolled up, what these say in their notes: how
many agencies gave each answer, between what percentages lie, and over how many agencies each figure was formed.
"""

from __future__ import annotations

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import SubmissionCell
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages
from cchc_excel.output.master import formulas
from cchc_excel.output.master.detail_layout import WHOLE, DetailLayout
from cchc_excel.output.master.styles import TOTAL_FILL, write_figure
from cchc_excel.output.spreadsheet import Book, Format, Sheet

_PART_FORMAT = "#,##0.##"


def write_parts(book: Book, sheet: Sheet, layout: DetailLayout) -> None:
    """Write the numerator and the denominator of every percentage, agency by agency, and their sums."""
    sheet.write_string(f"B{layout.parts_title_row}", messages.PARTS_TITLE, book.style(bold=True))
    label_style = book.style(border=1)
    for row in layout.percentages:
        for half, text in enumerate((messages.NUMERATOR, messages.DENOMINATOR)):
            number = layout.part_rows[row.code][half]
            sheet.write_blank(f"A{number}", None, label_style)
            sheet.write_string(f"B{number}", text.format(code=row.code), label_style)
            sheet.write_blank(f"C{number}", None, label_style)
            _write_part_row(book, sheet, layout, row, half)


def _write_part_row(book: Book, sheet: Sheet, layout: DetailLayout, row: Row, half: int) -> None:
    """Write the numerators (half 0) or denominators (half 1) of a percentage: their sums, then each agency's."""
    row_number = layout.part_rows[row.code][half]
    style = book.style(border=1, align="center", num_format=_PART_FORMAT)
    total_style = _total_style(book, num_format=_PART_FORMAT)
    for group in layout.total_columns:
        total = layout.totals_of(group)[row.code]
        value = (total.numerator, total.denominator)[half]
        formula = formulas.part_total(layout, row, half, group)
        sheet.write_formula(layout.total_cell(group, row_number), formula, total_style, "" if value is None else value)
    for agency in layout.province.agencies:
        cell_ref = f"{layout.agency_letters[agency.code]}{row_number}"
        parts = layout.province.parts.get((agency.code, row.code))
        cell = layout.province.cells[agency.code, row.code]
        part_formulas = formulas.agency_parts(layout, row, agency.code)
        note_parts = _note_parts(cell)
        if part_formulas is not None and cell.rollup is None:
            sheet.write_formula(cell_ref, part_formulas[half], style, parts[half] if parts else "")
        elif note_parts is not None and cell.wrong:
            formula = formulas.figure_with_error(note_parts[half], "")
            sheet.write_formula(cell_ref, formula, style, parts[half] if parts else "")
        elif parts is not None:
            sheet.write_number(cell_ref, parts[half], style)
        else:
            sheet.write_blank(cell_ref, None, style)


def _note_parts(cell: SubmissionCell) -> tuple[float, float] | None:
    """Numerator and denominator as a note gives them."""
    if cell.rollup is not None:
        return cell.rollup.parts
    numerator, denominator = (cell.answer.numerator, cell.answer.denominator) if cell.answer else (None, None)
    return None if numerator is None or denominator is None else (numerator, denominator)


def write_rollup_detail(book: Book, sheet: Sheet, layout: DetailLayout) -> None:
    """Where returns are rolled up: write how many agencies gave each answer, and between what percentages lie."""
    if not layout.rollup_detail_rows:
        return
    first = min(min(row_numbers) for row_numbers in layout.rollup_detail_rows.values())
    sheet.write_string(f"B{first - 1}", messages.ROLLUP_DETAIL_TITLE, book.style(bold=True, text_wrap=False))
    label_style, style = book.style(border=1), book.style(border=1, align="center", num_format=_PART_FORMAT)
    total_style = _total_style(book, num_format=_PART_FORMAT)
    for code, row_numbers in layout.rollup_detail_rows.items():
        row = layout.province.form.by_code[code]
        names = list(row.choices.labels.values()) if row.choices else list(messages.ENDS)
        for index, row_number in enumerate(row_numbers):
            _write_label(sheet, row_number, f"{code}: {names[index]}", label_style)
            for agency in layout.province.agencies:
                _write_rollup_detail_cell(sheet, layout, agency, row, index, style)
            for group in layout.total_columns:
                formula = formulas.rollup_detail_total(layout, row, index, group)
                value = _rollup_detail_total(layout, row, index, group)
                sheet.write_formula(layout.total_cell(group, row_number), formula, total_style, value)


def _write_rollup_detail_cell(
    sheet: Sheet, layout: DetailLayout, agency: Agency, row: Row, index: int, style: Format
) -> None:
    """Write what a rolled-up return's note says; a formula where the return is an agency's own."""
    row_index, column = layout.rollup_detail_rows[row.code][index] - 1, layout.agency_columns[agency.code]
    cell = layout.province.cells[agency.code, row.code]
    value = _rollup_detail(cell, row, index)
    cached = value if value is not None and cell.state == "given" else ""
    if not cell.has_rollup_detail:
        formula = formulas.rollup_detail(layout, row, index, agency.code)
        sheet.write_formula(row_index, column, formula, style, cached)
    elif value is not None and cell.wrong:
        sheet.write_formula(row_index, column, formulas.figure_with_error(value, ""), style, cached)
    else:
        write_figure(sheet, row_index, column, cached, style)


def _rollup_detail_total(layout: DetailLayout, row: Row, index: int, group: str) -> float | str:
    """The value of `formulas.rollup_detail_total`."""
    agencies = [
        agency for agency in layout.province.agencies if group in (WHOLE, agency.group) and row.adds_up(agency.group)
    ]
    cells = [layout.province.cells[agency.code, row.code] for agency in agencies]
    details = [_rollup_detail(cell, row, index) for cell in cells if cell.state == "given"]
    values = [value for value in details if value is not None]
    if row.choices is not None:
        return sum(values) if agencies else ""
    return (min, max)[index](values) if values else ""


def _rollup_detail(cell: SubmissionCell, row: Row, index: int) -> float | None:
    """A cell's count of an answer, or its lowest or highest percentage, whether or not the cell counts."""
    if row.choices is None:
        return cell.span[index] if cell.span else None
    return cell.answers.get(list(row.choices.labels)[index], 0) if cell.answers else None


def write_subordinate_coverage(book: Book, sheet: Sheet, layout: DetailLayout) -> None:
    """Where returns are rolled up: write over how many agencies each figure was formed."""
    if not layout.subordinate_rows:
        return
    first = min(min(row_numbers) for row_numbers in layout.subordinate_rows.values())
    sheet.write_string(f"B{first - 1}", messages.BELOW_TITLE, book.style(bold=True, text_wrap=False))
    label_style, style = book.style(border=1), book.style(border=1, align="center")
    total_style = _total_style(book)
    for code, row_numbers in layout.subordinate_rows.items():
        for index, (row_number, text) in enumerate(zip(row_numbers, messages.BELOW_ROWS, strict=True)):
            _write_label(sheet, row_number, f"{code}: {text}", label_style)
            for agency in layout.province.agencies:
                _write_subordinate_cell(sheet, layout, agency, code, index, style)
            for group in layout.total_columns:
                below = layout.totals_of(group)[code].below
                value = (below.given, below.expected, below.left_out)[index] if below.expected else ""
                formula = formulas.subordinate_total(layout, layout.province.form.by_code[code], index, group)
                sheet.write_formula(layout.total_cell(group, row_number), formula, total_style, value)


def _write_subordinate_cell(
    sheet: Sheet, layout: DetailLayout, agency: Agency, code: str, index: int, style: Format
) -> None:
    """Write one of a cell's numbers of agencies; whether its figure counts may depend on what is chosen."""
    cell_ref = f"{layout.agency_letters[agency.code]}{layout.subordinate_rows[code][index]}"
    cell = layout.province.cells[agency.code, code]
    value = cell.coverage_counts[index]
    if index == 0 and cell.wrong:
        given = cell.rollup.given if cell.rollup is not None else 1
        sheet.write_formula(cell_ref, formulas.figure_with_error(given, ""), style, value or "")
    else:
        sheet.write_number(cell_ref, value, style)


def _write_label(sheet: Sheet, row_number: int, text: str, style: Format) -> None:
    for letter, content in zip("ABC", ("", text, ""), strict=True):
        sheet.write_string(f"{letter}{row_number}", content, style)


def _total_style(book: Book, **properties: str) -> Format:
    return book.style(bold=True, border=1, align="center", bg_color=TOTAL_FILL, font_size=10, **properties)

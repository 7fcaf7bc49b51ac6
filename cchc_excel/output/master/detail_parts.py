"""Below *Chi tiết*: numerators and denominators of the percentages, and what rolled-up returns say in their notes."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_cell_to_rowcol

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import Cell
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages
from cchc_excel.output.master import formulas
from cchc_excel.output.master.detail_layout import WHOLE, DetailLayout
from cchc_excel.output.master.styles import TOTAL_FILL, write_figure
from cchc_excel.output.spreadsheet import Book, Sheet


def write_parts(book: Book, sheet: Sheet, layout: DetailLayout) -> None:
    """Write the numerator and the denominator of every percentage, agency by agency, and their sums."""
    sheet.write_string(f"B{layout.parts_title_row}", messages.PARTS_TITLE, book.style(bold=True))
    label = book.style(border=1)
    for row in layout.percentages:
        for half, (at, text) in enumerate(
            zip(layout.part_rows[row.code], (messages.NUMERATOR, messages.DENOMINATOR), strict=True)
        ):
            sheet.write_blank(f"A{at}", None, label)
            sheet.write_string(f"B{at}", text.format(code=row.code), label)
            sheet.write_blank(f"C{at}", None, label)
            _part_row(book, sheet, layout, row, half)


def _part_row(book: Book, sheet: Sheet, layout: DetailLayout, row: Row, half: int) -> None:
    """The numerators (half 0) or denominators (half 1) of a percentage: their sums, then each agency's."""
    at = layout.part_rows[row.code][half]
    number = book.style(border=1, align="center", num_format="#,##0.##")
    bold = book.style(bold=True, border=1, align="center", bg_color=TOTAL_FILL, num_format="#,##0.##", font_size=10)
    for group in layout.total_columns:
        total = layout.totals_of(group)[row.code]
        value = (total.numerator, total.denominator)[half]
        formula = formulas.part_total(layout, row, half, group)
        sheet.write_formula(layout.total_cell(group, at), formula, bold, "" if value is None else value)
    for agency in layout.province.agencies:
        cell = f"{layout.columns[agency.code]}{at}"
        both = layout.province.parts.get((agency.code, row.code))
        own = formulas.parts(layout, row, agency.code)
        found = layout.province.cells[agency.code, row.code]
        noted = _noted(found)
        if own is not None and found.rollup is None:
            sheet.write_formula(cell, own[half], number, both[half] if both else "")
        elif noted is not None and found.wrong:
            sheet.write_formula(cell, formulas.unless_wrong(noted[half], ""), number, both[half] if both else "")
        elif both is not None:
            sheet.write_number(cell, both[half], number)
        else:
            sheet.write_blank(cell, None, number)


def _noted(found: Cell) -> tuple[float, float] | None:
    """Numerator and denominator that a note says."""
    if found.rollup is not None:
        return found.rollup.parts
    numerator, denominator = (found.answer.numerator, found.answer.denominator) if found.answer else (None, None)
    return None if numerator is None or denominator is None else (numerator, denominator)


def write_counts(book: Book, sheet: Sheet, layout: DetailLayout) -> None:
    """Where returns are themselves totals: how many gave each answer, and between what percentages lie."""
    if not layout.count_rows:
        return
    first = min(min(rows) for rows in layout.count_rows.values())
    sheet.write_string(f"B{first - 1}", messages.ROLLUP_DETAIL_TITLE, book.style(bold=True, text_wrap=False))
    label, number = book.style(border=1), book.style(border=1, align="center", num_format="#,##0.##")
    bold = book.style(bold=True, border=1, align="center", bg_color=TOTAL_FILL, num_format="#,##0.##", font_size=10)
    form = layout.province.form
    for code, rows in layout.count_rows.items():
        row = form.by_code[code]
        names = list(row.choices.labels.values()) if row.choices else list(messages.ENDS)
        for at, line in enumerate(rows):
            for letter, text in zip("ABC", ("", f"{code}: {names[at]}", ""), strict=True):
                sheet.write_string(f"{letter}{line}", text, label)
            for agency in layout.province.agencies:
                _told_cell(sheet, layout, agency, row, at, number)
            for group in layout.total_columns:
                formula = formulas.told_total(layout, row, at, group)
                sheet.write_formula(layout.total_cell(group, line), formula, bold, _told_total(layout, row, at, group))


def _told_cell(sheet: Sheet, layout: DetailLayout, agency: Agency, row: Row, at: int, style: Format) -> None:
    """What an agency says: written down where its note says it for others, a formula where it speaks for itself."""
    cell = f"{layout.columns[agency.code]}{layout.count_rows[row.code][at]}"
    found = layout.province.cells[agency.code, row.code]
    value = _told_value(found, row, at)
    cached = value if value is not None and found.state == "given" else ""
    if not found.has_rollup_detail:
        sheet.write_formula(cell, formulas.told(layout, row, at, agency.code), style, cached)
    elif value is not None and found.wrong:
        sheet.write_formula(cell, formulas.unless_wrong(value, ""), style, cached)
    else:
        at_row, at_column = xl_cell_to_rowcol(cell)
        write_figure(sheet, at_row, at_column, cached, style)


def _told_total(layout: DetailLayout, row: Row, at: int, group: str) -> float | str:
    """As `formulas.told_total` says it."""
    among = [one for one in layout.province.agencies if group in (WHOLE, one.group) and row.adds_up(one.group)]
    cells = [layout.province.cells[one.code, row.code] for one in among]
    said = [_told_value(cell, row, at) for cell in cells if cell.state == "given"]
    values = [value for value in said if value is not None]
    if row.choices is not None:
        return sum(values) if among else ""
    return (min, max)[at](values) if values else ""


def write_below(book: Book, sheet: Sheet, layout: DetailLayout) -> None:
    """Of how many agencies the figures are, where returns are themselves totals."""
    if not layout.below_rows:
        return
    first = min(min(rows) for rows in layout.below_rows.values())
    sheet.write_string(f"B{first - 1}", messages.BELOW_TITLE, book.style(bold=True, text_wrap=False))
    label, number = book.style(border=1), book.style(border=1, align="center")
    bold = book.style(bold=True, border=1, align="center", bg_color=TOTAL_FILL, font_size=10)
    for code, rows in layout.below_rows.items():
        for at, (line, text) in enumerate(zip(rows, messages.BELOW_ROWS, strict=True)):
            for letter, told in zip("ABC", ("", f"{code}: {text}", ""), strict=True):
                sheet.write_string(f"{letter}{line}", told, label)
            for agency in layout.province.agencies:
                _below_cell(sheet, layout, agency, code, at, number)
            for group in layout.total_columns:
                below = layout.totals_of(group)[code].below
                value = (below.given, below.expected, below.left_out)[at] if below.expected else ""
                formula = formulas.below_total(layout, layout.province.form.by_code[code], at, group)
                sheet.write_formula(layout.total_cell(group, line), formula, bold, value)


def _below_cell(sheet: Sheet, layout: DetailLayout, agency: Agency, code: str, at: int, style: Format) -> None:
    """What a cell stands for; whether its figure counts may depend on what is chosen."""
    cell = f"{layout.columns[agency.code]}{layout.below_rows[code][at]}"
    found = layout.province.cells[agency.code, code]
    value = found.coverage_counts[at]
    if at == 0 and found.wrong:
        given = found.rollup.given if found.rollup is not None else 1
        sheet.write_formula(cell, formulas.unless_wrong(given, ""), style, value or "")
    else:
        sheet.write_number(cell, value, style)


def _told_value(found: Cell, row: Row, at: int) -> float | None:
    """The count or end that a cell says, whether or not it counts."""
    if row.choices is None:
        return found.span[at] if found.span else None
    return found.answers.get(list(row.choices.labels)[at], 0) if found.answers else None

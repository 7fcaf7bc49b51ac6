"""*Tổng hợp*: the printed form with the provincial figures, and beside it over how many agencies each was formed."""

from __future__ import annotations

from cchc_excel.consolidation import appendix
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages
from cchc_excel.messages import template as template_messages
from cchc_excel.output.master import filters, formulas
from cchc_excel.output.master.detail_layout import DetailLayout
from cchc_excel.output.master.styles import BAD_FONT, HEAD, IDLE, NOTE_FONT, figure_format, row_properties
from cchc_excel.output.spreadsheet import COUNT_FORMAT, Book, Sheet
from cchc_excel.rules.functions import quote
from cchc_excel.text.row_height import lines_needed, row_height

#: Above the table there is room for so many lines of the form's heading.
_MOST_HEADING_LINES = 4
_HEADER_ROW = 8
_FIRST_ROW = 10
_WIDTHS = {"A": 6, "B": 52, "C": 16, "D": 20, "E": 30, "F": 13, "G": 13, "H": 13, "I": 13, "J": 13, "K": 13}


def write_summary(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.SUMMARY)
    layout = DetailLayout(province)
    for letter, width in _WIDTHS.items():
        sheet.set_column(f"{letter}:{letter}", width)
    sheet.set_default_row(18)
    _write_heading(book, sheet, layout)
    _write_header(book, sheet, has_rollups=layout.has_rollups)
    for row_number, row in enumerate(province.form.rows, start=_FIRST_ROW):
        _write_row(book, sheet, row_number, row, layout)
    last = _FIRST_ROW + len(province.form.rows) - 1
    sheet.freeze_panes(_FIRST_ROW - 1, 0)
    sheet.page(header_rows=(_HEADER_ROW, _HEADER_ROW + 1))
    returned_style = book.style(italic=True, text_wrap=False)
    sheet.merge_range(f"A{last + 2}:E{last + 2}", f"{appendix.returned(province)}.", returned_style)
    sheet.print_area(f"A1:E{last + 2}")
    sheet.activate()


def _write_heading(book: Book, sheet: Sheet, layout: DetailLayout) -> None:
    """Write the heading of the form, the warning below it, and what is counted beside it."""
    province = layout.province
    bold = book.style(bold=True, align="center", text_wrap=False)
    italic = book.style(italic=True, align="center", text_wrap=False)
    heading = list(appendix.heading(province))
    if len(heading) > _MOST_HEADING_LINES:
        heading = [" – ".join(heading[:-3]), *heading[-3:]]
    lines = [*((line, bold) for line in heading), (appendix.reference(province), italic)]
    for row_number, (text, style) in enumerate(lines, start=1):
        sheet.merge_range(f"A{row_number}:E{row_number}", text, style)
    warning_style = book.style(bold=True, font_color=BAD_FONT, align="center", text_wrap=False)
    warning_row = _HEADER_ROW - 1
    sheet.merge_range(f"A{warning_row}:E{warning_row}", "", warning_style)
    warning = filters.warning_text(province)
    sheet.write_formula(f"A{warning_row}", filters.warning_formula(layout), warning_style, warning)
    aside_style = book.style(font_size=11, font_color=NOTE_FONT, text_wrap=False)
    sheet.write_string("F1", appendix.returned(province), aside_style)
    error_rule = messages.ERROR_RULES[province.error_rule]
    sheet.write_formula("F2", filters.error_rule_formula(province), aside_style, error_rule)


def _write_header(book: Book, sheet: Sheet, *, has_rollups: bool) -> None:
    header_style = book.style(bold=True, align="center", border=1, bg_color=HEAD)
    margin_style = book.style(bold=True, align="center", border=1, bg_color=IDLE)
    margin_texts = (*messages.SUMMARY_MARGIN, *(messages.BELOW_MARGIN if has_rollups else ()))
    top, below = _HEADER_ROW, _HEADER_ROW + 1
    ordinal, label, result, note, _ = template_messages.HEADER_TOP
    for letter, text in (("A", ordinal), ("B", label), ("E", note)):
        sheet.merge_range(f"{letter}{top}:{letter}{below}", text, header_style)
    sheet.merge_range(f"C{top}:D{top}", result, header_style)
    sheet.write_string(f"C{below}", template_messages.HEADER_UNIT, header_style)
    sheet.write_string(f"D{below}", template_messages.HEADER_FIGURE, header_style)
    for letter, text in zip("FGHIJK", margin_texts, strict=False):
        sheet.merge_range(f"{letter}{top}:{letter}{below}", text, margin_style)
    sheet.set_row(top - 1, 20)
    sheet.set_row(below - 1, 20)


def _write_row(book: Book, sheet: Sheet, row_number: int, row: Row, layout: DetailLayout) -> None:
    properties = row_properties(row)
    sheet.write_string(f"A{row_number}", row.ordinal, book.style(align="center", **properties))
    sheet.write_string(f"B{row_number}", row.printed_label, book.style(**properties))
    sheet.write_string(f"C{row_number}", row.unit, book.style(align="center", **properties))
    note_text = _write_note(book, sheet, row_number, row, layout)
    figure_text = ""
    if row.is_indicator:
        figure_text = _write_figure(book, sheet, row_number, row, layout)
        _write_margin(book, sheet, row_number, row, layout)
    else:
        sheet.write_blank(f"D{row_number}", None, book.style(**({"bg_color": IDLE} | properties)))
    lines = max(
        lines_needed(row.printed_label, _WIDTHS["B"], bold=row.type == "section"),
        lines_needed(row.unit, _WIDTHS["C"]),
        lines_needed(figure_text, _WIDTHS["D"]),
        lines_needed(note_text, _WIDTHS["E"], 10),
    )
    if lines > 1:
        sheet.set_row(row_number - 1, row_height(lines))


def _write_margin(book: Book, sheet: Sheet, row_number: int, row: Row, layout: DetailLayout) -> None:
    """Write beside the printed table: n/N, what is left out, numerator and denominator."""
    total = layout.province.totals[row.code]
    margin_style = book.style(border=1, align="center", bg_color=IDLE)
    sheet.write_formula(f"F{row_number}", formulas.coverage(layout, row), margin_style, total.coverage)
    left_out_style = book.style(border=1, align="center", bg_color=IDLE, num_format=f"[Red]{COUNT_FORMAT};;")
    sheet.write_formula(f"G{row_number}", formulas.left_out_count(layout, row), left_out_style, total.left_out)
    if layout.has_rollups:
        below = total.below
        sheet.write_formula(f"J{row_number}", formulas.subordinate_coverage(layout, row), margin_style, below.coverage)
        left_out = formulas.chosen_total(layout, layout.subordinate_rows[row.code][2])
        sheet.write_formula(f"K{row_number}", left_out, left_out_style, below.left_out if below.expected else "")
    part_style = book.style(border=1, align="center", bg_color=IDLE, num_format="#,##0.##")
    parts = zip("HI", layout.part_rows.get(row.code, ()), (total.numerator, total.denominator), strict=False)
    for letter, part_row, value in parts:
        formula = formulas.chosen_total(layout, part_row)
        sheet.write_formula(f"{letter}{row_number}", formula, part_style, "" if value is None else value)


def _write_figure(book: Book, sheet: Sheet, row_number: int, row: Row, layout: DetailLayout) -> str:
    """Write the figure, with a link to its row of *Chi tiết*; its text is returned, where it is one."""
    total = layout.province.totals[row.code]
    style = book.style(border=1, align="center", num_format=figure_format(row))
    detail_row = layout.rows[row.code]
    if total.shown != "":
        sheet.link(row_number - 1, 3, messages.DETAIL, f"A{detail_row}", style)
    sheet.write_formula(f"D{row_number}", formulas.chosen_total(layout, detail_row), style, total.shown)
    return total.text


def _write_note(book: Book, sheet: Sheet, row_number: int, row: Row, layout: DetailLayout) -> str:
    """Write how the figure was formed, where it is not a plain sum, and how many figures are not in it; the text."""
    style = book.style(font_size=10, **row_properties(row))
    text = appendix.printed_note_text(layout.province, row)
    if row.is_indicator:
        # Whoever chooses other figures or agencies on Lựa chọn reads what is so then.
        sheet.write_formula(f"E{row_number}", _note_formula(row_number, row, layout), style, text)
    else:
        sheet.write_string(f"E{row_number}", text, style)
    return text


def _note_formula(row_number: int, row: Row, layout: DetailLayout) -> str:
    """The parts of the note, of which each begins with the separator; it is taken off the first."""
    note_text, formed = appendix.note_text(layout.province, row), appendix.formed(row)
    figure, coverage, left_out = f"D{row_number}", f"F{row_number}", f"G{row_number}"
    if formed:
        opening, closing = messages.OVER_AGENCIES
        parts = [f'IF(ISNUMBER({figure}),{_separated(formed + opening)}&{coverage}&{quote(closing)},"")']
    else:
        slash = f'FIND("/",{coverage})'
        is_whole = f"LEFT({coverage},{slash}-1)=MID({coverage},{slash}+1,9)"
        parts = [_separated(note_text)] if note_text else []
        parts.append(f'IF(OR({figure}="",{is_whole}),"",{_separated("")}&{coverage}&{quote(messages.COVERAGE_NOTE)})')
    unreadable = formulas.unreadable_count(layout, row)
    left_out_words = appendix.left_out_words(layout.province)
    for (before, after), count in ((messages.UNREADABLE_NOTE, unreadable), (left_out_words, left_out)):
        parts.append(f'IF({count}>0,{_separated(before)}&{count}&{quote(after)},"")')
    return f"=MID({'&'.join(parts)},{len(appendix.SEPARATOR) + 1},999)"


def _separated(text: str) -> str:
    """A text with the separator before it, quoted for a formula."""
    return quote(appendix.SEPARATOR + text)

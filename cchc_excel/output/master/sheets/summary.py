"""*Tổng hợp*: the form with the provincial figure, and in the margin over how many agencies it was formed."""

from __future__ import annotations

from typing import Any

from cchc_excel.consolidation import appendix
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages
from cchc_excel.messages import template as form_say
from cchc_excel.output.master import filters as choice
from cchc_excel.output.master import formulas
from cchc_excel.output.master.detail_layout import DetailLayout
from cchc_excel.output.master.styles import BAD_FONT, HEAD, IDLE, NOTE_FONT, SECTION, figure_format
from cchc_excel.output.spreadsheet import COUNT_FORMAT, Book, Sheet
from cchc_excel.rules.functions import quote
from cchc_excel.text.row_height import lines_needed, row_height

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
    _heading(book, sheet, layout)
    _header(book, sheet, rolls_up=layout.rolls_up)
    for at, row in enumerate(province.form.rows, start=_FIRST_ROW):
        _row(book, sheet, at, row, layout)
    last = _FIRST_ROW + len(province.form.rows) - 1
    sheet.freeze_panes(_FIRST_ROW - 1, 0)
    sheet.page(header_rows=(_HEADER_ROW, _HEADER_ROW + 1))
    said = book.style(italic=True, text_wrap=False)
    sheet.merge_range(f"A{last + 2}:E{last + 2}", f"{appendix.returned(province)}.", said)
    sheet.print_area(f"A1:E{last + 2}")
    sheet.activate()


def _heading(book: Book, sheet: Sheet, layout: DetailLayout) -> None:
    province = layout.province
    bold = book.style(bold=True, align="center", text_wrap=False)
    italic = book.style(italic=True, align="center", text_wrap=False)
    told = list(appendix.heading(province))
    # Above the header there is room for so many lines.
    joined = [" – ".join(told[:-3]), *told[-3:]] if len(told) > 4 else told
    lines = [*((line, bold) for line in joined), (appendix.reference(province), italic)]
    for at, (text, style) in enumerate(lines, start=1):
        sheet.merge_range(f"A{at}:E{at}", text, style)
    warning = book.style(bold=True, font_color=BAD_FONT, align="center", text_wrap=False)
    at = _HEADER_ROW - 1
    sheet.merge_range(f"A{at}:E{at}", "", warning)
    sheet.write_formula(f"A{at}", choice.warning_formula(layout), warning, choice.warning_text(province))
    aside = book.style(font_size=11, font_color=NOTE_FONT, text_wrap=False)
    sheet.write_string("F1", appendix.returned(province), aside)
    sheet.write_formula("F2", choice.rule_formula(province), aside, messages.ERROR_RULES[province.error_rule])


def _header(book: Book, sheet: Sheet, *, rolls_up: bool) -> None:
    head = book.style(bold=True, align="center", border=1, bg_color=HEAD)
    margin = book.style(bold=True, align="center", border=1, bg_color=IDLE)
    texts = (*messages.SUMMARY_MARGIN, *(messages.BELOW_MARGIN if rolls_up else ()))
    top, below = _HEADER_ROW, _HEADER_ROW + 1
    ordinal, label, result, note, _ = form_say.HEADER_TOP
    for letter, text in (("A", ordinal), ("B", label), ("E", note)):
        sheet.merge_range(f"{letter}{top}:{letter}{below}", text, head)
    sheet.merge_range(f"C{top}:D{top}", result, head)
    sheet.write_string(f"C{below}", form_say.HEADER_UNIT, head)
    sheet.write_string(f"D{below}", form_say.HEADER_FIGURE, head)
    for letter, text in zip("FGHIJK", texts, strict=False):
        sheet.merge_range(f"{letter}{top}:{letter}{below}", text, margin)
    sheet.set_row(top - 1, 20)
    sheet.set_row(below - 1, 20)


def _row(book: Book, sheet: Sheet, at: int, row: Row, layout: DetailLayout) -> None:
    look: dict[str, Any] = {"border": 1}
    if row.type == "section":
        look |= {"bold": True, "bg_color": SECTION}
    if row.is_detail:
        look |= {"italic": True}
    sheet.write_string(f"A{at}", row.ordinal, book.style(align="center", **look))
    sheet.write_string(f"B{at}", row.printed_label, book.style(**look))
    sheet.write_string(f"C{at}", row.unit, book.style(align="center", **look))
    remark = _remark(book, sheet, at, row, layout, look)
    shown = ""
    if row.is_indicator:
        shown = _figure(book, sheet, at, row, layout)
        _margin(book, sheet, at, row, layout)
    else:
        sheet.write_blank(f"D{at}", None, book.style(**({"bg_color": IDLE} | look)))
    lines = max(
        lines_needed(row.printed_label, _WIDTHS["B"], bold=row.type == "section"),
        lines_needed(row.unit, _WIDTHS["C"]),
        lines_needed(shown, _WIDTHS["D"]),
        lines_needed(remark, _WIDTHS["E"], 10),
    )
    if lines > 1:
        sheet.set_row(at - 1, row_height(lines))


def _margin(book: Book, sheet: Sheet, at: int, row: Row, layout: DetailLayout) -> None:
    """Beside the printed table: n/N, what is left out, numerator and denominator."""
    total = layout.province.totals[row.code]
    margin = book.style(border=1, align="center", bg_color=IDLE)
    sheet.write_formula(f"F{at}", formulas.coverage(layout, row), margin, total.coverage)
    alarm = book.style(border=1, align="center", bg_color=IDLE, num_format=f"[Red]{COUNT_FORMAT};;")
    sheet.write_formula(f"G{at}", formulas.left_out(layout, row), alarm, total.left_out)
    if layout.rolls_up:
        below = total.below
        sheet.write_formula(f"J{at}", formulas.below_coverage(layout, row), margin, below.coverage)
        picked = formulas.picked(layout, layout.below_rows[row.code][2])
        sheet.write_formula(f"K{at}", picked, alarm, below.left_out if below.expected else "")
    part = book.style(border=1, align="center", bg_color=IDLE, num_format="#,##0.##")
    halves = zip("HI", layout.part_rows.get(row.code, ()), (total.numerator, total.denominator), strict=False)
    for letter, part_row, value in halves:
        cached = "" if value is None else value
        sheet.write_formula(f"{letter}{at}", formulas.picked(layout, part_row), part, cached)


def _figure(book: Book, sheet: Sheet, at: int, row: Row, layout: DetailLayout) -> str:
    """Write the figure; its text is returned, where it is one."""
    total = layout.province.totals[row.code]
    shown = figure_format(row)
    style = book.style(border=1, align="center", num_format=shown)
    cached = total.shown
    if cached != "":
        sheet.link(at - 1, 3, messages.DETAIL, f"A{layout.rows[row.code]}", style)
    sheet.write_formula(f"D{at}", formulas.picked(layout, layout.rows[row.code]), style, cached)
    return total.text


def _remark(book: Book, sheet: Sheet, at: int, row: Row, layout: DetailLayout, look: dict[str, Any]) -> str:
    """Write how the figure was formed, where it is not a plain sum, and how many figures are not in it; the text."""
    style = book.style(font_size=10, **look)
    text = appendix.printed_remark(layout.province, row)
    if row.is_indicator:
        # Whoever chooses other figures or agencies on Lựa chọn reads what is so then.
        sheet.write_formula(f"E{at}", _remark_formula(at, row, layout), style, text)
    else:
        sheet.write_string(f"E{at}", text, style)
    return text


def _remark_formula(at: int, row: Row, layout: DetailLayout) -> str:
    """Each part begins with the separator, which is taken off the first."""
    how, formed = appendix.remark(layout.province, row), appendix.formed(row)
    figure, coverage, left_out, unreadable = f"D{at}", f"F{at}", f"G{at}", formulas.unreadable(layout, row)
    if formed:
        opening, closing = messages.OVER_AGENCIES
        parts = [f'IF(ISNUMBER({figure}),{_said(formed + opening)}&{coverage}&{quote(closing)},"")']
    else:
        slash = f'FIND("/",{coverage})'
        is_whole = f"LEFT({coverage},{slash}-1)=MID({coverage},{slash}+1,9)"
        parts = [_said(how)] if how else []
        parts.append(f'IF(OR({figure}="",{is_whole}),"",{_said("")}&{coverage}&{quote(messages.COVERAGE_REMARK)})')
    words = appendix.left_out_words(layout.province)
    for (before, after), count in ((messages.UNREADABLE_REMARK, unreadable), (words, left_out)):
        parts.append(f'IF({count}>0,{_said(before)}&{count}&{quote(after)},"")')
    return f"=MID({'&'.join(parts)},{len(appendix.SEPARATOR) + 1},999)"


def _said(text: str) -> str:
    return quote(appendix.SEPARATOR + text)

"""*So sánh kỳ trước*: this period beside the last one and the same of last year, where they say the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cchc_excel.consolidation.comparison import CHANGE_DECIMALS, Comparison, compare, last_period, year_before
from cchc_excel.domain.consolidated import ConsolidatedPeriod, EarlierPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages
from cchc_excel.output.master import filters as choice
from cchc_excel.output.master import formulas
from cchc_excel.output.master.detail_layout import WHOLE, DetailLayout
from cchc_excel.output.master.styles import (
    HEAD,
    IDLE,
    SECTION,
    TOTAL_FILL,
    figure_format,
    subtitle,
    title,
    write_figure,
)
from cchc_excel.output.spreadsheet import Book, Sheet
from cchc_excel.text.row_height import lines_needed, row_height

#: A to C describe the row, D and E this period, then four columns for each period compared with, then the remark.
_WIDTHS: tuple[float, ...] = (6, 44, 14, 15, 8, 15, 8, 13, 9, 15, 8, 13, 9, 34)
_TOP_ROW, _HEADER_ROW, _FIRST_ROW = 5, 6, 7
_NOW, _REMARK = 3, 13
_BLOCKS = (5, 9)
_LABEL, _SMALL = 11, 10
_CHANGES = {"count": "+#,##0;-#,##0;0", "percent": "+0.0##;-0.0##;0"}


def write_comparison(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab, where there is an earlier period."""
    if not province.earlier:
        return
    sheet = book.sheet(messages.COMPARISON)
    columns = len(_WIDTHS)
    title(book, sheet, f"{messages.COMPARISON_TITLE} – {subtitle(province)}", columns, messages.COMPARISON_LEGEND)
    told = "; ".join(_changes_of_agencies(province))
    sheet.merge_range(2, 0, 2, columns - 1, told, book.style(italic=True, align="center"))
    sheet.set_row(2, row_height(lines_needed(told, sum(_WIDTHS))))
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    then = (last_period(province), year_before(province))
    _header(book, sheet, province, then)
    layout = DetailLayout(province)
    for at, row in enumerate(province.form.rows, start=_FIRST_ROW):
        _row(book, sheet, at, row, layout, then)
    sheet.freeze_panes(_FIRST_ROW - 1, _NOW)
    sheet.page(landscape=True, header_rows=(_TOP_ROW, _HEADER_ROW))


def _changes_of_agencies(province: ConsolidatedPeriod) -> Iterator[str]:
    seen = []
    for then in (last_period(province), year_before(province)):
        if then is None or then in seen:
            continue
        seen.append(then)
        for text, agencies in ((messages.GONE, then.gone), (messages.JOINED, then.joined)):
            if agencies:
                yield text.format(period=then.period.name, agencies=", ".join(one.code for one in agencies))


def _header(book: Book, sheet: Sheet, province: ConsolidatedPeriod, then: tuple[EarlierPeriod | None, ...]) -> None:
    head = book.style(bold=True, align="center", border=1, bg_color=HEAD, font_size=11)
    for at, text in enumerate(messages.COMPARISON_HEADER):
        sheet.merge_range(_TOP_ROW - 1, at, _HEADER_ROW - 1, at, text, head)
    sheet.merge_range(_TOP_ROW - 1, _REMARK, _HEADER_ROW - 1, _REMARK, messages.COMPARISON_REMARK, head)
    figure, coverage, *_ = messages.COMPARISON_COLUMNS
    sheet.merge_range(
        _TOP_ROW - 1, _NOW, _TOP_ROW - 1, _NOW + 1, f"{messages.THIS_PERIOD}\n{province.period.name}", head
    )
    for at, text in enumerate((figure, coverage)):
        sheet.write_string(_HEADER_ROW - 1, _NOW + at, text, head)
    for first, name, one in zip(_BLOCKS, (messages.LAST_PERIOD, messages.YEAR_BEFORE), then, strict=True):
        period = one.period.name if one else messages.NO_EARLIER_PERIOD
        sheet.merge_range(_TOP_ROW - 1, first, _TOP_ROW - 1, first + 3, f"{name}\n{period}", head)
        for at, text in enumerate(messages.COMPARISON_COLUMNS):
            sheet.write_string(_HEADER_ROW - 1, first + at, text, head)
    sheet.set_row(_TOP_ROW - 1, 34)
    sheet.set_row(_HEADER_ROW - 1, 20)


def _row(
    book: Book, sheet: Sheet, at: int, row: Row, layout: DetailLayout, then: tuple[EarlierPeriod | None, ...]
) -> None:
    look: dict[str, Any] = {"border": 1, "font_size": _LABEL}
    if row.type == "section":
        look |= {"bold": True, "bg_color": SECTION}
    if row.is_detail:
        look |= {"italic": True}
    told = (row.ordinal, row.printed_label, row.unit)
    for column, text in enumerate(told):
        align = {} if column == 1 else {"align": "center"}
        sheet.write_string(at - 1, column, text, book.style(**look, **align))
    texts: list[tuple[str, float]] = []
    if row.is_indicator:
        texts += _compare(book, sheet, at, row, layout, then)
    else:
        for column in range(_NOW, len(_WIDTHS)):
            sheet.write_blank(at - 1, column, None, book.style(**({"bg_color": IDLE} | look)))
    is_bold = row.type == "section"
    lines = [lines_needed(text, width, _LABEL, bold=is_bold) for text, width in zip(told, _WIDTHS, strict=False)]
    lines += [lines_needed(text, width, _SMALL) for text, width in texts]
    sheet.set_row(at - 1, row_height(max(lines), _LABEL))


def _compare(
    book: Book, sheet: Sheet, at: int, row: Row, layout: DetailLayout, then: tuple[EarlierPeriod | None, ...]
) -> list[tuple[str, float]]:
    """Write this period's figure and what it is compared with; texts that may need several lines, with their widths."""
    province = layout.province
    now = province.totals[row.code]
    style = book.style(
        border=1, align="center", font_size=_SMALL, bold=True, bg_color=TOTAL_FILL, num_format=figure_format(row)
    )
    total_cell = f"'{messages.DETAIL}'!{layout.total_cell(WHOLE, layout.rows[row.code])}"
    sheet.write_formula(at - 1, _NOW, f"={total_cell}", style, now.shown)
    small = book.style(border=1, align="center", font_size=9)
    sheet.write_formula(at - 1, _NOW + 1, formulas.whole_coverage(layout, row), small, now.coverage)
    texts = [(now.text, _WIDTHS[_NOW])]
    remarks = []
    for first, one in zip(_BLOCKS, then, strict=True):
        found = compare(province, row, one) if one else None
        texts += _block(book, sheet, (at, first), row, found, choice.figure_choice(province))
        if one and found and found.obstacle:
            remarks.append(messages.OBSTACLES[found.obstacle].format(period=one.period.name))
    # Last period may be the same of last year.
    told = "; ".join(dict.fromkeys(remarks))
    sheet.write_string(at - 1, _REMARK, told, book.style(border=1, font_size=_SMALL))
    return [*texts, (told, _WIDTHS[_REMARK])]


def _block(
    book: Book, sheet: Sheet, corner: tuple[int, int], row: Row, found: Comparison | None, usual: int
) -> list[tuple[str, float]]:
    """Figure, n/N, change and per cent of one period compared with, from a row and column on."""
    at, first = corner
    plain = book.style(border=1, align="center", font_size=_SMALL, num_format=figure_format(row))
    small = book.style(border=1, align="center", font_size=9)
    total = found.total if found else None
    if found is None or total is None:
        for column in range(first, first + 4):
            sheet.write_blank(at - 1, column, None, plain)
        if found is not None:
            sheet.write_string(at - 1, first + 2, messages.NOT_COMPARABLE, small)
        return [(messages.NOT_COMPARABLE if found else "", _WIDTHS[first + 2])]
    write_figure(sheet, at - 1, first, total.shown, plain)
    sheet.write_string(at - 1, first + 1, total.coverage, small)
    if found.obstacle:
        sheet.write_string(at - 1, first + 2, messages.NOT_COMPARABLE, small)
        sheet.write_blank(at - 1, first + 3, None, plain)
        return [(total.text, _WIDTHS[first]), (messages.NOT_COMPARABLE, _WIDTHS[first + 2])]
    now_cell, then_cell = f"D{at}", f"{chr(ord('A') + first)}{at}"
    # Earlier figures were formed by the rule that the master was made with; by another one nothing is compared.
    both = f"AND({messages.FIGURES_NAME}={usual},ISNUMBER({now_cell}),ISNUMBER({then_cell}))"
    difference = f"{now_cell}-{then_cell}"
    if row.type == "percent":
        difference = f"ROUND({difference},{CHANGE_DECIMALS})"
    change = book.style(border=1, align="center", font_size=_SMALL, num_format=_CHANGES.get(row.type, "General"))
    cached = "" if found.change is None else found.change
    sheet.write_formula(at - 1, first + 2, f'=IF({both},{difference},"")', change, cached)
    if row.type == "count":
        percent = book.style(border=1, align="center", font_size=_SMALL, num_format="+0.0;-0.0;0")
        formula = f'=IF({both},IF({then_cell}=0,"",({now_cell}-{then_cell})/{then_cell}*100),"")'
        sheet.write_formula(at - 1, first + 3, formula, percent, "" if found.percent is None else found.percent)
    else:
        sheet.write_blank(at - 1, first + 3, None, plain)
    return [(total.text, _WIDTHS[first])]

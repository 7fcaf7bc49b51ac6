"""*So sánh kỳ trước*: this period's figures beside the last period's and those of the same period of last year.

Written only where there is an earlier period; figures that may not be compared are shown without a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cchc_excel.consolidation.comparison import CHANGE_DECIMALS, Comparison, compare, last_period, year_before
from cchc_excel.domain.consolidated import ConsolidatedPeriod, EarlierPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages
from cchc_excel.output.master import filters, formulas
from cchc_excel.output.master.detail_layout import WHOLE, DetailLayout
from cchc_excel.output.master.styles import (
    HEAD,
    IDLE,
    TOTAL_FILL,
    figure_format,
    row_properties,
    subtitle,
    write_figure,
    write_title,
)
from cchc_excel.output.spreadsheet import Book, Sheet, column_name
from cchc_excel.text.row_height import lines_needed, row_height

#: A to C describe the row, D and E this period, then four columns for each earlier period, then the note.
_WIDTHS: tuple[float, ...] = (6, 44, 14, 15, 8, 15, 8, 13, 9, 15, 8, 13, 9, 34)
_TOP_ROW, _HEADER_ROW, _FIRST_ROW = 5, 6, 7
_NOW, _NOTE = 3, 13
#: The first column of each earlier period.
_BLOCKS = (5, 9)
_LABEL_SIZE, _FIGURE_SIZE, _SMALL_SIZE = 11, 10, 9
_CHANGE_FORMATS = {"count": "+#,##0;-#,##0;0", "percent": "+0.0##;-0.0##;0"}

#: Texts that may need several lines, with the widths of their columns.
_Texts = list[tuple[str, float]]


@dataclass(frozen=True)
class _Table:
    """What the rows of the tab are written with.

    Attributes:
        earlier: the last period and the same of last year; None for one that was not collected.
    """

    book: Book
    sheet: Sheet
    layout: DetailLayout
    earlier: tuple[EarlierPeriod | None, ...]

    @property
    def province(self) -> ConsolidatedPeriod:
        return self.layout.province


def write_comparison(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab, where there is an earlier period."""
    if not province.earlier:
        return
    sheet = book.sheet(messages.COMPARISON)
    columns = len(_WIDTHS)
    title = f"{messages.COMPARISON_TITLE} – {subtitle(province)}"
    write_title(book, sheet, title, columns, messages.COMPARISON_LEGEND)
    changes = "; ".join(_changes_of_agencies(province))
    sheet.merge_range(2, 0, 2, columns - 1, changes, book.style(italic=True, align="center"))
    sheet.set_row(2, row_height(lines_needed(changes, sum(_WIDTHS))))
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    table = _Table(book, sheet, DetailLayout(province), (last_period(province), year_before(province)))
    _write_header(table)
    for row_number, row in enumerate(province.form.rows, start=_FIRST_ROW):
        _write_row(table, row_number, row)
    sheet.freeze_panes(_FIRST_ROW - 1, _NOW)
    sheet.page(landscape=True, header_rows=(_TOP_ROW, _HEADER_ROW))


def _changes_of_agencies(province: ConsolidatedPeriod) -> Iterator[str]:
    """Sentences on the agencies that are gone and on those that have joined since."""
    periods = (last_period(province), year_before(province))
    for index, earlier in enumerate(periods):
        # The last period may be the same of last year.
        if earlier is None or earlier in periods[:index]:
            continue
        for sentence, agencies in ((messages.GONE, earlier.gone), (messages.JOINED, earlier.joined)):
            if agencies:
                codes = ", ".join(agency.code for agency in agencies)
                yield sentence.format(period=earlier.period.name, agencies=codes)


def _write_header(table: _Table) -> None:
    sheet, this_period = table.sheet, table.province.period.name
    style = table.book.style(bold=True, align="center", border=1, bg_color=HEAD, font_size=_LABEL_SIZE)
    for column, text in enumerate(messages.COMPARISON_HEADER):
        sheet.merge_range(_TOP_ROW - 1, column, _HEADER_ROW - 1, column, text, style)
    sheet.merge_range(_TOP_ROW - 1, _NOTE, _HEADER_ROW - 1, _NOTE, messages.COMPARISON_NOTE, style)
    sheet.merge_range(_TOP_ROW - 1, _NOW, _TOP_ROW - 1, _NOW + 1, f"{messages.THIS_PERIOD}\n{this_period}", style)
    figure, coverage, *_ = messages.COMPARISON_COLUMNS
    for column, text in enumerate((figure, coverage), start=_NOW):
        sheet.write_string(_HEADER_ROW - 1, column, text, style)
    names = (messages.LAST_PERIOD, messages.YEAR_BEFORE)
    for first, name, earlier in zip(_BLOCKS, names, table.earlier, strict=True):
        period = earlier.period.name if earlier else messages.NO_EARLIER_PERIOD
        sheet.merge_range(_TOP_ROW - 1, first, _TOP_ROW - 1, first + 3, f"{name}\n{period}", style)
        for column, text in enumerate(messages.COMPARISON_COLUMNS, start=first):
            sheet.write_string(_HEADER_ROW - 1, column, text, style)
    sheet.set_row(_TOP_ROW - 1, 34)
    sheet.set_row(_HEADER_ROW - 1, 20)


def _write_row(table: _Table, row_number: int, row: Row) -> None:
    book, sheet = table.book, table.sheet
    properties = row_properties(row) | {"font_size": _LABEL_SIZE}
    labels = (row.ordinal, row.printed_label, row.unit)
    for column, text in enumerate(labels):
        align = {} if column == 1 else {"align": "center"}
        sheet.write_string(row_number - 1, column, text, book.style(**properties, **align))
    texts: _Texts = []
    if row.is_indicator:
        texts = _write_figures(table, row_number, row)
    else:
        for column in range(_NOW, len(_WIDTHS)):
            sheet.write_blank(row_number - 1, column, None, book.style(**({"bg_color": IDLE} | properties)))
    is_bold = row.type == "section"
    lines = [lines_needed(text, width, _LABEL_SIZE, bold=is_bold) for text, width in zip(labels, _WIDTHS, strict=False)]
    lines += [lines_needed(text, width, _FIGURE_SIZE) for text, width in texts]
    sheet.set_row(row_number - 1, row_height(max(lines), _LABEL_SIZE))


def _write_figures(table: _Table, row_number: int, row: Row) -> _Texts:
    """Write this period's figure, the earlier ones with the changes, and why some are not compared."""
    book, sheet, layout = table.book, table.sheet, table.layout
    total = table.province.totals[row.code]
    style = book.style(
        border=1, align="center", font_size=_FIGURE_SIZE, bold=True, bg_color=TOTAL_FILL, num_format=figure_format(row)
    )
    total_cell = f"'{messages.DETAIL}'!{layout.total_cell(WHOLE, layout.rows[row.code])}"
    sheet.write_formula(row_number - 1, _NOW, f"={total_cell}", style, total.shown)
    small_style = book.style(border=1, align="center", font_size=_SMALL_SIZE)
    sheet.write_formula(
        row_number - 1, _NOW + 1, formulas.provincial_coverage(layout, row), small_style, total.coverage
    )
    texts = [(total.text, _WIDTHS[_NOW])]
    obstacles = []
    for first, earlier in zip(_BLOCKS, table.earlier, strict=True):
        comparison = compare(table.province, row, earlier) if earlier else None
        texts += _write_block(table, (row_number, first), row, comparison)
        if earlier and comparison and comparison.obstacle:
            obstacles.append(messages.OBSTACLES[comparison.obstacle].format(period=earlier.period.name))
    # Once only where the last period is the same of last year.
    note = "; ".join(dict.fromkeys(obstacles))
    sheet.write_string(row_number - 1, _NOTE, note, book.style(border=1, font_size=_FIGURE_SIZE))
    return [*texts, (note, _WIDTHS[_NOTE])]


def _write_block(table: _Table, corner: tuple[int, int], row: Row, comparison: Comparison | None) -> _Texts:
    """Write an earlier period's figure, n/N, change and change in per cent.

    Args:
        table: where to.
        corner: the block's row (from 1) and first column (from 0).
        row: the indicator.
        comparison: with that period; None where it was not collected.
    """
    book, sheet = table.book, table.sheet
    row_number, first = corner
    plain = book.style(border=1, align="center", font_size=_FIGURE_SIZE, num_format=figure_format(row))
    small = book.style(border=1, align="center", font_size=_SMALL_SIZE)
    total = comparison.total if comparison else None
    if comparison is None or total is None:
        for column in range(first, first + 4):
            sheet.write_blank(row_number - 1, column, None, plain)
        if comparison is not None:
            sheet.write_string(row_number - 1, first + 2, messages.NOT_COMPARABLE, small)
        return [(messages.NOT_COMPARABLE if comparison else "", _WIDTHS[first + 2])]
    write_figure(sheet, row_number - 1, first, total.shown, plain)
    sheet.write_string(row_number - 1, first + 1, total.coverage, small)
    if comparison.obstacle:
        sheet.write_string(row_number - 1, first + 2, messages.NOT_COMPARABLE, small)
        sheet.write_blank(row_number - 1, first + 3, None, plain)
        return [(total.text, _WIDTHS[first]), (messages.NOT_COMPARABLE, _WIDTHS[first + 2])]
    _write_change(table, corner, row, comparison)
    return [(total.text, _WIDTHS[first])]


def _write_change(table: _Table, corner: tuple[int, int], row: Row, comparison: Comparison) -> None:
    """Write the change and, of counts, the change in per cent, as formulas."""
    book, sheet = table.book, table.sheet
    row_number, first = corner
    now_cell, earlier_cell = f"{column_name(_NOW)}{row_number}", f"{column_name(first)}{row_number}"
    # Earlier figures were formed by the rule that the master was made with; by another one nothing is compared.
    default_figures = filters.default_figures(table.province)
    is_compared = f"AND({messages.FIGURES_NAME}={default_figures},ISNUMBER({now_cell}),ISNUMBER({earlier_cell}))"
    difference = f"{now_cell}-{earlier_cell}"
    if row.type == "percent":
        difference = f"ROUND({difference},{CHANGE_DECIMALS})"
    change_format = _CHANGE_FORMATS.get(row.type, "General")
    change_style = book.style(border=1, align="center", font_size=_FIGURE_SIZE, num_format=change_format)
    change = "" if comparison.change is None else comparison.change
    sheet.write_formula(row_number - 1, first + 2, f'=IF({is_compared},{difference},"")', change_style, change)
    if row.type == "count":
        percent_style = book.style(border=1, align="center", font_size=_FIGURE_SIZE, num_format="+0.0;-0.0;0")
        ratio = f"({now_cell}-{earlier_cell})/{earlier_cell}*100"
        formula = f'=IF({is_compared},IF({earlier_cell}=0,"",{ratio}),"")'
        percent = "" if comparison.percent is None else comparison.percent
        sheet.write_formula(row_number - 1, first + 3, formula, percent_style, percent)
    else:
        plain = book.style(border=1, align="center", font_size=_FIGURE_SIZE, num_format=figure_format(row))
        sheet.write_blank(row_number - 1, first + 3, None, plain)

"""*Diễn biến*: every indicator over the periods, each with a sparkline, and a chart of the one that is chosen.

Written only where there is an earlier period.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cchc_excel.consolidation.comparison import compare, equally_long
from cchc_excel.domain.consolidated import ConsolidatedPeriod, EarlierPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages
from cchc_excel.output.master.charts import LINE, line_style, style_chart
from cchc_excel.output.master.detail_layout import WHOLE, DetailLayout
from cchc_excel.output.master.styles import (
    CHOICE_FILL,
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

#: Widths of code, label, unit and sparkline.
_LEADING_WIDTHS = (7, 46, 15, 20)
_FIRST_PERIOD = len(_LEADING_WIDTHS)
_PERIOD_WIDTH = 13
_LABEL_SIZE = 11
_SPARKLINE_COLUMN = 3
_CHOICE_ROW, _CHART_ROW, _HEADER_ROW, _FIRST_ROW = 3, 4, 20, 21


def write_series(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab, where there is an earlier period."""
    if not province.earlier:
        return
    sheet = book.sheet(messages.SERIES)
    equal = equally_long(province)
    periods = _Periods(equal, [earlier for earlier in province.earlier if earlier not in equal])
    title = f"{messages.SERIES_TITLE} – {subtitle(province)}"
    write_title(book, sheet, title, periods.end, messages.SERIES_LEGEND)
    for column in range(periods.end):
        sheet.set_column(column, column, _LEADING_WIDTHS[column] if column < _FIRST_PERIOD else _PERIOD_WIDTH)
    names = {column: earlier.period.name for column, earlier in periods.earlier()}
    names[periods.now] = province.period.name
    header_style = book.style(bold=True, align="center", border=1, bg_color=HEAD)
    for column, text in enumerate((*messages.COMPARISON_HEADER, messages.SERIES_LINE)):
        sheet.write_string(_HEADER_ROW - 1, column, text, header_style)
    for column, name in names.items():
        sheet.write_string(_HEADER_ROW - 1, column, name, header_style)
    sheet.set_row(_HEADER_ROW - 1, 36)
    layout = DetailLayout(province)
    for row_number, row in enumerate(province.form.rows, start=_FIRST_ROW):
        _write_row(book, sheet, row_number, row, layout, periods)
    if any(row.type != "coded" for row in province.form.indicators):
        _write_chart(book, sheet, province, len(equal) + 1)
    sheet.freeze_panes(_HEADER_ROW, _FIRST_PERIOD)
    sheet.page(landscape=True, a3=True, header_rows=(_HEADER_ROW, _HEADER_ROW))


@dataclass(frozen=True)
class _Periods:
    """The columns of periods: earlier ones as long as this one, this one, then the other earlier ones."""

    equal: Sequence[EarlierPeriod]
    others: Sequence[EarlierPeriod]

    @property
    def now(self) -> int:
        """Column of this period."""
        return _FIRST_PERIOD + len(self.equal)

    @property
    def end(self) -> int:
        """The column after the last."""
        return self.now + 1 + len(self.others)

    def earlier(self) -> Iterator[tuple[int, EarlierPeriod]]:
        """Every earlier period with its column."""
        yield from enumerate(self.equal, start=_FIRST_PERIOD)
        yield from enumerate(self.others, start=self.now + 1)


def _write_row(book: Book, sheet: Sheet, row_number: int, row: Row, layout: DetailLayout, periods: _Periods) -> None:
    properties = row_properties(row) | {"font_size": _LABEL_SIZE}
    for column, text in enumerate((row.code, row.printed_label, row.unit)):
        align = {} if column == 1 else {"align": "center"}
        sheet.write_string(row_number - 1, column, text, book.style(**properties, **align))
    idle_style = book.style(**(properties if row.is_indicator else {"bg_color": IDLE} | properties))
    for column in range(_SPARKLINE_COLUMN, periods.end):
        sheet.write_blank(row_number - 1, column, None, idle_style)
    texts = [(row.printed_label, _LEADING_WIDTHS[1]), (row.unit, _LEADING_WIDTHS[2])]
    if row.is_indicator:
        texts += [(text, _PERIOD_WIDTH) for text in _write_figures(book, sheet, row_number, row, layout, periods)]
    lines = max(lines_needed(text, width, _LABEL_SIZE, bold=row.type == "section") for text, width in texts)
    sheet.set_row(row_number - 1, row_height(lines, _LABEL_SIZE))


def _write_figures(
    book: Book, sheet: Sheet, row_number: int, row: Row, layout: DetailLayout, periods: _Periods
) -> list[str]:
    """Write an indicator's figures of all periods and its sparkline; figures that are texts are returned."""
    province = layout.province
    properties = {"border": 1, "align": "center", "font_size": 10, "num_format": figure_format(row)}
    texts = []
    for column, earlier in periods.earlier():
        value = _earlier_figure(province, row, earlier)
        write_figure(sheet, row_number - 1, column, value, book.style(**properties))
        texts.append(value if isinstance(value, str) else "")
    total = province.totals[row.code]
    total_cell = f"'{messages.DETAIL}'!{layout.total_cell(WHOLE, layout.rows[row.code])}"
    total_style = book.style(**properties, bold=True, bg_color=TOTAL_FILL)
    sheet.write_formula(row_number - 1, periods.now, f"={total_cell}", total_style, total.shown)
    if row.type != "coded":
        _add_sparkline(sheet, row_number, periods.now)
    return [*texts, total.text]


def _earlier_figure(province: ConsolidatedPeriod, row: Row, earlier: EarlierPeriod) -> float | str:
    """A figure, a text or an empty string; that of a period of another length is shown all the same."""
    comparison = compare(province, row, earlier)
    return "" if comparison.total is None or comparison.obstacle == "agencies" else comparison.total.shown


def _add_sparkline(sheet: Sheet, row_number: int, last_column: int) -> None:
    """Add columns from zero over the periods as long as this one; LibreOffice prints no sparklines of type line."""
    first, last = column_name(_FIRST_PERIOD), column_name(last_column)
    cells = f"'{messages.SERIES}'!{first}{row_number}:{last}{row_number}"
    options = {"range": cells, "type": "column", "min": 0, "series_color": LINE, "empty_cells": "gaps"}
    sheet.add_sparkline(row_number - 1, _SPARKLINE_COLUMN, options)


def _write_chart(book: Book, sheet: Sheet, province: ConsolidatedPeriod, count: int) -> None:
    """Write a chart of the chosen indicator over so many periods.

    The figures that it draws stand in white above the table, behind it.
    """
    last_row = _FIRST_ROW + len(province.form.rows) - 1
    code = _write_choice(book, sheet, province, last_row)
    position = f"MATCH($C${_CHOICE_ROW},$A${_FIRST_ROW}:$A${last_row},0)"
    data_row, hidden_style = _CHART_ROW - 1, book.style(font_color="#FFFFFF", text_wrap=False)
    totals = [*(earlier.totals.get(code) for earlier in equally_long(province)), province.totals[code]]
    for column, total in enumerate(totals, start=_FIRST_PERIOD):
        letter = column_name(column)
        cell = f"INDEX({letter}${_FIRST_ROW}:{letter}${last_row},{position})"
        cached = "#N/A" if total is None or total.value is None else total.value
        sheet.write_formula(data_row, column, f"=IF(ISNUMBER({cell}),{cell},NA())", hidden_style, cached)
    chart = book.add_chart({"type": "line"})
    first, last = _FIRST_PERIOD, _FIRST_PERIOD + count - 1
    chart.add_series(
        {
            "name": f"='{messages.SERIES}'!$D${_CHOICE_ROW}",
            "categories": [messages.SERIES, _HEADER_ROW - 1, first, _HEADER_ROW - 1, last],
            "values": [messages.SERIES, data_row, first, data_row, last],
            **line_style(0),
        }
    )
    style_chart(chart, messages.SERIES_CHART)
    chart.set_size({"width": 900, "height": 330})
    sheet.insert_chart(_CHART_ROW - 1, 1, chart, {"description": messages.SERIES_CHART})


def _write_choice(book: Book, sheet: Sheet, province: ConsolidatedPeriod, last_row: int) -> str:
    """Write the cell in which an indicator is chosen, its label beside it; return the code that is chosen first."""
    codes = [row.code for row in province.form.indicators if row.type != "coded"]
    chosen = next((row.code for row in province.form.indicators if row.total == "weighted_mean"), codes[0])
    label_style = book.style(bold=True, align="right", text_wrap=False)
    sheet.merge_range(_CHOICE_ROW - 1, 0, _CHOICE_ROW - 1, 1, messages.SERIES_CHOICE, label_style)
    code_style = book.style(bold=True, border=2, align="center", bg_color=CHOICE_FILL)
    sheet.write_string(_CHOICE_ROW - 1, 2, chosen, code_style)
    prompt_title, prompt = messages.SERIES_PROMPT
    stop_title, stop = messages.CHOICE_STOP
    sheet.validate(
        f"C{_CHOICE_ROW}",
        {
            "validate": "list",
            "source": f"=$A${_FIRST_ROW}:$A${last_row}",
            "input_title": prompt_title,
            "input_message": prompt,
            "error_title": stop_title,
            "error_message": stop,
        },
    )
    label = f'=IFERROR(INDEX($B${_FIRST_ROW}:$B${last_row},MATCH($C${_CHOICE_ROW},$A${_FIRST_ROW}:$A${last_row},0)),"")'
    text_style = book.style(bold=True, text_wrap=False)
    sheet.write_formula(_CHOICE_ROW - 1, 3, label, text_style, province.form.by_code[chosen].printed_label)
    return chosen

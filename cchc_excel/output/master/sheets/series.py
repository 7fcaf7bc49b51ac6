"""*Diễn biến*: every indicator over the periods, with a line for each and a chart of the one that is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from cchc_excel.consolidation.comparison import compare, equally_long
from cchc_excel.domain.consolidated import ConsolidatedPeriod, EarlierPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages
from cchc_excel.output.master.charts import LINE, line_look, style_chart
from cchc_excel.output.master.detail_layout import WHOLE, DetailLayout
from cchc_excel.output.master.styles import (
    CHOICE_FILL,
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

_LEADING = (7, 46, 15, 20)
_FIRST_PERIOD = len(_LEADING)
_PERIOD_WIDTH = 13
_LINE_COLUMN = 3
_CHOICE_ROW, _CHART_ROW, _HEADER_ROW, _FIRST_ROW = 3, 4, 20, 21


def write_series(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab, where there is an earlier period."""
    if not province.earlier:
        return
    sheet = book.sheet(messages.SERIES)
    alike = equally_long(province)
    periods = _Periods(alike, [one for one in province.earlier if one not in alike])
    title(book, sheet, f"{messages.SERIES_TITLE} – {subtitle(province)}", periods.end, messages.SERIES_LEGEND)
    for at in range(periods.end):
        sheet.set_column(at, at, _LEADING[at] if at < _FIRST_PERIOD else _PERIOD_WIDTH)
    names = {column: then.period.name for column, then in periods.earlier()} | {periods.now: province.period.name}
    head = book.style(bold=True, align="center", border=1, bg_color=HEAD)
    for at, text in enumerate((*messages.COMPARISON_HEADER, messages.SERIES_LINE)):
        sheet.write_string(_HEADER_ROW - 1, at, text, head)
    for at, name in names.items():
        sheet.write_string(_HEADER_ROW - 1, at, name, head)
    sheet.set_row(_HEADER_ROW - 1, 36)
    layout = DetailLayout(province)
    for at, row in enumerate(province.form.rows, start=_FIRST_ROW):
        _row(book, sheet, at, row, layout, periods)
    if any(row.type != "coded" for row in province.form.indicators):
        _chart(book, sheet, province, len(alike) + 1)
    sheet.freeze_panes(_HEADER_ROW, _FIRST_PERIOD)
    sheet.page(landscape=True, a3=True, header_rows=(_HEADER_ROW, _HEADER_ROW))


@dataclass(frozen=True)
class _Periods:
    """The columns: earlier periods as long as this one, this one, then the others."""

    alike: Sequence[EarlierPeriod]
    others: Sequence[EarlierPeriod]

    @property
    def now(self) -> int:
        """Column of this period."""
        return _FIRST_PERIOD + len(self.alike)

    @property
    def end(self) -> int:
        """The column after the last."""
        return self.now + 1 + len(self.others)

    def earlier(self) -> Iterator[tuple[int, EarlierPeriod]]:
        """Every earlier period with its column."""
        yield from enumerate(self.alike, start=_FIRST_PERIOD)
        yield from enumerate(self.others, start=self.now + 1)


def _row(book: Book, sheet: Sheet, at: int, row: Row, layout: DetailLayout, periods: _Periods) -> None:
    province = layout.province
    look: dict[str, Any] = {"border": 1, "font_size": 11}
    if row.type == "section":
        look |= {"bold": True, "bg_color": SECTION}
    if row.is_detail:
        look |= {"italic": True}
    for column, text in enumerate((row.code, row.printed_label, row.unit)):
        sheet.write_string(at - 1, column, text, book.style(**look, **({} if column == 1 else {"align": "center"})))
    idle = book.style(**look) if row.is_indicator else book.style(**({"bg_color": IDLE} | look))
    for column in range(_LINE_COLUMN, periods.end):
        sheet.write_blank(at - 1, column, None, idle)
    texts = [(row.printed_label, _LEADING[1]), (row.unit, _LEADING[2])]
    if row.is_indicator:
        now = province.totals[row.code]
        look = {"border": 1, "align": "center", "font_size": 10, "num_format": figure_format(row)}
        for column, then in periods.earlier():
            value = _past(province, row, then)
            write_figure(sheet, at - 1, column, value, book.style(**look))
            texts.append((str(value), _PERIOD_WIDTH) if isinstance(value, str) else ("", _PERIOD_WIDTH))
        cell = f"'{messages.DETAIL}'!{layout.total_cell(WHOLE, layout.rows[row.code])}"
        sheet.write_formula(
            at - 1, periods.now, f"={cell}", book.style(**look, bold=True, bg_color=TOTAL_FILL), now.shown
        )
        texts.append((now.text, _PERIOD_WIDTH))
        if row.type != "coded":
            _line(sheet, at, periods.now)
    lines = max(lines_needed(text, width, 11, bold=row.type == "section") for text, width in texts)
    sheet.set_row(at - 1, row_height(lines, 11))


def _past(province: ConsolidatedPeriod, row: Row, then: EarlierPeriod) -> float | str:
    """An earlier figure, a text or nothing; that of a period of another length is shown all the same."""
    found = compare(province, row, then)
    return "" if found.total is None or found.obstacle == "agencies" else found.total.shown


def _line(sheet: Sheet, at: int, last: int) -> None:
    """Little columns from zero over the periods as long as this one; LibreOffice prints no little lines."""
    cells = f"'{messages.SERIES}'!{xl_col_to_name(_FIRST_PERIOD)}{at}:{xl_col_to_name(last)}{at}"
    options = {"range": cells, "type": "column", "min": 0, "series_color": LINE, "empty_cells": "gaps"}
    sheet.add_sparkline(at - 1, _LINE_COLUMN, options)


def _chart(book: Book, sheet: Sheet, province: ConsolidatedPeriod, periods: int) -> None:
    """A chart of the indicator whose code is chosen; what it draws stands in white above the table, behind it."""
    last = _FIRST_ROW + len(province.form.rows) - 1
    chosen = _choice(book, sheet, province, last)
    found = f"MATCH($C${_CHOICE_ROW},$A${_FIRST_ROW}:$A${last},0)"
    drawn, hidden = _CHART_ROW - 1, book.style(font_color="#FFFFFF", text_wrap=False)
    values = [*(one.totals.get(chosen) for one in equally_long(province)), province.totals[chosen]]
    for column, total in enumerate(values, start=_FIRST_PERIOD):
        letter = xl_col_to_name(column)
        cell = f"INDEX({letter}${_FIRST_ROW}:{letter}${last},{found})"
        cached = "#N/A" if total is None or total.value is None else total.value
        sheet.write_formula(drawn, column, f"=IF(ISNUMBER({cell}),{cell},NA())", hidden, cached)
    chart = book.add_chart({"type": "line"})
    columns = (_FIRST_PERIOD, _FIRST_PERIOD + periods - 1)
    chart.add_series(
        {
            "name": f"='{messages.SERIES}'!$D${_CHOICE_ROW}",
            "categories": [messages.SERIES, _HEADER_ROW - 1, columns[0], _HEADER_ROW - 1, columns[1]],
            "values": [messages.SERIES, drawn, columns[0], drawn, columns[1]],
            **line_look(0),
        }
    )
    style_chart(chart, messages.SERIES_CHART)
    chart.set_size({"width": 900, "height": 330})
    sheet.insert_chart(_CHART_ROW - 1, 1, chart, {"description": messages.SERIES_CHART})


def _choice(book: Book, sheet: Sheet, province: ConsolidatedPeriod, last: int) -> str:
    """Write the cell in which an indicator is chosen and its label beside it; the code that stands there first."""
    codes = [row.code for row in province.form.indicators if row.type != "coded"]
    chosen = next((row.code for row in province.form.indicators if row.total == "weighted_mean"), codes[0])
    label = book.style(bold=True, align="right", text_wrap=False)
    sheet.merge_range(_CHOICE_ROW - 1, 0, _CHOICE_ROW - 1, 1, messages.SERIES_CHOICE, label)
    cell = book.style(bold=True, border=2, align="center", bg_color=CHOICE_FILL)
    sheet.write_string(_CHOICE_ROW - 1, 2, chosen, cell)
    prompt_title, prompt = messages.SERIES_PROMPT
    stop_title, stop = messages.CHOICE_STOP
    sheet.validate(
        f"C{_CHOICE_ROW}",
        {
            "validate": "list",
            "source": f"=$A${_FIRST_ROW}:$A${last}",
            "input_title": prompt_title,
            "input_message": prompt,
            "error_title": stop_title,
            "error_message": stop,
        },
    )
    found = f'=IFERROR(INDEX($B${_FIRST_ROW}:$B${last},MATCH($C${_CHOICE_ROW},$A${_FIRST_ROW}:$A${last},0)),"")'
    text = book.style(bold=True, text_wrap=False)
    sheet.write_formula(_CHOICE_ROW - 1, 3, found, text, province.form.by_code[chosen].printed_label)
    return chosen

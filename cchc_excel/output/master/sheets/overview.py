"""*Tổng quan*: one page to look at: tiles, four charts and a map of indicators by agencies.

What the charts draw stands beside the printed page, as formulas on the other tabs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cchc_excel.consolidation.overview import CELL_STATUSES, MAPPED_AGENCIES, Overview, most_in_need, overview
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.output.master.anchors import PROGRESS_COLUMNS, progress_rows
from cchc_excel.output.master.overview_charts import OverviewCharts, open_findings
from cchc_excel.output.master.styles import HEAD, subtitle, title
from cchc_excel.output.spreadsheet import Book, Sheet
from cchc_excel.rules.functions import quote

_AGENCY_WIDTH, _CELL_WIDTH, _FEWEST_COLUMNS = 12, 1.4, 129
_TILE_ROW, _CHART_ROW, _MAP_ROW = 4, 7, 27
_SECTION_ROW, _CODE_ROW, _FIRST_AGENCY_ROW = _MAP_ROW + 1, _MAP_ROW + 2, _MAP_ROW + 3
#: The lines of the map fill the page that the charts leave; in points.
_MAP_HEIGHT, _LINE_HEIGHTS = 480, (16, 26)
#: Width of each chart in pixels.
_CHART_WIDTHS, _CHART_HEIGHT, _CHART_GAP = (400, 420, 440, 660), 378, 8
#: Fill and colour of the letter: told apart by darkness and by letter, without colours.
_LOOKS = {
    "given": ("#A6CBE8", "#000000"),
    "asked": ("#F6C667", "#000000"),
    "wrong": ("#8C2D04", "#FFFFFF"),
    "explained": ("#FFFFFF", "#000000"),
    "blank": ("#FFFFFF", "#000000"),
    "not_returned": ("#BFBFBF", "#000000"),
}


def write_overview(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.OVERVIEW)
    seen = overview(province)
    columns = _columns(province)
    sheet.set_column(0, 0, _AGENCY_WIDTH)
    sheet.set_column(1, columns, _CELL_WIDTH)
    title(book, sheet, messages.OVERVIEW_TITLE, columns + 1, subtitle(province))
    data = OverviewCharts(book, sheet, province, seen, columns + 3)
    _tiles(book, sheet, province, seen)
    for at, chart in enumerate((data.progress(), data.findings(), data.filled(), data.ratios())):
        if chart is not None:
            offset = sum(_CHART_WIDTHS[:at]) + at * _CHART_GAP
            chart.set_size({"width": _CHART_WIDTHS[at], "height": _CHART_HEIGHT})
            sheet.insert_chart(_CHART_ROW - 1, 0, chart, {"x_offset": offset, "object_position": 3})
    agencies = most_in_need(province, seen)
    _map(book, sheet, province, seen, agencies)
    last = _FIRST_AGENCY_ROW + len(agencies) + 1
    sheet.page(landscape=True, a3=True)
    sheet.print_area(0, 0, last, columns)
    if len(agencies) <= 40:
        sheet.fit_to_pages(1, 1)
    else:
        sheet.repeat_rows(_SECTION_ROW - 1, _CODE_ROW - 1)
    sheet.hide_gridlines(2)


def _columns(province: ConsolidatedPeriod) -> int:
    """Columns beside the agencies' codes: one for each indicator, but enough for the tiles and charts above."""
    return max(len(province.form.indicators), _FEWEST_COLUMNS)


def _tiles(book: Book, sheet: Sheet, province: ConsolidatedPeriod, seen: Overview) -> None:
    rows = progress_rows(province)
    states = f"'{messages.PROGRESS}'!{PROGRESS_COLUMNS['state']}{rows[0]}:{PROGRESS_COLUMNS['state']}{rows[1]}"
    on_time, late = (quote(messages.TIMELINESS[kind]) for kind in ("on_time", "late"))
    came = f"COUNTIF({states},{on_time})+COUNTIF({states},{late})"
    tiles: tuple[tuple[str, str, float | str], ...] = (
        ("returned", f'={came}&"/"&ROWS({states})', f"{len(seen.returned)}/{len(province.agencies)}"),
        ("on_time", f"=COUNTIF({states},{on_time})", seen.timely("on_time")),
        ("late", f"=COUNTIF({states},{late})", seen.timely("late")),
        ("filled", "", f"{seen.share_filled:.1f} %".replace(".", ",")),
        ("errors", f"={open_findings('error')}", seen.errors),
        ("warnings", f"={open_findings('warning')}", seen.warnings),
    )
    width = _columns(province) // len(tiles)
    look = {"align": "center", "bg_color": HEAD, "text_wrap": False}
    big, small = book.style(**look, bold=True, font_size=22, top=2), book.style(**look, font_size=11)
    for at, (name, formula, value) in enumerate(tiles):
        first = 1 + at * width
        last = first + width - 2
        sheet.merge_range(_TILE_ROW - 1, first, _TILE_ROW - 1, last, value, big)
        if formula:
            sheet.write_formula(_TILE_ROW - 1, first, formula, big, value)
        sheet.merge_range(_TILE_ROW, first, _TILE_ROW, last, messages.TILES[name], small)
    sheet.set_row(_TILE_ROW - 1, 34)
    sheet.set_row(_TILE_ROW, 20)


def _map(book: Book, sheet: Sheet, province: ConsolidatedPeriod, seen: Overview, agencies: Sequence[Agency]) -> None:
    """The map of indicators (across) by agencies (down), its key below."""
    indicators = province.form.indicators
    name = messages.MAP_TITLE
    if len(province.agencies) > MAPPED_AGENCIES:
        name += messages.MAP_WORST.format(count=len(agencies))
    bold = book.style(bold=True, align="center", text_wrap=False)
    sheet.merge_range(_MAP_ROW - 1, 0, _MAP_ROW - 1, len(indicators), name, bold)
    head = book.style(bold=True, align="center", border=1, bg_color=HEAD, font_size=10, text_wrap=False)
    turned = book.style(align="center", border=1, rotation=90, font_size=7, text_wrap=False)
    at = 1
    for section in province.form.sections:
        members = [row for row in indicators if row.section == section.code]
        if len(members) > 1:
            sheet.merge_range(_SECTION_ROW - 1, at, _SECTION_ROW - 1, at + len(members) - 1, section.code, head)
        elif members:
            sheet.write_string(_SECTION_ROW - 1, at, section.code, head)
        at += len(members)
    sheet.set_row(_CODE_ROW - 1, 42)
    for column, row in enumerate(indicators, start=1):
        sheet.write_string(_CODE_ROW - 1, column, row.code, turned)
    looks = {look: book.style(border=1, border_color="#D0D0D0", align="center", font_size=7, text_wrap=False,
                              bg_color=fill, font_color=font) for look, (fill, font) in _LOOKS.items()}  # fmt: skip
    code = book.style(border=1, font_size=10, text_wrap=False)
    lowest, highest = _LINE_HEIGHTS
    height = min(max(_MAP_HEIGHT // max(len(agencies), 1), lowest), highest)
    for line, agency in enumerate(agencies, start=_FIRST_AGENCY_ROW - 1):
        sheet.set_row(line, height)
        sheet.write_string(line, 0, agency.code, code)
        for column, row in enumerate(indicators, start=1):
            look = seen.statuses[agency.code][row.code]
            sheet.write_string(line, column, messages.MAP_MARKS[look] or " ", looks[look])
    _key(book, sheet, _FIRST_AGENCY_ROW + len(agencies), looks)


def _key(book: Book, sheet: Sheet, row: int, looks: dict[str, Any]) -> None:
    text = book.style(font_size=10, text_wrap=False)
    for at, look in enumerate(CELL_STATUSES):
        column = 1 + at * 20
        sheet.write_string(row, column, messages.MAP_MARKS[look] or " ", looks[look])
        sheet.write_string(row, column + 1, f" {messages.MAP_STATUSES[look]}", text)

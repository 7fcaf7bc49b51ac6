"""*Tổng quan*: a period on one page: tiles, four charts and a map of indicators by agencies.

The figures that the charts draw stand beside the printed page, as formulas on the other tabs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cchc_excel.consolidation.overview import CELL_STATUSES, MAPPED_AGENCIES, Overview, most_in_need, overview
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.output.master.anchors import PROGRESS_COLUMNS, progress_rows
from cchc_excel.output.master.overview_charts import OverviewCharts, open_findings
from cchc_excel.output.master.styles import HEAD, subtitle, write_title
from cchc_excel.output.spreadsheet import Book, Format, Sheet
from cchc_excel.rules.functions import quote

_AGENCY_WIDTH, _CELL_WIDTH, _FEWEST_COLUMNS = 12, 1.4, 129
_TILE_ROW, _CHART_ROW, _MAP_ROW = 4, 7, 27
_SECTION_ROW, _CODE_ROW, _FIRST_AGENCY_ROW = _MAP_ROW + 1, _MAP_ROW + 2, _MAP_ROW + 3
#: The lines of the map fill the rest of the page; lowest and highest line, in points.
_MAP_HEIGHT, _LINE_HEIGHTS = 480, (16, 26)
#: In pixels; a width for each chart.
_CHART_WIDTHS, _CHART_HEIGHT, _CHART_GAP = (400, 420, 440, 660), 378, 8
#: Fill and font colour of a cell of the map: told apart by darkness and by mark, without colours.
_STATUS_COLOURS = {
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
    period_overview = overview(province)
    columns = _columns(province)
    sheet.set_column(0, 0, _AGENCY_WIDTH)
    sheet.set_column(1, columns, _CELL_WIDTH)
    write_title(book, sheet, messages.OVERVIEW_TITLE, columns + 1, subtitle(province))
    charts = OverviewCharts(book, sheet, province, period_overview, columns + 3)
    _write_tiles(book, sheet, province, period_overview)
    for index, chart in enumerate(
        (charts.progress_chart(), charts.findings_chart(), charts.filled_chart(), charts.ratios_chart())
    ):
        if chart is not None:
            offset = sum(_CHART_WIDTHS[:index]) + index * _CHART_GAP
            chart.set_size({"width": _CHART_WIDTHS[index], "height": _CHART_HEIGHT})
            sheet.insert_chart(_CHART_ROW - 1, 0, chart, {"x_offset": offset, "object_position": 3})
    agencies = most_in_need(province, period_overview)
    _write_map(book, sheet, province, period_overview, agencies)
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


def _write_tiles(book: Book, sheet: Sheet, province: ConsolidatedPeriod, period_overview: Overview) -> None:
    first_row, last_row = progress_rows(province)
    letter = PROGRESS_COLUMNS["state"]
    states = f"'{messages.PROGRESS}'!{letter}{first_row}:{letter}{last_row}"
    on_time, late, unclear = (quote(messages.TIMELINESS[kind]) for kind in ("on_time", "late", "unclear"))
    returned = "+".join(f"COUNTIF({states},{state})" for state in (on_time, late, unclear))
    tiles: tuple[tuple[str, str, float | str], ...] = (
        ("returned", f'={returned}&"/"&ROWS({states})', f"{len(period_overview.returned)}/{len(province.agencies)}"),
        ("on_time", f"=COUNTIF({states},{on_time})", period_overview.timely("on_time")),
        ("late", f"=COUNTIF({states},{late})", period_overview.timely("late")),
        ("filled", "", f"{period_overview.share_filled:.1f} %".replace(".", ",")),
        ("errors", f"={open_findings('error')}", period_overview.errors),
        ("warnings", f"={open_findings('warning')}", period_overview.warnings),
    )
    width = _columns(province) // len(tiles)
    properties = {"align": "center", "bg_color": HEAD, "text_wrap": False}
    big, small = book.style(**properties, bold=True, font_size=22, top=2), book.style(**properties, font_size=11)
    for index, (name, formula, value) in enumerate(tiles):
        first = 1 + index * width
        last = first + width - 2
        sheet.merge_range(_TILE_ROW - 1, first, _TILE_ROW - 1, last, value, big)
        if formula:
            sheet.write_formula(_TILE_ROW - 1, first, formula, big, value)
        sheet.merge_range(_TILE_ROW, first, _TILE_ROW, last, messages.TILES[name], small)
    sheet.set_row(_TILE_ROW - 1, 34)
    sheet.set_row(_TILE_ROW, 20)


def _write_map(
    book: Book,
    sheet: Sheet,
    province: ConsolidatedPeriod,
    period_overview: Overview,
    agencies: Sequence[Agency],
) -> None:
    """Write the map of indicators (across) by agencies (down), its key below."""
    indicators = province.form.indicators
    map_title = messages.MAP_TITLE
    if len(province.agencies) > MAPPED_AGENCIES:
        map_title += messages.MAP_WORST.format(count=len(agencies))
    title_style = book.style(bold=True, align="center", text_wrap=False)
    sheet.merge_range(_MAP_ROW - 1, 0, _MAP_ROW - 1, len(indicators), map_title, title_style)
    _write_map_header(book, sheet, province)
    status_styles = {
        status: book.style(
            border=1,
            border_color="#D0D0D0",
            align="center",
            font_size=7,
            text_wrap=False,
            bg_color=fill,
            font_color=font_colour,
        )
        for status, (fill, font_colour) in _STATUS_COLOURS.items()
    }
    code_style = book.style(border=1, font_size=10, text_wrap=False)
    lowest, highest = _LINE_HEIGHTS
    height = min(max(_MAP_HEIGHT // max(len(agencies), 1), lowest), highest)
    for row_index, agency in enumerate(agencies, start=_FIRST_AGENCY_ROW - 1):
        sheet.set_row(row_index, height)
        sheet.write_string(row_index, 0, agency.code, code_style)
        for column, row in enumerate(indicators, start=1):
            status = period_overview.statuses[agency.code][row.code]
            sheet.write_string(row_index, column, messages.MAP_MARKS[status] or " ", status_styles[status])
    _write_map_key(book, sheet, _FIRST_AGENCY_ROW + len(agencies), status_styles)


def _write_map_header(book: Book, sheet: Sheet, province: ConsolidatedPeriod) -> None:
    """Write the sections' codes and below them the indicators', turned."""
    indicators = province.form.indicators
    section_style = book.style(bold=True, align="center", border=1, bg_color=HEAD, font_size=10, text_wrap=False)
    code_style = book.style(align="center", border=1, rotation=90, font_size=7, text_wrap=False)
    first = 1
    for section in province.form.sections:
        count = sum(row.section == section.code for row in indicators)
        if count > 1:
            sheet.merge_range(_SECTION_ROW - 1, first, _SECTION_ROW - 1, first + count - 1, section.code, section_style)
        elif count:
            sheet.write_string(_SECTION_ROW - 1, first, section.code, section_style)
        first += count
    sheet.set_row(_CODE_ROW - 1, 42)
    for column, row in enumerate(indicators, start=1):
        sheet.write_string(_CODE_ROW - 1, column, row.code, code_style)


def _write_map_key(book: Book, sheet: Sheet, row: int, status_styles: Mapping[str, Format]) -> None:
    text_style = book.style(font_size=10, text_wrap=False)
    for index, status in enumerate(CELL_STATUSES):
        column = 1 + index * 20
        sheet.write_string(row, column, messages.MAP_MARKS[status] or " ", status_styles[status])
        sheet.write_string(row, column + 1, f" {messages.MAP_STATUSES[status]}", text_style)

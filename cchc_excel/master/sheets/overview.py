"""*Tổng quan*: one page to look at: tiles, four charts and a map of indicators by agencies.

What the charts draw stands beside the printed page, as formulas on the other tabs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from cchc_excel.agencies import Agency
from cchc_excel.master import charts
from cchc_excel.master.detail_layout import FIRST_ROW, DetailLayout
from cchc_excel.master.look import HEAD, place, title
from cchc_excel.master.sheets.findings import FINDINGS_COLUMNS
from cchc_excel.master.sheets.progress import PROGRESS_COLUMNS, progress_rows
from cchc_excel.overview import LOOKS, MAPPED_AGENCIES, Overview, least_filled, most_in_need, overview
from cchc_excel.province import Province
from cchc_excel.rules.functions import quote
from cchc_excel.spreadsheet import Book, Sheet
from cchc_excel.wording import master as say
from cchc_excel.wording.findings import SEVERITY_NAMES
from cchc_excel.wording.register import GROUPS

_AGENCY_WIDTH, _CELL_WIDTH = 12, 1.4
_TILE_ROW, _CHART_ROW, _MAP_ROW = 4, 7, 27
_SECTION_ROW, _CODE_ROW, _FIRST_AGENCY_ROW = _MAP_ROW + 1, _MAP_ROW + 2, _MAP_ROW + 3
#: Width of each chart in pixels.
_CHART_WIDTHS, _CHART_HEIGHT, _CHART_GAP = (400, 420, 440, 660), 378, 8
#: A label beside a bar has so many letters at most.
_LABEL_LETTERS = 48
#: Fill and colour of the letter: told apart by darkness and by letter, without colours.
_LOOKS = {
    "given": ("#A6CBE8", "#000000"),
    "asked": ("#F6C667", "#000000"),
    "wrong": ("#8C2D04", "#FFFFFF"),
    "explained": ("#FFFFFF", "#000000"),
    "blank": ("#FFFFFF", "#000000"),
    "not_returned": ("#BFBFBF", "#000000"),
}


def write_overview(book: Book, province: Province) -> None:
    """Write the tab."""
    sheet = book.sheet(say.OVERVIEW)
    seen = overview(province)
    indicators = len(province.form.indicators)
    sheet.set_column(0, 0, _AGENCY_WIDTH)
    sheet.set_column(1, indicators, _CELL_WIDTH)
    title(book, sheet, say.OVERVIEW_TITLE, indicators + 1, place(province))
    data = _ChartData(book, sheet, province, seen, indicators + 3)
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
    sheet.print_area(0, 0, last, indicators)
    if len(agencies) <= 40:
        sheet.fit_to_pages(1, 1)
    else:
        sheet.repeat_rows(_SECTION_ROW - 1, _CODE_ROW - 1)
    sheet.hide_gridlines(2)


def _tiles(book: Book, sheet: Sheet, province: Province, seen: Overview) -> None:
    rows = progress_rows(province)
    states = f"'{say.PROGRESS}'!{PROGRESS_COLUMNS['state']}{rows[0]}:{PROGRESS_COLUMNS['state']}{rows[1]}"
    returned = len(province.returns)
    counts = {kind: sum(counter[kind] for counter in seen.progress.values()) for kind in ("on_time", "late")}
    errors, warnings = (sum(pair[at] for pair in seen.findings.values()) for at in (0, 1))
    filled = [seen.filled[code] for code in province.returns]
    share = round(sum(filled) / len(filled) * 100, 1) if filled else 0.0
    on_time, late = (quote(say.TIMELINESS[kind]) for kind in ("on_time", "late"))
    came = f"COUNTIF({states},{on_time})+COUNTIF({states},{late})"
    tiles: tuple[tuple[str, str, float | str], ...] = (
        ("returned", f'={came}&"/"&ROWS({states})', f"{returned}/{len(province.agencies)}"),
        ("on_time", f"=COUNTIF({states},{on_time})", counts["on_time"]),
        ("late", f"=COUNTIF({states},{late})", counts["late"]),
        ("filled", "", share),
        ("errors", f"={_found('error')}", errors),
        ("warnings", f"={_found('warning')}", warnings),
    )
    width = len(province.form.indicators) // len(tiles)
    for at, (name, formula, value) in enumerate(tiles):
        first = 1 + at * width
        last = first + width - 2
        look = {"align": "center", "bg_color": HEAD, "text_wrap": False}
        big = book.style(**look, bold=True, font_size=22, num_format="0.0##" if name == "filled" else "General", top=2)
        sheet.merge_range(_TILE_ROW - 1, first, _TILE_ROW - 1, last, "", big)
        if formula:
            sheet.write_formula(_TILE_ROW - 1, first, formula, big, value)
        else:
            sheet.write_string(_TILE_ROW - 1, first, f"{share:.1f} %".replace(".", ","), big)
        sheet.merge_range(_TILE_ROW, first, _TILE_ROW, last, say.TILES[name], book.style(**look, font_size=11))
    sheet.set_row(_TILE_ROW - 1, 34)
    sheet.set_row(_TILE_ROW, 20)


def _found(severity: str, section: str | None = None) -> str:
    """How many findings of a severity are open, in a section of the form or altogether, counted on their tab."""
    columns = {name: f"'{say.FINDINGS}'!${letter}:${letter}" for name, letter in FINDINGS_COLUMNS.items()}
    is_severity = f"{columns['severity']},{quote(SEVERITY_NAMES[severity])}"
    where = [""] if section is None else [f",{columns['indicator']},{quote(one)}" for one in (section, f"{section}.*")]
    is_explained = f",{columns['explained']},{quote(say.EXPLAINED_MARK)}"
    return "+".join(f"COUNTIFS({is_severity}{one})-COUNTIFS({is_severity}{one}{is_explained})" for one in where)


@dataclass
class _ChartData:
    """The figures that the charts draw, one block below the other, and the charts.

    Attributes:
        column: where the blocks begin.
    """

    book: Book
    sheet: Sheet
    province: Province
    seen: Overview
    column: int
    _row: int = 3

    def __post_init__(self) -> None:
        self.sheet.set_column(self.column, self.column, 40)
        self.sheet.set_column(self.column + 1, self.column + 3, 14)
        self.sheet.write_string(1, self.column, say.CHART_DATA, self.book.style(bold=True, text_wrap=False))

    def progress(self) -> Any:
        """How many agencies of each group have returned on time, late, not at all."""
        first, last = progress_rows(self.province)
        group, state = (
            f"'{say.PROGRESS}'!${PROGRESS_COLUMNS[name]}${first}:${PROGRESS_COLUMNS[name]}${last}"
            for name in ("group", "state")
        )

        def count(name: str, *kinds: str) -> str:
            return "=" + "+".join(
                f"COUNTIFS({group},{quote(name)},{state},{quote(say.TIMELINESS[kind])})" for kind in kinds
            )

        lines = []
        for key, counts in self.seen.progress.items():
            name = GROUPS[key]
            missing = counts["missing"] + counts["overdue"]
            lines.append(
                (
                    name,
                    (count(name, "on_time"), counts["on_time"]),
                    (count(name, "late"), counts["late"]),
                    (count(name, "missing", "overdue"), missing),
                )
            )
        colours = ((charts.DARK, "#FFFFFF"), (charts.MIDDLE, "#000000"), (charts.PALE, "#000000"))
        block = self._block(say.CHART_PROGRESS, say.PROGRESS_SERIES, lines)
        return self._chart({"type": "bar", "subtype": "stacked"}, say.CHART_PROGRESS, block, colours)

    def findings(self) -> Any:
        """Open errors and warnings by section."""
        lines = []
        for section, (errors, warnings) in self.seen.findings.items():
            cells = [
                (f"={_found(severity, section)}" if section else f"={self._elsewhere(severity)}", value)
                for severity, value in (("error", errors), ("warning", warnings))
            ]
            lines.append((section or say.ELSEWHERE, *cells))
        names = [SEVERITY_NAMES["error"], SEVERITY_NAMES["warning"]]
        block = self._block(say.CHART_FINDINGS, names, lines)
        colours = ((charts.DARK, "#FFFFFF"), (charts.LIGHT, "#000000"))
        return self._chart({"type": "column", "subtype": "stacked"}, say.CHART_FINDINGS, block, colours)

    def _elsewhere(self, severity: str) -> str:
        named = "".join(f"-({_found(severity, section)})" for section in self.seen.findings if section)
        return _found(severity) + named

    def filled(self) -> Any:
        """How much the agencies have filled in, the fewest first."""
        agencies = least_filled(self.province, self.seen)
        if not agencies:
            return None
        layout = DetailLayout(self.province)
        last = FIRST_ROW + len(self.province.form.rows) - 1
        lines = []
        for agency in agencies:
            letter = layout.columns[agency.code]
            cells = f"'{say.DETAIL}'!{letter}{FIRST_ROW}:{letter}{last}"
            formula = f"=COUNTA({cells})/{len(self.province.form.indicators)}*100"
            lines.append((agency.code, (formula, self.seen.filled[agency.code] * 100)))
        everyone = len(agencies) == len(self.province.returns)
        name = say.CHART_FILLED if everyone else say.CHART_FILLED_FEWEST.format(count=len(agencies))
        block = self._block(name, [say.CHART_FILLED], lines)
        return self._chart({"type": "bar"}, name, block, ((charts.LIGHT, "#000000"),), percent=True)

    def ratios(self) -> Any:
        """The province's percentages, beside those of the last period."""
        if not self.seen.ratios:
            return None
        layout = DetailLayout(self.province)
        has_last = any(ratio.last is not None for ratio in self.seen.ratios)
        lines: list[tuple[Any, ...]] = []
        for ratio in self.seen.ratios:
            cell = f"='{say.DETAIL}'!{layout.total_cell('', layout.rows[ratio.row.code])}"
            last = [("", "" if ratio.last is None else ratio.last)] if has_last else []
            label = shorten(f"{ratio.row.code} {ratio.row.label}", _LABEL_LETTERS, placeholder="…")
            lines.append((label, (cell, ratio.now), *last))
        name = say.CHART_RATIOS if has_last else say.CHART_RATIOS_ALONE
        block = self._block(name, [say.THIS_PERIOD, say.LAST_PERIOD][: 1 + has_last], lines)
        colours = ((charts.DARK, "#000000"), (charts.PALE, "#000000"))
        return self._chart({"type": "bar"}, name, block, colours, percent=True)

    def _block(self, name: str, series: Sequence[str], lines: Sequence[tuple[Any, ...]]) -> tuple[int, int, int]:
        """Write a block; its header row, last row and number of series."""
        top = self._row
        head = self.book.style(bold=True, border=1, bg_color=HEAD)
        for at, text in enumerate((name, *series)):
            self.sheet.write_string(top, self.column + at, text, head)
        plain = self.book.style(border=1, text_wrap=False)
        number = self.book.style(border=1, num_format="0.##")
        for row, (label, *cells) in enumerate(lines, start=top + 1):
            self.sheet.write_string(row, self.column, label, plain)
            for at, (formula, value) in enumerate(cells, start=self.column + 1):
                if formula:
                    self.sheet.write_formula(row, at, formula, number, value)
                elif value == "":
                    self.sheet.write_blank(row, at, None, number)
                else:
                    self.sheet.write_number(row, at, value, number)
        self._row = top + len(lines) + 2
        return top, top + len(lines), len(series)

    def _chart(
        self,
        kind: dict[str, str],
        name: str,
        block: tuple[int, int, int],
        colours: Sequence[tuple[str, str]],
        *,
        percent: bool = False,
    ) -> Any:
        top, last, count = block
        chart = self.book.add_chart(kind)
        for at in range(count):
            column = self.column + 1 + at
            look = charts.bar_look(*colours[at]) | {"gap": 45}
            look["data_labels"]["num_format"] = "0.0" if percent else "0;;"
            chart.add_series(
                {
                    "name": f"='{say.OVERVIEW}'!{xl_rowcol_to_cell(top, column, row_abs=True, col_abs=True)}",
                    "categories": [say.OVERVIEW, top + 1, self.column, last, self.column],
                    "values": [say.OVERVIEW, top + 1, column, last, column],
                    **look,
                }
            )
        charts.dress(chart, name, legend=count > 1, bars=kind["type"] == "bar", highest=100 if percent else None)
        return chart


def _map(book: Book, sheet: Sheet, province: Province, seen: Overview, agencies: Sequence[Agency]) -> None:
    """The map of indicators (across) by agencies (down), its key below."""
    indicators = province.form.indicators
    name = say.MAP_TITLE
    if len(province.agencies) > MAPPED_AGENCIES:
        name += say.MAP_WORST.format(count=len(agencies))
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
    code = book.style(border=1, font_size=9, text_wrap=False)
    for line, agency in enumerate(agencies, start=_FIRST_AGENCY_ROW - 1):
        sheet.set_row(line, 16)
        sheet.write_string(line, 0, agency.code, code)
        for column, row in enumerate(indicators, start=1):
            look = seen.looks[agency.code, row.code]
            sheet.write_string(line, column, say.MAP_MARKS[look] or " ", looks[look])
    _key(book, sheet, _FIRST_AGENCY_ROW + len(agencies), looks)


def _key(book: Book, sheet: Sheet, row: int, looks: dict[str, Any]) -> None:
    text = book.style(font_size=10, text_wrap=False)
    for at, look in enumerate(LOOKS):
        column = 1 + at * 20
        sheet.write_string(row, column, say.MAP_MARKS[look] or " ", looks[look])
        sheet.write_string(row, column + 1, f" {say.MAP_LOOKS[look]}", text)

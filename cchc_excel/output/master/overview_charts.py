"""The charts of *Tổng quan*, and the blocks of figures that they draw, as formulas on the other tabs.

`sheets.overview` places the charts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from cchc_excel.consolidation.overview import Overview, least_filled
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.messages.findings import SEVERITY_NAMES, Severity
from cchc_excel.messages.register import GROUPS
from cchc_excel.output.master import charts
from cchc_excel.output.master.anchors import FINDINGS_COLUMNS, PROGRESS_COLUMNS, progress_rows
from cchc_excel.output.master.detail_layout import FIRST_ROW, WHOLE, DetailLayout
from cchc_excel.output.master.styles import HEAD, write_figure
from cchc_excel.output.spreadsheet import Book, Sheet, cell_ref
from cchc_excel.rules.functions import quote

#: The most letters of a label beside a bar.
_LABEL_LETTERS = 48
#: So few bars get wide gaps, as they would fill the whole chart.
_FEW_BARS = 2


def open_findings(severity: Severity, section: str | None = None) -> str:
    """How many findings of a severity are open, counted on *Lỗi và cảnh báo*; a formula without "=".

    Args:
        severity: of the findings.
        section: code of a section of the form; by default all findings.
    """
    columns = {name: f"'{messages.FINDINGS}'!${letter}:${letter}" for name, letter in FINDINGS_COLUMNS.items()}
    is_severity = f"{columns['severity']},{quote(SEVERITY_NAMES[severity])}"
    is_explained = f",{columns['explained']},{quote(messages.EXPLAINED_MARK)}"
    is_in_section = [""]
    if section is not None:
        is_in_section = [f",{columns['indicator']},{quote(pattern)}" for pattern in (section, f"{section}.*")]
    return "+".join(
        f"COUNTIFS({is_severity}{condition})-COUNTIFS({is_severity}{condition}{is_explained})"
        for condition in is_in_section
    )


@dataclass
class OverviewCharts:
    """Writes the blocks of figures one below the other, and makes a chart of each.

    Attributes:
        column: the first column (from 0) of the blocks.
    """

    book: Book
    sheet: Sheet
    province: ConsolidatedPeriod
    overview: Overview
    column: int
    _row: int = 3

    def __post_init__(self) -> None:
        self.sheet.set_column(self.column, self.column, 40)
        self.sheet.set_column(self.column + 1, self.column + 3, 14)
        self.sheet.write_string(1, self.column, messages.CHART_DATA, self.book.style(bold=True, text_wrap=False))

    def progress_chart(self) -> Any:
        """A chart of how many agencies of each group have returned on time, late, not at all."""
        first, last = progress_rows(self.province)
        groups, states = (
            f"'{messages.PROGRESS}'!${PROGRESS_COLUMNS[name]}${first}:${PROGRESS_COLUMNS[name]}${last}"
            for name in ("group", "state")
        )

        def count(group_name: str, *kinds: str) -> str:
            return "=" + "+".join(
                f"COUNTIFS({groups},{quote(group_name)},{states},{quote(messages.TIMELINESS[kind])})" for kind in kinds
            )

        lines = []
        for group, counts in self.overview.progress.items():
            group_name = GROUPS[group]
            missing = counts["blank"] + counts["missing"] + counts["overdue"]
            lines.append(
                (
                    group_name,
                    (count(group_name, "on_time"), counts["on_time"]),
                    (count(group_name, "late", "unclear"), counts["late"] + counts["unclear"]),
                    (count(group_name, "blank", "missing", "overdue"), missing),
                )
            )
        colours = ((charts.DARK, "#FFFFFF"), (charts.MIDDLE, "#000000"), (charts.PALE, "#000000"))
        block = self._block(messages.CHART_PROGRESS, self.overview.progress_series, lines)
        return self._chart({"type": "bar", "subtype": "stacked"}, messages.CHART_PROGRESS, block, colours)

    def findings_chart(self) -> Any:
        """A chart of open errors and warnings by section."""
        lines = []
        for section, (errors, warnings) in self.overview.findings.items():
            counts: Mapping[Severity, int] = {"error": errors, "warning": warnings}
            cells = [
                (f"={open_findings(severity, section)}" if section else f"={self._findings_elsewhere(severity)}", value)
                for severity, value in counts.items()
            ]
            lines.append((section or messages.ELSEWHERE, *cells))
        names = [SEVERITY_NAMES["error"], SEVERITY_NAMES["warning"]]
        block = self._block(messages.CHART_FINDINGS, names, lines)
        colours = ((charts.DARK, "#FFFFFF"), (charts.LIGHT, "#000000"))
        return self._chart({"type": "column", "subtype": "stacked"}, messages.CHART_FINDINGS, block, colours)

    def _findings_elsewhere(self, severity: Severity) -> str:
        """All open findings less those of the sections."""
        in_sections = "".join(f"-({open_findings(severity, section)})" for section in self.overview.findings if section)
        return open_findings(severity) + in_sections

    def filled_chart(self) -> Any:
        """A chart of how much the agencies have filled in, the least first; None where nobody has returned."""
        agencies = least_filled(self.province, self.overview)
        if not agencies:
            return None
        layout = DetailLayout(self.province)
        last = FIRST_ROW + len(self.province.form.rows) - 1
        lines = []
        for agency in agencies:
            letter = layout.agency_letters[agency.code]
            cells = f"'{messages.DETAIL}'!{letter}{FIRST_ROW}:{letter}{last}"
            # A cell that was not understood counts as blank, though a text stands there.
            unreadable = f"COUNTIF({cells},{quote(messages.UNREADABLE_CELL)})"
            formula = f"=(COUNTA({cells})-{unreadable})/{len(self.province.form.indicators)}*100"
            lines.append((agency.code, (formula, self.overview.filled[agency.code] * 100)))
        are_all_shown = len(agencies) == len(self.province.returns)
        name = messages.CHART_FILLED if are_all_shown else messages.CHART_FILLED_FEWEST.format(count=len(agencies))
        block = self._block(name, [messages.CHART_FILLED], lines)
        return self._chart({"type": "bar"}, name, block, ((charts.LIGHT, "#000000"),), percent=True)

    def ratios_chart(self) -> Any:
        """A chart of the province's percentages beside those of the last period; None where there are none."""
        if not self.overview.ratios:
            return None
        layout = DetailLayout(self.province)
        has_last = len(self.overview.series) > 1
        lines: list[tuple[Any, ...]] = []
        for ratio in self.overview.ratios:
            formula = f"='{messages.DETAIL}'!{layout.total_cell(WHOLE, layout.rows[ratio.row.code])}"
            last = [("", "" if ratio.last is None else ratio.last)] if has_last else []
            label = shorten(f"{ratio.row.code} {ratio.row.label}", _LABEL_LETTERS, placeholder="…")
            lines.append((label, (formula, ratio.now), *last))
        name = messages.CHART_RATIOS if has_last else messages.CHART_RATIOS_ALONE
        block = self._block(name, self.overview.series, lines)
        colours = ((charts.DARK, "#000000"), (charts.PALE, "#000000"))
        return self._chart({"type": "bar"}, name, block, colours, percent=True)

    def _block(self, name: str, series: Sequence[str], lines: Sequence[tuple[Any, ...]]) -> tuple[int, int, int]:
        """Write a block.

        Args:
            name: in the header, above the labels.
            series: in the header, above the figures.
            lines: a label, then for each series the formula (empty for none) and the value (empty for none).

        Returns:
            Header row and last row, both from 0, and number of series.
        """
        header_row = self._row
        header_style = self.book.style(bold=True, border=1, bg_color=HEAD)
        for column, text in enumerate((name, *series), start=self.column):
            self.sheet.write_string(header_row, column, text, header_style)
        label_style = self.book.style(border=1, text_wrap=False)
        number_style = self.book.style(border=1, num_format="0.##")
        for row, (label, *cells) in enumerate(lines, start=header_row + 1):
            self.sheet.write_string(row, self.column, label, label_style)
            for column, (formula, value) in enumerate(cells, start=self.column + 1):
                if formula:
                    self.sheet.write_formula(row, column, formula, number_style, value)
                else:
                    write_figure(self.sheet, row, column, value, number_style)
        last_row = header_row + len(lines)
        self._row = last_row + 2
        return header_row, last_row, len(series)

    def _chart(
        self,
        kind: dict[str, str],
        name: str,
        block: tuple[int, int, int],
        colours: Sequence[tuple[str, str]],
        *,
        percent: bool = False,
    ) -> Any:
        """Make a chart.

        Args:
            kind: as for the library's ``add_chart``.
            name: its title.
            block: as `_block` gives it.
            colours: of each series, and of the figures on its bars.
            percent: figures from 0 to 100 with a decimal; else counts, of which 0 is not shown.
        """
        header_row, last_row, count = block
        chart = self.book.add_chart(kind)
        for index in range(count):
            column = self.column + 1 + index
            style = charts.bar_style(*colours[index]) | {"gap": 45 if last_row - header_row > _FEW_BARS else 200}
            style["data_labels"]["num_format"] = "0.0" if percent else "0;;"
            chart.add_series(
                {
                    "name": f"='{messages.OVERVIEW}'!{cell_ref(header_row, column, absolute=True)}",
                    "categories": [messages.OVERVIEW, header_row + 1, self.column, last_row, self.column],
                    "values": [messages.OVERVIEW, header_row + 1, column, last_row, column],
                    **style,
                }
            )
        charts.style_chart(chart, name, legend=count > 1, bars=kind["type"] == "bar", highest=100 if percent else None)
        return chart

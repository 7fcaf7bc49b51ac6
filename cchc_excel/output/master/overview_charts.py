"""What the charts of *Tổng quan* draw, as formulas on the other tabs, and the charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from cchc_excel.consolidation.overview import Overview, least_filled
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.messages.findings import SEVERITY_NAMES, Severity
from cchc_excel.messages.register import GROUPS
from cchc_excel.output.master import charts
from cchc_excel.output.master.anchors import FINDINGS_COLUMNS, PROGRESS_COLUMNS, progress_rows
from cchc_excel.output.master.detail_layout import FIRST_ROW, WHOLE, DetailLayout
from cchc_excel.output.master.styles import HEAD
from cchc_excel.output.spreadsheet import Book, Sheet
from cchc_excel.rules.functions import quote

#: A label beside a bar has so many letters at most.
_LABEL_LETTERS = 48
#: So few bars would fill the whole chart.
_FEW_BARS = 2


def open_findings(severity: Severity, section: str | None = None) -> str:
    """How many findings of a severity are open, in a section of the form or altogether, counted on their tab."""
    columns = {name: f"'{messages.FINDINGS}'!${letter}:${letter}" for name, letter in FINDINGS_COLUMNS.items()}
    is_severity = f"{columns['severity']},{quote(SEVERITY_NAMES[severity])}"
    where = [""] if section is None else [f",{columns['indicator']},{quote(one)}" for one in (section, f"{section}.*")]
    is_explained = f",{columns['explained']},{quote(messages.EXPLAINED_MARK)}"
    return "+".join(f"COUNTIFS({is_severity}{one})-COUNTIFS({is_severity}{one}{is_explained})" for one in where)


@dataclass
class OverviewCharts:
    """The figures that the charts draw, one block below the other, and the charts.

    Attributes:
        column: where the blocks begin.
    """

    book: Book
    sheet: Sheet
    province: ConsolidatedPeriod
    seen: Overview
    column: int
    _row: int = 3

    def __post_init__(self) -> None:
        self.sheet.set_column(self.column, self.column, 40)
        self.sheet.set_column(self.column + 1, self.column + 3, 14)
        self.sheet.write_string(1, self.column, messages.CHART_DATA, self.book.style(bold=True, text_wrap=False))

    def progress(self) -> Any:
        """How many agencies of each group have returned on time, late, not at all."""
        first, last = progress_rows(self.province)
        group, state = (
            f"'{messages.PROGRESS}'!${PROGRESS_COLUMNS[name]}${first}:${PROGRESS_COLUMNS[name]}${last}"
            for name in ("group", "state")
        )

        def count(name: str, *kinds: str) -> str:
            return "=" + "+".join(
                f"COUNTIFS({group},{quote(name)},{state},{quote(messages.TIMELINESS[kind])})" for kind in kinds
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
        block = self._block(messages.CHART_PROGRESS, messages.PROGRESS_SERIES, lines)
        return self._chart({"type": "bar", "subtype": "stacked"}, messages.CHART_PROGRESS, block, colours)

    def findings(self) -> Any:
        """Open errors and warnings by section."""
        lines = []
        for section, (errors, warnings) in self.seen.findings.items():
            counts: Mapping[Severity, int] = {"error": errors, "warning": warnings}
            cells = [
                (f"={open_findings(severity, section)}" if section else f"={self._elsewhere(severity)}", value)
                for severity, value in counts.items()
            ]
            lines.append((section or messages.ELSEWHERE, *cells))
        names = [SEVERITY_NAMES["error"], SEVERITY_NAMES["warning"]]
        block = self._block(messages.CHART_FINDINGS, names, lines)
        colours = ((charts.DARK, "#FFFFFF"), (charts.LIGHT, "#000000"))
        return self._chart({"type": "column", "subtype": "stacked"}, messages.CHART_FINDINGS, block, colours)

    def _elsewhere(self, severity: Severity) -> str:
        named = "".join(f"-({open_findings(severity, section)})" for section in self.seen.findings if section)
        return open_findings(severity) + named

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
            cells = f"'{messages.DETAIL}'!{letter}{FIRST_ROW}:{letter}{last}"
            # Blank to the reader, who is shown what stands there all the same.
            unreadable = f"COUNTIF({cells},{quote(messages.UNREADABLE_CELL)})"
            formula = f"=(COUNTA({cells})-{unreadable})/{len(self.province.form.indicators)}*100"
            lines.append((agency.code, (formula, self.seen.filled[agency.code] * 100)))
        everyone = len(agencies) == len(self.province.returns)
        name = messages.CHART_FILLED if everyone else messages.CHART_FILLED_FEWEST.format(count=len(agencies))
        block = self._block(name, [messages.CHART_FILLED], lines)
        return self._chart({"type": "bar"}, name, block, ((charts.LIGHT, "#000000"),), percent=True)

    def ratios(self) -> Any:
        """The province's percentages, beside those of the last period."""
        if not self.seen.ratios:
            return None
        layout = DetailLayout(self.province)
        has_last = len(self.seen.series) > 1
        lines: list[tuple[Any, ...]] = []
        for ratio in self.seen.ratios:
            cell = f"='{messages.DETAIL}'!{layout.total_cell(WHOLE, layout.rows[ratio.row.code])}"
            last = [("", "" if ratio.last is None else ratio.last)] if has_last else []
            label = shorten(f"{ratio.row.code} {ratio.row.label}", _LABEL_LETTERS, placeholder="…")
            lines.append((label, (cell, ratio.now), *last))
        name = messages.CHART_RATIOS if has_last else messages.CHART_RATIOS_ALONE
        block = self._block(name, self.seen.series, lines)
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
            look = charts.bar_look(*colours[at]) | {"gap": 45 if last - top > _FEW_BARS else 200}
            look["data_labels"]["num_format"] = "0.0" if percent else "0;;"
            chart.add_series(
                {
                    "name": f"='{messages.OVERVIEW}'!{xl_rowcol_to_cell(top, column, row_abs=True, col_abs=True)}",
                    "categories": [messages.OVERVIEW, top + 1, self.column, last, self.column],
                    "values": [messages.OVERVIEW, top + 1, column, last, column],
                    **look,
                }
            )
        charts.style_chart(chart, name, legend=count > 1, bars=kind["type"] == "bar", highest=100 if percent else None)
        return chart

"""The overview as one web page: a single file that needs no network, with tables that sort.

`page.html` is its template; this module makes the values that stand in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from cchc_excel.consolidation import appendix
from cchc_excel.consolidation.comparison import Comparison, compare, last_period
from cchc_excel.consolidation.overview import (
    CELL_STATUSES,
    MAPPED_AGENCIES,
    Overview,
    least_filled,
    most_in_need,
    overview,
)
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import Timeliness
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import figure_text
from cchc_excel.messages import master as messages
from cchc_excel.messages.findings import SEVERITY_NAMES
from cchc_excel.messages.register import GROUPS
from cchc_excel.text.outside import for_xml


@dataclass(frozen=True)
class _Bar:
    """A line of a chart.

    Attributes:
        parts: of each bar the style (a class of the page), its width in per cent of the chart's, and its text.
    """

    label: str
    parts: Sequence[tuple[str, float, str]]


@dataclass(frozen=True)
class _Chart:
    """A chart of horizontal bars.

    Attributes:
        series: name and style of each series, for the legend.
        stacked: whether the parts of a line stand one after the other, else one below the other.
    """

    title: str
    series: Sequence[tuple[str, str]]
    bars: Sequence[_Bar]
    stacked: bool


def overview_page(province: ConsolidatedPeriod) -> bytes:
    """The page (UTF-8); the same province gives the same bytes."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only this needs it

    text = (resources.files("cchc_excel.output.export") / "page.html").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    period_overview = overview(province)
    page = environment.from_string(text).render(
        messages=messages,
        province=province,
        returned=" ".join((f"{appendix.returned(province)}.", *appendix.about_errors(province))),
        tiles=_tiles(province, period_overview),
        charts=[chart for chart in _charts(province, period_overview) if chart.bars],
        totals=[_total(province, row) for row in province.form.indicators],
        last=last_period(province),
        agencies=[_agency(province, period_overview, agency) for agency in province.agencies],
        map=_map(province, period_overview),
    )
    return for_xml(page).encode()


def _tiles(province: ConsolidatedPeriod, period_overview: Overview) -> Sequence[tuple[str, str]]:
    values = {
        "returned": f"{len(period_overview.returned)}/{len(province.agencies)}",
        "on_time": str(period_overview.timely("on_time")),
        "late": str(period_overview.timely("late")),
        "filled": f"{figure_text(period_overview.share_filled, 1)} %",
        "errors": str(period_overview.errors),
        "warnings": str(period_overview.warnings),
    }
    return [(messages.TILES[name], value) for name, value in values.items()]


def _charts(province: ConsolidatedPeriod, period_overview: Overview) -> Sequence[_Chart]:
    agencies = least_filled(province, period_overview)
    are_all_shown = len(agencies) == len(province.returns)
    styles = ("dark", "middle", "pale")
    return (
        _stacked(
            messages.CHART_PROGRESS,
            list(zip(period_overview.progress_series, styles, strict=True)),
            {
                GROUPS[group]: (counts["on_time"], counts["late"] + counts["unclear"], _missing(counts))
                for group, counts in period_overview.progress.items()
            },
        ),
        _stacked(
            messages.CHART_FINDINGS,
            [(SEVERITY_NAMES["error"], "dark"), (SEVERITY_NAMES["warning"], "light")],
            {section or messages.ELSEWHERE: pair for section, pair in period_overview.findings.items()},
        ),
        _Chart(
            messages.CHART_FILLED if are_all_shown else messages.CHART_FILLED_FEWEST.format(count=len(agencies)),
            [],
            [_Bar(agency.code, [_percent(period_overview.filled[agency.code] * 100, "light")]) for agency in agencies],
            stacked=False,
        ),
        _ratios(period_overview),
    )


def _stacked(title: str, series: Sequence[tuple[str, str]], lines: Mapping[str, Sequence[int]]) -> _Chart:
    widest = max((sum(values) for values in lines.values()), default=0) or 1
    bars = [
        _Bar(
            label,
            [(style, value / widest * 100, str(value)) for (_, style), value in zip(series, values, strict=True)],
        )
        for label, values in lines.items()
    ]
    return _Chart(title, series, bars, stacked=True)


def _ratios(period_overview: Overview) -> _Chart:
    has_last = len(period_overview.series) > 1
    series = list(zip(period_overview.series, ("dark", "pale"), strict=True)) if has_last else []
    bars = [
        _Bar(
            f"{ratio.row.code} {ratio.row.label}",
            [_percent(ratio.now, "dark"), *([_percent(ratio.last, "pale")] if ratio.last is not None else [])],
        )
        for ratio in period_overview.ratios
    ]
    return _Chart(messages.CHART_RATIOS if has_last else messages.CHART_RATIOS_ALONE, series, bars, stacked=False)


def _percent(value: float, style: str) -> tuple[str, float, str]:
    return style, min(value, 100), figure_text(value, 1)


def _total(province: ConsolidatedPeriod, row: Row) -> Mapping[str, Any]:
    total = province.totals[row.code]
    last = last_period(province)
    comparison = compare(province, row, last) if last else None
    return {
        "code": row.code,
        "label": row.label,
        "unit": row.unit.replace("\n", "; "),
        "figure": appendix.figure(province, row),
        "value": total.value,
        "coverage": total.coverage,
        "given": total.given,
        "left_out": total.left_out,
        "note": appendix.note_text(province, row),
        "last": _last_figure(comparison, row),
        "last_value": comparison.total.value if comparison and comparison.total else None,
        "change": _change(comparison, row),
        "change_value": comparison.change if comparison else None,
    }


def _last_figure(comparison: Comparison | None, row: Row) -> str:
    if comparison is None or comparison.total is None:
        return ""
    shown = comparison.total.shown
    return shown if isinstance(shown, str) else appendix.printed(shown, row.type)


def _change(comparison: Comparison | None, row: Row) -> str:
    if comparison is None:
        return ""
    if comparison.obstacle:
        return messages.NOT_COMPARABLE
    if comparison.change is None:
        return ""
    text = appendix.printed(abs(comparison.change), row.type)
    sign = "+" if comparison.change > 0 else "−"
    return f"{sign}{text}" if comparison.change else "0"


def _missing(counts: Counter[Timeliness]) -> int:
    return counts["blank"] + counts["missing"] + counts["overdue"]


def _agency(province: ConsolidatedPeriod, period_overview: Overview, agency: Agency) -> Mapping[str, Any]:
    submission = province.returns.get(agency.code)
    state = province.timeliness(agency)
    return {
        "code": agency.code,
        "name": agency.name,
        "group": GROUPS[agency.group],
        "state": state,
        "state_name": messages.TIMELINESS[state],
        "received": f"{submission.first_received:%d/%m/%Y %H:%M}" if submission else "",
        "received_order": f"{submission.first_received:%Y%m%d%H%M}" if submission else "",
        "filled": figure_text(period_overview.filled[agency.code] * 100, 1) if submission else "",
        "filled_value": period_overview.filled[agency.code] if submission else "",
        "errors": submission.count("error") if submission else "",
        "warnings": submission.count("warning") if submission else "",
    }


def _map(province: ConsolidatedPeriod, period_overview: Overview) -> Mapping[str, Any]:
    agencies = most_in_need(province, period_overview)
    are_too_many = len(province.agencies) > MAPPED_AGENCIES
    indicators = province.form.indicators
    sections = {
        section.code: sum(row.section == section.code for row in indicators) for section in province.form.sections
    }
    return {
        "title": messages.MAP_TITLE + (messages.MAP_WORST.format(count=len(agencies)) if are_too_many else ""),
        "sections": [(code, count) for code, count in sections.items() if count],
        "codes": [(row.code, row.label) for row in indicators],
        "lines": [
            (agency, [period_overview.statuses[agency.code][row.code] for row in indicators]) for agency in agencies
        ],
        "key": [(status, messages.MAP_STATUSES[status]) for status in CELL_STATUSES],
        "marks": messages.MAP_MARKS,
    }

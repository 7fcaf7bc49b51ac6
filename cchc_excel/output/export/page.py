"""The overview as one web page: opens by double click, asks no network, its tables sort."""

from __future__ import annotations

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
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import figure_text
from cchc_excel.messages import master as messages
from cchc_excel.messages.findings import SEVERITY_NAMES
from cchc_excel.messages.register import GROUPS


@dataclass(frozen=True)
class _Bar:
    """A line of a chart: its label and its bars, each with its share of the chart's width in per cent."""

    label: str
    parts: Sequence[tuple[str, float, str]]


@dataclass(frozen=True)
class _Chart:
    """A chart of lying bars.

    Attributes:
        series: name and look of each series.
        stacked: the parts of a bar stand behind one another, else below.
    """

    title: str
    series: Sequence[tuple[str, str]]
    bars: Sequence[_Bar]
    stacked: bool


def overview_page(province: ConsolidatedPeriod) -> bytes:
    """The page (UTF-8); the same province gives the same bytes."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only this needs it

    text = (resources.files("cchc_excel.output.export") / "page.html").read_text(encoding="utf-8")
    maker = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    seen = overview(province)
    page = maker.from_string(text).render(
        messages=messages,
        province=province,
        returned=" ".join((f"{appendix.returned(province)}.", *appendix.about_errors(province))),
        tiles=_tiles(province, seen),
        charts=[chart for chart in _charts(province, seen) if chart.bars],
        totals=[_total(province, row) for row in province.form.indicators],
        last=last_period(province),
        agencies=[_agency(province, seen, agency) for agency in province.agencies],
        map=_map(province, seen),
    )
    return page.encode()


def _tiles(province: ConsolidatedPeriod, seen: Overview) -> Sequence[tuple[str, str]]:
    values = {
        "returned": f"{len(seen.returned)}/{len(province.agencies)}",
        "on_time": str(seen.timely("on_time")),
        "late": str(seen.timely("late")),
        "filled": f"{figure_text(seen.share_filled, 1)} %",
        "errors": str(seen.errors),
        "warnings": str(seen.warnings),
    }
    return [(messages.TILES[name], value) for name, value in values.items()]


def _charts(province: ConsolidatedPeriod, seen: Overview) -> Sequence[_Chart]:
    agencies = least_filled(province, seen)
    everyone = len(agencies) == len(province.returns)
    looks = ("dark", "middle", "pale")
    return (
        _stacked(
            messages.CHART_PROGRESS,
            list(zip(messages.PROGRESS_SERIES, looks, strict=True)),
            {
                GROUPS[group]: (one["on_time"], one["late"], one["missing"] + one["overdue"])
                for group, one in seen.progress.items()
            },
        ),
        _stacked(
            messages.CHART_FINDINGS,
            [(SEVERITY_NAMES["error"], "dark"), (SEVERITY_NAMES["warning"], "light")],
            {section or messages.ELSEWHERE: pair for section, pair in seen.findings.items()},
        ),
        _Chart(
            messages.CHART_FILLED if everyone else messages.CHART_FILLED_FEWEST.format(count=len(agencies)),
            [],
            [_Bar(agency.code, [_percent(seen.filled[agency.code] * 100, "light")]) for agency in agencies],
            stacked=False,
        ),
        _ratios(seen),
    )


def _stacked(title: str, series: Sequence[tuple[str, str]], lines: Mapping[str, Sequence[int]]) -> _Chart:
    widest = max((sum(values) for values in lines.values()), default=0) or 1
    bars = [
        _Bar(label, [(look, value / widest * 100, str(value)) for (_, look), value in zip(series, values, strict=True)])
        for label, values in lines.items()
    ]
    return _Chart(title, series, bars, stacked=True)


def _ratios(seen: Overview) -> _Chart:
    has_last = len(seen.series) > 1
    series = list(zip(seen.series, ("dark", "pale"), strict=True)) if has_last else []
    bars = [
        _Bar(
            f"{one.row.code} {one.row.label}",
            [_percent(one.now, "dark"), *([_percent(one.last, "pale")] if one.last is not None else [])],
        )
        for one in seen.ratios
    ]
    return _Chart(messages.CHART_RATIOS if has_last else messages.CHART_RATIOS_ALONE, series, bars, stacked=False)


def _percent(value: float, look: str) -> tuple[str, float, str]:
    return look, min(value, 100), figure_text(value, 1)


def _total(province: ConsolidatedPeriod, row: Row) -> Mapping[str, Any]:
    total = province.totals[row.code]
    last = last_period(province)
    found = compare(province, row, last) if last else None
    return {
        "code": row.code,
        "label": row.label,
        "unit": row.unit.replace("\n", "; "),
        "figure": appendix.figure(province, row),
        "value": total.value,
        "coverage": total.coverage,
        "given": total.given,
        "left_out": total.left_out,
        "remark": appendix.note_text(province, row),
        "last": _last(found, row),
        "last_value": found.total.value if found and found.total else None,
        "change": _change(found, row),
        "change_value": found.change if found else None,
    }


def _last(found: Comparison | None, row: Row) -> str:
    if found is None or found.total is None:
        return ""
    shown = found.total.shown
    return shown if isinstance(shown, str) else appendix.printed(shown, row.type)


def _change(found: Comparison | None, row: Row) -> str:
    if found is None:
        return ""
    if found.obstacle:
        return messages.NOT_COMPARABLE
    if found.change is None:
        return ""
    text = appendix.printed(abs(found.change), row.type)
    sign = "+" if found.change > 0 else "−"
    return f"{sign}{text}" if found.change else "0"


def _agency(province: ConsolidatedPeriod, seen: Overview, agency: Agency) -> Mapping[str, Any]:
    found = province.returns.get(agency.code)
    state = province.timeliness(agency)
    return {
        "code": agency.code,
        "name": agency.name,
        "group": GROUPS[agency.group],
        "state": state,
        "state_name": messages.TIMELINESS[state],
        "received": f"{found.first_received:%d/%m/%Y %H:%M}" if found else "",
        "received_order": f"{found.first_received:%Y%m%d%H%M}" if found else "",
        "filled": figure_text(seen.filled[agency.code] * 100, 1) if found else "",
        "filled_value": seen.filled[agency.code] if found else "",
        "errors": found.count("error") if found else "",
        "warnings": found.count("warning") if found else "",
    }


def _map(province: ConsolidatedPeriod, seen: Overview) -> Mapping[str, Any]:
    agencies = most_in_need(province, seen)
    crowded = len(province.agencies) > MAPPED_AGENCIES
    indicators = province.form.indicators
    sections = {
        section.code: sum(row.section == section.code for row in indicators) for section in province.form.sections
    }
    return {
        "title": messages.MAP_TITLE + (messages.MAP_WORST.format(count=len(agencies)) if crowded else ""),
        "sections": [(code, count) for code, count in sections.items() if count],
        "codes": [(row.code, row.label) for row in indicators],
        "lines": [(agency, [seen.statuses[agency.code][row.code] for row in indicators]) for agency in agencies],
        "key": [(look, messages.MAP_STATUSES[look]) for look in CELL_STATUSES],
        "marks": messages.MAP_MARKS,
    }

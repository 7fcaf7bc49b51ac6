"""Styles of the master's charts: told apart by the colour-blind, and by their darkness in black and white.

Colours after Okabe and Ito (2008), from dark to light.
"""

from __future__ import annotations

from typing import Any

from cchc_excel.output.spreadsheet import FONT

DARK, MIDDLE, LIGHT, PALE = "#004B77", "#D55E00", "#56B4E9", "#D9D9D9"
LINE = "#0072B2"
_LINES = ((DARK, "circle"), (MIDDLE, "square"))


def line_style(index: int) -> dict[str, Any]:
    """Options of a line chart's series, counted from 0."""
    colour, marker = _LINES[index]
    fill = {"color": colour}
    return {
        "line": {"color": colour, "width": 2.25},
        "marker": {"type": marker, "size": 7, "fill": fill, "border": fill},
    }


def bar_style(colour: str, font_colour: str = "#000000") -> dict[str, Any]:
    """Options of a series of bars: outlined so that the palest has an edge on paper, each with its figure."""
    return {
        "fill": {"color": colour},
        "border": {"color": "#404040", "width": 0.5},
        "data_labels": {"value": True, "font": {"name": FONT, "size": 9, "color": font_colour}},
    }


def style_chart(chart: Any, title: str, *, legend: bool = True, bars: bool = False, highest: int | None = None) -> None:
    """Set title, fonts and grid.

    Args:
        chart: as `Book.add_chart` gives it.
        title: above it.
        legend: whether the series are named below.
        bars: horizontal bars, listed from the top; the axis begins at 0.
        highest: where the axis of horizontal bars ends.
    """
    font = {"name": FONT, "size": 9}
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font} if legend else {"none": True})
    grid = {"num_font": font, "major_gridlines": {"visible": True, "line": {"color": PALE}}}
    plain = {"num_font": font, "major_gridlines": {"visible": False}}
    chart.set_x_axis(plain)
    chart.set_y_axis(grid)
    if bars:
        chart.set_y_axis(plain | {"reverse": True, "interval_unit": 1})
        chart.set_x_axis(grid | {"label_position": "high", "min": 0, "max": highest})

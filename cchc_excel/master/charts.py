"""How the charts look: told apart by the colour-blind, and by their darkness in black and white.

Colours after Okabe and Ito (2008), from dark to light.
"""

from __future__ import annotations

from typing import Any

from cchc_excel.spreadsheet import FONT

DARK, MIDDLE, LIGHT, PALE = "#004B77", "#D55E00", "#56B4E9", "#D9D9D9"
LINE = "#0072B2"
_LINES = ((DARK, "circle"), (MIDDLE, "square"))


def line_look(at: int) -> dict[str, Any]:
    """The nth line of a chart."""
    colour, marker = _LINES[at]
    fill = {"color": colour}
    return {
        "line": {"color": colour, "width": 2.25},
        "marker": {"type": marker, "size": 7, "fill": fill, "border": fill},
    }


def bar_look(colour: str) -> dict[str, Any]:
    """A series of bars, outlined so that the palest still has an edge on paper."""
    return {"fill": {"color": colour}, "border": {"color": "#404040", "width": 0.5}, "gap": 40}


def dress(chart: Any, title: str, *, size: tuple[int, int], legend: bool = True) -> None:
    """Title, fonts, grid and size in pixels."""
    font = {"name": FONT, "size": 10}
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font} if legend else {"none": True})
    chart.set_x_axis({"num_font": font})
    chart.set_y_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": PALE}}})
    chart.set_size({"width": size[0], "height": size[1]})

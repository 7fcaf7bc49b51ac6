"""Which agency the printed heading names: "QUÝ I NĂM 2021 TẠI …"."""

from __future__ import annotations

from cchc_excel.reading.locate import Located
from cchc_excel.wording.template import PLACE_LINE

#: What stands between the period and the agency.
_BETWEEN = PLACE_LINE.format(period="", agency="")
_LONGEST = 200


def agency_in_heading(located: Located) -> str:
    """The agency's name as it stands above the table; empty where none does."""
    grid = located.grid
    for number, values in grid.rows():
        if number > located.columns.row:
            break
        for across, value in enumerate(values):
            if isinstance(value, str) and value:
                _, between, name = grid.text(number, grid.left + across).partition(_BETWEEN)
                if between:
                    return name.strip()[:_LONGEST]
    return ""

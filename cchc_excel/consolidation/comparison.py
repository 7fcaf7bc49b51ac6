"""This period's provincial figures beside those of earlier periods, where the two may be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cchc_excel.domain.consolidated import ConsolidatedPeriod, EarlierPeriod, Total
from cchc_excel.forms import Row

#: The decimals to which changes of percentages are rounded, as many as the master shows.
CHANGE_DECIMALS = 3
#: Why figures are not compared: another form without a declared map, a period of another length, agencies that are
#: gone without a declared successor; ``""`` where they are.
Obstacle = Literal["", "form", "length", "agencies"]


@dataclass(frozen=True)
class Comparison:
    """One indicator in an earlier period.

    Attributes:
        total: its figure then; None where the form of then has no such indicator.
        obstacle: why the two figures must not be set against each other.
        change: this period's figure less the earlier one; of percentages in percentage points; None where either is
            absent, both are texts, or there is an obstacle.
        percent: the change in per cent of the earlier figure; None of percentages and where that was nothing.
    """

    total: Total | None
    obstacle: Obstacle = ""
    change: float | None = None
    percent: float | None = None


def compare(province: ConsolidatedPeriod, row: Row, then: EarlierPeriod) -> Comparison:
    """An indicator's figure of this period beside that of an earlier one."""
    total = then.totals.get(row.code)
    obstacle = _obstacle(province, row, then, total)
    now = province.totals[row.code].value
    if obstacle or total is None or total.value is None or now is None:
        return Comparison(total, obstacle)
    # Rounded as it is shown: a smaller change would be shown as -0.0.
    change = round(now - total.value, CHANGE_DECIMALS) if row.type == "percent" else now - total.value
    percent = change / total.value * 100 if row.type != "percent" and total.value else None
    return Comparison(total, "", change, percent)


def _obstacle(province: ConsolidatedPeriod, row: Row, then: EarlierPeriod, total: Total | None) -> Obstacle:
    if total is None:
        return "form"
    if row.is_flow and then.period.months != province.period.months:
        return "length"
    if row.is_additive and any(row.adds_up(agency.group) for agency in then.gone):
        return "agencies"
    return ""


def last_period(province: ConsolidatedPeriod) -> EarlierPeriod | None:
    """The latest earlier period that was collected."""
    return province.earlier[-1] if province.earlier else None


def year_before(province: ConsolidatedPeriod) -> EarlierPeriod | None:
    """The same period of the year before."""
    wanted = (province.period.year - 1, province.period.kind)
    return next((then for then in province.earlier if (then.period.year, then.period.kind) == wanted), None)


def equally_long(province: ConsolidatedPeriod) -> Sequence[EarlierPeriod]:
    """Earlier periods as long as this one, in order of time."""
    return [then for then in province.earlier if then.period.months == province.period.months]

"""A whole period of a desk: issued, returned, checked."""

from __future__ import annotations

from datetime import datetime

from cchc_excel.api import check, generate
from cchc_excel.domain.period import Period


def report(desk, period, figures):
    """Issue a period, return these figures, check them."""
    last = Period.parse(period).data_to
    generate(desk.workspace, period, today=last.replace(day=1))
    for code, answers in figures.items():
        when = datetime(last.year, last.month, 10)
        desk.drop(code, answers, period=period, name=f"{period}-{code}.xlsx", when=when)
    desk.collect(period=period)
    check(desk.workspace, period)

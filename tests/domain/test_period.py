"""Reporting periods: Nghị định 09/2019/NĐ-CP, Điều 12."""

from __future__ import annotations

from datetime import date

import pytest

from cchc_excel.domain.period import Period
from cchc_excel.errors import RequestError


@pytest.mark.parametrize(
    ("key", "first", "last", "name"),
    [
        ("2021-Q1", date(2020, 12, 15), date(2021, 3, 14), "Quý I năm 2021"),
        ("2021-Q2", date(2021, 3, 15), date(2021, 6, 14), "Quý II năm 2021"),
        ("2021-Q3", date(2021, 6, 15), date(2021, 9, 14), "Quý III năm 2021"),
        ("2021-Q4", date(2021, 9, 15), date(2021, 12, 14), "Quý IV năm 2021"),
        ("2021-6T", date(2020, 12, 15), date(2021, 6, 14), "6 tháng đầu năm 2021"),
        ("2021-9T", date(2020, 12, 15), date(2021, 9, 14), "9 tháng đầu năm 2021"),
        ("2021-NAM", date(2020, 12, 15), date(2021, 12, 14), "Năm 2021"),
        ("2021-T1", date(2020, 12, 15), date(2021, 1, 14), "Tháng 1 năm 2021"),
        ("2021-T12", date(2021, 11, 15), date(2021, 12, 14), "Tháng 12 năm 2021"),
    ],
)
def test_data_run_from_the_15th_to_the_14th(key, first, last, name):
    period = Period.parse(key)
    assert (period.data_from, period.data_to, period.name, period.key) == (first, last, name, key)


@pytest.mark.parametrize("key", ["", "2021", "Q1-2021", "2021-Q5", "2021-T13", "1999-Q1", "2021-Q1x"])
def test_anything_else_is_refused_with_examples(key):
    with pytest.raises(RequestError, match="2021-Q1"):
        Period.parse(key)


def test_periods_know_what_comes_before_them():
    first, half, third, year = (Period.parse(f"2021-{kind}") for kind in ("Q1", "6T", "Q3", "NAM"))
    assert third.follows(half)
    assert not third.follows(first)
    assert year.is_later_in_year(half)
    assert not Period.parse("2022-Q1").is_later_in_year(year)
    assert Period.parse("2022-Q1").follows(year)

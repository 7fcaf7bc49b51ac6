"""What an operator is told of a decision: whom it takes a return from, and what cannot be anybody's return."""

from __future__ import annotations

from cchc_excel.api import assign
from support.desk import PERIOD
from support.recorded import file_id


def test_an_agency_that_loses_its_only_return_by_a_decision_is_told(desk):
    desk.drop("STC", {"I.1.1": 1})
    desk.collect()
    told = assign(desk.workspace, "STC.xlsx", "SNV").remedy
    assert f"là báo cáo của STC kỳ {PERIOD}; nay STC không còn báo cáo nào được tính trong kỳ {PERIOD}." in told
    assert "nay SNV" not in assign(desk.workspace, "STC.xlsx", "SNV").remedy


def test_the_earlier_return_that_counts_instead_is_told(desk):
    desk.drop("STC", {"I.1.1": 1}, name="một.xlsx")
    desk.drop("STC", {"I.1.1": 2}, name="hai.xlsx")
    desk.collect()
    number = file_id(desk, "hai.xlsx")
    told = assign(desk.workspace, "một.xlsx", "SNV").remedy
    assert f"nay STC được tính theo tệp “hai.xlsx” (số {number})" in told

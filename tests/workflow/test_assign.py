"""What an operator is told of a decision: whom it takes a return from, and what cannot be anybody's return."""

from __future__ import annotations

from dataclasses import replace

from cchc_excel.api import Workspace, assign, generate
from cchc_excel.workflow.issue import filled_template
from cchc_excel.workflow.settings import Settings
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


def test_a_title_beside_a_broken_stamp_that_names_another_agency_is_told(desk, tmp_path):
    retitled = replace(desk.agency("STP"), name=desk.agency("STC").name)
    other = Workspace.create(tmp_path / "other", Settings(), (retitled,), key=b"another key, of 32 bytes too....")
    generate(other, PERIOD)
    desk.drop_bytes("x.xlsx", filled_template(other, PERIOD, retitled, {}))
    assert desk.collect()["x.xlsx"].state == "bad_seal"
    assert "trong tệp ghi cơ quan nộp là STC, không phải STP" in assign(desk.workspace, "x.xlsx", "STP").remedy
    assert "trong tệp ghi cơ quan nộp là STP, không phải STC" in assign(desk.workspace, "x.xlsx", "STC").remedy
    assert "trong tệp ghi cơ quan nộp là STP, STC, không" in assign(desk.workspace, "x.xlsx", "SNV").remedy

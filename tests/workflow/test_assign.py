"""What an operator is told of a decision: whom it takes a return from, and what cannot be anybody's return."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cchc_excel.api import Workspace, assign, collect, doctor, generate
from cchc_excel.errors import RequestError
from cchc_excel.workflow.issue import filled_template
from cchc_excel.workflow.settings import Settings
from support.desk import PERIOD
from support.hostile_files import zipped
from support.letters_received import filled, letter
from support.recorded import file_id, lose_ledger, what_counts


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


def test_who_never_had_the_file_loses_nothing_by_a_decision(desk):
    """It waited for a word, and counted for nobody."""
    desk.drop("STC", {"I.1.1": 1}, name="Sở Nội vụ.xlsx")
    assert desk.collect()["Sở Nội vụ.xlsx"].state == "in_doubt"
    assert "nay STC" not in assign(desk.workspace, "Sở Nội vụ.xlsx", "SNV").remedy


@pytest.mark.parametrize("length", [7, 8, 12, 64])
def test_a_file_is_named_by_its_whole_number_or_more_of_it(desk, length):
    desk.drop("STC", {"I.1.1": 1})
    desk.collect()
    with desk.workspace.ledger() as ledger:
        (receipt,) = ledger.receipts(PERIOD)
    if length < len(receipt.file_id):
        with pytest.raises(RequestError):
            assign(desk.workspace, receipt.sha256[:length], "STC")
    else:
        assert assign(desk.workspace, receipt.sha256[:length], "STC").state == "accepted"


def test_a_title_beside_a_broken_stamp_that_names_another_agency_is_told(desk, tmp_path):
    retitled = replace(desk.agency("STP"), name=desk.agency("STC").name)
    other = Workspace.create(tmp_path / "other", Settings(), (retitled,), key=b"another key, of 32 bytes too....")
    generate(other, PERIOD)
    desk.drop_bytes("x.xlsx", filled_template(other, PERIOD, retitled, {}))
    assert desk.collect()["x.xlsx"].state == "bad_seal"
    assert "trong tệp ghi cơ quan nộp là STC, không phải STP" in assign(desk.workspace, "x.xlsx", "STP").remedy
    assert "trong tệp ghi cơ quan nộp là STP, không phải STC" in assign(desk.workspace, "x.xlsx", "STC").remedy
    assert "trong tệp ghi cơ quan nộp là STP, STC, không" in assign(desk.workspace, "x.xlsx", "SNV").remedy


def test_a_file_assigned_in_the_wrong_period_moves_to_its_own(desk):
    workspace, later = desk.workspace, "2021-6T"
    desk.drop("STC", {"I.1.1": 1}, name="quý.xlsx")
    generate(workspace, later, today=date(2021, 6, 1))
    path = desk.drop("STC", {"I.1.1": 2}, name="nửa năm.xlsx", period=later)
    collect(workspace, PERIOD)
    collect(workspace, PERIOD, [path])
    told = assign(workspace, "nửa năm.xlsx", "STC", PERIOD).remedy
    number = file_id(desk, "nửa năm.xlsx")
    assert f"cchc assign {number} --agency STC -k KỲ" in told
    assert what_counts(desk) == ["nửa năm.xlsx"]

    (again,) = collect(workspace, later)
    assert again.remedy.endswith(f"cchc assign {number} --agency STC -k {later}")
    moved = assign(workspace, number, "STC", later)
    assert f"nay chuyển sang kỳ {later} và không còn trong kỳ {PERIOD}" in moved.remedy
    assert f"nay STC được tính theo tệp “quý.xlsx” (số {file_id(desk, 'quý.xlsx')})" in moved.remedy
    assert "biểu mẫu của kỳ" not in moved.remedy
    for _ in range(2):
        assert what_counts(desk) == ["quý.xlsx"]
        with workspace.ledger() as ledger:
            (counted,) = ledger.receipts(later)
            decisions = [ledger.decision(counted.sha256, period) for period in (PERIOD, later)]
        assert (counted.name, counted.state, counted.issue) == ("nửa năm.xlsx", "accepted", 1)
        assert decisions == ["", "STC"]
        lose_ledger(workspace)
        assert doctor(workspace, rebuild=True).troubles == []


def test_a_file_moves_only_to_a_period_that_is_named(desk):
    desk.drop("STC", {"I.1.1": 1})
    desk.collect()
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    number = file_id(desk, "STC.xlsx")
    for file, period in ((number, None), ("STC.xlsx", "2021-6T")):
        with pytest.raises(RequestError):
            assign(desk.workspace, file, "STC", period)
    assert what_counts(desk) == ["STC.xlsx"]
    assert "biểu mẫu của kỳ 2021-Q1" in assign(desk.workspace, number, "STC", "2021-6T").remedy
    assert what_counts(desk) == []


def test_a_package_is_nobody_s_return_and_its_files_are_named(desk):
    inner = zipped({"trong.xlsx": filled(desk, "SNV")})
    desk.drop_bytes("gói.zip", zipped({"STC.xlsx": filled(desk, "STC"), "nữa.zip": inner}))
    desk.drop_bytes("thư.eml", letter(("STP.xlsx", filled(desk, "STP"))).as_bytes())
    desk.collect()
    listed = {
        "gói.zip": ("gói.zip/STC.xlsx",),
        "thư.eml": ("thư.eml/STP.xlsx",),
    }
    for package, files in listed.items():
        with pytest.raises(RequestError) as refused:
            assign(desk.workspace, package, "STC")
        told = str(refused.value)
        assert "không phải báo cáo của cơ quan nào" in told
        assert told.count("(số ") == len(files)
        assert all(f"“{name}” (số {file_id(desk, name)})" in told for name in files)
        assert "nằm trong tệp nén khác" not in told
    assert what_counts(desk) == ["gói.zip/STC.xlsx"]


def test_a_letter_without_files_is_told_as_such(desk):
    desk.drop_bytes("thư.eml", letter().as_bytes())
    desk.collect()
    with pytest.raises(RequestError, match=r"Thư thư\.eml không có tệp nào"):
        assign(desk.workspace, "thư.eml", "STC")

"""Sở Tài chính's real return for Quý I/2021: what must be found is found, and nothing that must pass."""

from __future__ import annotations

import pytest

from cchc_excel.api import check
from cchc_excel.demo.sample import real_answers

MUST_BE_FOUND = {
    ("R001", "III.4"): "warning",  # L56: value blank, "1" stands in the note
    ("R301", "III.1"): "warning",  # L46: blank though the note names a plan
    ("R111", "I.3.4"): "warning",  # L23: note without value
    ("R114", "I.5.1"): "warning",  # L31 = 1 but L30 blank
    ("R402", "IV.1.3"): "error",  # L77 = 7 though L76 blank
    ("R601", "VI.2"): "error",  # L149 = 1 though L76 blank
    ("R502", "V.3.1"): "warning",  # L128 = 1 though L127 blank
    ("R110", "I.3"): "warning",  # L18: document dated 24/02/2020
    ("R506", "V.4.1"): "warning",  # L132: document dated 14/10/2020
    ("R717", "VII.5.1"): "info",  # L177: document dated 05/3/2020
    ("TH03", "VII.3.3"): "info",  # L167: blank with the reason "Chưa phát sinh hồ sơ"
    **{("TH01", section): "warning" for section in ("I", "II", "III", "IV", "V", "VI", "VII")},
}
JUSTIFIED = {
    # VII.1.1: 99,2 and a blank leave 0,8 unexplained (rule of L162); the row's own note explains it.
    ("R702", "VII.1.1b"): "warning",
}


@pytest.fixture
def findings(desk, form):
    answers = real_answers(form)
    assert sum(fill.value is not None for fill in answers.values()) == 43
    desk.drop(
        "STC",
        {code: fill.value for code, fill in answers.items() if fill.value is not None},
        notes={code: fill.note for code, fill in answers.items() if fill.note},
    )
    assert desk.collect()["STC.xlsx"].state == "accepted"
    return check(desk.workspace)[0].findings


def test_exactly_what_must_be_found_is_found(findings):
    assert {(found.code, found.indicator): found.severity for found in findings} == MUST_BE_FOUND | JUSTIFIED


def test_the_explained_warning_asks_nothing_more(findings):
    asked = next(found for found in findings if found.code == "R702")
    assert asked.explained
    assert not asked.is_open


def test_blanks_are_told_once_per_section_with_their_count(findings):
    blanks = [found for found in findings if found.code == "TH01"]
    assert [found.indicator for found in blanks] == ["I", "II", "III", "IV", "V", "VI", "VII"]
    assert "7/7 chỉ tiêu chưa có số liệu" in blanks[1].message


def test_messages_name_the_place_the_fault_and_the_remedy(findings):
    text = {found.code: found.text for found in findings}
    assert text["R402"] == (
        "Lỗi: ô E75, mục IV.1.3 “Số phòng ban chuyên môn trong tổ chức hành chính trực thuộc (nếu có)”: có 7 phòng "
        "trong tổ chức hành chính trực thuộc nhưng mục IV.1.2 không có tổ chức hành chính trực thuộc. "
        "Đề nghị kiểm tra lại số liệu."
    )
    assert text["R001"].endswith("Đề xuất: 1 - Có.")
    assert text["R301"].endswith("Đề xuất: 1 - Có.")


def test_figures_typed_as_text_pass_the_same(desk, form):
    """As pasted from Word: every figure a text, "14,3" and "99,2" with their comma."""
    answers = real_answers(form)
    texts = {
        code: str(fill.value).replace(".0", "").replace(".", ",")
        for code, fill in answers.items()
        if fill.value is not None
    }
    desk.drop("STC", texts, notes={code: fill.note for code, fill in answers.items() if fill.note})
    desk.collect()
    found = {(one.code, one.indicator): one.severity for one in check(desk.workspace)[0].findings}
    assert found == MUST_BE_FOUND | JUSTIFIED

"""The note of a total: read back as it was written, and never taken for an explanation."""

from __future__ import annotations

import pytest

from cchc_excel.domain.explanation import explains
from cchc_excel.domain.rollup import Rollup, read_rollup


def test_the_program_s_own_note_explains_nothing():
    note, group = "Tổng hợp từ 4/5 cơ quan, đơn vị", "tinh"
    assert not explains(note, group)
    assert explains(note, "so")
    assert explains("Tổng hợp từ báo cáo các sở", group)
    for said, is_one in {
        "; giải trình: tăng do kế hoạch mới": True,
        ". Giải trình: tăng": True,
        "; chờ các sở giải trình": False,
        "; giải trình:": False,
        "; giải trình: 123": False,
        "; tăng": False,
    }.items():
        assert explains(note + said, group) is is_one, said


def test_what_somebody_writes_behind_a_note_loses_nothing(form):
    for code, told in (
        ("I.1.1", Rollup(2, 3)),
        ("III.6.3", Rollup(3, 3, parts=(1323.5, 1426.0))),
        ("I.3.1", Rollup(3, 3, span=(20.2, 58.1))),
        ("I.5.2", Rollup(3, 3, counts={0: 1, 1: 2, 2: 0})),
    ):
        row = form.by_code[code]
        for tail in (" (đã kiểm tra)", "; đã kiểm tra", ". Đã kiểm tra\ndòng hai"):
            assert read_rollup(row, told.note(row) + tail, "tinh") == told, (code, tail)
    wrong = Rollup(2, 3, counts={0: 1, 1: 2, 2: 0})
    assert read_rollup(form.by_code["I.5.2"], wrong.note(form.by_code["I.5.2"]), "tinh").counts is None


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("I.1.1", f"Tổng hợp từ {'9' * 5000}/1 cơ quan, đơn vị"),
        ("I.1.1", "Tổng hợp từ 50/4 cơ quan, đơn vị"),
        ("III.6.3", "Tổng hợp từ 1/1 cơ quan, đơn vị; tử số 1e999; mẫu số 1e999"),
        ("III.6.3", "Tổng hợp từ 1/1 cơ quan, đơn vị; tử số -5; mẫu số -10"),
        ("III.6.3", "Tổng hợp từ 1/1 cơ quan, đơn vị; tử số 13,5; mẫu số 1.426"),
    ],
)
def test_numbers_that_no_desk_writes_are_not_believed(form, code, note):
    found = read_rollup(form.by_code[code], note, "tinh")
    assert found is None or found.parts is None


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("I.1.1", Rollup(17, 19)),
        ("III.6.3", Rollup(16, 19, parts=(1323.5, 1426.0))),
        ("III.6.3", Rollup(16, 19, parts=(1e-7, 123456789.125))),
        ("I.3.1", Rollup(17, 19, span=(20.2, 58.1))),
        ("I.5.2", Rollup(3, 3, counts={0: 1, 1: 2, 2: 0})),
        ("I.1.1", Rollup(17, 19, left_out=2)),
        ("III.6.3", Rollup(16, 19, parts=(1323.5, 1426.0), left_out=1)),
        ("I.3.1", Rollup(17, 19, span=(20.2, 58.1), left_out=2)),
        ("I.5.2", Rollup(3, 3, counts={0: 1, 1: 2, 2: 0}, left_out=12)),
    ],
)
def test_what_a_note_says_is_read_back(form, code, told):
    row = form.by_code[code]
    assert read_rollup(row, told.note(row), "tinh") == told
    # An agency's own note is never taken for a province's.
    assert read_rollup(row, told.note(row), "so") is None
    assert read_rollup(row, "63/63", "tinh") is None


def test_a_figure_of_a_province_counts_where_only_departments_are_added(form):
    row = form.by_code["III.2.3"]
    assert row.total_groups == ("so",)
    assert [row.adds_up(group) for group in ("tinh", "so", "xa")] == [True, True, False]

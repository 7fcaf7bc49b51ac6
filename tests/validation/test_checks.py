"""Each check by itself: entries in, findings out."""

from __future__ import annotations

import unicodedata
from textwrap import dedent

import pytest

from cchc_excel.domain.submission import BLANK, Cell, Entry, ReadNotice
from cchc_excel.forms.load import parse_form
from cchc_excel.validation import AgencyContext, check_return, not_checked

FORM = parse_form(
    dedent("""\
    form: THU
    version: "1"
    name: Biểu thử
    valid_from: 2020-12-15
    heading: [BIỂU THỬ]
    choices:
      co_khong: {1: Có, 0: Không}
    blank_reasons: [không áp dụng, tổng hợp từ]
    rows:
      - {code: I, type: section, label: Mục một}
      - {code: I.1, type: count, label: Giao, unit: Việc, total: sum}
      - {code: I.2, type: count, label: Xong, unit: Việc, total: sum}
      - {code: I.3, type: percent, label: Tỷ lệ, total: weighted_mean, weight: I.1}
      - {code: II, type: section, label: Mục hai}
      - {code: II.1, type: coded, label: Có không, choices: co_khong}
      - {code: II.2, type: count, label: Thêm (nếu có), unit: Việc, total: sum, optional: true}
      - {code: II.3, type: heading, label: Văn bản}
    rules:
      - {rule: R1, expect: I.2 <= I.1, severity: error, message: "xong ({I.2}) hơn giao ({I.1})", propose: I.1,
         at: I.2}
      - {rule: R2, expect: "I.1 < 100", severity: warning, message: "nhiều ({I.1})", at: I.1}
      - {rule: R3, expect: "I.1 <= previous(I.1) * 2", severity: warning, message: gấp đôi, at: I.1}
      - {rule: R4, expect: has_note(II.3), severity: warning, message: thiếu số văn bản, at: II.3}
      - {rule: R5, expect: "I.2 > 0 implies II.1 == 1", severity: info, message: "nên là {note(II.3)}", at: II.1,
         propose: "1", severity_by_group: {xa: warning}}
      - {rule: R6, expect: 'not note_contains(II.3, "dự thảo")', severity: warning, message: là dự thảo, at: II.3,
         remedy: Đề nghị ghi số văn bản chính thức.}
    """),
    "thu.yaml",
)
CODES = [row.code for row in FORM.rows]
FULL = {"I.1": 10.0, "I.2": 5.0, "I.3": 50.0, "II.1": 1.0, "II.2": 3.0}


def raw(value):
    if isinstance(value, Cell):
        return value
    return BLANK if value is None else Cell("text" if isinstance(value, str) else "number", value)


def checked(figures=FULL, notes=None, *, group="so", past=None, remarks=(), codes=CODES):
    """What is found, by indicator (or section) and code."""
    notes = {"II.3": "12/KH"} | (notes or {})
    entries = [
        Entry(code, raw(figures.get(code)), notes.get(code, ""), "Bảng 1", f"E{at}", f"F{at}")
        for at, code in enumerate(codes, start=9)
    ]
    found = check_return(FORM, entries, remarks, AgencyContext(group, {}, past or {}))
    return found, {(one.indicator, one.code): one for one in found.findings}


def keys(*arguments, **options):
    return list(checked(*arguments, **options)[1])


def test_a_return_as_it_should_be_has_no_finding():
    found, told = checked()
    assert told == {}
    assert {code: answer.value for code, answer in found.answers.items()} == FULL


# --- missing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("without", "notes", "expected"),
    [
        ([], {}, []),
        (["I.2"], {}, [("I", "TH01")]),
        (["I.2", "I.3"], {}, [("I", "TH01")]),
        (["I.2", "II.1"], {}, [("I", "TH01"), ("II", "TH01")]),
        # optional rows are not missed
        (["II.2"], {}, []),
        (["I.2"], {"I.2": "Không áp dụng"}, [("I.2", "TH03")]),
        (["I.2", "I.3"], {"I.2": "KHÔNG ÁP DỤNG"}, [("I", "TH01"), ("I.2", "TH03")]),
        (["II.2"], {"II.2": "không áp dụng"}, [("II.2", "TH03")]),
        # a note without a reason is none
        (["I.2"], {"I.2": "đang làm"}, [("I", "TH01")]),
        (list(FULL), {}, [("", "TH02")]),
        (list(FULL), {"I.1": "Không áp dụng"}, [("", "TH02")]),
        ([code for code in FULL if code != "II.2"], {}, [("I", "TH01"), ("II", "TH01")]),
    ],
)
def test_blanks_are_told_once_per_section_unless_explained(without, notes, expected):
    figures = {code: value for code, value in FULL.items() if code not in without}
    assert [key for key in keys(figures, notes) if key[1].startswith("TH")] == expected


def test_the_blanks_of_a_section_are_counted_and_named():
    _, told = checked({"I.1": 10.0, "II.1": 1.0})
    one = told["I", "TH01"]
    assert one.text == (
        "Cảnh báo: mục I “Mục một”: 2/3 chỉ tiêu chưa có số liệu (I.2, I.3). Đề nghị bổ sung; không phát sinh thì ghi "
        "0, không áp dụng thì để trống và ghi “Không áp dụng” ở cột Ghi chú."
    )
    assert (one.sheet, one.cell, one.is_open) == ("Bảng 1", "", True)
    assert checked({"I.1": 10.0}, codes=CODES[1:])[1]["I", "TH01"].sheet == ""


def test_what_could_not_be_read_and_what_is_not_there_is_not_blank():
    assert keys(FULL | {"I.2": "nhiều"}) == [("I.2", "SL11")]
    assert keys(codes=[code for code in CODES if code != "I.2"]) == [("", "CT01"), ("I", "TH01")]


def test_a_reason_is_understood_in_every_spelling_of_unicode():
    note = unicodedata.normalize("NFD", "Không áp dụng")
    assert keys({**FULL, "I.2": None}, {"I.2": note}) == [("I.2", "TH03")]


def test_a_blank_is_explained_with_its_note():
    _, told = checked({**FULL, "I.2": None}, {"I.2": "Không áp dụng"})
    assert told["I.2", "TH03"].message == "ô E11, mục I.2 “Xong”: để trống, lý do: “Không áp dụng”."


# --- structure --------------------------------------------------------------------------------------------------------


def test_every_remark_of_reading_is_told_and_rows_that_are_not_there():
    remarks = [ReadNotice("CT06"), ReadNotice("CT07", {"issue": "1", "latest": "2"})]
    _, told = checked(remarks=remarks, codes=["I", "I.1", "I.2", "I.3", "II", "II.1"])
    assert list(told) == [("", "CT06"), ("", "CT07"), ("", "CT01"), ("II.3", "R4")]
    assert told["", "CT01"].message == "Tệp thiếu 2 dòng của biểu mẫu (II.2, II.3)."
    # What a row that is not there is told of has no cell.
    one = told["II.3", "R4"]
    assert (one.cell, one.sheet, one.raw, one.understood) == ("", "", "", "")
    assert "mục II.3 “Văn bản”" in told["II.3", "R4"].message
    assert told["", "CT07"].message == "Biểu mẫu lần phát hành 1 không phải lần mới nhất (2)."


IN_DOUBT = Cell("blank", aside="3 | 4", why_aside="doubtful")


@pytest.mark.parametrize(
    ("notices", "cell", "is_told_by_itself"),
    [
        # Nothing else says why, or of another row, or another thing of this one.
        ([], IN_DOUBT, True),
        ([ReadNotice("CT06")], IN_DOUBT, True),
        ([ReadNotice("CT03", {"row": "I.1", "code": "I.1", "cells": "E10, E11"})], IN_DOUBT, True),
        ([ReadNotice("CT33", {"row": "II.2", "beside": "H14", "text": "4"})], IN_DOUBT, True),
        # Of the row, or of the whole table.
        ([ReadNotice("CT03", {"row": "II.2", "code": "II.2", "cells": "E12, E13"})], IN_DOUBT, False),
        ([ReadNotice("CT35", {"row": "II.2", "unit": "Nghìn việc", "issued": "Việc"})], IN_DOUBT, False),
        ([ReadNotice("CT30", {"columns": "E “a”, F “b”"})], IN_DOUBT, False),
        ([ReadNotice("CT30", {"columns": "E “a”, F “b”"})], IN_DOUBT._replace(aside="3"), False),
        ([ReadNotice("CT29", {"sheet": "a", "other": "b", "count": "1", "cells": "E14"})], IN_DOUBT, False),
        # In both tables it is the same: its doubt is another one.
        ([ReadNotice("CT29", {"sheet": "a", "other": "b", "count": "1", "cells": "E14"})],
         IN_DOUBT._replace(aside="3"), True),
    ],
)  # fmt: skip
def test_a_figure_in_doubt_is_told_once_and_is_not_blank(notices, cell, is_told_by_itself):
    found, told = checked(FULL | {"II.2": cell, "I.2": IN_DOUBT}, remarks=notices)
    assert (("II.2", "SL32") in told) is is_told_by_itself
    assert {code for _, code in told} <= {"SL32", *(notice.code for notice in notices)}
    assert found.answers["II.2"].value is None


def test_what_stands_beside_something_doubtful_is_in_doubt():
    found, told = checked(FULL | {"I.2": Cell("number", 5.0, aside="6", why_aside="doubtful")})
    assert found.answers["I.2"].value is None
    assert told["I.2", "SL32"].text == (
        "Lỗi: ô E11, mục I.2 “Xong”: “5 6” chưa xác định được là số liệu nào, không được tính. "
        "Đề nghị ghi lại con số vào ô Số liệu, hoặc xóa nếu không có số liệu."
    )


# --- typed figures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "typed", "finding", "shown", "understood"),
    [
        ("I.1", "1.248", "SL01", "1.248", "1248"),
        ("I.1", "-1", "SL12", "-1", ""),
        ("I.3", Cell("number", 0.992, is_percent=True), "SL03", "", "99,2"),
        ("I.3", "57/60", "SL06", "57/60", "95"),
        ("II.1", "x", "SL07", "x", "1 - Có"),
        ("II.1", "9", "SL18", "9", ""),
        ("II.2", Cell("error", "#REF!"), "SL16", "#REF!", ""),
        ("II.2", Cell("truth", value=True), "SL11", "TRUE", ""),
    ],
)
def test_a_reading_that_differs_is_told_with_both(code, typed, finding, shown, understood):
    _, told = checked(FULL | {code: typed})
    one = told[code, finding]
    assert (one.understood, one.cell, one.sheet) == (understood, f"E{9 + CODES.index(code)}", "Bảng 1")
    assert f"mục {code}" in one.message
    assert shown in one.message
    assert one.raw == (shown or one.raw)


def test_an_unknown_answer_is_told_the_known_ones():
    _, told = checked(FULL | {"II.1": "9"})
    assert told["II.1", "SL18"].remedy == "Đề nghị chọn một trong: 1 - Có; 0 - Không."


# --- form rules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "notes", "group", "expected"),
    [
        ({"I.2": 10.0}, {}, "so", []),
        ({"I.2": 11.0}, {}, "so", [("I.2", "R1")]),
        ({"I.1": 99.0, "I.2": 99.0}, {}, "so", []),
        ({"I.1": 100.0, "I.2": 99.0}, {}, "so", [("I.1", "R2")]),
        # a blank side is unknown, and breaks nothing
        ({"I.1": None}, {}, "so", [("I", "TH01")]),
        # what could not be read is not judged on top
        ({"I.2": "nhiều"}, {}, "so", [("I.2", "SL11")]),
        # a warning about how it was typed does not spare it the rules
        ({"I.2": "1,248"}, {}, "so", [("I.2", "SL02"), ("I.2", "R1")]),
        ({}, {"II.3": " "}, "so", [("II.3", "R4")]),
        ({"II.1": 0.0}, {}, "so", [("II.1", "R5")]),
        ({"II.1": 0.0, "I.2": 0.0}, {}, "so", []),
    ],
)
def test_a_rule_that_is_broken_is_told_at_its_row(figures, notes, group, expected):
    assert keys(FULL | figures, notes, group=group) == expected


def test_a_broken_rule_says_the_figures_what_to_do_and_what_was_probably_meant():
    _, told = checked(FULL | {"I.2": 11.0, "II.1": 0.0})
    one, answer = told["I.2", "R1"], told["II.1", "R5"]
    assert one.text == (
        "Lỗi: ô E11, mục I.2 “Xong”: xong (11) hơn giao (10). Đề nghị kiểm tra lại số liệu. Đề xuất: 10."
    )
    assert answer.message == "ô E14, mục II.1 “Có không”: nên là 12/KH."
    assert answer.remedy.strip() == "Đề xuất: 1 - Có."
    assert (answer.severity, checked(FULL | {"II.1": 0.0}, group="xa")[1]["II.1", "R5"].severity) == ("info", "warning")


def test_a_row_without_a_figure_is_told_of_at_its_note():
    _, told = checked(FULL, {"II.3": " "})
    one = told["II.3", "R4"]
    assert (one.cell, one.raw, one.understood, one.sheet) == ("F16", " ", "", "Bảng 1")
    assert one.message.startswith("ô F16, mục II.3 “Văn bản”: ")
    # A rule that judges a note is not answered by it, and may say what to do in words of its own.
    one = checked(FULL, {"II.3": "dự thảo 5"})[1]["II.3", "R6"]
    assert (one.explained, one.remedy) == (False, "Đề nghị ghi số văn bản chính thức.")
    # A row with one, at its figure.
    one = checked(FULL | {"I.1": 100.0}, {"I.1": "việc mới"})[1]["I.1", "R2"]
    assert (one.cell, one.raw, one.understood) == ("E10", "100", "100")
    assert checked(FULL | {"I.2": None, "I.1": 100.0}, {"II.3": ""})[1]["I", "TH01"].understood == ""


@pytest.mark.parametrize(
    ("code", "figures", "notes", "is_explained"),
    [
        ("R2", {"I.1": 100.0}, {"I.1": "việc mới"}, True),
        ("R2", {"I.1": 100.0}, {"I.1": "100"}, False),
        ("R2", {"I.1": 100.0}, {}, False),
        # an error is no warning
        ("R1", {"I.2": 11.0}, {"I.2": "việc cũ"}, False),
        # a note is not explained by itself
        ("R4", {}, {"II.3": ""}, False),
    ],
)
def test_a_warning_is_explained_by_its_row_s_note(code, figures, notes, is_explained):
    _, told = checked(FULL | figures, notes)
    (one,) = [found for found in told.values() if found.code == code]
    assert one.explained is is_explained
    assert one.is_open is not is_explained
    usual = {"R1": "Đề nghị kiểm tra lại số liệu. Đề xuất: 10."}
    asked = usual.get(code, "Đề nghị kiểm tra lại hoặc giải trình ở cột Ghi chú.")
    assert one.remedy == ("Đã có giải trình: “việc mới”." if is_explained else asked)


@pytest.mark.parametrize(
    ("now", "before", "asks"),
    [(20.0, 10.0, False), (20.000001, 10.0, True), (21.0, 10.0, True), (21.0, 10.5, False), (21.0, None, False)],
)
def test_earlier_figures_are_held_against_this_one(now, before, asks):
    past = {"previous": {"I.1": before}} if before is not None else {}
    found, told = checked(FULL | {"I.1": now}, past=past)
    assert (("I.1", "R3") in told) is (asks and now == int(now))
    assert found.answers["I.1"].value == (now if now == int(now) else None)


# --- notes of rolled-up returns -----------------------------------------------------------------------------------

OURS = "Tổng hợp từ 3/4 cơ quan, đơn vị"
TOTALS = {
    "I.1": OURS,
    "I.2": OURS,
    "I.3": f"{OURS}; tử số 5; mẫu số 10",
    "II.1": f"{OURS}; Có: 2; Không: 1",
    "II.2": OURS,
}
FIGURES = FULL | {"II.1": None}


def spoiled(figures, notes, group="tinh"):
    return [
        (code, why) for code, why in keys(FIGURES | figures, TOTALS | notes, group=group) if why in ("TH04", "TH05")
    ]


@pytest.mark.parametrize(
    ("value", "is_wrong"),
    [(50.0, False), (50.0509, False), (50.0511, True), (49.9491, False), (49.9489, True), (None, True)],
)
def test_a_percentage_agrees_with_its_parts_to_a_rounded_decimal(value, is_wrong):
    assert spoiled({"I.3": value}, {}) == ([("I.3", "TH05")] if is_wrong else [])


@pytest.mark.parametrize(
    ("code", "value", "note", "why"),
    [
        ("I.1", 10.0, OURS, ""),
        ("I.1", None, OURS, "TH05"),
        ("I.1", None, OURS.replace("3/4", "0/4"), ""),
        ("I.1", 10.0, OURS.replace("3/4", "0/4"), "TH05"),
        ("I.1", 10.0, "", "TH04"),
        ("I.1", None, "", ""),
        ("I.1", 10.0, "đã rà soát", "TH04"),
        ("I.1", None, f"{OURS[:-4]}", "TH04"),
        # more than there are
        ("I.1", 10.0, OURS.replace("3/4", "5/4"), "TH04"),
        ("I.1", 10.0, OURS.replace("3/4", "4/4"), ""),
        ("I.3", 50.0, OURS, "TH04"),
        ("I.3", 50.0, OURS.replace("3/4", "1/4"), "TH04"),
        ("I.3", None, OURS, "TH04"),
        ("I.3", None, OURS.replace("3/4", "0/4"), ""),
        ("I.3", 50.0, OURS.replace("3/4", "0/4"), "TH05"),
        ("I.3", None, f"{OURS}; từ 20 đến 60", ""),
        ("I.3", 50.0, f"{OURS}; từ 20 đến 60", "TH05"),
        # parts of nothing: no figure
        ("I.3", None, f"{OURS}; tử số 0; mẫu số 0", ""),
        ("I.3", 50.0, f"{OURS}; tử số 5; mẫu số 0", "TH05"),
        ("II.1", None, OURS, "TH04"),
        ("II.1", 1.0, f"{OURS}; Có: 2; Không: 1", "TH05"),
        ("II.1", None, f"{OURS}; Có: 2; Không: 0", "TH04"),
        ("II.1", None, f"{OURS}; Có: 3; Không: 0", ""),
        # what could not be read is told already
        ("I.1", "nhiều", OURS, ""),
    ],
)
def test_a_note_that_says_no_more_what_a_figure_was_formed_from_is_told(code, value, note, why):
    assert spoiled({code: value}, {code: note}) == ([(code, why)] if why else [])


def test_notes_of_agencies_and_of_a_return_filled_in_by_hand_are_their_own():
    assert spoiled({"I.3": 12.0}, {}, group="so") == []
    # Three of five rows are half of them; two are not.
    assert spoiled({"I.3": 12.0}, {"I.1": "", "I.2": "", "II.2": OURS}) != []
    assert spoiled({"I.3": 12.0}, {"I.1": "", "I.2": "", "II.2": ""}) == []


def test_a_total_is_judged_by_its_own_past_only():
    told = keys(FIGURES | {"I.1": 100.0, "I.2": 120.0}, TOTALS, group="tinh", past={"previous": {"I.1": 40.0}})
    assert told == [("I.1", "R3")]
    _, found = checked(FIGURES | {"I.1": 100.0}, TOTALS, group="tinh", past={"previous": {"I.1": 40.0}})
    assert found["I.1", "R3"].remedy == "Đề nghị kiểm tra lại hoặc ghi thêm “; giải trình: …” vào cuối ô Ghi chú."


def test_an_explanation_does_not_bring_back_what_a_figure_was_formed_from():
    lost = f"{OURS[:-4]}; giải trình: chép lại"
    _, found = checked(FIGURES, TOTALS | {"I.1": lost}, group="tinh")
    assert (found["I.1", "TH04"].explained, found["I.1", "TH04"].is_open) == (False, True)


def test_a_total_that_does_not_agree_with_its_note_is_not_judged_on_top():
    notes = TOTALS | {"I.1": OURS.replace("3/4", "0/4")}
    assert keys(FIGURES | {"I.1": 100.0}, notes, group="tinh", past={"previous": {"I.1": 40.0}}) == [("I.1", "TH05")]


def test_every_row_of_a_total_is_held_against_its_note():
    assert spoiled({"I.1": "nhiều", "I.3": 12.0}, {}) == [("I.3", "TH05")]
    without = [code for code in CODES if code != "I.1"]
    told = keys(FIGURES | {"I.3": 12.0}, TOTALS, group="tinh", codes=without)
    assert [key for key in told if key[1] == "TH05"] == [("I.3", "TH05")]


def test_a_total_of_nobody_is_a_blank_with_its_reason():
    notes = TOTALS | {"I.1": OURS.replace("3/4", "0/4")}
    assert keys(FIGURES | {"I.1": None}, notes, group="tinh") == [("I.1", "TH03")]


# --- all together -------------------------------------------------------------------------------------------------


def test_findings_stand_in_the_order_of_the_form():
    told = keys({"I.1": "x", "I.2": 3.0, "II.2": -1.0}, {"II.3": ""}, remarks=[ReadNotice("CT06")])
    assert told == [
        ("", "CT06"), ("I", "TH01"), ("I.1", "SL11"), ("II", "TH01"), ("II.1", "R5"), ("II.2", "SL12"), ("II.3", "R4"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "note", "numerator", "denominator"),
    [
        (95.0, "57/60 hồ sơ", 57, 60),
        (95.0, "", None, None),
        ("57/60", "", 57, 60),
        # The cell itself goes before the note.
        ("57/60", "1/2", 57, 60),
    ],
)
def test_a_percentage_s_parts_stand_in_its_cell_or_its_note(typed, note, numerator, denominator):
    answer = checked(FULL | {"I.3": typed}, {"I.3": note})[0].answers["I.3"]
    assert (answer.value, answer.numerator, answer.denominator) == (95, numerator, denominator)


def test_nothing_needs_to_be_known_of_an_agency_but_its_group():
    entries = [Entry(code, raw(value), "", "B", "E1", "F1") for code, value in FULL.items()]
    told = check_return(FORM, entries, (), AgencyContext("so")).findings
    assert [one.code for one in told] == ["CT01", "R4"]


def test_a_return_that_could_not_be_checked_is_one_error():
    found = not_checked()
    assert found.answers == {}
    ((code, severity, is_open),) = [(one.code, one.severity, one.is_open) for one in found.findings]
    assert (code, severity, is_open) == ("KT01", "error", True)

"""What is asked about does not count until something speaks for it: a note, earlier figures, the program itself."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.domain.submission import BLANK, Cell, Entry
from cchc_excel.forms import Catalogue
from cchc_excel.forms.load import parse_form
from cchc_excel.validation import AgencyContext, check_return

FORM = parse_form(
    dedent("""\
    form: THU
    version: "1"
    name: Biểu thử
    valid_from: 2020-12-15
    heading: [BIỂU THỬ]
    choices:
      co_khong: {1: Có, 0: Không}
    blank_reasons: [không áp dụng]
    rows:
      - {code: I, type: section, label: Mục một}
      - {code: I.1, type: heading, label: Nhóm một}
      - {code: I.1.1, type: coded, label: Có kế hoạch, choices: co_khong}
      - {code: I.1.2, type: count, label: Giao, unit: Hồ sơ, total: sum}
      - {code: I.1.3, type: percent, label: Tỷ lệ hồ sơ, total: ratio}
      - {code: I.2, type: heading, label: Nhóm hai}
      - {code: I.2.1, type: coded, label: Có kiểm tra, choices: co_khong}
      - {code: I.2.2, type: count, label: Đã kiểm tra, unit: Phòng, total: sum, largest: 50}
      - {code: II, type: section, label: Mục hai}
      - {code: II.1, type: count, label: Khác, unit: Việc, total: sum}
      - {code: II.2, type: percent, label: So với kế hoạch, total: ratio, may_exceed_100: true}
    rules:
      - {rule: R1, expect: has_note(I.1.3) implies given(I.1.3), severity: warning, message: thiếu, at: I.1.3}
      - {rule: R2, at: II.2, expect: abs(note_numerator(II.2) / note_denominator(II.2) * 100 - II.2) <= 0.1,
         severity: warning, message: không khớp}
    """),
    "thu.yaml",
)
CODES = [row.code for row in FORM.rows]
FULL = {"I.1.1": 1.0, "I.1.2": 100.0, "I.1.3": 95.0, "I.2.1": 0.0, "I.2.2": 4.0, "II.1": 7.0, "II.2": 120.0}


def raw(value):
    if isinstance(value, Cell):
        return value
    return BLANK if value is None else Cell("text" if isinstance(value, str) else "number", value)


def checked(figures, notes=None, *, past=None, group="so", form=FORM):
    entries = [
        Entry(row.code, raw(figures.get(row.code)), (notes or {}).get(row.code, ""), "Bảng 1", f"E{at}", f"F{at}")
        for at, row in enumerate(form.rows, start=9)
    ]
    found = check_return(form, entries, (), AgencyContext(group, {}, past or {}))
    values = {code: answer.value for code, answer in found.answers.items()}
    return values, {(one.indicator, one.code): one for one in found.findings}, found.answers


@pytest.mark.parametrize(
    ("code", "typed", "note", "counts", "finding"),
    [
        ("I.1.3", 0.992, "", None, "SL04"),
        ("I.1.3", 0.992, "62/63", None, "SL04"),
        ("I.1.3", 0.992, "đúng là dưới 1%", 0.992, "SL04"),
        ("I.1.3", 0.992, "số đúng là 99,2", None, "SL04"),
        ("I.1.3", 0.992, "số đúng là 0,992", 0.992, "SL04"),
        # A fraction or percentage of a hundred times as much speaks against it, and so does a fraction of another one.
        ("I.1.3", 1.0, "63/63 hồ sơ đúng hạn", None, "SL04"),
        ("I.1.3", 0.984, "62/63 hồ sơ", None, "SL04"),
        ("I.1.3", 0.984, "đúng hạn 62 trên 63 hồ sơ", None, "SL04"),
        ("I.1.3", 0.98, "dung han 62 tren 63 ho so", None, "SL04"),
        ("I.1.3", 0.992, "Đạt 99,2%", None, "SL04"),
        ("I.1.3", 0.992, "đạt 99%", None, "SL04"),
        ("I.1.3", 0.99, "đạt 99,2 phần trăm", None, "SL04"),
        ("I.1.3", 0.992, "đạt 99,1", None, "SL04"),
        ("I.1.3", 0.992, "đạt 99,0", 0.992, "SL04"),
        ("I.1.3", 0.992, "đạt 0,992%", 0.992, "SL04"),
        ("I.1.3", 0.992, "tăng 20% so với quý trước", 0.992, "SL04"),
        ("I.1.3", 0.992, "theo Q99 và QĐ99", 0.992, "SL04"),
        ("I.1.3", 0.5, "5/8 hồ sơ", None, "SL04"),
        ("I.1.3", 0.5, "1/200 hồ sơ", 0.5, "SL04"),
        ("I.1.3", 0.5, "1/200 hồ sơ, 5/8 quá hạn", None, "SL04"),
        ("I.1.3", 0.5, "theo QĐ 12/2021/QĐ-UBND", 0.5, "SL04"),
        ("I.1.3", 0.5, "ngày 12/5/2021", None, "SL04"),
        ("I.1.3", 1.0, "100%, đủ 63/63", None, "SL04"),
        ("I.1.3", 0.992, "sửa số liệu thành 99,2", None, "SL04"),
        ("II.2", 0.984, "62/63 việc", None, "SL04"),
        ("I.1.2", 46150.0, "", None, "SL22"),
        ("I.1.2", 46150.0, "46150", None, "SL22"),
        ("I.1.2", 46150.0, "tăng do thêm thủ tục", 46150, "SL22"),
        ("I.1.2", 46150.0, "sửa thành 45", None, "SL22"),
        ("I.1.2", 46150.0, "sửa 46150 thành 5", None, "SL22"),
        # Any a/b may be what was typed.
        ("I.1.2", 46150.0, "5/8 nhiệm vụ", None, "SL22"),
        ("I.1.2", 46150.0, "tức 5 / 8", None, "SL22"),
        ("I.1.2", 46150.0, "Hoàn thành 5 trên 8 nhiệm vụ", None, "SL22"),
        ("I.1.2", 46150.0, "ngày 8/5/2026", None, "SL22"),
        ("I.1.2", 46150.0, "theo QĐ 12/2021/QĐ-UBND", 46150, "SL22"),
        ("I.1.2", 46150.0, "đúng là 46150 hồ sơ", 46150, "SL22"),
        ("II.2", Cell("number", 23.8, is_percent=True), "", None, "SL24"),
        ("II.2", Cell("number", 23.8, is_percent=True), "vượt kế hoạch", 2380, "SL24"),
        ("II.2", Cell("number", 23.8, is_percent=True), "đạt 23,8%", None, "SL24"),
        ("II.2", Cell("number", 23.8, is_percent=True), "đạt 23,69%", 2380, "SL24"),
    ],
)
def test_a_doubtful_figure_counts_once_its_note_explains_it(code, typed, note, counts, finding):
    values, told, _ = checked(FULL | {code: typed}, {code: note})
    assert values[code] == counts
    found = told[code, finding]
    assert (found.severity, found.explained) == ("warning", counts is not None)
    assert ("chưa được tính" in found.message, "được tính theo giải trình" in found.message) == (
        counts is None,
        counts is not None,
    )
    # Nor is it missing, nor is a rule broken that asks whether it is there.
    assert not {one for _, one in told} & {"TH01", "R1"}


@pytest.mark.parametrize(
    ("name", "before", "counts"),
    [
        ("previous", 46150 / 3, True),
        ("previous", 46150 / 3 - 1, False),
        ("previous", 46150 * 3.0, True),
        ("previous", 46150 * 3.0 + 1, False),
        ("earlier", 41200.0, True),
        ("adjacent", 41200.0, True),
        ("included", 41200.0, True),
        ("usual_high", 46150.0, False),
        ("previous", 0.0, False),
    ],
)
def test_a_count_that_may_be_a_day_counts_where_earlier_ones_are_of_its_magnitude(name, before, counts):
    values, told, _ = checked(FULL | {"I.1.2": 46150.0}, past={name: {"I.1.2": before}})
    assert (values["I.1.2"], ("I.1.2", "SL22") in told) == ((46150, False) if counts else (None, True))


def test_what_the_program_wrote_into_a_total_is_not_asked_about():
    note = "Tổng hợp từ 3/4 cơ quan, đơn vị"
    notes = dict.fromkeys(FULL, note) | {"I.1.3": f"{note}; tử số 5; mẫu số 1000"}
    figures = FULL | {"I.1.2": 46150.0, "I.1.3": 0.5}
    values, told, _ = checked(figures, notes, group="tinh")
    assert (values["I.1.2"], values["I.1.3"]) == (46150, 0.5)
    assert not {code for _, code in told} & {"SL04", "SL22"}
    # In a return filled in by hand it is.
    assert checked(figures, group="tinh")[0]["I.1.2"] is None


def test_a_day_is_told_with_the_day():
    _, told, _ = checked(FULL | {"I.1.2": 46150.0})
    assert told["I.1.2", "SL22"].text == (
        "Cảnh báo: ô E12, mục I.1.2 “Giao”: số liệu 46150 có thể là ngày 08/05/2026 do Excel tự đổi khi gõ phân số như "
        "5/8; chưa được tính. Đề nghị ghi lại con số, hoặc giải trình bằng lời (không ghi phân số) ở cột Ghi chú nếu "
        "số liệu đúng."
    )


@pytest.mark.parametrize(
    ("code", "typed", "finding", "message"),
    [
        ("I.1.2", 1.248, "SL13", "số liệu 1,248 không phải là số nguyên; có thể muốn ghi 1248."),
        ("I.1.2", 2.5, "SL13", "số liệu 2,5 không phải là số nguyên."),
        ("I.1.2", "1'248", "SL02", "ghi “1'248”, đã hiểu dấu nháy đơn là dấu phân cách hàng nghìn và đọc là 1248."),
        ("I.1.3", 0.992, "SL04", "tỷ lệ ghi 0,992, có thể đã chia cho 100; chưa được tính."),
        (
            "I.1.3",
            Cell("number", 0.992, is_percent=True),
            "SL03",
            "ô định dạng phần trăm hiển thị 99,2%, đã đọc là 99,2.",
        ),
        (
            "I.1.3",
            Cell("number", 23.8, is_percent=True),
            "SL14",
            "tỷ lệ 2380% lớn hơn 100; có thể muốn ghi 23,8.",
        ),
        (
            "II.2",
            Cell("number", 23.8, is_percent=True),
            "SL24",
            "ô định dạng phần trăm hiển thị 2380%, có thể muốn ghi 23,8; chưa được tính.",
        ),
        (
            "I.1.2",
            "15 (không có trễ hạn)",
            "SL21",
            "ghi “15 (không có trễ hạn)”, đã đọc là 15; phần “không có trễ hạn” không được tính.",
        ),
        (
            "I.1.2",
            Cell("number", 25.0, is_percent=True),
            "SL30",
            "ô định dạng phần trăm hiển thị 2500%, nhưng đơn vị tính là “Hồ sơ”.",
        ),
        (
            "I.1.2",
            Cell("text", "25", aside="1", why_aside="raised"),
            "SL25",
            "phần “1” viết nâng lên hoặc hạ xuống, không được tính; đã đọc phần còn lại là 25.",
        ),
        (
            "I.1.2",
            Cell("blank", None, aside="12", why_aside="struck"),
            "SL26",
            "số liệu “12” bị gạch ngang, chưa rõ có tính hay không.",
        ),
        ("I.2.2", 51.0, "SL23", "số liệu 51 lớn hơn mức có thể có (50 Phòng), có thể đã gõ nhầm."),
    ],
)
def test_messages_show_what_the_cell_shows_as_it_is_written_here(code, typed, finding, message):
    _, told, _ = checked(FULL | {code: typed})
    assert told[code, finding].message.partition("”: ")[2] == message
    assert not {one for _, one in told} & {"TH01"}


def test_a_row_may_have_a_largest_plausible_figure_of_its_own():
    for figure, note, expected in ((50.0, "", None), (51.0, "", False), (51.0, "kiểm tra nhiều lần", True)):
        values, told, _ = checked(FULL | {"I.2.2": figure}, {"I.2.2": note})
        assert values["I.2.2"] == figure
        assert (told["I.2.2", "SL23"].explained if ("I.2.2", "SL23") in told else None) is expected
    # The unit's own is for those without.
    assert ("I.1.2", "SL23") in checked(FULL | {"I.1.2": 912345678.0})[1]


SUM = {"III.2.3": 48.0, "III.2.3a": 30.0}


@pytest.mark.parametrize(
    ("figures", "notes", "rule", "is_broken"),
    [
        # The total of two rows of which one is asked about, blank, wrong, or counts with a warning.
        (SUM | {"III.2.3b": "18 mục"}, {}, ("III.2.3", "R303"), False),
        (SUM | {"III.2.3b": 46150.0}, {}, ("III.2.3", "R303"), False),
        (SUM | {"III.2.3b": Cell("blank", aside="18", why_aside="doubtful")}, {}, ("III.2.3", "R303"), False),
        (SUM | {"III.2.3b": 46150.0}, {"III.2.3b": "số mới"}, ("III.2.3", "R303"), True),
        (SUM, {}, ("III.2.3", "R303"), True),
        (SUM | {"III.2.3b": "không áp dụng"}, {}, ("III.2.3", "R303"), True),
        (SUM | {"III.2.3b": 17.0}, {}, ("III.2.3", "R303"), True),
        (SUM | {"III.2.3b": "17 (mới)"}, {}, ("III.2.3", "R303"), True),
        (SUM | {"III.2.3b": "18 (mới)"}, {}, ("III.2.3", "R303"), False),
        # Whether another row has a figure.
        ({"I.5.1": "120 phiếu?", "I.5.3": 98.0}, {}, ("I.5.3", "R115"), False),
        ({"I.5.3": 98.0}, {}, ("I.5.3", "R115"), True),
    ],
)
def test_a_rule_waits_for_a_figure_that_is_asked_about(figures, notes, rule, is_broken):
    assert (rule in checked(figures, notes, form=Catalogue().version("PL2-B1/2021.1"))[1]) is is_broken


# --- notes that speak against the figure ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "corrected"),
    [
        ("sửa thành 45", "45"),
        ("Sửa lại thành 45 hồ sơ", "45"),
        ("đề nghị điều chỉnh thành 1.248 hồ sơ", "1248"),
        ("số đúng là 45", "45"),
        ("Số liệu đúng là: 45", "45"),
        ("đính chính: 45", "45"),
        ("Đính chính lại là 45", "45"),
        ("thực tế là 45", "45"),
        ("SO DUNG LA 45", "45"),
        ("sua thanh 45", "45"),
        ("sửa 15 thành 45", "45"),
        ("sửa 15 hồ sơ thành 45 hồ sơ", "45"),
        ("sua 15 thanh 45", "45"),
        ("sửa từ 15 xuống 12", "12"),
        ("sửa số liệu thành 45", "45"),
        ("sửa thành “45”", "45"),
        ("sua thanh “45”", "45"),
        ('sửa thành số "45" hồ sơ', "45"),
        ("sửa lại còn 45", "45"),
        ("điều chỉnh từ 15 lên 45", "45"),
        ("dieu chinh tu 15 ho so len 45", "45"),
        ("điều chỉnh còn 45", "45"),
        ("điều chỉnh giảm xuống còn 45", "45"),
        ("thay 15 bằng 45", "45"),
        ("đính chính lại: 45", "45"),
        ("đính chính số liệu: 45", "45"),
        ("dinh chinh so lieu: 45", "45"),
        ("đính chính số liệu thành 45.", "45"),
        ("số liệu đúng: 45", "45"),
        ("so lieu dung: 45", "45"),
        ("Số đúng 45", "45"),
        ("ghi nhầm đúng là 45", "45"),
        ("Ghi nhầm.\nĐúng là 45 hồ sơ", "45"),
        ("(thực tế: 45)", "45"),
        ("đính chính 45", "45"),
        ("dinh chinh lai so lieu 45", "45"),
        ("15 -> 45", "45"),
        ("15 → 45", "45"),
        ("Số liệu 15 hồ sơ => 45 hồ sơ.", "45"),
        # What is no clause of its own, or of another unit, puts nothing in place of the figure.
        ("tăng do thực tế là 3 tháng", None),
        ("tang do thuc te la 3 thang", None),
        ("thực tế là 3 tháng", None),
        ("tăng do thực tế là 45", None),
        ("hoàn thành đúng là 12 nhiệm vụ", None),
        ("đúng là 12 nhiệm vụ", None),
        ("hoàn thành 45", None),
        ("số đúng hạn là 45", None),
        ("sửa 5 quy trình còn 3 quy trình", None),
        ("sửa thành 45/63", None),
        ("sửa thành 4.5/6", None),
        ("sửa thành 100", None),
        ("sửa 3 văn bản", None),
        ("phần mềm sử dụng là 45", None),
        ("đính chính theo QĐ 12", None),
        ("đính chính 3 quyết định", None),
        ("rút ngắn 15 -> 10 ngày", None),
        ("QĐ 12/2021 -> 45", None),
        ("số đúng là 45/2021", None),
        ("tăng do thêm thủ tục", None),
    ],
)
def test_a_note_that_puts_another_number_in_place_of_the_figure_explains_nothing(note, corrected):
    _, told, _ = checked(FULL, {"I.1.2": note})
    found = told.get(("I.1.2", "CT50"))
    assert (found is not None) is (corrected is not None)
    if found is not None:
        assert f"sửa số liệu thành {corrected}, nhưng cột Số liệu là 100" in found.message
        assert found.is_open


@pytest.mark.parametrize(
    ("figure", "note", "parts", "finding"),
    [
        (95.0, "57/60", (57, 60), None),
        (95.0, "57/60 hồ sơ", (57, 60), None),
        (99.2, "1.238/1.248", (1238, 1248), None),
        (79.4, "50/63 đúng hạn, 13/63 trễ", (50, 63), None),
        (20.6, "50/63 đúng hạn, 13/63 trễ", (None, None), "SL27"),
        (99.0, "1.238/1.248", (1238, 1248), None),
        (66.6, "2/3", (2, 3), None),
        (66.5, "2/3", (None, None), "SL27"),
        (95.0, "12/2021", (None, None), None),
        (95.0, "5/8/2021", (None, None), None),
        (95.0, "57/0", (None, None), None),
        (95.0, "", (None, None), None),
    ],
)
def test_a_fraction_in_the_note_weighs_only_where_it_forms_the_figure(figure, note, parts, finding):
    _, told, answers = checked(FULL | {"I.1.3": figure}, {"I.1.3": note})
    assert (answers["I.1.3"].numerator, answers["I.1.3"].denominator) == parts
    assert [code for at, code in told if at == "I.1.3"] == ([finding] if finding else [])


def test_a_rule_that_asks_about_the_fraction_is_enough():
    _, told, answers = checked(FULL, {"II.2": "5/10"})
    assert [code for at, code in told if at == "II.2"] == ["R2"]
    assert answers["II.2"].numerator is None
    # The rule reads no dots; the check does.
    assert [code for at, code in checked(FULL, {"II.2": "1.000/2.000"})[1] if at == "II.2"] == ["SL27"]


# --- a block that was pasted one row too low or too high --------------------------------------------------------------


def moved(by, codes=CODES, figures=None):
    """The figures of some rows, each in the row `by` rows further down."""
    figures = FULL if figures is None else figures
    return {
        CODES[CODES.index(code) + by]: figures.get(code) for code in codes if 0 <= CODES.index(code) + by < len(CODES)
    }


SECTION = [code for code in CODES if code.startswith("I.")]
#: What stands from I.1.3 to the end of the section, one row too low.
MOVED_HALF = FULL | {"I.1.3": None, "I.2": 95.0, "I.2.1": None, "I.2.2": 0.0, "II": 4.0}


@pytest.mark.parametrize("by", [1, -1])
def test_a_block_one_row_too_low_or_too_high_is_one_error(by):
    values, told, _ = checked(moved(by, SECTION) | {"II.1": 7.0, "II.2": 120.0})
    assert [key for key in told if key[0] != "II"] == [("I", "SL31")]
    assert all(values[code] is None for code in SECTION if code in values)
    found = told["I", "SL31"]
    assert (found.severity, found.sheet, found.cell) == ("error", "Bảng 1", "")
    cells = {1: "E14, E17", -1: "E10, E14"}[by]
    assert f"mục I “Mục một”: số liệu có thể đã dán lệch một dòng (dòng tiêu đề có số liệu ở ô {cells})" in (
        found.message
    )
    assert (values["II.1"], values["II.2"]) == (7, 120)


def test_part_of_a_section_may_be_moved():
    figures = FULL | {"I.1.1": None, "I.1.2": 1.0, "I.1.3": 105.0, "I.2": 95.0}
    _, told, _ = checked(figures)
    assert list(told) == [("I", "SL31")]


@pytest.mark.parametrize(
    ("figures", "sections", "cells"),
    [
        # Over both sections: the second has but one figure on a heading, and no other that clashes.
        (moved(1), ["I", "II"], "E14, E17"),
        (moved(-1), ["I", "II"], "E10, E14, E17"),
        # From within one section into the other.
        (MOVED_HALF | {"II.1": None, "II.2": 7.0}, ["I", "II"], "E14, E17"),
        # Three clashes (a blank, two figures on headings) in three figures; the figures of the second stand right.
        (MOVED_HALF, ["I"], "E14, E17"),
        # With a clash or a figure less.
        (FULL | {"I.2.2": None, "II": 4.0, "II.1": None, "II.2": 7.0}, [], ""),
        (MOVED_HALF | {"I.2.2": None}, [], ""),
        (FULL | {"I.1.2": None, "I.1.3": 90.0, "I.2": 95.0, "I.2.1": None, "I.2.2": 0.0}, [], ""),
    ],
)
def test_every_section_that_a_block_touches_is_named_and_counts_nothing(figures, sections, cells):
    values, told, _ = checked(figures)
    found = told.get((sections[0] if sections else "I", "SL31"))
    assert [code for _, code in told].count("SL31") == bool(sections)
    for code, value in values.items():
        assert (value is None) or code.split(".")[0] not in sections
    if found is not None:
        names = {"I": "mục I “Mục một”", "II": "mục II “Mục hai”"}
        place = ", ".join(names[code] for code in sections)
        assert found.message.startswith(f"{place}: số liệu có thể đã dán lệch một dòng (dòng tiêu đề có số liệu ở ô ")
        assert f"ở ô {cells})" in found.message
        assert found.cell_comment.startswith("Lỗi: số liệu có thể đã dán lệch")
    if "II" not in sections:
        assert values["II.2"] == figures["II.2"]


@given(st.data())
def test_no_slip_alone_makes_a_sound_return_a_moved_block(data):
    """Whatever is blank, and whichever heading or cell holds what it should not."""
    figures = {code: value for code, value in FULL.items() if data.draw(st.booleans())}
    slip = data.draw(st.sampled_from(CODES))
    figures[slip] = data.draw(st.sampled_from([0.0, 1.0, 95.0, 120.0, "nhiều"]))
    assert "SL31" not in {code for _, code in checked(figures)[1]}


@pytest.mark.parametrize(
    "figures",
    [
        FULL,
        {},
        # A total on a heading, and a slip elsewhere.
        FULL | {"I.1": 100.0},
        FULL | {"I.2": 5.0, "I.2.1": "có lẽ"},
        FULL | {"I.2": 5.0, "I.2.1": None, "I.2.2": "nhiều"},
        # Too few to be a block.
        {"I.1.2": 1.0, "I.2": 95.0, "II.1": 7.0},
        # Slips without a figure on a heading.
        FULL | {"I.1.1": None, "I.1.2": 1.5, "I.1.3": 100.5},
    ],
)
def test_other_slips_are_no_moved_block(figures):
    assert ("I", "SL31") not in checked(figures)[1]

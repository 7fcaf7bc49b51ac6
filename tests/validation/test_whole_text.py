"""The law of typed figures, line by line: the whole text has one reading, or it is asked about."""

from __future__ import annotations

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.forms import Catalogue
from cchc_excel.validation.typed import interpret

FORM = Catalogue().version("PL2-B1/2021.1")
PEOPLE, FILES, PROCEDURES, TASKS, PAPERS, PERCENT, STAFF, YES_NO, NO_YES, SURVEY = (
    FORM.by_code[code]
    for code in ("IV.2.1", "III.6.1", "III.2.3", "I.1.1", "I.1.3", "III.6.3", "IV.2.5", "III.4", "I.3.5", "I.5.2")
)


def meaning(raw, row):
    cell = raw if isinstance(raw, Cell) else Cell("text" if isinstance(raw, str) else "number", raw)
    return interpret(cell, row, FORM)


@pytest.mark.parametrize(
    ("typed", "row", "value", "finding"),
    [
        # thousands, and what is no group of them
        ("1.234.567", FILES, 1234567, "SL01"),
        ("1 248", FILES, 1248, "SL01"),
        ("1\u2009248", FILES, 1248, "SL01"),
        ("1 248,00", FILES, 1248, "SL01"),
        ("1'248", FILES, 1248, "SL02"),
        ("1’248", FILES, 1248, "SL02"),
        ("6,587.00", FILES, 6587, "SL02"),
        ("6.587,00", FILES, 6587, "SL01"),
        ("6.587,50", FILES, None, "SL13"),
        ("6,587.50", FILES, None, "SL13"),
        ("0.125", FILES, None, "SL28"),
        ("0,125", FILES, None, "SL28"),
        ("0.500", FILES, None, "SL28"),
        ("012.345", FILES, None, "SL28"),
        ("00.123", FILES, None, "SL28"),
        ("0.125 hồ sơ", FILES, None, "SL28"),
        ("0,0", FILES, 0, "SL01"),
        (1.248, FILES, None, "SL13"),
        ("1\n248", FILES, None, "SL11"),
        ("1\t248", FILES, None, "SL11"),
        ("1  248", FILES, None, "SL11"),
        # units
        ("12 đ/c", PEOPLE, 12, "SL01"),
        ("12 đồng chí", PEOPLE, 12, "SL01"),
        ("25NV", TASKS, 25, "SL01"),
        ("30 TTHC", PROCEDURES, 30, "SL01"),
        ("30 TTHC.", PROCEDURES, 30, "SL01"),
        ("15 ho so", FILES, 15, "SL01"),
        ("15 HỒ SƠ", FILES, 15, "SL01"),
        ("15 (hồ sơ)", FILES, 15, "SL01"),
        ("15 hồ sờ", FILES, None, "SL19"),
        ("3 vạn bản", PAPERS, None, "SL19"),
        ("2 nghìn hồ sơ", FILES, None, "SL19"),
        ("2 (nghìn)", FILES, None, "SL19"),
        ("2 nghìn", FILES, None, "SL19"),
        ("3 người", FILES, None, "SL19"),
        ("3 (người)", FILES, None, "SL19"),
        ("95%", FILES, None, "SL19"),
        # the rest in brackets
        ("2 hồ sơ (trễ)", FILES, 2, "SL21"),
        ("15 (không có trễ hạn)", FILES, 15, "SL21"),
        ("0 (không phát sinh)", FILES, 0, "SL21"),
        ("15 (không phát sinh)", FILES, None, "SL11"),
        ("15 (không áp dụng)", FILES, None, "SL11"),
        ("0 (chưa thống kê)", FILES, None, "SL11"),
        ("15 (16)", FILES, None, "SL11"),
        ("15 (đúng là mười sáu)", FILES, None, "SL11"),
        ("15 ()", FILES, None, "SL11"),
        ("15 (dự kiến)", FILES, None, "SL11"),
        ("15 không có trễ hạn", FILES, None, "SL19"),
        ("1,248 (quý I)", FILES, 1248, "SL02"),
        # marks behind
        ("12.", FILES, 12, "SL01"),
        ("12;", FILES, 12, "SL01"),
        ("25*", FILES, 25, "SL01"),
        ("95%.", PERCENT, 95, "SL01"),
        ("15¹", FILES, None, "SL11"),
        # nothing
        ("−", FILES, 0, "SL05"),
        ("Không.", FILES, 0, "SL05"),
        ("ko có", FILES, 0, "SL05"),
        ("chưa phát sinh", FILES, 0, "SL05"),
        ("Chua phat sinh", FILES, 0, "SL05"),
        ("không có phát sinh", FILES, 0, "SL05"),
        ("không có hồ sơ", FILES, 0, "SL05"),
        ("Không có HS", FILES, 0, "SL05"),
        ("không phát sinh hồ sơ", FILES, 0, "SL05"),
        ("không có người", FILES, None, "SL11"),
        ("không có hồ sơ trễ", FILES, None, "SL11"),
        ("không có số liệu", FILES, None, "SL11"),
        ("không rõ", FILES, None, "SL11"),
        ("chưa thống kê", FILES, None, "SL11"),
        ("chưa có", FILES, None, "SL11"),
        ("khống", FILES, None, "SL11"),
        ("x", FILES, None, "SL11"),
        # not for the agency
        ("Không áp dụng", FILES, None, "TH03"),
        ("khong ap dung", FILES, None, "TH03"),
        ("N/A", FILES, None, "TH03"),
        ("không thuộc phạm vi", FILES, None, "TH03"),
        ("Không thuộc phạm vi quản lý", FILES, None, "TH03"),
        ("Không áp dụng (đơn vị không có TTHC)", FILES, None, "TH03"),
        ("không áp dụng hình thức này", FILES, None, "SL11"),
        ("không áp dụng (2 hồ sơ)", FILES, None, "SL11"),
        ("không thuộc", FILES, None, "TH03"),
        ("tổng hợp từ", FILES, None, "SL11"),
        ("N/A", PERCENT, None, "TH03"),
        ("chưa phát sinh", PERCENT, None, "TH03"),
        ("không có hồ sơ", PERCENT, None, "TH03"),
        ("không có hồ sơ trễ", PERCENT, None, "SL11"),
        ("N/A", YES_NO, None, "TH03"),
        ("Không áp dụng", SURVEY, None, "TH03"),
        # no number at all, or several
        ("#N/A", FILES, None, "SL11"),
        ("½", FILES, None, "SL11"),
        ("1½", FILES, None, "SL11"),
        ("²", FILES, None, "SL11"),
        ("XII", FILES, None, "SL11"),
        ("Ⅻ", FILES, None, "SL11"),
        ("١٢", FILES, None, "SL11"),
        ("①", FILES, None, "SL11"),
        ("+5", FILES, None, "SL11"),
        ("10-12", FILES, None, "SL11"),
        ("10 - 12", FILES, None, "SL11"),
        ("10–12", FILES, None, "SL11"),
        ("~10", FILES, None, "SL11"),
        (">10", FILES, None, "SL11"),
        ("khoảng 10", FILES, None, "SL11"),
        ("10+5", FILES, None, "SL11"),
        ("=10+5", FILES, None, "SL11"),
        ("10, 12", FILES, None, "SL11"),
        ("10; 12", FILES, None, "SL11"),
        ("10?", FILES, None, "SL11"),
        ("1.0E+2", FILES, None, "SL19"),
        ("1e5", FILES, None, "SL19"),
        ("9" * 16, FILES, None, "SL20"),
        ("9" * 5000, FILES, None, "SL20"),
        ("0" * 5000, FILES, 0, "SL01"),
        ("63/63", FILES, None, "SL11"),
        # what shows nothing is nothing
        ("12\u200b", FILES, 12, ""),
        ("\ufeff12", FILES, 12, ""),
        ("1\u00ad2", FILES, 12, ""),
        ("\u202a12\u202c", FILES, 12, ""),
        ("\u200b", FILES, None, ""),
        ("\u200e \u00a0", PERCENT, None, ""),
        ("\ufeff", YES_NO, None, ""),
        ("１２", FILES, 12, ""),
        ("９９，２％", PERCENT, 99.2, "SL01"),
        ("−5", FILES, None, "SL12"),
        ("’48", FILES, 48, ""),
        ("''48", FILES, 48, ""),
        # a fraction and what stands beside it
        ("63 / 63", PERCENT, 100, "SL06"),
        ("1.238/1.248", PERCENT, 1238 / 1248 * 100, "SL06"),
        ("1 238/1 248", PERCENT, 1238 / 1248 * 100, "SL06"),
        ("1,238/1,248", PERCENT, 1238 / 1248 * 100, "SL02"),
        ("63/63 hồ sơ", PERCENT, 100, "SL06"),
        ("63/63 (100%)", PERCENT, 100, "SL06"),
        ("63/63 hồ sơ (100%)", PERCENT, 100, "SL06"),
        ("63/63 = 100%", PERCENT, 100, "SL06"),
        ("100% (63/63)", PERCENT, 100, "SL06"),
        ("100 % (63/63 hồ sơ)", PERCENT, 100, "SL06"),
        ("100% = 63/63", PERCENT, 100, "SL06"),
        ("66,7% (2/3)", PERCENT, 200 / 3, "SL06"),
        ("66,67% (2/3)", PERCENT, 200 / 3, "SL06"),
        ("2/3 (67%)", PERCENT, 200 / 3, "SL06"),
        ("2/3 (66%)", PERCENT, None, "SL29"),
        ("66,6% (2/3)", PERCENT, None, "SL29"),
        ("63/63 (98%)", PERCENT, None, "SL29"),
        ("60/60 (95%)", PERCENT, None, "SL29"),
        ("95% (60/60)", PERCENT, None, "SL29"),
        ("50/63 đúng hạn, 13/63 trễ", PERCENT, None, "SL29"),
        ("57/60 hồ sơ, 3 hồ sơ trễ", PERCENT, None, "SL29"),
        ("57/60 đúng hạn", PERCENT, None, "SL29"),
        ("57/60 người", PERCENT, None, "SL29"),
        ("57/60 (trễ ba hồ sơ)", PERCENT, None, "SL29"),
        ("12/2021", PERCENT, None, "SL29"),
        ("5/2021 hồ sơ", PERCENT, None, "SL29"),
        ("13/2021", PERCENT, 1300 / 2021, "SL06"),
        ("12/1989", PERCENT, 1200 / 1989, "SL06"),
        ("05/08", PERCENT, None, "SL29"),
        ("5/8/2021", PERCENT, None, "SL29"),
        ("1/100%", PERCENT, None, "SL29"),
        ("1,5/3", PERCENT, None, "SL29"),
        ("64/63", PERCENT, None, "SL14"),
        ("64/63", STAFF, 6400 / 63, "SL06"),
        ("0.125/0.250", PERCENT, None, "SL29"),
        ("0,95 (57/60)", PERCENT, None, "SL29"),
        ("95 phần trăm", PERCENT, 95, "SL01"),
        ("95% (không có trễ hạn)", PERCENT, 95, "SL21"),
        ("95% (96%)", PERCENT, None, "SL19"),
        ("95 - 96%", PERCENT, None, "SL11"),
        ("100,00000000000001%", PERCENT, 100, "SL01"),
        ("39.99999999999999", FILES, 40, "SL01"),
        ("39.9999999999999", FILES, None, "SL13"),
        # with its sign nobody has divided it
        ("0,5%", PERCENT, 0.5, "SL01"),
        ("1%", PERCENT, 1, "SL01"),
        # answers
        ("Có.", YES_NO, 1, "SL08"),
        ("Có (theo QĐ 12)", YES_NO, 1, "SL08"),
        ("Có = 1", YES_NO, 1, "SL08"),
        ("Có (1)", YES_NO, 1, "SL08"),
        ("1 (Có)", YES_NO, 1, "SL08"),
        ("1 - Có (theo QĐ 12)", YES_NO, 1, "SL08"),
        ("1 - Có.", YES_NO, 1, "SL08"),
        ("Co", YES_NO, 1, "SL08"),
        ("Cò", YES_NO, None, "SL18"),
        ("Ko có", YES_NO, 0, "SL08"),
        ("Không có", YES_NO, 0, "SL08"),
        ("Không.", NO_YES, 0, "SL08"),
        ("Không (0)", YES_NO, 0, "SL08"),
        ("Có (0)", YES_NO, None, "SL18"),
        ("Có (không)", YES_NO, None, "SL18"),
        ("Có (không thường xuyên)", YES_NO, None, "SL18"),
        ("Có/Không", YES_NO, None, "SL18"),
        ("Có không", YES_NO, None, "SL18"),
        ("Có theo QĐ 12", YES_NO, None, "SL18"),
        ("Có, theo QĐ 12", YES_NO, 1, "SL08"),
        ("Có; theo QĐ 12", YES_NO, 1, "SL08"),
        ("Có, nhưng chưa đủ", YES_NO, None, "SL18"),
        ("Có, 12", YES_NO, None, "SL18"),
        ("Có, không", YES_NO, None, "SL18"),
        ("Có,", YES_NO, 1, "SL08"),
        ("1, theo QĐ 12", YES_NO, None, "SL18"),
        ("(Có)", YES_NO, 1, "SL08"),
        ("(Không)", YES_NO, 0, "SL08"),
        ("(1)", YES_NO, None, "SL18"),
        ("(Có) 2", YES_NO, None, "SL18"),
        ("“Có”", YES_NO, 1, "SL08"),
        ('"1 - Có"', YES_NO, 1, ""),
        ("“12”", FILES, 12, ""),
        ('"1.248"', FILES, 1248, "SL01"),
        ("“12", FILES, None, "SL11"),
        ('"', FILES, None, "SL11"),
        ('""', FILES, None, "SL11"),
        ("(12)", FILES, None, "SL11"),
        ("“99,2%”", PERCENT, 99.2, "SL01"),
        ("Có = 1\nKhông = 0", YES_NO, None, "SL18"),
        ("0 có", YES_NO, None, "SL18"),
        ("1 (2)", SURVEY, None, "SL18"),
        ("v", YES_NO, 1, "SL07"),
        ("√", YES_NO, 1, "SL07"),
        ("✔️", YES_NO, 1, "SL07"),
        ("ü", YES_NO, 1, "SL07"),
        ("\uf0fc", YES_NO, 1, "SL07"),
        ("üü", YES_NO, None, "SL18"),
        ("Ü", YES_NO, None, "SL18"),
        ("v", SURVEY, None, "SL18"),
        (Cell("number", 1.0000000000000002), YES_NO, 1, ""),
        (Cell("number", 1.0, is_percent=True), YES_NO, None, "SL18"),
        # a part put aside
        (Cell("text", "25", aside="1", why_aside="raised"), FILES, 25, "SL25"),
        (Cell("text", "27", aside="25", why_aside="struck"), FILES, 27, "SL25"),
        (Cell("blank", None, aside="12", why_aside="struck"), FILES, None, "SL26"),
        (Cell("blank", None, aside="12", why_aside="hidden"), PERCENT, None, "SL26"),
        (Cell("text", " ", aside="12", why_aside="struck"), YES_NO, None, "SL26"),
        (Cell("text", "nhiều", aside="12", why_aside="struck"), FILES, None, "SL11"),
    ],
)  # fmt: skip
def test_the_whole_text_has_one_reading_or_is_asked_about(typed, row, value, finding):
    found = meaning(typed, row)
    assert (found.value, found.finding) == (value if value is None else pytest.approx(value), finding)


def test_what_is_put_aside_is_told_on_top():
    found = meaning(Cell("text", "25 hồ sơ", aside="1", why_aside="raised"), FILES)
    assert (found.value, found.finding, found.further) == (25, "SL01", ("SL25",))
    assert (found.facts["aside"], found.facts["why"]) == ("1", "viết nâng lên hoặc hạ xuống")
    found = meaning(Cell("text", "0,9", aside="5", why_aside="struck"), PERCENT)
    assert (found.value, found.doubtful, found.finding, found.further) == (None, 0.9, "SL04", ("SL25",))


@pytest.mark.parametrize(
    ("value", "hint"),
    [(1.248, "1248"), (1.25, "1250"), (999.999, "999999"), (1.5, None), (0.125, None), (1.2485, None), (1000.25, None)],
)
def test_a_fraction_that_may_be_thousands_is_told_them(value, hint):
    found = meaning(value, FILES)
    assert found.facts.get("hint") == (f"; có thể muốn ghi {hint}" if hint else None)


def test_a_number_in_a_percent_format_that_is_no_share_is_told_what_was_meant():
    assert meaning(Cell("number", 23.8, is_percent=True), PERCENT).facts["hint"] == "; có thể muốn ghi 23,8"
    found = meaning(Cell("number", 23.8, is_percent=True), STAFF)
    assert (found.doubtful, found.facts["hint"]) == (2380, "23,8")

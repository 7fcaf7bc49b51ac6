"""The bounds of what a typed figure may be: a row just below and just above each."""

from __future__ import annotations

import unicodedata

import pytest

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.forms import Catalogue
from cchc_excel.messages import figure_text
from cchc_excel.validation import outlier_range
from cchc_excel.validation.typed import interpret, shown

FORM = Catalogue().version("PL2-B1/2021.1")
COUNT, TTHC, UNITS, PERCENT, OPEN, YES_NO, NO_YES, SURVEY = (
    FORM.by_code[code] for code in ("IV.2.1", "III.2.3", "IV.1.6", "III.5.3", "IV.1.7", "III.4", "I.3.5", "I.5.2")
)


def meaning(raw, row):
    if not isinstance(raw, Cell):
        raw = Cell("truth", raw) if isinstance(raw, bool) else Cell("text" if isinstance(raw, str) else "number", raw)
    return interpret(raw, row, FORM)


def read(raw, row):
    found = meaning(raw, row)
    return found.value, found.finding


@pytest.mark.parametrize(
    ("typed", "row", "value", "finding"),
    [
        # the largest figure
        (1e12, COUNT, 1e12, "SL23"),
        (1e12 + 1, COUNT, None, "SL20"),
        (-1e12, COUNT, None, "SL12"),
        (-1e12 - 1, COUNT, None, "SL20"),
        (1e12, OPEN, 1e12, "SL23"),
        (1e12 + 1, OPEN, None, "SL20"),
        ("1.000.000.000.000", COUNT, 1e12, "SL01"),
        # above what is plausible for its unit it counts, with a question
        (1e6, COUNT, 1e6, ""),
        (1e6 + 1, COUNT, 1e6 + 1, "SL23"),
        (1000.0, OPEN, 1000, ""),
        (1000.1, OPEN, 1000.1, "SL23"),
        # the days of this half century, as Excel numbers them
        (36525.0, COUNT, 36525, ""),
        (36526.0, COUNT, None, "SL22"),
        (55153.0, COUNT, None, "SL22"),
        (55154.0, COUNT, 55154, ""),
        ("46150", COUNT, None, "SL22"),
        ("46.150", COUNT, 46150, "SL01"),
        ("46150 người", COUNT, 46150, "SL01"),
        (46150.0, OPEN, 46150, "SL23"),
        # what Excel shows: fifteen digits
        (434.99999999999994, COUNT, 435, ""),
        (124599.99999999999, COUNT, 124600, ""),
        (100.00000000000001, PERCENT, 100, ""),
        (39.99999999999999, PERCENT, 40, ""),
        ("1.000.000.000.001", COUNT, None, "SL20"),
        (float("-inf"), COUNT, None, "SL20"),
        (float("nan"), PERCENT, None, "SL20"),
        # the smallest
        (0.0, COUNT, 0, ""),
        (-1.0, COUNT, None, "SL12"),
        (-0.000001, PERCENT, None, "SL12"),
        (-0.000001, OPEN, None, "SL12"),
        ("-0,5", PERCENT, None, "SL12"),
        # a count is whole
        (5.0, COUNT, 5, ""),
        (5.000000001, COUNT, None, "SL13"),
        (4.999999999, COUNT, None, "SL13"),
        (0.5, COUNT, None, "SL13"),
        ("2,5", COUNT, None, "SL13"),
        ("2,0", COUNT, 2, "SL01"),
        # a percentage goes up to 100, where the form does not say otherwise
        (100.0, PERCENT, 100, ""),
        (100.000001, PERCENT, None, "SL14"),
        (100.000001, OPEN, 100.000001, ""),
        ("100,000001", PERCENT, None, "SL14"),
        ("60/60", PERCENT, 100, "SL06"),
        ("61/60", PERCENT, None, "SL14"),
        ("120/60", PERCENT, None, "SL14"),
        ("120/60", OPEN, 200, "SL06"),
        # a cell formatted as a percentage
        (Cell("number", 1.0, is_percent=True), PERCENT, 100, "SL03"),
        (Cell("number", 1.000001, is_percent=True), PERCENT, None, "SL14"),
        (Cell("number", 1.5, is_percent=True), OPEN, 150, "SL03"),
        (Cell("number", 0.01, is_percent=True), PERCENT, 1, "SL03"),
        (Cell("number", 0.005, is_percent=True), PERCENT, 0.5, "SL03"),
        (Cell("number", 0.0, is_percent=True), PERCENT, 0, "SL03"),
        (Cell("number", -0.01, is_percent=True), PERCENT, None, "SL12"),
        (Cell("number", 3.0, is_percent=True), OPEN, 300, "SL03"),
        (Cell("number", 3.000001, is_percent=True), OPEN, None, "SL24"),
        (Cell("number", 23.8, is_percent=True), OPEN, None, "SL24"),
        (Cell("number", 23.8, is_percent=True), PERCENT, None, "SL14"),
        (Cell("number", 1e10, is_percent=True), OPEN, None, "SL24"),
        (Cell("number", 25.0, is_percent=True), COUNT, None, "SL30"),
        (Cell("number", 0.0, is_percent=True), COUNT, 0, ""),
        (Cell("number", 0.992, is_format_known=False), PERCENT, None, "SL04"),
        (Cell("number", 1.01, is_format_known=False), PERCENT, 1.01, ""),
        # where nothing tells the format, 1.2 may be 120%; above 3 it would be more than 300%
        (Cell("number", 1.0, is_format_known=False), OPEN, None, "SL04"),
        (Cell("number", 1.2, is_format_known=False), OPEN, None, "SL04"),
        (Cell("number", 3.0, is_format_known=False), OPEN, None, "SL04"),
        (Cell("number", 3.000001, is_format_known=False), OPEN, 3.000001, ""),
        (Cell("number", 0.0, is_format_known=False), OPEN, 0, ""),
        (1.2, OPEN, 1.2, ""),
        ("1,2", OPEN, 1.2, ""),
        (Cell("number", 1.1e10, is_percent=True), OPEN, None, "SL20"),
    ],
)
def test_a_figure_just_within_a_bound_counts_and_one_beyond_does_not(typed, row, value, finding):
    assert read(typed, row) == (value, finding)


@pytest.mark.parametrize(
    ("shown_as", "value"),
    [
        (0.99257, 99.257),
        (0.07, 7),
        (0.29, 29),
        (0.12345678901, 12.345678901),
        (0.123456789012, 12.345678901),
        (0.00000000001, 0.000000001),
    ],
)
def test_a_cell_formatted_as_a_percentage_keeps_its_digits_and_no_binary_hair(shown_as, value):
    """0.07 × 100 is 7.000000000000001 to a computer."""
    assert read(Cell("number", shown_as, is_percent=True), PERCENT) == (value, "SL03")


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        (0.0, False),
        (0.000001, True),
        (1.0, True),
        (1.000001, False),
        ("0", False),
        ("0,01", True),
        ("1", True),
        ("1,01", False),
    ],
)
@pytest.mark.parametrize("row", [PERCENT, OPEN])
def test_a_percentage_up_to_one_is_asked_about(typed, row, asks):
    assert (meaning(typed, row).finding == "SL04") is asks


@pytest.mark.parametrize(
    ("typed", "value", "finding"),
    [
        # three digits to a group
        ("1.24", None, "SL13"),
        ("1.248", 1248, "SL01"),
        ("1.2480", None, "SL13"),
        ("12.480", 12480, "SL01"),
        ("124.800", 124800, "SL01"),
        ("1248.000", 1248, "SL01"),
        ("1248.001", None, "SL13"),
        ("1.248.00", None, "SL11"),
        ("1.248.0000", None, "SL11"),
        ("1 24", None, "SL11"),
        ("1 2480", None, "SL11"),
        ("1,24", None, "SL13"),
        ("1,248", 1248, "SL02"),
        ("1,248,000", 1248000, "SL02"),
        # one sign for groups in one figure
        ("1.248,000", 1248, "SL01"),
        ("1.248,5", None, "SL13"),
        ("1,248.000", None, "SL11"),
        ("1 248.000", None, "SL11"),
        ("-1.248", None, "SL12"),
        ("--5", None, "SL11"),
        ("5-", None, "SL11"),
        # what is no digit of ours
        ("٥", None, "SL11"),
        ("1e3", None, "SL19"),
    ],
)
def test_groups_of_a_count_are_of_three_digits(typed, value, finding):
    assert read(typed, COUNT) == (value, finding)


@pytest.mark.parametrize(
    ("typed", "value", "finding"),
    [
        ("14,123456789", 14.123456789, ""),
        ("14,1234567891", 14.1234567891, "SL01"),
        ("14,30", 14.3, "SL01"),
        ("14.3", 14.3, "SL01"),
        ("14.123", 14.123, "SL01"),
        ("1,248", 1.248, ""),
        ("14", 14, ""),
        ("014", 14, "SL01"),
        ("1.248,5", None, "SL14"),
        ("14,3 %", 14.3, "SL01"),
        ("14,3%%", None, "SL11"),
        ("%", None, "SL11"),
        ("-", None, "SL11"),
        ("14 3", None, "SL11"),
        ("chưa tính được", None, "SL11"),
        ("0/5", 0, "SL06"),
        ("5/0", None, "SL29"),
        ("5/", None, "SL11"),
        ("/5", None, "SL11"),
        ("-1/5", None, "SL29"),
    ],
)
def test_a_percentage_is_read_silently_only_as_officials_write_it(typed, value, finding):
    assert read(typed, PERCENT) == (pytest.approx(value, rel=1e-15) if value is not None else None, finding)


@pytest.mark.parametrize(
    ("typed", "row", "value", "finding"),
    [
        ("48 người", COUNT, 48, "SL01"),
        ("' 48 người", COUNT, 48, "SL01"),
        ("48người", COUNT, 48, "SL01"),
        ("48   NGƯỜI..", COUNT, 48, "SL01"),
        ("1.248 người", COUNT, 1248, "SL01"),
        ("1,248 người", COUNT, 1248, "SL02"),
        ("-48 người", COUNT, None, "SL12"),
        ("2,5 người", COUNT, None, "SL13"),
        ("48 người lao động", COUNT, None, "SL19"),
        ("48 thủ tục", COUNT, None, "SL19"),
        ("48 TTHC", TTHC, 48, "SL01"),
        ("3 phòng", UNITS, 3, "SL01"),
        ("3 cơ quan", UNITS, 3, "SL01"),
        ("3 sở", UNITS, None, "SL19"),
        ("48. . người", COUNT, None, "SL11"),
        ("48 5 người", COUNT, None, "SL11"),
        ("người 48", COUNT, None, "SL11"),
    ],
)
def test_a_number_with_the_row_s_own_unit_behind_it_and_no_other(typed, row, value, finding):
    found = meaning(typed, row)
    assert (found.value, found.finding) == (value, finding)
    assert dict(found.facts) == {"SL19": {"unit": row.unit}, "SL02": {"sign": "phẩy"}}.get(finding, {})


@pytest.mark.parametrize(
    "typed", ["-", "–", "—", "--", "//", "/", "không", "KO", "Không có", "0 có", "không phát sinh"]
)
def test_a_sign_or_word_for_nil_is_nil_as_a_whole_only(typed):
    assert read(typed, COUNT) == (0, "SL05")
    assert read(f" {typed} ", COUNT) == (0, "SL05")
    value, finding = read(f"{typed} rõ lắm", COUNT)
    assert value is None
    assert finding != "SL05"


@pytest.mark.parametrize("row", [COUNT, PERCENT])
def test_a_reason_typed_into_the_cell_explains_it_and_is_kept(row):
    found = meaning("Không áp dụng", row)
    assert (found.value, found.finding) == (None, "TH03")
    assert dict(found.facts) == {"note": "Không áp dụng"}


@pytest.mark.parametrize(
    ("typed", "numerator", "denominator"),
    [("57/60", 57, 60), ("0/60", 0, 60), ("57 /60", 57, 60), ("120/60", None, None), ("95", None, None)],
)
def test_a_ratio_keeps_its_parts_where_it_counts(typed, numerator, denominator):
    found = meaning(typed, PERCENT)
    assert (found.numerator, found.denominator) == (numerator, denominator)


@pytest.mark.parametrize("row", [COUNT, PERCENT, YES_NO])
@pytest.mark.parametrize(
    ("raw", "finding"),
    [
        (BLANK, ""),
        (Cell("date", "2021-08-05"), "SL15"),
        (Cell("error", "#REF!"), "SL16"),
        (Cell("uncalculated"), "SL17"),
    ],
)
def test_a_cell_without_a_figure_has_none_in_any_row(row, raw, finding):
    assert read(raw, row) == (None, finding)


@pytest.mark.parametrize("row", [COUNT, PERCENT])
@pytest.mark.parametrize("value", [True, False])
def test_a_truth_is_no_number(row, value):
    assert read(value, row) == (None, "SL11")


@pytest.mark.parametrize(
    ("typed", "row", "value", "finding"),
    [
        (0.0, YES_NO, 0, ""),
        (1.0, YES_NO, 1, ""),
        (1.5, YES_NO, None, "SL18"),
        (-1.0, YES_NO, None, "SL18"),
        (2.0, SURVEY, 2, ""),
        (3.0, SURVEY, None, "SL18"),
        ("2", SURVEY, 2, "SL08"),
        ("3", SURVEY, None, "SL18"),
        ("1,0", YES_NO, 1, "SL08"),
        ("1.00", YES_NO, 1, "SL08"),
        ("1.5", YES_NO, None, "SL18"),
        ("1,01", YES_NO, None, "SL18"),
        ("10", YES_NO, None, "SL18"),
        ("-1", YES_NO, None, "SL18"),
        ("1 : Có", YES_NO, 1, "SL08"),
        ("1=Có", YES_NO, 1, "SL08"),
        ("1 – có", YES_NO, 1, "SL08"),
        ("1. Có", YES_NO, 1, "SL08"),
        ("1 -", YES_NO, 1, "SL08"),
        ("0 - Có", YES_NO, None, "SL18"),
        ("1 Có", YES_NO, None, "SL18"),
        ("'1", YES_NO, 1, "SL08"),
        (unicodedata.normalize("NFD", "1 - Có"), YES_NO, 1, ""),
        ("1\u00a0-\u00a0Có", YES_NO, 1, ""),
        ("phát phiếu", SURVEY, 1, "SL08"),
        ("Phát phiếu và trực tuyến", SURVEY, None, "SL18"),
        ("ko", SURVEY, None, "SL18"),
        # ticks say yes, by the code that this row has for it
        ("x", YES_NO, 1, "SL07"),
        ("X", YES_NO, 1, "SL07"),
        ("✔", YES_NO, 1, "SL07"),
        ("☑", YES_NO, 1, "SL07"),
        ("xx", YES_NO, None, "SL18"),
        ("x", NO_YES, 1, "SL07"),
        (False, NO_YES, 0, "SL07"),
        (True, YES_NO, 1, "SL07"),
        (False, YES_NO, 0, "SL07"),
        (True, SURVEY, None, "SL18"),
        (False, SURVEY, None, "SL18"),
    ],
)
def test_an_answer_is_one_of_the_list_s(typed, row, value, finding):
    found = meaning(typed, row)
    assert (found.value, found.finding) == (value, finding)
    if finding == "SL18":
        assert dict(found.facts) == {"choices": "; ".join(row.choices.entries)}
    elif finding:
        assert dict(found.facts) == {"understood": row.choices.entry(value)}


@pytest.mark.parametrize(
    ("typed", "row", "text"),
    [
        (1248.0, COUNT, "1248"),
        ("nhiều", COUNT, ""),
        (99.257, PERCENT, "99,26"),
        (1.0, YES_NO, "1 - Có"),
        (BLANK, YES_NO, ""),
    ],
)
def test_what_was_understood_is_shown_as_an_official_writes_it(typed, row, text):
    assert shown(meaning(typed, row), row) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (14.3, "14,3"),
        (0.004, "0"),
        (-0.004, "0"),
        (0.005, "0,01"),
        (0.006, "0,01"),
        # As Excel rounds: what it shows of the number, a half away from zero.
        (31.7349, "31,73"),
        (31.735, "31,74"),
        (-2.675, "-2,68"),
        (0.125, "0,13"),
        (99.994, "99,99"),
        (99.996, "100"),
        (100.0, "100"),
        (1000.0, "1000"),
        (None, "(trống)"),
    ],
)
def test_figures_are_shown_with_two_decimals_at_most(value, text):
    assert figure_text(value) == text


# --- what an agency's figure usually is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "low", "high"),
    [
        ([], None, None),
        ([10, 10], None, None),
        # no spread at all: a seventh of the median, of which three and a half may come on top
        ([10, 10, 10], 5, 15),
        ([70, 70, 70], 35, 105),
        # small figures: one at least
        ([7, 7, 7], 3.5, 10.5),
        ([6, 6, 6], 2.5, 9.5),
        ([0, 0, 0], 0, 3.5),
        # the spread of the figures themselves: 3.5 × 1.4826 × their median deviation
        ([100, 110, 90, 80, 120], 48.109, 151.891),
        # never below 0, and never narrower than what was reported before
        ([10, 20, 30, 40, 50], 0, 81.891),
        ([10, 10, 10, 100], 5, 100),
        ([100, 100, 100, 1], 1, 150),
    ],
)
def test_what_is_usual_is_half_below_and_above_or_the_spread_of_before(figures, low, high):
    expected = None if low is None else (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))
    assert outlier_range(figures) == expected


def test_what_is_usual_is_told_to_a_millionth():
    assert outlier_range([1 / 3] * 3) == (0, 3.833333)
    assert outlier_range([100 / 3] * 3) == (16.666667, 50)

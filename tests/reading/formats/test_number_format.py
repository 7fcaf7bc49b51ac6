"""What a number format makes of a number."""

from __future__ import annotations

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.number_format import (
    BUILT_IN,
    date_text,
    hides_value,
    is_date,
    is_percent,
    misleads,
    number_cell,
)


@pytest.mark.parametrize(
    ("code", "value", "is_shown_as_percent"),
    [
        ("0%", 0.5, True),
        ("0.00%", 0.5, True),
        ("%0", 0.5, True),
        ('0.0" "%', 0.5, True),
        ("[Red][>1]0.0%;0.0%", 0.5, True),
        ('0"%"', 99.2, False),
        ('0.00" %"', 99.2, False),
        (r"0.0\%", 99.2, False),
        ("0_%", 99.2, False),
        ("0*%", 99.2, False),
        ("0[$%-42A]", 99.2, False),
        ("General", 0.992, False),
        ("[<=1]0%;0", 1, True),
        ("[<=1]0%;0", 99.2, False),
        ("0%;-0;0", -0.5, False),
        ("0%;-0;0", 0, False),
    ],
)
def test_only_a_percent_sign_that_counts_is_a_percentage(code, value, is_shown_as_percent):
    assert is_percent(code, value) is is_shown_as_percent


@pytest.mark.parametrize(
    "code",
    ["dd/mm/yyyy", "[$-42A]dd mmmm yyyy;@",
     "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "h:mm", "[h]:mm", "[mm]:ss", "[ss]",
     '"Ngày "dd" tháng "mm', "hh:mm:ss.000", "AM/PM h", "e"],
)  # fmt: skip
def test_days_and_times(code):
    assert is_date(code)


@pytest.mark.parametrize(
    "code",
    ["0", "#,##0", "General", '0 "hs"', "[Red]0", "[Yellow]0;[Red]-0", "0.00E+00", "##0.0E+0", r"0\ \d", "0_d", "@",
     "# ?/?", "[>=100]0;0.0", "Standard", "[$đ-42A]0", '"ngày"'],
)  # fmt: skip
def test_numbers_whose_codes_have_letters(code):
    assert not is_date(code)


@pytest.mark.parametrize(
    ("code", "value", "is_hidden"),
    [
        (";;;", 12, True),
        (";;;", "12", True),
        (";;", 12, True),
        (";;", "12", False),
        (";", 12, True),
        ('""', 12, True),
        ('"";"";""', -1, True),
        ("[White]_-", 12, True),
        ("", 12, False),
        ("General", 12, False),
        ("0;-0;;@", 0, True),
        ("0;-0;;@", 12, False),
        ('#,##0;-#,##0;"-"', 0, False),
        ('[=0]"";0', 0, True),
        ('[=0]"";0', 7, False),
        ("@", "x", False),
    ],
)  # fmt: skip
def test_what_a_format_hides(code, value, is_hidden):
    assert hides_value(code, value) is is_hidden


@pytest.mark.parametrize(
    ("code", "value", "does"),
    [
        # divided by thousands
        ("#,##0,", 25000, True),
        ("0.0,", 25000, True),
        ("0,.0", 25000, True),
        ('#,##0.00,,"M"', 25e6, True),
        ("#,##0", 25000, False),
        ("#,##0.00", 25000, False),
        ("#,##0.0##", 25000, False),
        ('[>=1000]0.0,"k";0', 5000, True),
        ('[>=1000]0.0,"k";0', 999, False),
        # digits that are none of the number's
        ('0"000"', 25, True),
        (r"0\5", 2, True),
        ('"1"0', 25, True),
        ("0*5", 2, True),
        ("10", 2, True),
        ("[$5]0", 2, True),
        ('General"00"', 2, True),
        ("[$-409]0", 2, False),
        ("[$VND-42A] #,##0", 2, False),
        ("0_5", 2, False),
        ("000", 5, False),
        ("# ?/8", 5.125, False),
        # words in its place
        ('"không"', 25, True),
        ('0;"âm"', -25, True),
        ('#,##0;(#,##0);"-"', 0, False),
        ('"không"', 0, False),
        ('0" người"', 25, False),
        ("@", 25, False),
        ("General", 25, False),
        ('General" hồ sơ"', 25, False),
        ("dd/mm/yyyy", 44413, False),
        (";;;", 25, False),
    ],
)
def test_what_shows_another_number_is_asked_about(code, value, does):
    assert misleads(code, value) is does
    assert (number_cell(value, code).why_aside == "doubtful") is does


@pytest.mark.parametrize(
    ("code", "value", "is_hidden"),
    [("#,###", 0, True), ("#", 0, True), ("#.##", 0, True), ("?", 0, True), ("#,###", 1, False), ("#,##0", 0, False),
     ('#"%"', 0, False), ("# ?/?", 0, False), ("#", -1, False)],
)  # fmt: skip
def test_a_zero_that_shows_no_digit_is_hidden(code, value, is_hidden):
    assert (number_cell(value, code).why_aside == "hidden") is is_hidden


def test_no_built_in_format_misleads():
    assert not [number for number, code in BUILT_IN.items() if any(misleads(code, value) for value in (1, -1, 1e6))]


@pytest.mark.parametrize(
    ("serial", "is_1904", "day"),
    [
        (-0.001, False, None),
        (0, False, "00:00:00"),
        (0, True, "1904-01-01"),
        (0.75, False, "18:00:00"),
        (1, False, "1900-01-01"),
        (59, False, "1900-02-28"),
        (60, False, "1900-02-29"),
        (61, False, "1900-03-01"),
        (44320, False, "2021-05-04"),
        (44320.604166666664, False, "2021-05-04T14:30:00"),
        (42858, True, "2021-05-04"),
        (2958465, False, "9999-12-31"),
        (2958466, False, None),
        (2957003, True, "9999-12-31"),
        (2957004, True, None),
        (1e300, False, None),
    ],
)
def test_serial_numbers_of_days(serial, is_1904, day):
    assert date_text(serial, is_1904=is_1904) == day


def test_a_number_as_its_format_shows_it():
    assert number_cell(0.992, "0.0%") == Cell("number", 0.992, is_percent=True)
    assert number_cell(99.2, '0.0"%"') == Cell("number", 99.2)
    assert number_cell(36.5, "[h]:mm") == Cell("date", "876:00:00")
    assert number_cell(12, ";;;") == Cell("blank", None, aside="12", why_aside="hidden")
    assert number_cell(0.992, None) == Cell("number", 0.992, is_format_known=False)
    assert number_cell(-5, "dd/mm/yyyy") == Cell("number", -5, is_format_known=False)
    assert number_cell(float("nan"), "0").kind == number_cell(float("inf"), "0").kind == "error"


def test_formats_known_by_number():
    assert [number for number, code in BUILT_IN.items() if is_percent(code)] == [9, 10]
    days = [*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)]
    assert [number for number, code in BUILT_IN.items() if is_date(code)] == days

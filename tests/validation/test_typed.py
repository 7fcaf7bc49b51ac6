"""How figures arrive typed, and what they are taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.forms import Catalogue
from cchc_excel.forms.plausible import may_be_date
from cchc_excel.text.normalize import to_visible
from cchc_excel.validation.typed import interpret

FORM = Catalogue().version("PL2-B1/2021.1")
COUNT, TTHC, PERCENT, OPEN, YES_NO, SURVEY = (
    FORM.by_code[code] for code in ("IV.2.1", "III.2.3", "III.5.3", "IV.1.7", "III.4", "I.5.2")
)


def read(raw, row):
    if not isinstance(raw, Cell):
        raw = Cell("truth", raw) if isinstance(raw, bool) else Cell("text" if isinstance(raw, str) else "number", raw)
    found = interpret(raw, row, FORM)
    return found.value, found.finding


@pytest.mark.parametrize(
    ("typed", "row", "value", "finding"),
    [
        # decimal comma, percent sign
        ("14,3", PERCENT, 14.3, ""),
        ("99,2", PERCENT, 99.2, ""),
        ("100 %", PERCENT, 100, "SL01"),
        ("100%", PERCENT, 100, "SL01"),
        ("14.3", PERCENT, 14.3, "SL01"),
        (100.0, PERCENT, 100, ""),
        (Cell("number", 0.992, is_percent=True), PERCENT, 99.2, "SL03"),
        (0.992, PERCENT, None, "SL04"),
        (1.0, PERCENT, None, "SL04"),
        (0.0, PERCENT, 0, ""),
        ("0,5", PERCENT, None, "SL04"),
        ("63/63", PERCENT, 100, "SL06"),
        ("57/60", PERCENT, 95, "SL06"),
        ("0/0", PERCENT, None, "SL29"),
        (100.5, PERCENT, None, "SL14"),
        (120.0, OPEN, 120, ""),
        (-1.0, PERCENT, None, "SL12"),
        # thousands
        ("1.248", COUNT, 1248, "SL01"),
        ("1,248", COUNT, 1248, "SL02"),
        ("1 248", COUNT, 1248, "SL01"),
        ("1\u00a0248", COUNT, 1248, "SL01"),
        ("1.248.000", COUNT, 1248000, "SL01"),
        ("334.327,57", COUNT, None, "SL13"),
        # leading zeros, apostrophe, units
        ("05", COUNT, 5, "SL01"),
        ("'48", COUNT, 48, ""),
        ("48 người", COUNT, 48, "SL01"),
        ("48 Người.", COUNT, 48, "SL01"),
        ("30 TTHC", TTHC, 30, "SL01"),
        ("30 thủ tục", TTHC, 30, "SL01"),
        ("48 hồ sơ", COUNT, None, "SL19"),
        ("khoảng 20", COUNT, None, "SL11"),
        # nil and not applicable
        ("-", COUNT, 0, "SL05"),
        ("–", COUNT, 0, "SL05"),
        ("//", COUNT, 0, "SL05"),
        ("không", COUNT, 0, "SL05"),
        ("Ko", COUNT, 0, "SL05"),
        ("không có", COUNT, 0, "SL05"),
        ("0 có", COUNT, 0, "SL05"),
        ("Không áp dụng", COUNT, None, "TH03"),
        (BLANK, COUNT, None, ""),
        ("   ", COUNT, None, ""),
        # coded
        ("1 - Có", YES_NO, 1, ""),
        (1.0, YES_NO, 1, ""),
        ("1", YES_NO, 1, "SL08"),
        ("01", YES_NO, 1, "SL08"),
        ("1.0", YES_NO, 1, "SL08"),
        ("Có", YES_NO, 1, "SL08"),
        ("có ", YES_NO, 1, "SL08"),
        ("CÓ", YES_NO, 1, "SL08"),
        ("Không", YES_NO, 0, "SL08"),
        ("ko", YES_NO, 0, "SL08"),
        ("0-Không", YES_NO, 0, "SL08"),
        ("x", YES_NO, 1, "SL07"),
        ("✓", YES_NO, 1, "SL07"),
        (True, YES_NO, 1, "SL07"),
        (False, YES_NO, 0, "SL07"),
        ("x", SURVEY, None, "SL18"),
        (True, SURVEY, None, "SL18"),
        ("1 - Không", YES_NO, None, "SL18"),
        (2.0, YES_NO, None, "SL18"),
        ("2 - Kết hợp", SURVEY, 2, ""),
        (0.0, SURVEY, 0, ""),
        # what cannot be a figure
        (Cell("date", "2021-08-05"), COUNT, None, "SL15"),
        (Cell("error", "#REF!"), COUNT, None, "SL16"),
        (Cell("uncalculated"), COUNT, None, "SL17"),
        (-5.0, COUNT, None, "SL12"),
        ("-5", COUNT, None, "SL12"),
        (2.5, COUNT, None, "SL13"),
        (float("nan"), COUNT, None, "SL20"),
        (float("inf"), COUNT, None, "SL20"),
        (1e300, COUNT, None, "SL20"),
        (True, COUNT, None, "SL11"),
        ("5/8", COUNT, None, "SL11"),
    ],
)
def test_what_is_typed_is_understood_as_an_official_would(typed, row, value, finding):
    assert read(typed, row) == (pytest.approx(value) if value is not None else None, finding)


def test_a_ratio_keeps_its_parts():
    found = interpret(Cell("text", "57/60"), PERCENT, FORM)
    assert (found.numerator, found.denominator) == (57, 60)


@given(st.integers(0, 10**9))
def test_any_count_reads_the_same_plain_grouped_and_with_its_unit(number):
    dotted = f"{number:,}".replace(",", ".")
    spaced = f"{number:,}".replace(",", "\u202f")
    plain = "0" if may_be_date(number) else str(number)
    assert read(plain, COUNT)[0] == int(plain)
    for text in (dotted, spaced, f"{dotted} người", f" {dotted}\t"):
        assert read(text, COUNT)[0] == number, text
    if not may_be_date(number):
        assert read(float(number), COUNT) == (number, "" if number <= COUNT.largest_plausible else "SL23")


@given(st.decimals(0, 100, places=2))
def test_any_percentage_reads_the_same_with_comma_point_and_sign(number):
    comma = str(number).replace(".", ",")
    for text in (f"{comma}%", f"{comma} %"):
        assert read(text, PERCENT)[0] == pytest.approx(float(number))
    for text in (comma, str(number)):
        assert read(text, PERCENT)[0] == (None if 0 < number <= 1 else pytest.approx(float(number)))


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_and_none_is_taken_silently(text):
    for row in (COUNT, PERCENT, YES_NO, SURVEY):
        value, finding = read(text, row)
        if value is None:
            assert finding or not to_visible(text).strip("'’‘`").strip()
        elif not finding:
            # Read without a word: then it is the very figure as every official writes it.
            assert row.type != "coded" or text.strip() in row.choices.entries

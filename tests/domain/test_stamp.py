"""What the seal covers, and which formulas are taken for the issued ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cchc_excel.domain.stamp import Stamp, formulas_digest, sheet_password

KEY = b"a key for tests, 32 bytes long.."
STAMP = Stamp("PL2-B1", "2021.1", "2021-Q1", "STC", "2").sealed(KEY)


def test_a_seal_holds_for_its_own_values_and_key():
    assert STAMP.is_genuine(KEY)
    assert len(STAMP.seal) == 32
    # Programs may write hexadecimal letters as they like.
    assert replace(STAMP, seal=STAMP.seal.upper()).is_genuine(KEY)
    assert not STAMP.is_genuine(b"another key")


@pytest.mark.parametrize(
    "changes",
    [
        {"form": "PL3-B1"},
        {"version": "2021.2"},
        {"period": "2021-Q2"},
        {"agency": "SNV"},
        {"issue": "1"},
        {"issue": "02"},
        {"seal": ""},
        {"seal": STAMP.seal[:-1]},
        {"seal": STAMP.seal + "0"},
        {"seal": STAMP.seal[::-1]},
        # What one value loses another does not win.
        {"form": "PL2", "version": "B1\x1f2021.1"},
        {"version": "2021.12", "period": "021-Q1"},
    ],
)
def test_a_seal_covers_every_value(changes):
    assert not replace(STAMP, **changes).is_genuine(KEY)


def test_a_stamp_survives_its_writing():
    assert Stamp.from_texts(STAMP.as_texts()) == STAMP
    padded = {name: f" {value}\n" for name, value in STAMP.as_texts().items()}
    assert Stamp.from_texts(padded | {"other": "x"}) == STAMP


@pytest.mark.parametrize("name", ["form", "version", "period", "agency", "issue"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_stamp_without_one_of_its_values_is_none(name, value):
    texts = {key: text for key, text in STAMP.as_texts().items() if key != name}
    assert Stamp.from_texts(texts if value is None else texts | {name: value}) is None


def test_a_stamp_without_a_seal_is_a_stamp_that_is_not_genuine():
    texts = {key: text for key, text in STAMP.as_texts().items() if key != "seal"}
    found = Stamp.from_texts(texts)
    assert found == replace(STAMP, seal="")
    assert not found.is_genuine(KEY)


def test_a_sheet_s_password_is_of_its_key_and_period():
    password = sheet_password(KEY, "2021-Q1")
    assert password == sheet_password(KEY, "2021-Q1")
    assert len(password) == 10
    assert password.isascii()
    assert password == password.lower()
    assert password not in (sheet_password(KEY, "2021-Q2"), sheet_password(b"another key", "2021-Q1"))


FORMULA = '=IF(ISNUMBER(E11),E11,NA())&"Lỗi"'


@pytest.mark.parametrize(
    "saved",
    [
        FORMULA,
        FORMULA.removeprefix("="),
        FORMULA.replace("IF", "if").replace("NA", "na"),
        FORMULA.replace(",", ", "),
        FORMULA.replace("(E11)", "( E11 )"),
        # LibreOffice writes NA() without its brackets in some formats, Excel a prefix before newer functions.
        FORMULA.replace("NA()", "NA"),
        FORMULA.replace("IF(", "_xlfn.IF(", 1),
        FORMULA.replace("E11", "e11"),
    ],
)
def test_programs_write_one_formula_in_many_ways(saved):
    assert formulas_digest(["", saved]) == formulas_digest(["", FORMULA])


@pytest.mark.parametrize(
    "changed",
    [
        ["", FORMULA.replace("E11", "E12")],
        ["", FORMULA.replace("ISNUMBER", "ISTEXT")],
        ["", FORMULA.replace("Lỗi", "")],
        ["", ""],
        [FORMULA, ""],
        [FORMULA],
        ["", FORMULA, ""],
        ["", FORMULA.replace("E11", "E11+0")],
    ],
)
def test_a_changed_formula_is_told_from_it(changed):
    assert formulas_digest(changed) != formulas_digest(["", FORMULA])


@pytest.mark.parametrize("length", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_formulas_too_long_to_remember_are_told_apart_all_the_same(length):
    long = "A" * length
    assert formulas_digest([long]) == formulas_digest([long.lower()])
    assert formulas_digest([long]) != formulas_digest([long[:-1] + "B"])


def test_what_was_issued_before_is_known_for_ever():
    """Templates lie with agencies for months: seal, password and digest are not to change under them."""
    assert STAMP.seal == "6bffe47cf3ae2576cb43fa84402cce22"
    assert sheet_password(KEY, "2021-Q1") == "7733okefyd"
    assert formulas_digest(["", FORMULA]) == "6e45920d0f5789d2"
    assert Stamp("PL2-B1", "2021.1", "2021-Q1", "STC", "2").seal == ""


@pytest.mark.parametrize("field", ["form", "version", "period", "agency", "issue", "seal"])
def test_half_a_letter_in_a_stamp_is_no_reason_to_fall(field):
    """A lone surrogate, as a torn file may hold it."""
    stamp = Stamp("PL2-B1", "2021.1", "2021-Q1", "STC", "1").sealed(b"k" * 32)
    assert not replace(stamp, **{field: "\ud800"}).is_genuine(b"k" * 32)

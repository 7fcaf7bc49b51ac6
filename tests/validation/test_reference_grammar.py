"""Typed texts of every kind, held against a second, slow and obvious account of what they mean."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cchc_excel.domain.submission import Cell
from cchc_excel.forms import Catalogue
from cchc_excel.validation.typed import interpret
from support import reference_grammar as reference

FORM = Catalogue().version("PL2-B1/2021.1")
ROWS = {"count": FORM.by_code["III.6.1"], "percent": FORM.by_code["III.6.3"], "open": FORM.by_code["IV.2.5"]}

DIGITS = st.text("0123456789", min_size=1, max_size=7)
MAGNITUDES = st.one_of(
    st.integers(0, 130).map(str), st.integers(0, 60000).map(str), st.integers(0, 10**8).map(str), DIGITS
)


@st.composite
def numbers(draw):
    """A number in one of its spellings, now and then with something wrong in it."""
    whole, decimals = draw(MAGNITUDES), draw(st.sampled_from(["", "", "", "0", "5", "25", "125", "00"]))
    text = draw(st.sampled_from(sorted(reference.spellings(whole, decimals))))
    return draw(st.sampled_from(["", "", "", "", "-", "+", "~"])) + text


@st.composite
def words(draw, *lists):
    """A phrase as it is typed: in capitals, without marks, decomposed."""
    phrase = draw(st.sampled_from([phrase for phrases in lists for phrase in phrases]))
    ascii_phrase = unicodedata.normalize("NFD", phrase.replace("đ", "d")).encode("ascii", "ignore").decode()
    return draw(st.sampled_from([phrase, phrase, phrase.upper(), ascii_phrase, unicodedata.normalize("NFD", phrase)]))


BLANKS = st.sampled_from(["", " ", " ", "  ", "\u00a0", "\u2009"])
BEHIND = words(reference.UNITS, reference.PERCENT_UNITS, reference.OPEN_UNITS, reference.OTHER_UNITS)
INSIDE = st.one_of(
    words(reference.HARMLESS, reference.DOUBTS, reference.NIL_WORDS, reference.UNITS, reference.OTHER_UNITS), numbers()
)
PERCENTAGES = st.tuples(numbers(), BLANKS, st.sampled_from(["%", "%", "", "phần trăm", "%%"])).map("".join)
FRACTIONS = st.tuples(numbers(), BLANKS, st.just("/"), BLANKS, numbers(), BLANKS, st.one_of(st.just(""), BEHIND)).map(
    "".join
)


@st.composite
def agreeing(draw):
    """A fraction with its percentage beside it, rounded, or nearly."""
    below = draw(st.integers(1, 300))
    above = draw(st.integers(0, below))
    decimals = draw(st.integers(0, 3))
    share = above / below * 100 + draw(st.sampled_from([0, 0, 0, 1, 0.1]))
    fraction, share = f"{above}/{below}", f"{share:.{decimals}f}".replace(".", ",") + draw(st.sampled_from(["%", ""]))
    unit = draw(st.sampled_from(["", " hồ sơ", " người"]))
    return draw(
        st.sampled_from(
            [
                f"{fraction}{unit} ({share})",
                f"{fraction}{unit}={share}",
                f"{share} ({fraction}{unit})",
                f"{share} = {fraction}",
            ]
        )
    )


@st.composite
def texts(draw):
    """What offices type, and what they would never."""
    core = draw(
        st.one_of(
            numbers(),
            st.tuples(numbers(), BLANKS, BEHIND).map("".join),
            st.tuples(numbers(), BLANKS, st.just("("), INSIDE, st.just(")")).map("".join),
            st.tuples(numbers(), BLANKS, BEHIND, BLANKS, st.just("("), INSIDE, st.just(")")).map("".join),
            PERCENTAGES,
            st.tuples(PERCENTAGES, BLANKS, st.just("("), INSIDE, st.just(")")).map("".join),
            FRACTIONS,
            agreeing(),
            words(reference.NIL_WORDS, reference.NIL_SIGNS, reference.REASONS, reference.NO_ANSWERS, reference.UNITS),
            st.text("0123456789.,/%()-= '", max_size=9),
        )
    )
    text = core + draw(st.sampled_from(["", "", "", "", ".", ";", "*", " .", "?"]))
    at = draw(st.integers(0, len(text)))
    text = text[:at] + draw(st.sampled_from(["", "", "", "\u200b", "\ufeff", "\u00ad", "\u200e"])) + text[at:]
    if draw(st.booleans()) and draw(st.booleans()):
        text = "".join(chr(ord(letter) + 0xFEE0) if letter in "0123456789%" else letter for letter in text)
    return draw(st.sampled_from(["", "", "'", " "])) + text


def state_of(found):
    if found.value is not None:
        return reference.GIVEN
    if found.doubtful is not None:
        return reference.DOUBTFUL
    return {"": reference.NOTHING, "TH03": reference.EXPLAINED}.get(found.finding, reference.ASKED)


@pytest.mark.parametrize("kind", sorted(ROWS))
@settings(max_examples=120, deadline=None)
@given(text=texts())
@example(text="0.125")
@example(text="63/63 (98%)")
@example(text="15 (không có trễ hạn)")
@example(text="12/2021")
@example(text="1/100%")
def test_a_text_means_what_the_slow_grammar_says(kind, text):
    found, expected = interpret(Cell("text", text), ROWS[kind], FORM), reference.meaning(text, kind)
    assert state_of(found) == expected.state, (text, found, expected)
    number = found.doubtful if found.value is None else found.value
    assert number == (None if expected.value is None else pytest.approx(float(expected.value), rel=1e-12)), text

r"""A percentage's cell -> its meaning: from 0 to 100, or the two numbers that it is formed of.

::

    percentage = share | fraction [agreement] | share ("(" fraction ")" | "=" fraction) | share "(" words ")"
    share      = number ["%" | "phần trăm"]
    fraction   = whole "/" whole [unit of the row]
    agreement  = "(" share ")" | "=" share

What stands beside a fraction must be the same after rounding to its decimals; 12/2021 is no fraction but a month.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cchc_excel.forms import Form, Row
from cchc_excel.forms.plausible import DIVIDED_UP_TO, PERCENT_FORMAT_UP_TO
from cchc_excel.messages import figure_text
from cchc_excel.validation.typed import words
from cchc_excel.validation.typed.counts import with_words
from cchc_excel.validation.typed.interpretation import Code, Interpretation, asked
from cchc_excel.validation.typed.numbers import TypedNumber, as_shown, bounded, read_number

# Each run of signs is looked at once, so that a long one takes no longer than it is.
_WHOLE = r"[0-9](?:[., '’]*+[0-9])*+"
_FRACTION = re.compile(rf"({_WHOLE})\s*+/\s*+({_WHOLE})\s*+([^\W\d_][^()=]*+)?")
_WITH_SHARE = re.compile(r"([^()=]++)(?:\(([^()=]*+)\)|=([^()=]++))")
_ANY_FRACTION = re.compile(r"[0-9]\s*/\s*[0-9]")
_PERCENT_SIGNS = ("%", "phần trăm")
_MONTHS, _YEARS = range(1, 13), range(1990, 2101)
#: Two ways of rounding a half, and a binary hair.
_HAIR = 1e-9


class Fraction(NamedTuple):
    """Numerator and denominator; SL02 where a foreign sign of thousands is in one of them."""

    numerator: float
    denominator: float
    finding: Code = "SL06"
    sign_name: str = ""

    @property
    def percentage(self) -> float:
        """The percentage; the denominator is not 0."""
        return as_shown(self.numerator / self.denominator * 100)


def percentage_of_number(value: float, row: Row, *, is_percent: bool, is_format_known: bool) -> Interpretation:
    """The meaning of a number that stands in the cell.

    Args:
        value: as it stands there.
        row: of the type ``percent``.
        is_percent: it is shown multiplied by 100.
        is_format_known: the file tells whether it is; where not, 1.2 may be shown as 120% in a row that allows so much.
    """
    if not is_percent:
        may_be_shown_above_100 = row.may_exceed_100 and not is_format_known
        return _plain(as_shown(value), row, up_to=PERCENT_FORMAT_UP_TO if may_be_shown_above_100 else DIVIDED_UP_TO)
    shown = round(as_shown(value * 100), 9)
    interpretation = _bounded(shown, "SL03", row, hint=as_shown(value) if PERCENT_FORMAT_UP_TO < value <= 100 else None)
    if interpretation.value is not None and value > PERCENT_FORMAT_UP_TO:
        return Interpretation(finding="SL24", facts={"hint": figure_text(value)}, doubtful=shown)
    return interpretation


def percentage_of_text(text: str, row: Row, form: Form) -> Interpretation:
    """The meaning of a text.

    Args:
        text: as `to_visible` gives it, not empty.
        row: of the type ``percent``.
        form: the row's.
    """
    body = words.without_marks(text)
    if (share := _share(body)) is not None:
        return _of_share(share, text, row)
    if _FRACTION.fullmatch(body):
        fraction = _fraction(body, row)
        return asked("SL29") if fraction is None else _of_fraction(fraction, row)
    if match := _WITH_SHARE.fullmatch(body):
        second = words.without_marks(match[2] or match[3] or "").strip()
        return _of_pair(match[1].strip(), second, row, form, is_in_brackets=match[3] is None)
    if _ANY_FRACTION.search(body):
        return asked("SL29")
    if words.is_blank_reason(text, form.blank_reasons) or words.is_nil_of_any_unit(text, row.unit_words):
        return Interpretation(finding="TH03", facts={"note": text})
    return asked("SL11")


def _of_pair(first: str, second: str, row: Row, form: Form, *, is_in_brackets: bool) -> Interpretation:
    """Of a fraction and its percentage, in either order, or a percentage with words in brackets behind it."""
    for fraction_text, share_text in ((first, second), (second, first)):
        fraction, share = _fraction(fraction_text, row), _share(share_text)
        if fraction is not None and share is not None:
            return _of_fraction(fraction, row) if agrees(fraction, share[0]) else asked("SL29")
    share = _share(first)
    if share is None or not is_in_brackets or _ANY_FRACTION.search(second):
        return asked("SL29" if _ANY_FRACTION.search(f"{first} {second}") else "SL11")
    interpretation = _of_share(share, first, row)
    is_number = interpretation.value is not None or interpretation.doubtful is not None
    return with_words(interpretation, second, row, form) if is_number else interpretation


def agrees(fraction: Fraction, share: TypedNumber) -> bool:
    """Whether a fraction is the percentage beside it, rounded to the decimals that were written."""
    return abs(fraction.percentage - share.value) <= 0.5 * 10.0**-share.decimals + _HAIR


def _of_share(share: tuple[TypedNumber, bool], text: str, row: Row) -> Interpretation:
    number, has_sign = share
    if number.finding == "SL28":
        return asked("SL28")
    finding: Code = "" if text == figure_text(number.value, 9) else number.finding
    facts = {"sign": number.sign_name} if number.sign_name else {}
    # Whoever wrote the percent sign did not divide.
    read = _bounded(number.value, finding, row) if has_sign else _plain(number.value, row, finding)
    return read._replace(facts={**facts, **read.facts})


def _of_fraction(fraction: Fraction, row: Row) -> Interpretation:
    read = _bounded(fraction.percentage, fraction.finding, row)
    if read.value is None:
        return read
    facts = {**read.facts, "sign": fraction.sign_name} if fraction.sign_name else read.facts
    return read._replace(numerator=fraction.numerator, denominator=fraction.denominator, facts=facts)


def _share(text: str) -> tuple[TypedNumber, bool] | None:
    """A percentage, and whether its sign stands behind it."""
    sign = next((sign for sign in _PERCENT_SIGNS if text[-len(sign) :].lower() == sign), "")
    number = read_number(text[: len(text) - len(sign)].rstrip(), is_count=False)
    return (number, bool(sign)) if number is not None else None


def _fraction(text: str, row: Row) -> Fraction | None:
    """A fraction of two whole numbers; None where it is none, or has another meaning too."""
    match = _FRACTION.fullmatch(text)
    if match is None or not (match[3] is None or words.is_one_of(match[3], row.unit_words)):
        return None
    return whole_fraction(match[1], match[2])


def whole_fraction(numerator: str, denominator: str) -> Fraction | None:
    """A fraction from its halves; None where one is no whole number, or the two may be a month of a year, or a day."""
    halves = [read_number(half, is_count=True) for half in (numerator, denominator)]
    if any(half is None or half.finding == "SL28" or bounded(half.value) for half in halves):
        return None
    above, below = (half for half in halves if half is not None)
    has_zero_in_front = any(len(half) > 1 and half.startswith("0") for half in (numerator, denominator))
    is_month = above.value in _MONTHS and below.value in _YEARS
    are_whole = above.value == int(above.value) and below.value == int(below.value)
    if has_zero_in_front or is_month or not are_whole or not below.value:
        return None
    name = above.sign_name or below.sign_name
    return Fraction(above.value, below.value, "SL02" if name else "SL06", name)


def _plain(value: float, row: Row, finding: Code = "", up_to: float = DIVIDED_UP_TO) -> Interpretation:
    """Of a number without a sign of percentage: up to a bound it may have been divided by 100."""
    interpretation = _bounded(value, finding, row)
    if interpretation.value is not None and 0 < value <= up_to:
        return Interpretation(finding="SL04", doubtful=value)
    return interpretation


def _bounded(value: float, finding: Code, row: Row, hint: float | None = None) -> Interpretation:
    if wrong := bounded(value):
        return asked(wrong)
    if value > 100 and not row.may_exceed_100:
        return asked("SL14") if hint is None else asked("SL14", hint=f"; có thể muốn ghi {figure_text(hint)}")
    interpretation = Interpretation(value, finding)
    largest = row.largest_plausible
    return interpretation.also("SL23", largest=figure_text(largest)) if value > largest else interpretation

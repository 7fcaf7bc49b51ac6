"""A count's cell -> its meaning: a whole number from 0, with its own unit and words in brackets behind it at most."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from cchc_excel.forms import Form, Row
from cchc_excel.forms.plausible import may_be_date
from cchc_excel.messages import figure_text
from cchc_excel.rules.functions import day_of
from cchc_excel.validation.typed import words
from cchc_excel.validation.typed.interpretation import Code, Interpretation, asked
from cchc_excel.validation.typed.numbers import TypedNumber, as_shown, bounded, read_number

#: A number, what stands behind it without brackets, and what stands in brackets.
_WITH_REST = re.compile(r"(-?[0-9](?:[., '’]*+[0-9])*+)\s*+([^()0-9.,'’ -][^()]*+)?(?:\(([^()]*+)\))?")
#: A whole number below this may be thousands that a program took for decimals: 1.248.
_THOUSAND = 1000
_DECIMALS_OF_THOUSANDS = (2, 3)


def count_of_number(value: float, row: Row) -> Interpretation:
    """The meaning of a number that stands in the cell."""
    return _of_number(value, row.largest_plausible)


@lru_cache(maxsize=1 << 14)
def _of_number(value: float, largest: float) -> Interpretation:
    """Most figures are small numbers that come again and again."""
    value = as_shown(value)
    interpretation = _count(value, "", largest)
    if interpretation.finding == "SL13" and _may_be_thousands(value):
        return interpretation.also(hint=f"; có thể muốn ghi {figure_text(value * _THOUSAND)}")
    if interpretation.value is not None and may_be_date(value):
        facts = {**interpretation.facts, "day": f"{day_of(value):%d/%m/%Y}"}
        further = (interpretation.finding,) if interpretation.finding else ()
        return Interpretation(finding="SL22", facts=facts, doubtful=value, further=further)
    return interpretation


def _may_be_thousands(value: float) -> bool:
    """Whether a fraction has two or three decimals: 1.248 and 1.25 may have been 1.248 and 1.250."""
    decimals = len(f"{value:.9f}".rstrip("0").partition(".")[2])
    return 1 <= value < _THOUSAND and decimals in _DECIMALS_OF_THOUSANDS


def _count(value: float, finding: Code, largest: float) -> Interpretation:
    if wrong := bounded(value):
        return asked(wrong)
    if value != int(value):
        return asked("SL13")
    interpretation = Interpretation(value, finding)
    return interpretation.also("SL23", largest=figure_text(largest)) if value > largest else interpretation


def count_of_text(text: str, row: Row, form: Form) -> Interpretation:
    """The meaning of a text.

    Args:
        text: as `to_visible` gives it, not empty.
        row: of the type ``count``.
        form: the row's.
    """
    if text in words.NIL_SIGNS or words.is_nil(text, row.unit_words):
        return Interpretation(0, "SL05")
    body = words.without_marks(text)
    if (number := read_number(body, is_count=True)) is not None:
        interpretation = _read(number, text, row)
        # What is grouped was written by somebody who meant a quantity; bare digits may have been a date.
        is_bare = number.value == interpretation.value and body.isdigit() and may_be_date(number.value)
        if is_bare:
            return count_of_number(number.value, row)
        return interpretation
    match = _WITH_REST.fullmatch(body)
    if match is None:
        return _without_number(text, form.blank_reasons)
    number = read_number(match[1], is_count=True)
    if number is None:
        return asked("SL11")
    rest = None if match[3] is None else match[3].strip()
    return _with_rest(_read(number, text, row), words.without_marks((match[2] or "").rstrip()), rest, row, form)


def _read(number: TypedNumber, text: str, row: Row) -> Interpretation:
    """A number as it was typed, with the finding that its writing calls for."""
    if number.finding == "SL28":
        return asked("SL28")
    # No finding where it is written as every official writes it.
    finding: Code = "" if text == figure_text(number.value, 9) else number.finding
    interpretation = _count(number.value, finding, row.largest_plausible)
    return interpretation.also(sign=number.sign_name) if number.sign_name else interpretation


def _with_rest(number: Interpretation, unit: str, rest: str | None, row: Row, form: Form) -> Interpretation:
    """A number with something behind it: its own unit is dropped, harmless words in brackets are told."""
    if unit and not words.is_one_of(unit, row.unit_words):
        return _other_unit(row) if unit[0] == "%" or unicodedata.category(unit[0])[0] == "L" else asked("SL11")
    if number.value is None:
        return number
    if rest is None or (rest and words.is_one_of(rest, row.unit_words)):
        return number
    return with_words(number, rest, row, form)


def with_words(number: Interpretation, rest: str, row: Row, form: Form) -> Interpretation:
    """A number with words in brackets behind it, which are told; or what is asked where they make it doubtful."""
    if words.is_other_unit(rest, row.unit_words if row.type == "count" else (), form.unit_words):
        return _other_unit(row)
    if words.is_nil_of_any_unit(rest, row.unit_words):
        is_doubtful = (number.doubtful if number.value is None else number.value) != 0
    else:
        is_doubtful = words.is_blank_reason(rest, ()) or words.leaves_doubt(rest)
    if is_doubtful:
        return asked("SL11")
    keeps = number.finding not in ("", "SL01")
    kept = number if keeps else number._replace(finding="")
    return kept.also("SL21", rest=rest)


def _other_unit(row: Row) -> Interpretation:
    return asked("SL19", unit=row.unit)


def _without_number(text: str, reasons: Sequence[str]) -> Interpretation:
    if words.is_blank_reason(text, reasons):
        return Interpretation(finding="TH03", facts={"note": text})
    return asked("SL11")

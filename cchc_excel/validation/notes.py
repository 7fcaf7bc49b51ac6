"""What a note says of the figure beside it: explains it, corrects it, or gives its numerator and denominator."""

from __future__ import annotations

import re

from cchc_excel.domain.explanation import explains, own_words
from cchc_excel.forms import Row
from cchc_excel.forms.plausible import FORMED_WITHIN
from cchc_excel.text.normalize import to_ascii, to_visible
from cchc_excel.validation.typed.interpretation import Interpretation
from cchc_excel.validation.typed.numbers import as_shown, read_number
from cchc_excel.validation.typed.percentages import Fraction, whole_fraction
from cchc_excel.validation.typed.words import is_one_of

_HAIR = 1e-9
#: The number that was meant, if a doubtful percentage was divided by 100 (SL04) or multiplied by it (SL24).
_OTHERWISE = {"SL04": 100.0, "SL24": 0.01}

_DIGIT = re.compile("[0-9]")
# Each run of signs is looked at once, so that a long one takes no longer than it is.
_NUMBER = r"[0-9](?:[.,]*+[0-9])*+"
_ANY_NUMBER = re.compile(r"(?<!\w)[0-9](?:[0-9.,]*[0-9])?(?!\w)")
#: At the beginning of a note; what follows is held against the figure.
_FRACTION = re.compile(rf"({_NUMBER}) */ *({_NUMBER})(?![0-9/.,]*[0-9/])")
#: Anywhere: 5/8, 5 trên 8, a day; not the number of a document (12/2021/QĐ-UBND). A number without another one behind
#: it is found, too, so that it is not looked through again from each of its digits.
_A_OF_B = re.compile(
    rf"({_NUMBER})(?: *+(?:/|\btrên\b|\btren\b) *+({_NUMBER})(?![.,]*+[0-9])(?! *+/ *+[^\W\d_]))?", re.IGNORECASE
)

_FIGURE = "(?:số|số liệu|con số|tổng|tổng số|kết quả|tỷ lệ)"
_AMENDS = f"(?:sửa|chỉnh|chỉnh sửa|điều chỉnh|đính chính|cập nhật|thay)(?: lại)?(?: {_FIGURE})?(?: lại)?"
_INTO = "(?:(?:tăng |giảm )?(?:lên|xuống|còn|thành|là|bằng) ?){1,2}"
_OLD = rf"{_NUMBER}%?(?: [^\W\d_]+){{0,3}}?"
_SAYS = "(?:đúng|đúng ra|đúng phải|phải|thực tế|chính xác)"
_NEW = rf" ?:? ?(?:số )?\"?({_NUMBER}(?: [0-9]{{3}})*)(?![0-9.,]*[0-9]| ?/)\"?"
#: Words that can only put another number in place of the figure.
_CORRECTS = (
    rf"\b(?:{_AMENDS} (?:{_NUMBER} )?{_INTO}|{_AMENDS} từ {_OLD} {_INTO}|{_AMENDS} {_OLD} thành"
    rf"|(?:sửa|đính chính)(?: lại)?(?: {_FIGURE})? ?[:=]|{_FIGURE} (?:đúng|chính xác)(?: phải)?(?: là)? ?[:=]?){_NEW}"
)
_CLAUSE = r"(?:^|[-,;.:(] ?|\b(?:nhầm|sai) )"
#: Words and arrows that do so where a clause says nothing else: *đúng là 45*, but not *tăng do thực tế là 3 tháng*.
_STATES = (
    rf"(?:{_CLAUSE}(?:{_SAYS}(?: phải)?(?: là| ?:)|đính chính(?: lại)?(?: {_FIGURE})?)|(?<![\w/.,]){_OLD} ?[-=]+>)"
    rf"{_NEW} ?([^-,;.:()]*)"
)
#: With marks, and for a note without any; in another one *sử dụng là 45* would be taken for *đúng là 45*.
_WITH_MARKS, _WITHOUT_MARKS = (
    [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    for patterns in ((_CORRECTS, _STATES), map(to_ascii, (_CORRECTS, _STATES)))
)
#: A line of its own is a clause of its own.
_PLAIN_SIGNS = str.maketrans({"\n": " ; ", "–": "-", **dict.fromkeys("→⇒➔➜", "->"), **dict.fromkeys("“”„«»‘’'", '"')})
_PERCENT = ("%", "phần trăm")


def correction_in(note: str, row: Row) -> float | None:
    """The number that a note puts in place of the figure: *sửa 15 thành 45*, *số đúng là 45*, *đính chính: 45*."""
    if not _DIGIT.search(note):
        return None
    text = " ".join(to_visible(note).translate(_PLAIN_SIGNS).split())
    corrects, states = _WITHOUT_MARKS if text.isascii() else _WITH_MARKS
    match = corrects.search(text)
    if match is None:
        own = _PERCENT if row.type == "percent" else row.unit_words
        match = next((found for found in states.finditer(text) if not found[2] or is_one_of(found[2], own)), None)
    number = read_number(match[1], is_count=row.type == "count") if match else None
    return None if number is None else number.value


def is_explanation(note: str, group: str, row: Row, figure: float | None) -> bool:
    """Whether the note answers a warning about the figure; one that puts another number in its place does not."""
    return explains(note, group) and correction_in(note, row) in (None, figure)


def settles(note: str, group: str, row: Row, doubtful: Interpretation) -> bool:
    """Whether the note speaks for a doubtful figure: it explains it, and holds no number that speaks against it.

    Against a count that may be a day speaks every a/b; against a percentage one that does not form it, and the number
    that was meant if it is 100 times too small or too large.
    """
    figure = doubtful.doubtful
    if figure is None or not is_explanation(note, group, row, figure):
        return False
    words = to_visible(own_words(note, group))
    fractions = [whole_fraction(*halves) for halves in _A_OF_B.findall(words) if halves[1]]
    if row.type == "count":
        return not fractions
    if not all(fraction is not None and forms(fraction, figure) for fraction in fractions):
        return False
    meant = figure * _OTHERWISE[doubtful.finding]
    others = _A_OF_B.sub(lambda found: " " if found[2] else found[0], words)
    return not any(_rounds_to(meant, number) for number in _ANY_NUMBER.findall(others))


def _rounds_to(value: float, text: str) -> bool:
    """Whether a number in a note is the value, rounded to the decimals of the one that has fewer."""
    number = read_number(text, is_count=False)
    return number is not None and _is_near(number.value, value, min(number.decimals, _decimals(value)))


def fraction_in(note: str) -> Fraction | None:
    """The numerator and denominator that a note begins with, by the grammar of the figure's cell."""
    match = _FRACTION.match(to_visible(note)) if "/" in note else None
    return whole_fraction(match[1], match[2]) if match else None


def forms(fraction: Fraction, percentage: float) -> bool:
    """Whether a percentage is that of the fraction, rounded to the decimals that it has."""
    return _is_near(fraction.percentage, percentage, _decimals(percentage))


def _is_near(one: float, other: float, decimals: int) -> bool:
    return abs(one - other) <= max(0.5 * 10.0**-decimals, FORMED_WITHIN) + _HAIR


def _decimals(value: float) -> int:
    return len(f"{as_shown(value):.9f}".rstrip("0").partition(".")[2])

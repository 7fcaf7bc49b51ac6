"""What a number format makes of a number: a percentage, a day, or nothing that can be seen. For every file format.

Source of the codes: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.runs import put_aside

GENERAL = "General"
#: Formats that show any value as it is, as some programs name them.
_AS_IT_IS = frozenset({"", "general", "standard", "text"})
_DAY, _TIME, _LONG_TIME = "mm-dd-yy", "h:mm:ss", "[h]:mm:ss"
#: Number formats that files name by number only; which days 27 to 36 and 50 to 58 show depends on the country.
BUILT_IN: Mapping[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: "#,##0;-#,##0", 6: "#,##0;-#,##0", 7: "#,##0.00;-#,##0.00", 8: "#,##0.00;-#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: _DAY, 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: _TIME,
    22: "m/d/yy h:mm", **dict.fromkeys(range(27, 37), _DAY), 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 41: '#,##0;(#,##0);"-"', 42: '#,##0;(#,##0);"-"',
    43: '#,##0.00;(#,##0.00);"-"', 44: '#,##0.00;(#,##0.00);"-"', 45: "mm:ss", 46: _LONG_TIME, 47: "mmss.0",
    48: "##0.0E+0", 49: "@", **dict.fromkeys(range(50, 59), _DAY),
}  # fmt: skip

#: What a program writes as a number; Python reads more.
WRITTEN_NUMBER = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]{1,4})?")

_LAST_DAY = 2_958_465
#: Days between the beginnings of both systems of counting days.
_TO_1904 = 1462
#: Excel has a 29/2/1900, which never was.
_FALSE_DAY = 60
_BEFORE_FIRST_DAY = date(1899, 12, 31)
_MILLISECONDS = 86_400_000
#: Longer codes are none that Excel would keep.
_LONGEST_CODE = 1000

_TOKEN = re.compile(
    r"""
    "[^"]*"?            # text
    | \\.? | _.? | \*.?  # a sign as it is, a blank as wide as it, it repeated
    | \[[^\]]*\]?       # colour, condition, country, elapsed time
    | E[+-]             # exponent
    | AM/PM | A/P
    | General
    | .
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\]")
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_UNSEEN_AT_ZERO, _PATTERN = frozenset("#?,."), frozenset("0#?,.")
#: A comma behind the last digit before the point, or behind all: each divides what is shown by a thousand.
_SCALED = re.compile(r"[0#?],+(?:\.|$)")
_DAY_LETTERS, _ERA_LETTERS, _DIGITS = frozenset("ymdhs"), frozenset("eg"), frozenset("0#?")


class _Section(NamedTuple):
    """One part of a code: what it makes of the numbers that it is for."""

    condition: tuple[str, float] | None
    is_percent: bool
    is_date: bool
    is_duration: bool
    is_empty: bool
    hides_zero: bool
    is_misleading: bool


def is_percent(code: str, value: float = 1.0) -> bool:
    r"""Whether a number is shown times a hundred; a ``%`` that is quoted, escaped or filling is text.

    >>> [is_percent(code) for code in ("0.0%", '0"%"', r"0\%", "0_%", '[<=1]0%;0', "General")]
    [True, False, False, False, True, False]
    """
    section = _section(code, value)
    return section is not None and section.is_percent


def is_date(code: str, value: float = 1.0) -> bool:
    """Whether a number is shown as a day or a time.

    >>> [is_date(code) for code in ("dd/mm/yyyy", "[h]:mm", '0 "days"', "[Red]0", "0.00E+00", "[$-F800]dddd")]
    [True, True, False, False, False, True]
    """
    section = _section(code, value)
    return section is not None and section.is_date


def is_duration(code: str, value: float = 1.0) -> bool:
    """Whether a number is shown as hours, minutes or seconds that count on beyond a day: ``[h]:mm``."""
    section = _section(code, value)
    return section is not None and section.is_duration


def hides_value(code: str, value: float | str = 1.0) -> bool:
    """Whether nothing of a number or text can be seen, as under ``;;;``.

    >>> [hides_value(";;;"), hides_value(";;;", "x"), hides_value("0;-0;;@", 0), hides_value("0;-0;;@", 5)]
    [True, True, True, False]
    """
    section = _section(code, value)
    return section is not None and (section.is_empty or (value == 0 and section.hides_zero))


def misleads(code: str, value: float = 1.0) -> bool:
    r"""Whether another number is shown than the cell holds, or words in its place: thousands, more digits.

    >>> [misleads(code) for code in ("#,##0,", '0"000"', r"0\5", '"không"', '0" người"', "#,##0", "# ?/8")]
    [True, True, True, True, False, False, False]
    """
    section = _section(code, value)
    return section is not None and section.is_misleading and value != 0


def number_cell(value: float, code: str | None, *, is_1904: bool = False) -> Cell:
    """A number as its format shows it.

    Args:
        value: as the file holds it.
        code: its number format; None where the file does not tell.
        is_1904: days are counted from 1904.

    >>> number_cell(0.992, "0.0%").shown, number_cell(44260, "dd/mm/yyyy").value, number_cell(12, ";;;").aside
    ('99,2%', '2021-03-05', '12')
    """
    if not math.isfinite(value):
        return Cell("error", "#NUM!")
    if code is None:
        return Cell("number", value, is_format_known=False)
    section = _section(code, value)
    if section is None:
        return Cell("number", value)
    cell = Cell("number", value, section.is_percent)
    if section.is_date:
        day = date_text(value, is_1904=is_1904, is_duration=section.is_duration)
        # Excel shows ##### where it has no such day.
        cell = Cell("number", value, is_format_known=False) if day is None else Cell("date", day)
    if hides_value(code, value):
        return put_aside(cell, "hidden")
    return put_aside(cell, "doubtful") if misleads(code, value) else cell


def date_text(serial: float, *, is_1904: bool = False, is_duration: bool = False) -> str | None:
    """A number of days as an ISO date, with the time where there is one; a number below 1 is a time.

    None where Excel has no such day. Excel's 29/2/1900 is written as such.

    >>> date_text(44260), date_text(44260.5), date_text(0.25), date_text(60), date_text(1), date_text(-1)
    ('2021-03-05', '2021-03-05T12:00:00', '06:00:00', '1900-02-29', '1900-01-01', None)
    >>> date_text(42798, is_1904=True), date_text(1.5, is_duration=True)
    ('2021-03-05', '36:00:00')
    """
    if not 0 <= serial < _LAST_DAY + 1:
        return None
    days, milliseconds = divmod(round(serial * _MILLISECONDS), _MILLISECONDS)
    if is_duration:
        return _clock(days * _MILLISECONDS + milliseconds)
    if days == 0 and not is_1904:
        return _clock(milliseconds)
    days += _TO_1904 if is_1904 else 0
    if days > _LAST_DAY:
        return None
    day = (
        "1900-02-29" if days == _FALSE_DAY else (_BEFORE_FIRST_DAY + timedelta(days - (days > _FALSE_DAY))).isoformat()
    )
    return f"{day}T{_clock(milliseconds)}" if milliseconds else day


def _clock(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{clock}.{thousandths:03}" if thousandths else clock


def _section(code: str, value: float | str) -> _Section | None:
    """The part of a code that shows a value; None where it is shown as it is."""
    sections = _sections(code[:_LONGEST_CODE])
    if not sections:
        return None
    if isinstance(value, str):
        return sections[3] if len(sections) > 3 else None
    numbers = sections[:3]
    if any(section.condition for section in numbers):
        return _by_condition(numbers, value)
    if len(numbers) == 1 or value > 0 or (value == 0 and len(numbers) == 2):
        return numbers[0]
    return numbers[1] if value < 0 else numbers[2]


def _by_condition(sections: tuple[_Section, ...], value: float) -> _Section | None:
    """The part for a value where some have a condition; one without is for what is left."""
    for section in sections:
        if section.condition is None:
            return section
        sign, bound = section.condition
        if _COMPARE[sign](value, bound):
            return section
    return None


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    """The parts of a code, at most four; none for what shows numbers as they are."""
    if code.strip().lower() in _AS_IT_IS:
        return ()
    parts: list[list[str]] = [[]]
    for sign in _TOKEN.findall(code):
        if sign == ";":
            parts.append([])
        else:
            parts[-1].append(sign)
    return tuple(map(_read_section, parts[:4]))


def _read_section(tokens: list[str]) -> _Section:
    condition = next(filter(None, map(_CONDITION.fullmatch, tokens)), None)
    signs = {token.lower() for token in tokens if len(token) == 1}
    is_duration = any(_ELAPSED.fullmatch(token) for token in tokens)
    letters = _DAY_LETTERS if signs & _DIGITS else _DAY_LETTERS | _ERA_LETTERS
    is_date = is_duration or bool(signs & letters)
    is_empty = not any(map(_is_seen, tokens))
    return _Section(
        (condition[1], float(condition[2])) if condition else None,
        "%" in signs,
        is_date,
        is_duration,
        is_empty,
        hides_zero=not any(_is_seen(token) and token not in _UNSEEN_AT_ZERO for token in tokens),
        is_misleading=not (is_date or is_empty) and _is_misleading(tokens, signs),
    )


def _is_misleading(tokens: Sequence[str], signs: set[str]) -> bool:
    """Whether a part divides by thousands, has digits of its own beside those of the number, or only words."""
    # Of a fraction the denominator may be written.
    if any(_has_own_digits(token) for token in tokens if len(token) > 1 or "/" not in signs):
        return True
    if "@" in signs or "general" in (token.lower() for token in tokens):
        return False
    pattern = "".join(token for token in tokens if token in _PATTERN)
    return not signs & _DIGITS or bool(_SCALED.search(pattern))


def _has_own_digits(token: str) -> bool:
    """Whether a token shows a digit that is none of the number's."""
    if token[0] == "[":
        token = token.partition("-")[0] if token.startswith("[$") else ""
    return any(letter.isdigit() for letter in token) and token not in _DIGITS and token[0] != "_"


def _is_seen(token: str) -> bool:
    """Whether a token shows anything of a value, or in its place."""
    if token[0] in "_*":
        return False
    if token[0] == "[":
        return bool(_ELAPSED.fullmatch(token)) or (token.startswith("[$") and not token.startswith("[$-"))
    return bool(token.strip('"\\').strip())

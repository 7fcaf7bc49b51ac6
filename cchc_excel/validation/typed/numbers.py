r"""The one grammar of typed numbers, over text as `text.normalize.to_visible` gives it.

::

    number     = ["-"] (plain | grouped | decimal)
    plain      = digit+
    grouped    = 1–3 digits (sign 3 digits)+      one sign throughout: "." " " "," or an apostrophe
    decimal    = plain ("," | ".") digit+
               | grouped by "." or " ", "," digit+        1.248,5  1 248,5
               | grouped by ",", "." digits, not three    6,587.00

In a count ``1.248`` and ``1,248`` are groups of thousands, and a first group that begins with 0 (``0.125``) has no one
reading; in a percentage they are decimals. Only the digits 0–9 are digits.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from cchc_excel.forms.plausible import LARGEST_OF_ALL
from cchc_excel.messages.findings import FindingCode
from cchc_excel.validation.typed.interpretation import Code

#: Excel shows and keeps so many digits of a number; a longer one is no figure.
_DIGITS = 15
_PLAIN = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"(-?[0-9]+)[.,]([0-9]+)")
_GROUPED = re.compile(r"(-?[0-9]{1,3})((?P<sign>[. ,'’])[0-9]{3}(?:(?P=sign)[0-9]{3})*)")
_OFFICIAL_DECIMAL = re.compile(r"(-?[0-9]{1,3}(?:(?P<sign>[. ])[0-9]{3}(?:(?P=sign)[0-9]{3})*)),([0-9]+)")
_AMERICAN_DECIMAL = re.compile(r"(-?[0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]{1,2}|[0-9]{4,})")

#: How an official reads a sign of thousands, for the message about one that is not used here.
_SIGN_NAMES = {",": "phẩy", "'": "nháy đơn", "’": "nháy đơn"}


class TypedNumber(NamedTuple):
    """A number as it was typed.

    Attributes:
        value: infinite where it has more digits than any figure.
        decimals: how many were written.
        finding: what the way of writing calls for: SL01, SL02 for a foreign sign of thousands, SL28 where it has two
            readings.
        sign_name: name of that foreign sign.
    """

    value: float
    decimals: int = 0
    finding: FindingCode = "SL01"
    sign_name: str = ""


def as_shown(value: float) -> float:
    """The number that Excel shows for one that was calculated: 15 digits.

    >>> as_shown(434.99999999999994), as_shown(100.00000000000001)
    (435.0, 100.0)
    """
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else value


def read_number(text: str, *, is_count: bool) -> TypedNumber | None:
    """A number by the grammar above; None for any other text.

    Args:
        text: whole; nothing may stand before or behind the number.
        is_count: of a whole quantity, in which ``1.248`` is one thousand two hundred and forty-eight.
    """
    if _PLAIN.fullmatch(text):
        return TypedNumber(_value(text))
    if is_count and (match := _GROUPED.fullmatch(text)):
        return _grouped(match[1], match["sign"], match[1] + match[2])
    if match := _DECIMAL.fullmatch(text):
        return TypedNumber(_value(match[1], match[2]), len(match[2]))
    if match := _OFFICIAL_DECIMAL.fullmatch(text):
        number = _grouped(match[1].split(match["sign"])[0], match["sign"], match[1], match[3])
        return number._replace(decimals=len(match[3]))
    if match := _AMERICAN_DECIMAL.fullmatch(text):
        number = _grouped(match[1].split(",")[0], ",", match[1], match[2])
        return number._replace(decimals=len(match[2]))
    return None


def _grouped(first: str, sign: str, whole: str, decimals: str = "") -> TypedNumber:
    value = _value(whole.replace(sign, ""), decimals)
    if first.removeprefix("-").startswith("0"):
        return TypedNumber(value, finding="SL28")
    name = _SIGN_NAMES.get(sign, "")
    return TypedNumber(value, finding="SL02" if name else "SL01", sign_name=name)


def _value(whole: str, decimals: str = "") -> float:
    if len(whole.lstrip("-0")) > _DIGITS:
        return math.inf
    return as_shown(float(f"{whole}.{decimals or 0}"))


def bounded(value: float) -> Code:
    """The error of a number that no type allows; empty for none."""
    if not math.isfinite(value) or abs(value) > LARGEST_OF_ALL:
        return "SL20"
    return "SL12" if value < 0 else ""

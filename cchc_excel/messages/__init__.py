"""Every sentence that an agency or an official reads (Vietnamese), one module for each place where it is read.

A message says where, what is wrong and what to do, in this order. Nothing here decides anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite

# More digits than any float has.
_DECIMALLY = Context(prec=400, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Sentence:
    """A sentence and its remedy, both with ``{placeholders}``."""

    text: str
    remedy: str = ""

    def about(self, /, **facts: object) -> tuple[str, str]:
        """Text and remedy with the placeholders filled, as :class:`cchc_excel.errors.CchcError` takes them."""
        return self.text.format(**facts), self.remedy.format(**facts)


def figure_text(value: float | None, decimals: int = 2) -> str:
    """A figure as an official writes it: decimal comma, no trailing zeros, no thousands dot.

    Rounded as Excel rounds what it shows of the number, a half away from zero, so that live check and findings name the
    same figure.

    >>> figure_text(14.3), figure_text(1248.0), figure_text(None), figure_text(31.735)
    ('14,3', '1248', '(trống)', '31,74')
    """
    if value is None:
        return "(trống)"
    text = f"{value:.{decimals}f}"
    if isfinite(value) and value != int(value):
        text = f"{_DECIMALLY.quantize(Decimal(f'{value:.15g}'), Decimal(1).scaleb(-decimals)):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace(".", ",")

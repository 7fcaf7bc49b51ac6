"""Every sentence that an agency or an official reads (Vietnamese), one module for each place where it is read.

A message says where, what is wrong and what to do, in this order. Nothing here decides anything.
"""

from __future__ import annotations

from dataclasses import dataclass


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

    >>> figure_text(14.3), figure_text(1248.0), figure_text(None)
    ('14,3', '1248', '(trống)')
    """
    if value is None:
        return "(trống)"
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace(".", ",")

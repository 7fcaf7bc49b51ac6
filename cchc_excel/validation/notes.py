"""What a note says of the figure beside it: explains it, corrects it, or gives its numerator and denominator."""

from __future__ import annotations

import re

from cchc_excel.domain.explanation import explains
from cchc_excel.forms import Row
from cchc_excel.text.normalize import to_ascii, to_visible
from cchc_excel.validation.typed.numbers import as_shown, read_number
from cchc_excel.validation.typed.percentages import Fraction, whole_fraction

#: How far a percentage may be from its fraction: the forms' rule for it (R002) allows as much.
_TOLERANCE = 0.1
_HAIR = 1e-9

_CORRECTS = r"""\b(?:
        (?:sửa|sửa\ lại|chỉnh|chỉnh\ lại|điều\ chỉnh|điều\ chỉnh\ lại|đính\ chính|đính\ chính\ lại)\ (?:thành|là)\ *:?
        | (?:số|số\ liệu|con\ số)\ (?:đúng|chính\ xác)\ (?:phải\ )?là\ *:?
        | (?:đúng|đúng\ ra|đúng\ phải|thực\ tế|chính\ xác)\ là\ *:?
        | (?:đính\ chính|sửa|sửa\ lại|số\ đúng)\ *[:=]
    )\ *([0-9][0-9.,]*(?:\ [0-9]{3})*)(?![0-9/])"""
_CORRECTION = re.compile(_CORRECTS, re.IGNORECASE | re.VERBOSE)
#: The same in a note that is typed without any marks; in another, *sử dụng là 45* would be taken for *đúng là 45*.
_PLAIN_CORRECTION = re.compile(to_ascii(_CORRECTS), re.IGNORECASE | re.VERBOSE)
_DIGIT = re.compile("[0-9]")
_NUMBER = r"[0-9](?:[0-9.,]*[0-9])?"
#: At the beginning of a note; what follows is held against the figure.
_FRACTION = re.compile(rf"({_NUMBER}) */ *({_NUMBER})(?![0-9/.,]*[0-9/])")


def correction_in(note: str, *, is_count: bool) -> float | None:
    """The number that a note puts in place of the figure: *sửa thành 45*, *số đúng là 45*, *đính chính: 45*."""
    if not _DIGIT.search(note):
        return None
    pattern = _PLAIN_CORRECTION if note.isascii() else _CORRECTION
    match = pattern.search(" ".join(to_visible(note).split()))
    number = read_number(match[1].rstrip(".,"), is_count=is_count) if match else None
    return None if number is None else number.value


def is_explanation(note: str, group: str, row: Row, figure: float | None) -> bool:
    """Whether the note answers a warning about the figure; one that puts another number in its place does not."""
    return explains(note, group) and correction_in(note, is_count=row.type == "count") in (None, figure)


def fraction_in(note: str) -> Fraction | None:
    """The numerator and denominator that a note begins with, by the grammar of the figure's cell."""
    match = _FRACTION.match(to_visible(note)) if "/" in note else None
    return whole_fraction(match[1], match[2]) if match else None


def forms(fraction: Fraction, percentage: float) -> bool:
    """Whether a percentage is that of the fraction, rounded to the decimals that it has."""
    decimals = len(f"{as_shown(percentage):.9f}".rstrip("0").partition(".")[2])
    return abs(fraction.percentage - percentage) <= max(0.5 * 10.0**-decimals, _TOLERANCE) + _HAIR

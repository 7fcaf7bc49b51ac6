"""A figure's cell -> its :class:`Interpretation` by the row's declared type; every correction has its finding.

Vietnamese offices write a decimal comma, a thousands dot, units behind the number, words for nil, and answers by code
or by label. The readings were agreed with the desk, line by line; the tests have that table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from cchc_excel.domain.submission import Cell
from cchc_excel.forms import Choices, Row
from cchc_excel.messages import figure_text
from cchc_excel.messages.findings import FindingCode
from cchc_excel.rules.functions import ratio_in
from cchc_excel.text.normalize import fold_marks, to_nfc

#: Which finding the reading of a figure calls for; empty for none.
_Code = FindingCode | Literal[""]

_NIL_SIGNS = frozenset({"-", "–", "—", "--", "//", "/"})
_NIL_WORDS = frozenset({"khong", "ko", "khong co", "0 co", "khong phat sinh"})
_TICKS = frozenset({"x", "✓", "✔", "☑"})
_LARGEST = 1e12

_DIGITS = re.compile(r"-?[0-9]+")
_GROUPED = {sign: re.compile(rf"-?[0-9]{{1,3}}(?:{re.escape(sign)}[0-9]{{3}})+") for sign in ". ,"}
_DECIMAL = re.compile(r"-?[0-9]+[.,][0-9]+")
_GROUPED_DECIMAL = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)")
_WITH_UNIT = re.compile(r"(-?[0-9][0-9., ]*?) *([^\W\d_].*)")
_CODED = re.compile(r"([0-9]+)(?:[.,]0+)?(?: *[-–—=:.] *(.*))?")


class Interpretation(NamedTuple):
    """What a raw cell means.

    Attributes:
        value: the number; None when blank or not understood.
        finding: code of the finding that the reading calls for; empty when read as typed.
        facts: for the finding's message.
        numerator: of a percentage typed as ``63/63``.
        denominator: its other half.
    """

    value: float | None = None
    finding: _Code = ""
    facts: Mapping[str, str] = MappingProxyType({})
    numerator: float | None = None
    denominator: float | None = None


_BLANK = Interpretation()


def interpret(raw: Cell, row: Row, blank_reasons: tuple[str, ...]) -> Interpretation:
    """Read a figure cell by its row's type.

    Args:
        raw: the cell.
        row: an indicator.
        blank_reasons: phrases (lower case) that, typed in place of a figure, explain its absence.
    """
    if raw.kind == "number" and row.type == "count":
        return _cached_count(float(raw.value or 0))
    match raw.kind:
        case "blank":
            return _BLANK
        case "date":
            return Interpretation(finding="SL15")
        case "error":
            return Interpretation(finding="SL16")
        case "uncalculated":
            return Interpretation(finding="SL17")
    if row.choices is not None:
        return _coded(raw, row.choices)
    if isinstance(raw.value, bool):
        return Interpretation(finding="SL11")
    if isinstance(raw.value, str):
        return _from_text(to_nfc(raw.value).lstrip("'").strip(), row, blank_reasons)
    return _percent(float(raw.value or 0), is_percent=raw.is_percent, row=row)


def _bounded(value: float, largest: float = _LARGEST) -> _Code:
    """The error of a number that no type allows; empty for none."""
    if not math.isfinite(value) or abs(value) > largest:
        return "SL20"
    return "SL12" if value < 0 else ""


def _count(value: float, finding: _Code = "") -> Interpretation:
    wrong: _Code = _bounded(value) or ("" if value == int(value) else "SL13")
    return Interpretation(finding=wrong) if wrong else Interpretation(value, finding)


#: Most figures are small numbers that come again and again.
_cached_count = lru_cache(maxsize=1 << 14)(_count)


def _percent(value: float, finding: _Code = "", *, is_percent: bool, row: Row) -> Interpretation:
    if is_percent:
        value, finding = round(value * 100, 9), "SL03"
    wrong: _Code = _bounded(value) or ("SL14" if value > 100 and not row.may_exceed_100 else "")
    if wrong:
        return Interpretation(finding=wrong)
    if 0 < value <= 1 and not is_percent:
        finding = "SL04"
    return Interpretation(value, finding)


# --- text ---------------------------------------------------------------------------------------------------------


def _from_text(text: str, row: Row, blank_reasons: tuple[str, ...]) -> Interpretation:
    if not text:
        return _BLANK
    if row.type == "percent":
        return _percent_text(text, row, blank_reasons)
    if text in _NIL_SIGNS or fold_marks(text) in _NIL_WORDS:
        return Interpretation(0, "SL05")
    number, finding = _parse(text, is_count=True)
    if number is not None:
        return _count(number, _unless_as_usual(text, number, finding))
    with_unit = _WITH_UNIT.fullmatch(text)
    if with_unit is None:
        return _blank_or_wrong(text, blank_reasons)
    number, finding = _parse(with_unit[1].strip(), is_count=True)
    if number is None:
        return Interpretation(finding="SL11")
    if fold_marks(with_unit[2]).rstrip(".") not in {fold_marks(word) for word in row.unit_words}:
        return Interpretation(finding="SL19", facts={"unit": row.unit})
    return _count(number, finding)


def _unless_as_usual(text: str, number: float, finding: _Code) -> _Code:
    """No finding where the text is the number as every official writes it: ``14,3``."""
    return "" if text == figure_text(number, 9) else finding


def _percent_text(text: str, row: Row, blank_reasons: tuple[str, ...]) -> Interpretation:
    bare = text.removesuffix("%").strip()
    number, _ = _parse(bare, is_count=False)
    if number is not None:
        return _percent(number, _unless_as_usual(text, number, "SL01"), is_percent=False, row=row)
    ratio = ratio_in(bare)
    if ratio is None or ratio[1] == 0:
        return _blank_or_wrong(text, blank_reasons)
    interpretation = _percent(ratio[0] / ratio[1] * 100, "SL06", is_percent=False, row=row)
    if interpretation.value is None:
        return interpretation
    return Interpretation(interpretation.value, "SL06", numerator=ratio[0], denominator=ratio[1])


def _blank_or_wrong(text: str, blank_reasons: tuple[str, ...]) -> Interpretation:
    if any(reason in text.lower() for reason in blank_reasons):
        return Interpretation(finding="TH03", facts={"note": text})
    return Interpretation(finding="SL11")


def _parse(text: str, *, is_count: bool) -> tuple[float | None, _Code]:
    """A number in Vietnamese writing, and the finding that its reading calls for."""
    if _DIGITS.fullmatch(text):
        return float(text), "SL01"
    if is_count:
        for sign, grouped in _GROUPED.items():
            if grouped.fullmatch(text):
                return float(text.replace(sign, "")), "SL02" if sign == "," else "SL01"
    if _DECIMAL.fullmatch(text):
        return float(text.replace(",", ".")), "SL01"
    if match := _GROUPED_DECIMAL.fullmatch(text):
        return float(f"{match[1].replace('.', '')}.{match[2]}"), "SL01"
    return None, ""


# --- coded answers --------------------------------------------------------------------------------------------------


def _coded(raw: Cell, choices: Choices) -> Interpretation:
    if isinstance(raw.value, float) and raw.value in choices.labels:
        return Interpretation(raw.value)
    unknown = Interpretation(finding="SL18", facts={"choices": "; ".join(choices.entries)})
    labels = {fold_marks(label): code for code, label in choices.labels.items()}
    is_yes_no = set(labels) == {"co", "khong"}
    if isinstance(raw.value, bool):
        return _as_entry(choices, labels["co" if raw.value else "khong"], "SL07") if is_yes_no else unknown
    if isinstance(raw.value, float):
        return unknown
    text = to_nfc(str(raw.value)).lstrip("'")
    if text in choices.entries:
        return Interpretation(float(text.split(" ")[0]))
    folded = fold_marks(text)
    if is_yes_no and folded in _TICKS:
        return _as_entry(choices, labels["co"], "SL07")
    folded = "khong" if folded == "ko" else folded
    if folded in labels:
        return _as_entry(choices, labels[folded], "SL08")
    match = _CODED.fullmatch(text)
    if match is None or int(match[1]) not in choices.labels:
        return unknown
    code = int(match[1])
    if match[2] and fold_marks(match[2]) != fold_marks(choices.labels[code]):
        return unknown
    return _as_entry(choices, code, "SL08")


def _as_entry(choices: Choices, code: int, finding: _Code) -> Interpretation:
    return Interpretation(float(code), finding, {"understood": choices.entry(code)})


def shown(interpretation: Interpretation, row: Row) -> str:
    """The value as an official writes it; a coded answer as in the list of choices, empty where there is none."""
    if interpretation.value is None:
        return ""
    if row.choices is not None:
        return row.choices.entry(int(interpretation.value))
    return figure_text(interpretation.value)

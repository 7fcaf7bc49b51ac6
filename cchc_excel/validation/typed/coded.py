"""A coded row's cell -> its answer, by code or by label; a tick says yes where the answers are yes and no."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cchc_excel.domain.submission import Cell
from cchc_excel.forms import Choices
from cchc_excel.text.normalize import fold_marks, to_visible
from cchc_excel.validation.typed import words
from cchc_excel.validation.typed.interpretation import EMPTY, Code, Interpretation, asked
from cchc_excel.validation.typed.numbers import as_shown

#: As people make them; ``ü`` is the tick of the font Wingdings.
_TICKS = frozenset({"x", "X", "v", "V", "√", "✓", "✔", "☑", "✅", "ü", "\uf0fc"})
_CODE_FIRST = re.compile(r"([0-9]{1,15})(?:[.,]0+)?(?:\s*[-–—=:.]\s*(.*)|\s*\((.*)\))?", re.DOTALL)
_LABEL_FIRST = re.compile(r"([^()=:,;–—-]++)(?:[-–—=:]\s*(.+)|(?:\((.*)\)|[,;]\s*(.+)))", re.DOTALL)
_IN_BRACKETS = re.compile(r"\(([^()0-9]+)\)")
_YES, _NO = "co", "khong"
_SAYS_NO = ("không có", "ko có")


def answer_of_cell(raw: Cell, choices: Choices, reasons: Sequence[str]) -> Interpretation:
    """The answer of a cell with a number, a text or a truth.

    Args:
        raw: the cell.
        choices: the row's.
        reasons: phrases that explain a blank.
    """
    if isinstance(raw.value, str) and raw.value in choices.entries:
        return Interpretation(float(raw.value.split(" ")[0]))
    labels = {fold_marks(label): code for code, label in choices.labels.items()}
    is_yes_no = set(labels) == {_YES, _NO}
    unknown = asked("SL18", choices="; ".join(choices.entries))
    if isinstance(raw.value, bool):
        return _entry(choices, labels[_YES if raw.value else _NO], "SL07") if is_yes_no else unknown
    if not isinstance(raw.value, str):
        value = as_shown(float(raw.value or 0))
        return Interpretation(value) if value in choices.labels and not (raw.is_percent and value) else unknown
    text = words.without_quotes(to_visible(raw.value))
    if not text:
        return EMPTY
    if text in choices.entries:
        return Interpretation(float(text.split(" ")[0]))
    if is_yes_no and text in _TICKS:
        return _entry(choices, labels[_YES], "SL07")
    code = _code(text, choices)
    if code is None and is_yes_no and words.is_one_of(text, _SAYS_NO):
        code = labels[_NO]
    if code is not None:
        return _entry(choices, code, "SL08")
    return Interpretation(finding="TH03", facts={"note": text}) if words.is_blank_reason(text, reasons) else unknown


def _code(text: str, choices: Choices) -> int | None:
    """The code of an answer typed by its code, by its label, or by both; None where the two differ."""
    body = words.without_marks(text)
    if (code := _labelled(body, choices)) is not None:
        return code
    if (match := _CODE_FIRST.fullmatch(body)) and int(match[1]) in choices.labels:
        return _confirmed(int(match[1]), match[2] if match[3] is None else match[3], choices, is_noted=False)
    if match := _IN_BRACKETS.fullmatch(body):
        return _labelled(match[1].strip(), choices)
    match = _LABEL_FIRST.fullmatch(body)
    code = _labelled(match[1].rstrip(), choices) if match else None
    if match is None or code is None:
        return None
    noted = match[3] or match[4]
    return _confirmed(code, match[2] if noted is None else noted, choices, is_noted=noted is not None)


def _confirmed(code: int, rest: str | None, choices: Choices, *, is_noted: bool) -> int | None:
    """The code, if what stands behind it says the same, or (as a remark behind a label) nothing against it."""
    rest = words.without_marks((rest or "").strip())
    if not rest or rest == str(code):
        return code
    if (labelled := _labelled(rest.partition("(")[0].strip(), choices)) is not None:
        behind = rest.partition("(")[2].rstrip(")")
        return code if labelled == code and not words.takes_back(behind) and not behind.strip().isdigit() else None
    is_number = bool(re.fullmatch(r"[0-9.,\s]+", rest))
    return code if is_noted and not is_number and not words.takes_back(rest) else None


def _labelled(text: str, choices: Choices) -> int | None:
    """The code of the answer whose label the text is."""
    phrase = words.spelled_out(text)
    return next((code for code, label in choices.labels.items() if words.is_one_of(phrase, (label,))), None)


def _entry(choices: Choices, code: int, finding: Code) -> Interpretation:
    return Interpretation(float(code), finding, {"understood": choices.entry(code)})

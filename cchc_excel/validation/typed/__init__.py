"""A figure's cell -> its :class:`Interpretation` by the row's declared type; every correction has its finding.

Vietnamese offices write a decimal comma, a thousands dot, units behind the number, words for nil, and answers by code
or by label. The whole text of a cell has one reading, or it is asked about: nothing is matched by its beginning. The
readings were agreed with the desk, line by line; the tests have that table.

`numbers` has the grammar of numbers, `words` the phrases; `counts`, `percentages` and `coded` one type of row each.
"""

from __future__ import annotations

from collections.abc import Mapping

from cchc_excel.domain.submission import Cell, CellKind
from cchc_excel.forms import Form, Row
from cchc_excel.messages import figure_text
from cchc_excel.messages.findings import WHY_ASIDE, FindingCode
from cchc_excel.text.normalize import to_visible
from cchc_excel.validation.typed import words
from cchc_excel.validation.typed.coded import answer_of_cell
from cchc_excel.validation.typed.counts import count_of_number, count_of_text
from cchc_excel.validation.typed.interpretation import EMPTY, Interpretation, asked
from cchc_excel.validation.typed.percentages import percentage_of_number, percentage_of_text

_NO_FIGURE: Mapping[CellKind, FindingCode] = {"date": "SL15", "error": "SL16", "uncalculated": "SL17"}

__all__ = ["Interpretation", "interpret", "shown"]


def interpret(raw: Cell, row: Row, form: Form) -> Interpretation:
    """Read a figure cell by its row's type.

    Args:
        raw: the cell.
        row: an indicator.
        form: the row's: it has the reasons that, typed in place of a figure, explain its absence, and all its units.
    """
    if not raw.aside:
        return _interpret(raw, row, form)
    if raw.why_aside == "doubtful":
        # Whatever stands beside it is in doubt, too.
        return asked("SL32", aside=" ".join(filter(None, (raw.shown, raw.aside))))
    facts = {"aside": raw.aside, "why": WHY_ASIDE[raw.why_aside]}
    rest = _interpret(raw._replace(aside="", why_aside=""), row, form)
    if rest == EMPTY:
        return asked("SL26", **facts)
    return rest if rest.is_asked_about and rest.doubtful is None else rest.also("SL25", **facts)


def _interpret(raw: Cell, row: Row, form: Form) -> Interpretation:
    if raw.kind == "number" and row.type == "count" and not raw.is_percent:
        return count_of_number(float(raw.value or 0), row)
    if raw.kind == "blank":
        return EMPTY
    if raw.kind in _NO_FIGURE:
        return asked(_NO_FIGURE[raw.kind])
    if row.choices is not None:
        return answer_of_cell(raw, row.choices, form.blank_reasons)
    if isinstance(raw.value, bool):
        return asked("SL11")
    return _of_text(raw.value, row, form) if isinstance(raw.value, str) else _of_number(raw, row)


def _of_text(value: str, row: Row, form: Form) -> Interpretation:
    text = words.without_quotes(to_visible(value))
    if not text:
        return EMPTY
    of_type = percentage_of_text if row.type == "percent" else count_of_text
    return of_type(text, row, form)


def _of_number(raw: Cell, row: Row) -> Interpretation:
    value = float(raw.value or 0)
    if row.type == "percent":
        return percentage_of_number(value, row, is_percent=raw.is_percent, is_format_known=raw.is_format_known)
    # 25 people shown as 2500%, or a quarter of one as 25%.
    return asked("SL30") if value else count_of_number(value, row)


def shown(interpretation: Interpretation, row: Row) -> str:
    """The value as an official writes it; a coded answer as in the list of choices, empty where there is none."""
    if interpretation.value is None:
        return ""
    if row.choices is not None:
        return row.choices.entry(int(interpretation.value))
    return figure_text(interpretation.value)

"""The live column *Kiểm tra*: for each row a formula, and the text that it shows for the answers filled in.

Both check in the same order: the type of the figure, the form's rules by severity, then whether the figure is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cchc_excel.domain.explanation import explains, explains_formula
from cchc_excel.domain.rollup import is_rollup_return
from cchc_excel.forms import Form, Row, Rule
from cchc_excel.forms.layout import Layout
from cchc_excel.messages import figure_text
from cchc_excel.messages import template as messages
from cchc_excel.rules import evaluate, excel
from cchc_excel.rules.expression import Node, kind_of
from cchc_excel.rules.functions import FUNCTIONS, quote
from cchc_excel.template.content import AgencyPrefill, Campaign, Fill

_ABSENT_TEXT = figure_text(None)
_MAX_LITERAL = 250


def input_prompt(row: Row) -> messages.Ask:
    """The texts of the row's input prompt, its stop message and its live check's message."""
    match row.type:
        case "coded" if row.choices is not None:
            return messages.coded(row.choices.entries)
        case "percent":
            return messages.OPEN_PERCENT if row.may_exceed_100 else messages.PERCENT
        case _:
            return messages.COUNT


class LiveCells:
    """The rules' protocol `Cells`: the cells and expressions that their formulas use on the sheet."""

    def __init__(self, layout: Layout, constants: Mapping[str, float]) -> None:
        self._layout = layout
        self._constants = constants
        self.blank_reasons: Sequence[str] = layout.form.blank_reasons

    def figure(self, code: str) -> str:
        cell = self._layout.cell(code, "figure")
        if self._layout.form.by_code[code].type == "coded":
            # "1 - Có" counts as 1, and so does a bare 1.
            return f'IFERROR(VALUE(LEFT({cell},FIND(" ",{cell}&" ")-1)),NA())'
        return _number_formula(cell)

    def note(self, code: str) -> str:
        return self._layout.cell(code, "note")

    def past(self, name: str, code: str) -> str:
        return _number_formula(self._layout.cell(code, name))

    def constant(self, name: str) -> str:
        return f"{self._constants[name]:.15g}" if name in self._constants else "NA()"


class LiveFacts:
    """The rules' protocol `Facts` over the answers filled in, with values as the formulas see them."""

    def __init__(self, form: Form, prefill: AgencyPrefill, constants: Mapping[str, float]) -> None:
        self._form = form
        self._prefill = prefill
        self._constants = constants
        self.blank_reasons: Sequence[str] = form.blank_reasons

    def fill(self, code: str) -> Fill:
        return self._prefill.fills.get(code, Fill())

    def figure(self, code: str) -> float | None:
        value = self.fill(code).value
        if isinstance(value, str):
            if self._form.by_code[code].type != "coded":
                return None
            code_text = value.split(" ")[0]
            return float(code_text) if code_text.isascii() and code_text.isdigit() else None
        return value

    def note(self, code: str) -> str:
        return self.fill(code).note

    def past(self, name: str, code: str) -> float | None:
        return self._prefill.past.get(name, {}).get(code)

    def constant(self, name: str) -> float | None:
        return self._constants.get(name)


class LiveCheck:
    """The column *Kiểm tra* of one template."""

    def __init__(self, layout: Layout, campaign: Campaign, group: str, prefill: AgencyPrefill) -> None:
        self._layout = layout
        self._form = layout.form
        self._group = group
        notes = (fill.note for fill in prefill.fills.values())
        self._is_rollup = is_rollup_return(notes, len(layout.form.indicators), group)
        self._cells = LiveCells(layout, campaign.constants)
        self._facts = LiveFacts(layout.form, prefill, campaign.constants)

    def formula(self, row: Row) -> str | None:
        """The row's formula with its equals sign; None for a row that is never checked."""
        steps = [(f"NOT({self._condition_formula(rule)})", self._message_formula(rule)) for rule in self._rules(row)]
        formula = '""'
        if row.is_indicator:
            steps.insert(0, (self._type_error_formula(row), quote(input_prompt(row).live)))
            if not row.optional:
                figure = self._layout.cell(row.code, "figure")
                is_explained = FUNCTIONS["explained"].excel(self._cells, row.code)
                formula = f'IF(AND({figure}="",NOT({is_explained})),{quote(messages.NOT_FILLED)},"")'
        if not steps:
            return None
        for condition, message in reversed(steps):
            formula = f"IF({condition},{message},{formula})"
        return f"={formula}"

    def text(self, row: Row) -> str:
        """The text that the formula shows for the answers filled in."""
        if row.is_indicator and self._has_type_error(row):
            return input_prompt(row).live
        for rule in self._rules(row):
            if not self._rule_holds(rule):
                return self._message_text(rule)
        if row.is_indicator and not row.optional and self._facts.fill(row.code).value in (None, ""):
            return "" if FUNCTIONS["explained"].python(self._facts, row.code) else messages.NOT_FILLED
        return ""

    def progress_formula(self) -> str:
        """The formula that shows how many figures are filled in."""
        prefix, suffix = messages.PROGRESS
        filled = f"COUNTA({self._layout.span('figure')})"
        return f"={quote(prefix)}&{filled}&{quote(self._progress_tail(suffix))}"

    def progress_text(self) -> str:
        """The text that the progress formula shows."""
        prefix, suffix = messages.PROGRESS
        filled = sum(self._facts.fill(row.code).value not in (None, "") for row in self._form.indicators)
        return f"{prefix}{filled}{self._progress_tail(suffix)}"

    def counts_formula(self) -> str:
        """The formula that counts the errors and warnings in the column."""
        span = self._layout.span("check")
        parts = [
            f'{quote(label)}&COUNTIF({span},"{prefix.strip()}*")'
            for label, prefix in zip(messages.COUNTS, (messages.ERROR, messages.WARNING), strict=True)
        ]
        return "=" + "&".join(parts)

    def counts_text(self) -> str:
        """The text that the counts formula shows."""
        texts = [self.text(row) for row in self._form.rows]
        counts = [sum(text.startswith(prefix) for text in texts) for prefix in (messages.ERROR, messages.WARNING)]
        return "".join(f"{label}{count}" for label, count in zip(messages.COUNTS, counts, strict=True))

    def _progress_tail(self, unit_text: str) -> str:
        return f"/{len(self._form.indicators)}{unit_text}"

    def _rules(self, row: Row) -> Sequence[Rule]:
        return self._form.rules_at(row.code, of_totals=self._is_rollup)

    # --- formulas ---

    def _condition_formula(self, rule: Rule) -> str:
        holds = excel.holds(rule.expect, self._cells)
        if rule.clears_by_note and rule.severity_for(self._group) == "warning":
            return f"OR({explains_formula(self._cells.note(rule.at), self._group)},{holds})"
        return holds

    def _message_formula(self, rule: Rule) -> str:
        prefix = messages.LIVE_PREFIX[rule.severity_for(self._group)]
        return "&".join(self._message_part_formula(part) for part in (prefix, *rule.message))

    def _message_part_formula(self, part: str | Node) -> str:
        if isinstance(part, str):
            pieces = [part[start : start + _MAX_LITERAL] for start in range(0, len(part), _MAX_LITERAL)]
            return "&".join(quote(piece) for piece in pieces)
        if kind_of(part) == "text":
            return excel.formula(part, self._cells)
        return excel.shown(part, self._cells, _ABSENT_TEXT)

    def _type_error_formula(self, row: Row) -> str:
        cell = self._layout.cell(row.code, "figure")
        if row.choices is not None:
            codes = ",".join(str(code) for code in row.choices.labels)
            return f'AND({cell}<>"",ISERROR(MATCH({self._cells.figure(row.code)},{{{codes}}},0)))'
        limits = [f"{cell}<0"]
        if row.type == "count":
            limits.append(f"{cell}<>INT({cell})")
        elif not row.may_exceed_100:
            limits.append(f"{cell}>100")
        return f'AND({cell}<>"",IF(ISNUMBER({cell}),OR({",".join(limits)}),TRUE))'

    # --- the texts that they show ---

    def _rule_holds(self, rule: Rule) -> bool:
        may_be_explained = rule.clears_by_note and rule.severity_for(self._group) == "warning"
        if may_be_explained and explains(self._facts.note(rule.at), self._group):
            return True
        return rule.condition(self._facts) is not False

    def _message_text(self, rule: Rule) -> str:
        return messages.LIVE_PREFIX[rule.severity_for(self._group)] + evaluate.message(rule.message, self._facts)

    def _has_type_error(self, row: Row) -> bool:
        typed = self._facts.fill(row.code).value
        if typed in (None, ""):
            return False
        value = self._facts.figure(row.code)
        if value is None:
            return True
        if row.choices is not None:
            return value not in row.choices.labels
        if row.type == "count":
            return value < 0 or value != int(value)
        return value < 0 or (value > 100 and not row.may_exceed_100)


def _number_formula(cell: str) -> str:
    return f"IF(ISNUMBER({cell}),{cell},NA())"

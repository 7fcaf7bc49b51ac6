"""The live check of a template: for each row its steps, each a condition and a message, in Python and as formulas.

A row's steps, in order: the type of its figure, what is asked about, the form's rules by severity, whether the figure
is missing. The column *Kiểm tra* shows the message of the first condition that does not hold. `check_sheet` writes the
formulas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cchc_excel.domain.explanation import explains, has_stroke, own_words
from cchc_excel.domain.rollup import is_rollup_return
from cchc_excel.forms import Choices, Form, Row, Rule
from cchc_excel.forms.layout import Layout
from cchc_excel.forms.plausible import DATE_SERIALS, DIVIDED_UP_TO, FORMED_WITHIN, LARGEST_OF_ALL, USUAL_PAST, is_usual
from cchc_excel.messages import figure_text
from cchc_excel.messages import template as messages
from cchc_excel.rules import evaluate
from cchc_excel.rules.expression import COMPARISONS, Node, Operation, calls_of
from cchc_excel.rules.functions import FUNCTIONS, PAST, quote
from cchc_excel.template.content import AgencyPrefill, Campaign, Fill

#: The day that Excel numbers 0.
_EPOCH = date(1899, 12, 30)
#: More decimals of a figure are what binary fractions leave behind, which Excel does not show.
DECIMALS = 9


def input_prompt(row: Row) -> messages.Ask:
    """The texts of the row's input prompt, its stop message and its live check's message."""
    match row.type:
        case "coded" if row.choices is not None:
            return messages.coded(row.choices.entries)
        case "percent":
            return messages.OPEN_PERCENT if row.may_exceed_100 else messages.PERCENT
        case _:
            return messages.COUNT


def answer_formula(cell: str, entries: str) -> str:
    """The code of a coded row's answer, as an Excel expression: of one of the list, or a number; else ``#N/A``.

    What only begins as an answer is none: "1 - Không" is not "1 - Có".

    Args:
        cell: the figure's cell.
        entries: the range of the list, or the list itself.
    """
    code = f'VALUE(LEFT({cell},FIND(" ",{cell})-1))'
    return f"IF(ISNUMBER({cell}),{cell},IF(SUMPRODUCT(--({cell}={entries}))>0,{code},NA()))"


def answer_code(text: str, choices: Choices) -> float | None:
    """The code of an answer as :func:`answer_formula` gives it; None where there is none."""
    entries = (entry.casefold() for entry in choices.entries)
    return dict(zip(entries, map(float, choices.labels), strict=True)).get(text.casefold())


class LiveFacts:
    """The rules' protocol `Facts` over the answers filled in, with values as the formulas see them."""

    def __init__(self, form: Form, prefill: AgencyPrefill, constants: Mapping[str, float]) -> None:
        self._form = form
        self._prefill = prefill
        self._constants = constants
        self.blank_reasons: Sequence[str] = form.blank_reasons

    def fill(self, code: str) -> Fill:
        return self._prefill.fills.get(code, Fill())

    def is_blank(self, code: str) -> bool:
        return self.fill(code).value in (None, "")

    def figure(self, code: str) -> float | None:
        value = self.fill(code).value
        if isinstance(value, str):
            choices = self._form.by_code[code].choices
            return answer_code(value, choices) if choices else None
        return None if value is None else round(value, DECIMALS)

    def note(self, code: str) -> str:
        return self.fill(code).note

    def past(self, name: str, code: str) -> float | None:
        return self._prefill.past.get(name, {}).get(code)

    def constant(self, name: str) -> float | None:
        return self._constants.get(name)


@dataclass(frozen=True)
class Step:
    """One condition on a row, and the message where it does not hold.

    Attributes:
        kind: the rule's id, or which other condition it is.
        holds: whether it holds for the answers filled in.
        message: texts, and what is shown between them: an expression of a rule, or the day of a figure (None).
        text: the message for the answers filled in; for one that holds, what it would be.
    """

    kind: str
    holds: bool
    message: Sequence[str | Node | None]
    text: str


class LiveCheck:
    """The live check of one template, for the answers filled in."""

    def __init__(self, layout: Layout, campaign: Campaign, group: str, prefill: AgencyPrefill) -> None:
        self.layout = layout
        self.form = layout.form
        self.group = group
        self.has_past = prefill.has_past
        self.constants = campaign.constants
        notes = (fill.note for fill in prefill.fills.values())
        self.is_rollup = is_rollup_return(notes, len(layout.form.indicators), group)
        self.facts = LiveFacts(layout.form, prefill, campaign.constants)
        self._steps = {row.code: tuple(self._steps_of(row)) for row in layout.form.rows}

    def steps(self, row: Row) -> Sequence[Step]:
        """The row's steps in order; empty for a row that is never checked."""
        return self._steps[row.code]

    def text(self, row: Row) -> str:
        """The text that the column *Kiểm tra* shows."""
        return next((step.text for step in self.steps(row) if not step.holds), "")

    def rules(self, row: Row) -> Mapping[str, Rule]:
        """The row's rules by their ids, in the order of their steps."""
        rules = self.form.rules_at(row.code, of_totals=self.is_rollup)
        # Where there are no earlier figures, nothing is known of what a comparison with them asks for.
        return {rule.id: rule for rule in rules if self.has_past or not _only_asks_of_past(rule.expect)}

    def progress_formula(self) -> str:
        """The formula that shows how many figures are filled in."""
        prefix, suffix = messages.PROGRESS
        filled = f"COUNTA({self.layout.span('figure')})"
        return f"={quote(prefix)}&{filled}&{quote(self._progress_tail(suffix))}"

    def progress_text(self) -> str:
        """The text that the progress formula shows."""
        prefix, suffix = messages.PROGRESS
        filled = sum(not self.facts.is_blank(row.code) for row in self.form.indicators)
        return f"{prefix}{filled}{self._progress_tail(suffix)}"

    def counts_formula(self) -> str:
        """The formula that counts the errors and warnings in the column."""
        span = self.layout.span("check")
        parts = [
            f'{quote(label)}&COUNTIF({span},"{prefix.strip()}*")'
            for label, prefix in zip(messages.COUNTS, (messages.ERROR, messages.WARNING), strict=True)
        ]
        return "=" + "&".join(parts)

    def counts_text(self) -> str:
        """The text that the counts formula shows."""
        texts = [self.text(row) for row in self.form.rows]
        counts = [sum(text.startswith(prefix) for text in texts) for prefix in (messages.ERROR, messages.WARNING)]
        return "".join(f"{label}{count}" for label, count in zip(messages.COUNTS, counts, strict=True))

    def _progress_tail(self, unit_text: str) -> str:
        return f"/{len(self.form.indicators)}{unit_text}"

    def _steps_of(self, row: Row) -> Iterator[Step]:
        facts, code = self.facts, row.code
        figure = facts.figure(code)
        if row.is_indicator:
            wrong = input_prompt(row).live
            yield Step("type", facts.is_blank(code) or _is_of_type(row, figure), (wrong,), wrong)
            if row.type == "count":
                message = (messages.MAY_BE_DATE[0], None, messages.MAY_BE_DATE[1])
                text = f"{messages.MAY_BE_DATE[0]}{_day_text(figure)}{messages.MAY_BE_DATE[1]}"
                yield Step("date", self._is_settled(row) or not self._may_be_date(code, figure), message, text)
            elif row.type == "percent":
                is_divided = figure is not None and 0 < figure <= DIVIDED_UP_TO
                asked = messages.MAY_BE_DIVIDED
                yield Step("divided", self._is_settled(row) or not is_divided, (asked,), asked)
        for rule in self.rules(row).values():
            prefix = messages.LIVE_PREFIX[rule.severity_for(self.group)]
            text = prefix + evaluate.message(rule.message, facts)
            yield Step(rule.id, self._rule_holds(rule), (prefix, *rule.message), text)
        if row.is_indicator and not row.optional:
            is_filled = not facts.is_blank(code) or bool(FUNCTIONS["explained"].python(facts, code))
            yield Step("filled", is_filled, (messages.NOT_FILLED,), messages.NOT_FILLED)

    def _is_settled(self, row: Row) -> bool:
        """Whether the note explains what would be asked about, or the program wrote it beside a province's total.

        One with a stroke in it settles nothing, as it may be the fraction that was typed into the figure's cell; but
        for that of which a percentage is formed.
        """
        note = self.facts.note(row.code)
        if own_words(note, self.group) != note:
            return True
        return explains(note, self.group) and (not has_stroke(note) or self._is_formed(row))

    def _is_formed(self, row: Row) -> bool:
        """Whether the note begins with the fraction of which the percentage is formed."""
        figure = self.facts.figure(row.code)
        halves = (FUNCTIONS[f"note_{half}"].python(self.facts, row.code) for half in ("numerator", "denominator"))
        numerator, denominator = halves
        if row.type != "percent" or figure is None or numerator is None or not denominator:
            return False
        return bool(abs(numerator / denominator * 100 - figure) <= FORMED_WITHIN)

    def _may_be_date(self, code: str, figure: float | None) -> bool:
        if figure is None or not DATE_SERIALS[0] <= figure <= DATE_SERIALS[1]:
            return False
        return not is_usual(figure, (self.facts.past(name, code) for name in USUAL_PAST))

    def _rule_holds(self, rule: Rule) -> bool:
        may_be_explained = rule.clears_by_note and rule.severity_for(self.group) == "warning"
        if may_be_explained and explains(self.facts.note(rule.at), self.group):
            return True
        return rule.condition(self.facts) is not False


def _only_asks_of_past(node: Node) -> bool:
    """Whether a condition is unknown, and so holds, wherever there are no earlier figures."""
    match node:
        case Operation("and" | "or", parts):
            return all(map(_only_asks_of_past, parts))
        case Operation(sign, parts) if sign in COMPARISONS:
            return any(not set(PAST).isdisjoint(calls_of(part)) and "+" not in _signs_of(part) for part in parts)
    return False


def _signs_of(node: Node) -> Iterator[str]:
    if isinstance(node, Operation):
        yield node.sign
        for part in node.parts:
            yield from _signs_of(part)


def _is_of_type(row: Row, value: float | None) -> bool:
    if value is None:
        return False
    if row.choices is not None:
        return value in row.choices.labels
    if row.type == "count":
        return 0 <= value <= LARGEST_OF_ALL and value == int(value)
    return 0 <= value <= (LARGEST_OF_ALL if row.may_exceed_100 else 100)


def _day_text(figure: float | None) -> str:
    """The day that Excel numbers so, as the message's formula writes it; as for a blank where there is none."""
    if figure is None or not 1 <= figure < 2_958_466:
        return figure_text(None)
    day = _EPOCH + timedelta(days=int(figure))
    return f"{day.day}/{day.month}/{day.year}"

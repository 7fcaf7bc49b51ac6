"""A form -> its codebook: every row described in words.

Used by the master's tab *Danh mục chỉ tiêu* and the command ``cchc form show``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cchc_excel.forms.form import Form, Row, Rule
from cchc_excel.messages import codebook as messages
from cchc_excel.messages.findings import SEVERITY_NAMES
from cchc_excel.messages.register import GROUPS
from cchc_excel.rules.expression import Call, Constant, Figure, Node, Operation
from cchc_excel.rules.text import expression_text


@dataclass(frozen=True)
class Description:
    """One row of the form in words.

    Attributes:
        type: kind of row, of an indicator the kind of answer.
        required: whether a blank has to be explained.
        total: how agencies' figures become the provincial one, with its weight or its parts.
        rules: one line each: number, severity, message when it is broken, condition.
        source: line of the original form.
        doubt: what the desk should still decide about the row.
    """

    code: str
    label: str
    type: str
    unit: str
    required: str
    total: str
    rules: tuple[str, ...]
    source: str
    doubt: str


def codebook(form: Form) -> Iterator[Description]:
    """Describe every row of a form, in order."""
    for row in form.rows:
        yield Description(
            code=row.code,
            label=row.label,
            type=messages.TYPES[row.type],
            unit=row.unit.replace("\n", "; "),
            required=(messages.OPTIONAL if row.optional else messages.REQUIRED) if row.is_indicator else "",
            total=_total(row),
            rules=tuple(_rule(rule) for rule in form.rules_at(row.code)),
            source=row.source,
            doubt=row.doubt,
        )


def _total(row: Row) -> str:
    if row.total is None:
        return ""
    text = messages.TOTALS[row.total]
    if row.weight is not None:
        text += messages.WEIGHT.format(weight=expression_text(row.weight))
    if row.total == "ratio":
        numerator, denominator = (_part(part) for part in (row.numerator, row.denominator))
        text += messages.PARTS.format(numerator=numerator, denominator=denominator)
    if row.total_groups:
        text += messages.GROUPS.format(groups=", ".join(GROUPS[group] for group in row.total_groups))
    return text


def _part(node: Node | None) -> str:
    return expression_text(node) if node is not None else messages.IN_THE_NOTE


def _rule(rule: Rule) -> str:
    severity = SEVERITY_NAMES[rule.severity].lower()
    for group, group_severity in rule.severity_by_group.items():
        severity += f"; {GROUPS[group]}: {SEVERITY_NAMES[group_severity].lower()}"
    message = "".join(part if isinstance(part, str) else _shown_text(part) for part in rule.message)
    return messages.RULE.format(
        number=rule.id, severity=severity, message=" ".join(message.split()), condition=expression_text(rule.expect)
    )


def _shown_text(node: Node) -> str:
    """In words, what a message shows of a return at this place."""
    match node:
        case Constant(name) if name in messages.SHOWN:
            return messages.SHOWN[name]
        case Call(name, (Figure(code),)) if name in messages.SHOWN:
            return messages.SHOWN[name].format(code)
        case Operation(sign, parts) if sign in ("+", "-"):
            return f" {sign} ".join(_shown_text(part) for part in parts)
    return expression_text(node)

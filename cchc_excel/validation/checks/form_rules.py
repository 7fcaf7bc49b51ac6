"""The form's own rules: a finding for each that is broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.forms import Row, Rule
from cchc_excel.messages import figure_text
from cchc_excel.messages import findings as messages
from cchc_excel.messages.findings import FindingCode
from cchc_excel.rules import evaluate
from cchc_excel.rules.expression import figures_of
from cchc_excel.validation.context import CheckContext

#: None of the catalogue: a finding bears the id of the form's rule.
CODES: tuple[FindingCode, ...] = ()


def form_rules(context: CheckContext, earlier: Sequence[Finding]) -> Iterator[Finding]:
    """A finding for each broken rule.

    A row with an error from an earlier check is passed over; so is a rule that reads a figure which is asked about and
    would look blank: it is judged once the figure is settled.
    """
    asked_about = {code for code, interpretation in context.interpretations.items() if interpretation.is_asked_about}
    wrong = asked_about | {finding.indicator for finding in earlier if finding.severity == "error"}
    form, facts = context.form, context.facts
    for row, rules in form.rows_with_total_rules if context.is_total else form.rows_with_rules:
        if row.code in wrong:
            continue
        for rule in rules:
            if rule.condition(facts) is False and asked_about.isdisjoint(figures_of(rule.expect, of_past=False)):
                yield _broken_rule(context, row, rule)


def _broken_rule(context: CheckContext, row: Row, rule: Rule) -> Finding:
    severity = rule.severity_for(context.group)
    remedy = rule.remedy or (messages.ROLLED_UP_REMEDY if context.is_total else messages.USUAL_REMEDY)[severity]
    proposal = evaluate.number(rule.propose, context.facts) if rule.propose is not None else None
    if proposal is not None:
        shown = row.choices.entry(int(proposal)) if row.choices and proposal in row.choices.labels else None
        remedy = f"{remedy} {messages.PROPOSAL.format(proposal=shown or figure_text(proposal))}"
    message = evaluate.message(rule.message, context.facts) + "."
    return context.finding_at(row, rule.id, severity, message, remedy, clears_by_note=rule.clears_by_note)

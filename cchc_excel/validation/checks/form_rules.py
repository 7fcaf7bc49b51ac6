"""The form's own rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.forms import Row, Rule
from cchc_excel.messages import figure_text
from cchc_excel.messages import findings as say
from cchc_excel.rules import evaluate
from cchc_excel.validation.context import Material


def form_rules(material: Material, found: Sequence[Finding]) -> Iterator[Finding]:
    """Tell every rule that is broken; a figure that could not be understood is not judged on top."""
    wrong = {finding.indicator for finding in found if finding.severity == "error"}
    form, facts = material.form, material.facts
    for row, rules in form.judged_as_totals if material.is_total else form.judged:
        if row.code in wrong:
            continue
        for rule in rules:
            if rule.condition(facts) is False:
                yield _tell(material, row, rule)


def _tell(material: Material, row: Row, rule: Rule) -> Finding:
    severity = rule.severity_for(material.group)
    remedy = rule.remedy or (say.ROLLED_UP_REMEDY if material.is_total else say.USUAL_REMEDY)[severity]
    proposal = evaluate.number(rule.propose, material.facts) if rule.propose is not None else None
    if proposal is not None:
        shown = row.choices.entry(int(proposal)) if row.choices and proposal in row.choices.labels else None
        remedy = f"{remedy} {say.PROPOSAL.format(proposal=shown or figure_text(proposal))}"
    message = evaluate.message(rule.message, material.facts) + "."
    return material.about(row, rule.id, severity, message, remedy, clears_by_note=rule.clears_by_note)

"""The provincial figures as one return to the desk above, on the template that it issued to this province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cchc_excel.consolidation import appendix
from cchc_excel.domain.agency import Agency, is_code
from cchc_excel.domain.agency_submission import ErrorRule
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.domain.explanation import explains, explanation_in
from cchc_excel.domain.rollup import Rollup, begins_as_rollup
from cchc_excel.domain.stamp import Stamp
from cchc_excel.domain.submission import Reading
from cchc_excel.errors import RequestError
from cchc_excel.forms import ROLLED_UP_GROUP, Form, Row
from cchc_excel.messages import desk as messages
from cchc_excel.messages import rollup as rollup_messages
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.isolation import IsolatedExecutor
from cchc_excel.reading.workers.many import read_all
from cchc_excel.template import AgencyPrefill, Fill, TemplateRenderer
from cchc_excel.text.normalize import fold_marks
from cchc_excel.workflow.check import check
from cchc_excel.workflow.consolidate import Consolidated, consolidated_period, log_consolidated
from cchc_excel.workflow.issue import campaign_of
from cchc_excel.workflow.workspace import Workspace, save


def as_return(
    workspace: Workspace,
    period: str | None = None,
    *,
    template: Path | None = None,
    error_rule: ErrorRule | None = None,
) -> Consolidated:
    """Fill the form with the provincial figures and write it into ``consolidated/<period>/``.

    Counts and percentages are figures; each note says from how many agencies they were formed, how many figures were
    left out, and numerator and denominator, answers or range where the next level needs them
    (:mod:`cchc_excel.domain.rollup`).

    Args:
        period: the latest campaign's by default.
        template: the one that the higher desk issued to this province; its stamp is carried over. Without it the return
            is stamped with the code in ``cchc.toml`` and our own seal, and the higher desk has to assign it.
        error_rule: as in :func:`cchc_excel.workflow.consolidate.consolidate`.

    Raises:
        CchcError: as there; the template is none, our own, of another body, form or period; no code is set.
    """
    check(workspace, period)
    consolidated = consolidated_period(workspace, period, error_rule)
    with workspace.ledger() as ledger:
        record = workspace.campaign(ledger, period)
    template_reading = _read_workbook(workspace, consolidated, template) if template else None
    stamp, name = (
        _issued_identity(workspace, consolidated, template, template_reading)
        if template
        else _own_identity(workspace, consolidated)
    )
    path = workspace.folder("consolidated", consolidated.period) / (
        f"bao-cao_{consolidated.form.id}_{consolidated.period}_{stamp.agency}.xlsx"
    )
    # Explanations that somebody wrote into the former return are kept in the new one.
    explanations: dict[str, str] = {}
    for reading in (template_reading, _read_workbook(workspace, consolidated, path)):
        if reading:
            explanations |= _explanations(consolidated.form, reading)
    fills = _with_explanations(_consolidated_fills(consolidated), explanations)
    # Deadline, recipient and number of communes are the higher desk's and not known here.
    campaign = replace(
        campaign_of(workspace, record, consolidated.form), communes=0, deadline=None, sender="", contact=""
    )
    agency = Agency(stamp.agency, name, ROLLED_UP_GROUP, consolidated.form.id)
    content = TemplateRenderer(campaign).render(agency, stamp, AgencyPrefill(fills))
    former_path = _keep_former(path, content)
    save(path, content)
    with workspace.ledger() as ledger:
        ledger.record_output(consolidated.period.key, f"{consolidated.period}/{path.name}", consolidated.fingerprint)
    log_consolidated(workspace, consolidated, path)
    return Consolidated(path, consolidated, name=name, kept=former_path)


def _keep_former(path: Path, content: bytes) -> Path | None:
    """Copy the former return beside its place if the new one differs: somebody may have written in it."""
    if not path.is_file() or path.read_bytes() == content:
        return None
    changed = datetime.fromtimestamp(path.stat().st_mtime)
    former_path = path.with_name(f"{path.stem}_truoc-{changed:%Y%m%d-%H%M%S}{path.suffix}")
    save(former_path, path.read_bytes())
    return former_path


def _own_identity(workspace: Workspace, consolidated: ConsolidatedPeriod) -> tuple[Stamp, str]:
    """A stamp of our own with the code in ``cchc.toml``, and the province's name.

    Raises:
        RequestError: no code is set.
    """
    code = workspace.settings.tinh.ma
    if not code:
        raise RequestError(messages.NO_PROVINCE_CODE.about())
    form = consolidated.form
    return Stamp(form.id, form.version, consolidated.period.key, code, "1").sealed(workspace.key), consolidated.name


def _read_workbook(workspace: Workspace, consolidated: ConsolidatedPeriod, path: Path) -> Reading | None:
    """The reading of a template or return; None for any other file."""
    if not path.is_file():
        return None
    limits = workspace.settings.limits
    expected_forms = ExpectedForms.of(workspace.catalogue.forms, consolidated.form.key)
    with IsolatedExecutor(1, limits) as executor:
        ((_, outcome),) = read_all([path], expected_forms, limits, executor)
    return outcome if isinstance(outcome, Reading) else None


def _issued_identity(
    workspace: Workspace, consolidated: ConsolidatedPeriod, template: Path, reading: Reading | None
) -> tuple[Stamp, str]:
    """The stamp of the higher desk's template and our name in its heading.

    Raises:
        RequestError: it is not there, no template, our own, or of another body, form or period.
    """
    if not template.is_file():
        raise RequestError(messages.NO_SUCH_PATH.about(path=template))
    # We cannot verify another desk's seal, and the code goes into a file name.
    if reading is None or reading.stamp is None or not is_code(reading.stamp.agency):
        raise RequestError(messages.NOT_A_TEMPLATE.about(file=template.name))
    stamp, form = reading.stamp, consolidated.form
    if stamp.is_genuine(workspace.key):
        # Filled and collected here, it would replace that agency's own return.
        raise RequestError(messages.OWN_TEMPLATE.about(file=template.name, agency=stamp.agency))
    template_key, own_key = (f"{stamp.form}/{stamp.version}", stamp.period), (form.key, consolidated.period.key)
    if template_key != own_key:
        params = {"found": ", ".join(template_key), "ours": ", ".join(own_key)}
        raise RequestError(messages.OTHER_TEMPLATE.about(file=template.name, **params))
    name, settings = reading.heading or consolidated.name, workspace.settings.tinh
    if stamp.agency != settings.ma and fold_marks(appendix.bare_name(consolidated)) not in fold_marks(name):
        raise RequestError(
            messages.FOREIGN_TEMPLATE.about(file=template.name, name=name, code=stamp.agency, ours=consolidated.name)
        )
    return stamp, name


def _explanations(form: Form, reading: Reading) -> Mapping[str, str]:
    """Explanations in an earlier copy, and notes of rows that take no figure, by code."""
    explanations = {}
    for entry in reading.entries:
        if form.by_code[entry.code].is_indicator:
            if explains(entry.note, ROLLED_UP_GROUP) and begins_as_rollup(entry.note):
                explanations[entry.code] = rollup_messages.EXPLAINED.format(said=explanation_in(entry.note))
        elif entry.note:
            explanations[entry.code] = entry.note
    return explanations


def _with_explanations(fills: Mapping[str, Fill], explanations: Mapping[str, str]) -> Mapping[str, Fill]:
    explained = {code: fills.get(code, Fill()) for code in explanations}
    return {**fills, **{code: replace(fill, note=fill.note + explanations[code]) for code, fill in explained.items()}}


def _consolidated_fills(consolidated: ConsolidatedPeriod) -> Mapping[str, Fill]:
    return {row.code: _row_fill(consolidated, row) for row in consolidated.form.indicators}


def _row_fill(consolidated: ConsolidatedPeriod, row: Row) -> Fill:
    total = consolidated.totals[row.code]
    cells = [consolidated.cells[agency.code, row.code] for agency in consolidated.agencies if row.adds_up(agency.group)]
    unclear = sum(cell.was_not_understood for cell in cells)
    rollup = Rollup(
        total.below.given,
        total.below.expected,
        left_out=total.left_out + total.below.left_out + unclear,
        wrong=sum(cell.wrong and cell.state == "given" for cell in cells),
    )
    if row.type == "percent":
        if total.numerator is not None and total.denominator is not None:
            rollup = replace(rollup, parts=(total.numerator, total.denominator))
        if total.value is None:
            rollup = replace(rollup, span=total.span)
    elif row.choices is not None:
        rollup = replace(rollup, counts=total.answers)
    value = total.value
    if value is not None and row.type == "count":
        value = round(value)
    # The machine-readable part comes first, the note for the reader behind it.
    note_text = appendix.note_text(consolidated, row) if row.type == "count" else ""
    return Fill(value, "; ".join(filter(None, (rollup.note(row), note_text[:1].lower() + note_text[1:]))))

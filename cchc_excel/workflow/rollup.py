"""The provincial figures as a return to the next level, on the template that its desk issued to this province."""

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
from cchc_excel.messages import rollup as rolled_up_messages
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.isolation import IsolatedExecutor
from cchc_excel.reading.workers.many import read_all
from cchc_excel.template import AgencyPrefill, Fill, TemplateMaker
from cchc_excel.text.normalize import fold_marks
from cchc_excel.workflow.check import check
from cchc_excel.workflow.consolidate import Consolidated, consolidated_period
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

    Counts and percentages stand as figures; each note says of how many agencies they were formed, how many figures were
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
    province = consolidated_period(workspace, period, error_rule)
    with workspace.ledger() as ledger:
        record = workspace.campaign(ledger, period)
    issued = _read(workspace, province, template) if template else None
    stamp, name = _issued(workspace, province, template, issued) if template else _own(workspace, province)
    path = workspace.folder("consolidated", province.period) / (
        f"bao-cao_{province.form.id}_{province.period}_{stamp.agency}.xlsx"
    )
    # What somebody wrote into the last one is not lost by making it again.
    said = [_said(province.form, reading) for reading in (issued, _read(workspace, province, path)) if reading]
    fills = _with_explanations(_fills(province), {code: note for one in said for code, note in one.items()})
    # Deadline, recipient and number of communes are the higher desk's and not known here.
    campaign = replace(campaign_of(workspace, record, province.form), communes=0, deadline=None, sender="", contact="")
    agency = Agency(stamp.agency, name, ROLLED_UP_GROUP, province.form.id)
    content = TemplateMaker(campaign).make(agency, stamp, AgencyPrefill(fills))
    kept = _kept(path, content)
    save(path, content)
    with workspace.ledger() as ledger:
        ledger.record_output(province.period.key, f"{province.period}/{path.name}", province.fingerprint)
    return Consolidated(path, province, name=name, kept=kept)


def _kept(path: Path, content: bytes) -> Path | None:
    """The return made before, put aside where the new one is not the same: somebody may have written in it."""
    if not path.is_file() or path.read_bytes() == content:
        return None
    changed = datetime.fromtimestamp(path.stat().st_mtime)
    aside = path.with_name(f"{path.stem}_truoc-{changed:%Y%m%d-%H%M%S}{path.suffix}")
    save(aside, path.read_bytes())
    return aside


def _own(workspace: Workspace, province: ConsolidatedPeriod) -> tuple[Stamp, str]:
    code = workspace.settings.tinh.ma
    if not code:
        raise RequestError(messages.NO_PROVINCE_CODE.about())
    form = province.form
    return Stamp(form.id, form.version, province.period.key, code, "1").sealed(workspace.key), province.name


def _read(workspace: Workspace, province: ConsolidatedPeriod, path: Path) -> Reading | None:
    """What stands in a template or return; None for anything else."""
    if not path.is_file():
        return None
    limits = workspace.settings.limits
    known = ExpectedForms.of(workspace.catalogue.forms, province.form.key)
    with IsolatedExecutor(1, limits) as executor:
        ((_, outcome),) = read_all([path], known, limits, executor)
    return outcome if isinstance(outcome, Reading) else None


def _issued(
    workspace: Workspace, province: ConsolidatedPeriod, template: Path, found: Reading | None
) -> tuple[Stamp, str]:
    """The stamp of the higher desk's template and the name that its heading gives us."""
    if not template.is_file():
        raise RequestError(messages.NO_SUCH_PATH.about(path=template))
    # We cannot verify another desk's seal, and the code goes into a file name.
    if found is None or found.stamp is None or not is_code(found.stamp.agency):
        raise RequestError(messages.NOT_A_TEMPLATE.about(file=template.name))
    stamp, form = found.stamp, province.form
    if stamp.is_genuine(workspace.key):
        # Filled and collected here, it would take the place of that agency's own return.
        raise RequestError(messages.OWN_TEMPLATE.about(file=template.name, agency=stamp.agency))
    theirs, wanted = (f"{stamp.form}/{stamp.version}", stamp.period), (form.key, province.period.key)
    if theirs != wanted:
        told = {"found": ", ".join(theirs), "ours": ", ".join(wanted)}
        raise RequestError(messages.OTHER_TEMPLATE.about(file=template.name, **told))
    name, settings = found.heading or province.name, workspace.settings.tinh
    if stamp.agency != settings.ma and fold_marks(appendix.bare_name(province)) not in fold_marks(name):
        raise RequestError(
            messages.FOREIGN_TEMPLATE.about(file=template.name, name=name, code=stamp.agency, ours=province.name)
        )
    return stamp, name


def _said(form: Form, reading: Reading) -> Mapping[str, str]:
    """What somebody explained in an earlier copy, and notes of rows that take nothing else."""
    found = {}
    for entry in reading.entries:
        if form.by_code[entry.code].is_indicator:
            if explains(entry.note, ROLLED_UP_GROUP) and begins_as_rollup(entry.note):
                found[entry.code] = rolled_up_messages.EXPLAINED.format(said=explanation_in(entry.note))
        elif entry.note:
            found[entry.code] = entry.note
    return found


def _with_explanations(fills: Mapping[str, Fill], said: Mapping[str, str]) -> Mapping[str, Fill]:
    known = {code: fills.get(code, Fill()) for code in said}
    return {**fills, **{code: replace(fill, note=fill.note + said[code]) for code, fill in known.items()}}


def _fills(province: ConsolidatedPeriod) -> Mapping[str, Fill]:
    return {row.code: _fill(province, row) for row in province.form.indicators}


def _fill(province: ConsolidatedPeriod, row: Row) -> Fill:
    total = province.totals[row.code]
    cells = [province.cells[agency.code, row.code] for agency in province.agencies if row.adds_up(agency.group)]
    unclear = sum(cell.was_not_understood for cell in cells)
    told = Rollup(
        total.below.given,
        total.below.expected,
        left_out=total.left_out + total.below.left_out + unclear,
        wrong=sum(cell.wrong and cell.state == "given" for cell in cells),
    )
    if row.type == "percent":
        if total.numerator is not None and total.denominator is not None:
            told = replace(told, parts=(total.numerator, total.denominator))
        if total.value is None:
            told = replace(told, span=total.span)
    elif row.choices is not None:
        told = replace(told, counts=total.answers)
    value = total.value
    if value is not None and row.type == "count":
        value = round(value)
    # Behind what the next level reads, what its reader should know.
    remark = appendix.remark(province, row) if row.type == "count" else ""
    return Fill(value, "; ".join(filter(None, (told.note(row), remark[:1].lower() + remark[1:]))))

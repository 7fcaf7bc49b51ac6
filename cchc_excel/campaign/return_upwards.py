"""The provincial figures as a return to the next level, on the template that its desk issued to this province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cchc_excel import appendix
from cchc_excel.agencies import Agency, is_code
from cchc_excel.campaign.check_returns import check
from cchc_excel.campaign.consolidate_returns import Consolidated, province_of
from cchc_excel.campaign.issue_templates import campaign_of
from cchc_excel.campaign.workspace import Workspace, save
from cchc_excel.errors import RequestError
from cchc_excel.forms import ROLLED_UP_GROUP, Row
from cchc_excel.province import ErrorRule, Province
from cchc_excel.reading import IsolatedExecutor, Known, read_all
from cchc_excel.rolled_up import RolledUp
from cchc_excel.stamp import Stamp
from cchc_excel.submission import Reading
from cchc_excel.template import Fill, Personal, TemplateMaker
from cchc_excel.wording import operator as say


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
    (:mod:`cchc_excel.rolled_up`).

    Args:
        period: the latest campaign's by default.
        template: the one that the higher desk issued to this province; its stamp is carried over. Without it the return
            is stamped with the code in ``cchc.toml`` and our own seal, and the higher desk has to assign it.
        error_rule: as in :func:`cchc_excel.campaign.consolidate_returns.consolidate`.

    Raises:
        CchcError: as there; the template is none, or of another form or period; no code is set.
    """
    check(workspace, period)
    province = province_of(workspace, period, error_rule, with_earlier=False)
    with workspace.ledger() as ledger:
        record = workspace.campaign(ledger, period)
    stamp, name = _issued(workspace, province, template) if template else _own(workspace, province)
    # The higher desk's rules are those of its template: of communes it knows its own number.
    campaign = replace(campaign_of(workspace, record, province.form), communes=0)
    agency = Agency(stamp.agency, name, ROLLED_UP_GROUP, province.form.id)
    content = TemplateMaker(campaign).make(agency, stamp, Personal(_fills(province)))
    file = f"bao-cao_{province.form.id}_{province.period}_{stamp.agency}.xlsx"
    path = workspace.folder("consolidated", province.period) / file
    save(path, content)
    return Consolidated(path, province)


def _own(workspace: Workspace, province: Province) -> tuple[Stamp, str]:
    code = workspace.settings.tinh.ma
    if not code:
        raise RequestError(say.NO_PROVINCE_CODE.about())
    form = province.form
    return Stamp(form.id, form.version, province.period.key, code, "1").sealed(workspace.key), province.name


def _issued(workspace: Workspace, province: Province, template: Path) -> tuple[Stamp, str]:
    """The stamp of the higher desk's template and the name that its heading gives us."""
    if not template.is_file():
        raise RequestError(say.NO_SUCH_PATH.about(path=template))
    limits = workspace.settings.limits
    known = Known.of(workspace.catalogue.forms, province.form.key)
    with IsolatedExecutor(1, limits) as executor:
        ((_, outcome),) = read_all([template], known, limits, executor)
    if not isinstance(outcome, Reading) or outcome.stamp is None:
        raise RequestError(say.NOT_A_TEMPLATE.about(file=template.name))
    stamp, form = outcome.stamp, province.form
    if not is_code(stamp.agency):
        # We cannot verify another desk's seal, and the code goes into a file name.
        raise RequestError(say.NOT_A_TEMPLATE.about(file=template.name))
    if stamp.is_genuine(workspace.key):
        # Filled and collected here, it would take the place of that agency's own return.
        raise RequestError(say.OWN_TEMPLATE.about(file=template.name, agency=stamp.agency))
    found = (f"{stamp.form}/{stamp.version}", stamp.period)
    wanted = (form.key, province.period.key)
    if found != wanted:
        raise RequestError(say.OTHER_TEMPLATE.about(file=template.name, found=", ".join(found), ours=", ".join(wanted)))
    return stamp, outcome.heading or province.name


def _fills(province: Province) -> Mapping[str, Fill]:
    return {row.code: _fill(province, row) for row in province.form.indicators}


def _fill(province: Province, row: Row) -> Fill:
    total = province.totals[row.code]
    below = total.below.left_out if total.below else 0
    told = RolledUp(total.given, total.expected, left_out=total.left_out + below)
    if row.type == "percent":
        parts = (total.numerator, total.denominator)
        if parts[0] is not None and parts[1] is not None and total.value is not None:
            told = replace(told, parts=(parts[0], parts[1]))
        else:
            told = replace(told, span=total.span)
    elif row.choices is not None:
        told = replace(told, counts=total.answers)
    value = total.value
    if value is not None and row.type == "count":
        value = round(value)
    # Behind what the next level reads, what its reader should know.
    remark = appendix.remark(province, row) if row.type == "count" else ""
    return Fill(value, "; ".join(filter(None, (told.note(row), remark[:1].lower() + remark[1:]))))

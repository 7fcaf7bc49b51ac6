"""Accepted returns -> :class:`ConsolidatedPeriod`: every agency's cells and every provincial figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from cchc_excel.consolidation.parts import IncludedFacts, percentage_parts
from cchc_excel.consolidation.totals import total_of
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import AcceptedReturns, AgencySubmission, SubmissionCell, cell_of
from cchc_excel.domain.consolidated import Cells, ConsolidatedPeriod, ConsolidationSpec, Total, grouped
from cchc_excel.domain.finding import EXPLAINED_BLANK
from cchc_excel.domain.receipt import Receipt
from cchc_excel.forms import Form

#: Numerator and denominator by agency code and indicator code.
Parts = dict[tuple[str, str], tuple[float, float]]


def consolidate(
    spec: ConsolidationSpec,
    agencies: Sequence[Agency],
    returns: AcceptedReturns,
    uncounted: Mapping[str, Sequence[Receipt]] = MappingProxyType({}),
) -> ConsolidatedPeriod:
    """Form the province's figures.

    Args:
        spec: form, period and rule for errors.
        agencies: the expected reporters, grouped.
        returns: accepted and checked.
        uncounted: files that came from an agency and were not taken as its return, by agency code.
    """
    submissions = returns.submissions
    counted = {agency.code: submissions[agency.code] for agency in agencies if agency.code in submissions}
    by_agency: dict[str, Mapping[str, SubmissionCell]] = {}
    parts: Parts = {}
    for agency in agencies:
        agency_cells = _cells(spec, counted.get(agency.code))
        facts = IncludedFacts(agency_cells)
        by_agency[agency.code] = agency_cells
        for row in spec.form.indicators:
            if row.type == "percent" and (pair := percentage_parts(row, agency_cells[row.code], facts)):
                parts[agency.code, row.code] = pair
    cells = Cells(by_agency)
    return ConsolidatedPeriod(
        **vars(spec),
        agencies=agencies,
        returns=counted,
        others=returns.others,
        blank=frozenset(returns.blank),
        cells=cells,
        parts=parts,
        totals=_totals(spec.form, agencies, cells, parts),
        group_totals={group: _totals(spec.form, members, cells, parts) for group, members in grouped(agencies).items()},
        uncounted=uncounted,
    )


def _totals(form: Form, agencies: Sequence[Agency], cells: Cells, parts: Parts) -> dict[str, Total]:
    """Every indicator's figure over some agencies."""
    totals = {}
    for row in form.indicators:
        contributors = [agency for agency in agencies if row.adds_up(agency.group)]
        totals[row.code] = total_of(
            row,
            [cells[agency.code, row.code] for agency in contributors],
            [parts.get((agency.code, row.code)) for agency in contributors],
        )
    return totals


def _cells(spec: ConsolidationSpec, submission: AgencySubmission | None) -> dict[str, SubmissionCell]:
    """One agency's cells by indicator, with what is left out."""
    if submission is None:
        return dict.fromkeys((row.code for row in spec.form.indicators), SubmissionCell("not_returned"))
    if submission.was_not_checked:
        return {
            row.code: SubmissionCell("not_checked", submission.answers.get(row.code)) for row in spec.form.indicators
        }
    wrong_codes = {finding.indicator for finding in submission.findings if finding.severity == "error"}
    explained_codes = {finding.indicator for finding in submission.findings if finding.code == EXPLAINED_BLANK}
    is_rejected = spec.error_rule == "leave_out_return" and bool(wrong_codes)
    cells = {}
    for row in spec.form.indicators:
        answer = submission.answers.get(row.code)
        cell = cell_of(row, answer, submission.agency.group) if answer else SubmissionCell("blank")
        if not cell.has_answer:
            cells[row.code] = replace(cell, state="blank", is_explained=row.code in explained_codes)
            continue
        if is_rejected or row.code in wrong_codes:
            cell = replace(cell, state="given" if spec.error_rule == "count_all" else "left_out", wrong=True)
        cells[row.code] = cell
    return cells

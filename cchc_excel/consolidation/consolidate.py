"""Put the accepted returns side by side and form every provincial figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from cchc_excel.consolidation.parts import IncludedFacts, percentage_parts
from cchc_excel.consolidation.totals import total_of
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import AgencySubmission, Cell, cell_of
from cchc_excel.domain.consolidated import Cells, ConsolidatedPeriod, ConsolidationSpec, Total, grouped
from cchc_excel.domain.receipt import Receipt
from cchc_excel.forms import Form

Parts = dict[tuple[str, str], tuple[float, float]]


def consolidate(
    scope: ConsolidationSpec,
    agencies: Sequence[Agency],
    returns: Mapping[str, AgencySubmission],
    uncounted: Mapping[str, Sequence[Receipt]] = MappingProxyType({}),
) -> ConsolidatedPeriod:
    """Form the province's figures.

    Args:
        scope: form, period and rule.
        agencies: the expected reporters, grouped.
        returns: accepted and checked returns by agency code; those of other agencies are not counted.
        uncounted: files that came from an agency and were not taken as its return.
    """
    counted = {agency.code: returns[agency.code] for agency in agencies if agency.code in returns}
    by_agency: dict[str, Mapping[str, Cell]] = {}
    parts: Parts = {}
    for agency in agencies:
        own = _cells(scope, counted.get(agency.code))
        facts = IncludedFacts(own)
        by_agency[agency.code] = own
        for row in scope.form.indicators:
            if row.type == "percent" and (both := percentage_parts(row, own[row.code], facts)):
                parts[agency.code, row.code] = both
    cells = Cells(by_agency)
    return ConsolidatedPeriod(
        **vars(scope),
        agencies=agencies,
        returns=counted,
        cells=cells,
        parts=parts,
        totals=_totals(scope.form, agencies, cells, parts),
        group_totals={
            group: _totals(scope.form, members, cells, parts) for group, members in grouped(agencies).items()
        },
        uncounted=uncounted,
    )


def _totals(form: Form, agencies: Sequence[Agency], cells: Cells, parts: Parts) -> dict[str, Total]:
    """Every indicator's figure over some agencies."""
    totals = {}
    for row in form.indicators:
        among = [agency for agency in agencies if row.adds_up(agency.group)]
        totals[row.code] = total_of(
            row,
            [cells[agency.code, row.code] for agency in among],
            [parts.get((agency.code, row.code)) for agency in among],
        )
    return totals


def _cells(scope: ConsolidationSpec, found: AgencySubmission | None) -> dict[str, Cell]:
    """One agency's cells by indicator, with what is left out."""
    if found is None:
        return dict.fromkeys((row.code for row in scope.form.indicators), Cell("not_returned"))
    wrong = {finding.indicator for finding in found.findings if finding.severity == "error"}
    whole_return = scope.error_rule == "leave_out_return" and any(
        finding.severity == "error" for finding in found.findings
    )
    cells = {}
    for row in scope.form.indicators:
        answer = found.answers.get(row.code)
        cell = cell_of(row, answer, found.agency.group) if answer else Cell("blank")
        if found.was_not_checked or not cell.has_answer:
            cells[row.code] = replace(cell, state="blank")
            continue
        if whole_return or row.code in wrong:
            cell = replace(cell, state="given" if scope.error_rule == "count_all" else "left_out", wrong=True)
        cells[row.code] = cell
    return cells

"""All agencies' answers as one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cchc_excel.campaign.consolidate_returns import province_of
from cchc_excel.campaign.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


def answers(workspace: Workspace, period: str | None = None) -> pd.DataFrame:
    """Every expected agency's answer to every indicator, as last checked.

    Columns: period, agency, agency_name, group, indicator, label, unit, type, raw, value, numerator, denominator,
    state (``given``, ``left_out``, ``blank``, ``not_returned``), note, file, sheet, cell, submission, sha256.
    One row for each agency and indicator; what there is not is missing, never 0.

    Args:
        period: the latest campaign's by default.

    Raises:
        CchcError: no such campaign, faulty register.
    """
    import pandas as pd  # noqa: PLC0415 - costs a third of a second, and only this needs it

    province = province_of(workspace, period)
    rows = []
    for agency in province.agencies:
        found = province.returns.get(agency.code)
        for row in province.form.indicators:
            cell = province.cells[agency.code, row.code]
            answer = cell.answer
            rows.append(
                {
                    "period": province.period.key,
                    "agency": agency.code,
                    "agency_name": agency.name,
                    "group": agency.group,
                    "indicator": row.code,
                    "label": row.label,
                    "unit": row.unit,
                    "type": row.type,
                    "raw": (answer.entry.raw.shown or None) if answer else None,
                    "value": answer.value if answer else None,
                    "numerator": answer.numerator if answer else None,
                    "denominator": answer.denominator if answer else None,
                    "state": cell.state,
                    "note": (answer.entry.note or None) if answer else None,
                    "file": found.receipt.name if found else None,
                    "sheet": answer.entry.sheet if answer else None,
                    "cell": answer.entry.cell if answer else None,
                    "submission": found.receipt.number if found else None,
                    "sha256": found.receipt.sha256 if found else None,
                }
            )
    table = pd.DataFrame(rows)
    return table.astype({"value": "float64", "numerator": "float64", "denominator": "float64", "submission": "Int64"})

"""One row for each agency and indicator, for other programs."""

from __future__ import annotations

import re
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.errors import RequestError
from cchc_excel.forms import Row
from cchc_excel.messages import desk as messages

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = (
    "period",
    "agency",
    "agency_name",
    "group",
    "indicator",
    "label",
    "unit",
    "type",
    "raw",
    "value",
    "numerator",
    "denominator",
    "state",
    "note",
    "file",
    "sheet",
    "cell",
    "submission",
    "sha256",
)
#: What begins so is a formula to Excel, at the start of a cell or behind a sign at which it may part cells.
_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*[=+\-@])")


def answers_frame(province: ConsolidatedPeriod) -> pd.DataFrame:
    """Every expected agency's answer to every indicator.

    Columns: period, agency, agency_name, group, indicator, label, unit, type, raw, value, numerator, denominator,
    state (``given``, ``left_out``, ``unreadable``, ``blank``, ``not_returned``), note, file, sheet, cell, submission,
    sha256.
    What there is not is missing, never 0.
    """
    import pandas as pd  # noqa: PLC0415 - costs a third of a second, and only this needs it

    columns: list[list[Any]] = [[] for _ in _COLUMNS]
    for agency in province.agencies:
        for row in province.form.indicators:
            for column, value in zip(columns, _values(province, agency, row), strict=True):
                column.append(value)
    table = pd.DataFrame(dict(zip(_COLUMNS, columns, strict=True)))
    return table.astype({"value": "float64", "numerator": "float64", "denominator": "float64", "submission": "Int64"})


def _values(province: ConsolidatedPeriod, agency: Agency, row: Row) -> tuple[Any, ...]:
    found = province.returns.get(agency.code)
    cell = province.cells[agency.code, row.code]
    answer = cell.answer
    return (
        province.period.key,
        agency.code,
        agency.name,
        agency.group,
        row.code,
        row.label,
        row.unit,
        row.type,
        (answer.entry.raw.shown or None) if answer else None,
        answer.value if answer else None,
        answer.numerator if answer else None,
        answer.denominator if answer else None,
        cell.display_state,
        (answer.entry.note or None) if answer else None,
        found.receipt.name if found else None,
        answer.entry.sheet if answer else None,
        answer.entry.cell if answer else None,
        found.receipt.number if found else None,
        found.receipt.sha256 if found else None,
    )


def answers_csv(province: ConsolidatedPeriod) -> bytes:
    """The table as CSV, in UTF-8 with the mark by which Excel knows it; a text like a formula gets an apostrophe."""
    table = answers_frame(province)
    for column in ("agency_name", "label", "unit", "raw", "note", "file", "sheet"):
        table[column] = table[column].map(_defused, na_action="ignore")
    return str(table.to_csv(index=False, lineterminator="\r\n")).encode("utf-8-sig")


def _defused(text: str) -> str:
    return text if _is_number(text) else _FORMULA.sub(r"\1'\2", text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def answers_parquet(province: ConsolidatedPeriod) -> bytes:
    """The table as Parquet.

    Raises:
        RequestError: the library for it is not installed.
    """
    if find_spec("pyarrow") is None:
        raise RequestError(messages.NO_PARQUET.about())
    import pyarrow as pa  # noqa: PLC0415 - an optional part
    from pyarrow import parquet  # noqa: PLC0415

    frame = answers_frame(province)
    # Said outright: a period without any note would otherwise have a column of another type than the next one.
    types = {"float64": pa.float64(), "Int64": pa.int64()}
    schema = pa.schema([(name, types.get(str(kind), pa.string())) for name, kind in frame.dtypes.items()])
    target = BytesIO()
    parquet.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), target)
    return target.getvalue()

"""The figures as a long table (one row for each agency and indicator), as pandas frame, CSV and Parquet."""

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
from cchc_excel.text.outside import writable

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
#: The sign that begins a formula, and the blanks before it, among which are the characters at which Excel may separate
#: cells; each run of them is looked at once.
_FORMULA_START = re.compile(r"(?:^|(?<![;\s]))([;\s]*+)(?=[=+\-@])")
_SEPARATORS = frozenset(";\t\r\n")


def answers_frame(province: ConsolidatedPeriod) -> pd.DataFrame:
    """Every expected agency's answer to every indicator.

    Columns: period, agency, agency_name, group, indicator, label, unit, type, raw, value, numerator, denominator,
    state (``given``, ``left_out``, ``unreadable``, ``blank``, ``not_returned``), note, file, sheet, cell, submission,
    sha256.
    An absent value is missing (NaN, None, ``<NA>``), never 0.
    """
    import pandas as pd  # noqa: PLC0415 - costs a third of a second, and only this needs it

    columns: list[list[Any]] = [[] for _ in _COLUMNS]
    for agency in province.agencies:
        for row in province.form.indicators:
            for column, value in zip(columns, _values(province, agency, row), strict=True):
                column.append(value)
    frame = pd.DataFrame(dict(zip(_COLUMNS, columns, strict=True)))
    return frame.astype({"value": "float64", "numerator": "float64", "denominator": "float64", "submission": "Int64"})


def _values(province: ConsolidatedPeriod, agency: Agency, row: Row) -> tuple[Any, ...]:
    submission = province.returns.get(agency.code)
    cell = province.cells[agency.code, row.code]
    answer = cell.answer
    values = (
        province.period.key,
        agency.code,
        agency.name,
        agency.group,
        row.code,
        row.label,
        row.unit,
        row.type,
        (answer.entry.raw.typed or None) if answer else None,
        answer.value if answer else None,
        answer.numerator if answer else None,
        answer.denominator if answer else None,
        cell.display_state,
        (answer.entry.note or None) if answer else None,
        submission.receipt.name if submission else None,
        answer.entry.sheet if answer else None,
        answer.entry.cell if answer else None,
        submission.receipt.number if submission else None,
        submission.receipt.sha256 if submission else None,
    )
    return tuple(writable(value) if isinstance(value, str) else value for value in values)


def answers_csv(province: ConsolidatedPeriod) -> bytes:
    """The table as CSV: UTF-8 with byte order mark for Excel; a text that looks like a formula gets an apostrophe."""
    frame = answers_frame(province)
    for column in ("agency_name", "label", "unit", "raw", "note", "file", "sheet"):
        frame[column] = frame[column].map(_escape_formula, na_action="ignore")
    return str(frame.to_csv(index=False, lineterminator="\r\n")).encode("utf-8-sig")


def _escape_formula(text: str) -> str:
    return text if _is_number(text) else _FORMULA_START.sub(_defused, text)


def _defused(start: re.Match[str]) -> str:
    """An apostrophe right before the sign, so that one is in whichever cell the sign comes to stand."""
    begins_cell = start.start() == 0 or not _SEPARATORS.isdisjoint(start[1])
    return f"{start[1]}'" if begins_cell else start[1]


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
    # Types are declared: the column of notes would have another type in a period without any.
    arrow_types = {"float64": pa.float64(), "Int64": pa.int64()}
    schema = pa.schema([(name, arrow_types.get(str(dtype), pa.string())) for name, dtype in frame.dtypes.items()])
    target = BytesIO()
    parquet.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False), target)
    return target.getvalue()

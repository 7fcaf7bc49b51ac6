"""How the file was put together: what reading noticed, and rows of the form that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.messages.findings import FindingCode
from cchc_excel.validation.context import CheckContext

#: Besides, it gives the notices of reading and acceptance, which are declared there.
CODES: tuple[FindingCode, ...] = ("CT01",)


def structure(context: CheckContext, _: Sequence[Finding]) -> Iterator[Finding]:
    """Tell every remark of reading, and the form's rows that the file lacks."""
    for remark in context.remarks:
        yield context.finding(remark.code, None, **remark.facts)
    doubled = {remark.facts.get("code") for remark in context.remarks if remark.code == "CT03"}
    absent = [row.code for row in context.form.rows if row.code not in context.entries and row.code not in doubled]
    if absent:
        yield context.finding("CT01", count=str(len(absent)), codes=", ".join(absent))

"""How the file was put together: the notices of reading and acceptance, and rows of the form that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.messages.findings import FindingCode
from cchc_excel.validation.context import CheckContext

#: Besides, it gives the notices of reading and acceptance, which are declared there.
CODES: tuple[FindingCode, ...] = ("CT01",)


def structure(context: CheckContext, _: Sequence[Finding]) -> Iterator[Finding]:
    """One finding for each notice, and one for all the form's rows that the file lacks."""
    for notice in context.notices:
        yield context.finding(notice.code, context.form.by_code.get(notice.facts.get("row", "")), **notice.facts)
    absent = [row.code for row in context.form.rows if row.code not in context.entries]
    if absent:
        yield context.finding("CT01", count=str(len(absent)), codes=", ".join(absent))

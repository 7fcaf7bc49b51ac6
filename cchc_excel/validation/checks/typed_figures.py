"""Every reading that differs from what was typed, and every figure that could not be understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.validation.context import CheckContext


def typed_figures(context: CheckContext, _: Sequence[Finding]) -> Iterator[Finding]:
    """Tell what `typed` found, indicator by indicator."""
    for row in context.form.indicators:
        meaning = context.understood.get(row.code)
        if meaning is not None and meaning.finding:
            yield context.finding(meaning.finding, row, **meaning.facts)

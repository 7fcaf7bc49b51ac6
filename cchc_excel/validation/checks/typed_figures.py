"""Every reading that differs from what was typed, and every figure that could not be understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.finding import Finding
from cchc_excel.validation.context import Material


def typed_figures(material: Material, _: Sequence[Finding]) -> Iterator[Finding]:
    """Tell what `typed` found, indicator by indicator."""
    for row in material.form.indicators:
        meaning = material.understood.get(row.code)
        if meaning is not None and meaning.finding:
            yield material.tell(meaning.finding, row, **meaning.facts)

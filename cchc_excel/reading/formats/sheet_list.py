"""What is said of the sheets of a workbook that were passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.submission import ReadNotice

_MOST_NAMED = 10


def passed_over(names: Sequence[str]) -> Iterator[ReadNotice]:
    """A notice that names the sheets that are none of cells, or could not be read; none where there are none."""
    if names:
        yield ReadNotice("CT37", {"sheets": ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])})

"""What somebody put over a page, beside its text: boxes of text, remarks in a PDF. It is told, and never counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cchc_excel.domain.submission import ReadNotice

_MOST_TOLD, _LONGEST_TOLD = 10, 60
_FIGURE_SIGNS = frozenset("0123456789.,%/| ")


def is_figures(text: str) -> bool:
    """Whether a text is numbers and no more.

    >>> is_figures("1.248 | 7"), is_figures("12/BC-UBND"), is_figures("-")
    (True, False, False)
    """
    return any(sign.isdigit() for sign in text) and _FIGURE_SIGNS.issuperset(text)


def told(texts: Iterable[str]) -> Iterator[ReadNotice]:
    """A notice of these texts, each once; none where there are none."""
    named = list(dict.fromkeys(quoted for text in texts if (quoted := " ".join(text.split())[:_LONGEST_TOLD])))
    if named:
        yield ReadNotice("CT45", {"texts": ", ".join(f"“{text}”" for text in named[:_MOST_TOLD])})

"""The range in which an agency's figure usually lies, from the figures of its earlier periods."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

#: From fewer earlier figures no range is formed.
LEAST = 3
#: A figure further from the median than so many robust standard deviations is worth a question (Iglewicz and Hoaglin).
_LIMIT = 3.5
#: The median absolute deviation of a normal distribution, as a part of its standard deviation, turned over.
_MAD_TO_SIGMA = 1.4826
#: Small figures jump, and few figures say little of their spread: the deviation counts as at least a seventh of the
#: median (so that half of it may be missing or come on top), and as one.
_LEAST_SHARE, _LEAST_SPREAD = 1 / 7, 1.0


def outlier_range(figures: Sequence[float]) -> tuple[float, float] | None:
    """The lowest and highest figure that raise no warning; None where there are fewer than :data:`LEAST` figures.

    Three and a half robust standard deviations around the median (Iglewicz and Hoaglin), widened to everything that
    was reported before, so that what an agency once explained is not asked again. Never below 0; six decimals.

    >>> outlier_range([10, 12, 11, 13])
    (5.75, 17.25)
    >>> outlier_range([10, 12]) is None
    True
    """
    if len(figures) < LEAST:
        return None
    middle = median(figures)
    deviation = median(abs(figure - middle) for figure in figures) * _MAD_TO_SIGMA
    room = _LIMIT * max(deviation, _LEAST_SHARE * abs(middle), _LEAST_SPREAD)
    low, high = min(middle - room, *figures), max(middle + room, *figures)
    return max(round(low, 6), 0.0), round(high, 6)

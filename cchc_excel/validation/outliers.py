"""Between what an agency's figure usually lies: what its own earlier periods say."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

#: Fewer earlier figures say nothing.
LEAST = 3
#: A figure further from the median than so many robust standard deviations is worth a question (Iglewicz and Hoaglin).
_FAR = 3.5
#: The median absolute deviation of a normal distribution, as a part of its standard deviation, turned over.
_MAD_TO_SIGMA = 1.4826
#: Small figures jump, and few figures say little of their spread: the deviation counts as at least a seventh of the
#: median (so that half of it may be missing or come on top), and as one.
_LEAST_SHARE, _LEAST_SPREAD = 1 / 7, 1.0


def outlier_range(figures: Sequence[float]) -> tuple[float, float] | None:
    """The lowest and highest figure that need no question; None for want of earlier ones.

    The robust z-score around the median, widened to everything that was reported before: what an agency once
    explained is not asked again.

    >>> usual_range([10, 12, 11, 13])
    (5.75, 17.25)
    >>> usual_range([10, 12]) is None
    True
    """
    if len(figures) < LEAST:
        return None
    middle = median(figures)
    deviation = median(abs(figure - middle) for figure in figures) * _MAD_TO_SIGMA
    room = _FAR * max(deviation, _LEAST_SHARE * abs(middle), _LEAST_SPREAD)
    low, high = min(middle - room, *figures), max(middle + room, *figures)
    return max(round(low, 6), 0.0), round(high, 6)

"""What a figure may be without a question: shared by the check on import and the live check of the template.

A figure that is *asked about* does not count until the row's note explains it (`domain.explanation.explains`; on import
`validation.notes.settles`, too: the note must not speak against it), or until something usual speaks for it. The note
that the program wrote beside a rolled-up figure speaks for it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

#: A whole count from 1/1/2000 to 31/12/2050 as Excel numbers days: what it makes of 5/8 in a cell with a fixed number
#: format. Asked about where `is_usual` finds nothing that speaks for it.
DATE_SERIALS = (36526, 55153)
#: The earlier figures of the row (names of `rules.functions.PAST`) that may speak for such a count.
USUAL_PAST = ("previous", "earlier", "adjacent", "included")
#: They do from a third of it up to three times.
USUAL_FACTOR = 3
#: A percentage above 0 and up to this, plainly typed, may have been divided by 100: asked about.
DIVIDED_UP_TO = 1
#: How far a percentage may be from what a fraction in its note says: the forms' rule about fractions (R002) allows it.
FORMED_WITHIN = 0.1
#: A number above this in a cell formatted as a percentage is shown as more than 300%; whoever pasted 23.8 there meant
#: 23,8%: asked about.
PERCENT_FORMAT_UP_TO = 3

#: The largest plausible figure of one agency by the printed unit; a row of a definition may have its own (``largest``).
#: Above it the figure counts with a warning that a note must explain. Generous: a telephone number is to be caught, no
#: busy year.
LARGEST_BY_UNIT: Mapping[str, float] = MappingProxyType(
    {
        "Người": 1_000_000,
        "Hồ sơ": 20_000_000,
        "Văn bản": 5_000_000,
        "Phiếu": 1_000_000,
        "Ý kiến": 1_000_000,
        "Tin, bài": 100_000,
        "Nhiệm vụ": 100_000,
        "Vấn đề": 100_000,
        "Thủ tục": 10_000,
        "Cơ quan, đơn vị": 10_000,
        "Cuộc": 10_000,
        "%": 1_000,
    }
)
#: Of any other unit.
LARGEST_OTHERWISE = 100_000_000
#: Above this nothing is a figure of any unit: an error.
LARGEST_OF_ALL = 1e12


def may_be_date(value: float) -> bool:
    """Whether a count may be a day that Excel made of a fraction."""
    return DATE_SERIALS[0] <= value <= DATE_SERIALS[1] and value == int(value)


def is_usual(value: float, earlier: Iterable[float | None]) -> bool:
    """Whether one of the row's earlier figures is of the same magnitude.

    >>> is_usual(46150, [None, 41200]), is_usual(46150, [12])
    (True, False)
    """
    return any(
        figure is not None and value <= figure * USUAL_FACTOR and figure <= value * USUAL_FACTOR for figure in earlier
    )

"""The note of a rolled-up figure: from how many agencies, and from what, a province's figure was formed.

`cchc consolidate --as-return` writes such notes. A desk that collects provinces as agencies reads them back, so that
its totals come out as if it had collected every agency itself::

    Tổng hợp từ 17/19 cơ quan, đơn vị
    Tổng hợp từ 16/19 cơ quan, đơn vị; tử số 1323,5; mẫu số 1426
    Tổng hợp từ 17/19 cơ quan, đơn vị; từ 20,2 đến 58,1
    Tổng hợp từ 18/19 cơ quan, đơn vị; Có: 15; Không: 3; không tính 1 số liệu do lỗi
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cchc_excel.former_name import former_name
from cchc_excel.forms import ROLLED_UP_GROUP, Row
from cchc_excel.messages import rollup as messages
from cchc_excel.text.normalize import to_nfc

#: Not the beginning of a longer number: "1.426" is not 1.
_END = "(?![0-9]|[.,][0-9])"
_NUMBER = r"([0-9]{1,15}(?:,[0-9]{1,20})?(?:[eE][-+]?[0-9]{1,2})?)" + _END
_COUNT = "([0-9]{1,7})" + _END
# Compiled when the first such note is met (`re` remembers them): most desks never meet one.
_OURS = "(?i)" + messages.BEGINNING + "[0-9]"
_START = "(?i)" + messages.FORMED.format(given=_COUNT, expected=_COUNT) + "(?:[;.,( ](.*))?"
_PARTS = "(?i)" + messages.PARTS.format(numerator=_NUMBER, denominator=_NUMBER) + ";? ?"
_RANGE = "(?i)" + messages.RANGE.format(low=_NUMBER, high=_NUMBER)
_LEFT_OUT, _WRONG = ("(?i)" + text.format(count=_COUNT) for text in (messages.LEFT_OUT, messages.WRONG))


@dataclass(frozen=True, slots=True)
class Rollup:
    """From what a rolled-up figure was formed.

    Attributes:
        given: agencies that gave the figure.
        expected: agencies that should have.
        parts: numerator and denominator of a percentage.
        span: lowest and highest percentage, where there is nothing to weight by.
        counts: how many agencies gave each answer of a coded indicator.
        left_out: figures that an error named, or that could not be understood, and that were not counted.
        wrong: figures that an error named and that were counted all the same.
    """

    given: int
    expected: int
    parts: tuple[float, float] | None = None
    span: tuple[float, float] | None = None
    counts: Mapping[int, int] | None = None
    left_out: int = 0
    wrong: int = 0

    speaks_for_others = former_name("has_rollup_detail")

    @property
    def has_rollup_detail(self) -> bool:
        """Whether it says what no single figure can: how many agencies answered what, or a range."""
        return self.given > 0 and (self.counts is not None or self.span is not None)

    def note(self, row: Row) -> str:
        """The text of the note."""
        parts = [messages.FORMED.format(given=self.given, expected=self.expected)]
        if self.parts is not None:
            parts.append(messages.PARTS.format(numerator=_text(self.parts[0]), denominator=_text(self.parts[1])))
        if self.span is not None:
            parts.append(messages.RANGE.format(low=_text(self.span[0]), high=_text(self.span[1])))
        if self.counts is not None and row.choices is not None:
            parts += [f"{label}: {self.counts.get(code, 0)}" for code, label in row.choices.labels.items()]
        if self.left_out:
            parts.append(messages.LEFT_OUT.format(count=self.left_out))
        if self.wrong:
            parts.append(messages.WRONG.format(count=self.wrong))
        return "; ".join(parts)


def begins_as_rollup(note: str) -> bool:
    """Whether a note begins with the program's words, whatever follows."""
    return bool(re.match(_OURS, _plain(note)))


def is_rollup_return(notes: Iterable[str], rows: int, group: str) -> bool:
    """Whether notes are those of a return that is itself a total: the program writes one beside each of its rows."""
    return group == ROLLED_UP_GROUP and 2 * sum(map(begins_as_rollup, notes)) >= rows > 0


def read_rollup(row: Row, note: str, group: str) -> Rollup | None:
    """Read a note back; None for any other note, and for agencies that are not whole provinces."""
    # An explanation behind it is somebody's own words, and may hold numbers.
    start = re.fullmatch(_START, before_explanation(_plain(note))) if group == ROLLED_UP_GROUP else None
    if start is None:
        return None
    given, expected, details = int(start[1]), int(start[2]), (start[3] or "").strip()
    if given > expected:
        return None
    left_out, wrong = re.search(_LEFT_OUT, details), re.search(_WRONG, details)
    rollup = Rollup(given, expected, left_out=int(left_out[1]) if left_out else 0, wrong=int(wrong[1]) if wrong else 0)
    if row.choices is not None:
        return replace(rollup, counts=_counts(row, details, given))
    if parts := re.match(_PARTS, details):
        rollup = replace(rollup, parts=(_number(parts[1]), _number(parts[2])))
        details = details[parts.end() :]
    if span := re.match(_RANGE, details):
        rollup = replace(rollup, span=(_number(span[1]), _number(span[2])))
    return rollup


def before_explanation(note: str) -> str:
    """The note without the explanation that *giải trình* begins."""
    return re.split(messages.EXPLANATION, note, maxsplit=1, flags=re.IGNORECASE)[0].rstrip(" ;.")


def _plain(note: str) -> str:
    return " ".join(to_nfc(note).split())


def _counts(row: Row, details: str, given: int) -> Mapping[int, int] | None:
    """Agencies by answer; None unless every answer is named and the counts add up to `given`."""
    counts = {}
    for code, label in row.choices.labels.items() if row.choices else ():
        count = re.search(f"(?:^|; ){re.escape(to_nfc(label))}: {_COUNT}", details, re.IGNORECASE)
        if count is None:
            return None
        counts[code] = int(count[1])
    return counts if counts and sum(counts.values()) == given else None


def _text(value: float) -> str:
    return f"{value:.15g}".replace(".", ",")


def _number(text: str) -> float:
    return float(text.replace(",", "."))

"""A return as it was read: its cells, entries and notices; and the answers as which it was understood.

`reading` makes a :class:`Reading`, `validation` the answers. Entries, raw cells and answers are named tuples, as a
return has hundreds of them: they are made, sent between processes and compared several times faster than frozen
dataclasses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from cchc_excel.domain.stamp import Stamp
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.states import UNREADABLE, FileState, UnreadableReason

RawKind = Literal["blank", "number", "text", "truth", "date", "error", "uncalculated"]


class Raw(NamedTuple):
    """What a cell held.

    Attributes:
        kind: ``truth`` is a Boolean, ``error`` an Excel error value, ``uncalculated`` a formula without a result.
        value: number, text, Boolean, ISO date or error text; None for blank and uncalculated.
        is_percent: the cell was formatted as a percentage, so 0.992 was shown as 99,2%.
    """

    kind: RawKind = "blank"
    value: float | str | bool | None = None
    is_percent: bool = False

    @property
    def shown(self) -> str:
        """The value as text, for messages and lists."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, (int, float)):
            return f"{self.value:.12g}"
        return self.value


BLANK = Raw()
_KINDS: dict[str, RawKind] = {kind: kind for kind in get_args(RawKind)}


class Entry(NamedTuple):
    """One row of a return as it was read.

    Attributes:
        code: code of the form's row.
        raw: the figure cell.
        note: the note cell as text.
        cell: the figure's cell (``E61``).
        note_cell: the note's cell.
    """

    code: str
    raw: Raw
    note: str
    sheet: str
    cell: str
    note_cell: str


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """Something noticed while reading: a code of the catalogue of findings and the facts for its message."""

    code: FindingCode
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """Everything that one file says.

    Attributes:
        stamp: the stamp found, genuine or not; None when there is none.
        entries_json: the entries as :func:`dump_entries` writes them: one text goes from worker to ledger in a tenth
            of the time of its entries.
        given: how many figures are in it.
        notices: what was recovered, tampered with, or stands beyond the form.
        form: key of the form version that it was read as; empty where the stamp names one that is not known.
        heading: the agency that the printed heading names; empty for none.
    """

    stamp: Stamp | None
    entries_json: str
    given: int
    notices: tuple[ReadNotice, ...] = ()
    form: str = ""
    heading: str = ""

    @classmethod
    def of(
        cls,
        stamp: Stamp | None,
        entries: Sequence[Entry],
        notices: Sequence[ReadNotice],
        form: str = "",
        heading: str = "",
    ) -> Reading:
        """A reading of these entries."""
        given = sum(entry.raw.kind != "blank" for entry in entries)
        return cls(stamp, dump_entries(entries), given, tuple(notices), form, heading)

    @property
    def entries(self) -> list[Entry]:
        """One for each row of the form that the file has, in the file's order."""
        return load_entries(self.entries_json)


class Answer(NamedTuple):
    """One indicator of a return as it was understood.

    Attributes:
        value: count, percentage (0–100) or code of the answer; None where blank or not understood.
        numerator: of a percentage, from a note or cell such as ``57/57``.
        denominator: likewise.
    """

    entry: Entry
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None

    @property
    def code(self) -> str:
        """Code of the indicator."""
        return self.entry.code


@dataclass(frozen=True)
class Unreadable:
    """A file without a table that can be read.

    Attributes:
        state: where reading ends: ``encrypted``, ``not_a_workbook``, ``no_stamp``, ``no_table`` or ``unreadable``.
            ``packed`` (a zip) and ``message`` (which is no state of a file) are still to be opened.
        facts: what the state's sentence is about.
    """

    state: FileState | Literal["message"]
    facts: Mapping[str, str] = field(default_factory=dict)


def dump_entries(entries: Iterable[Entry]) -> str:
    """Entries as one JSON text: a list of lists, each with the fields of entry and raw cell."""
    fields = [
        (code, raw.kind, raw.value, raw.is_percent, note, sheet, cell, note_cell)
        for code, raw, note, sheet, cell, note_cell in entries
    ]
    return json.dumps(fields, ensure_ascii=False)


def load_entries(document: str) -> list[Entry]:
    """Entries from the JSON text that :func:`dump_entries` wrote."""
    return [
        Entry(code, _raw(kind, value, bool(is_percent)), note, sheet, cell, note_cell)
        for code, kind, value, is_percent, note, sheet, cell, note_cell in json.loads(document)
    ]


def _raw(kind: str, value: float | str | bool | None, is_percent: bool) -> Raw:  # noqa: FBT001 - as it stands there
    if kind == "number":
        return _number(float(value or 0), is_percent)
    return BLANK if kind == "blank" else Raw(_KINDS[kind], value, is_percent)


@lru_cache(maxsize=1 << 14)
def _number(value: float, is_percent: bool) -> Raw:  # noqa: FBT001
    """Most of a period's hundreds of thousands of figures are a few small numbers; each is kept in memory once."""
    return Raw("number", value, is_percent)


def unreadable(why: UnreadableReason, /, **facts: str) -> Unreadable:
    """A file that could not be read, with the facts for the reason's sentence."""
    return Unreadable("unreadable", {"reason": UNREADABLE[why].format(**facts)})

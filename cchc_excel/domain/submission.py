"""A return as it was read: its cells, entries and notices; and the answers as which it was understood.

`reading` makes a :class:`Reading`, `validation` the answers. Entries, raw cells and answers are named tuples, as a
return has hundreds of them: they are made, sent between processes and compared several times faster than frozen
dataclasses.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

from cchc_excel.domain.stamp import Stamp
from cchc_excel.messages import Sentence
from cchc_excel.messages.findings import FindingCode
from cchc_excel.messages.states import UNREADABLE, UNREADABLE_REMEDIES, FileState, UnreadableReason
from cchc_excel.text.normalize import to_visible

CellKind = Literal["blank", "number", "text", "truth", "date", "error", "uncalculated"]
#: Why something is put aside: struck out, raised or lowered, hidden; or the file says two things of it.
WhyAside = Literal["", "struck", "raised", "hidden", "doubtful"]


class Cell(NamedTuple):
    """What a cell says, the same for every file format, before anything is made of it.

    Attributes:
        kind: ``truth`` is a Boolean, ``error`` an Excel error value, ``uncalculated`` a formula without a result.
        value: number, text, Boolean, ISO date or error text, without what is put aside; None for blank and
            uncalculated.
        is_percent: the cell is formatted as a percentage, so that 0.992 is shown as 99,2%; a ``%`` that the format has
            as mere text is none.
        aside: what is struck out, raised, hidden or doubtful in the cell, or the whole of it; never part of the value.
        why_aside: which of these it is; the gravest, where it is several. A figure beside what is doubtful is so, too.
        is_format_known: the file's format tells how the number is shown; where not, 0.992 may be 99,2%.
    """

    kind: CellKind = "blank"
    value: float | str | bool | None = None
    is_percent: bool = False
    aside: str = ""
    why_aside: WhyAside = ""
    is_format_known: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing is seen in it, not even something that is put aside."""
        if self.aside:
            return False
        if self.kind != "text":
            return self.kind == "blank"
        # Nearly every text has such a letter, and to look at all that may show nothing takes long.
        text = str(self.value)
        return not _PLAIN_LETTER.search(text) and not to_visible(text)

    @property
    def shown(self) -> str:
        """The value as the screen shows it, for messages and lists: numbers and days as Vietnamese write them."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, (int, float)):
            return _number_shown(self.value, is_percent=self.is_percent)
        return _day_shown(self.value) if self.kind == "date" else self.value

    @property
    def typed(self) -> str:
        """What stands in the cell, whether it counts or was put aside."""
        return self.shown or self.aside


_PLAIN_LETTER = re.compile(r"[0-9A-Za-z]")
BLANK = Cell()
_KINDS: dict[str, CellKind] = {kind: kind for kind in get_args(CellKind)}
_WHY_ASIDE: dict[str, WhyAside] = {why: why for why in get_args(WhyAside)}
#: Excel shows so many digits of a number.
_DIGITS = 15


def _number_shown(value: float, *, is_percent: bool) -> str:
    if not math.isfinite(value):
        return f"{value:g}"
    text = f"{value * 100 if is_percent else value:.{_DIGITS}g}".replace(".", ",")
    return f"{text}%" if is_percent else text


def _day_shown(value: str) -> str:
    day, _, time = value.partition("T")
    parts = day.split("-")
    shown = "/".join(reversed(parts)) if len(parts) == 3 and all(map(str.isdigit, parts)) else day
    return shown if time in ("", "00:00:00") else f"{shown} {time}"


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
    raw: Cell
    note: str
    sheet: str
    cell: str
    note_cell: str


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """Something noticed while reading: a code of the catalogue of findings and the facts for its message.

    A fact named ``row`` is the code of the form's row that the notice is about; without it, it is about the whole file.
    """

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
        kind: of the file, as `file_type.Kind`.
    """

    stamp: Stamp | None
    entries_json: str
    given: int
    notices: tuple[ReadNotice, ...] = ()
    form: str = ""
    heading: str = ""
    kind: str = ""

    @classmethod
    def of(
        cls,
        stamp: Stamp | None,
        entries: Sequence[Entry],
        notices: Sequence[ReadNotice],
        form: str = "",
        heading: str = "",
        kind: str = "",
    ) -> Reading:
        """A reading of these entries."""
        given = sum(not entry.raw.is_empty for entry in entries)
        return cls(stamp, dump_entries(entries), given, tuple(notices), form, heading, kind)

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
            ``packed`` (a zip), ``several_agencies`` and ``message`` (which is no state of a file) are still to be
            opened.
        facts: what the state's sentence is about.
    """

    state: FileState | Literal["message"]
    facts: Mapping[str, str] = field(default_factory=dict)


def dump_entries(entries: Iterable[Entry]) -> str:
    """Entries as one JSON text: a list of lists, each with the fields of entry and cell.

    What few cells have, something put aside or an unknown format, stands in a ninth field.
    """
    fields = [
        (code, *cell[:3], note, sheet, name, note_cell, *([cell[3:]] if cell[3:] != BLANK[3:] else []))
        for code, cell, note, sheet, name, note_cell in entries
    ]
    # Half of a letter of two halves, as damaged texts have it, can be written nowhere.
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def load_entries(document: str) -> list[Entry]:
    """Entries from the JSON text that :func:`dump_entries` wrote, or an earlier version of it."""
    return [
        Entry(code, _cell(kind, value, bool(is_percent), *rest), note, sheet, cell, note_cell)
        for code, kind, value, is_percent, note, sheet, cell, note_cell, *rest in json.loads(document)
    ]


def _cell(
    kind: str,
    value: float | str | bool | None,  # noqa: FBT001 - as it stands there
    is_percent: bool,  # noqa: FBT001
    rest: Sequence[Any] = (),
) -> Cell:
    if rest:
        aside, why, is_format_known = rest
        number = float(value or 0) if kind == "number" else value
        return Cell(_KINDS[kind], number, is_percent, aside, _WHY_ASIDE[why], bool(is_format_known))
    if kind == "number":
        return _number(float(value or 0), is_percent)
    return BLANK if kind == "blank" else Cell(_KINDS[kind], value, is_percent)


@lru_cache(maxsize=1 << 14)
def _number(value: float, is_percent: bool) -> Cell:  # noqa: FBT001
    """Most of a period's hundreds of thousands of figures are a few small numbers; each is kept in memory once."""
    return Cell("number", value, is_percent)


def unreadable(why: UnreadableReason, /, **facts: str) -> Unreadable:
    """A file that could not be read, with the facts for the reason's sentence."""
    return Unreadable("unreadable", why_unreadable(why, **facts))


def over_budget(sentence: Sentence, facts: Mapping[str, str]) -> Unreadable:
    """A package, or a file in one, that is more than one arrival may bring."""
    reason, remedy = sentence.about(**facts)
    return Unreadable("over_budget", {"reason": reason, "remedy": remedy})


def why_unreadable(why: UnreadableReason, /, **facts: str) -> Mapping[str, str]:
    """The facts of a file that could not be read: its reason and, where that has one of its own, the remedy."""
    remedy = {"remedy": UNREADABLE_REMEDIES[why]} if why in UNREADABLE_REMEDIES else {}
    return {"reason": UNREADABLE[why].format(**facts), **remedy}

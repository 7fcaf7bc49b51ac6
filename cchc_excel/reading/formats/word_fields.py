"""The signs of a Word run, and its fields: of a field only its result is text, or what was chosen in it.

What a field shows that has no result in the file is not known; its instruction is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from cchc_excel.reading.formats.runs import TICKED, UNTICKED
from cchc_excel.reading.formats.xml import attribute, is_on, local_name

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
#: Ticks and boxes of the fonts of signs, by their places in these.
_BY_FONT: Mapping[str, Mapping[int, str]] = {
    "wingdings": {0xFC: TICKED, 0xFE: TICKED, 0xFD: TICKED, 0x6F: UNTICKED, 0xA8: UNTICKED},
    "wingdings 2": {
        0x50: TICKED, 0x51: TICKED, 0x52: TICKED, 0x53: TICKED, 0x54: TICKED, 0x2A: UNTICKED, 0xA3: UNTICKED,
    },
    # Digits and common signs stand where they do in every font.
    "symbol": {ord(sign): sign for sign in "0123456789%.,/()+-"},
}  # fmt: skip
_UNKNOWN = "?"
_MOST_ENTRIES = 1000
#: Fields that show nothing where they have no result, or ask to be replaced.
_SILENT = frozenset({
    "ADVANCE", "ASK", "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "GOTOBUTTON", "MACROBUTTON", "PRIVATE", "RD", "SET",
    "TA", "TC", "XE",
})  # fmt: skip
#: What it draws is never in the file, whatever result it has: fractions, for one.
_DRAWN = "EQ"
_LONGEST_INSTRUCTION = 200


def tick(*, is_ticked: bool) -> str:
    """A box to be ticked."""
    return TICKED if is_ticked else UNTICKED


@dataclass
class _Field:
    """A field that has begun: what was chosen in it, until it has a result; what it is told to do."""

    chosen: str = ""
    is_in_result: bool = False
    instruction: str = ""


class Fields:
    """The fields that are open at a place of a text; one may stand in the instruction of another."""

    def __init__(self) -> None:
        self._open: list[_Field] = []
        self._unread: list[str] = []

    @property
    def is_text(self) -> bool:
        """Whether what stands here is shown, and no instruction."""
        return all(field.is_in_result for field in self._open)

    def passed(self, mark: etree._Element) -> str:
        """What is shown at a field's mark."""
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            self._open.append(_Field(_chosen(mark)))
        elif kind == "separate" and self._open:
            self._open[-1].is_in_result = True
        elif kind == "end" and self._open:
            ended = self._open.pop()
            if not self.is_text:
                return ""
            self._unread.append("" if ended.chosen else unread(ended.instruction, has_result=ended.is_in_result))
            return "" if ended.is_in_result else ended.chosen
        return ""

    def instructed(self, text: str) -> None:
        """Take in a part of the instruction of the field that has begun last."""
        if self._open and len(self._open[-1].instruction) < _LONGEST_INSTRUCTION:
            self._open[-1].instruction += text

    def take_unread(self) -> str:
        """The instructions, since this was last asked, of fields whose text is not in the file; empty for none."""
        taken = " ".join(filter(None, self._unread))
        self._unread.clear()
        return taken


def unread(instruction: str, *, has_result: bool) -> str:
    """The instruction of a field whose text is not in the file; empty for any other."""
    words = instruction[:_LONGEST_INSTRUCTION].split()
    name = words[0].upper() if words else ""
    is_known = not name or (name != _DRAWN and (has_result or name in _SILENT))
    return "" if is_known else " ".join(words)


def signs(run: etree._Element, fields: Fields) -> Iterator[str]:
    """The text of a run, piece by piece."""
    for child in run:
        name = local_name(child)
        if name == "fldChar":
            yield fields.passed(child)
        elif name == "AlternateContent":
            # The same several times, the best first.
            for choice in islice(child.iterchildren("{*}Choice"), 1):
                yield from signs(choice, fields)
        elif name in ("ruby", "rubyBase", "r"):
            yield from signs(child, fields)
        elif name == "instrText":
            fields.instructed(child.text or "")
        elif fields.is_text:
            yield _sign(child, name)


def _sign(element: etree._Element, name: str) -> str:
    if name == "t":
        return element.text or ""
    return _symbol(element) if name == "sym" else _SIGNS.get(name, "")


def _symbol(element: etree._Element) -> str:
    try:
        place = int(attribute(element, "char"), 16) & 0xFF
    except ValueError:
        return _UNKNOWN
    return _BY_FONT.get(attribute(element, "font").lower(), {}).get(place, _UNKNOWN)


def _chosen(mark: etree._Element) -> str:
    """What was chosen in a field of a form that has no result: a box to be ticked, or one of a list."""
    for box in mark.iter("{*}checkBox"):
        parts = {local_name(part): part for part in box}
        return tick(is_ticked=is_on(parts.get("checked", parts.get("default"))))
    for listed in mark.iter("{*}ddList"):
        choice = {local_name(part): attribute(part, "val") for part in listed}
        entries = [attribute(part, "val") for part in listed if local_name(part) == "listEntry"][:_MOST_ENTRIES]
        number = choice.get("result", choice.get("default", "0"))
        is_one = number.isascii() and number.isdigit() and len(number) < 5 and int(number) < len(entries)
        return entries[int(number)] if is_one else ""
    return ""

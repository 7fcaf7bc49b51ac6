"""The signs of a Word run, and its fields: of a field only its result is text, or what was chosen in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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


def tick(*, is_ticked: bool) -> str:
    """A box to be ticked."""
    return TICKED if is_ticked else UNTICKED


@dataclass
class _Field:
    """A field that has begun: what was chosen in it, until it has a result."""

    chosen: str = ""
    is_in_result: bool = False


class Fields:
    """The fields that are open at a place of a text; one may stand in the instruction of another."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

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
            return ended.chosen if self.is_text and not ended.is_in_result else ""
        return ""


def signs(run: etree._Element, fields: Fields) -> Iterator[str]:
    """The text of a run, piece by piece."""
    for child in run:
        name = local_name(child)
        if name == "fldChar":
            yield fields.passed(child)
        elif name in ("AlternateContent", "Choice", "ruby", "rubyBase", "r"):
            yield from signs(child, fields)
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

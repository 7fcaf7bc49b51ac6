"""The text of a Word document's cells in runs: what is struck out, raised or hidden is told apart from the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from cchc_excel.domain.submission import WhyAside
from cchc_excel.reading.formats.runs import Run
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import attribute, finished, is_on, local_name

#: What was deleted or moved away, instructions of fields, and what only older programs show.
_SKIPPED = frozenset({"del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "rt"})
#: What stands around paragraphs, rows or cells without being any of these.
WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
#: Ticks of the fonts of signs, by their places.
_TICKS = frozenset({"F0FC", "00FC", "F0FE", "00FE", "F052", "F054"})
_STRIKES, _HIDES = ("strike", "dstrike"), ("vanish", "webHidden")
_MOST_STYLES, _LONGEST_LINE = 20_000, 50
_DEEPEST = 200


@dataclass(frozen=True)
class RunFormat:
    """What a run's properties or a style say; None for nothing.

    Attributes:
        is_struck: struck out.
        is_raised: raised or lowered.
        is_hidden: not shown.
        font: the font's name.
    """

    is_struck: bool | None = None
    is_raised: bool | None = None
    is_hidden: bool | None = None
    font: str | None = None

    def over(self, below: RunFormat) -> RunFormat:
        """What holds where this one stands over another."""
        return RunFormat(
            below.is_struck if self.is_struck is None else self.is_struck,
            below.is_raised if self.is_raised is None else self.is_raised,
            below.is_hidden if self.is_hidden is None else self.is_hidden,
            self.font or below.font,
        )

    @property
    def why_aside(self) -> WhyAside:
        """Why text in it is put aside."""
        return "struck" if self.is_struck else "hidden" if self.is_hidden else "raised" if self.is_raised else ""


_PLAIN = RunFormat()


@dataclass(frozen=True)
class Styles:
    """The formats of a document's styles, each with the style that it is based on, and that of everything."""

    formats: Mapping[str, tuple[str, RunFormat]] = field(default_factory=dict)
    default: RunFormat = _PLAIN

    def format(self, style: str) -> RunFormat:
        """What a style says, with all that it is based on."""
        found = _PLAIN
        for _ in range(_LONGEST_LINE):
            if style not in self.formats:
                break
            style, own = self.formats[style]
            found = found.over(own)
        return found


def read_styles(chunks: Iterable[bytes]) -> Styles:
    """The styles of a document from their part; raises as :func:`cchc_excel.reading.formats.xml.finished`."""
    formats: dict[str, tuple[str, RunFormat]] = {}
    default = _PLAIN
    for element in finished(chunks, "rPrDefault", "style"):
        if len(formats) >= _MOST_STYLES:
            raise UnsafeError("styles")
        properties = next((child for child in element if local_name(child) == "rPr"), None)
        own = _PLAIN if properties is None else _format(properties)
        if local_name(element) == "rPrDefault":
            default = own
            continue
        based_on = next((attribute(child, "val") for child in element if local_name(child) == "basedOn"), "")
        formats[attribute(element, "styleId")] = (based_on, own)
    return Styles(formats, default)


def _format(properties: etree._Element) -> RunFormat:
    """What the properties of a run or style say."""
    found: dict[str, bool] = {}
    font = ""
    for child in properties:
        name = local_name(child)
        if name in _STRIKES:
            found["is_struck"] = found.get("is_struck", False) or is_on(child)
        elif name in _HIDES:
            found["is_hidden"] = found.get("is_hidden", False) or is_on(child)
        elif name == "vertAlign":
            found["is_raised"] = attribute(child, "val") in ("superscript", "subscript")
        elif name == "rFonts":
            font = attribute(child, "ascii") or attribute(child, "hAnsi")
    return RunFormat(**found, font=font or None)


def children(element: etree._Element) -> Iterator[etree._Element]:
    """An element's children, without comments."""
    return (child for child in element if isinstance(child.tag, str))


def is_skipped(element: etree._Element) -> bool:
    """Whether nothing in an element is text that the document shows with its changes accepted."""
    return local_name(element) in _SKIPPED or (local_name(element) == "sdt" and _is_placeholder(element))


class TextReader:
    """Reads the text of cells."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def runs(self, cell: etree._Element) -> Iterator[Run]:
        """The runs of a cell; paragraphs are lines, a table within the cell is none of its text."""
        is_first = True
        for paragraph in _paragraphs(cell):
            if not is_first:
                yield Run("\n")
            is_first = False
            yield from self.runs_in(paragraph)

    def runs_in(self, paragraph: etree._Element) -> Iterator[Run]:
        """The runs of a paragraph."""
        style = _value(paragraph, "pPr", "pStyle")
        yield from self._runs(paragraph, self._styles.format(style).over(self._styles.default), 0)

    def _runs(self, element: etree._Element, below: RunFormat, depth: int) -> Iterator[Run]:
        if depth > _DEEPEST:
            raise UnsafeError("depth")
        for child in children(element):
            name = local_name(child)
            if name == "r":
                yield from self._run(child, below)
            elif name == "sdt" and (tick := _checkbox(child)) is not None:
                yield Run(tick)
            elif name not in ("pPr", "p", "tbl", "sdtPr") and not is_skipped(child):
                yield from self._runs(child, below, depth + 1)

    def _run(self, run: etree._Element, below: RunFormat) -> Iterator[Run]:
        properties = next((child for child in run if local_name(child) == "rPr"), None)
        own = below
        if properties is not None:
            style = next((attribute(child, "val") for child in properties if local_name(child) == "rStyle"), "")
            own = _format(properties).over(self._styles.format(style)).over(below)
        text = "".join(_signs(run))
        if text:
            yield Run(text, own.why_aside, own.font or "")


def _signs(run: etree._Element) -> Iterator[str]:
    for child in children(run):
        name = local_name(child)
        if name == "t":
            yield child.text or ""
        elif name == "sym":
            yield "✓" if attribute(child, "char").upper() in _TICKS else "?"
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name in ("AlternateContent", "Choice", "ruby", "rubyBase", "r"):
            yield from _signs(child)


def _paragraphs(element: etree._Element) -> Iterator[etree._Element]:
    for child in children(element):
        if local_name(child) == "p":
            yield child
        elif local_name(child) in WRAPPERS and not is_skipped(child):
            yield from _paragraphs(child)


def _checkbox(control: etree._Element) -> str | None:
    """A box to be ticked, as a tick or nothing; None for any other content control."""
    for properties in control:
        if local_name(properties) == "sdtPr":
            for box in properties:
                if local_name(box) == "checkbox":
                    return "✓" if any(local_name(part) == "checked" and is_on(part) for part in box) else ""
    return None


def _is_placeholder(control: etree._Element) -> bool:
    """Whether a content control shows only what should be typed there."""
    return any(
        is_on(part)
        for properties in control
        if local_name(properties) == "sdtPr"
        for part in properties
        if local_name(part) == "showingPlcHdr"
    )


def _value(element: etree._Element, group: str, name: str) -> str:
    for child in element:
        if local_name(child) == group:
            return next((attribute(found, "val") for found in child if local_name(found) == name), "")
    return ""

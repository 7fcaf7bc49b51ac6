"""What the properties of a Word document's runs, and its styles, change about how text is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from cchc_excel.domain.submission import WhyAside
from cchc_excel.reading.formats.colour import is_pale_hex
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import attribute, finished, is_on, local_name

_STRIKES = ("strike", "dstrike")
_NO_FILLS = ("", "AUTO", "NONE")
_MOST_STYLES, _LONGEST_LINE = 20_000, 50


@dataclass(frozen=True)
class RunFormat:
    """What a run's properties or a style say; None for nothing.

    Attributes:
        is_struck: struck out.
        is_raised: raised or lowered.
        is_hidden: not shown.
        is_white: white, so that it is not seen on white.
        is_filled: what is behind it has a colour.
        font: the font's name.
    """

    is_struck: bool | None = None
    is_raised: bool | None = None
    is_hidden: bool | None = None
    is_white: bool | None = None
    is_filled: bool | None = None
    font: str | None = None

    def over(self, below: RunFormat) -> RunFormat:
        """What holds where this one stands over another."""
        return RunFormat(
            below.is_struck if self.is_struck is None else self.is_struck,
            below.is_raised if self.is_raised is None else self.is_raised,
            below.is_hidden if self.is_hidden is None else self.is_hidden,
            below.is_white if self.is_white is None else self.is_white,
            below.is_filled if self.is_filled is None else self.is_filled,
            self.font or below.font,
        )

    @property
    def why_aside(self) -> WhyAside:
        """Why text in it is put aside."""
        if self.is_struck:
            return "struck"
        is_unseen = self.is_hidden or (self.is_white and not self.is_filled)
        return "hidden" if is_unseen else "raised" if self.is_raised else ""


PLAIN = RunFormat()


@dataclass(frozen=True)
class Styles:
    """The formats of a document's styles, each with the style that it is based on.

    Attributes:
        formats: id of the style → the one that it is based on, and what it says.
        default: what holds of everything.
        paragraph: id of the style of paragraphs that name none.
    """

    formats: Mapping[str, tuple[str, RunFormat]] = field(default_factory=dict)
    default: RunFormat = PLAIN
    paragraph: str = ""

    def format(self, style: str) -> RunFormat:
        """What a style says, with all that it is based on."""
        found = PLAIN
        for _ in range(_LONGEST_LINE):
            if style not in self.formats:
                break
            style, own = self.formats[style]
            found = found.over(own)
        return found


def read_styles(chunks: Iterable[bytes]) -> Styles:
    """The styles of a document from their part; raises as :func:`cchc_excel.reading.formats.xml.finished`."""
    formats: dict[str, tuple[str, RunFormat]] = {}
    default, paragraph = PLAIN, ""
    for element in finished(chunks, "rPrDefault", "style"):
        if len(formats) >= _MOST_STYLES:
            raise UnsafeError("styles")
        properties = next((child for child in element if local_name(child) == "rPr"), None)
        own = PLAIN if properties is None else run_format(properties)
        if local_name(element) == "rPrDefault":
            default = own
            continue
        if any(map(is_fill, element.iter("{*}shd"))):
            own = RunFormat(is_filled=True).over(own)
        based_on = next((attribute(child, "val") for child in element if local_name(child) == "basedOn"), "")
        formats[attribute(element, "styleId")] = (based_on, own)
        if attribute(element, "type") == "paragraph" and attribute(element, "default") in ("1", "true", "on"):
            paragraph = attribute(element, "styleId")
    return Styles(formats, default, paragraph)


def run_format(properties: etree._Element) -> RunFormat:
    """What the properties of a run or style say."""
    found: dict[str, bool] = {}
    font = ""
    for child in properties:
        name = local_name(child)
        if name in _STRIKES:
            found["is_struck"] = found.get("is_struck", False) or is_on(child)
        elif name == "vanish":
            found["is_hidden"] = is_on(child)
        elif name == "vertAlign":
            found["is_raised"] = attribute(child, "val") in ("superscript", "subscript")
        elif name == "position" and attribute(child, "val") not in ("", "0"):
            found["is_raised"] = True
        elif name == "color":
            found["is_white"] = is_pale_hex(attribute(child, "val"))
        elif (name == "shd" and is_fill(child)) or (name == "highlight" and is_on(child)):
            found["is_filled"] = True
        elif name == "rFonts":
            font = attribute(child, "hAnsi") or attribute(child, "ascii")
    return RunFormat(**found, font=font or None)


def is_fill(shading: etree._Element) -> bool:
    """Whether a shading is of a colour."""
    pattern = attribute(shading, "val").lower()
    fill = attribute(shading, "fill")
    return not (fill.upper() in _NO_FILLS or is_pale_hex(fill)) or pattern not in ("", "clear", "nil")

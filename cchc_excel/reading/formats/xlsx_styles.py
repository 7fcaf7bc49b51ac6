"""The styles part of an .xlsx → what each cell style changes about how a cell is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from cchc_excel.domain.submission import WhyAside
from cchc_excel.reading.formats.cell_style import CellStyle, TextFont
from cchc_excel.reading.formats.colour import is_pale_hex, is_pale_index, is_pale_theme
from cchc_excel.reading.formats.number_format import BUILT_IN, GENERAL, hides_value, is_date, is_percent, misleads
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import finished, is_on, local_name
from cchc_excel.text.legacy_fonts import encoding_of_font

#: Styles copied over the years come to tens of thousands.
_MOST_ELEMENTS = 300_000
_ONE_OF_EACH_SIGN = (1.0, 0.0, -1.0, 1e6, -1e6)


#: Of a cell whose value is just what it is, on white and on a colour.
USUAL, ON_COLOUR = CellStyle(), CellStyle(is_on_white=False)
#: Of a cell whose style is not listed.
UNKNOWN = CellStyle(None)


@dataclass
class _Lists:
    """What stands in the part, in its order."""

    formats: dict[int, str] = field(default_factory=dict)
    fonts: list[TextFont] = field(default_factory=list)
    white_fills: list[bool] = field(default_factory=list)
    styles: list[tuple[int, int, int]] = field(default_factory=list)


def read_styles(chunks: Iterable[bytes]) -> Sequence[CellStyle]:
    """The cell styles of a workbook, by their number; :data:`USUAL` or :data:`ON_COLOUR` for each that changes nothing.

    Args:
        chunks: its part ``styles.xml``.

    Raises:
        UnsafeError: there are too many, or as :func:`cchc_excel.reading.formats.xml.finished`.
        etree.XMLSyntaxError, ValueError: it is damaged.
    """
    lists = _Lists()
    for count, element in enumerate(finished(chunks, "numFmt", "font", "fill", "xf")):
        if count >= _MOST_ELEMENTS:
            raise UnsafeError("styles")
        _add(lists, element)
    return [_style(lists, *numbers) for numbers in lists.styles]


def _add(lists: _Lists, element: etree._Element) -> None:
    parent = element.getparent()
    match local_name(element), "" if parent is None else local_name(parent):
        case "numFmt", "numFmts":
            lists.formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        case "font", "fonts":
            lists.fonts.append(font_of(element))
        case "fill", "fills":
            lists.white_fills.append(_is_pale_fill(element))
        case "xf", "cellXfs":
            number, font, fill = (int(element.get(name, "0")) for name in ("numFmtId", "fontId", "fillId"))
            lists.styles.append((number, font, fill))


def _style(lists: _Lists, number: int, font_id: int, fill: int) -> CellStyle:
    code = lists.formats.get(number, BUILT_IN.get(number))
    font = lists.fonts[font_id] if 0 <= font_id < len(lists.fonts) else TextFont()
    is_on_white = lists.white_fills[fill] if 0 <= fill < len(lists.white_fills) else True
    # What changes nothing is told as usual, so that most cells need no second look.
    name = font.name if encoding_of_font(font.name) else ""
    shown = GENERAL if code is not None and not _shows_otherwise(code) else code
    style = CellStyle(shown, font._replace(name=name), is_on_white)
    return next((usual for usual in (USUAL, ON_COLOUR) if style == usual), style)


@lru_cache(maxsize=1 << 10)
def _shows_otherwise(code: str) -> bool:
    """Whether some number is shown as a percentage, a day or another number, or hidden."""
    return any(
        shows(code, value) for value in _ONE_OF_EACH_SIGN for shows in (is_percent, is_date, hides_value, misleads)
    )


def font_of(element: etree._Element) -> TextFont:
    """The font of a ``font`` or ``rPr`` element."""
    name, is_white = "", False
    why: WhyAside = ""
    for child in element:
        match local_name(child):
            case "name" | "rFont":
                name = child.get("val", "")
            case "strike" if is_on(child):
                why = "struck"
            case "vertAlign" if child.get("val") in ("superscript", "subscript"):
                why = why or "raised"
            case "color":
                is_white = _is_pale(child)
    return TextFont(name, why, is_white)


def _is_pale_fill(element: etree._Element) -> bool:
    for pattern in element:
        if local_name(pattern) != "patternFill":
            return False
        if pattern.get("patternType", "none") == "none":
            return True
        colour = next((child for child in pattern if local_name(child) == "fgColor"), None)
        is_solid = pattern.get("patternType") == "solid"
        return is_solid and colour is not None and _is_pale(colour)
    return True


def _is_pale(colour: etree._Element) -> bool:
    """Of a ``color`` or ``fgColor`` element.

    Raises:
        ValueError: it is damaged.
    """
    if rgb := colour.get("rgb"):
        return is_pale_hex(rgb)
    if index := colour.get("indexed"):
        return is_pale_index(int(index))
    return is_pale_theme(int(colour.get("theme", "-1")), float(colour.get("tint", "0")))

"""The styles of an OpenDocument spreadsheet → :class:`CellStyle`; number styles as codes that Excel would write.

Source: OASIS OpenDocument 1.3, part 3, sections 16 (styles) and 16.29 (number styles).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from cchc_excel.domain.submission import WhyAside
from cchc_excel.reading.formats.cell_style import CellStyle, TextFont
from cchc_excel.reading.formats.colour import is_pale_hex
from cchc_excel.reading.formats.number_format import GENERAL
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml import attribute, local_name
from cchc_excel.text.legacy_fonts import encoding_of_font

#: Elements of styles; those of numbers first.
NUMBER_STYLES = (
    "number-style", "percentage-style", "currency-style", "date-style", "time-style", "boolean-style", "text-style",
)  # fmt: skip
STYLES = ("style", "default-style", "font-face", *NUMBER_STYLES)
_HOMES = ("automatic-styles", "styles", "font-face-decls")
_MOST_STYLES = 100_000
_DEEPEST = 32
#: What a style says of its text and cell, by local names; what it does not say it has from its parent.
_ASKED = frozenset({"font-name", "font-family", "text-position", "color", "background-color", "display"})
_STRUCK = ("text-line-through-style", "text-line-through-type")
_WHITE = "#ffffff"
_TRANSPARENT = ("", "transparent", "none", _WHITE)
#: Parts of number styles, as letters of a code.
_LETTERS: Mapping[str, str] = {
    "number": "0", "scientific-number": "0E+0", "fraction": "# ?/?", "text-content": "@", "boolean": GENERAL,
    "day": "dd", "day-of-week": "dddd", "month": "mm", "year": "yyyy", "era": "yyyy", "quarter": "mm",
    "week-of-year": "dd", "hours": "h", "minutes": "mm", "seconds": "ss", "am-pm": "AM/PM",
}  # fmt: skip
_FIRST_TIME = re.compile(r"(?<![a-z])(?:h|mm|ss)(?![a-z])")
_CONDITION = re.compile(r"value\(\)\s*(<=|>=|!=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_NUMBER_SECTIONS = 3

#: What one style says.
Properties = dict[str, str]


class Styles:
    """The styles of a document, as they are found; a name is looked up when a cell asks for it."""

    def __init__(self) -> None:
        self._count = 0
        self._own: dict[tuple[str, str], Properties] = {}
        self._parents: dict[tuple[str, str], str] = {}
        self._fonts: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._cell_styles: dict[str, CellStyle] = {}
        self._text_fonts: dict[tuple[str, tuple[str, ...]], TextFont] = {}

    def add(self, element: etree._Element) -> None:
        """Take in an element of one of the names in :data:`STYLES`.

        Raises:
            UnsafeError: there are more than any office program writes.
        """
        home = element.getparent()
        # Charts within the document have styles of their own.
        if home is None or local_name(home) not in _HOMES or (root := home.getparent()) is None:
            return
        if root.getparent() is not None:
            return
        self._count += 1
        if self._count > _MOST_STYLES:
            raise UnsafeError("styles")
        kind = local_name(element)
        if kind == "font-face":
            self._fonts[attribute(element, "name")] = attribute(element, "font-family").strip("'")
        elif kind in NUMBER_STYLES:
            self._codes[attribute(element, "name")] = self._code(element, kind)
        else:
            key = attribute(element, "family"), "" if kind == "default-style" else attribute(element, "name")
            self._own[key] = _properties(element)
            self._parents[key] = attribute(element, "parent-style-name")

    def cell(self, name: str) -> CellStyle:
        """A cell style; the usual one where it is not known."""
        if name not in self._cell_styles:
            properties = self._resolved("table-cell", name)
            data = properties.get("data-style-name", "")
            self._cell_styles[name] = CellStyle(
                (self._codes.get(data) if data else GENERAL),
                self._font(properties),
                not _is_colour(properties),
            )
        return self._cell_styles[name]

    def text(self, cell: str, styles: tuple[str, ...]) -> TextFont:
        """The font of text in a cell of a style.

        Args:
            cell: the cell's style.
            styles: that of the paragraph, then those of the spans around the text, from the outermost.
        """
        key = cell, styles
        if key not in self._text_fonts:
            paragraph, *spans = styles
            below = self._own.get(("paragraph", ""), {})
            layers = [below, self._resolved("table-cell", cell), self._said("paragraph", paragraph)]
            # What is raised as a whole is still the figure.
            layers.append({"text-position": ""})
            layers += [self._said("text", span) for span in spans[-_DEEPEST:]]
            font = self._font({name: value for layer in layers for name, value in layer.items()})
            is_filled = any(map(_is_colour, layers))
            self._text_fonts[key] = font._replace(is_white=font.is_white and not is_filled)
        return self._text_fonts[key]

    def is_shown(self, table: str) -> bool:
        """Whether a table of a style is shown."""
        return self._resolved("table", table).get("display") != "false"

    def is_filled(self, family: str, name: str) -> bool:
        """Whether what has a style is filled with a colour."""
        return _is_colour(self._resolved(family, name))

    def _resolved(self, family: str, name: str) -> Properties:
        """What a style says, with what its parents and the document's default say."""
        return self._own.get((family, ""), {}) | self._said(family, name)

    def _said(self, family: str, name: str) -> Properties:
        """What a style says, with what its parents say."""
        chain: list[Properties] = []
        for _ in range(_DEEPEST):
            own = self._own.get((family, name))
            if own is None or not name:
                break
            chain.append(own)
            name = self._parents[family, name]
        return {name: value for own in reversed(chain) for name, value in own.items()}

    def _font(self, properties: Properties) -> TextFont:
        declared = properties.get("font-name", "")
        name = self._fonts.get(declared, "") or declared or properties.get("font-family", "").strip("'")
        why: WhyAside = ""
        if properties.get("struck") == "yes":
            why = "struck"
        elif properties.get("display") == "none":
            why = "hidden"
        elif properties.get("text-position", "0%").split(" ")[0] not in ("0%", ""):
            why = "raised"
        return TextFont(name if encoding_of_font(name) else "", why, is_pale_hex(properties.get("color", "")))

    def _code(self, element: etree._Element, kind: str) -> str:
        """A number style as a code; those to which it refers stand before it."""
        sections = [
            f"[{match[1].replace('!=', '<>')}{match[2]}]{self._codes.get(attribute(part, 'apply-style-name'), '0')}"
            for part in element
            if local_name(part) == "map" and (match := _CONDITION.search(attribute(part, "condition")))
        ][:_NUMBER_SECTIONS]
        if kind == "text-style" and sections:
            sections += ["0"] * (_NUMBER_SECTIONS - len(sections))
        return ";".join([*sections, _section(element, kind)])


def _section(element: etree._Element, kind: str) -> str:
    """The part of a code for the numbers that no condition sends to another style."""
    code = ""
    for part in element:
        name = local_name(part)
        if name in ("text", "currency-symbol", "fill-character"):
            code += _literal(
                "".join(map(str, part.itertext())), is_percentage=kind == "percentage-style" and "%" not in code
            )
        else:
            code += _LETTERS.get(name, "")
    if kind == "time-style" and attribute(element, "truncate-on-overflow") == "false":
        code = _FIRST_TIME.sub(lambda match: f"[{match[0]}]", code, count=1)
    return code or '""'


def _literal(text: str, *, is_percentage: bool) -> str:
    """A text within a code; its percent sign counts where the style is one of percentages."""
    text = text.replace('"', "")
    if not is_percentage or "%" not in text:
        return f'"{text}"' if text else ""
    before, _, after = text.partition("%")
    return "".join(f'"{part}"' if part and part != "%" else part for part in (before, "%", after))


def _properties(element: etree._Element) -> Properties:
    properties: Properties = {}
    data = attribute(element, "data-style-name")
    if data:
        properties["data-style-name"] = data
    for group in element:
        if not local_name(group).endswith("-properties"):
            continue
        for key, value in group.attrib.items():
            name = str(key).rpartition("}")[2]
            # Text without a colour of its own stands on that of its paragraph.
            is_no_fill = name == "background-color" and value in _TRANSPARENT
            if name in _ASKED and not (is_no_fill and name in properties):
                properties[name] = str(value)
        lines = [attribute(group, name) for name in _STRUCK if attribute(group, name)]
        if lines:
            properties["struck"] = "no" if "none" in lines else "yes"
        if attribute(group, "use-window-font-color") == "true":
            properties["color"] = ""
        # A family and a declared font are two ways to say the same; the style's own counts.
        if attribute(group, "font-family") and not attribute(group, "font-name"):
            properties["font-name"] = ""
    return properties


def _is_colour(properties: Properties) -> bool:
    """Whether what is behind the text has a colour on which white letters are seen."""
    fill = properties.get("background-color", "")
    return fill not in _TRANSPARENT and not is_pale_hex(fill)

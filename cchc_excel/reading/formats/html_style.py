"""What the styles of a web page change about how a cell is read: only what programs write that save sheets as pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from cchc_excel.domain.submission import WhyAside
from cchc_excel.reading.formats.colour import is_pale_hex
from cchc_excel.reading.formats.number_format import GENERAL

#: Its last part, where that is an element, a class, or both.
_SELECTOR = re.compile(r"(?:^|[\s>+~}/-])([a-zA-Z][a-zA-Z0-9]*|)(?:\.([A-Za-z_][\w-]{0,100}))?$")
_MEDIA = re.compile(r"@media([^{}]{0,300})\{((?:[^{}]{0,5000}\{[^{}]{0,5000}\}){0,1000})[^{}]{0,300}\}", re.IGNORECASE)
_DECLARATION = re.compile(r'([\w-]{1,60})\s*:\s*((?:"[^"]*"|[^;"])*)')
_MOST_RULES, _LONGEST_RULE, _LONGEST_SHEET = 20_000, 5000, 4 << 20
_NAMED_FORMATS = {
    "Percent": "0.00%",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Scientific": "0.00E+00",
} | dict.fromkeys(("General Date", "Long Date", "Medium Date", "Short Date"), "dd/mm/yyyy")
_SHORT_NAMES = {"text-decoration-line": "text-decoration"}
_WITH_CASE = ("mso-number-format", "font-family")
#: The attributes that change how text is read; what they make of it is kept for so many different elements.
_SAYING = ("class", "style", "hidden", "color", "bgcolor", "face")
_MOST_LOOKS = 10_000
_WHITE = frozenset({
    "white", "#fff", "#ffff", "#ffffff", "#ffffffff", "rgb(255,255,255)", "rgba(255,255,255,1)", "transparent",
})  # fmt: skip
#: A colour as attributes have it, who need no sign before it.
_BARE_COLOR = re.compile(r"[0-9a-f]{3}(?:[0-9a-f]{3})?")
#: What ends a declaration that no other overrides, but for one with this end.
_IMPORTANT = re.compile(r"(?<!\s)\s*+!\s*+important$", re.IGNORECASE)
_NO_COLOR = frozenset({"none", "initial", "inherit", "transparent", "auto"})
_STRUCK, _RAISED = frozenset({"s", "strike", "del"}), frozenset({"sup", "sub"})


class Look(NamedTuple):
    """What holds of text at some place of a page.

    Attributes:
        is_struck: struck out.
        is_raised: raised or lowered.
        is_hidden: not shown.
        is_white: white, so that it is not seen on white.
        is_filled: what is behind it has a colour.
        font: the font's name.
        code: number format as Excel writes it.
    """

    is_struck: bool = False
    is_raised: bool = False
    is_hidden: bool = False
    is_white: bool = False
    is_filled: bool = False
    font: str = ""
    code: str = GENERAL

    @property
    def why_aside(self) -> WhyAside:
        """Why text in it is put aside."""
        if self.is_struck:
            return "struck"
        is_unseen = self.is_hidden or (self.is_white and not self.is_filled)
        return "hidden" if is_unseen else "raised" if self.is_raised else ""


class StyleSheet:
    """The rules of a page's style sheets, those beside it and its own, for elements and classes."""

    def __init__(self, root: etree._Element, beside: str = "") -> None:
        self._rules: dict[tuple[str, str], dict[str, str]] = {}
        self._looks: dict[tuple[object, ...], Look] = {}
        text = "\n".join([beside, *(element.text or "" for element in root.iter("style"))])[:_LONGEST_SHEET]
        for rule in _MEDIA.sub(_for_screens, text).split("}", _MOST_RULES)[:_MOST_RULES]:
            selectors, _, declarations = rule.rpartition("{")
            declared = _declared(declarations)
            for selector in selectors[-_LONGEST_RULE:].rpartition("{")[2].split(","):
                if found := _SELECTOR.search(selector.rstrip()):
                    self._rules.setdefault((found[1].lower(), found[2] or ""), {}).update(declared)

    def look(self, element: etree._Element, around: Look) -> Look:
        """What holds within an element."""
        key = (element.tag, around, *map(element.get, _SAYING))
        found = self._looks.get(key)
        if found is None:
            found = self._look(element, around)
            if len(self._looks) < _MOST_LOOKS:
                self._looks[key] = found
        return found

    def _look(self, element: etree._Element, around: Look) -> Look:
        declared = self._declared(element)
        struck, raised = "line-through" in declared.get("text-decoration", ""), declared.get("vertical-align")
        look = around._replace(
            is_struck=around.is_struck or struck or element.tag in _STRUCK,
            is_raised=around.is_raised or raised in ("super", "sub") or element.tag in _RAISED,
            is_hidden=around.is_hidden or _hides(element, declared),
        )
        if color := declared.get("color", "") or (_color(element, "color") if element.tag == "font" else ""):
            look = look._replace(is_white=_is_pale(color))
        fill = declared.get("background-color", "") or declared.get("background", "") or _color(element, "bgcolor")
        if fill and fill.split()[0] not in _NO_COLOR:
            look = look._replace(is_filled=not _is_pale(fill))
        font = declared.get("font-family", "") or (element.get("face", "") if element.tag == "font" else "")
        if font:
            look = look._replace(font=font.split(",")[0].strip("\"' "))
        code = declared.get("mso-number-format", "")
        return look._replace(code=_format(code)) if code else look

    def has_place(self, element: etree._Element) -> bool:
        """Whether a cell takes any place, even if what is in it is not shown."""
        return self._declared(element).get("display") != "none" and "hidden" not in element.attrib

    def _declared(self, element: etree._Element) -> dict[str, str]:
        tag, names = str(element.tag), ["", *element.get("class", "").split()]
        declared: dict[str, str] = {}
        for key in [(kind, name) for name in names for kind in ("", tag) if kind or name]:
            declared |= self._rules.get(key, {})
        declared |= _declared(element.get("style", ""))
        return declared | {name[1:]: value for name, value in declared.items() if name.startswith("!")}


def _for_screens(media: re.Match[str]) -> str:
    """The rules of a group; none where they are for paper or for screens of some size only."""
    condition = media[1].lower()
    is_for_paper = "print" in condition and "screen" not in condition and "all" not in condition
    return "" if is_for_paper or "width" in condition else media[2]


def _hides(element: etree._Element, declared: Mapping[str, str]) -> bool:
    return (
        declared.get("display") == "none"
        or declared.get("visibility") in ("hidden", "collapse")
        or "hidden" in element.attrib
        or declared.get("opacity") in ("0", "0%")
        or declared.get("font-size", "").strip("ptxem%") == "0"
    )


def _color(element: etree._Element, name: str) -> str:
    """A colour that an attribute names, as style sheets write it."""
    color = element.get(name, "").strip().lower()
    return f"#{color}" if _BARE_COLOR.fullmatch(color) else color


def _declared(text: str) -> dict[str, str]:
    """What is declared; what is important has a ``!`` before its name."""
    found = {}
    for written, value in _DECLARATION.findall(text[:_LONGEST_RULE]):
        name = _SHORT_NAMES.get(written.lower(), written.lower())
        plain = _IMPORTANT.sub("", value.strip())
        key = name if plain == value.strip() else f"!{name}"
        found[key] = plain if name in _WITH_CASE else plain.lower()
    return found


def _format(text: str) -> str:
    r"""A number format as style sheets write it: quoted, with a backslash before every sign.

    >>> _format('"0\\.0%"'), _format("Percent"), _format('"0\\0022%\\0022"')
    ('0.0%', '0.00%', '0"%"')
    """
    text = text.strip().strip("\"'")
    if text in _NAMED_FORMATS:
        return _NAMED_FORMATS[text]
    text = re.sub(r"\\([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\(.)", r"\1", text)


def _is_pale(color: str) -> bool:
    return color.replace(" ", "") in _WHITE or is_pale_hex(color)

"""What the styles of a web page change about how a cell is read: only what programs write that save sheets as pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from cchc_excel.domain.submission import WhyAside
from cchc_excel.reading.formats.number_format import GENERAL

_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,5000})\}")
_CLASS = re.compile(r"\.([A-Za-z_][\w-]{0,100})")
_DECLARATION = re.compile(r'([\w-]{1,60})\s*:\s*((?:"[^"]*"|[^;"])*)')
_MOST_RULES, _LONGEST_SHEET = 20_000, 4 << 20
_NAMED_FORMATS = {
    "Percent": "0.00%",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Scientific": "0.00E+00",
} | dict.fromkeys(("General Date", "Long Date", "Medium Date", "Short Date"), "dd/mm/yyyy")
_SHORT_NAMES = {"text-decoration-line": "text-decoration"}
_WITH_CASE = ("mso-number-format", "font-family")
_STRUCK, _RAISED = frozenset({"s", "strike", "del"}), frozenset({"sup", "sub"})


@dataclass(frozen=True)
class Look:
    """What holds of text at some place of a page.

    Attributes:
        is_struck: struck out.
        is_raised: raised or lowered.
        is_hidden: not shown.
        font: the font's name.
        code: number format as Excel writes it.
    """

    is_struck: bool = False
    is_raised: bool = False
    is_hidden: bool = False
    font: str = ""
    code: str = GENERAL

    @property
    def why_aside(self) -> WhyAside:
        """Why text in it is put aside."""
        return "struck" if self.is_struck else "hidden" if self.is_hidden else "raised" if self.is_raised else ""


class StyleSheet:
    """The classes of a page's own style sheets."""

    def __init__(self, root: etree._Element) -> None:
        self._classes: dict[str, dict[str, str]] = {}
        text = "".join(element.text or "" for element in root.iter("style"))[:_LONGEST_SHEET]
        for count, rule in enumerate(_RULE.finditer(text)):
            if count >= _MOST_RULES:
                break
            declared = _declared(rule[2])
            for name in _CLASS.findall(rule[1]):
                self._classes.setdefault(name, {}).update(declared)

    def look(self, element: etree._Element, around: Look) -> Look:
        """What holds within an element."""
        declared: dict[str, str] = {}
        for name in element.get("class", "").split():
            declared |= self._classes.get(name, {})
        declared |= _declared(element.get("style", ""))
        struck, raised = "line-through" in declared.get("text-decoration", ""), declared.get("vertical-align")
        look = replace(
            around,
            is_struck=around.is_struck or struck or element.tag in _STRUCK,
            is_raised=around.is_raised or raised in ("super", "sub") or element.tag in _RAISED,
            is_hidden=around.is_hidden or _hides(element, declared),
        )
        font = declared.get("font-family", "") or (element.get("face", "") if element.tag == "font" else "")
        if font:
            look = replace(look, font=font.split(",")[0].strip("\"' "))
        code = declared.get("mso-number-format", "")
        return replace(look, code=_format(code)) if code else look


def _hides(element: etree._Element, declared: Mapping[str, str]) -> bool:
    return (
        declared.get("display") == "none"
        or declared.get("visibility") in ("hidden", "collapse")
        or "hidden" in element.attrib
    )


def _declared(text: str) -> dict[str, str]:
    found = {}
    for written, value in _DECLARATION.findall(text):
        name = _SHORT_NAMES.get(written.lower(), written.lower())
        found[name] = value.strip() if name in _WITH_CASE else value.strip().lower()
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

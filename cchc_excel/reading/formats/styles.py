"""Which of a workbook's styles mean something to a reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cchc_excel.reading.formats.package_guard import elements
from cchc_excel.text.legacy_fonts import Encoding, encoding_of_font

_PERCENT_FORMATS = (9, 10)
#: Of the formats that every workbook has, those of days and times, in any language.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
#: What is no sign for a day or a time though it has letters in it.
_NO_DATE = re.compile(r'[\\_*].|"[^"]*"|General', re.IGNORECASE)
_GROUPS = frozenset({"numFmts", "fonts", "cellXfs", "cellStyles", "cellStyleXfs", "dxfs"})
_LETTER = re.compile(r"[^\W\d_]")
#: What is longer is not kept in memory.
_LONGEST_REMEMBERED = 1 << 16


@dataclass(frozen=True)
class Styles:
    """Style numbers that mean something to a reader.

    Attributes:
        percent: numbers are shown as percentages.
        maybe_dates: numbers may be shown as days or times.
        legacy: text is in a font of before Unicode: encoding, and whether it draws capitals.
    """

    percent: frozenset[str]
    maybe_dates: frozenset[str]
    legacy: Mapping[str, tuple[Encoding, bool]]

    @cached_property
    def special(self) -> frozenset[str]:
        """Those of which a cell's value has to be looked at."""
        return self.percent.union(self.legacy)

    @classmethod
    def read(cls, xml: bytes) -> Styles:
        """Those of a workbook.

        Args:
            xml: the part of that name.

        Raises:
            UnsafeError, expat.ExpatError: as `guard.elements`.
        """
        return _styles(xml) if len(xml) <= _LONGEST_REMEMBERED else _styles.__wrapped__(xml)


#: Where a workbook has none.
NO_STYLES = Styles(frozenset(), frozenset(), {})


@lru_cache(maxsize=16)
def _styles(xml: bytes) -> Styles:
    formats, fonts, styles = dict.fromkeys(_PERCENT_FORMATS, "%"), [], []
    inside = ""
    for tag, attributes in elements(xml):
        if tag in _GROUPS:
            inside = tag
        elif tag == "numFmt" and inside == "numFmts":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "font" and inside == "fonts":
            fonts.append("")
        elif tag == "name" and inside == "fonts" and fonts:
            fonts[-1] = attributes.get("val", "")
        elif tag == "xf" and inside == "cellXfs":
            styles.append((int(attributes.get("numFmtId", "0")), int(attributes.get("fontId", "0"))))
    names = dict(enumerate(fonts))
    legacy = {}
    for at, (_, font) in enumerate(styles):
        encoding = encoding_of_font(names.get(font, ""))
        if encoding:
            legacy[str(at)] = (encoding, names[font].lower().endswith("h"))
    shown = [(str(at), number, formats.get(number, "")) for at, (number, _) in enumerate(styles)]
    return Styles(
        frozenset(at for at, _, code in shown if "%" in code),
        frozenset(at for at, number, code in shown if number in _DATE_FORMATS or _may_be_date(code)),
        legacy,
    )


def _may_be_date(code: str) -> bool:
    return bool(_LETTER.search(_NO_DATE.sub("", code)))

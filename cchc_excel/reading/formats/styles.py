"""A workbook's styles part → which styles show percentages, days, or fonts from before Unicode."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cchc_excel.reading.formats.package_guard import elements
from cchc_excel.text.legacy_fonts import Encoding, encoding_of_font

_PERCENT_FORMATS = (9, 10)
#: Built-in number formats of days and times, in any language.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
#: What has letters in a number format but is no sign for a day or a time.
_NO_DATE = re.compile(r'[\\_*].|"[^"]*"|General', re.IGNORECASE)
_GROUPS = frozenset({"numFmts", "fonts", "cellXfs", "cellStyles", "cellStyleXfs", "dxfs"})
_LETTER = re.compile(r"[^\W\d_]")
#: Longer parts are not kept in memory.
_LONGEST_REMEMBERED = 1 << 16


@dataclass(frozen=True)
class Styles:
    """Indices (as text) of cell styles that change how a cell is read.

    Attributes:
        percent: numbers are shown as percentages.
        maybe_dates: numbers may be shown as days or times.
        legacy: text is in a font from before Unicode: encoding, and whether the font has capitals only.
    """

    percent: frozenset[str]
    maybe_dates: frozenset[str]
    legacy: Mapping[str, tuple[Encoding, bool]]

    @cached_property
    def special(self) -> frozenset[str]:
        """Styles of which every cell is recorded in the sheet's facts."""
        return self.percent.union(self.legacy)

    @classmethod
    def read(cls, xml: bytes) -> Styles:
        """The styles of a workbook.

        Args:
            xml: its part ``styles.xml``.

        Raises:
            UnsafeError, expat.ExpatError: as :func:`cchc_excel.reading.formats.package_guard.elements`.
        """
        return _styles(xml) if len(xml) <= _LONGEST_REMEMBERED else _styles.__wrapped__(xml)


#: Of a workbook without a styles part.
NO_STYLES = Styles(frozenset(), frozenset(), {})


@lru_cache(maxsize=16)
def _styles(xml: bytes) -> Styles:
    formats, fonts, styles = dict.fromkeys(_PERCENT_FORMATS, "%"), [], []
    group = ""
    for tag, attributes in elements(xml):
        if tag in _GROUPS:
            group = tag
        elif tag == "numFmt" and group == "numFmts":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "font" and group == "fonts":
            fonts.append("")
        elif tag == "name" and group == "fonts" and fonts:
            fonts[-1] = attributes.get("val", "")
        elif tag == "xf" and group == "cellXfs":
            styles.append((int(attributes.get("numFmtId", "0")), int(attributes.get("fontId", "0"))))
    font_names = dict(enumerate(fonts))
    legacy = {}
    for index, (_, font) in enumerate(styles):
        encoding = encoding_of_font(font_names.get(font, ""))
        if encoding:
            legacy[str(index)] = (encoding, font_names[font].lower().endswith("h"))
    number_formats = [(str(index), number, formats.get(number, "")) for index, (number, _) in enumerate(styles)]
    return Styles(
        frozenset(index for index, _, code in number_formats if "%" in code),
        frozenset(index for index, number, code in number_formats if number in _DATE_FORMATS or _may_be_date(code)),
        legacy,
    )


def _may_be_date(code: str) -> bool:
    return bool(_LETTER.search(_NO_DATE.sub("", code)))

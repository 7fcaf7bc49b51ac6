"""Which of a workbook's styles mean something to a reader."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from cchc_excel.reading.guard import elements
from cchc_excel.reading.legacy import Encoding, encoding_of_font
from cchc_excel.reading.limits import Limits

_PERCENT_FORMATS = {9, 10}


@dataclass(frozen=True)
class Styles:
    """Style numbers that mean something to a reader."""

    percent: frozenset[str]
    legacy: Mapping[str, tuple[Encoding, bool]]

    @classmethod
    def read(cls, package: zipfile.ZipFile, limits: Limits) -> Styles:
        """Those of a workbook.

        Raises:
            UnsafeError, zipfile.BadZipFile, expat.ExpatError: as `guard.elements`.
        """
        if "xl/styles.xml" not in package.namelist():
            return cls(frozenset(), {})
        percents, fonts, styles = set(_PERCENT_FORMATS), [""], []
        inside = ""
        for tag, attributes in elements(package, "xl/styles.xml", limits):
            if tag in ("fonts", "cellXfs", "cellStyles", "cellStyleXfs", "dxfs"):
                inside = tag
            elif tag == "numFmt" and "%" in attributes.get("formatCode", ""):
                percents.add(int(attributes["numFmtId"]))
            elif tag == "font" and inside == "fonts":
                fonts.append("")
            elif tag == "name" and inside == "fonts":
                fonts[-1] = attributes.get("val", "")
            elif tag == "xf" and inside == "cellXfs":
                styles.append((int(attributes.get("numFmtId", "0")), int(attributes.get("fontId", "0"))))
        # The first font was put there so that a name without a font has a place.
        names = dict(enumerate(fonts[1:]))
        legacy = {}
        for at, (_, font) in enumerate(styles):
            encoding = encoding_of_font(names.get(font, ""))
            if encoding:
                legacy[str(at)] = (encoding, names[font].lower().endswith("h"))
        return cls(frozenset(str(at) for at, (shown, _) in enumerate(styles) if shown in percents), legacy)

"""The styles part of an .xlsb → :class:`CellStyle`.

Source: MS-XLSB, sections 2.4.655 (BrtFont), 2.4.656 (BrtFmt), 2.4.651 (BrtFill), 2.4.824 (BrtXF), 2.5.19 (BrtColor).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cchc_excel.domain.submission import WhyAside
from cchc_excel.reading.formats.cell_style import CellStyle, TextFont
from cchc_excel.reading.formats.colour import is_pale, is_pale_index, is_pale_theme
from cchc_excel.reading.formats.number_format import BUILT_IN
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xlsb_records import records, text, unpack
from cchc_excel.text.legacy_fonts import encoding_of_font

_FONT, _FORMAT, _FILL, _STYLE = 0x2B, 0x2C, 0x2D, 0x2F
_BEGIN_STYLES, _END_STYLES = 0x269, 0x26A
_MOST_RECORDS = 300_000
_STRUCK = 0x08
_COLOUR_OF_FONT, _NAME_OF_FONT = 12, 21
_SOLID = 1
_INDEXED, _RGB, _THEME = 1, 2, 3
_WHOLE_TINT = 32_767


@dataclass
class Styles:
    """The styles of a workbook.

    Attributes:
        cells: by their number.
        fonts: by their number, as runs of text name them.
    """

    cells: list[CellStyle] = field(default_factory=list)
    fonts: list[TextFont] = field(default_factory=list)

    def cell(self, number: int) -> CellStyle:
        """A cell style; of unknown number format where others are listed and it is not, the usual where none are."""
        if not self.cells:
            return CellStyle()
        return self.cells[number] if number < len(self.cells) else CellStyle(None)

    def font(self, number: int) -> TextFont:
        """A font; the usual one where there is none of that number."""
        return self.fonts[number] if number < len(self.fonts) else TextFont()


def read_styles(chunks: Iterable[bytes]) -> Styles:
    """The styles of a workbook.

    Args:
        chunks: its part ``styles.bin``.

    Raises:
        UnsafeError: there are too many.
        ValueError: it is damaged.
    """
    formats: dict[int, str] = {}
    fonts: list[TextFont] = []
    white_fills: list[bool] = []
    styles: list[tuple[int, ...]] = []
    is_of_cells = False
    for count, (number, body) in enumerate(records(chunks)):
        if count >= _MOST_RECORDS:
            raise UnsafeError("styles")
        if number == _FORMAT:
            formats[unpack("<H", body)[0]] = text(body, 2)[0]
        elif number == _FONT:
            fonts.append(_font(body))
        elif number == _FILL:
            white_fills.append(_is_pale_fill(body))
        elif number in (_BEGIN_STYLES, _END_STYLES):
            is_of_cells = number == _BEGIN_STYLES
        elif number == _STYLE and is_of_cells:
            styles.append(unpack("<HHH", body, 2))
    read = Styles(fonts=fonts)
    read.cells = [
        CellStyle(
            formats.get(code, BUILT_IN.get(code)),
            read.font(font),
            white_fills[fill] if fill < len(white_fills) else True,
        )
        for code, font, fill in styles
    ]
    return read


def _font(body: bytes) -> TextFont:
    _, flags, _, position = unpack("<4H", body)
    why: WhyAside = "struck" if flags & _STRUCK else "raised" if position in (1, 2) else ""
    name, _ = text(body, _NAME_OF_FONT)
    return TextFont(name if encoding_of_font(name) else "", why, _is_pale(body, _COLOUR_OF_FONT))


def _is_pale_fill(body: bytes) -> bool:
    (pattern,) = unpack("<I", body)
    return pattern == 0 or (pattern == _SOLID and _is_pale(body, 4))


def _is_pale(body: bytes, at: int) -> bool:
    flags, index, tint, red, green, blue, _ = unpack("<BBhBBBB", body, at)
    match flags >> 1:
        case kind if kind == _INDEXED:
            return is_pale_index(index)
        case kind if kind == _RGB:
            return is_pale(red, green, blue)
        case kind if kind == _THEME:
            return is_pale_theme(index, tint / _WHOLE_TINT)
    return False

"""What the style of a cell changes about how it is read: number format, font, fill."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cchc_excel.domain.submission import Cell, WhyAside
from cchc_excel.reading.formats.number_format import GENERAL, hides_value, number_cell
from cchc_excel.reading.formats.runs import Run, put_aside, text_cell


class TextFont(NamedTuple):
    """What a font changes about how text in it is read.

    Attributes:
        name: such as ``.VnTime``.
        why_aside: text in it is struck out, raised or lowered, or hidden.
        is_white: text in it cannot be seen on white.
    """

    name: str = ""
    why_aside: WhyAside = ""
    is_white: bool = False


class CellStyle(NamedTuple):
    """What a cell's style changes about how it is read.

    Attributes:
        code: number format as Excel writes it; None where it is not known.
        font: of all that has no font of its own.
        is_on_white: the cell is not filled with a colour.
    """

    code: str | None = GENERAL
    font: TextFont = TextFont()
    is_on_white: bool = True

    def number(self, value: float, *, is_1904: bool = False) -> Cell:
        """A number, or the day that it is shown as; `is_1904`: days are counted from 1904."""
        return self.whole(number_cell(value, self.code, is_1904=is_1904))

    def day(self, day: str) -> Cell:
        """A day or time that the file holds as such."""
        cell = Cell("date", day)
        return put_aside(cell, "hidden") if hides_value(self.code or GENERAL) else self.whole(cell)

    def text(self, runs: Iterable[tuple[str, TextFont | None]]) -> tuple[Cell, bool]:
        """A text, and whether any of it was converted from a font from before Unicode.

        Args:
            runs: its pieces with their fonts, None for the cell's own.
        """
        cell, is_converted = text_cell(
            Run(text, self._why(font), (self.font if font is None else font).name) for text, font in runs
        )
        is_hidden = cell.kind == "text" and hides_value(self.code or GENERAL, str(cell.value))
        return (put_aside(cell, "hidden") if is_hidden else cell), is_converted

    def whole(self, cell: Cell) -> Cell:
        """A value that is no text, put aside where the cell is struck out or hidden as a whole."""
        why = self._why(None)
        return put_aside(cell, why) if why else cell

    def _why(self, font: TextFont | None) -> WhyAside:
        """Why text in a font (None for the cell's own) is put aside."""
        own = self.font if font is None else font
        if font is None and own.why_aside == "raised":
            # What is raised as a whole is still the figure.
            return "hidden" if own.is_white and self.is_on_white else ""
        return own.why_aside or ("hidden" if own.is_white and self.is_on_white else "")

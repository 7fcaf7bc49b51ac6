"""What the reading library does not show of a workbook: Excel errors, formats, locks, dropdowns, formulas, macros.

`package_walk` finds it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cchc_excel.reading.cell_refs import Range
from cchc_excel.text.legacy_fonts import Encoding


@dataclass
class SheetFacts:
    """What is to be known of one sheet; cells by name, ranges as first row, first column, last row, last column.

    Attributes:
        errors: cells with an Excel error value.
        uncalculated: cells with a formula but no result.
        percent: cells formatted as percentages.
        legacy: cells in a font of before Unicode: encoding, and whether it draws capitals.
        formulas: the text of formulas; empty for one shared with a neighbour.
        dropdowns: ranges with a list to choose from.
        validated: ranges with any validation of what is typed.
        merged: merged ranges.
        is_protected: the sheet is locked.
        is_known: whether the file's format lets all this be known.
    """

    errors: dict[str, str] = field(default_factory=dict)
    uncalculated: set[str] = field(default_factory=set)
    percent: set[str] = field(default_factory=set)
    legacy: dict[str, tuple[Encoding, bool]] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    dropdowns: list[Range] = field(default_factory=list)
    validated: list[Range] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    is_protected: bool = False
    is_known: bool = False

    def add(self, around: SheetFacts) -> None:
        """Take over what stands around the cells."""
        self.dropdowns += around.dropdowns
        self.validated += around.validated
        self.merged += around.merged
        self.is_protected = self.is_protected or around.is_protected


@dataclass(frozen=True)
class PackageFacts:
    """What is to be known of a workbook."""

    sheets: Mapping[str, SheetFacts] = field(default_factory=dict)
    has_macros: bool = False
    has_links: bool = False

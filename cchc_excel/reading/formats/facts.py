"""What the reading library does not show of a workbook: Excel errors, formats, locks, dropdowns, formulas, macros.

Filled in by `ooxml_reader`; other formats have none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cchc_excel.reading.cell_refs import Range
from cchc_excel.text.legacy_fonts import Encoding


@dataclass
class SheetFacts:
    """Facts of one sheet; cells by reference (``E61``), ranges as first row, first column, last row, last column.

    Attributes:
        errors: cells with an Excel error value.
        uncalculated: cells with a formula but no result.
        percent: cells formatted as percentages.
        legacy: cells in a font from before Unicode: encoding, and whether the font has capitals only.
        formulas: cell → formula; empty for one that it shares with a neighbour.
        dropdowns: ranges with a list validation.
        validated: ranges with any data validation.
        merged: merged ranges.
        is_protected: the sheet is locked.
        is_known: the file's format shows all this.
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
        """Add the facts that the XML has outside the cells: ranges and protection."""
        self.dropdowns += around.dropdowns
        self.validated += around.validated
        self.merged += around.merged
        self.is_protected = self.is_protected or around.is_protected


@dataclass(frozen=True)
class PackageFacts:
    """Facts of a workbook."""

    sheets: Mapping[str, SheetFacts] = field(default_factory=dict)
    has_macros: bool = False
    has_links: bool = False

"""A rendered template with gaps, which are filled for each agency without rendering the template again.

Only the parts that have gaps are compressed anew; no spreadsheet library is needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from cchc_excel.domain.stamp import Stamp
from cchc_excel.forms.layout import COLUMNS, Layout
from cchc_excel.rules.functions import PAST
from cchc_excel.template.content import AgencyPrefill
from cchc_excel.template.package import Package

#: Placeholder of each value in the shared template, by name; its brackets occur in no message.
PLACEHOLDERS = {
    name: f"⟦{name}⟧" for name in ("agency_name", "agency_upper", "previous_name", *Stamp.__dataclass_fields__)
}
#: The placeholder of every figure of earlier periods; see :meth:`RenderedTemplate.for_agency`.
ANY_FIGURE = 0.0
_TEXT_PARTS = ("xl/sharedStrings.xml", "docProps/custom.xml")
_FORM_SHEET_PART = "xl/worksheets/sheet1.xml"
_PLACEHOLDER = re.compile("⟦([a-z_]+)⟧")
_FORMULA = re.compile("⟦([0-9]+)⟧")
_PAST_CELL = re.compile(rf'(<c r="([{"".join(COLUMNS[name] for name in PAST)}][0-9]+)" s="[0-9]+")><v>0</v></c>')


class FormulaGaps:
    """Formulas that are put into the form's sheet after it is written.

    The spreadsheet library looks through each formula for the names of thirty newer functions: 0.2 s for the live
    checks of one workbook, 40 s for the feedback copies of 200 agencies.
    """

    def __init__(self) -> None:
        self.formulas: list[str] = []

    def placeholder(self, formula: str) -> str:
        """What is written in the formula's place."""
        self.formulas.append(formula)
        return f"⟦{len(self.formulas) - 1}⟧"

    def filled(self, sheet_xml: str) -> str:
        """The sheet with its formulas."""
        return _FORMULA.sub(lambda gap: escape(self.formulas[int(gap[1])].removeprefix("=")), sheet_xml)


class RenderedTemplate:
    """A rendered template that agencies share."""

    def __init__(self, content: bytes, layout: Layout, gaps: FormulaGaps) -> None:
        """Fill in the formulas and find the agencies' gaps.

        Args:
            content: rendered with :data:`PLACEHOLDERS`; if it has room for figures of earlier periods, with
                :data:`ANY_FIGURE` in every one of their cells.
            layout: of the form.
            gaps: the formulas of the form's sheet.
        """
        self._package = Package(content)
        sheet_xml = gaps.filled(self._package.part(_FORM_SHEET_PART).decode())
        self._package.replace(_FORM_SHEET_PART, sheet_xml.encode())
        self._texts = {part: _PLACEHOLDER.split(self._package.part(part).decode()) for part in _TEXT_PARTS}
        self._sheet = _PAST_CELL.split(sheet_xml)
        self._cells = {layout.cell(row.code, name): (name, row.code) for row in layout.form.indicators for name in PAST}

    def for_agency(
        self, agency_name: str, stamp: Stamp, prefill: AgencyPrefill, other_parts: Mapping[str, bytes]
    ) -> bytes:
        """One agency's workbook (.xlsx).

        Args:
            agency_name: as on the form.
            stamp: sealed.
            prefill: its earlier figures and the name of their last period are filled in.
            other_parts: package parts that are entirely the agency's own, by name.
        """
        values = {
            "agency_name": agency_name,
            "agency_upper": agency_name.upper(),
            "previous_name": prefill.previous_name,
            **stamp.as_texts(),
        }
        texts = {name: escape(value) for name, value in values.items()}
        changed = {part: _join_pieces(pieces, texts) for part, pieces in self._texts.items()}
        if len(self._sheet) > 1:
            changed[_FORM_SHEET_PART] = self._with_past_figures(prefill.past)
        return self._package.with_parts({**changed, **other_parts})

    def _with_past_figures(self, past: Mapping[str, Mapping[str, float]]) -> bytes:
        pieces = []
        plain_texts, cell_starts, cell_refs = self._sheet[::3], self._sheet[1::3], self._sheet[2::3]
        for plain_text, cell_start, cell_ref in zip(plain_texts, cell_starts, cell_refs, strict=False):
            name, code = self._cells[cell_ref]
            figure = past.get(name, {}).get(code)
            pieces.append(plain_text)
            if figure is not None:
                pieces.append(f"{cell_start}><v>{figure:.16G}</v></c>")
            elif name == PAST[-1]:
                pieces.append(f"{cell_start}/>")
        pieces.append(plain_texts[-1])
        return "".join(pieces).encode()


def _join_pieces(pieces: list[str], values: Mapping[str, str]) -> bytes:
    """The bytes of `pieces`, in which plain text and names of placeholders alternate."""
    filled_pieces = list(pieces)
    filled_pieces[1::2] = [values[name] for name in pieces[1::2]]
    return "".join(filled_pieces).encode()

"""A rendered template with gaps, which are filled for each agency without rendering the template again.

Only the parts that have gaps are compressed anew; no spreadsheet library is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

from cchc_excel.domain.stamp import Stamp
from cchc_excel.forms.layout import COLUMNS, Layout
from cchc_excel.template.content import AgencyPrefill
from cchc_excel.template.package import Package

#: Placeholder of each value in the shared template, by name; its brackets occur in no message.
PLACEHOLDERS = {
    name: f"⟦{name}⟧" for name in ("agency_name", "agency_upper", "previous_name", *Stamp.__dataclass_fields__)
}
#: The placeholder of every figure of earlier periods; see :meth:`RenderedTemplate.for_agency`.
ANY_FIGURE = 0.0
_TEXT_PARTS = ("xl/sharedStrings.xml", "docProps/custom.xml")
_FORM_SHEET_PART, _CHECK_SHEET_PART = _FORMULA_PARTS = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")
_PLACEHOLDER = re.compile("⟦([a-z_]+)⟧")
_FORMULA = re.compile("⟦([0-9]+)⟧")
_SPANS = re.compile(' spans="[0-9:]+"')
_PREVIOUS_CELL = re.compile(rf'(<c r="({COLUMNS["previous"]}[0-9]+)" s="[0-9]+")><v>0</v></c>')
_PAST_CELL = re.compile(r'(<c r="([A-Z]+[0-9]+)")><v>0</v></c>')
_NO_FIGURE = ' t="e"><f>NA()</f><v>#N/A</v></c>'


#: The name of an earlier figure (one of `rules.functions.PAST`), and the code of its row.
PastFigure = tuple[str, str]


class FormulaGaps:
    """Formulas that are put into the form's and the check sheet after these are written.

    The spreadsheet library looks through each formula for the names of thirty newer functions, which takes longer than
    all the rest of writing a workbook.
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

    def __init__(self, content: bytes, layout: Layout, gaps: FormulaGaps, past_cells: Mapping[str, PastFigure]) -> None:
        """Fill in the formulas and find the agencies' gaps.

        Args:
            content: rendered with :data:`PLACEHOLDERS`; if it has room for figures of earlier periods, with
                :data:`ANY_FIGURE` in every one of their cells.
            layout: of the form.
            gaps: the formulas of the form's and the check sheet.
            past_cells: the cells of the check sheet that hold earlier figures.
        """
        self._package = Package(content)
        sheets = {part: gaps.filled(self._package.part(part).decode()) for part in _FORMULA_PARTS}
        # The hidden sheet is as good without its empty texts, and without hints for whoever reads it.
        sheets[_CHECK_SHEET_PART] = _SPANS.sub("", sheets[_CHECK_SHEET_PART].replace("<v></v>", ""))
        for part, sheet_xml in sheets.items():
            self._package.replace(part, sheet_xml.encode())
        self._texts = {part: _PLACEHOLDER.split(self._package.part(part).decode()) for part in _TEXT_PARTS}
        self._form_sheet = _PREVIOUS_CELL.split(sheets[_FORM_SHEET_PART])
        self._check_sheet = _PAST_CELL.split(sheets[_CHECK_SHEET_PART])
        self._previous_cells = {layout.cell(row.code, "previous"): row.code for row in layout.form.indicators}
        self._past_cells = past_cells

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
        if len(self._form_sheet) > 1:
            changed[_FORM_SHEET_PART] = _with_figures(
                self._form_sheet, lambda cell: self._previous(prefill, cell), "/>"
            )
            changed[_CHECK_SHEET_PART] = _with_figures(
                self._check_sheet, lambda cell: self._past(prefill, cell), _NO_FIGURE
            )
        return self._package.with_parts({**changed, **other_parts})

    def _previous(self, prefill: AgencyPrefill, cell: str) -> float | None:
        return prefill.past.get("previous", {}).get(self._previous_cells[cell])

    def _past(self, prefill: AgencyPrefill, cell: str) -> float | None:
        name, code = self._past_cells[cell]
        return prefill.past.get(name, {}).get(code)


def _with_figures(pieces: Sequence[str], figure_of: Callable[[str], float | None], absent: str) -> bytes:
    """A sheet in which cells are filled in.

    Args:
        pieces: text, beginning of a cell and its name, in turn, and text at the end.
        figure_of: the figure of a cell.
        absent: what ends a cell without a figure.
    """
    filled = []
    for text, beginning, cell in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=False):
        figure = figure_of(cell)
        filled += [text, beginning, absent if figure is None else f"><v>{figure:.16G}</v></c>"]
    return "".join([*filled, pieces[-1]]).encode()


def _join_pieces(pieces: list[str], values: Mapping[str, str]) -> bytes:
    """The bytes of `pieces`, in which plain text and names of placeholders alternate."""
    filled_pieces = list(pieces)
    filled_pieces[1::2] = [values[name] for name in pieces[1::2]]
    return "".join(filled_pieces).encode()

"""A rendered template with gaps, filled for one agency after another without rendering it again.

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

#: Name → what stands for it in the shared rendering; the characters occur in no wording.
PLACEHOLDERS = {
    name: f"⟦{name}⟧" for name in ("agency_name", "agency_upper", "previous_name", *Stamp.__dataclass_fields__)
}
#: What stands for every figure of earlier periods; see :meth:`Blank.filled`.
ANY_FIGURE = 0.0
_TEXTS = ("xl/sharedStrings.xml", "docProps/custom.xml")
_FORM_SHEET = "xl/worksheets/sheet1.xml"
_PLACEHOLDER = re.compile("⟦([a-z_]+)⟧")
_PAST_CELL = re.compile(rf'(<c r="([{"".join(COLUMNS[name] for name in PAST)}][0-9]+)" s="[0-9]+")><v>0</v></c>')


class RenderedTemplate:
    """A rendering that agencies share."""

    def __init__(self, content: bytes, layout: Layout) -> None:
        """Find the gaps.

        Args:
            content: rendered with :data:`PLACEHOLDERS`; if it has room for figures of earlier periods, with
                :data:`ANY_FIGURE` in every one of their cells.
            layout: of the form.
        """
        self._package = Package(content)
        self._texts = {part: _PLACEHOLDER.split(self._package.part(part).decode()) for part in _TEXTS}
        self._sheet = _PAST_CELL.split(self._package.part(_FORM_SHEET).decode())
        self._cells = {layout.cell(row.code, name): (name, row.code) for row in layout.form.indicators for name in PAST}

    def filled(self, agency_name: str, stamp: Stamp, personal: AgencyPrefill, others: Mapping[str, bytes]) -> bytes:
        """One agency's workbook.

        Args:
            agency_name: as on the form.
            stamp: sealed.
            personal: its earlier figures and the name of their last period are put in place.
            others: parts that are the agency's own altogether.
        """
        values = {
            "agency_name": agency_name,
            "agency_upper": agency_name.upper(),
            "previous_name": personal.previous_name,
            **stamp.as_texts(),
        }
        texts = {name: escape(value) for name, value in values.items()}
        changed = {part: _joined(pieces, texts) for part, pieces in self._texts.items()}
        if len(self._sheet) > 1:
            changed[_FORM_SHEET] = self._with_past(personal.past)
        return self._package.with_parts({**changed, **others})

    def _with_past(self, past: Mapping[str, Mapping[str, float]]) -> bytes:
        pieces = []
        plain, starts, names = self._sheet[::3], self._sheet[1::3], self._sheet[2::3]
        for before, start, cell in zip(plain, starts, names, strict=False):
            name, code = self._cells[cell]
            figure = past.get(name, {}).get(code)
            pieces.append(before)
            if figure is not None:
                pieces.append(f"{start}><v>{figure:.16G}</v></c>")
            elif name == PAST[-1]:
                pieces.append(f"{start}/>")
        pieces.append(plain[-1])
        return "".join(pieces).encode()


def _joined(pieces: list[str], values: Mapping[str, str]) -> bytes:
    """Plain text and names of placeholders in turn."""
    filled = list(pieces)
    filled[1::2] = [values[name] for name in pieces[1::2]]
    return "".join(filled).encode()

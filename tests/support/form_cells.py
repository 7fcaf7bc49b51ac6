"""The rules' formulas on the form's own sheet, for judging each function in a spreadsheet program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cchc_excel.forms.layout import Layout
from cchc_excel.rules.functions import NOTE_PARTS, quote
from cchc_excel.template.live import DECIMALS, answer_formula


class FormCells:
    """The rules' protocol `Cells`: the cells and expressions that their formulas use on the form's sheet."""

    def __init__(self, layout: Layout, constants: Mapping[str, float]) -> None:
        self._layout = layout
        self._constants = constants
        self.blank_reasons: Sequence[str] = tuple(quote(f"*{reason}*") for reason in layout.form.blank_reasons)

    def helper(self, _name: str, _code: str) -> str | None:
        return None

    def figure(self, code: str) -> str:
        cell = self._layout.cell(code, "figure")
        choices = self._layout.form.by_code[code].choices
        if choices:
            return answer_formula(cell, f"{{{','.join(map(quote, choices.entries))}}}")
        return f"IF(ISNUMBER({cell}),ROUND({cell},{DECIMALS}),NA())"

    def note(self, code: str) -> str:
        return self._layout.cell(code, "note")

    def note_part(self, name: str, code: str) -> str:
        return NOTE_PARTS[name].excel(self.note(code))

    def past(self, name: str, code: str) -> str:
        cell = self._layout.cell(code, name)
        return f"IF(ISNUMBER({cell}),{cell},NA())"

    def constant(self, name: str) -> str:
        return f"{self._constants[name]:.15g}" if name in self._constants else "NA()"

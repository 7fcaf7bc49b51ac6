"""The rows and columns of a template's form sheet, for the writer (`template/`) and the reader (`reading/`).

Knows no Excel library.

Columns: hidden code, STT, Chỉ tiêu, Đơn vị tính, Số liệu, Ghi chú, Kỳ trước, Kiểm tra. Rows: five of heading, one
hidden row of column keys, two of table header, then the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cchc_excel.messages import template as messages

if TYPE_CHECKING:
    # Reading workers import this module, and need no form.
    from cchc_excel.forms import Form

SHEET = messages.SHEET
LISTS_SHEET = "_danh_muc"
STAMP_SHEET = "_cchc"
#: The live check's conditions and messages, row by row as on the form's sheet.
CHECK_SHEET = "_kiem_tra"
#: Key, beside the stamp, of the digest of the live check's formulas.
LIVE_DIGEST_KEY = "cchc:live"
#: The texts of the hidden key row, by column; a reader finds moved columns by them.
COLUMN_KEYS: Mapping[str, str] = {
    "code": "cchc:code",
    "ordinal": "cchc:stt",
    "label": "cchc:label",
    "unit": "cchc:unit",
    "figure": "cchc:figure",
    "note": "cchc:note",
    "previous": "cchc:previous",
    "check": "cchc:check",
}
#: The texts of the printed header, by column.
HEADERS: Mapping[str, str] = {
    "ordinal": messages.HEADER_TOP[0],
    "label": messages.HEADER_TOP[1],
    "unit": messages.HEADER_UNIT,
    "figure": messages.HEADER_FIGURE,
    "note": messages.HEADER_TOP[3],
}
#: Every sheet that a template or a feedback copy has.
SHEETS = frozenset({SHEET, LISTS_SHEET, STAMP_SHEET, CHECK_SHEET, messages.GUIDE_SHEET, messages.FINDINGS_SHEET})
COLUMNS: Mapping[str, str] = dict(zip(COLUMN_KEYS, "ABCDEFGH", strict=True))
HEADING_ROWS = 5
KEY_ROW = 6
HEADER_ROW = 7
FIRST_ROW = 9


@dataclass(frozen=True)
class Layout:
    """Rows and cells of one form's template."""

    form: Form

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row number (from 1) of every code."""
        return {row.code: number for number, row in enumerate(self.form.rows, start=FIRST_ROW)}

    @property
    def last_row(self) -> int:
        """The last row of the table."""
        return FIRST_ROW + len(self.form.rows) - 1

    def cell(self, code: str, column: str) -> str:
        """A row's cell in a column: ``E61``."""
        return f"{COLUMNS[column]}{self.rows[code]}"

    def answer_cell(self, code: str) -> str:
        """The cell in which a row is answered: its figure, or the note of a row without one."""
        return self.cell(code, "figure" if self.form.by_code[code].is_indicator else "note")

    def span(self, column: str) -> str:
        """A column's cells over the whole table: ``$E$9:$E$174``."""
        letter = COLUMNS[column]
        return f"${letter}${FIRST_ROW}:${letter}${self.last_row}"

    def list_name(self, choices: str) -> str:
        """The defined name of a dropdown's list."""
        return f"ds_{choices}"

    def list_span(self, choices: str) -> str:
        """The range of a dropdown's list, one column for each, as seen from another sheet."""
        names = list(self.form.choice_sets)
        letter = chr(ord("A") + names.index(choices))
        return f"{LISTS_SHEET}!${letter}$2:${letter}${len(self.form.choice_sets[choices].entries) + 1}"

"""A table's parts and lines. A line in doubt is taken for no row of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.table.columns import Columns
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.labels import LabelReader
from cchc_excel.text.outside import LONGEST_TEXT

_NEARLY_ALL = 0.9
#: No form has longer labels, units or codes; a longer one is compared with hundreds of them.
_LONGEST_LABEL = 2000

Doubt = Literal["", "contradicted", "unknown"]


@dataclass(frozen=True)
class Part:
    """A stretch of a sheet that holds rows of the form's table."""

    sheet: Sheet
    columns: Columns

    def rows(self) -> Sequence[int]:
        """The rows below the header that have any cell."""
        return self._rows

    @cached_property
    def _rows(self) -> Sequence[int]:
        return [row for row in self.sheet.rows if self.columns.header_row < row <= self.columns.last_row]

    @cached_property
    def filled_columns(self) -> AbstractSet[int]:
        """The columns in which any of its rows has a cell."""
        return set().union(*(self.sheet.rows[row] for row in self._rows))

    @property
    def is_hidden(self) -> bool:
        """Whether its sheet is hidden, or nearly all of its rows."""
        rows = list(self.rows())
        hidden = sum(row in self.sheet.hidden_rows for row in rows)
        return self.sheet.is_hidden or hidden > _NEARLY_ALL * len(rows)

    @cached_property
    def labelled(self) -> Sequence[int]:
        """Its rows that have a label or a code."""
        return [row for row in self.rows() if self.text(row, "label") or self.text(row, "code")]

    def text(self, row: int, key: str) -> str:
        """The text in the column of that key, a note whole, others as long as any label; empty where there is none."""
        texts = self._texts.get(key)
        if texts is None:
            longest = LONGEST_TEXT if key == "note" else _LONGEST_LABEL
            found = self.sheet.texts(self.columns.by_key.get(key))
            texts = self._texts[key] = {row: text[:longest] for row, text in found}
        return texts.get(row, "")

    @cached_property
    def _texts(self) -> dict[str, Mapping[int, str]]:
        """Key of a column → row → text; each is asked for several times."""
        return {}


@dataclass(frozen=True)
class Line:
    """One line of a table and the row of the form that it is.

    Attributes:
        part: where it stands.
        number: row on the sheet, from 1.
        code: of the row that it is; where there is doubt, the code in its cell, if any.
        label: as the sheet has it.
        doubt: ``contradicted``: its code and its label are of different rows; ``unknown``: its label is no row's.
        is_retyped: the label differs from the issued one.
        is_vague: the label fits the code, but would fit others, too; it is as good as the codes around it.
    """

    part: Part
    number: int
    code: str = ""
    label: str = ""
    doubt: Doubt = ""
    is_retyped: bool = False
    is_vague: bool = False


def anchors(part: Part, form: FormIndex) -> Sequence[tuple[int, int]]:
    """Sheet row and index of the form's row, for the lines that a code or a label of one row alone names."""
    if "code" in part.columns.by_key:
        order = {row.code: index for index, row in enumerate(form.rows)}
        return [(number, order[code]) for number in part.rows() if (code := part.text(number, "code")) in order]
    reader = LabelReader(form)
    return [
        (number, indices[0])
        for number in part.rows()
        if (text := part.text(number, "label")) and len(indices := form.by_label.get(reader.comparable(text), ())) == 1
    ]

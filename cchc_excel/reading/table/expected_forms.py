"""What a reading worker has to know of the forms; kept small, since it is sent to another process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from cchc_excel.forms.layout import Layout
from cchc_excel.text.normalize import fold_marks

if TYPE_CHECKING:
    # Only what was worked out of it goes to the workers.
    from cchc_excel.forms import Form

Expected = Literal["figure", "answer", "nothing"]


@dataclass(frozen=True)
class RowIndex:
    """One row of a form as it was issued.

    Attributes:
        sheet_row: from 1.
        takes: a figure, one of a list of answers, or nothing but a note.
        unit_words: other words for the unit, without case and marks.
        other_units: units of other rows of the form, without case and marks, that this row's figure is not counted in.
    """

    code: str
    sheet_row: int
    label: str
    unit: str
    takes: Expected
    unit_words: frozenset[str] = frozenset()
    other_units: frozenset[str] = frozenset()

    @cached_property
    def comparable_label(self) -> str:
        """The label as labels are compared, see :func:`comparable`."""
        return comparable(self.label)


@dataclass(frozen=True, eq=False)
class FormIndex:
    """One version of a form as it was issued; compared by identity, since a process has one of each."""

    key: str
    rows: tuple[RowIndex, ...]

    @classmethod
    def of(cls, form: Form) -> FormIndex:
        """The index of a form."""
        sheet_rows = Layout(form).rows
        units = {fold_marks(row.unit) for row in form.indicators if row.type != "coded" and row.unit}
        return cls(
            form.key,
            tuple(
                RowIndex(
                    row.code,
                    sheet_rows[row.code],
                    row.printed_label,
                    row.unit,
                    "nothing" if not row.is_indicator else "answer" if row.type == "coded" else "figure",
                    frozenset(map(fold_marks, row.unit_words)) if row.unit != "%" else frozenset(),
                    frozenset(units - {fold_marks(word) for word in (row.unit, *row.unit_words)}),
                )
                for row in form.rows
            ),
        )

    @cached_property
    def by_code(self) -> Mapping[str, RowIndex]:
        """Every row by its code."""
        return {row.code: row for row in self.rows}

    @cached_property
    def dotted_codes(self) -> frozenset[str]:
        """Codes that cannot be mistaken for an ordinal, as a section's "I" can."""
        return frozenset(row.code for row in self.rows if "." in row.code)

    @cached_property
    def by_label(self) -> Mapping[str, tuple[int, ...]]:
        """Comparable label → indices in `rows` of the rows that have it."""
        indices: dict[str, tuple[int, ...]] = {}
        for index, row in enumerate(self.rows):
            indices[row.comparable_label] = (*indices.get(row.comparable_label, ()), index)
        return indices

    @cached_property
    def units(self) -> frozenset[str]:
        """Units of measure, without case and marks."""
        return frozenset(fold_marks(row.unit) for row in self.rows if row.unit)

    @property
    def min_rows(self) -> int:
        """How many rows must be found on a sheet before it is taken for this form."""
        return min(10, max(len(self.rows) // 2, 1))


@dataclass(frozen=True)
class ExpectedForms:
    """The forms that a file may be.

    Attributes:
        by_key: form key → form.
        default_key: key of the form that a file without a stamp is read as.
        period: what such a file should be about, as a heading names it; empty for any.
    """

    by_key: Mapping[str, FormIndex]
    default_key: str
    period: str = ""

    @classmethod
    def of(cls, forms: Iterable[Form], default_key: str, period: str = "") -> ExpectedForms:
        """The indices of these forms."""
        return cls({form.key: FormIndex.of(form) for form in forms}, default_key, period)


def comparable(label: str) -> str:
    """A label as labels are compared: without case, marks, list dashes and closing punctuation.

    >>> comparable("- Số TTHC  cấp tỉnh:") == comparable("số TTHC cấp Tỉnh")
    True
    """
    return fold_marks(label).strip("-–•+*.:;, ").replace("( ", "(").replace(" )", ")")

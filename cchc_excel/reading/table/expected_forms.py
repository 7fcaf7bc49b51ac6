"""What a worker has to know of the forms: little, since it is sent to another process."""

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
        at: its row on the sheet.
        takes: a figure, one of a list of answers, or nothing but a note.
    """

    code: str
    at: int
    label: str
    unit: str
    takes: Expected

    @cached_property
    def matched(self) -> str:
        """The label as labels are compared."""
        return comparable(self.label)


@dataclass(frozen=True, eq=False)
class FormIndex:
    """One version of a form as it was issued; there is one of each in a process."""

    key: str
    rows: tuple[RowIndex, ...]

    @classmethod
    def of(cls, form: Form) -> FormIndex:
        """What there is to know of this form."""
        places = Layout(form).rows
        return cls(
            form.key,
            tuple(
                RowIndex(
                    row.code,
                    places[row.code],
                    row.printed_label,
                    row.unit,
                    "nothing" if not row.is_indicator else "answer" if row.type == "coded" else "figure",
                )
                for row in form.rows
            ),
        )

    @cached_property
    def by_code(self) -> Mapping[str, RowIndex]:
        """Every row by its code."""
        return {row.code: row for row in self.rows}

    @cached_property
    def by_label(self) -> Mapping[str, tuple[int, ...]]:
        """Positions of the rows that bear a label, by the label as it is compared."""
        found: dict[str, tuple[int, ...]] = {}
        for at, row in enumerate(self.rows):
            found[row.matched] = (*found.get(row.matched, ()), at)
        return found

    @cached_property
    def units(self) -> frozenset[str]:
        """Units of measure, as they are compared."""
        return frozenset(fold_marks(row.unit) for row in self.rows if row.unit)

    @property
    def enough(self) -> int:
        """How many rows must be found on a sheet before it is taken for this form."""
        return min(10, max(len(self.rows) // 2, 1))


@dataclass(frozen=True)
class ExpectedForms:
    """The forms that there are, by key, and the one that a file without a stamp is read as."""

    forms: Mapping[str, FormIndex]
    expected: str

    @classmethod
    def of(cls, forms: Iterable[Form], expected: str) -> ExpectedForms:
        """What there is to know of these forms."""
        return cls({form.key: FormIndex.of(form) for form in forms}, expected)


def comparable(label: str) -> str:
    """A label as labels are compared: folded, without list dashes and closing signs.

    >>> comparable("- Số TTHC  cấp tỉnh:") == comparable("số TTHC cấp Tỉnh")
    True
    """
    return fold_marks(label).strip("-–•+*.:;, ").replace("( ", "(").replace(" )", ")")

"""Provincial figures as live formulas over *Chi tiết*. `consolidation.totals` says the same in Python.

Text in a cell (a figure left out is shown as ``7 (lỗi)``) is passed over by SUM, COUNT, MIN, MAX and COUNTIF.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cchc_excel.forms import Row
from cchc_excel.master.detail_layout import DetailLayout
from cchc_excel.rules import excel
from cchc_excel.rules.functions import quote
from cchc_excel.wording import master as say


def figure(layout: DetailLayout, row: Row) -> str:
    """The provincial figure: a number, a text or an empty string."""
    span = layout.span(row.code)
    if not span:
        return '=""'
    match row.total:
        case "distribution" if row.choices is not None:
            shown = f'&"{say.ITEM_SEPARATOR}"&'.join(
                f"{quote(f'{label}: ')}&COUNTIF({span},{code})" for code, label in row.choices.labels.items()
            )
        case "weighted_mean" | "ratio":
            numerators, denominators = (layout.span(row.code, part) for part in layout.part_rows[row.code])
            shown = f"IF(SUM({denominators})=0,{_no_weight(span)},SUM({numerators})/SUM({denominators})*100)"
        case _:
            shown = f"SUM({span})"
    return f'=IF(COUNT({span})=0,"",{shown})'


def coverage(layout: DetailLayout, row: Row) -> str:
    """Over how many of the expected agencies the figure was formed: ``15/18``."""
    span = layout.span(row.code)
    if not span:
        return '="0/0"'
    counted = f"COUNT({span})"
    if row.type == "percent":
        denominators = layout.span(row.code, layout.part_rows[row.code][1])
        counted = f"IF(SUM({denominators})=0,COUNT({span}),COUNT({denominators}))"
    return f'={counted}&"/"&COLUMNS({span})'


def left_out(layout: DetailLayout, row: Row) -> str:
    """How many figures are left out."""
    span = layout.span(row.code)
    return f'=COUNTIF({span},"*{say.LEFT_OUT_MARK}")' if span else "=0"


def parts(layout: DetailLayout, row: Row, agency: str) -> tuple[str, str] | None:
    """Numerator and denominator of one agency, where they follow from its figures; None where a note gives them."""
    cells = _AgencyCells(layout.rows, layout.columns[agency])
    own = cells.cell(row.code)
    denominator_cell = f"{layout.columns[agency]}{layout.part_rows[row.code][1]}"
    if row.weight is not None:
        denominator, numerator = excel.formula(row.weight, cells), f"{own}*{denominator_cell}/100"
    elif row.numerator is not None and row.denominator is not None:
        denominator, numerator = excel.formula(row.denominator, cells), excel.formula(row.numerator, cells)
    else:
        return None
    return (
        f'=IF(ISNUMBER({denominator_cell}),IFERROR({numerator},""),"")',
        f'=IF(ISNUMBER({own}),IFERROR({denominator},""),"")',
    )


def _no_weight(span: str) -> str:
    before, between, after = map(quote, say.NO_WEIGHT)
    low, high = (f'SUBSTITUTE(ROUND({end}({span}),2)&"",".",",")' for end in ("MIN", "MAX"))
    return f"{before}&{low}&{between}&{high}&{after}"


class _AgencyCells:
    """One agency's column, for the formulas of weights and ratios."""

    blank_reasons: Sequence[str] = ()

    def __init__(self, rows: Mapping[str, int], column: str) -> None:
        self._rows = rows
        self._column = column

    def cell(self, code: str) -> str:
        return f"{self._column}{self._rows[code]}"

    def figure(self, code: str) -> str:
        return f"IF(ISNUMBER({self.cell(code)}),{self.cell(code)},NA())"

    def note(self, _: str) -> str:
        return '""'

    def earlier(self, _: str) -> str:
        return "NA()"

    adjacent = earlier
    constant = earlier

"""Provincial figures as live formulas. `consolidation.totals` says the same in Python.

The formulas of *Chi tiết* form each group's total and the whole province's from the agencies' cells; those of *Tổng
hợp* take one of these totals, as is chosen on *Lựa chọn*. SUM, COUNT, MIN, MAX and COUNTIF pass over text in a cell
(a figure left out is shown as ``7 (lỗi)``).

On *Chi tiết*:

| function | formula |
|---|---|
| `total` | a group's figure: sum, numerators by denominators, or how many agencies gave each answer |
| `part_total` | a group's sum of numerators, or of denominators |
| `agency_parts` | an agency's numerator and denominator |
| `figure_with_error` | a figure with an error: itself where all figures are chosen, else its replacement |
| `rollup_detail` | one agency's answer as a count, or its percentage as lowest and highest |
| `rollup_detail_total` | a group's sum of such counts; its lowest or highest percentage |
| `subordinate_total` | a group's sum of a number of agencies below |

On *Tổng hợp* (`provincial_coverage`: on *So sánh kỳ trước*):

| function | formula |
|---|---|
| `chosen_total` | the total of the chosen group |
| `coverage` | over how many agencies the chosen figure was formed: ``15/18`` |
| `provincial_coverage` | the same of the whole province, whatever is chosen |
| `subordinate_coverage` | the same, agencies below counted one by one |
| `left_out_count` | how many figures are left out |
| `unreadable_count` | how many cells hold something that is no figure |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from cchc_excel.forms import Row
from cchc_excel.messages import figure_text
from cchc_excel.messages import master as messages
from cchc_excel.output.master.detail_layout import WHOLE, DetailLayout
from cchc_excel.rules import excel
from cchc_excel.rules.functions import quote


def total(layout: DetailLayout, row: Row, group: str) -> str:
    """A group's figure, or the whole province's: a number, a text or an empty string."""
    ranges = layout.ranges(row.code, layout.rows[row.code], group)
    if not ranges:
        return '=""'
    cells = ",".join(ranges)
    match row.total:
        case "distribution" if row.choices is not None:
            labels = row.choices.labels
            if layout.has_rollups:
                counts = [layout.total_cell(group, detail_row) for detail_row in layout.rollup_detail_rows[row.code]]
                answered = f"SUM({','.join(counts)})"
                return f'=IF({answered}=0,"",{_distribution(labels.values(), counts, answered)})'
            counts = [_count_if(ranges, str(code)) for code in labels]
            figure = _distribution(labels.values(), counts, f"COUNT({cells})")
        case "weighted_mean" | "ratio":
            numerator, denominator = (layout.total_cell(group, part_row) for part_row in layout.part_rows[row.code])
            lowest, highest = (
                (",".join(layout.ranges(row.code, end_row, group)) for end_row in layout.rollup_detail_rows[row.code])
                if layout.has_rollups
                else (cells, cells)
            )
            cells = lowest
            figure = f"IF(N({denominator})=0,{_no_weight(lowest, highest)},{numerator}/{denominator}*100)"
        case _:
            figure = f"SUM({cells})"
    return f'=IF(COUNT({cells})=0,"",{figure})'


def part_total(layout: DetailLayout, row: Row, half: int, group: str) -> str:
    """A group's sum of numerators (half 0) or denominators (half 1)."""
    cells = ",".join(layout.ranges(row.code, layout.part_rows[row.code][half], group))
    return f'=IF(COUNT({cells})=0,"",SUM({cells}))' if cells else '=""'


def chosen_total(layout: DetailLayout, row: int) -> str:
    """The total of the chosen group, from a row (from 1) of *Chi tiết*."""
    return "=" + _choose(layout, lambda group: f"'{messages.DETAIL}'!{layout.total_cell(group, row)}")


def coverage(layout: DetailLayout, row: Row) -> str:
    """Over how many of the expected agencies the chosen figure was formed: ``15/18``."""
    return "=" + _choose(layout, lambda group: _coverage(layout, row, group))


def provincial_coverage(layout: DetailLayout, row: Row) -> str:
    """The same as `coverage` of the whole province, whatever group is chosen."""
    return "=" + _coverage(layout, row, WHOLE)


def _coverage(layout: DetailLayout, row: Row, group: str) -> str:
    ranges = _on_detail(layout.ranges(row.code, layout.rows[row.code], group))
    if not ranges:
        return '"0/0"'
    cells = ",".join(ranges)
    counted = f"COUNT({cells})"
    if row.code in layout.rollup_detail_rows:
        # Whoever answers has a number in the first of these rows.
        cells = ",".join(_on_detail(layout.ranges(row.code, layout.rollup_detail_rows[row.code][0], group)))
        counted = f"COUNT({cells})"
    if row.type == "percent":
        denominators = ",".join(_on_detail(layout.ranges(row.code, layout.part_rows[row.code][1], group)))
        counted = f"IF(SUM({denominators})=0,COUNT({cells}),COUNT({denominators}))"
    return f'{counted}&"/"&{"+".join(f"COLUMNS({cells})" for cells in ranges)}'


def rollup_detail(layout: DetailLayout, row: Row, index: int, agency: str) -> str:
    """A cell of `DetailLayout.rollup_detail_rows`, of an agency whose return is not rolled up.

    Args:
        index: which of the indicator's rows, from 0.
        agency: its code.
    """
    cell = f"{layout.agency_letters[agency]}{layout.rows[row.code]}"
    value = cell if row.choices is None else f"COUNTIF({cell},{list(row.choices.labels)[index]})"
    return f'=IF(ISNUMBER({cell}),{value},"")'


def rollup_detail_total(layout: DetailLayout, row: Row, index: int, group: str) -> str:
    """A group's sum of a row of counts; the lowest or highest of a row of percentages."""
    cells = ",".join(layout.ranges(row.code, layout.rollup_detail_rows[row.code][index], group))
    if not cells:
        return '=""'
    if row.choices is not None:
        return f"=SUM({cells})"
    return f'=IF(COUNT({cells})=0,"",{("MIN", "MAX")[index]}({cells}))'


def subordinate_total(layout: DetailLayout, row: Row, index: int, group: str) -> str:
    """A group's sum of a row of `DetailLayout.subordinate_rows`.

    Where a percentage is weighted, only agencies with a numerator and a denominator are in its first row.
    """
    ranges = layout.ranges(row.code, layout.subordinate_rows[row.code][index], group)
    if not ranges:
        return '=""'
    figure = f"SUM({','.join(ranges)})"
    if index == 0 and row.type == "percent":
        denominators = layout.ranges(row.code, layout.part_rows[row.code][1], group)
        weighted = "+".join(
            f'SUMIF({condition_cells},">=0",{cells})'
            for condition_cells, cells in zip(denominators, ranges, strict=True)
        )
        figure = f"IF(SUM({','.join(denominators)})=0,{figure},{weighted})"
    return f"={figure}"


def subordinate_coverage(layout: DetailLayout, row: Row) -> str:
    """Over how many of the agencies below the chosen total was formed: ``34/38``."""

    def of_group(group: str) -> str:
        given, expected, _ = (
            f"'{messages.DETAIL}'!{layout.total_cell(group, number)}" for number in layout.subordinate_rows[row.code]
        )
        return f'IF(ISNUMBER({expected}),{given}&"/"&{expected},"")'

    return "=" + _choose(layout, of_group)


def left_out_count(layout: DetailLayout, row: Row) -> str:
    """How many figures of the chosen group are left out."""
    return "=" + _counted(layout, row, f"*{messages.LEFT_OUT_MARK}")


def unreadable_count(layout: DetailLayout, row: Row) -> str:
    """In how many cells of the chosen group something stands that is no figure; without "=", as a part of a formula."""
    return _counted(layout, row, messages.UNREADABLE_CELL)


def _counted(layout: DetailLayout, row: Row, text: str) -> str:
    """In how many of a row's cells a text stands."""

    def count(group: str) -> str:
        ranges = _on_detail(layout.ranges(row.code, layout.rows[row.code], group))
        return _count_if(ranges, quote(text)) if ranges else "0"

    return _choose(layout, count)


def figure_with_error(value: float | str, replacement: str) -> str:
    """A figure with an error: itself where all figures are chosen, else its replacement."""
    figure = quote(value) if isinstance(value, str) else f"{value:.15g}"
    return f"=IF({messages.FIGURES_NAME}=2,{figure},{quote(replacement)})"


def left_out_text(value: float | str) -> str:
    """How a figure that is left out is shown: ``7 (lỗi)``."""
    return f"{value if isinstance(value, str) else figure_text(value)}{messages.LEFT_OUT_MARK}"


def agency_parts(layout: DetailLayout, row: Row, agency: str) -> tuple[str, str] | None:
    """Numerator and denominator of one agency, where they follow from its figures; None where a note gives them."""
    letter = layout.agency_letters[agency]
    cells = _AgencyCells(layout.rows, letter)
    figure_cell = cells.cell(row.code)
    denominator_cell = f"{letter}{layout.part_rows[row.code][1]}"
    if row.weight is not None:
        denominator, numerator = excel.formula(row.weight, cells), f"{figure_cell}*{denominator_cell}/100"
    elif row.numerator is not None and row.denominator is not None:
        denominator, numerator = excel.formula(row.denominator, cells), excel.formula(row.numerator, cells)
    else:
        return None
    return (
        f'=IF(ISNUMBER({denominator_cell}),IFERROR({numerator},""),"")',
        f'=IF(ISNUMBER({figure_cell}),IFERROR({denominator},""),"")',
    )


def _choose(layout: DetailLayout, of_group: Callable[[str], str]) -> str:
    """The formula of the group that is chosen on *Lựa chọn*: the whole province first, then the groups in order."""
    if not layout.groups:
        return of_group(WHOLE)
    return f"CHOOSE({messages.GROUP_NAME},{','.join(of_group(group) for group in (WHOLE, *layout.groups))})"


def _on_detail(ranges: Sequence[str]) -> list[str]:
    return [f"'{messages.DETAIL}'!{cells}" for cells in ranges]


def _count_if(ranges: Sequence[str], criterion: str) -> str:
    counts = "+".join(f"COUNTIF({cells},{criterion})" for cells in ranges)
    return f"({counts})" if len(ranges) > 1 else counts


def _distribution(labels: Iterable[str], counts: Iterable[str], answered: str) -> str:
    """As `messages.master.distribution` says it: ``Có: 15/18; Không: 3/18``."""
    items = (
        f"{quote(f'{label}: ')}&{count}&{quote('/')}&{answered}" for label, count in zip(labels, counts, strict=True)
    )
    return f'&"{messages.ITEM_SEPARATOR}"&'.join(items)


def _no_weight(lowest: str, highest: str) -> str:
    """The text in place of a percentage that cannot be formed, with the range in which the agencies' lie.

    Args:
        lowest: the cells with the agencies' lowest percentages.
        highest: the cells with their highest.
    """
    before, from_low, to_high, after = map(quote, messages.NO_WEIGHT)
    low, high = (f"ROUND({function}({cells}),2)" for function, cells in (("MIN", lowest), ("MAX", highest)))
    low_text, high_text = (f'SUBSTITUTE({end}&"",".",",")' for end in (low, high))
    return f"{before}&IF({low}={high},{low_text},{from_low}&{low_text}&{to_high}&{high_text})&{after}"


class _AgencyCells:
    """One agency's cells on *Chi tiết*, for weights, numerators and denominators, which ask for nothing else."""

    blank_reasons: Sequence[str] = ()

    def __init__(self, rows: Mapping[str, int], column: str) -> None:
        self._rows = rows
        self._column = column

    def cell(self, code: str) -> str:
        return f"{self._column}{self._rows[code]}"

    def helper(self, _name: str, _code: str) -> None:
        return None

    def figure(self, code: str) -> str:
        return f"IF(ISNUMBER({self.cell(code)}),{self.cell(code)},NA())"

    def note(self, _: str) -> str:
        return '""'

    def note_part(self, _name: str, _code: str) -> str:
        return '""'

    def past(self, _name: str, _code: str) -> str:
        return "NA()"

    def constant(self, _: str) -> str:
        return "NA()"

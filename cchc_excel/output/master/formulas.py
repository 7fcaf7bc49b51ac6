"""Provincial figures as live formulas. `consolidation.totals` says the same in Python.

The formulas of *Chi tiết* form each group's total and the whole province's from the agencies' cells; those of *Tổng
hợp* pick among these totals by what is chosen on *Lựa chọn*. Text in a cell (a figure left out is shown as ``7 (lỗi)``)
is passed over by SUM, COUNT, MIN, MAX and COUNTIF.
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
    """A group's figure, or the province's: a number, a text or an empty string."""
    ranges = layout.ranges(row.code, layout.rows[row.code], group)
    if not ranges:
        return '=""'
    cells = ",".join(ranges)
    match row.total:
        case "distribution" if row.choices is not None:
            if layout.rolls_up:
                told = [layout.total_cell(group, at) for at in layout.count_rows[row.code]]
                among = f"SUM({','.join(told)})"
                return f'=IF({among}=0,"",{_distribution(row.choices.labels.values(), told, among)})'
            counts = [_count_if(ranges, str(code)) for code in row.choices.labels]
            shown = _distribution(row.choices.labels.values(), counts, f"COUNT({cells})")
        case "weighted_mean" | "ratio":
            numerator, denominator = (layout.total_cell(group, at) for at in layout.part_rows[row.code])
            low, high = (
                (",".join(layout.ranges(row.code, at, group)) for at in layout.count_rows[row.code])
                if layout.rolls_up
                else (cells, cells)
            )
            cells = low
            shown = f"IF(N({denominator})=0,{_no_weight(low, high)},{numerator}/{denominator}*100)"
        case _:
            shown = f"SUM({cells})"
    return f'=IF(COUNT({cells})=0,"",{shown})'


def part_total(layout: DetailLayout, row: Row, half: int, group: str) -> str:
    """A group's sum of numerators (half 0) or denominators (half 1)."""
    cells = ",".join(layout.ranges(row.code, layout.part_rows[row.code][half], group))
    return f'=IF(COUNT({cells})=0,"",SUM({cells}))' if cells else '=""'


def picked(layout: DetailLayout, row: int) -> str:
    """On *Tổng hợp*: the total that is chosen, from a row of *Chi tiết*."""
    return "=" + _choose(layout, lambda group: f"'{messages.DETAIL}'!{layout.total_cell(group, row)}")


def coverage(layout: DetailLayout, row: Row) -> str:
    """Over how many of the expected agencies the figure was formed: ``15/18``."""
    return "=" + _choose(layout, lambda group: _coverage(layout, row, group))


def whole_coverage(layout: DetailLayout, row: Row) -> str:
    """The same of the whole province, whatever group is chosen."""
    return "=" + _coverage(layout, row, WHOLE)


def _coverage(layout: DetailLayout, row: Row, group: str) -> str:
    ranges = _elsewhere(layout.ranges(row.code, layout.rows[row.code], group))
    if not ranges:
        return '"0/0"'
    cells = ",".join(ranges)
    counted = f"COUNT({cells})"
    if row.code in layout.count_rows:
        # Whoever says anything has a number in the first of these rows.
        cells = ",".join(_elsewhere(layout.ranges(row.code, layout.count_rows[row.code][0], group)))
        counted = f"COUNT({cells})"
    if row.type == "percent":
        denominators = ",".join(_elsewhere(layout.ranges(row.code, layout.part_rows[row.code][1], group)))
        counted = f"IF(SUM({denominators})=0,COUNT({cells}),COUNT({denominators}))"
    return f'{counted}&"/"&{"+".join(f"COLUMNS({cells})" for cells in ranges)}'


def told(layout: DetailLayout, row: Row, at: int, agency: str) -> str:
    """An agency's cell of a row of counts or ends, where the agency speaks for itself only.

    Args:
        at: which of the indicator's rows, from 0.
    """
    cell = f"{layout.columns[agency]}{layout.rows[row.code]}"
    said = cell if row.choices is None else f"COUNTIF({cell},{list(row.choices.labels)[at]})"
    return f'=IF(ISNUMBER({cell}),{said},"")'


def told_total(layout: DetailLayout, row: Row, at: int, group: str) -> str:
    """The sum of a row of counts; the lowest or highest of a row of ends."""
    cells = ",".join(layout.ranges(row.code, layout.count_rows[row.code][at], group))
    if not cells:
        return '=""'
    if row.choices is not None:
        return f"=SUM({cells})"
    return f'=IF(COUNT({cells})=0,"",{("MIN", "MAX")[at]}({cells}))'


def below_total(layout: DetailLayout, row: Row, at: int, group: str) -> str:
    """The sum of a row of `DetailLayout.below_rows`; where a percentage is weighted, only of those that have parts."""
    ranges = layout.ranges(row.code, layout.below_rows[row.code][at], group)
    if not ranges:
        return '=""'
    cells = ",".join(ranges)
    whole = f"SUM({cells})"
    if at == 0 and row.type == "percent":
        denominators = layout.ranges(row.code, layout.part_rows[row.code][1], group)
        weighted = "+".join(f'SUMIF({of},">=0",{cell})' for of, cell in zip(denominators, ranges, strict=True))
        whole = f"IF(SUM({','.join(denominators)})=0,{whole},{weighted})"
    return f"={whole}"


def below_coverage(layout: DetailLayout, row: Row) -> str:
    """Over how many of the agencies below, of the chosen total: ``34/38``."""

    def of_group(group: str) -> str:
        given, expected, _ = (
            f"'{messages.DETAIL}'!{layout.total_cell(group, at)}" for at in layout.below_rows[row.code]
        )
        return f'IF(ISNUMBER({expected}),{given}&"/"&{expected},"")'

    return "=" + _choose(layout, of_group)


def left_out(layout: DetailLayout, row: Row) -> str:
    """How many figures are left out."""
    return "=" + _counted(layout, row, f"*{messages.LEFT_OUT_MARK}")


def unreadable(layout: DetailLayout, row: Row) -> str:
    """In how many cells something stands that is no figure; a part of a formula."""
    return _counted(layout, row, messages.UNREADABLE_CELL)


def _counted(layout: DetailLayout, row: Row, text: str) -> str:
    """In how many of a row's cells a text stands."""

    def count(group: str) -> str:
        ranges = _elsewhere(layout.ranges(row.code, layout.rows[row.code], group))
        return _count_if(ranges, quote(text)) if ranges else "0"

    return _choose(layout, count)


def unless_wrong(value: float | str, otherwise: str) -> str:
    """A figure that an error names: counted only where all figures are chosen."""
    said = quote(value) if isinstance(value, str) else f"{value:.15g}"
    return f"=IF({messages.FIGURES_NAME}=2,{said},{quote(otherwise)})"


def left_out_text(value: float | str) -> str:
    """How a figure that is not counted is shown."""
    return f"{value if isinstance(value, str) else figure_text(value)}{messages.LEFT_OUT_MARK}"


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


def _choose(layout: DetailLayout, of_group: Callable[[str], str]) -> str:
    """What is chosen on *Lựa chọn*: the whole province first, then the groups in their order."""
    if not layout.groups:
        return of_group(WHOLE)
    return f"CHOOSE({messages.GROUP_NAME},{','.join(of_group(group) for group in (WHOLE, *layout.groups))})"


def _elsewhere(ranges: Sequence[str]) -> list[str]:
    return [f"'{messages.DETAIL}'!{cells}" for cells in ranges]


def _count_if(ranges: Sequence[str], wanted: str) -> str:
    counts = "+".join(f"COUNTIF({cells},{wanted})" for cells in ranges)
    return f"({counts})" if len(ranges) > 1 else counts


def _distribution(labels: Iterable[str], counts: Iterable[str], among: str) -> str:
    items = (f"{quote(f'{label}: ')}&{count}&{quote('/')}&{among}" for label, count in zip(labels, counts, strict=True))
    return f'&"{messages.ITEM_SEPARATOR}"&'.join(items)


def _no_weight(lowest: str, highest: str) -> str:
    before, from_low, to_high, after = map(quote, messages.NO_WEIGHT)
    ends = (("MIN", lowest), ("MAX", highest))
    low, high = (f"ROUND({end}({cells}),2)" for end, cells in ends)
    low_text, high_text = (f'SUBSTITUTE({end}&"",".",",")' for end in (low, high))
    return f"{before}&IF({low}={high},{low_text},{from_low}&{low_text}&{to_high}&{high_text})&{after}"


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

    def past(self, _name: str, _code: str) -> str:
        return "NA()"

    def constant(self, _: str) -> str:
        return "NA()"

"""The printed appendix (the provincial form): its heading, and the figure and the note of every row as text.

Used by the master's summary tab, the Word document, the web page and the rolled-up return.
"""

from __future__ import annotations

from collections.abc import Sequence

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms import Row
from cchc_excel.messages import master as messages
from cchc_excel.messages.register import GROUPS
from cchc_excel.rules.expression import codes_of

#: Between two parts of a note.
SEPARATOR = "; "


def heading(province: ConsolidatedPeriod) -> Sequence[str]:
    """The bold lines above the table; the period and place come last."""
    place = messages.SUMMARY_PLACE.format(
        period=province.period.name.upper(), whole=province.whole.upper(), name=bare_name(province).upper()
    ).strip()
    return [*province.form.heading, place]


def reference(province: ConsolidatedPeriod) -> str:
    """The line in italics below the heading: which report it belongs to."""
    return messages.SUMMARY_REPORT.format(year=province.period.year)


def figure(province: ConsolidatedPeriod, row: Row) -> str:
    """The provincial figure as printed, with the separators of Vietnamese; empty where there is none.

    >>> printed(1248, "count"), printed(92.7863, "percent"), printed(100, "percent")
    ('1.248', '92,786', '100,0')
    """
    if not row.is_indicator:
        return ""
    shown = province.totals[row.code].shown
    return shown if isinstance(shown, str) else printed(shown, row.type)


def printed(value: float, kind: str) -> str:
    """A number as the number formats of the master show it in a Vietnamese Windows."""
    if kind != "percent":
        return f"{value:,.0f}".replace(",", ".")
    text = f"{value:.3f}".rstrip("0")
    return (text + "0" if text.endswith(".") else text).replace(".", ",")


def formed(row: Row) -> str:
    """How a percentage is formed; empty for figures that are plainly added up or counted."""
    match row.total:
        case "weighted_mean" if row.weight is not None:
            return messages.WEIGHTED.format(weight=" × ".join(dict.fromkeys(codes_of(row.weight))))
        case "ratio":
            return messages.RATIO_OF_NOTES if row.numerator is None else messages.RATIO_OF_FIGURES
    return ""


def note_text(province: ConsolidatedPeriod, row: Row) -> str:
    """The column *Ghi chú* of a row."""
    how = formed(row)
    if how:
        total = province.totals[row.code]
        before, after = messages.OVER_AGENCIES
        return f"{how}{before}{total.coverage}{after}" if total.value is not None else ""
    if row.type == "text":
        has_notes = any(submission.notes.get(row.code) for submission in province.returns.values())
        return messages.SEE_NOTES if has_notes else ""
    if not row.is_indicator:
        return ""
    parts = []
    total = province.totals[row.code]
    if row.total == "sum_with_duplicates" and total.below.given > 1:
        parts.append(messages.DUPLICATES)
    if not all(row.adds_up(group) for group in province.groups):
        parts.append(messages.ONLY_GROUPS.format(groups=", ".join(GROUPS[group].lower() for group in row.total_groups)))
    return SEPARATOR.join(parts)


def printed_note_text(province: ConsolidatedPeriod, row: Row) -> str:
    """The column *Ghi chú* on paper, which has no column for the coverage and the figures left out."""
    parts = [note_text(province, row)]
    if row.is_indicator:
        total = province.totals[row.code]
        if not formed(row) and total.shown != "" and total.given < total.expected:
            parts.append(f"{total.coverage}{messages.COVERAGE_NOTE}")
        for (before, after), count in (
            (messages.UNREADABLE_NOTE, _not_understood(province, row)),
            (left_out_words(province), total.left_out),
        ):
            parts += [f"{before}{count}{after}"] if count else []
    return SEPARATOR.join(filter(None, parts))


def left_out_words(province: ConsolidatedPeriod) -> tuple[str, str]:
    """What stands before and after the number of figures left out; other words where whole returns are left out."""
    return messages.REJECTED_NOTE if province.error_rule == "leave_out_return" else messages.LEFT_OUT_NOTE


def _not_understood(province: ConsolidatedPeriod, row: Row) -> int:
    """How many agencies' cells hold something that could not be understood as a figure."""
    agencies = (agency for agency in province.agencies if row.adds_up(agency.group))
    return sum(province.cells[agency.code, row.code].was_not_understood for agency in agencies)


def returned(province: ConsolidatedPeriod) -> str:
    """How many have returned, and as of when."""
    return messages.RETURNED_LINE.format(
        returned=len(province.returns), expected=len(province.agencies), as_of=f"{province.as_of:%d/%m/%Y}"
    )


def returns_counted(province: ConsolidatedPeriod) -> str:
    """The proof of the sum: accepted returns are counted, or not counted."""
    sentence = messages.RETURNS_NOT_ALL if province.not_counted else messages.RETURNS_COUNTED
    return sentence.format(accepted=province.accepted, counted=province.counted, others=len(province.not_counted))


def about_errors(province: ConsolidatedPeriod) -> Sequence[str]:
    """Sentences on figures with an error and on those that could not be understood; only on what there is."""
    rows = {row.code: row for row in province.form.indicators}
    groups = {agency.code: agency.group for agency in province.agencies}
    cells = [cell for (agency, code), cell in province.cells.items() if rows[code].adds_up(groups[agency])]
    counts = {
        messages.OTHER_RETURNS: len(province.others),
        messages.NOT_CHECKED_RETURNS: len(province.not_checked),
        messages.REJECTED_RETURNS: len(province.rejected),
        messages.LEFT_OUT_COUNT: 0 if province.rejected else sum(total.left_out for total in province.totals.values()),
        messages.WRONG_COUNT: sum(cell.wrong and cell.state == "given" for cell in cells),
        messages.UNCLEAR_COUNT: sum(cell.was_not_understood for cell in cells),
        messages.BELOW_COUNT: sum(total.below.left_out for total in province.totals.values()),
    }
    return [sentence.format(count=count) for sentence, count in counts.items() if count]


def bare_name(province: ConsolidatedPeriod) -> str:
    """``tỉnh Sóc Trăng`` after ``toàn tỉnh`` is ``Sóc Trăng``."""
    kind = province.whole.removeprefix("toàn ").strip()
    return province.name.removeprefix(kind).strip() if kind else province.name

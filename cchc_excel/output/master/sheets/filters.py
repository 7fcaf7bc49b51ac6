"""*Lựa chọn*: two cells in which is chosen what is totalled; below, what is not in the totals and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cchc_excel.consolidation import appendix
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import SubmissionCell
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.messages.states import NAMES
from cchc_excel.output.master import filters
from cchc_excel.output.master.detail_layout import DetailLayout
from cchc_excel.output.master.styles import CHOICE_FILL, subtitle, write_header, write_title
from cchc_excel.output.spreadsheet import Book, Sheet, column_name
from cchc_excel.text.row_height import lines_needed, row_height

_WIDTHS = (6, 30, 48, 80)
_FIRST_FILTER_ROW = 5
#: Hidden columns, one for each filter: the number of the chosen entry in its row, the list of entries below.
_FIRST_LIST, _LIST_ROW = 5, 8
_HEADER_ROW = 10


@dataclass(frozen=True)
class _Filter:
    """A cell to choose in.

    Attributes:
        chosen: number (from 1) of the entry that is chosen as the master is made.
        name: defined name of the cell with the number of the chosen entry.
    """

    label: str
    entries: Sequence[str]
    chosen: int
    name: str


def write_filters(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.CHOICE)
    write_title(book, sheet, messages.CHOICE_TITLE, len(_WIDTHS), subtitle(province))
    sheet.merge_range(2, 0, 2, len(_WIDTHS) - 1, messages.CHOICE_INTRODUCTION, book.style(italic=True))
    sheet.set_row(2, 22)
    figures_label, group_label = messages.CHOICE_LABELS
    cells = (
        _Filter(figures_label, messages.FIGURE_CHOICES, filters.default_figures(province), messages.FIGURES_NAME),
        _Filter(group_label, filters.group_entries(DetailLayout(province)), 1, messages.GROUP_NAME),
    )
    for index, cell in enumerate(cells):
        _write_filter(book, sheet, cell, _FIRST_FILTER_ROW + index, _FIRST_LIST + index)
    sheet.merge_range(7, 0, 7, len(_WIDTHS) - 1, messages.MISSING_TITLE, book.style(bold=True, align="center"))
    proof = appendix.returns_counted(province)
    sheet.merge_range(8, 0, 8, len(_WIDTHS) - 1, proof, book.style(italic=True, align="center"))
    write_header(book, sheet, _HEADER_ROW, messages.MISSING_HEADER, _WIDTHS)
    lines = _missing_lines(province)
    _write_missing(book, sheet, lines)
    sheet.set_column(_FIRST_LIST - 1, _FIRST_LIST + len(cells) - 1, 9, None, {"hidden": True})
    sheet.page(landscape=True, header_rows=(_HEADER_ROW, _HEADER_ROW))
    sheet.print_area(0, 0, _HEADER_ROW + max(len(lines), 1) - 1, len(_WIDTHS) - 1)


def _write_filter(book: Book, sheet: Sheet, cell: _Filter, row: int, column: int) -> None:
    """Write the cell with its label, and in a hidden column its list and the number of the chosen entry."""
    letter = column_name(column)
    sheet.merge_range(row - 1, 0, row - 1, 1, cell.label, book.style(bold=True, border=1))
    style = book.style(bold=True, border=2, bg_color=CHOICE_FILL)
    sheet.write_string(row - 1, 2, cell.entries[cell.chosen - 1], style)
    sheet.set_row(row - 1, 24)
    sheet.write_column(_LIST_ROW - 1, column, cell.entries)
    entries = f"${letter}${_LIST_ROW}:${letter}${_LIST_ROW + len(cell.entries) - 1}"
    (prompt_title, prompt), (stop_title, stop) = messages.CHOICE_PROMPT, messages.CHOICE_STOP
    sheet.validate(
        f"C{row}",
        {
            "validate": "list",
            "source": f"={entries}",
            "input_title": prompt_title,
            "input_message": prompt,
            "error_title": stop_title,
            "error_message": stop,
        },
    )
    sheet.write_formula(row - 1, column, f"=IFERROR(MATCH(C{row},{entries},0),1)", None, cell.chosen)
    book.define_name(cell.name, f"='{messages.CHOICE}'!${letter}${row}")


def _write_missing(book: Book, sheet: Sheet, lines: Sequence[tuple[str, str, str]]) -> None:
    """Write a row for each agency that is not, or not with all its figures, in the totals: code, name and reason."""
    left, centre = book.style(border=1), book.style(border=1, align="center")
    for index, (code, name, reason) in enumerate(lines):
        row = _HEADER_ROW + index
        sheet.write_number(row, 0, index + 1, centre)
        sheet.write_string(row, 1, code, left)
        sheet.write_string(row, 2, name, left)
        sheet.write_string(row, 3, reason, left)
        text_lines = max(lines_needed(name, _WIDTHS[2]), lines_needed(reason, _WIDTHS[3]))
        if text_lines > 1:
            sheet.set_row(row, row_height(text_lines))
    if not lines:
        sheet.merge_range(_HEADER_ROW, 0, _HEADER_ROW, len(_WIDTHS) - 1, messages.NOTHING_MISSING, left)


def _missing_lines(province: ConsolidatedPeriod) -> Sequence[tuple[str, str, str]]:
    """Code, name and reason: first what is nobody's of the expected agencies, or one return too many of theirs."""
    others = [
        (
            other.receipt.agency or "",
            other.receipt.name,
            messages.NOT_COUNTED_HERE.format(reason=messages.NOT_COUNTED[other.reason]),
        )
        for other in province.others
        if other.reason != "blank"  # its agency is expected, and has a line of its own
    ]
    others += [
        (gone.agency, gone.name, messages.NO_LONGER_EXPECTED_HERE.format(reason=messages.NOT_COUNTED[gone.reason]))
        for gone in province.no_longer_expected
    ]
    return others + [
        (agency.code, agency.name, reason) for agency in province.agencies for reason in _reasons(province, agency)
    ]


def _reasons(province: ConsolidatedPeriod, agency: Agency) -> Iterator[str]:
    """Why an agency, or some of its figures, are not in the totals: one text, or none."""
    submission = province.returns.get(agency.code)
    if submission is None:
        files = (
            messages.UNCOUNTED_FILE.format(file=receipt.name, state=NAMES[receipt.state].lower())
            for receipt in province.uncounted.get(agency.code, ())
        )
        yield "; ".join([messages.TIMELINESS[province.timeliness(agency)], *files])
        return
    if submission.was_not_checked:
        yield messages.NOT_CHECKED
        return
    cells = [(row.code, province.cells[agency.code, row.code]) for row in province.form.indicators]
    left_out = [code for code, cell in cells if cell.state == "left_out"]
    not_understood = [code for code, cell in cells if cell.was_not_understood]
    reasons = []
    if not any(cell.has_answer or cell.was_not_understood for _, cell in cells):
        reasons.append(messages.NO_FIGURES)
    if left_out and province.error_rule == "leave_out_return":
        reasons.append(messages.LEFT_OUT_RETURN.format(count=submission.count("error")))
    elif left_out:
        reasons.append(messages.LEFT_OUT_FIGURES.format(count=len(left_out), codes=", ".join(left_out)))
    if not_understood:
        reasons.append(messages.NOT_UNDERSTOOD.format(count=len(not_understood), codes=", ".join(not_understood)))
    reasons += _reasons_of_rollup(cells)
    if reasons:
        yield ". ".join(reasons)


def _reasons_of_rollup(cells: Sequence[tuple[str, SubmissionCell]]) -> Iterator[str]:
    """What the notes of a rolled-up return say of agencies and figures that are not in it."""
    rollups = [(code, cell.rollup) for code, cell in cells if cell.rollup is not None]
    if not rollups:
        return
    expected, given = max((rollup.expected, rollup.given) for _, rollup in rollups)
    if given < expected:
        yield messages.BELOW_MISSING.format(given=given, expected=expected)
    for sentence, counts in (
        (messages.BELOW_LEFT_OUT, {code: rollup.left_out for code, rollup in rollups if rollup.left_out}),
        (messages.BELOW_WRONG, {code: rollup.wrong for code, rollup in rollups if rollup.wrong}),
    ):
        if counts:
            yield sentence.format(count=sum(counts.values()), codes=", ".join(counts))

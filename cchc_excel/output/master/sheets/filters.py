"""*Lựa chọn*: what is to be totalled, chosen in two cells, and who and what is not in the total, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import Cell
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.messages.states import NAMES
from cchc_excel.output.master import filters as choice
from cchc_excel.output.master.detail_layout import DetailLayout
from cchc_excel.output.master.styles import CHOICE_FILL, header, subtitle, title
from cchc_excel.output.spreadsheet import Book, Sheet
from cchc_excel.text.row_height import lines_needed, row_height

_WIDTHS = (6, 30, 48, 80)
_FIRST_CHOICE_ROW = 5
#: Hidden columns, one for each choice: the number of what is chosen beside it, the list below.
_FIRST_LIST, _LIST_ROW = 5, 8
_HEADER_ROW = 10


@dataclass(frozen=True)
class _Choice:
    """A cell to choose in.

    Attributes:
        chosen: number of the entry that stands in it first, from 1.
        name: of the cell that holds the number.
    """

    label: str
    entries: Sequence[str]
    chosen: int
    name: str


def write_choice(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.CHOICE)
    title(book, sheet, messages.CHOICE_TITLE, len(_WIDTHS), subtitle(province))
    sheet.merge_range(2, 0, 2, len(_WIDTHS) - 1, messages.CHOICE_INTRODUCTION, book.style(italic=True))
    sheet.set_row(2, 22)
    figures, group = messages.CHOICE_LABELS
    choices = (
        _Choice(figures, messages.FIGURE_CHOICES, choice.figure_choice(province), messages.FIGURES_NAME),
        _Choice(group, choice.group_choices(DetailLayout(province)), 1, messages.GROUP_NAME),
    )
    for at, one in enumerate(choices):
        _cell(book, sheet, one, _FIRST_CHOICE_ROW + at, _FIRST_LIST + at)
    sheet.merge_range(7, 0, 7, len(_WIDTHS) - 1, messages.MISSING_TITLE, book.style(bold=True, align="center"))
    header(book, sheet, _HEADER_ROW, messages.MISSING_HEADER, _WIDTHS)
    _missing(book, sheet, province)
    sheet.set_column(_FIRST_LIST - 1, _FIRST_LIST + len(choices) - 1, 9, None, {"hidden": True})
    sheet.page(landscape=True, header_rows=(_HEADER_ROW, _HEADER_ROW))
    sheet.print_area(0, 0, _HEADER_ROW + max(len(province.agencies), 1), len(_WIDTHS) - 1)


def _cell(book: Book, sheet: Sheet, one: _Choice, row: int, column: int) -> None:
    letter = xl_col_to_name(column)
    sheet.merge_range(row - 1, 0, row - 1, 1, one.label, book.style(bold=True, border=1))
    style = book.style(bold=True, border=2, bg_color=CHOICE_FILL)
    sheet.write_string(row - 1, 2, one.entries[one.chosen - 1], style)
    sheet.set_row(row - 1, 24)
    sheet.write_column(_LIST_ROW - 1, column, one.entries)
    listed = f"${letter}${_LIST_ROW}:${letter}${_LIST_ROW + len(one.entries) - 1}"
    (title_text, message), (stop_title, stop) = messages.CHOICE_PROMPT, messages.CHOICE_STOP
    sheet.validate(
        f"C{row}",
        {
            "validate": "list",
            "source": f"={listed}",
            "input_title": title_text,
            "input_message": message,
            "error_title": stop_title,
            "error_message": stop,
        },
    )
    sheet.write_formula(row - 1, column, f"=IFERROR(MATCH(C{row},{listed},0),1)", None, one.chosen)
    book.define_name(one.name, f"='{messages.CHOICE}'!${letter}${row}")


def _missing(book: Book, sheet: Sheet, province: ConsolidatedPeriod) -> None:
    left, centre = book.style(border=1), book.style(border=1, align="center")
    told = [(agency, why) for agency in province.agencies for why in _reasons(province, agency)]
    for at, (agency, why) in enumerate(told):
        row = _HEADER_ROW + at
        sheet.write_number(row, 0, at + 1, centre)
        sheet.write_string(row, 1, agency.code, left)
        sheet.write_string(row, 2, agency.name, left)
        sheet.write_string(row, 3, why, left)
        lines = max(lines_needed(agency.name, _WIDTHS[2]), lines_needed(why, _WIDTHS[3]))
        if lines > 1:
            sheet.set_row(row, row_height(lines))
    if not told:
        sheet.merge_range(_HEADER_ROW, 0, _HEADER_ROW, len(_WIDTHS) - 1, messages.NOTHING_MISSING, left)


def _reasons(province: ConsolidatedPeriod, agency: Agency) -> Iterator[str]:
    """Why an agency, or some of its figures, are not in the total."""
    found = province.returns.get(agency.code)
    if found is None:
        files = (
            messages.UNCOUNTED_FILE.format(file=receipt.name, state=NAMES[receipt.state].lower())
            for receipt in province.uncounted.get(agency.code, ())
        )
        yield "; ".join([messages.TIMELINESS[province.timeliness(agency)], *files])
        return
    cells = [(row.code, province.cells[agency.code, row.code]) for row in province.form.indicators]
    left_out = [code for code, cell in cells if cell.state == "left_out"]
    unclear = [code for code, cell in cells if cell.was_not_understood]
    why = []
    if not any(cell.has_answer or cell.was_not_understood for _, cell in cells):
        why.append(messages.NO_FIGURES)
    if left_out and province.error_rule == "leave_out_return":
        why.append(messages.LEFT_OUT_RETURN.format(count=found.count("error")))
    elif left_out:
        why.append(messages.LEFT_OUT_FIGURES.format(count=len(left_out), codes=", ".join(left_out)))
    if unclear:
        why.append(messages.NOT_UNDERSTOOD.format(count=len(unclear), codes=", ".join(unclear)))
    why += _below(cells)
    if why:
        yield ". ".join(why)


def _below(cells: Sequence[tuple[str, Cell]]) -> Iterator[str]:
    """What a rolled-up return itself says is not in it."""
    told = [(code, cell.rollup) for code, cell in cells if cell.rollup is not None]
    if not told:
        return
    expected, given = max((rolled.expected, rolled.given) for _, rolled in told)
    if given < expected:
        yield messages.BELOW_MISSING.format(given=given, expected=expected)
    for sentence, counts in (
        (messages.BELOW_LEFT_OUT, [(code, rolled.left_out) for code, rolled in told]),
        (messages.BELOW_WRONG, [(code, rolled.wrong) for code, rolled in told]),
    ):
        found = [(code, count) for code, count in counts if count]
        if found:
            codes = ", ".join(code for code, _ in found)
            yield sentence.format(count=sum(count for _, count in found), codes=codes)

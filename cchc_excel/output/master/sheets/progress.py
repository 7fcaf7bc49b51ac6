"""*Tiến độ nộp*: one row for each agency: whether and when it has returned, and what is in its return."""

from __future__ import annotations

from collections import Counter

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.messages.register import GROUPS
from cchc_excel.output.master.anchors import PROGRESS_HEADER_ROW
from cchc_excel.output.master.styles import (
    BAD_FILL,
    BAD_FONT,
    GOOD_FILL,
    GOOD_FONT,
    WARN_FILL,
    WARN_FONT,
    subtitle,
    write_header,
    write_title,
)
from cchc_excel.output.spreadsheet import Book, Sheet
from cchc_excel.text.row_height import lines_needed, row_height

_WIDTHS = (6, 12, 46, 18, 20, 19, 9, 12, 8, 10, 40)
_STATE_COLOURS = {
    "on_time": {"bg_color": GOOD_FILL, "font_color": GOOD_FONT},
    "late": {"bg_color": WARN_FILL, "font_color": WARN_FONT},
    "unclear": {"bg_color": WARN_FILL, "font_color": WARN_FONT},
    "blank": {"bg_color": WARN_FILL, "font_color": WARN_FONT},
    "missing": {"bg_color": WARN_FILL, "font_color": WARN_FONT},
    "overdue": {"bg_color": BAD_FILL, "font_color": BAD_FONT},
}


def write_progress(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.PROGRESS)
    write_title(book, sheet, messages.PROGRESS_TITLE, len(_WIDTHS), subtitle(province))
    states = [province.timeliness(agency) for agency in province.agencies]
    counts = Counter[str](states)
    summary = messages.PROGRESS_SUMMARY.format(
        deadline=f"{province.deadline:%d/%m/%Y}",
        on_time=states.count("on_time"),
        late=states.count("late"),
        others="".join(
            text.format(count=counts[state]) for state, text in messages.PROGRESS_OTHERS.items() if counts[state]
        ),
        missing=states.count("missing") + states.count("overdue"),
        all=len(states),
    )
    sheet.merge_range(2, 0, 2, len(_WIDTHS) - 1, summary, book.style(bold=True, align="center", text_wrap=False))
    write_header(book, sheet, PROGRESS_HEADER_ROW, messages.PROGRESS_HEADER, _WIDTHS)
    for ordinal, agency in enumerate(province.agencies, start=1):
        _write_agency(book, sheet, PROGRESS_HEADER_ROW + ordinal - 1, ordinal, province, agency)
    sheet.freeze_panes(PROGRESS_HEADER_ROW, 3)
    sheet.autofilter(PROGRESS_HEADER_ROW - 1, 0, PROGRESS_HEADER_ROW - 1 + len(province.agencies), len(_WIDTHS) - 1)
    sheet.page(landscape=True, header_rows=(PROGRESS_HEADER_ROW, PROGRESS_HEADER_ROW))


def _write_agency(
    book: Book, sheet: Sheet, row: int, ordinal: int, province: ConsolidatedPeriod, agency: Agency
) -> None:
    centre, left = book.style(border=1, align="center"), book.style(border=1)
    state = province.timeliness(agency)
    submission = province.returns.get(agency.code)
    sheet.write_number(row, 0, ordinal, centre)
    sheet.write_string(row, 1, agency.code, centre)
    sheet.write_string(row, 2, agency.name, left)
    sheet.write_string(row, 3, GROUPS[agency.group], centre)
    sheet.write_string(
        row, 4, messages.TIMELINESS[state], book.style(border=1, align="center", **_STATE_COLOURS[state])
    )
    if submission is None:
        for column in range(5, len(_WIDTHS)):
            sheet.write_blank(row, column, None, left)
        return
    filled = submission.filled(province.form)
    errors, warnings = submission.count("error"), submission.count("warning")
    moment_style = book.style(border=1, align="center", num_format="dd/mm/yyyy hh:mm")
    red = book.style(border=1, align="center", bg_color=BAD_FILL, font_color=BAD_FONT)
    amber = book.style(border=1, align="center", bg_color=WARN_FILL, font_color=WARN_FONT)
    sheet.write_datetime(row, 5, submission.first_received.replace(second=0, microsecond=0), moment_style)
    sheet.write_number(row, 6, submission.receipt.number or 0, centre)
    sheet.write_string(row, 7, f"{filled}/{len(province.form.indicators)}", centre)
    sheet.write_number(row, 8, errors, red if errors else centre)
    sheet.write_number(row, 9, warnings, amber if warnings else centre)
    file_name = submission.receipt.name
    if submission.was_resent:
        file_name += messages.RESENT.format(day=f"{submission.receipt.received:%d/%m/%Y}")
    sheet.write_string(row, 10, file_name, left)
    lines = max(lines_needed(agency.name, _WIDTHS[2]), lines_needed(file_name, _WIDTHS[10]))
    if lines > 1:
        sheet.set_row(row, row_height(lines))

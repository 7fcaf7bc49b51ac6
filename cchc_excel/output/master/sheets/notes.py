"""*Ghi chú*: every note of every counted return, by form row, then agency, with the figure beside it."""

from __future__ import annotations

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.output.master.styles import subtitle, write_header, write_title
from cchc_excel.output.spreadsheet import Book
from cchc_excel.text.row_height import lines_needed, row_height

_WIDTHS = (9, 52, 14, 36, 14, 60)
_HEADER_ROW = 3


def write_notes(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.NOTES)
    write_title(book, sheet, messages.NOTES_TITLE, len(_WIDTHS), subtitle(province))
    write_header(book, sheet, _HEADER_ROW, messages.NOTES_HEADER, _WIDTHS)
    left, centre = book.style(border=1), book.style(border=1, align="center")
    row_index = _HEADER_ROW
    for row in province.form.rows:
        for agency in province.agencies:
            submission = province.returns.get(agency.code)
            if submission is None or row.code not in submission.notes:
                continue
            note, raw_text = submission.notes[row.code], submission.answers[row.code].entry.raw.shown
            figure = raw_text.replace(".", ",") if row.type == "percent" else raw_text
            sheet.write_string(row_index, 0, row.code, centre)
            sheet.write_string(row_index, 1, row.label, left)
            sheet.write_string(row_index, 2, agency.code, centre)
            sheet.write_string(row_index, 3, agency.name, left)
            sheet.write_string(row_index, 4, figure, centre)
            sheet.write_string(row_index, 5, note, left)
            lines = max(
                lines_needed(row.label, _WIDTHS[1]),
                lines_needed(agency.name, _WIDTHS[3]),
                lines_needed(note, _WIDTHS[5]),
            )
            if lines > 1:
                sheet.set_row(row_index, row_height(lines))
            row_index += 1
    if row_index == _HEADER_ROW:
        sheet.merge_range(row_index, 0, row_index, len(_WIDTHS) - 1, messages.NO_NOTES, left)
        row_index += 1
    sheet.freeze_panes(_HEADER_ROW, 0)
    sheet.autofilter(_HEADER_ROW - 1, 0, row_index - 1, len(_WIDTHS) - 1)
    sheet.page(landscape=True, header_rows=(_HEADER_ROW, _HEADER_ROW))

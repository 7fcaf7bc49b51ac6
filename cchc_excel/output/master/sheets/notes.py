"""*Ghi chú*: every note, by indicator and agency."""

from __future__ import annotations

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.output.master.styles import header, subtitle, title
from cchc_excel.output.spreadsheet import Book
from cchc_excel.text.row_height import lines_needed, row_height

_WIDTHS = (9, 52, 14, 36, 14, 60)
_HEADER_ROW = 3


def write_notes(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.NOTES)
    title(book, sheet, messages.NOTES_TITLE, len(_WIDTHS), subtitle(province))
    header(book, sheet, _HEADER_ROW, messages.NOTES_HEADER, _WIDTHS)
    left, centre = book.style(border=1), book.style(border=1, align="center")
    at = _HEADER_ROW
    for row in province.form.rows:
        for agency in province.agencies:
            found = province.returns.get(agency.code)
            if found is None or row.code not in found.notes:
                continue
            answer, note = found.answers[row.code], found.notes[row.code]
            sheet.write_string(at, 0, row.code, centre)
            sheet.write_string(at, 1, row.label, left)
            sheet.write_string(at, 2, agency.code, centre)
            sheet.write_string(at, 3, agency.name, left)
            sheet.write_string(
                at,
                4,
                answer.entry.raw.shown.replace(".", ",") if row.type == "percent" else answer.entry.raw.shown,
                centre,
            )
            sheet.write_string(at, 5, note, left)
            lines = max(
                lines_needed(row.label, _WIDTHS[1]),
                lines_needed(agency.name, _WIDTHS[3]),
                lines_needed(note, _WIDTHS[5]),
            )
            if lines > 1:
                sheet.set_row(at, row_height(lines))
            at += 1
    if at == _HEADER_ROW:
        sheet.merge_range(at, 0, at, len(_WIDTHS) - 1, messages.NO_NOTES, left)
        at += 1
    sheet.freeze_panes(_HEADER_ROW, 0)
    sheet.autofilter(_HEADER_ROW - 1, 0, at - 1, len(_WIDTHS) - 1)
    sheet.page(landscape=True, header_rows=(_HEADER_ROW, _HEADER_ROW))

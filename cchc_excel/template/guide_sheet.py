"""The sheet *Hướng dẫn*: instructions for the agency, step by step, on one page."""

from __future__ import annotations

from cchc_excel.messages import template as messages
from cchc_excel.output.spreadsheet import Book
from cchc_excel.template.content import Campaign
from cchc_excel.template.stamping import PLACEHOLDERS
from cchc_excel.text.row_height import lines_needed, row_height

_SUBJECT_WIDTH, _TEXT_WIDTH = 33, 86


def write(book: Book, campaign: Campaign) -> None:
    """Write the sheet into the book."""
    sheet = book.sheet(messages.GUIDE_SHEET)
    sheet.set_column("A:A", _SUBJECT_WIDTH)
    sheet.set_column("B:B", _TEXT_WIDTH)
    sheet.merge_range("A1:B1", messages.GUIDE_TITLE, book.style(bold=True, font_size=14, align="center"))
    sheet.set_row(0, 30)
    header_style = book.style(bold=True, align="center", border=1, bg_color="#DCE6F1")
    sheet.write_row("A2", messages.GUIDE_HEADER, header_style)
    rows = messages.guide(
        form=campaign.form.name,
        period=campaign.period.name,
        data_from=f"{campaign.period.data_from:%d/%m/%Y}",
        data_to=f"{campaign.period.data_to:%d/%m/%Y}",
        deadline=f"{campaign.deadline:%d/%m/%Y}" if campaign.deadline else "",
        agency=PLACEHOLDERS["agency_name"],
        sender=campaign.sender,
        contact=campaign.contact,
    )
    subject_style, text_style = book.style(bold=True, border=1), book.style(border=1)
    for row_number, (subject, text) in enumerate(rows, start=3):
        sheet.write_string(f"A{row_number}", subject, subject_style)
        sheet.write_string(f"B{row_number}", text, text_style)
        lines = max(lines_needed(subject, _SUBJECT_WIDTH, bold=True), lines_needed(text, _TEXT_WIDTH))
        sheet.set_row(row_number - 1, row_height(lines) + 6)
    sheet.page(landscape=True)
    sheet.fit_to_pages(1, 1)
    sheet.protect(campaign.password, {"format_columns": True, "format_rows": True})

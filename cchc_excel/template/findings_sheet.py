"""The sheet *Kết quả kiểm tra* of a feedback copy: its findings, each with a link to its cell."""

from __future__ import annotations

from cchc_excel.forms.layout import SHEET, Layout
from cchc_excel.messages import template as messages
from cchc_excel.messages.findings import SEVERITY_NAMES
from cchc_excel.output.spreadsheet import Book
from cchc_excel.template.content import AgencyPrefill, Campaign
from cchc_excel.text.row_height import lines_needed, row_height

_WIDTHS = (13, 10, 10, 66, 52)
_HEADER_ROW = 4
_SEVERITY_STYLES = {
    "error": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
    "warning": {"bg_color": "#FFEB9C", "font_color": "#7F4F00"},
    "info": {},
}


def write(book: Book, layout: Layout, campaign: Campaign, prefill: AgencyPrefill) -> None:
    """Write the sheet, if the prefill has findings."""
    if not prefill.findings:
        return
    sheet = book.sheet(messages.FINDINGS_SHEET)
    last_column = len(_WIDTHS) - 1
    sheet.set_default_row(18)
    sheet.merge_range(
        0, 0, 0, last_column, messages.FINDINGS_TITLE, book.style(bold=True, font_size=14, align="center")
    )
    sheet.set_row(0, 28)
    for row, text in enumerate(messages.FINDINGS_INTRODUCTION, start=1):
        sheet.merge_range(row, 0, row, last_column, text, book.style())
        sheet.set_row(row, row_height(lines_needed(text, sum(_WIDTHS))))
    header_style = book.style(bold=True, align="center", border=1, bg_color="#DCE6F1")
    for column, (text, width) in enumerate(zip(messages.FINDINGS_HEADER, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEADER_ROW - 1, column, text, header_style)
    plain_style, centred_style = book.style(border=1), book.style(border=1, align="center")
    link_style = book.style(border=1, align="center", font_color="#0563C1", underline=1)
    for row, finding in enumerate(prefill.findings, start=_HEADER_ROW):
        sheet.write_string(
            row,
            0,
            SEVERITY_NAMES[finding.severity],
            book.style(border=1, align="center", **_SEVERITY_STYLES[finding.severity]),
        )
        sheet.write_string(row, 1, finding.indicator, centred_style)
        if finding.indicator in layout.rows:
            cell = layout.answer_cell(finding.indicator)
            sheet.write_url(row, 2, f"internal:'{SHEET}'!{cell}", link_style, cell)
        else:
            sheet.write_blank(row, 2, None, plain_style)
        sheet.write_string(row, 3, finding.sentence, plain_style)
        sheet.write_string(row, 4, finding.remedy, plain_style)
        lines = max(lines_needed(finding.sentence, _WIDTHS[3]), lines_needed(finding.remedy, _WIDTHS[4]))
        sheet.set_row(row, row_height(lines))
    sheet.freeze_panes(_HEADER_ROW, 0)
    sheet.page(landscape=True, header_rows=(_HEADER_ROW, _HEADER_ROW))
    sheet.protect(campaign.password, {"format_columns": True, "format_rows": True})
    sheet.activate()

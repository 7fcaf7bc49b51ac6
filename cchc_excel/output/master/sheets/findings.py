"""*Lỗi và cảnh báo*: every finding of every counted return, errors first."""

from __future__ import annotations

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.messages import master as messages
from cchc_excel.messages.findings import SEVERITY_NAMES
from cchc_excel.output.master.styles import (
    BAD_FILL,
    BAD_FONT,
    WARN_FILL,
    WARN_FONT,
    subtitle,
    write_header,
    write_title,
)
from cchc_excel.output.spreadsheet import Book
from cchc_excel.text.row_height import lines_needed, row_height

_WIDTHS = (12, 14, 30, 9, 8, 70, 46, 8, 14)
_HEADER_ROW = 3
_SEVERITY_COLOURS = {
    "error": {"bg_color": BAD_FILL, "font_color": BAD_FONT},
    "warning": {"bg_color": WARN_FILL, "font_color": WARN_FONT},
    "info": {},
}


def write_findings(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    sheet = book.sheet(messages.FINDINGS)
    write_title(book, sheet, messages.FINDINGS_TITLE, len(_WIDTHS), subtitle(province))
    write_header(book, sheet, _HEADER_ROW, messages.FINDINGS_HEADER, _WIDTHS)
    agency_order = {agency.code: index for index, agency in enumerate(province.agencies)}
    findings = [
        (submission.agency, finding) for submission in province.returns.values() for finding in submission.findings
    ]
    findings.sort(key=lambda pair: (pair[1].priority, pair[1].explained, agency_order[pair[0].code]))
    left, centre = book.style(border=1), book.style(border=1, align="center")
    for row, (agency, finding) in enumerate(findings, start=_HEADER_ROW):
        colours = {} if finding.explained else _SEVERITY_COLOURS[finding.severity]
        severity_style = book.style(border=1, align="center", **colours)
        sheet.write_string(row, 0, SEVERITY_NAMES[finding.severity], severity_style)
        sheet.write_string(row, 1, agency.code, centre)
        sheet.write_string(row, 2, agency.name, left)
        sheet.write_string(row, 3, finding.indicator, centre)
        sheet.write_string(row, 4, finding.cell, centre)
        sheet.write_string(row, 5, finding.sentence, left)
        sheet.write_string(row, 6, finding.remedy, left)
        sheet.write_string(row, 7, finding.code, centre)
        sheet.write_string(row, 8, messages.EXPLAINED_MARK if finding.explained else "", centre)
        lines = max(
            lines_needed(agency.name, _WIDTHS[2]),
            lines_needed(finding.sentence, _WIDTHS[5]),
            lines_needed(finding.remedy, _WIDTHS[6]),
        )
        sheet.set_row(row, row_height(lines))
    if not findings:
        sheet.merge_range(_HEADER_ROW, 0, _HEADER_ROW, len(_WIDTHS) - 1, messages.NO_FINDINGS, left)
    sheet.freeze_panes(_HEADER_ROW, 3)
    sheet.autofilter(_HEADER_ROW - 1, 0, _HEADER_ROW - 1 + max(len(findings), 1), len(_WIDTHS) - 1)
    sheet.page(landscape=True, header_rows=(_HEADER_ROW, _HEADER_ROW))

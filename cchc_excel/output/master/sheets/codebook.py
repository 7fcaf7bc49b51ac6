"""*Danh mục chỉ tiêu*: every row of the form described: type, rules, aggregation, weight, source row, open question."""

from __future__ import annotations

from cchc_excel.domain.consolidated import ConsolidatedPeriod
from cchc_excel.forms.codebook import codebook
from cchc_excel.messages import codebook as messages
from cchc_excel.output.master.styles import SECTION, write_header, write_title
from cchc_excel.output.spreadsheet import Book
from cchc_excel.text.row_height import lines_needed, row_height

_WIDTHS = (9, 46, 15, 18, 10, 34, 62, 8, 34)
_HEADER_ROW = 3
_SMALL = 10


def write_codebook(book: Book, province: ConsolidatedPeriod) -> None:
    """Write the tab."""
    form = province.form
    sheet = book.sheet(messages.SHEET)
    write_title(book, sheet, f"{messages.TITLE} – {form.name} ({form.key})", len(_WIDTHS), messages.LEGEND)
    write_header(book, sheet, _HEADER_ROW, messages.HEADER, _WIDTHS)
    for row_index, entry in enumerate(codebook(form), start=_HEADER_ROW):
        is_section = "." not in entry.code
        style = book.style(
            border=1, font_size=_SMALL, valign="top", **({"bold": True, "bg_color": SECTION} if is_section else {})
        )
        texts = (
            entry.code,
            entry.label,
            entry.type,
            entry.unit,
            entry.required,
            entry.total,
            "\n".join(entry.rules),
            entry.source,
            entry.doubt,
        )
        for column, text in enumerate(texts):
            sheet.write_string(row_index, column, text, style)
        lines = max(
            sum(lines_needed(line, width, _SMALL) for line in text.split("\n"))
            for text, width in zip(texts, _WIDTHS, strict=True)
        )
        if lines > 1:
            sheet.set_row(row_index, row_height(lines, _SMALL))
    sheet.freeze_panes(_HEADER_ROW, 2)
    sheet.autofilter(_HEADER_ROW - 1, 0, _HEADER_ROW - 1 + len(form.rows), len(_WIDTHS) - 1)
    sheet.page(landscape=True, a3=True, header_rows=(_HEADER_ROW, _HEADER_ROW))

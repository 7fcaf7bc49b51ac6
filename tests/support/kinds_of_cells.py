"""A workbook with a cell of each kind that changes how a figure is read, and what each says in any format."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from cchc_excel.domain.submission import Cell

SHEET, HIDDEN_SHEET = "Bảng 1", "Ẩn"
_STRUCK, _WHITE, _TCVN3 = Font(strike=True), Font(color="FFFFFFFF"), Font(name=".VnTime")
#: Row → value as typed, number format, font, and the cell that it is read as.
CELLS = {
    1: (0.992, "0.0%", None, Cell("number", 0.992, is_percent=True)),
    2: (99.2, '0.0"%"', None, Cell("number", 99.2)),
    3: (99.5, r"0.0\%", None, Cell("number", 99.5)),
    4: (datetime(2021, 5, 8), "dd/mm/yyyy", None, Cell("date", "2021-05-08")),
    5: (datetime(2021, 5, 8, 14, 30), "dd/mm/yyyy hh:mm", None, Cell("date", "2021-05-08T14:30:00")),
    6: (0.5, "hh:mm", None, Cell("date", "12:00:00")),
    7: (timedelta(hours=30), "[h]:mm", None, Cell("date", "30:00:00")),
    8: ("=1/0", "General", None, Cell("error", "#DIV/0!")),
    9: ("=NA()", "General", None, Cell("error", "#N/A")),
    10: ("=SQRT(-1)", "General", None, Cell("error", "#VALUE!")),
    11: ("=1+1", "General", None, Cell("number", 2)),
    12: ("=2=2", "General", None, Cell("truth", value=True)),
    13: ('=IF(1=2,"x","")', "General", None, Cell()),
    14: (
        CellRichText("25", TextBlock(InlineFont(vertAlign="superscript"), "1")),
        "General", None, Cell("text", "25", aside="1", why_aside="raised"),
    ),
    15: (
        CellRichText(TextBlock(InlineFont(strike=True), "25"), TextBlock(InlineFont(), " 27")),
        "General", None, Cell("text", "27", aside="25", why_aside="struck"),
    ),
    16: (25, "General", _STRUCK, Cell("blank", aside="25", why_aside="struck")),
    17: ("25", "General", _STRUCK, Cell("blank", aside="25", why_aside="struck")),
    18: (26, ";;;", None, Cell("blank", aside="26", why_aside="hidden")),
    19: (27, "General", _WHITE, Cell("blank", aside="27", why_aside="hidden")),
    20: ("B¸o c¸o", "General", _TCVN3, Cell("text", "Báo cáo")),
    21: ("dòng 1\ndòng  2", "General", None, Cell("text", "dòng 1\ndòng  2")),
    22: (44320, "General", None, Cell("number", 44320)),
    23: (0.25, "[<=1]0%;0", None, Cell("number", 0.25, is_percent=True)),
    24: (25, "[<=1]0%;0", None, Cell("number", 25)),
    25: (1248, "#,##0", None, Cell("number", 1248)),
}  # fmt: skip
MERGED = (27, 1, 28, 1)


def save_all_kinds(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    for row, (value, code, font, _) in CELLS.items():
        cell = sheet.cell(row, 1, value)
        cell.number_format = code
        if font:
            cell.font = font
    on_blue = sheet.cell(26, 1, 28)
    on_blue.font, on_blue.fill = _WHITE, PatternFill("solid", fgColor="FF000080")
    sheet.cell(27, 1, 5)
    sheet.merge_cells("A27:A28")
    sheet["C1"], sheet["B2"] = "cột ẩn", "dòng ẩn"
    sheet.column_dimensions["C"].hidden = sheet.row_dimensions[2].hidden = True
    choice = DataValidation(type="list", formula1='"Có,Không"')
    choice.add("B4:B6")
    sheet.add_data_validation(choice)
    sheet.protection.sheet = True
    hidden = book.create_sheet(HIDDEN_SHEET)
    hidden["B2"], hidden.sheet_state = 1, "hidden"
    book.custom_doc_props.append(StringProperty(name="cchc_agency", value="Sở Tài chính"))
    book.save(path)
    return path


def check_all_kinds(workbook) -> None:
    """What LibreOffice saved is what was typed, whatever the format."""
    sheet, hidden = workbook.sheets
    wrong = {row: sheet.cell(row, 1) for row, (*_, cell) in CELLS.items() if sheet.cell(row, 1) != cell}
    assert wrong == {}
    assert sheet.cell(26, 1) == Cell("number", 28)
    assert (sheet.name, sheet.is_hidden, sheet.hidden_rows, sheet.hidden_columns) == (SHEET, False, {2}, {3})
    assert (hidden.name, hidden.is_hidden) == (HIDDEN_SHEET, True)
    assert (sheet.merged, sheet.converted) == ([MERGED], {(20, 1)})
    assert workbook.properties["cchc_agency"] == "Sở Tài chính"
    assert not workbook.has_macros
    assert not workbook.has_links
    assert not workbook.notices

"""Every tab of a small master as readable text, line by line as it was when somebody last looked at it.

After a wanted change: ``CCHC_WRITE_GOLDEN=1 pytest tests/output/master/test_golden.py``, then read the difference
before it is committed.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from cchc_excel.api import consolidate
from support.reported import report

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden"
TABS = {
    "Tổng hợp": "tong-hop",
    "Tổng quan": "tong-quan",
    "Lựa chọn": "lua-chon",
    "Chi tiết": "chi-tiet",
    "So sánh kỳ trước": "so-sanh",
    "Diễn biến": "dien-bien",
    "Tiến độ nộp": "tien-do",
    "Lỗi và cảnh báo": "loi-canh-bao",
    "Ghi chú": "ghi-chu",
    "Dữ liệu": "du-lieu",
    "Danh mục chỉ tiêu": "danh-muc",
}
LAST_YEAR = {
    "STC": {"I.1.1": 20, "I.1.3": 10, "IV.2.1": 48, "I.5.1": 100, "I.5.3": 90, "VII.2": "1 - Có"},
    "SNV": {"I.1.1": 12, "I.1.3": 4, "IV.2.1": 20},
}
THIS_YEAR = {
    "STC": {"I.1.1": 25, "I.1.2": 30, "I.1.3": 7, "IV.2.1": 45, "I.5.1": 200, "I.5.3": 80.5, "VII.2": "1 - Có"},
    "SNV": {"I.1.1": 10, "I.1.3": 0, "IV.2.1": 21, "I.3.1": 40, "VII.2": "0 - Không", "VII.1.1": "1,248"},
}
NOTES = {"I.1": "12/KH-SNV ngày 10/01/2022", "II.1": "Không áp dụng", "VII.3.4": "57/60 hồ sơ", "I.7": "=1+1"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    from cchc_excel.api import Workspace  # noqa: PLC0415
    from cchc_excel.workflow.settings import Settings  # noqa: PLC0415
    from support.desk import AGENCIES, Desk  # noqa: PLC0415

    settings = Settings.model_validate({"tinh": {"ten": "tỉnh Sóc Trăng"}, "noi_nhan": {"ten": "Sở Nội vụ"}})
    folder = tmp_path_factory.mktemp("golden") / "desk"
    desk = Desk(Workspace.create(folder, settings, AGENCIES, key=b"a key for tests, 32 bytes long.."))
    report(desk, "2021-Q1", LAST_YEAR)
    report(desk, "2022-Q1", {"STC": THIS_YEAR["STC"]})
    moment = datetime(2022, 3, 18, 9, 30)
    desk.drop("SNV", THIS_YEAR["SNV"] | {"VII.3.4": 95}, notes=NOTES, period="2022-Q1", when=moment)
    desk.collect(period="2022-Q1")
    path = consolidate(desk.workspace, "2022-Q1").path
    return openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)


def told(sheet, formulas) -> str:
    """The tab as text: how it prints, then each row's cells; a cell behind a wider gap is named."""
    page, breaks = sheet.page_setup, [one.id for one in sheet.row_breaks.brk]
    high = 1 if page.fitToHeight is None else page.fitToHeight
    lines = [
        f"freeze {sheet.freeze_panes}, paper {page.paperSize} {page.orientation}, filter {sheet.auto_filter.ref}",
        f"print {sheet.print_area or 'all'}, rows {sheet.print_title_rows}, columns {sheet.print_title_cols}",
        f"pages {page.fitToWidth or 1} wide, {high} high, breaks {breaks}",
        f"charts {len(formulas._charts)}, tables {sorted(sheet.tables)}",
        f"lists {[one.formula1 for one in sheet.data_validations.dataValidation]}",
        "",
    ]
    for row in sheet.iter_rows():
        cells = []
        last = 0
        for cell in row:
            is_link = cell.hyperlink and cell.value == cell.hyperlink.location
            if cell.value is None or is_link:
                continue
            gap = cell.column - last - 1
            cells += [f"[{cell.column_letter}]"] if gap > 3 else [""] * gap
            # The files' bytes are not what is looked at here.
            cells.append(re.sub("^[0-9a-f]{64}$", "(SHA-256)", str(cell.value).replace("\n", "⏎")))
            last = cell.column
        if cells:
            lines.append(f"{row[0].row:>4} " + " | ".join(cells))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_reads_as_it_did(book, tab):
    values, formulas = book
    text = told(values[tab], formulas[tab])
    path = GOLDEN / f"{TABS[tab]}.txt"
    if os.environ.get("CCHC_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


def test_there_is_no_other_tab(book):
    assert book[0].sheetnames == list(TABS)

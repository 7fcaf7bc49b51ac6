"""What somebody did to the template is told, each by its own code."""

from __future__ import annotations

import zipfile
from copy import copy
from io import BytesIO

import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.cell_range import MultiCellRange

from cchc_excel.api import assign
from support.mangled import read_back

PERIOD = "2021-Q1"


SHEET = "Bảng 1"


def test_tampering_is_told_each_by_its_own_code(mangled, answers):
    sheet = mangled.sheet
    sheet.protection.sheet = False
    sheet["H11"] = "Hợp lệ"
    for one in sheet.data_validations.dataValidation:
        if "E11" in one.sqref:
            one.sqref = MultiCellRange(str(one.sqref).replace("E11:", "E12:"))
    sheet.merge_cells("E12:E13")
    mangled.book.create_sheet("Ghi chép")["A1"] = 1
    _, figures, remarks = mangled.returned()
    assert figures == {code: value for code, value in answers.items() if code != "I.1.3"}
    assert set(remarks) == {"CT13", "CT14", "CT15", "CT18", "CT19"}
    assert remarks["CT14"]["cells"] == "E11"
    assert "Ghi chép" in remarks["CT15"]["sheets"]


def test_macros_and_links_are_told(mangled):
    target = BytesIO()
    mangled.book.save(target)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
        package.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    mangled.desk.drop_bytes("STC.xlsx", target.getvalue())
    mangled.desk.collect()
    assert {"CT16", "CT17"} <= set(read_back(mangled.desk)[1])


@pytest.mark.parametrize("name", ["Bảng 1 (2)", "Số liệu", "Sơ bộ"])
def test_a_second_copy_of_the_table_with_other_figures_is_told(mangled, answers, name):
    copied = mangled.book.copy_worksheet(mangled.sheet)
    copied.title, copied["B4"], copied["E11"] = name, None, 999
    _, figures, remarks = mangled.returned()
    assert figures == {code: value for code, value in answers.items() if code != "I.1.1"}
    assert remarks["CT29"]["cells"] == "E11: 1 | 999"


def test_anothers_name_over_a_copied_template_is_held_until_somebody_looks(mangled, answers):
    """SNV fills STC's template and types its own name: it must not overwrite STC's return."""
    mangled.desk.collect()
    mangled.sheet["B4"] = mangled.sheet["B4"].value.replace("SỞ TÀI CHÍNH", "SỞ NỘI VỤ")
    mangled.sheet["E11"] = 500
    target = BytesIO()
    mangled.book.save(target)
    mangled.desk.drop_bytes("moi.xlsx", target.getvalue())
    told = mangled.desk.collect()["moi.xlsx"]
    assert (told.state, told.agency) == ("in_doubt", "STC")
    assert "SNV" in told.reason
    assert read_back(mangled.desk)[0] == answers
    done = assign(mangled.desk.workspace, "moi.xlsx", "SNV")
    assert (done.state, done.agency) == ("accepted", "SNV")
    with mangled.desk.workspace.ledger() as ledger:
        names = {record.receipt.agency: record.receipt.name for record in ledger.accepted(PERIOD)}
    assert names == {"STC": "STC.xlsx", "SNV": "moi.xlsx"}


def test_a_name_in_the_heading_that_nobody_has_is_told(mangled):
    mangled.sheet["B4"] = "QUÝ I NĂM 2021 TẠI PHÒNG KẾ HOẠCH"
    told, _, remarks = mangled.returned()
    assert told.state == "accepted"
    assert remarks["CT21"]["heading"] == "PHÒNG KẾ HOẠCH"


def test_notes_in_fonts_of_before_unicode(mangled):
    for cell, font, text in (("F12", ".VnTime", "Ch­a ph¸t sinh hå s¬"), ("F13", "VNI-Times", "Khoâng aùp duïng")):
        mangled.sheet[cell] = text
        look = copy(mangled.sheet[cell].font)
        mangled.sheet[cell].font = Font(name=font, size=look.size)
    mangled.sheet["F14"].font = Font(name=".VnTime")
    mangled.sheet["F15"] = "Đã báo cáo"
    mangled.sheet["F15"].font = Font(name=".VnTime")
    mangled.returned()
    with mangled.desk.workspace.ledger() as ledger:
        (record,) = ledger.accepted(PERIOD)
    notes = {answer.code: answer.entry.note for answer in record.answers if answer.entry.note}
    codes = [mangled.sheet[f"A{row}"].value for row in (12, 13, 15)]
    assert [notes[code] for code in codes] == ["Chưa phát sinh hồ sơ", "Không áp dụng", "Đã báo cáo"]
    (remark,) = [remark for remark in record.notices if remark.code == "CT24"]
    assert remark.facts["count"] == "2"

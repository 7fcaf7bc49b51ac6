"""The return upwards: accepted as any, held to its own notes, tied to the template of the desk above."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from cchc_excel.api import as_return, assign, check, generate
from cchc_excel.domain.agency import Agency
from cchc_excel.errors import RequestError
from cchc_excel.workflow.consolidate import consolidated_period
from support.desk import PERIOD
from support.two_levels import desk_of

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

PROVINCES = {"H51": "tỉnh Sóc Trăng", "H13": "thành phố Cần Thơ"}


def test_a_province_s_return_is_accepted_as_any(levels):
    above, _, _ = levels
    assert {name: (one.state, one.agency) for name, one in above.told.items()} == {
        f"{code}.xlsx": ("accepted", code) for code in PROVINCES
    }
    for one in check(above.workspace):
        assert [found.text for found in one.findings if found.is_open] == []
        # Rules between rows and rules about one agency have nothing to judge in a total.
        assert {found.code for found in one.findings} <= {"TH03", "CT22"}


def test_a_return_filled_in_by_hand_is_held_against_every_rule(levels, tmp_path):
    above, _, _ = levels
    desk = desk_of(tmp_path / "bo", above.workspace.register.agencies, ten="Trung ương")
    notes = {"III.2.1": "12", "III.6.3": "63/63", "I.4.1": "theo báo cáo"}
    desk.drop("H51", {"III.6.3": 80, "IV.5.1": 45, "I.1.1": 3, "I.1.2": 4}, notes=notes)
    desk.collect()
    told = {found.code: found for found in check(desk.workspace)[0].findings}
    assert {"R001", "R002", "R421", "R105", "TH01"} <= set(told)
    # Its figures are sums all the same.
    assert told["R105"].severity == "warning"


SPOILED = {
    # No more parts, answers, or agencies to be read.
    "III.6.3": "TH04",
    "I.3.4": "TH04",
    "I.1.1": "TH04",
    "II.1": "TH04",
    "III.5.3": "TH04",
    # The figure is another than the note was written for.
    "VII.3.3": "TH05",
    "I.6": "TH05",
    "I.1.3": "TH05",
}


def test_a_note_or_a_figure_that_somebody_changed_is_told(levels, tmp_path):
    above, _, made = levels
    notes = {
        "III.6.3": None,
        "I.3.4": "Tổng hợp từ 4/5 cơ quan, đơn vị; Có 4, Không 0; giải trình: ghi gọn lại",
        "I.1.1": None,
        "II.1": "đã rà soát, đúng",
        "III.5.3": "Tổng hợp từ 4/5 cơ quan, đơn vị; tử số 1323,5; mẫu số 1.426",
        "II.1.1": "  tổng hợp  từ 4/5 cơ quan,   đơn vị ",
    }
    desk = edited(above, made["H51"][1], tmp_path, notes, {"VII.3.3": 12.5, "I.6": "0 - Có vi phạm", "I.1.3": None})
    told = {found.indicator: found for found in check(desk.workspace)[0].findings if found.code in ("TH04", "TH05")}
    assert {code: found.code for code, found in told.items()} == SPOILED
    assert all(found.is_open for found in told.values())
    province = consolidated_period(desk.workspace)
    assert province.cells["H51", "VII.3.3"].state == "left_out"
    assert province.totals["VII.3.3"].value is None


def test_an_explanation_changes_no_figure(levels, tmp_path, form):
    above, _, made = levels
    said = {row.code: "; giải trình: kỳ trước không tính 2 số liệu do lỗi" for row in form.indicators}
    desk = edited(above, made["H51"][1], tmp_path, said, {})
    check(desk.workspace)
    plain, explained = consolidated_period(made["H51"][0].workspace), consolidated_period(desk.workspace)
    for row in form.indicators:
        wanted, found = plain.totals[row.code], explained.totals[row.code]
        assert (found.text, found.value) == (wanted.text, pytest.approx(wanted.value) if wanted.value else wanted.value)
        assert (found.below.given, found.below.left_out) == (wanted.given, wanted.left_out), row.code


def test_what_was_explained_is_kept_when_the_return_is_made_again(levels, tmp_path):
    above, _, made = levels
    desk, path = made["H13"]
    book = openpyxl.load_workbook(path)
    rows = {row[0].value: row for row in book["Bảng 1"].iter_rows(min_row=9)}
    rows["I.1.1"][5].value += "; giải trình: tăng do kế hoạch mới"
    rows["I.1"][5].value = "294/KH-UBND ngày 22/01/2021"
    before = path.read_bytes()
    book.save(path)
    issued = above.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_H13.xlsx"
    again = openpyxl.load_workbook(as_return(desk.workspace, template=issued).path)["Bảng 1"]
    notes = {row[0].value: row[5].value for row in again.iter_rows(min_row=9)}
    assert notes["I.1.1"].endswith("cơ quan, đơn vị; giải trình: tăng do kế hoạch mới")
    assert notes["I.1"] == "294/KH-UBND ngày 22/01/2021"
    path.write_bytes(before)


def edited(above, path, folder, notes, figures):
    """A desk above that got the return with other notes (those beginning with ";" are added) and figures."""
    book = openpyxl.load_workbook(path)
    rows = {row[0].value: row for row in book["Bảng 1"].iter_rows(min_row=9)}
    for code, note in notes.items():
        cell = rows[code][5]
        cell.value = cell.value + note if note and note.startswith(";") else note
    for code, figure in figures.items():
        rows[code][4].value = figure
    book.save(folder / "sua.xlsx")
    desk = desk_of(folder / "bo", above.workspace.register.agencies, ten="Trung ương")
    # The issued stamp is the other desk's, whose key this one does not have.
    desk.drop_bytes("H51.xlsx", (folder / "sua.xlsx").read_bytes())
    desk.collect()
    assert assign(desk.workspace, "H51.xlsx", "H51").state == "accepted"
    return desk


def test_another_body_s_template_is_refused(levels, tmp_path):
    above, _, made = levels
    desk, _ = made["H51"]
    other = above.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_H13.xlsx"
    with pytest.raises(RequestError, match="là của “THÀNH PHỐ CẦN THƠ”"):
        as_return(desk.workspace, template=other)


def test_the_return_says_of_how_many_it_was_formed(levels, form):
    (desk, path), *_ = levels[2].values()
    sheet = openpyxl.load_workbook(path)["Bảng 1"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=9)}
    totals = consolidated_period(desk.workspace).totals
    assert rows["I.1.1"][4].value == totals["I.1.1"].value
    assert rows["I.1.1"][5].value == f"Tổng hợp từ {totals['I.1.1'].coverage} cơ quan, đơn vị"
    faulty = totals["I.1.2"]
    told = f"Tổng hợp từ {faulty.coverage} cơ quan, đơn vị; không tính {faulty.left_out} số liệu do lỗi"
    assert rows["I.1.2"][5].value == told
    assert rows["III.6.3"][5].value.count("; ") == 2
    assert "Không: " in rows["I.3.4"][5].value
    assert rows["I.3.4"][4].value is None
    assert OpenXmlValidator().validate(str(path)).is_valid


def test_without_the_higher_desk_s_template_it_has_to_be_assigned(levels, tmp_path, form):
    above, _, made = levels
    desk = made["H51"][0].copied(tmp_path / "H51")
    with pytest.raises(RequestError, match="Chưa biết mã của tỉnh"):
        as_return(desk.workspace)
    desk.workspace.settings.__dict__["tinh"] = desk.workspace.settings.tinh.model_copy(update={"ma": "H51"})
    path = as_return(desk.workspace).path
    other = desk_of(tmp_path / "bo", above.workspace.register.agencies, ten="Trung ương")
    other.drop_bytes("tu lap.xlsx", path.read_bytes())
    assert other.collect()["tu lap.xlsx"].state == "bad_seal"
    assert assign(other.workspace, "tu lap.xlsx", "H51").state == "accepted"


def test_a_template_of_another_period_or_none_is_refused(levels, tmp_path):
    above, _, made = levels
    above = above.copied(tmp_path / "above")
    desk, _ = made["H51"]
    generate(above.workspace, "2021-Q3", today=date(2021, 9, 1))
    other = above.workspace.folder("templates", "2021-Q3") / "PL2-B1_2021-Q3_H51.xlsx"
    with pytest.raises(RequestError, match="2021-Q3"):
        as_return(desk.workspace, template=other)
    book = openpyxl.Workbook()
    book.save(tmp_path / "khac.xlsx")
    with pytest.raises(RequestError, match="không phải biểu mẫu"):
        as_return(desk.workspace, template=tmp_path / "khac.xlsx")


def test_a_stamp_is_never_a_path(levels, tmp_path, form):
    desk, _ = levels[2]["H51"]
    other = desk_of(tmp_path / "bo", [Agency("H51", "tỉnh Sóc Trăng", "tinh", "PL2-B1")], ten="Trung ương")
    issued = other.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_H51.xlsx"
    book = openpyxl.load_workbook(issued)
    for row in book["_cchc"].iter_rows():
        for cell in row:
            if cell.value == "H51":
                cell.value = "x/../../../evil"
    book.save(tmp_path / "la.xlsx")
    with pytest.raises(RequestError, match="không phải biểu mẫu"):
        as_return(desk.workspace, template=tmp_path / "la.xlsx")

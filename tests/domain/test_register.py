"""The agency register: friendly to fill, refused with the row when broken."""

from __future__ import annotations

import shutil
import unicodedata
from datetime import date, datetime

import openpyxl
import pytest

from cchc_excel.api import Workspace, generate
from cchc_excel.domain.agency import Agency, Register, normal_code
from cchc_excel.domain.period import Period
from cchc_excel.errors import CchcError, RegisterError
from cchc_excel.text.normalize import fold_marks
from cchc_excel.workflow.settings import Settings

HEADER = 3


@pytest.fixture(scope="module")
def new_workspace(tmp_path_factory):
    """What every test's own workspace is a copy of."""
    return Workspace.create(tmp_path_factory.mktemp("new") / "moi", Settings()).root


@pytest.fixture
def fresh(new_workspace, tmp_path):
    """A new workspace and a hand to write rows into its register."""
    workspace = Workspace(shutil.copytree(new_workspace, tmp_path / "moi"))

    def fill(*rows):
        path = workspace.root / "co-quan.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book["Danh mục"]
        for number, row in enumerate(rows, start=HEADER + 1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
        book.save(path)
        return Workspace(workspace.root)

    return fill


def test_what_is_written_is_read_back(tmp_path):
    agencies = (
        Agency(
            "H51.07",
            "Sở Tài chính",
            "so",
            "PL2-B1",
            ("STC", "Sở TC"),
            ("a@x.example", "b@x.example"),
            "Ông A",
            date(2021, 1, 1),
            date(2025, 6, 30),
        ),
        Agency("X01", "UBND xã A", "xa", "PL2-B1", predecessors=("H51.07",)),
    )
    workspace = Workspace.create(tmp_path / "w", Settings(), agencies)
    assert tuple(workspace.register.agencies) == agencies


def test_the_header_is_locked_and_the_rows_are_free(tmp_path):
    workspace = Workspace.create(tmp_path / "w", Settings())
    sheet = openpyxl.load_workbook(workspace.root / "co-quan.xlsx")["Danh mục"]
    assert sheet.protection.sheet
    assert all(cell.protection.locked for cell in sheet[HEADER][:10])
    assert not any(cell.protection.locked for cell in sheet[HEADER + 1][:10])
    assert not sheet.protection.sort
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert sorted(lists) == ["ds_bieu_mau", "ds_nhom"]


@pytest.mark.parametrize(
    ("rows", "row", "reason"),
    [
        ([("STC", "Sở Tài chính", "Sở, ban, ngành"), ("stc", "Sở khác", "Sở, ban, ngành")], 5, "trùng với dòng 4"),
        ([("STC", "Sở Tài chính", "Sở, ban, ngành", "", "stc.soctrang.example")], 4, "thư điện tử"),
        ([("STC", "Sở Tài chính", "Sở, ban, ngành", "", "", "", "PL9")], 4, "PL9"),
        ([("STC", "Sở Tài chính", "Phòng")], 4, "nhóm “Phòng”"),
        ([("STC", "", "Sở, ban, ngành")], 4, "chưa có tên"),
        ([("", "Sở Tài chính", "Sở, ban, ngành")], 4, "chưa có mã"),
        ([("SỞ TC", "Sở Tài chính", "Sở, ban, ngành")], 4, "không dấu"),
        ([("STC", "Sở Tài chính", "Sở, ban, ngành", "", "", "", "", "31/02/2021")], 4, "31/02/2021"),
        ([("STC", "Sở TC", "Sở, ban, ngành", "", "", "", "", "01/02/2021", "01/01/2021")], 4, "hết hiệu lực"),
        ([("STC", "Sở TC", "Sở, ban, ngành", "", "", "", "", "", "", "SNV")], 4, "SNV"),
    ],
)
def test_a_broken_register_is_refused_naming_the_row(fresh, rows, row, reason):
    workspace = fresh(*rows)
    with pytest.raises(RegisterError) as refused:
        generate(workspace, "2021-Q1")
    assert f"dòng {row}:" in refused.value.message
    assert reason in refused.value.message
    assert refused.value.remedy.startswith("Đề nghị")
    assert not (workspace.root / "templates" / "2021-Q1").exists()


def test_every_faulty_row_is_told_at_once(fresh):
    workspace = fresh(("", "A", "xa"), ("X2", "", "xa"), ("X3", "C", "?"))
    with pytest.raises(RegisterError) as refused:
        generate(workspace, "2021-Q1")
    assert refused.value.message.count("dòng ") == 3


def test_an_empty_register_is_refused_with_what_to_do(fresh):
    with pytest.raises(RegisterError, match="chưa có cơ quan nào"):
        generate(fresh(), "2021-Q1")


@pytest.mark.parametrize("damage", ["missing", "not a workbook", "no header"])
def test_a_register_that_cannot_be_read(fresh, damage):
    workspace = fresh()
    path = workspace.root / "co-quan.xlsx"
    if damage == "missing":
        path.unlink()
    elif damage == "not a workbook":
        path.write_text("không phải Excel", encoding="utf-8")
    else:
        openpyxl.Workbook().save(path)
    with pytest.raises(CchcError, match=r"co-quan\.xlsx"):
        generate(workspace, "2021-Q1")


def test_who_reports_follows_the_dates(fresh):
    workspace = fresh(
        ("CU", "Cơ quan cũ", "huyen", "", "", "", "", None, datetime(2025, 6, 30)),
        ("MOI", "Cơ quan mới", "UBND cấp xã", "", "", "", "", "01/07/2025", None, "CU"),
    )
    before = [agency.code for agency in workspace.register.expected(Period.parse("2025-Q2"))]
    after = [agency.code for agency in workspace.register.expected(Period.parse("2025-Q3"))]
    assert (before, after) == (["CU"], ["MOI"])


def test_the_old_order_of_identification_codes_is_turned_around(fresh):
    assert normal_code("000.00.07.H51") == "H51.07"
    assert normal_code("000.12.07.H51") == "H51.07.12"
    workspace = fresh(("000.00.07.H51", "Sở Tài chính", "so"))
    assert workspace.register.get("H51.07") is workspace.register.get("000.00.07.h51")
    assert workspace.register.get("H51.07").code == "H51.07"


def test_every_line_of_its_guide_can_be_read(fresh):
    """A line that takes two would lie over its neighbours."""
    sheet = openpyxl.load_workbook(fresh().root / "co-quan.xlsx")["Hướng dẫn"]
    heights = {row[1].value: sheet.row_dimensions[row[1].row].height for row in sheet.iter_rows()}
    assert len({height for height in heights.values() if height}) == 2
    assert heights[max(heights, key=len)] == max(heights.values())


@pytest.mark.parametrize(
    "spelled",
    [
        lambda heading: unicodedata.normalize("NFD", heading),
        lambda heading: heading.upper(),
        lambda heading: f"\u200b{heading}\u00a0",
        lambda heading: heading.replace(" ", "  "),
        fold_marks,
    ],
    ids=["NFD", "capitals", "invisible", "blanks", "no marks"],
)
def test_however_a_heading_is_spelled_it_is_read(fresh, spelled):
    workspace = fresh(("STC", "Sở Tài chính", "so"))
    path = workspace.root / "co-quan.xlsx"
    book = openpyxl.load_workbook(path)
    for cell in book["Danh mục"][HEADER]:
        cell.value = spelled(cell.value) if cell.value else None
    book.save(path)
    assert [agency.name for agency in Workspace(workspace.root).register.agencies] == ["Sở Tài chính"]


def agency(code, name, group="so", **more):
    return Agency(code, name, group, "PL2-B1", **more)


@pytest.mark.parametrize(
    ("second", "is_asked"),
    [
        (agency("B", "Sở Tài chính tỉnh Mẫu"), True),
        (agency("B", "Sở  TÀI CHÍNH tỉnh Mẫu."), True),
        (agency("B", "Sở Tài chính tỉnh Mẫu\u200b", "xa"), True),
        (agency("B", "Sở Tài chính"), True),
        (agency("B", "So Tai chinh tinh Mau"), True),
        (agency("B", "So Tai chinh"), True),
        (agency("B", "STC", aliases=("Sở Tài chính tỉnh Mẫu",)), True),
        (agency("B", "Sở Tài chính thành phố Khác"), False),
        (agency("B", "Sở Tải chính tỉnh Mẫu"), False),
        (agency("B", "Sở Tài chính và Kế hoạch tỉnh Mẫu"), False),
        (agency("B", "Sở Tài chính tỉnh Mẫu", valid_from=date(2025, 7, 1)), False),
        (agency("B", "Sở Tài chính tỉnh Mẫu", valid_from=date(2025, 6, 30)), True),
    ],
)
def test_one_agency_in_two_rows_is_asked_about(second, is_asked):
    first = agency("A", "Sở Tài chính tỉnh Mẫu", valid_to=date(2025, 6, 30))
    pairs = Register([first, agency("C", "Sở Nội vụ tỉnh Mẫu"), second]).doubles()
    assert [(one.code, other.code) for one, other in pairs] == ([("A", "B")] if is_asked else [])

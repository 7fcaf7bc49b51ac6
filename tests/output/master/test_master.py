"""The master: its tabs, its live formulas against a spreadsheet that recalculates them, where each figure leads."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from cchc_excel.api import Workspace, consolidate, generate
from cchc_excel.demo.sample import made_up_answers
from cchc_excel.domain.agency import Agency
from cchc_excel.output.master.detail_layout import DetailLayout
from cchc_excel.template import Fill
from cchc_excel.workflow.consolidate import consolidated_period
from cchc_excel.workflow.issue import filled_template
from cchc_excel.workflow.settings import Settings
from support.desk import Desk
from support.master_cells import cells

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

TABS = [
    "Tổng hợp",
    "Tổng quan",
    "Lựa chọn",
    "Chi tiết",
    "Tiến độ nộp",
    "Lỗi và cảnh báo",
    "Ghi chú",
    "Dữ liệu",
    "Danh mục chỉ tiêu",
]


@pytest.fixture(scope="module")
def made(demo):
    return consolidate(demo)


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(made.path, data_only=True)


def test_the_tabs_stand_in_their_order(book):
    assert book.sheetnames == TABS


def test_recalculated_by_a_spreadsheet_no_figure_changes(made, office):
    """The cached values are ours; LibreOffice forms its own from the formulas."""
    ours, theirs = cells(made.path), cells(office.recalculated(made.path))
    formulas = {place for place, value in cells(made.path, formulas=True).items() if str(value).startswith("=")}
    assert len(formulas) > 129 * 3
    for place in formulas:
        mine, recalculated = ours[place] or "", theirs[place] or ""
        if isinstance(mine, float):
            assert recalculated == pytest.approx(mine, rel=1e-12), place
        else:
            assert recalculated == mine, place


def test_formulas_live_from_the_detail_tab(made, office):
    """A figure changed in Chi tiết changes the provincial one."""
    layout = DetailLayout(made.province)
    cell = f"{layout.agency_letters['STC']}{layout.rows['I.1.1']}"
    changed = office.edit(made.path, {cell: 1025}, sheet="Chi tiết")["xlsx"]
    row = 10 + [row.code for row in made.province.form.rows].index("I.1.1")
    before, after = cells(made.path), cells(changed)
    assert after["Tổng hợp", f"D{row}"] == before["Tổng hợp", f"D{row}"] + 1000


def test_every_figure_leads_to_where_it_came_from(desk):
    """Tổng hợp → Chi tiết → Dữ liệu, whose row names the file and the cell."""
    desk.drop("STC", {"I.1.1": 25, "III.6.1": 70})
    desk.drop("SNV", {"I.1.1": 5})
    desk.collect()
    book = openpyxl.load_workbook(consolidate(desk.workspace).path)
    summary, detail, data = (book[name] for name in ("Tổng hợp", "Chi tiết", "Dữ liệu"))
    linked = {cell.coordinate: cell.hyperlink.location for row in summary for cell in row if cell.hyperlink}
    assert len(linked) == 2
    for location in linked.values():
        sheet, _, cell = location.partition("!")
        assert sheet == "'Chi tiết'"
        assert cell[0] == "A"
        row = detail[cell].row
        figures = [cell for cell in detail[row] if cell.hyperlink]
        assert figures
        for figure in figures:
            place = figure.hyperlink.location.partition("!")[2]
            origin = [cell.value for cell in data[data[place].row]]
            assert origin[8] == figure.value
            assert origin[1] == detail.cell(5, figure.column).value
            assert origin[5] == detail.cell(row, 2).value.removeprefix("- ")
            assert origin[11].endswith(".xlsx")
    assert detail.row_dimensions[8].outlineLevel == 1


def test_a_figure_left_out_is_shown_and_not_counted(desk, office):
    desk.drop("STC", {"I.1.1": 25, "I.1.2": 30})
    desk.drop("SNV", {"I.1.1": 50, "I.1.2": 40})
    desk.collect()
    made = consolidate(desk.workspace)
    layout = DetailLayout(made.province)
    row = 10 + [row.code for row in made.province.form.rows].index("I.1.2")
    for path in (made.path, office.recalculated(made.path)):
        shown = cells(path)
        assert shown["Chi tiết", f"{layout.agency_letters['STC']}{layout.rows['I.1.2']}"] == "30 (lỗi)"
        assert (shown["Tổng hợp", f"D{row}"], shown["Tổng hợp", f"F{row}"], shown["Tổng hợp", f"G{row}"]) == (
            40,
            "1/3",
            1,
        )


@pytest.fixture(scope="module")
def mixed(tmp_path_factory, form):
    """Two groups, figures that errors name in both, ratios in notes, an agency that has not returned."""
    agencies = (
        *(Agency(code, f"Sở {code}", "so", "PL2-B1") for code in ("S1", "S2", "S3")),
        *(Agency(code, f"UBND xã {code}", "xa", "PL2-B1") for code in ("X1", "X2")),
    )
    workspace = Workspace.create(tmp_path_factory.mktemp("mixed") / "desk", Settings(), agencies)
    generate(workspace, "2021-Q1", today=date(2021, 3, 1))
    desk = Desk(workspace)
    for code in ("S1", "S2", "X1", "X2"):
        fills = made_up_answers(form, code, 7, blanks=False)
        fills["I.1.2"] = Fill((fills["I.1.1"].value or 0) + 3)
        if code in ("S2", "X2"):
            fills["VII.3.4"] = Fill(55.5, "111/200")
            fills["III.6.3"] = Fill(130)
            fills["III.2.3a"] = Fill(0)
        if code == "X2":
            fills["VII.1.1a"] = Fill(99)
            fills["VII.1.1b"] = Fill(9)
        notes = {one: fill.note for one, fill in fills.items()}
        desk.drop(code, {one: fill.value for one, fill in fills.items()}, notes=notes)
    desk.collect()
    return workspace


@pytest.mark.parametrize("figures", ["Chỉ số liệu không bị báo lỗi", "Mọi số liệu đọc được, kể cả bị báo lỗi"])
@pytest.mark.parametrize("group", ["Tất cả các nhóm", "Sở, ban, ngành", "UBND cấp xã"])
def test_every_choice_recalculates_to_our_own_figures(mixed, office, figures, group):
    made = consolidate(mixed)
    changed = cells(office.edit(made.path, {"C5": figures, "C6": group}, sheet="Lựa chọn")["xlsx"])
    rule = "count_all" if figures.startswith("Mọi") else "leave_out_figure"
    province = consolidated_period(mixed, error_rule=rule)
    key = {"Tất cả các nhóm": None, "Sở, ban, ngành": "so", "UBND cấp xã": "xa"}[group]
    totals = province.totals if key is None else province.group_totals[key]
    assert any(total.left_out for total in made.province.totals.values())
    wanted = [row.code for row in province.form.rows]
    for code, total in totals.items():
        row = 10 + wanted.index(code)
        shown = changed["Tổng hợp", f"D{row}"]
        assert (None if shown == "" else shown) == (total.text or pytest.approx(total.value)), code
        assert changed["Tổng hợp", f"F{row}"] == f"{total.given}/{total.expected}", code
        assert changed["Tổng hợp", f"G{row}"] == total.left_out, code
        said = f"Không tính {total.left_out} số liệu lỗi"
        assert (changed["Tổng hợp", f"E{row}"] or "").endswith(said) == (total.left_out > 0), code
        if province.form.by_code[code].type == "percent":
            halves = tuple(None if (half := changed["Tổng hợp", f"{at}{row}"]) == "" else half for at in "HI")
            assert halves == (pytest.approx(total.numerator), pytest.approx(total.denominator)), code
    told = changed["Tổng hợp", "A7"] or ""
    assert ("CHỈ GỒM: " + group.upper() in told) == (key is not None)
    assert ("KỂ CẢ" in told or "GỒM CẢ" in told) == (rule == "count_all")


def test_who_and_what_is_not_in_the_total_is_listed(mixed):
    made = consolidate(mixed)
    sheet = openpyxl.load_workbook(made.path)["Lựa chọn"]
    told = {row[1].value: row[3].value for row in sheet.iter_rows(min_row=11) if row[1].value}
    assert told["S3"] == "Chưa nộp"
    assert "I.1.2" in told["S1"]
    assert {"I.1.2", "III.2.3"} <= set(told["X2"].split("tính: ")[1].split("; ")[0].split(", "))
    assert told["X2"].endswith("1 ô chưa rõ số liệu: III.6.3")
    whole = consolidate(mixed, error_rule="leave_out_return")
    told = openpyxl.load_workbook(whole.path)["Lựa chọn"]["D11"].value
    assert told.startswith("Báo cáo có ")


def test_a_file_that_did_not_count_is_named_as_the_reason(desk, tmp_path):
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    wrong = filled_template(desk.workspace, "2021-6T", desk.agency("STC"), {"I.1.1": Fill(5)})
    desk.drop_bytes("nham ky.xlsx", wrong)
    desk.drop("SNV", {"I.1.1": 5})
    desk.collect(period="2021-Q1")
    made = consolidate(desk.workspace, "2021-Q1")
    told = [row[3].value for row in openpyxl.load_workbook(made.path)["Lựa chọn"].iter_rows(min_row=11)]
    assert any("“nham ky.xlsx”: sai kỳ báo cáo" in (text or "") for text in told)


def test_what_stands_in_a_cell_and_is_no_figure_is_shown_and_named(mixed, form, office):
    path = consolidate(mixed).path
    row = form.rows.index(form.by_code["III.6.3"])
    for book in (
        openpyxl.load_workbook(path, data_only=True),
        openpyxl.load_workbook(office.recalculated(path), data_only=True),
    ):
        shown = [cell.value for cell in book["Chi tiết"][7 + row] if cell.value == "(chưa rõ)"]
        assert shown
        assert f"{len(shown)} ô chưa rõ số liệu" in book["Tổng hợp"][f"E{10 + row}"].value


def test_a_blank_return_is_named_among_what_is_not_in_the_total(desk):
    desk.drop("STC")
    desk.drop("SNV", {"I.1.1": 5})
    desk.collect()
    rows = openpyxl.load_workbook(consolidate(desk.workspace).path)["Lựa chọn"].iter_rows(min_row=11)
    told = {row[1].value: row[3].value for row in rows if row[1].value}
    assert told["STC"] == "Chưa điền"
    assert "SNV" not in told


def test_progress_findings_and_notes_tabs_tell_every_agency(book, made):
    progress = {row[1].value: row[4].value for row in book["Tiến độ nộp"].iter_rows(min_row=5) if row[1].value}
    assert len(progress) == 19
    assert progress["STNMT"] == "Trễ hạn"
    assert progress["BDT"] == "Quá hạn, chưa nộp"
    assert progress["STC"] == "Đúng hạn"
    told = {(row[1].value, row[7].value) for row in book["Lỗi và cảnh báo"].iter_rows(min_row=4)}
    assert {("STC", "R402"), ("STC", "R601"), ("SNNPTNT", "R105"), ("SNNPTNT", "SL11")} <= told
    notes = {(row[0].value, row[2].value): row[5].value for row in book["Ghi chú"].iter_rows(min_row=4)}
    assert notes["III.6.2", "STC"] == "05 hồ sơ đang trong thời hạn giải quyết"
    assert notes["I.1", "STC"] == "294/KH-STC ngày 22/01/2021"


def test_every_figure_leads_back_to_its_file_and_cell(book, made, demo):
    sheet = book["Dữ liệu"]
    assert list(sheet.tables) == ["du_lieu"]
    header = [cell.value for cell in sheet[1]]
    rows = [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(rows) == 19 * 129
    assert sheet.tables["du_lieu"].ref == f"A1:P{19 * 129 + 1}"
    one = next(row for row in rows if row["Mã cơ quan"] == "STC" and row["Mục"] == "I.1.1")
    assert (one["Số liệu"], one["Ô"], one["Sheet"], one["Lần nộp"]) == (25, "E11", "Bảng 1", 1)
    (kept,) = (demo.root / "archive").rglob(f"{one['SHA-256']}.xlsx")
    assert openpyxl.load_workbook(kept)[one["Sheet"]][one["Ô"]].value == 25


def test_foreign_text_stays_text(desk):
    evil = "=cmd|' /C calc'!A0"
    desk.drop("STC", {"I.1.1": 25, "I.3.2": "=1+1"}, notes={"I.1": evil, "I.3.2": "@SUM(A1)"}, name="=1+1.xlsx")
    desk.collect()
    made = consolidate(desk.workspace)
    book = openpyxl.load_workbook(made.path)
    for tab in ("Ghi chú", "Dữ liệu", "Lỗi và cảnh báo", "Tiến độ nộp"):
        for row in book[tab].iter_rows():
            for cell in row:
                assert cell.data_type != "f", (tab, cell.coordinate)
                assert cell.hyperlink is None
    assert evil in [cell.value for cell in book["Ghi chú"]["F"]]


def test_the_same_returns_give_the_same_bytes(demo, made):
    before = made.path.read_bytes()
    assert consolidate(demo).path.read_bytes() == before


@pytest.mark.slow
def test_the_master_is_sound(made):
    result = OpenXmlValidator().validate(str(made.path))
    assert result.is_valid, result.errors[:5]

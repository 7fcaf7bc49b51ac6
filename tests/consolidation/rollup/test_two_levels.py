"""Provinces report upwards with the same tool, and the total of totals is the total of all agencies."""

from __future__ import annotations

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from cchc_excel.api import as_return, check, consolidate
from cchc_excel.domain.agency import Agency
from cchc_excel.workflow.consolidate import consolidated_period
from support.desk import PERIOD
from support.two_levels import agencies_of, answer, desk_of

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

PROVINCES = {"H51": "tỉnh Sóc Trăng", "H13": "thành phố Cần Thơ"}


def test_the_master_above_says_of_how_many_agencies_below(levels, form):
    above, flat, made = levels
    check(flat.workspace)
    ours, theirs = consolidated_period(above.workspace), consolidated_period(flat.workspace)
    provinces = [consolidated_period(desk.workspace) for desk, _ in made.values()]
    assert any(total.left_out for total in theirs.totals.values())
    for row in form.indicators:
        below = ours.totals[row.code].below
        wanted = theirs.totals[row.code]
        # The agencies that say nothing at all have returned too: N is the same on both ways.
        assert (below.expected, below.left_out) == (wanted.expected, wanted.left_out), row.code
        assert below.given == wanted.given, row.code
    sheet = openpyxl.load_workbook(consolidate(above.workspace).path, data_only=True)
    rows = {row[1].value: row for row in sheet["Tổng hợp"].iter_rows(min_row=10)}
    below = ours.totals["I.1.2"].below
    at = rows[form.by_code["I.1.2"].printed_label]
    assert (at[9].value, at[10].value) == (below.coverage, below.left_out)
    listed = "\n".join(str(cell.value) for row in sheet["Lựa chọn"].iter_rows() for cell in row if cell.value)
    for province in provinces:
        left_out = sum(total.left_out for total in province.totals.values())
        assert f"Cấp dưới không tính {left_out} số liệu vì lỗi: I.1.2" in listed
    assert "Chỉ tiêu đủ nhất mới có số liệu của 4/5 cơ quan cấp dưới" in listed


def test_the_total_of_totals_is_the_total_of_all(levels, form):
    above, flat, made = levels
    check(flat.workspace)
    ours, theirs = consolidate(above.workspace).province, consolidated_period(flat.workspace)
    provinces = [consolidated_period(desk.workspace) for desk, _ in made.values()]
    assert any(total.left_out for total in theirs.totals.values())
    for row in form.indicators:
        mine, wanted = ours.totals[row.code], theirs.totals[row.code]
        assert mine.text == wanted.text, row.code
        assert mine.value == (None if wanted.value is None else pytest.approx(wanted.value, rel=1e-12)), row.code
        assert mine.expected == 2
        if row.type == "count":
            assert mine.given == sum(province.totals[row.code].given > 0 for province in provinces), row.code
    # Some agencies gave the percentage without its weight, or the other way round, so that the provinces' own figures
    # of the weight are not what theirs were weighted by.
    weight = sum(province.totals["III.2.3"].value or 0 for province in provinces)
    assert ours.totals["III.5.3"].denominator not in (None, weight)


def test_a_third_level_loses_nothing_either(levels, tmp_path, form):
    above, flat, _ = levels
    check(flat.workspace)
    top = desk_of(tmp_path / "tren", [Agency("TW", "Trung ương", "tinh", "PL2-B1")], ten="Liên bộ")
    path = as_return(
        above.workspace, template=top.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_TW.xlsx"
    ).path
    top.drop_bytes("TW.xlsx", path.read_bytes())
    assert top.collect()["TW.xlsx"].state == "accepted"
    (checked,) = check(top.workspace)
    assert [found.text for found in checked.findings if found.is_open] == []
    ours, theirs = consolidated_period(top.workspace), consolidated_period(flat.workspace)
    for row in form.indicators:
        mine, wanted = ours.totals[row.code], theirs.totals[row.code]
        assert (mine.text, mine.value) == (wanted.text, wanted.value and pytest.approx(wanted.value)), row.code
        below = (wanted.given, wanted.expected, wanted.left_out)
        assert (mine.below.given, mine.below.expected, mine.below.left_out) == below, row.code


@pytest.mark.slow
def test_weights_that_come_to_nothing_are_handed_up_too(tmp_path, form):
    above = desk_of(
        tmp_path / "bo", [Agency(code, name, "tinh", "PL2-B1") for code, name in PROVINCES.items()], ten="Trung ương"
    )
    everybody = [agency for code in PROVINCES for agency in agencies_of(code, 3)]
    flat = desk_of(tmp_path / "tat-ca", everybody, ten="Trung ương")
    for code, name in PROVINCES.items():
        desk = desk_of(tmp_path / code, agencies_of(code, 3), ten=name)
        for agency in agencies_of(code, 3):
            figures = {"III.2.3": 0 if code == "H13" else 7, "III.5.3": 40, "III.5.4": 60}
            desk.drop(agency.code, figures)
            flat.drop(agency.code, figures)
        desk.collect()
        path = as_return(
            desk.workspace, template=above.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_{code}.xlsx"
        ).path
        above.drop_bytes(f"{code}.xlsx", path.read_bytes())
    above.collect()
    flat.collect()
    for desk in (above, flat):
        check(desk.workspace)
    ours, theirs = consolidated_period(above.workspace), consolidated_period(flat.workspace)
    for code in ("III.5.3", "III.5.4"):
        mine, wanted = ours.totals[code], theirs.totals[code]
        assert (mine.value, mine.below.given) == (pytest.approx(wanted.value), wanted.given)
        assert wanted.given > 0


def test_the_master_of_masters_recalculates_to_the_same(levels, office):
    path = consolidate(levels[0].workspace).path

    def cells(name):
        book = openpyxl.load_workbook(name, data_only=True)
        return {
            (sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row
        }

    formulas = {
        (sheet.title, cell.coordinate)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    ours, theirs = cells(path), cells(office.recalculated(path))
    for place in formulas:
        mine, recalculated = ("" if one[place] is None else one[place] for one in (ours, theirs))
        assert recalculated == (mine if isinstance(mine, str) else pytest.approx(mine, rel=1e-12)), place
    result = OpenXmlValidator().validate(str(path))
    assert result.is_valid, result.errors[:5]


@pytest.fixture(scope="module")
def mixed(levels, tmp_path_factory, form):
    """Provinces beside agencies that report for themselves, with errors in both; one province has not returned."""
    folder = tmp_path_factory.mktemp("mixed") / "bo"
    own = [Agency(code, f"Cục {code}", "so", "PL2-B1") for code in ("C1", "C2")]
    provinces = [Agency(code, name, "tinh", "PL2-B1") for code, name in PROVINCES.items()]
    desk = desk_of(folder, [*provinces, *own], ten="Trung ương")
    issued = desk.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_H51.xlsx"
    path = as_return(levels[2]["H51"][0].workspace, template=issued).path
    book = openpyxl.load_workbook(path)
    rows = {row[0].value: row for row in book["Bảng 1"].iter_rows(min_row=9)}
    rows["III.6.3"][4].value = 130  # no percentage
    rows["I.1.3"][4].value = 2.5  # no count
    rows["VII.1.1a"][4].value = 101
    edited = folder / "sua.xlsx"
    book.save(edited)
    desk.drop_bytes("H51.xlsx", edited.read_bytes())
    for agency in own:
        answer(desk, agency.code, form)
    assert {one.state for one in desk.collect().values()} == {"accepted"}
    check(desk.workspace)
    return desk.workspace


@pytest.mark.parametrize("rule", ["leave_out_figure", "leave_out_return"])
@pytest.mark.parametrize("figures", [None, "Mọi số liệu đọc được, kể cả bị báo lỗi"])
@pytest.mark.parametrize(
    ("group", "key"), [("Tất cả các nhóm", None), ("UBND cấp tỉnh", "tinh"), ("Sở, ban, ngành", "so")]
)
def test_every_choice_holds_for_provinces_and_agencies_together(mixed, office, rule, figures, group, key):
    path = consolidate(mixed, error_rule=rule).path
    chosen = {"C6": group} | ({"C5": figures} if figures else {})
    sheet = openpyxl.load_workbook(office.edit(path, chosen, sheet="Lựa chọn")["xlsx"], data_only=True)["Tổng hợp"]
    province = consolidated_period(mixed, error_rule="count_all" if figures else rule)
    totals = province.totals if key is None else province.group_totals[key]
    for at, row in enumerate(province.form.rows, start=10):
        if not row.is_indicator:
            continue
        total = totals[row.code]
        shown = sheet[f"D{at}"].value
        if sheet[f"D{at}"].hyperlink and shown == sheet[f"D{at}"].hyperlink.location:
            shown = None  # openpyxl shows an empty cell's link as its value
        wanted = total.text if total.value is None else pytest.approx(total.value, rel=1e-12)
        assert ("" if shown is None else shown) == wanted, row.code
        assert sheet[f"F{at}"].value == total.coverage, row.code
        assert sheet[f"G{at}"].value == total.left_out, row.code
        below = (total.below.coverage, total.below.left_out) if total.below.expected else (None, None)
        assert (sheet[f"J{at}"].value, sheet[f"K{at}"].value) == below, row.code

"""Two levels: provinces report upwards with the same tool, and the total of totals is the total of all agencies."""

from __future__ import annotations

import random
from datetime import date, datetime

import openpyxl
import pytest
from conftest import PERIOD, Desk
from openxml_audit import OpenXmlValidator

from cchc_excel.api import Workspace, as_return, assign, check, consolidate, generate
from cchc_excel.demo.sample import made_up_answers
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.explanation import explains
from cchc_excel.domain.rollup import Rollup, read_rollup
from cchc_excel.errors import RequestError
from cchc_excel.template import Fill
from cchc_excel.workflow.consolidate import consolidated_period
from cchc_excel.workflow.settings import Settings

PROVINCES = {"H51": "tỉnh Sóc Trăng", "H13": "thành phố Cần Thơ"}


def desk_of(folder, agencies, **province):
    workspace = Workspace.create(folder, Settings.model_validate({"tinh": province}), agencies, today=date(2021, 3, 1))
    generate(workspace, PERIOD, today=date(2021, 3, 1))
    return Desk(workspace)


def agencies_of(province, count=5):
    codes = [f"{province}.{at:02}" for at in range(1, count + 1)]
    return tuple(
        Agency(code, f"Sở {code}", "so" if at < count - 2 else "xa", "PL2-B1") for at, code in enumerate(codes)
    )


def answer(desk, agency, form):
    """Answers with blanks, faults and a percentage without its weight: what real returns have."""
    chance = random.Random(agency)
    fills = made_up_answers(form, agency, 3)
    for code in chance.sample([row.code for row in form.indicators], 30):
        fills[code] = Fill()
    fills["I.1.2"] = Fill((fills["I.1.1"].value or 0) + 3)  # an error: left out
    if chance.random() < 0.5:
        fills["III.6.2"] = Fill()
    notes = {code: fill.note for code, fill in fills.items()}
    desk.drop(agency, {code: fill.value for code, fill in fills.items()}, notes=notes)


@pytest.fixture(scope="module")
def levels(tmp_path_factory, form):
    """The desk above, collected; and one desk that has collected every agency itself."""
    root = tmp_path_factory.mktemp("levels")
    above = desk_of(
        root / "bo", [Agency(code, name, "tinh", "PL2-B1") for code, name in PROVINCES.items()], ten="Trung ương"
    )
    everybody = [agency for code in PROVINCES for agency in agencies_of(code)]
    flat = desk_of(root / "tat-ca", everybody, ten="Trung ương")
    made = {}
    for code, name in PROVINCES.items():
        desk = desk_of(root / code, agencies_of(code), ten=name)
        for agency in agencies_of(code)[:-1]:
            answer(desk, agency.code, form)
            answer(flat, agency.code, form)
        desk.collect()
        issued = above.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_{code}.xlsx"
        path = as_return(desk.workspace, template=issued).path
        made[code] = (desk, path)
        above.drop_bytes(f"{code}.xlsx", path.read_bytes(), when=datetime(2021, 3, 16))
    above.told = above.collect()
    flat.collect()
    return above, flat, made


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


def test_the_program_s_own_note_explains_nothing():
    note, group = "Tổng hợp từ 4/5 cơ quan, đơn vị", "tinh"
    assert not explains(note, group)
    assert explains(note, "so")
    assert explains("Tổng hợp từ báo cáo các sở", group)
    for said, is_one in {
        "; giải trình: tăng do kế hoạch mới": True,
        ". Giải trình: tăng": True,
        "; chờ các sở giải trình": False,
        "; giải trình:": False,
        "; giải trình: 123": False,
        "; tăng": False,
    }.items():
        assert explains(note + said, group) is is_one, said


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


def test_another_body_s_template_is_refused(levels, tmp_path):
    above, _, made = levels
    desk, _ = made["H51"]
    other = above.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_H13.xlsx"
    with pytest.raises(RequestError, match="là của “THÀNH PHỐ CẦN THƠ”"):
        as_return(desk.workspace, template=other)


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
    desk, _ = made["H51"]
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


def test_what_somebody_writes_behind_a_note_loses_nothing(form):
    for code, told in (
        ("I.1.1", Rollup(2, 3)),
        ("III.6.3", Rollup(3, 3, parts=(1323.5, 1426.0))),
        ("I.3.1", Rollup(3, 3, span=(20.2, 58.1))),
        ("I.5.2", Rollup(3, 3, counts={0: 1, 1: 2, 2: 0})),
    ):
        row = form.by_code[code]
        for tail in (" (đã kiểm tra)", "; đã kiểm tra", ". Đã kiểm tra\ndòng hai"):
            assert read_rollup(row, told.note(row) + tail, "tinh") == told, (code, tail)
    wrong = Rollup(2, 3, counts={0: 1, 1: 2, 2: 0})
    assert read_rollup(form.by_code["I.5.2"], wrong.note(form.by_code["I.5.2"]), "tinh").counts is None


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("I.1.1", f"Tổng hợp từ {'9' * 5000}/1 cơ quan, đơn vị"),
        ("I.1.1", "Tổng hợp từ 50/4 cơ quan, đơn vị"),
        ("III.6.3", "Tổng hợp từ 1/1 cơ quan, đơn vị; tử số 1e999; mẫu số 1e999"),
        ("III.6.3", "Tổng hợp từ 1/1 cơ quan, đơn vị; tử số -5; mẫu số -10"),
        ("III.6.3", "Tổng hợp từ 1/1 cơ quan, đơn vị; tử số 13,5; mẫu số 1.426"),
    ],
)
def test_numbers_that_no_desk_writes_are_not_believed(form, code, note):
    found = read_rollup(form.by_code[code], note, "tinh")
    assert found is None or found.parts is None


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("I.1.1", Rollup(17, 19)),
        ("III.6.3", Rollup(16, 19, parts=(1323.5, 1426.0))),
        ("III.6.3", Rollup(16, 19, parts=(1e-7, 123456789.125))),
        ("I.3.1", Rollup(17, 19, span=(20.2, 58.1))),
        ("I.5.2", Rollup(3, 3, counts={0: 1, 1: 2, 2: 0})),
        ("I.1.1", Rollup(17, 19, left_out=2)),
        ("III.6.3", Rollup(16, 19, parts=(1323.5, 1426.0), left_out=1)),
        ("I.3.1", Rollup(17, 19, span=(20.2, 58.1), left_out=2)),
        ("I.5.2", Rollup(3, 3, counts={0: 1, 1: 2, 2: 0}, left_out=12)),
    ],
)
def test_what_a_note_says_is_read_back(form, code, told):
    row = form.by_code[code]
    assert read_rollup(row, told.note(row), "tinh") == told
    # An agency's own note is never taken for a province's.
    assert read_rollup(row, told.note(row), "so") is None
    assert read_rollup(row, "63/63", "tinh") is None


def test_a_figure_of_a_province_counts_where_only_departments_are_added(form):
    row = form.by_code["III.2.3"]
    assert row.total_groups == ("so",)
    assert [row.adds_up(group) for group in ("tinh", "so", "xa")] == [True, True, False]


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

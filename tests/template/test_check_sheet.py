"""The live check as it is worked out: short formulas that a person can read, never an old or a missing verdict."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.period import Period
from cchc_excel.domain.stamp import Stamp
from cchc_excel.forms.layout import CHECK_SHEET, FIRST_ROW, SHEET, Layout
from cchc_excel.messages.template import CANNOT_CHECK, ERROR_VALUE
from cchc_excel.rules.functions import PAST
from cchc_excel.template import AgencyPrefill, TemplateRenderer
from cchc_excel.template.check_sheet import INTACT_CELL
from cchc_excel.template.content import Campaign, Fill
from support.second_engine import SecondEngine

FORM_PART, CHECK_PART = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
STAMP = Stamp("PL2-B1", "2021.1", "2021-Q1", "STC", "1", "x")


@pytest.fixture(scope="module")
def renderer(form):
    campaign = Campaign(
        form, Period.parse("2021-Q1"), date(2021, 3, 17), date(2021, 3, 1), "Sở Nội vụ", "", "mat-khau", communes=10
    )
    return TemplateRenderer(campaign)


@pytest.fixture(scope="module")
def past(form):
    return {name: {row.code: float(at + 3) for at, row in enumerate(form.indicators)} for name in PAST}


def rendered(renderer, group="so", past=None, fills=None) -> bytes:
    prefill = AgencyPrefill(fills or {}, past or {}, "Quý IV năm 2020" if past else "")
    return renderer.render(Agency("STC", "Sở Tài chính", group, "PL2-B1"), STAMP, prefill)


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}


def formulas(xml: str) -> list[str]:
    return [html.unescape(formula) for formula in re.findall(r"<f>([^<]*)</f>", xml)]


@pytest.mark.parametrize("group", ["so", "xa", "tinh"])
@pytest.mark.parametrize("with_past", [False, True])
def test_no_formula_is_long_and_no_sheet_is_heavy(renderer, past, group, with_past):
    content = rendered(renderer, group, past if with_past else None)
    found = parts(content)
    assert max(len(formula) for name in (FORM_PART, CHECK_PART) for formula in formulas(found[name])) <= 300
    assert len(found[FORM_PART]) <= 120_000
    # What a province says of its notes takes more room.
    assert len(found[CHECK_PART]) <= (330_000 if group == "tinh" else 300_000)
    assert len(content) <= 80_000


def test_notes_are_text_so_that_no_program_makes_a_day_of_a_fraction(renderer, form):
    sheet = openpyxl.load_workbook(BytesIO(rendered(renderer)))[SHEET]
    layout = Layout(form)
    assert {sheet[layout.cell(row.code, "note")].number_format for row in form.rows} == {"@"}


def test_the_sheet_can_be_read_by_a_person(renderer, form):
    sheet = openpyxl.load_workbook(BytesIO(rendered(renderer)))[CHECK_SHEET]
    assert sheet["A1"].value.startswith("Cách tính cột Kiểm tra")
    headers = [cell.value for cell in sheet[FIRST_ROW - 1]]
    assert headers[:5] == ["Câu chữ", "Mã", "Quy tắc", "Số liệu", "Ghi chú"]
    assert "Đạt 1" in headers
    assert "Thông báo 1" in headers
    row = Layout(form).rows["III.6.2"]
    assert sheet.cell(row, 2).value == "III.6.2"
    rules = sheet.cell(row, 3).value.split()
    assert rules[0] == "type"
    assert {rule.id for rule in form.rules if rule.at == "III.6.2"} >= set(rules) - {"type", "date", "filled"}


WITH_DATES = {
    "I.1.1": Fill(46150),
    "I.1.2": Fill(46150, "tổng số thật"),
    "I.1.3": Fill(36525),
    "I.2.1": Fill(36526),
    "I.2.2": Fill(55153),
    "I.2.3": Fill(55154),
    "II.1": Fill(434.99999999999994),
    "I.3.1": Fill(0.992),
    "I.5.3": Fill(1),
    "III.5.3": Fill(1.01),
    "III.6.3": Fill(0.5, "đúng là nửa phần trăm"),
    "III.5.4": Fill(0),
}


@pytest.mark.parametrize("with_past", [False, True])
def test_what_is_asked_about_on_import_is_asked_about_live(renderer, form, office, tmp_path, past, with_past):
    before = None
    if with_past:
        before = {name: dict.fromkeys(past[name], 1.0) for name in PAST}
        before["previous"] |= {"I.1.1": 138_450.0}
        before["earlier"] |= {"I.2.1": 12_175.0}
        before["included"] |= {"I.2.2": 165_460.0}
    path = tmp_path / "x.xlsx"
    path.write_bytes(rendered(renderer, past=before, fills=WITH_DATES))
    cached, live = shown(path, form), shown(office.recalculated(path), form)
    assert cached == live
    dates = {code for code in WITH_DATES if "có thể là ngày" in live[code]}
    assert dates == ({"I.2.1", "I.2.2"} if with_past else {"I.1.1", "I.2.1", "I.2.2"})
    assert "có thể là ngày 1/1/2000 do Excel" in live["I.2.1"]
    divided = {code for code in WITH_DATES if "có thể đã chia cho 100" in live[code]}
    assert divided == {"I.3.1", "I.5.3"}
    assert "chưa phù hợp" not in live["II.1"]


def test_a_total_that_the_program_formed_is_not_asked_about(renderer, form, office, tmp_path):
    """As on import: a province has 46.150 files, and 0,8% of them late."""
    ours = "Tổng hợp từ 17/19 cơ quan, đơn vị"
    fills = {
        "I.1.1": Fill(46150, ours),
        "I.1.2": Fill(46150, "tổng hợp"),
        "I.2.1": Fill(46150, ours + "; giải trình: đúng"),
        "I.2.2": Fill(46150, "17/19"),
        "I.3.1": Fill(0.8, ours),
        "I.5.3": Fill(0.8),
    }
    path = tmp_path / "x.xlsx"
    path.write_bytes(rendered(renderer, "tinh", fills=fills))
    cached, live = shown(path, form), shown(office.recalculated(path), form)
    assert cached == live
    assert {code for code, text in live.items() if "có thể" in text} == {"I.2.2", "I.5.3"}
    path.write_bytes(rendered(renderer, "so", fills={"I.2.2": Fill(46150, "17/19"), "I.3.1": Fill(0.8, ours)}))
    # To an agency these are words of its own, and 17 of 19 are not 0,8%.
    assert {code for code, text in shown(path, form).items() if "có thể" in text} == {"I.2.2", "I.3.1"}


def shown(path, form) -> dict[str, str]:
    sheet = openpyxl.load_workbook(path, data_only=True)[SHEET]
    return {row.code: sheet[Layout(form).cell(row.code, "check")].value or "" for row in form.rows}


FILLS = {"III.6.1": Fill(60), "III.6.2": Fill(70), "I.1.1": Fill(25)}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_it_goes_on_in_every_format(renderer, form, office, tmp_path, kind):
    """Saved as another kind, typed into, and saved back: the column says what Python says."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(rendered(renderer, fills=FILLS))
    saved = office.edit(path, formats=(kind,))[kind]
    typed = {"III.6.2": Fill(59), "I.1.1": Fill(0.5), "VII.3.4": Fill(None, "63/63")}
    layout = Layout(form)
    cells = {layout.cell(code, "figure"): fill.value for code, fill in typed.items() if fill.value is not None}
    cells |= {layout.cell(code, "note"): fill.note for code, fill in typed.items() if fill.note}
    live = shown(office.edit(saved, cells)["xlsx"], form)
    path.write_bytes(rendered(renderer, fills=FILLS | typed))
    assert live == shown(path, form)
    assert "chưa phù hợp" in live["I.1.1"]


def test_a_cell_with_an_error_has_a_word_of_its_own(renderer, form, office, tmp_path):
    path = tmp_path / "x.xlsx"
    book = openpyxl.load_workbook(BytesIO(rendered(renderer, fills=FILLS)))
    book[SHEET][Layout(form).cell("I.1.1", "figure")] = "=1/0"
    book.save(path)
    live = shown(office.recalculated(path), form)
    assert live["I.1.1"] == ERROR_VALUE
    assert live["III.6.2"].startswith("Cảnh báo: ")


def cut_off(content: bytes, typed: dict[str, object]) -> bytes:
    """The form's sheet alone, its formulas looking at what the other sheet last said, and something typed into it."""
    book = openpyxl.load_workbook(BytesIO(content))
    values = openpyxl.load_workbook(BytesIO(content), data_only=True)[CHECK_SHEET]
    frozen = book[CHECK_SHEET]
    for row in frozen.iter_rows():
        for cell in row:
            cell.value = values[cell.coordinate].value
    for cell, value in typed.items():
        book[SHEET][cell] = value
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("cell", ["E11", "F11", "E61", "F60", "E100"])
def test_a_copy_that_is_cut_off_says_so(renderer, form, office, tmp_path, cell):
    """Whatever is typed, no row goes on showing what it said of other figures."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(cut_off(rendered(renderer, fills=FILLS), {}))
    before = shown(office.recalculated(path), form)
    assert before["III.6.2"].startswith("Cảnh báo: ")
    path.write_bytes(cut_off(rendered(renderer, fills=FILLS), {cell: 5 if cell[0] == "E" else "đã sửa"}))
    after = shown(office.recalculated(path), form)
    assert {text for code, text in after.items() if before[code]} == {CANNOT_CHECK}


DETAILS = {
    "III.2.3": Fill(87),
    "III.2.3a": Fill(40),
    "III.2.3b": Fill(47),
    "I.1.1": Fill(35),
    "I.1.2": Fill(20),
    "III.6.1": Fill(60),
    "III.6.2": Fill(70),
}


@pytest.mark.parametrize(
    "changes",
    [
        {"III.2.3a": 47, "I.1.1": 28},
        {"III.2.3a": 47, "III.2.3b": 40},
        {"III.2.3a": None, "I.2.1": 40},
        {"III.2.3a": "40 ", "I.2.1": 0},
    ],
)
@pytest.mark.parametrize("engine", ["office", "second"])
def test_changes_that_leave_sums_and_lengths_alike_are_noticed(renderer, form, request, tmp_path, changes, engine):
    layout = Layout(form)
    typed = {layout.cell(code, "figure"): value for code, value in changes.items()}
    content = cut_off(rendered(renderer, fills=DETAILS), typed)
    assert set(recalculated(content, form, request, tmp_path, engine).values()) == {"", CANNOT_CHECK}


@pytest.mark.parametrize("engine", ["office", "second"])
def test_a_copied_range_says_so(renderer, form, request, tmp_path, engine):
    """Without the rows above the table: nothing says that the copy is the same."""
    content = cut_off(rendered(renderer, fills=DETAILS), {INTACT_CELL: None})
    assert set(recalculated(content, form, request, tmp_path, engine).values()) == {"", CANNOT_CHECK}


def recalculated(content, form, request, tmp_path, engine) -> dict[str, str]:
    """The column as an engine works it out."""
    if engine == "office":
        path = tmp_path / "x.xlsx"
        path.write_bytes(content)
        return shown(request.getfixturevalue("office").recalculated(path), form)
    second = SecondEngine(content)
    second.type(SHEET, {})
    return {row.code: second.value(SHEET, Layout(form).cell(row.code, "check")) for row in form.rows}


UNLOCKED = [["unlock", "mat-khau"], ["unprotect", SHEET, "mat-khau"]]


@pytest.mark.parametrize("area", ["A9:I174", "B9:H174", "B9:G174"])
def test_sorted_rows_are_not_judged_by_other_rows_rules(renderer, form, office, tmp_path, area):
    path = tmp_path / "x.xlsx"
    path.write_bytes(rendered(renderer, fills=DETAILS))
    by_figure = ord("E") - ord(area[0])
    changed = office.edit(path, do=[*UNLOCKED, ["sort", SHEET, area, by_figure]])["xlsx"]
    sheet = openpyxl.load_workbook(changed, data_only=True)[SHEET]
    assert sheet["E9"].value == 20
    assert {sheet.cell(row, 8).value or "" for row in range(9, 175)} == {"", CANNOT_CHECK}


@pytest.mark.parametrize("step", ["insert_rows", "delete_rows"])
def test_an_inserted_or_deleted_row_leaves_the_others_checked(renderer, form, office, tmp_path, step):
    """Above rows that are checked, and of none that a rule asks for."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(rendered(renderer, fills=DETAILS))
    at = Layout(form).rows["I.3.5"]
    before = shown(path, form)
    changed = office.edit(path, do=[*UNLOCKED, [step, SHEET, at - 1, 1]])["xlsx"]
    sheet = openpyxl.load_workbook(changed, data_only=True)[SHEET]
    after = {sheet.cell(row, 1).value: sheet.cell(row, 8).value or "" for row in range(9, 176)}
    assert {code: after[code] for code in before if code in after} == {
        code: text for code, text in before.items() if code in after
    }
    assert len(after.keys() & before.keys()) >= len(before) - 1


def test_without_the_check_sheet_every_row_says_so(renderer, form, office, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(rendered(renderer, fills=FILLS))
    live = shown(office.edit(path, do=[["open", "mat-khau"], ["drop", CHECK_SHEET]])["xlsx"], form)
    assert {text for text in live.values() if text} == {CANNOT_CHECK}


def test_earlier_figures_stand_in_the_check_sheet_as_they_were_stamped(renderer, form, past, office, tmp_path):
    some = {name: {code: figure for code, figure in past[name].items() if code != "I.1.1"} for name in PAST}
    stamped = rendered(renderer, past=some)
    agency = Agency("STC", "Sở Tài chính", "so", "PL2-B1")
    prefill = AgencyPrefill(past=some, previous_name="Quý IV năm 2020")
    alone = renderer.render_alone(agency, replace(STAMP), prefill)
    for name in (FORM_PART, CHECK_PART):
        assert parts(stamped)[name] == parts(alone)[name]
    path = tmp_path / "x.xlsx"
    path.write_bytes(stamped)
    layout = Layout(form)
    typed = {layout.cell("I.1.1", "figure"): 900, layout.cell("I.1.2", "figure"): 900}
    live = shown(office.edit(path, typed)["xlsx"], form)
    fills = {"I.1.1": Fill(900), "I.1.2": Fill(900)}
    path.write_bytes(rendered(renderer, past=some, fills=fills))
    assert live == shown(path, form)
    assert "900" in live["I.1.2"]


@pytest.mark.parametrize("at", [0, 3, 4, 164, 165])
@pytest.mark.parametrize("column", ["code", "label"])
def test_any_row_that_is_another_one_is_seen(renderer, form, at, column):
    """Rows are compared four at a time."""
    layout, row = Layout(form), form.rows[at]
    engine = SecondEngine(rendered(renderer))

    def said(text):
        engine.type(SHEET, {layout.cell(row.code, column): text})
        return {engine.value(SHEET, layout.cell(other.code, "check")) for other in form.indicators}

    assert said("khác") == {CANNOT_CHECK}
    assert CANNOT_CHECK not in said(row.code if column == "code" else row.printed_label)

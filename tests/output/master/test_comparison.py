"""The master's *So sánh kỳ trước* and *Diễn biến*: what may be set beside earlier periods, and what may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest

from cchc_excel.api import consolidate, doctor, generate
from cchc_excel.consolidation.comparison import compare, last_period, year_before
from cchc_excel.domain.agency import Register
from cchc_excel.forms.layout import Layout
from support.reported import report

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

FIGURES = {
    "2021-Q1": {"STC": {"I.1.3": 10, "IV.2.1": 48, "I.5.1": 100, "I.5.3": 90}, "SNV": {"I.1.3": 4, "IV.2.1": 20}},
    "2021-6T": {"STC": {"I.1.3": 25, "IV.2.1": 47, "I.5.1": 300, "I.5.3": 95}, "SNV": {"I.1.3": 9, "IV.2.1": 20}},
    "2022-Q1": {"STC": {"I.1.3": 7, "IV.2.1": 45, "I.5.1": 100, "I.5.3": 80}, "SNV": {"I.1.3": 0, "IV.2.1": 21}},
}


@pytest.fixture(scope="module")
def reported(issued_desk, tmp_path_factory):
    """Three periods, checked; not to be changed."""
    desk = issued_desk.copied(tmp_path_factory.mktemp("history") / "desk")
    for period, figures in FIGURES.items():
        report(desk, period, figures)
    return desk


@pytest.fixture
def history(reported, tmp_path):
    return reported.copied(tmp_path / "history")


@pytest.fixture(scope="module")
def consolidated(reported, tmp_path_factory):
    """The master of the last of them."""
    return consolidate(reported.copied(tmp_path_factory.mktemp("master") / "desk").workspace)


def tab(path, name, key):
    """A tab's rows by code (*Diễn biến*) or label (*So sánh*)."""
    sheet = openpyxl.load_workbook(path, data_only=True)[name]
    return {row[key]: row for row in sheet.iter_rows(values_only=True) if row[key]}


def test_figures_stand_beside_the_last_period_and_the_same_of_last_year(consolidated, form, office):
    made = consolidated
    label = {row.code: row.printed_label for row in form.rows}
    for path in (made.path, office.recalculated(made.path)):
        rows = tab(path, "So sánh kỳ trước", 1)
        flow, stock, ratio = (rows[label[code]][3:14] for code in ("I.1.3", "IV.2.1", "I.5.3"))
        # Documents in three months are not set against those in six.
        assert flow[:4] == (7, "2/3", 34, "2/3")
        assert flow[4] == "không so sánh được"
        assert flow[6:10] == (14, "2/3", -7, -50)
        assert "6 tháng đầu năm 2021: kỳ dài ngắn khác nhau" in flow[10]
        assert stock[:4] == (66, "2/3", 67, "2/3")
        assert (stock[4], stock[5]) == (-1, pytest.approx(-100 / 67))
        assert (stock[6], stock[8]) == (68, -2)
        assert (ratio[0], ratio[2], ratio[4], ratio[8]) == (80, 95, -15, -10)
        assert ratio[5] in (None, "")


@pytest.mark.slow
def test_what_was_not_checked_of_an_earlier_period_is_checked_before_anything_is_set_beside_it(history, form):
    before = tab(consolidate(history.workspace).path, "Diễn biến", 0)["I.1.3"][4:7]
    doctor(history.workspace, rebuild=True)
    assert tab(consolidate(history.workspace, "2022-Q1").path, "Diễn biến", 0)["I.1.3"][4:7] == before == (14, 7, 34)
    # A correction of the last period, collected and not checked.
    corrected = FIGURES["2021-6T"]["STC"] | {"I.1.3": 26}
    history.drop("STC", corrected, period="2021-6T", name="sửa.xlsx", when=datetime(2021, 6, 12))
    history.collect(period="2021-6T")
    assert tab(consolidate(history.workspace, "2022-Q1").path, "Diễn biến", 0)["I.1.3"][4:7] == (14, 7, 35)
    # Templates too.
    history.drop("STC", corrected | {"I.1.3": 8}, period="2022-Q1", name="sửa.xlsx", when=datetime(2022, 3, 12))
    history.collect(period="2022-Q1")
    (issued, *_) = generate(history.workspace, "2022-6T", today=date(2022, 6, 1))
    sheet = openpyxl.load_workbook(issued.path)["Bảng 1"]
    assert sheet[Layout(form).cell("I.1.3", "previous")].value == 8


def test_a_figure_that_an_error_names_is_not_held_up_to_the_agency(desk, form):
    report(desk, "2021-Q1", {"STC": {"I.1.1": 25, "I.1.2": 999, "I.1.3": 3}})
    (issued, *_) = generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    sheet, layout = openpyxl.load_workbook(issued.path)["Bảng 1"], Layout(form)
    shown = [sheet[layout.cell(code, "previous")].value for code in ("I.1.1", "I.1.2", "I.1.3")]
    assert shown == [25, None, 3]


def test_the_series_has_equally_long_periods_side_by_side(consolidated):
    made = consolidated
    book = openpyxl.load_workbook(made.path)
    assert len(book["Diễn biến"]._charts) == 1
    rows = tab(made.path, "Diễn biến", 0)
    assert rows["STT"][3:7] == ("Diễn biến", "Quý I năm 2021", "Quý I năm 2022", "6 tháng đầu năm 2021")
    assert rows["I.1.3"][4:7] == (14, 7, 34)
    assert rows["I.1.1"][4:7] == (None, None, None)


def test_the_chart_follows_the_chosen_indicator(consolidated, office):
    path = consolidated.path
    sheet = openpyxl.load_workbook(office.edit(path, {"C3": "IV.2.1"}, sheet="Diễn biến")["xlsx"], data_only=True)
    row = sheet["Diễn biến"][4]
    assert [row[at].value for at in (4, 5)] == [68, 66]
    assert sheet["Diễn biến"]["D3"].value == "Tổng số biên chế được giao trong năm"


def test_a_first_period_has_nothing_to_compare(desk):
    report(desk, "2021-Q1", FIGURES["2021-Q1"])
    assert not {"So sánh kỳ trước", "Diễn biến"} & set(
        openpyxl.load_workbook(consolidate(desk.workspace).path).sheetnames
    )


def test_agencies_that_went_without_a_successor_make_sums_incomparable(history, form):
    known = history.workspace.register.agencies
    gone = [replace(one, valid_to=date(2021, 12, 31)) if one.code == "SNV" else one for one in known]
    history.workspace.__dict__["register"] = Register(gone)
    made = consolidate(history.workspace)
    province = made.province
    then = year_before(province)
    assert [one.code for one in then.gone] == ["SNV"]
    assert compare(province, form.by_code["I.1.3"], then).obstacle == "agencies"
    assert compare(province, form.by_code["I.5.3"], then).change == -10
    sheet = openpyxl.load_workbook(made.path)["So sánh kỳ trước"]
    assert "có báo cáo của SNV, nay không còn" in sheet["A3"].value
    # Declared as merged into another, they are compared again.
    merged = [replace(one, predecessors=("SNV",)) if one.code == "STC" else one for one in gone]
    history.workspace.__dict__["register"] = Register(merged)
    province = consolidate(history.workspace).province
    assert compare(province, form.by_code["I.1.3"], year_before(province)).change == 7 - 14


def test_a_register_that_begins_anew_has_nothing_to_compare(history):
    known = history.workspace.register.agencies
    anew = Register(replace(one, valid_from=date(2022, 1, 1)) for one in known)
    history.workspace.__dict__["register"] = anew
    assert consolidate(history.workspace).province.earlier == []


def test_another_version_is_compared_by_declared_maps_only(history, form):
    forms = history.workspace.catalogue._forms

    def again(comparable):
        newer = replace(form, version="2023.1", comparable=comparable)
        forms[newer.key] = newer
        forms[form.key] = replace(form, valid_to=date(2022, 6, 1))
        report(history, "2022-Q4", {"STC": {"I.1.3": 5, "I.2.1": 1}})
        province = consolidate(history.workspace, "2022-Q4").province
        return {code: compare(province, newer.by_code[code], last_period(province)) for code in ("I.1.3", "I.2.1")}

    assert {one.obstacle for one in again({}).values()} == {"form"}
    found = again({"2021.1": {"I.2.1": "I.1.3"}})
    assert found["I.1.3"].obstacle == "form"
    assert (found["I.2.1"].total.value, found["I.2.1"].change) == (7, 1 - 7)


def test_by_another_choice_than_the_master_s_nothing_is_compared(history, office):
    report(history, "2022-Q1", {"STC": {"I.1.1": 5, "I.1.2": 9}, "SNV": {"I.1.1": 5, "I.1.2": 3}})
    path = consolidate(history.workspace, "2022-Q1").path
    chosen = {"C5": "Mọi số liệu đọc được, kể cả bị báo lỗi"}
    for book, row in ((path, (3, "1/3")), (office.edit(path, chosen, sheet="Lựa chọn")["xlsx"], (12, "2/3"))):
        told = tab(book, "So sánh kỳ trước", 1)["Số nhiệm vụ đã hoàn thành"]
        assert told[3:5] == row
        assert told[7] in (None, "", "không so sánh được")

"""Findings beyond the real return: explanation, background, structure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from inspect import getmodule
from typing import get_args

import openpyxl
import pytest

from cchc_excel.api import Workspace, check, generate
from cchc_excel.domain.agency import Register
from cchc_excel.domain.period import Period
from cchc_excel.errors import RequestError
from cchc_excel.forms import Catalogue
from cchc_excel.messages.findings import FINDINGS, SEVERITY_NAMES, FindingCode
from cchc_excel.messages.states import NAMES, REASONS, UNREADABLE, FileState, UnreadableReason
from cchc_excel.reading import reader
from cchc_excel.validation import AgencyContext, acceptance, copies
from cchc_excel.validation import check as check_module
from cchc_excel.validation.checks import CHECKS
from cchc_excel.workflow.past_reports import PastReports
from support.desk import AGENCIES, Desk


def found(desk, answers, notes=None, **options):
    desk.drop("STC", answers, notes=notes, **options)
    desk.collect()
    (checked,) = check(desk.workspace)
    return {(one.code, one.indicator): one for one in checked.findings}


def test_an_explanation_clears_a_warning_but_never_an_error(desk):
    told = found(
        desk,
        {"III.6.1": 60, "III.6.2": 70, "I.1.1": 5, "I.1.2": 6},
        {"III.6.2": "Gồm 10 hồ sơ kỳ trước chuyển sang", "I.1.2": "Vượt kế hoạch"},
    )
    assert told["R314", "III.6.2"].explained
    assert told["R314", "III.6.2"].remedy == "Đã có giải trình: “Gồm 10 hồ sơ kỳ trước chuyển sang”."
    assert not told["R105", "I.1.2"].explained
    assert told["R105", "I.1.2"].is_open


def test_a_number_is_no_explanation(desk):
    told = found(desk, {"III.6.1": 60, "III.6.2": 70, "III.6.3": 90}, {"III.6.2": "70", "III.6.3": "63/70"})
    assert not told["R314", "III.6.2"].explained


def test_the_message_of_the_domain_s_example(desk):
    told = found(desk, {"III.6.1": 68, "III.6.2": 70})
    assert told["R314", "III.6.2"].text == (
        "Cảnh báo: ô E65, mục III.6.2 “Số lượng hồ sơ TTHC do cơ quan, đơn vị trả kết quả”: số hồ sơ trả kết quả (70) "
        "lớn hơn số hồ sơ tiếp nhận (68). Đề nghị kiểm tra lại hoặc giải trình ở cột Ghi chú."
    )


def test_a_figure_that_cannot_be_read_is_not_judged_on_top(desk):
    told = found(desk, {"I.1.1": 25, "I.1.2": "nhiều"})
    assert ("SL11", "I.1.2") in told
    assert ("R105", "I.1.2") not in told
    assert told["SL11", "I.1.2"].raw == "nhiều"


def test_what_was_read_otherwise_is_told_with_both(desk):
    told = found(desk, {"III.6.1": "1,248"})
    one = told["SL02", "III.6.1"]
    assert (one.raw, one.understood, one.severity) == ("1,248", "1248", "warning")
    assert "“1,248”" in one.message
    assert "1248" in one.message


def test_an_empty_return_is_one_error(desk):
    told = found(desk, {})
    assert list(told) == [("TH02", "")]


def test_rows_cut_from_the_form_are_told(desk):
    path = desk.drop("STC", {"I.1.1": 25})
    book = openpyxl.load_workbook(path)
    book["Bảng 1"].delete_rows(12, 2)
    book.save(path)
    desk.collect()
    (checked,) = check(desk.workspace)
    (cut,) = [one for one in checked.findings if one.code == "CT01"]
    assert "thiếu 2 dòng" in cut.message
    assert "I.1.2, I.1.3" in cut.message


def test_notes_in_other_spellings_of_unicode_are_understood(desk):
    told = found(desk, {"VI.5": 1}, {"VI.5": "24/QÐ-STC ngày 26/02/2021"})  # Icelandic Ð
    assert ("R604", "VI.5") not in told


def test_figures_of_earlier_periods_are_compared(desk):
    desk.drop("STC", {"I.1.1": 25, "IV.2.1": 48, "III.2.3": 30, "III.2.3a": 30})
    desk.collect()
    check(desk.workspace)
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    generate(desk.workspace, "2021-Q2", today=date(2021, 6, 1))
    desk.drop("STC", {"I.1.1": 26, "IV.2.1": 48}, period="2021-6T", when=datetime(2021, 6, 10))
    desk.collect(period="2021-6T")
    (checked,) = check(desk.workspace, "2021-6T")
    told = {one.code: one for one in checked.findings}
    assert "khác số đã báo cáo kỳ trước trong năm (25)" in told["R104"].message
    assert "R412" not in told
    # Q2 follows Q1, so its stock must follow from the flows.
    answers = {"III.2.3": 33, "III.2.3a": 33, "III.2.1": 2, "III.2.2": 0}
    desk.drop("STC", answers, period="2021-Q2", when=datetime(2021, 6, 10))
    desk.collect(period="2021-Q2")
    (checked,) = check(desk.workspace, "2021-Q2")
    assert "R304" in [one.code for one in checked.findings]
    # And the template shows it live, from the figures put beside the inputs.
    sheet = openpyxl.load_workbook(desk.workspace.folder("templates", "2021-6T") / "PL2-B1_2021-6T_STC.xlsx")["Bảng 1"]
    assert sheet["G11"].value == 25


def test_nothing_collected_is_said(desk):
    with pytest.raises(RequestError, match="chưa có báo cáo nào"):
        check(desk.workspace)


def test_the_catalogue_speaks_as_an_office_does():
    for code, told in FINDINGS.items():
        assert told.severity in SEVERITY_NAMES, code
        assert told.message.endswith("."), code
        assert told.severity == "info" or told.remedy.startswith("Đề nghị "), code
        assert "bạn" not in f"{told.message} {told.remedy}".lower().split(), code


def test_every_code_is_declared_where_it_is_given():
    declared = [*reader.CODES, *acceptance.CODES, *copies.CODES, *check_module.CODES]
    declared += [code for check_of in CHECKS for code in getmodule(check_of).CODES]
    # "Không áp dụng" in the figure's cell is a typed figure, in the note the reason for a blank.
    declared.remove("TH03")
    # Another period stands in the table's heading, or in the stamp of what the operator took.
    declared.remove("CT41")
    assert sorted(declared) == sorted(FINDINGS) == sorted(get_args(FindingCode))


def test_every_state_has_its_name_and_its_reason():
    assert set(NAMES) == set(REASONS) == set(get_args(FileState))
    assert set(UNREADABLE) == set(get_args(UnreadableReason))


def test_a_check_gives_only_codes_that_it_declares(demo, form, monkeypatch):
    given = {check_of.__name__: set() for check_of in CHECKS}

    def watched(check_of):
        def run(context, earlier):
            findings = list(check_of(context, earlier))
            given[check_of.__name__].update(finding.code for finding in findings)
            return findings

        return run

    monkeypatch.setattr(check_module, "CHECKS", [watched(check_of) for check_of in CHECKS])
    with demo.ledger() as ledger:
        for receipt in ledger.receipts("2021-Q1"):
            entries, notices = ledger.read_entries(receipt.id)
            check_module.check_return(form, entries, notices, AgencyContext("so"))
    allowed = {check_of.__name__: set(getmodule(check_of).CODES) for check_of in CHECKS}
    allowed["structure"] |= {*reader.CODES, *acceptance.CODES, *copies.CODES}
    allowed["form_rules"] |= {rule.id for rule in form.rules}
    assert all(given[name] <= codes for name, codes in allowed.items()), given
    # The demo's agencies collect as agencies: the notes of rolled-up returns are not there to be looked at, and no note
    # speaks against its figure.
    assert {name for name, codes in given.items() if not codes} == {"rolled_up_notes", "notes_of_figures"}


def over(desk, figures, code="I.1.3", kind="Q1", first=2018):
    """The same quarter of consecutive years, each checked; the findings of the last, by code."""
    for year, figure in enumerate(figures, start=first):
        key = f"{year}-{kind}"
        generate(desk.workspace, key, today=date(year, 3, 1))
        desk.drop("STC", {code: figure}, period=key, name=f"{key}.xlsx", when=datetime(year, 3, 10))
        desk.collect(period=key)
        (checked,) = check(desk.workspace, key)
    return {one.code: one for one in checked.findings if one.indicator == code}


def valid_before(desk, form):
    """A desk whose form was valid before 2021 too."""
    desk.workspace.__dict__["catalogue"] = Catalogue()
    desk.workspace.catalogue._forms[form.key] = replace(form, valid_from=date(2010, 1, 1))
    return desk


@pytest.fixture
def long_desk(desk, form):
    return valid_before(desk, form)


#: Figures of one quarter of consecutive years, the last of them 2021, and whether the last one is asked about.
SERIES = {
    "far off": ((10, 12, 11, 100), True),
    "near": ((10, 12, 11, 14), False),
    "too little history to judge by": ((10, 12, 100), False),
    "small figures jump": ((0, 0, 0, 3), False),
    "from nothing": ((0, 0, 0, 30), True),
    "reported before": ((5, 100, 6, 95), False),
}


@pytest.fixture(scope="module")
def series_checked(tmp_path_factory, form):
    """An agency for each of the series; the findings of the last year by agency."""
    agencies = [replace(AGENCIES[0], code=f"S{at}", name=f"Sở {at}", emails=()) for at in range(len(SERIES))]
    desk = Desk(Workspace.create(tmp_path_factory.mktemp("series") / "desk", agencies=tuple(agencies)))
    valid_before(desk, form)
    for year in range(2018, 2022):
        key = f"{year}-Q1"
        generate(desk.workspace, key, today=date(year, 3, 1))
        for agency, (figures, _) in zip(agencies, SERIES.values(), strict=True):
            if (at := year - 2021 + len(figures) - 1) >= 0:
                when = datetime(year, 3, 10)
                desk.drop(agency.code, {"I.1.3": figures[at]}, period=key, name=f"{key}-{agency.code}.xlsx", when=when)
        desk.collect(period=key)
        found = check(desk.workspace, key)
    return dict(zip(SERIES, ({one.code: one for one in checked.findings if one.indicator == "I.1.3"}
                             for checked in found), strict=True))  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("series", SERIES)
def test_a_figure_far_from_the_agency_s_own_history_is_asked_about(series_checked, series):
    told, (_, asks) = series_checked[series], SERIES[series]
    assert ("R003" in told) == asks
    if asks:
        assert told["R003"].severity == "warning"
        assert "khác nhiều so với các kỳ trước" in told["R003"].message


def test_the_template_asks_the_same_and_shows_the_last_figure(long_desk, office):
    over(long_desk, (10, 12, 11))
    generate(long_desk.workspace, "2021-Q1", today=date(2021, 3, 1))
    path = long_desk.workspace.folder("templates", "2021-Q1") / "PL2-B1_2021-Q1_STC.xlsx"
    sheet = openpyxl.load_workbook(path)["Bảng 1"]
    assert sheet["G7"].value == "Kỳ trước\nQuý I năm 2020"
    assert not sheet.column_dimensions["G"].hidden
    assert sheet["G13"].value == 11
    edited = openpyxl.load_workbook(office.edit(path, {"E13": 100})["xlsx"], data_only=True)["Bảng 1"]
    assert edited["H13"].value.startswith("Cảnh báo: số liệu (100) khác nhiều so với các kỳ trước (thường từ")
    edited = openpyxl.load_workbook(office.edit(path, {"E13": 12})["xlsx"], data_only=True)["Bảng 1"]
    assert not edited["H13"].value


def test_a_cumulative_figure_is_not_below_that_of_a_period_within(desk):
    desk.drop("STC", {"I.1.3": 12, "IV.2.2": 40})
    desk.collect()
    check(desk.workspace)
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    desk.drop("STC", {"I.1.3": 9, "IV.2.2": 30}, period="2021-6T", when=datetime(2021, 6, 10))
    desk.collect(period="2021-6T")
    (checked,) = check(desk.workspace, "2021-6T")
    told = [(one.code, one.indicator) for one in checked.findings if one.code == "R004"]
    # A level at the reporting date may fall.
    assert told == [("R004", "I.1.3")]


def test_merged_agencies_are_compared_by_their_sum(desk):
    desk.drop("STC", {"I.1.1": 25, "IV.2.1": 48, "I.5.3": 90})
    desk.drop("SNV", {"I.1.1": 5, "IV.2.1": 20, "I.5.3": 80})
    desk.collect()
    check(desk.workspace)
    merged = replace(desk.agency("STC"), code="STCNV", predecessors=("STC", "SNV"), valid_from=date(2021, 4, 1))
    gone = [replace(one, valid_to=date(2021, 3, 31)) for one in desk.workspace.register.agencies if one.code != "STP"]
    desk.workspace.__dict__["register"] = Register([*gone, merged])
    with desk.workspace.ledger() as ledger:
        period = Period.parse("2021-6T")
        form = desk.workspace.catalogue.version("PL2-B1/2021.1")
        past = PastReports(desk.workspace, ledger, period, form).of(merged).past
    assert past["previous"] == {"I.1.1": 30, "IV.2.1": 68}  # a ratio of two agencies is none of their sum


def test_other_form_versions_are_compared_by_declared_maps_only(desk, form):
    desk.drop("STC", {"I.1.1": 25, "I.1.3": 7})
    desk.collect()
    check(desk.workspace)
    forms = desk.workspace.catalogue._forms

    def previous(comparable):
        newer = replace(form, version="2022.1", comparable=comparable)
        forms[newer.key] = newer
        with desk.workspace.ledger() as ledger:
            past = PastReports(desk.workspace, ledger, Period.parse("2022-Q1"), newer)
        return past.of(desk.agency("STC")).past["previous"]

    assert previous({}) == {}
    assert previous({"2021.1": None}) == {"I.1.1": 25, "I.1.3": 7}
    assert previous({"2021.1": {"I.2.1": "I.1.3"}}) == {"I.2.1": 7}

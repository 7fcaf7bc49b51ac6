"""An agency gets back a healthy template with its own answers and what is to be corrected; corrected, it is read."""

from __future__ import annotations

import math
from datetime import datetime
from types import SimpleNamespace

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from cchc_excel.api import check, feedback, generate, versions
from cchc_excel.domain.submission import BLANK, Answer, Cell, Entry
from cchc_excel.forms.layout import Layout
from cchc_excel.workflow.feedback import fills_of

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

PERIOD = "2021-Q1"
FAULTY = {"I.1.1": 25, "I.1.2": 30, "I.3.2": "khoảng 20 tin", "III.4": "có", "III.6.1": "1.248", "I.5.2": 1}
NOTES = {"I.3": "578/KH-STC ngày 24/02/2020", "III.6.1": "Số liệu của cả sở"}


@pytest.fixture
def copy(desk):
    desk.drop("STC", FAULTY, notes=NOTES)
    desk.collect()
    (sent,) = feedback(desk.workspace)
    return sent


def test_the_copy_is_pristine_and_holds_the_agency_s_own_answers(desk, copy, form):
    assert copy.path.name == "PL2-B1_2021-Q1_STC_sua-lan-1.xlsx"
    book = openpyxl.load_workbook(copy.path)
    sheet, layout = book["Bảng 1"], Layout(form)
    held = {code: sheet[layout.cell(code, "figure")].value for code in FAULTY}
    # What was understood stands as its figure, what was not stands as typed.
    assert held == {"I.1.1": 25, "I.1.2": 30, "I.3.2": "khoảng 20 tin", "III.4": "1 - Có", "III.6.1": 1248,
                    "I.5.2": "1 - Phát phiếu"}  # fmt: skip
    assert {code: sheet[layout.cell(code, "note")].value for code in NOTES} == NOTES
    blank = openpyxl.load_workbook(desk.workspace.folder("templates", PERIOD) / "PL2-B1_2021-Q1_STC.xlsx")["Bảng 1"]
    locked = [cell.protection.locked for row in sheet.iter_rows(max_row=174) for cell in row]
    assert locked == [cell.protection.locked for row in blank.iter_rows(max_row=174) for cell in row]
    assert len(sheet.data_validations.dataValidation) == len(blank.data_validations.dataValidation)
    assert dict(book["_cchc"].iter_rows(values_only=True, max_col=2))["cchc:issue"] == "2"


def test_numbers_that_are_wrong_stay_numbers(desk, form):
    wrong = {"I.1.1": -3, "I.1.2": 2.5}
    desk.drop("STC", wrong)
    desk.collect()
    (sent,) = feedback(desk.workspace)
    sheet, layout = openpyxl.load_workbook(sent.path)["Bảng 1"], Layout(form)
    assert {code: sheet[layout.cell(code, "figure")].value for code in wrong} == wrong


@pytest.mark.parametrize(
    ("raw", "stands"),
    [
        (Cell("number", 1.1, is_percent=True), 110),
        (Cell("number", -3.0), -3),
        # No number of a sheet, though a sheet's XML may hold it.
        (Cell("number", math.inf), "inf"),
        (Cell("text", "khoảng 20 tin"), "khoảng 20 tin"),
        (Cell("truth", value=True), "TRUE"),
        (BLANK, None),
    ],
)
def test_what_was_not_understood_stands_as_it_was_typed(form, raw, stands):
    record = SimpleNamespace(answers=[Answer(Entry("I.1.3", raw, "", "Bảng 1", "E13", "F13"))])
    assert fills_of(form, record)["I.1.3"].value == stands


def test_every_cell_in_question_is_coloured_remarked_and_linked(desk, copy, form):
    book = openpyxl.load_workbook(copy.path)
    sheet, layout = book["Bảng 1"], Layout(form)
    (checked,) = check(desk.workspace)
    asked = [finding for finding in checked.findings if finding.is_open]
    places = {finding.indicator: layout.answer_cell(finding.indicator) for finding in asked}
    for code, cell in places.items():
        remark = sheet[cell].comment.text
        for finding in asked:
            if finding.indicator == code:
                assert finding.cell_comment in remark
                assert finding.remedy in remark
        if form.by_code[code].type != "section":
            expected = "FFFFC7CE" if any(f.indicator == code and f.severity == "error" for f in asked) else "FFFFE699"
            assert sheet[cell].fill.fgColor.rgb == expected, code
    assert sheet[layout.cell("I.1.1", "figure")].comment is None
    listed = book["Kết quả kiểm tra"]
    rows = [row for row in listed.iter_rows(min_row=5) if row[3].value]
    assert [row[3].value for row in rows if row[0].value == "Lỗi"] == [
        finding.sentence for finding in asked if finding.severity == "error"
    ]
    assert len(rows) == len(asked)
    assert rows[0][2].hyperlink.location == f"'Bảng 1'!{rows[0][2].value}"


def test_corrected_and_sent_back_it_replaces_the_first(desk, copy, office, form):
    layout = Layout(form)
    corrected = {
        layout.cell("I.1.2", "figure"): 20,
        layout.cell("I.3.2", "figure"): 20,
        layout.cell("I.5.1", "figure"): 60,
        layout.cell("I.3", "note"): "578/KH-STC ngày 24/02/2021",
    }
    for kind in ("xlsx", "ods"):
        saved = office.edit(copy.path, corrected, formats=(kind,))[kind]
        when = datetime(2021, 3, 12 if kind == "xlsx" else 13)
        desk.drop_bytes(f"nop lai.{kind}", saved.read_bytes(), when=when)
        told = desk.collect()[f"nop lai.{kind}"]
        assert (told.state, told.agency) == ("accepted", "STC")
        (checked,) = check(desk.workspace)
        assert [found.code for found in checked.findings if found.is_open and found.code != "TH01"] == []
    # “có” and “1.248” went out as 1 - Có and 1248: that the program wrote so is no change of the agency's.
    _, (_, second, third) = versions(desk.workspace, "STC")
    assert [change.cell for change in second.changes] == sorted(corrected, key=layout_row)
    assert third.changes == []


def layout_row(cell):
    return int(cell[1:])


def test_doing_it_again_writes_the_same_and_leaves_the_templates_alone(desk, copy):
    template = desk.workspace.folder("templates", PERIOD) / "PL2-B1_2021-Q1_STC.xlsx"
    before = copy.path.read_bytes(), template.read_bytes()
    feedback(desk.workspace)
    generate(desk.workspace, PERIOD)
    assert (copy.path.read_bytes(), template.read_bytes()) == before
    with desk.workspace.ledger() as ledger:
        assert [(issue.agency, issue.number) for issue in ledger.issues(PERIOD)] == [
            ("SNV", 1), ("STC", 1), ("STC", 2), ("STP", 1)
        ]  # fmt: skip


def test_the_live_column_and_the_file_are_sound(copy, office):
    def live(path):
        sheet = openpyxl.load_workbook(path, data_only=True)["Bảng 1"]
        return [sheet[f"H{row}"].value or "" for row in range(1, 175)]

    assert live(copy.path) == live(office.recalculated(copy.path))
    result = OpenXmlValidator().validate(str(copy.path))
    assert result.is_valid, result.errors[:3]


def test_a_return_of_which_nothing_is_asked_gets_no_copy(desk, form):
    answers = {row.code: 0 for row in form.indicators}
    desk.drop("SNV", answers | {"IV.1.1": 1, "IV.5.1": 1, "IV.2.1": 5, "IV.2.2": 5, "I.5.2": None, "VII.1.1a": 100})
    desk.collect()
    (checked,) = check(desk.workspace)
    copies = feedback(desk.workspace)
    assert bool(copies) == any(finding.is_open for finding in checked.findings)
    assert feedback(desk.workspace, agencies=frozenset({"STC"})) == []


def test_an_explanation_is_offered_in_the_next_period(desk, form):
    """Beside the note that it was given in, and only where it explained something."""
    notes = {"III.6.2": "Có hồ sơ của kỳ trước chuyển sang", "I.1.1": "294/QĐ-STC", "VII.5.1": "Không áp dụng"}
    desk.drop("STC", {"I.1.1": 5, "III.6.1": 68, "III.6.2": 70}, notes=notes)
    desk.drop("SNV", {"I.1.1": 5})
    desk.collect()
    check(desk.workspace)
    generate(desk.workspace, "2021-6T")
    layout = Layout(form)
    offered = {}
    for code in ("STC", "SNV"):
        path = desk.workspace.folder("templates", "2021-6T") / f"PL2-B1_2021-6T_{code}.xlsx"
        assert OpenXmlValidator().validate(str(path)).is_valid
        sheet = openpyxl.load_workbook(path)["Bảng 1"]
        offered[code] = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert offered["SNV"] == {}
    assert "Không áp dụng" in offered["STC"][layout.cell("VII.5.1", "note")]
    assert all("Giải trình ở Quý I năm 2021" in text for text in offered["STC"].values())
    assert layout.cell("I.1.1", "note") not in offered["STC"]
    # Filled, sent back and read, the comments are no figures.
    desk.drop("STC", {"I.1.1": 9}, name="6T.xlsx", period="2021-6T")
    (told,) = [one for one in desk.collect(period="2021-6T").values() if one.agency == "STC"]
    assert told.state == "accepted"

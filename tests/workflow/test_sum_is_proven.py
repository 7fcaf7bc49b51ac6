"""Accepted returns are counted, or named with the reason: whatever becomes of the register, the form and the errors."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from cchc_excel import api
from cchc_excel.api import assign, check, consolidate, generate, status
from cchc_excel.cli.main import main
from cchc_excel.output.export import SHAPES
from cchc_excel.workflow.workspace import Workspace
from support.small_form import small

PERIOD = "2021-Q1"
REGISTER = "co-quan.xlsx"


@pytest.fixture
def three(desk):
    for number, code in enumerate(("STC", "SNV", "STP"), start=1):
        desk.drop(code, {"I.1.1": number})
    desk.collect()
    return desk


def change(desk, code, **cells):
    """Change the row of an agency; without cells, delete it. The workspace is opened anew, as by the next command."""
    path = desk.workspace.root / REGISTER
    book = openpyxl.load_workbook(path)
    sheet = book["Danh mục"]
    head = next(row for row in range(1, 9) if str(sheet.cell(row, 1).value or "").startswith("Mã cơ quan"))
    names = {str(sheet.cell(head, column).value).lower(): column for column in range(1, 12)}
    row = next(row for row in range(head, sheet.max_row + 1) if sheet.cell(row, 1).value == code)
    if not cells:
        sheet.delete_rows(row)
    for start, value in cells.items():
        column = next(column for name, column in names.items() if name.startswith(start))
        sheet.cell(row, column).value = value
    book.save(path)
    desk.workspace = Workspace(desk.workspace.root)


def proof(desk):
    """The proof as the commands and the master give it; all must say the same."""
    now = status(desk.workspace)
    made = consolidate(desk.workspace, also=[suffix for suffix in SHAPES if suffix in ("csv", "html")]).province
    listed = [(other.receipt.agency, other.reason) for other in now.not_counted]
    assert listed == [(other.receipt.agency, other.reason) for other in made.not_counted]
    assert now.accepted == made.accepted == made.counted + len(listed)
    total = made.totals["I.1.1"]
    return now.accepted, listed, (total.value, total.coverage)


def test_all_are_counted(three):
    assert proof(three) == (3, [], (6, "3/3"))


@pytest.mark.parametrize(
    ("cells", "reason", "coverage"),
    [
        ({}, "left_register", "2/2"),
        ({"mã": "STC2"}, "left_register", "2/3"),
        ({"đến": date(2021, 3, 13)}, "not_expected", "2/2"),
        ({"có": date(2021, 3, 15)}, "not_expected", "2/2"),
        ({"biểu mẫu": "TEST"}, "other_form", "2/2"),
    ],
)
def test_whom_the_register_does_not_expect_any_more_is_named(three, capsys, cells, reason, coverage):
    folder = three.workspace.root / "bieu-mau"
    folder.mkdir()
    (folder / "thu.yaml").write_text(small(), encoding="utf-8")
    change(three, "STC", **cells)
    assert proof(three) == (3, [("STC", reason)], (5, coverage))
    # It is not told of those who were issued a template and returned nothing.
    assert status(three.workspace).no_longer_expected == []
    for command in (["status"], ["consolidate"]):
        assert main(["-w", str(three.workspace.root), *command]) == 0
        out = capsys.readouterr().out
        assert "Đã tiếp nhận 3 báo cáo: tính 2, chưa tính 1." in out
        assert "STC (“STC.xlsx”" in out
    path = consolidate(three.workspace).path
    lines = [[cell.value for cell in line] for line in openpyxl.load_workbook(path)["Lựa chọn"].iter_rows(min_row=9)]
    assert lines[0][0] == "Đã tiếp nhận 3 báo cáo: tính 2, chưa tính 1."
    assert any(line[1:3] == ["STC", "STC.xlsx"] and "Báo cáo đã tiếp nhận nhưng chưa tính" in line[3] for line in lines)
    # What is not counted can be given to the agency that has taken its place.
    if "mã" in cells:
        assign(three.workspace, "STC.xlsx", "STC2")
        assert proof(three) == (3, [], (6, "3/3"))


@pytest.mark.parametrize(
    ("cells", "reason", "told"),
    [
        ({}, "left_register", "Đã phát hành biểu mẫu cho STC nhưng cơ quan không còn trong danh mục (co-quan.xlsx)."),
        ({"mã": "STC2"}, "left_register", "Đã phát hành biểu mẫu cho STC nhưng cơ quan không còn trong danh mục"),
        ({"đến": date(2021, 3, 13)}, "not_expected", "cho STC nhưng cơ quan không báo cáo trong kỳ này theo danh mục"),
    ],
)
def test_who_was_issued_a_template_and_left_the_register_is_named(desk, capsys, cells, reason, told):
    desk.drop("SNV", {"I.1.1": 1})
    desk.collect()
    here = ["-w", str(desk.workspace.root)]
    assert main([*here, "status"]) == 0
    assert "Đã phát hành biểu mẫu" not in capsys.readouterr().out
    before = consolidate(desk.workspace).province
    change(desk, "STC", **cells)
    for command in (["status"], ["consolidate"], ["generate", PERIOD]):
        assert main([*here, *command]) == 0
        assert told in " ".join(capsys.readouterr().out.split())
    for command in (["status"], ["consolidate"]):
        assert main([*here, *command, "--json"]) == 0
        (gone,) = json.loads(capsys.readouterr().out)["no_longer_expected"]
        assert (gone["agency"], gone["reason"]) == ("STC", reason)
    made = consolidate(desk.workspace)
    assert made.province.fingerprint != before.fingerprint
    sheet = openpyxl.load_workbook(made.path)["Lựa chọn"]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=9)]
    assert any(line[1] == "STC" and "Đã phát hành biểu mẫu, chưa nộp báo cáo" in line[3] for line in lines)


def test_a_template_that_came_back_blank_is_not_returned(desk, capsys):
    desk.drop("STC", {"I.1.1": 1})
    desk.drop("SNV")
    desk.drop("STP", notes={"I.1.1": "không phát sinh"})
    desk.collect()
    assert proof(desk)[:2] == (3, [("SNV", "blank")])
    now = status(desk.workspace)
    assert {one.agency.code: one.state for one in now.agencies} == {
        "STC": "on_time", "SNV": "blank", "STP": "on_time"
    }  # fmt: skip
    assert main(["-w", str(desk.workspace.root), "status"]) == 0
    assert "chưa điền 1, chưa nộp 0" in capsys.readouterr().out
    # It is reminded; whose return says that there is nothing is not.
    assert [text.agency.code for text in api.short_reminders(desk.workspace)] == ["SNV"]
    assign(desk.workspace, "SNV.xlsx", "SNV")
    assert proof(desk)[:2] == (3, [])
    assert api.short_reminders(desk.workspace) == []


def test_a_return_left_out_for_its_errors_is_named(three):
    three.drop("STC", {"I.1.1": -1}, name="sai.xlsx")
    three.collect()
    assign(three.workspace, "sai.xlsx", "STC")
    check(three.workspace)
    assert status(three.workspace).not_counted == []
    made = consolidate(three.workspace, error_rule="leave_out_return").province
    assert [(other.receipt.agency, other.reason) for other in made.not_counted] == [("STC", "rejected")]
    assert (made.accepted, made.counted) == (3, 2)


def test_the_proof_is_in_the_json(three, capsys):
    assert main(["-w", str(three.workspace.root), "status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["accepted"], told["counted"], told["not_counted"]) == (3, 3, [])


@pytest.mark.parametrize("cells", [{}, {"mã": "STC2"}])
def test_the_story_of_who_left_the_register_can_be_read(three, capsys, cells):
    change(three, "STC", **cells)
    here = ["-w", str(three.workspace.root)]
    for command in ("log", "history"):
        assert main([*here, command, "stc"]) == 0
        out = capsys.readouterr().out
        assert "STC" in out
        assert "cơ quan không còn trong danh mục" in out
        assert "STC.xlsx" in out
        assert main([*here, command, "XYZ"]) == 2
        assert "Không có cơ quan" in capsys.readouterr().err


def listed_and_printed(path):
    """Code and reason of each line of the list, and whether all of it is printed."""
    sheet = openpyxl.load_workbook(path)["Lựa chọn"]
    lines = [(row[0].row, row[1].value, row[3].value) for row in sheet.iter_rows(min_row=11) if row[1].value]
    last = int(sheet.print_area.rpartition("$")[2])
    return [(code, reason) for _, code, reason in lines], last == lines[-1][0]


def test_whoever_is_listed_is_printed(desk):
    desk.drop("STP", {"I.1.1": "khoảng năm chục"})
    desk.collect()
    change(desk, "SNV")
    change(desk, "STC")
    listed, is_printed = listed_and_printed(consolidate(desk.workspace).path)
    assert ([code for code, _ in listed], is_printed) == (["SNV", "STC", "STP"], True)


def test_a_second_return_that_counts_is_listed_too(three):
    """As a run of an earlier version that was cut off may have left it."""
    with three.workspace.ledger() as ledger:
        second = ledger.receipts(PERIOD)[0]
        ledger.restore(replace(second, sha256="f" * 64, name="hai.xlsx", number=2), "[]", [])
    accepted, others, _ = proof(three)
    assert (accepted, [reason for _, reason in others]) == (4, ["twice"])
    listed, _ = listed_and_printed(consolidate(three.workspace).path)
    assert "hai báo cáo cùng được tiếp nhận" in " ".join(reason for _, reason in listed)


def test_a_blank_return_is_one_in_whatever_case_its_code_is(desk):
    desk.drop("SNV")
    desk.collect()
    change(desk, "SNV", mã="snv")
    made = consolidate(desk.workspace)
    assert {agency.code: made.province.timeliness(agency) for agency in made.province.agencies}["SNV"] == "blank"
    listed, _ = listed_and_printed(made.path)
    assert ("SNV", "Chưa điền") in listed


def test_a_code_in_another_case_is_the_same_agency_everywhere(desk, capsys):
    desk.drop("STC", {"I.1.1": 5, "I.1.2": 9})
    desk.collect()
    here = ["-w", str(desk.workspace.root)]
    assert main([*here, "check", "--strict"]) == 1
    before = capsys.readouterr().out
    change(desk, "STC", mã="stc")
    assert main([*here, "check", "--strict"]) == 1
    assert capsys.readouterr().out == before
    for code in ("stc", "STC"):
        for command in (["check", "-a", code], ["feedback", "-a", code], ["history", code], ["log", code]):
            assert main([*here, *command]) == 0
            assert "STC" in capsys.readouterr().out
    assert list((desk.workspace.root / "feedback" / PERIOD).glob("*STC*"))
    assert any(issued.path.name.endswith("_STC.xlsx") for issued in generate(desk.workspace, PERIOD))
    assert status(desk.workspace).not_counted == []

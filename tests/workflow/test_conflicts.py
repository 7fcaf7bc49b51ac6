"""Versions and conflicts: what waits for a decision, and until when."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from cchc_excel import api
from cchc_excel.api import assign, collect, doctor, versions
from cchc_excel.cli.main import main
from support.recorded import file_id


def test_history_shows_every_version_and_what_changed(desk):
    desk.drop("STC", {"I.1.1": 1, "I.1.2": 4}, name="lan 1.xlsx")
    desk.collect()
    desk.drop("STC", {"I.1.1": 2, "I.1.3": 6}, notes={"I.1.1": "đã rà soát"}, name="lan 2.xlsx")
    desk.collect()
    agency, (first, second) = versions(desk.workspace, "stc")
    assert agency.code == "STC"
    assert (first.receipt.state, second.receipt.state) == ("superseded", "accepted")
    changes = [(change.row.code, change.cell, change.before, change.after) for change in second.changes]
    assert changes == [
        ("I.1.1", "E11", "1", "2"),
        ("I.1.1", "F11", "", "đã rà soát"),
        ("I.1.2", "E12", "4", ""),
        ("I.1.3", "E13", "", "6"),
    ]


def conflicts_of(desk):
    return [(one.kind, tuple(one.agencies)) for one in api.status(desk.workspace).conflicts]


def test_two_different_files_at_the_same_time_wait_for_a_decision(full):
    collect(full.workspace)
    assert conflicts_of(full) == [("same_time", ("STC",))]
    (conflict,) = api.status(full.workspace).conflicts
    assert "lan 1.xlsx" in conflict.message
    assert "lan 2.xlsx" in conflict.message
    assign(full.workspace, "lan 1.xlsx", "STC")
    assert conflicts_of(full) == []
    _, found = versions(full.workspace, "STC")
    assert {one.receipt.name: one.receipt.state for one in found} == {
        "lan 1.xlsx": "accepted",
        "lan 2.xlsx": "superseded",
    }


def test_a_return_with_nothing_in_it_waits_for_a_decision(desk):
    figures = {"I.1.1": 11, "I.1.2": 7, "I.1.3": 3, "I.2.1": 25, "I.2.2": 9}
    desk.drop("STC", figures, name="đủ.xlsx")
    desk.drop("STC", name="quên điền.xlsx", when=datetime(2021, 3, 11, 9))
    desk.drop("SNV", notes={"I.1": "Không phát sinh"})
    desk.drop("STP")
    desk.collect()
    assert conflicts_of(desk) == [("empty", ("STP",)), ("blank", ("STC",))]
    # What has figures goes on counting.
    assert {one.receipt.name: one.receipt.state for one in versions(desk.workspace, "STC")[1]} == {
        "đủ.xlsx": "accepted",
        "quên điền.xlsx": "superseded",
    }
    assign(desk.workspace, "đủ.xlsx", "STC")
    assert conflicts_of(desk) == [("empty", ("STP",))]
    assign(desk.workspace, "STP.xlsx", "STP")
    assert conflicts_of(desk) == []
    # The agency takes its figures back.
    assign(desk.workspace, "quên điền.xlsx", "STC")
    assert conflicts_of(desk) == []
    assert versions(desk.workspace, "STC")[1][-1].receipt.state == "accepted"


def test_a_decision_is_about_what_was_there(desk):
    figures = {"I.1.1": 11, "I.1.2": 7, "I.1.3": 3, "I.2.1": 25, "I.2.2": 9}
    desk.drop("STC", figures, name="lan 1.xlsx", when=datetime(2021, 3, 12, 9))
    desk.drop("STC", {**figures, "I.1.1": 12}, name="lan 2.xlsx", when=datetime(2021, 3, 11, 9))
    desk.collect()
    assign(desk.workspace, "lan 2.xlsx", "STC")
    assert conflicts_of(desk) == []
    # It came after the decision; by its day it is older than what the decision was about.
    desk.drop("STC", {**figures, "I.1.1": 13}, name="lan 3.xlsx", when=datetime(2021, 3, 11, 18))
    desk.collect()
    assert conflicts_of(desk) == [("decided", ("STC",))]
    (conflict,) = api.status(desk.workspace).conflicts
    assert "“lan 3.xlsx” của cơ quan STC (ngày 11/03/2021 18:00) tiếp nhận sau khi đã chọn" in conflict.message
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert conflicts_of(desk) == [("decided", ("STC",))]
    assign(desk.workspace, "lan 2.xlsx", "STC")
    assert conflicts_of(desk) == []
    desk.drop("STC", {**figures, "I.1.1": 14}, name="lan 4.xlsx", when=datetime(2021, 3, 13, 9))
    desk.collect()
    assert versions(desk.workspace, "STC")[1][-1].receipt.state == "accepted"


def test_a_later_return_with_far_fewer_figures_waits_for_a_decision(desk):
    figures = {"I.1.1": 11, "I.1.2": 7, "I.1.3": 3, "I.2.1": 25, "I.2.2": 9}
    desk.drop("STC", figures, name="đủ.xlsx")
    desk.drop("STC", {"I.1.1": 12, "I.1.2": 7}, name="thiếu.xlsx", when=datetime(2021, 3, 11, 9))
    desk.drop("SNV", figures, name="SNV 1.xlsx")
    desk.drop("SNV", {**figures, "I.1.1": 12}, name="SNV 2.xlsx", when=datetime(2021, 3, 11, 9))
    desk.collect()
    assert conflicts_of(desk) == [("far_fewer", ("STC",))]
    (conflict,) = api.status(desk.workspace).conflicts
    few, full = (f"“{name}” (số {file_id(desk, name)})" for name in ("thiếu.xlsx", "đủ.xlsx"))
    assert f"(2, lần trước 5): {few}, {full}; đang tính tệp “thiếu.xlsx”" in conflict.message
    assign(desk.workspace, "thiếu.xlsx", "STC")
    assert conflicts_of(desk) == []


def test_an_older_file_taken_in_later_waits_for_a_decision(desk):
    desk.drop("STC", {"I.1.1": 11}, name="một.xlsx", when=datetime(2021, 3, 11))
    desk.collect()
    desk.drop("STC", {"I.1.1": 12}, name="hai.xlsx", when=datetime(2021, 3, 10))
    told = desk.collect()["hai.xlsx"]
    assert (told.state, told.reason) == ("superseded", "Lần nộp 2; bản nộp khác đang được tính.")
    (conflict,) = api.status(desk.workspace).conflicts
    assert (conflict.kind, list(conflict.files)) == ("older", ["hai.xlsx", "một.xlsx"])
    assert f"cchc assign {file_id(desk, 'một.xlsx')} --agency STC -k 2021-Q1" in conflict.remedy
    assign(desk.workspace, "một.xlsx", "STC")
    assert conflicts_of(desk) == []
    assign(desk.workspace, "hai.xlsx", "STC")
    assert conflicts_of(desk) == []


def test_a_ledger_made_anew_knows_which_files_are_of_other_figures(desk):
    desk.drop("STC", {"I.1.1": 11})
    desk.collect()
    api.consolidate(desk.workspace, also=["csv"])
    doctor(desk.workspace, rebuild=True)
    desk.drop("SNV", {"I.1.1": 12})
    desk.collect()
    made = api.consolidate(desk.workspace)
    assert [path.name for path in made.stale] == ["so-lieu_PL2-B1_2021-Q1.csv"]


def test_figures_of_another_agency_or_of_last_period_are_shown(desk):
    figures = {"I.1.1": 11, "I.1.2": 7, "I.1.3": 3, "I.2.1": 25, "I.2.2": 9}
    desk.drop("STC", figures)
    desk.drop("SNV", figures)
    desk.drop("STP", {**figures, "I.2.2": 0})
    desk.collect()
    assert conflicts_of(desk) == [("same_figures", ("SNV", "STC"))]
    for code in ("STC", "SNV"):
        assign(desk.workspace, f"{code}.xlsx", code)
    assert conflicts_of(desk) == []

    api.generate(desk.workspace, "2021-Q2", today=date(2021, 6, 1))
    desk.drop("STC", figures, name="Q2.xlsx", period="2021-Q2", when=datetime(2021, 6, 10))
    collect(desk.workspace, "2021-Q2")
    (conflict,) = api.status(desk.workspace, "2021-Q2").conflicts
    assert conflict.kind == "same_as_before"
    assert "Quý I năm 2021" in conflict.message


def test_of_two_decisions_the_last_stays_the_last(desk):
    for number, day in enumerate((10, 11, 12), start=1):
        desk.drop("STC", {"I.1.1": number}, name=f"lan {number}.xlsx", when=datetime(2021, 3, day, 9))
    desk.collect()
    assign(desk.workspace, "lan 2.xlsx", "STC")
    assign(desk.workspace, "lan 1.xlsx", "STC")
    # What was decided about came later than the desk thought.
    collect(desk.workspace, paths=[Path(file_id(desk, "lan 3.xlsx"))], received=datetime(2021, 3, 20, 9))
    _, found = versions(desk.workspace, "STC")
    assert {one.receipt.name: one.receipt.state for one in found} == {
        "lan 1.xlsx": "accepted",
        "lan 2.xlsx": "superseded",
        "lan 3.xlsx": "superseded",
    }


def test_machines_are_told_a_conflict_with_its_files_and_no_more(desk, capsys):
    for number, name in ((25, "a.xlsx"), (26, "b.xlsx")):
        desk.drop("STC", {"I.1.1": number}, name=name)
    desk.collect()
    capsys.readouterr()
    for command in ("status", "run"):
        assert main(["-w", str(desk.workspace.root), command, "--json"]) == 0
        (told,) = json.loads(capsys.readouterr().out)["conflicts"]
        assert list(told) == ["kind", "agencies", "files", "message", "remedy", "file_ids"]
        assert (told["kind"], told["agencies"], sorted(told["files"])) == ("same_time", ["STC"], ["a.xlsx", "b.xlsx"])
        assert told["file_ids"] == [file_id(desk, name) for name in told["files"]]

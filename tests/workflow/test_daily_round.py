"""The daily round: everything that came is taken in, checked and in the master; nothing is sent, nothing decided."""

from __future__ import annotations

import json
import os
from datetime import date, datetime

import openpyxl
import pytest

from cchc_excel.api import RoundStopped, Workspace, assign, collect, consolidate, daily_round, extend, status
from cchc_excel.cli.main import main
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.workflow import outputs
from cchc_excel.workflow.settings import Settings
from support.desk import AGENCIES, PERIOD, Desk

LONG_AGO = datetime(2021, 3, 11, 8)


def total(path):
    """Of I.1.1 in the master."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Tổng hợp"]
    rows = sheet.iter_rows(min_row=10, values_only=True)
    return next(row[3] for row in rows if row[1] == "Số nhiệm vụ đề ra trong kế hoạch")


def aged(path):
    """As written long ago; what it is then is told by its time."""
    os.utime(path, (LONG_AGO.timestamp(),) * 2)


def was_written(path):
    return datetime.fromtimestamp(path.stat().st_mtime) != LONG_AGO


def test_all_that_came_is_in_the_master_and_the_second_round_writes_nothing(desk):
    desk.drop("STC", {"I.1.1": 25})
    desk.drop("SNV", {"I.1.1": 5})
    first = daily_round(desk.workspace)
    assert (first.new_returns, first.other_files, first.checked, first.is_master_new) == (2, 0, 2, True)
    assert (first.status.count("missing", "overdue"), first.faults, first.was_stopped) == (1, {}, False)
    assert first.mailbox is None
    assert total(first.master) == 30
    aged(first.master)
    again = daily_round(desk.workspace)
    assert (again.news, again.checked, again.is_master_new, again.master) == ([], 0, False, first.master)
    assert not was_written(first.master)
    desk.drop("STP", {"I.1.1": 1})
    assert (daily_round(desk.workspace).new_returns, total(first.master)) == (1, 31)


CHANGES = {
    "a decision": lambda desk: assign(desk.workspace, "STC.xlsx", "SNV"),
    "an extension": lambda desk: extend(desk.workspace, "STC", date(2021, 3, 30)),
    "the register": lambda desk: (desk.workspace.root / "co-quan.xlsx").write_bytes(
        Workspace.create(desk.workspace.root.parent / "mẫu", agencies=AGENCIES[:2], today=date(2021, 3, 2))
        .root.joinpath("co-quan.xlsx")
        .read_bytes()
    ),
    "settings": lambda desk: (desk.workspace.root / "cchc.toml").write_text(
        Settings.model_validate({"tinh": {"ten": "tỉnh Hậu Giang"}}).text(), encoding="utf-8"
    ),
    "the master is gone": lambda desk: next((desk.workspace.root / "consolidated").rglob("*.xlsx")).unlink(),
    "another rule for errors": lambda desk: consolidate(desk.workspace, error_rule="count_all"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_master_is_made_from_has_changed(desk, change):
    desk.drop("STC", {"I.1.1": 25}, when=datetime(2021, 3, 25))
    path = daily_round(desk.workspace).master
    CHANGES[change](desk)
    if path.exists():
        aged(path)
    result = daily_round(Workspace(desk.workspace.root))
    assert (result.is_master_new, result.checked, was_written(path)) == (True, 1, True)


def test_what_says_the_same_is_not_written_again(desk):
    desk.drop("STC", {"I.1.1": 25})
    path = daily_round(desk.workspace).master
    extend(desk.workspace, "STP", date(2021, 3, 30))
    aged(path)
    result = daily_round(desk.workspace)
    assert (result.checked, result.is_master_new, was_written(path)) == (1, False, False)


def test_a_master_that_somebody_changed_is_kept_and_formed_anew(desk):
    desk.drop("STC", {"I.1.1": 25})
    path = daily_round(desk.workspace).master
    path.write_bytes(path.read_bytes() + b"theirs")
    result = daily_round(desk.workspace)
    (kept,) = result.edited
    assert (result.is_master_new, kept.read_bytes().endswith(b"theirs"), total(path)) == (True, True, 25)


def test_nothing_came_yet(desk, capsys):
    result = daily_round(desk.workspace)
    assert (result.master, result.checked, result.faults, result.news) == (None, 0, {}, [])
    assert not (desk.workspace.root / "consolidated" / PERIOD).exists()
    assert main(["-w", str(desk.workspace.root), "run"]) == 0
    assert capsys.readouterr().out.strip() == (
        "Không có tệp mới. Chưa nộp: 3/3 cơ quan. Không có việc nào đang chờ xử lý."
    )


def test_it_sends_nothing_and_decides_nothing(tmp_path):
    """No server answers on that port: a letter would be a fault."""
    told = {"may_chu": "127.0.0.1", "cong": 9, "dia_chi": "cchc@soctrang.example", "bao_mat": "khong"}
    workspace = Workspace.create(
        tmp_path / "desk", Settings.model_validate({"thu_gui": told}), AGENCIES, today=date(2021, 3, 1)
    )
    desk = Desk(workspace)
    assert main(["-w", str(workspace.root), "generate", PERIOD]) == 0
    desk.drop("STC", {"I.1.1": 25}, name="a.xlsx")
    desk.drop("STC", {"I.1.1": 26}, name="b.xlsx")
    desk.drop("STP", {"I.1.1": 7}, name="Sở Nội vụ.xlsx")
    result = daily_round(workspace)
    assert result.faults == {}
    assert [conflict.kind for conflict in result.status.conflicts] == ["same_time"]
    assert [receipt.state for receipt in result.status.troubled] == ["in_doubt"]
    assert result.other_files == 1
    with workspace.ledger() as ledger:
        assert ledger.mail.letters(PERIOD) == []
        assert [receipt.preferred for receipt in ledger.receipts(PERIOD)] == [None] * 3
    assert daily_round(workspace).status.conflicts == result.status.conflicts


def test_a_mailbox_out_of_reach_is_told_and_the_rest_is_done(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("CCHC_IMAP_PASSWORD", "x")
    told = {"may_chu": "127.0.0.1", "cong": 9, "tai_khoan": "cchc@soctrang.example", "bao_mat": "khong"}
    workspace = Workspace.create(
        tmp_path / "desk", Settings.model_validate({"thu_nhan": told}), AGENCIES, today=date(2021, 3, 1)
    )
    here = ["-w", str(workspace.root)]
    assert main([*here, "generate", PERIOD]) == 0
    Desk(workspace).drop("STC", {"I.1.1": 25})
    capsys.readouterr()
    assert main([*here, "run"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("Lấy thư: chưa làm được. Không kết nối được máy chủ thư 127.0.0.1:9")
    assert "Mới: 1 báo cáo" in said.out
    assert "Đã lập tệp tổng hợp" in said.out
    assert main([*here, "run", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert (list(told["faults"]), told["is_master_new"], told["missing"]) == (["mailbox"], False, ["SNV", "STP"])


def test_a_master_that_is_open_in_excel_is_told_and_written_the_next_time(desk, monkeypatch):
    desk.drop("STC", {"I.1.1": 25})
    path = daily_round(desk.workspace).master
    desk.drop("SNV", {"I.1.1": 5})

    def locked(path, content):
        raise WorkspaceError(("Không ghi được.", "Đề nghị đóng tệp."))

    with monkeypatch.context() as patched:
        patched.setattr(outputs, "save", locked)
        result = daily_round(desk.workspace)
    assert (list(result.faults), result.new_returns, result.checked) == (["master"], 1, 2)
    assert total(path) == 25
    result = daily_round(desk.workspace)
    assert (result.faults, result.is_master_new, total(path)) == ({}, True, 30)


@pytest.mark.parametrize("at", ["mailbox", "folder", "check", "master"])
def test_it_can_be_stopped_at_any_step_and_is_finished_by_the_next(desk, at):
    desk.drop("STC", {"I.1.1": 25})
    desk.drop("SNV", {"I.1.1": 5})
    seen = []

    def stop(step, done, _):
        seen.append(step)
        if step == at and done:
            raise RoundStopped

    result = daily_round(desk.workspace, progress=stop)
    if at == "mailbox":  # none is set, so that there is nothing to be stopped
        assert (result.was_stopped, set(seen)) == (False, {"folder", "check", "master"})
        return
    assert (result.was_stopped, result.is_master_new, seen[-1]) == (True, False, at)
    assert not list((desk.workspace.root / "consolidated").rglob("*.xlsx"))
    result = daily_round(desk.workspace)
    assert (result.was_stopped, result.is_master_new, total(result.master)) == (False, True, 30)
    assert len(status(desk.workspace).agencies) - result.status.count("overdue") == 2


def test_an_unknown_period_is_refused(desk):
    with pytest.raises(RequestError, match="2022-Q1 chưa phát hành"):
        daily_round(desk.workspace, "2022-Q1")


@pytest.mark.parametrize("what", ["a return", "the register"])
def test_what_changes_while_the_master_is_formed_is_in_the_next_one(desk, what):
    """A second command collects, or somebody saves the register, between the check and the master."""
    desk.drop("STC", {"I.1.1": 25})
    desk.drop("STP", {"I.1.1": 1})
    changed = []

    def meanwhile(step, _done, _all):
        if step == "master" and not changed:
            changed.append(step)
            if what == "a return":
                desk.drop("SNV", {"I.1.1": 7})
                collect(Workspace(desk.workspace.root))
            else:
                CHANGES["the register"](desk)

    first = daily_round(Workspace(desk.workspace.root), progress=meanwhile)
    again = daily_round(Workspace(desk.workspace.root))
    assert changed
    assert (again.checked, again.is_master_new) == ((3, True) if what == "a return" else (1, True))
    assert total(first.master) == (33 if what == "a return" else 25)
    assert daily_round(Workspace(desk.workspace.root)).checked == 0

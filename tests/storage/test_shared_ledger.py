"""Several programs at one ledger."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace

import pytest

from cchc_excel.api import collect, doctor
from cchc_excel.cli.main import main
from cchc_excel.errors import WorkspaceError
from cchc_excel.storage.ledger import Ledger, database
from support.recorded import state_of

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow


def test_a_long_run_lets_other_programs_reach_the_ledger(full):
    """Each program with a connection of its own: one changes without a pause, the other once."""
    path = full.workspace.ledger_path
    with Ledger(path) as known:
        (issue, *_) = known.issues("2021-Q1")
    busy, done = threading.Event(), threading.Event()

    def run():
        with Ledger(path) as mine, mine.batch() as maybe_commit:
            while not done.is_set():
                mine.record_issue(issue)
                busy.set()
                maybe_commit()

    other = threading.Thread(target=run)
    other.start()
    try:
        assert busy.wait(10)
        with Ledger(path) as mine:
            mine.record_issue(issue)
    finally:
        done.set()
        other.join()


def test_what_a_change_among_many_began_is_undone_alone(full):
    with Ledger(full.workspace.ledger_path) as ledger:
        (issue, *_) = ledger.issues("2021-Q1")
        with ledger.batch():
            ledger.record_issue(replace(issue, number=7))
            with pytest.raises(sqlite3.Error):
                ledger.record_output("9999-Q1", "x", "of no campaign")
            with ledger.batch():
                ledger.record_issue(replace(issue, number=8))
        assert {7, 8} <= {one.number for one in ledger.issues("2021-Q1")}
        assert ledger.outputs("9999-Q1") == {}


def test_a_ledger_held_by_another_program(full, monkeypatch, capsys):
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)
    with sqlite3.connect(full.workspace.ledger_path) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert main(["-w", str(full.workspace.root), "collect"]) == 2
    other.close()
    assert "đang được một chương trình khác sử dụng" in capsys.readouterr().err
    assert full.collect()["STP.xlsx"].state == "accepted"


def test_the_ledger_is_not_made_anew_under_a_run_that_uses_it(full):
    collect(full.workspace)
    before = state_of(full.workspace)
    with sqlite3.connect(full.workspace.ledger_path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorkspaceError, match="đang được một chương trình khác sử dụng"):
            doctor(full.workspace, rebuild=True)
    other.close()
    assert state_of(full.workspace) == before
    assert not list(full.workspace.root.glob("*.bak"))
    assert not list(full.workspace.root.glob("*.new*"))

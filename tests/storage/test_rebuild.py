"""The ledger made anew from the archive: states, numbers, days and decisions as they were."""

from __future__ import annotations

from datetime import datetime

import pytest

from cchc_excel.api import assign, collect, doctor
from cchc_excel.template import Fill
from support.letters_received import accepted
from support.printed_table import HEADER, printed_lines, separated
from support.recorded import lose_ledger, redate, state_of, what_counts

PERIOD = "2021-Q1"


@pytest.mark.parametrize("days", [{"một.xlsx": 16, "hai.xlsx": 16}, {"một.xlsx": 16}, {"hai.xlsx": 1}])
def test_a_ledger_made_anew_has_corrected_days_and_the_same_numbers(two, days):
    for name, day in days.items():
        redate(two, name, day)
    before = state_of(two.workspace)
    lose_ledger(two.workspace)
    assert doctor(two.workspace, rebuild=True).troubles == []
    assert state_of(two.workspace) == before


def test_a_decision_holds_over_a_return_whose_day_is_corrected(two):
    assign(two.workspace, "một.xlsx", "STC")
    redate(two, "hai.xlsx", 12)
    assert what_counts(two) == ["một.xlsx"]
    lose_ledger(two.workspace)
    doctor(two.workspace, rebuild=True)
    assert what_counts(two) == ["một.xlsx"]
    redate(two, "một.xlsx", 20)
    two.drop("STC", {"I.1.1": 13}, name="ba.xlsx", when=datetime(2021, 3, 15))
    two.collect()
    assert what_counts(two) == ["một.xlsx"]
    before = state_of(two.workspace)
    lose_ledger(two.workspace)
    doctor(two.workspace, rebuild=True)
    assert state_of(two.workspace) == before


def test_the_last_decision_holds_over_a_return_that_comes_after_both(two):
    """What is decided last counts, though it came first."""
    two.drop("STC", {"I.1.1": 13}, name="ba.xlsx", when=datetime(2021, 3, 9))
    two.collect()
    for name in ("hai.xlsx", "một.xlsx"):
        assign(two.workspace, name, "STC")
    redate(two, "ba.xlsx", 20)
    assert what_counts(two) == ["một.xlsx"]


def test_a_rebuild_tells_what_the_archive_has_no_more(two):
    archive = two.workspace.archive
    next(path for sha256, path in archive.files() if archive.metadata(sha256).name == "một.xlsx").unlink()
    found = doctor(two.workspace, rebuild=True)
    assert [(one.kind, "một.xlsx" in one.message) for one in found.troubles] == [("lost", True)]
    assert found.troubles[0].remedy
    assert what_counts(two) == ["hai.xlsx"]
    # The archive notes it still, so that it is told as long as it is not there.
    assert [one.kind for one in doctor(two.workspace, rebuild=True).troubles] == ["lost"]
    assert doctor(two.workspace).troubles == []


def test_what_was_noticed_of_a_return_is_there_once(desk, form):
    """Another period in the heading: reading says so each time, and the archive notes what was said."""
    table = [("QUÝ IV NĂM 2020 TẠI SỞ TÀI CHÍNH",), *HEADER, *printed_lines(form, {"I.1.1": Fill(25)})]
    desk.drop_bytes("a.csv", separated(table))
    desk.collect()
    assign(desk.workspace, "a.csv", "STC")
    (returned,) = accepted(desk).values()
    codes = [notice.code for notice in returned.notices]
    assert codes.count("CT41") == 1
    before = state_of(desk.workspace)
    lose_ledger(desk.workspace)
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert state_of(desk.workspace) == before


@pytest.mark.parametrize("damage", ["deleted", "scribbled"])
def test_the_ledger_is_made_anew_from_the_archive(full, damage):
    """Numbers, states, decisions and issues come back as they were; the former ledger is kept."""
    collect(full.workspace)
    full.drop("STC", {"I.1.1": 5}, name="lan 3.xlsx")
    collect(full.workspace)
    assign(full.workspace, "lan 1.xlsx", "STC")
    full.drop("STP", {"I.1.1": 8}, name="cua ai.xlsx")
    collect(full.workspace)
    assign(full.workspace, "cua ai.xlsx", "SNV")
    before = state_of(full.workspace)
    with full.workspace.ledger() as ledger:
        issued = ledger.issues(PERIOD)
    if damage == "deleted":
        full.workspace.ledger_path.unlink()
    else:
        full.workspace.ledger_path.write_bytes(b"not a database at all" * 100)
        assert [trouble.kind for trouble in doctor(full.workspace).troubles] == ["ledger"]
    found = doctor(full.workspace, rebuild=True)
    assert found.troubles == []
    assert (found.backup is None) == (damage == "deleted")
    assert state_of(full.workspace) == before
    with full.workspace.ledger() as ledger:
        assert ledger.issues(PERIOD) == issued
        chosen = {record.receipt.agency: record.receipt.name for record in ledger.accepted(PERIOD)}
    assert chosen == {"STC": "lan 1.xlsx", "SNV": "cua ai.xlsx", "STP": "STP.xlsx"}


def test_the_latest_decision_counts_and_can_be_thought_better_of(two):
    for name in ("một.xlsx", "hai.xlsx", "một.xlsx", "một.xlsx", "hai.xlsx", "một.xlsx"):
        assign(two.workspace, name, "STC")
        assert what_counts(two) == [name]
    before = state_of(two.workspace)
    lose_ledger(two.workspace)
    doctor(two.workspace, rebuild=True)
    assert (what_counts(two), state_of(two.workspace)) == (["một.xlsx"], before)
    # A later return counts over what was decided before.
    two.drop("STC", {"I.1.1": 13}, name="ba.xlsx", when=datetime(2021, 3, 12))
    two.collect()
    assert what_counts(two) == ["ba.xlsx"]

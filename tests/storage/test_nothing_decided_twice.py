"""Sequences after which ledger, notes and sum could part: cut off between them, two ledgers, two periods, two runs."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from datetime import date, datetime

import pytest

from cchc_excel.api import assign, collect, consolidate, doctor, generate, status
from cchc_excel.domain.agency import Register
from cchc_excel.errors import WorkspaceError
from cchc_excel.storage.archive import Archive
from cchc_excel.workflow.collect import CollectRun
from cchc_excel.workflow.workspace import Workspace
from support.desk import PERIOD
from support.letters_received import letter
from support.recorded import forget_outcomes, lose_ledger, state_of, what_counts


def states(desk, period=PERIOD):
    with desk.workspace.ledger() as ledger:
        return {one.name: (one.state, one.agency) for one in ledger.receipts(period)}


def kinds(health):
    return [one.kind for one in health.troubles]


@pytest.mark.parametrize("attempt", range(4))
def test_a_number_that_was_cut_off_is_not_used_again(desk, monkeypatch, attempt):
    """The notes are on the disk and the ledger does not say so: the next ones must go before them."""
    write_notes = Archive.write_notes

    def cut(self, notes):
        write_notes(self, notes)
        if any(note.state for note in notes.values()):
            raise KeyboardInterrupt

    later = desk.drop("STC", {"I.1.1": 2}, name=f"hai {attempt}.xlsx", when=datetime(2021, 3, 12))
    aside = later.rename(desk.workspace.root / later.name)
    desk.drop("STC", {"I.1.1": 1}, name=f"một {attempt}.xlsx")
    with monkeypatch.context() as patched:
        patched.setattr(Archive, "write_notes", cut)
        with pytest.raises(KeyboardInterrupt):
            desk.collect()
    aside.rename(later)
    desk.collect()
    before = state_of(desk.workspace)
    lose_ledger(desk.workspace)
    assert kinds(doctor(desk.workspace, rebuild=True)) == []
    assert state_of(desk.workspace) == before


def test_notes_that_cannot_be_written_once_are_written_later(two, monkeypatch):
    def full_disk(*_):
        raise OSError

    for name in ("một.xlsx", "hai.xlsx", "một.xlsx"):
        with monkeypatch.context() as patched:
            patched.setattr(Archive, "write_campaign", full_disk)
            with pytest.raises(WorkspaceError, match="Không ghi được vào archive"):
                generate(two.workspace, PERIOD, deadline=date(2021, 3, 20 if name == "hai.xlsx" else 21))
        assign(two.workspace, name, "STC")
    before = state_of(two.workspace)
    lose_ledger(two.workspace)
    assert kinds(doctor(two.workspace, rebuild=True)) == []
    assert (state_of(two.workspace), what_counts(two)) == (before, ["một.xlsx"])


def test_decisions_count_after_the_mark_was_moved_out(two):
    for code in ("STC", "SNV", "STC"):
        assign(two.workspace, "một.xlsx", code)
    lose_ledger(two.workspace)
    (two.workspace.root / "archive" / "mark.json").unlink()
    assert kinds(doctor(two.workspace, rebuild=True)) == []
    assign(two.workspace, "một.xlsx", "STP")
    assert kinds(doctor(two.workspace)) == []
    lose_ledger(two.workspace)
    assert kinds(doctor(two.workspace, rebuild=True)) == []
    assert states(two)["một.xlsx"] == ("accepted", "STP")


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_rebuild_moves_nothing_from_one_period_to_another(desk, monkeypatch, is_lost):
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    path = desk.drop("STC", {"I.1.1": 70}, name="STC 6T.xlsx", period="2021-6T", when=datetime(2021, 6, 10))
    collect(desk.workspace, "2021-6T")
    mail = letter(("STC 6T.xlsx", path.read_bytes()), sender="stc@soctrang.example")
    desk.drop_bytes("thu.eml", mail.as_bytes())

    def cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(CollectRun, "_open", cut)
        with pytest.raises(KeyboardInterrupt):
            collect(desk.workspace, PERIOD)
    if is_lost:
        lose_ledger(desk.workspace)
    assert kinds(doctor(desk.workspace, rebuild=True)) == []
    assert states(desk, "2021-6T") == {"STC 6T.xlsx": ("accepted", "STC")}


def test_what_earlier_versions_noted_without_its_outcome_is_told(desk):
    """A return that counted by the mail that brought it: nobody knows that any more."""
    bare = desk.drop("STC", {"I.1.1": 5}, name="có dấu.xlsx")
    desk.collect()
    held = desk.drop("SNV", {"I.1.1": 6}, name="Sở Tư pháp.xlsx")
    desk.collect()
    lose_ledger(desk.workspace)
    forget_outcomes(desk.workspace)
    (trouble,) = doctor(desk.workspace, rebuild=True).troubles
    assert (trouble.kind, held.name in trouble.message, bare.name in trouble.message) == ("anew", True, False)


@pytest.mark.parametrize("is_decided", [False, True])
def test_two_ledgers_in_one_archive_leave_one_return_that_counts(desk, tmp_path, is_decided):
    desk.drop("STP", {"I.1.1": 5}, name="chung.xlsx")
    desk.collect()
    other = desk.copied(tmp_path / "máy khác")
    desk.drop("STC", {"I.1.1": 1}, name="A.xlsx", when=datetime(2021, 3, 12))
    desk.collect()
    other.drop("STC", {"I.1.1": 100}, name="B.xlsx", when=datetime(2021, 3, 10))
    other.collect()
    assign(other.workspace, "B.xlsx", "STC")
    if is_decided:
        assign(other.workspace, "chung.xlsx", "SNV")
    # The synchroniser makes one folder of both: all files, the mark of the first, the ledger of the other.
    for name in ("originals", "notes"):
        for path in (other.workspace.root / "archive" / name).iterdir():
            place = desk.workspace.root / "archive" / name / path.name
            if not place.exists():
                shutil.copy(path, place)
    lose_ledger(desk.workspace)
    with sqlite3.connect(other.workspace.ledger_path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    shutil.copy(other.workspace.ledger_path, desk.workspace.ledger_path)
    health = doctor(desk.workspace, rebuild=True)
    assert "chosen" in kinds(health)
    assert all(one.remedy for one in health.troubles if one.kind in ("chosen", "verdict"))
    accepted = [name for name, (state, agency) in states(desk).items() if (state, agency) == ("accepted", "STC")]
    assert len(accepted) == 1
    made = consolidate(desk.workspace).province
    assert made.accepted == made.counted + len(made.not_counted)


def test_two_accepted_returns_of_one_agency_are_never_one_of_them_in_silence(two):
    with sqlite3.connect(two.workspace.ledger_path) as db:
        db.execute("UPDATE receipt SET state = 'accepted'")
    db.close()
    now = status(two.workspace)
    assert (now.accepted, [(one.receipt.agency, one.reason) for one in now.not_counted]) == (2, [("STC", "twice")])
    made = consolidate(two.workspace).province
    assert (made.accepted, made.counted, len(made.not_counted)) == (2, 1, 1)
    # The next change leaves one.
    assign(two.workspace, "một.xlsx", "STC")
    assert what_counts(two) == ["một.xlsx"]


def test_a_code_in_other_letters_is_the_same_agency(two):
    import openpyxl  # noqa: PLC0415

    path = two.workspace.root / "co-quan.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Danh mục"]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "STC")
    sheet.cell(row, 1).value = "Stc"
    book.save(path)
    two.workspace = Workspace(two.workspace.root)
    generate(two.workspace, PERIOD)
    two.drop("Stc", {"I.1.1": 3}, name="ba.xlsx", when=datetime(2021, 3, 15))
    two.collect()
    assert what_counts(two) == ["ba.xlsx"]
    now = status(two.workspace)
    assert (now.accepted, now.not_counted, now.count("on_time")) == (1, [], 1)


def test_a_day_that_another_command_corrects_meanwhile_stays(desk, monkeypatch):
    path = desk.drop("STC", {"I.1.1": 5}, name="Sở Nội vụ.xlsx", when=datetime(2021, 3, 25))
    desk.collect()
    assert states(desk)["Sở Nội vụ.xlsx"][0] == "in_doubt"
    record, calls = CollectRun.record, []

    def meanwhile(self, file, outcome):
        if not calls:
            calls.append(file)
            collect(Workspace(desk.workspace.root), PERIOD, [path], received=datetime(2021, 3, 16))
        return record(self, file, outcome)

    monkeypatch.setattr(CollectRun, "record", meanwhile)
    desk.collect()
    with desk.workspace.ledger() as ledger:
        (receipt,) = ledger.receipts(PERIOD)
    assert (receipt.received, receipt.facts["day"]) == (datetime(2021, 3, 16), "operator")


def test_notes_do_not_grow_without_end(two):
    note_often(two)
    assign(two.workspace, "một.xlsx", "STC")
    assert len(notes_in(two)) == 1
    before = state_of(two.workspace)
    lose_ledger(two.workspace)
    assert kinds(doctor(two.workspace, rebuild=True)) == []
    assert (state_of(two.workspace), what_counts(two)) == (before, ["một.xlsx"])


def test_a_note_that_cannot_be_read_is_kept_and_told_however_many_there_are(two):
    note_often(two)
    damaged = two.workspace.root / "archive" / "notes" / "rác.json"
    damaged.write_bytes(b"{")
    assign(two.workspace, "một.xlsx", "STC")
    assert len(notes_in(two)) == 2
    assert damaged.read_bytes() == b"{"
    assert kinds(doctor(two.workspace)) == ["notes"]
    assert damaged.with_name("rác.json.hong").read_bytes() == b"{"


def note_often(desk):
    """One file more noted than are put together, in a note of its own each time, as each command writes one."""
    sha256, _ = next(iter(desk.workspace.archive.files()))
    note = desk.workspace.archive.metadata(sha256)
    for number in range(201):
        desk.workspace.archive.write_notes({sha256: replace(note, taken=f"{note.taken} {number}")})


def notes_in(desk):
    return list((desk.workspace.root / "archive" / "notes").glob("*.json"))


def test_the_name_under_which_a_file_was_recorded_is_restored(desk, monkeypatch):
    loose = desk.drop("STC", {"I.1.1": 1}, name="STC.xlsx")
    register = desk.workspace.register
    others = Register(one for one in register.agencies if one.code != "STC")
    with monkeypatch.context() as patched:
        patched.setattr(desk.workspace, "register", others)
        assert desk.collect()["STC.xlsx"].state != "accepted"
    loose.rename(loose.with_name("lại.xlsx"))
    assert desk.collect()["lại.xlsx"].state == "accepted"
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert states(desk) == {"lại.xlsx": ("accepted", "STC")}

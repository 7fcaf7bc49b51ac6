"""Ledger and archive are compared before one is written over the other; a rebuild restores and decides nothing anew."""

from __future__ import annotations

import os
import shutil
import sqlite3
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from cchc_excel import api
from cchc_excel.api import assign, check, doctor, extend, generate, status
from cchc_excel.errors import CchcError, WorkspaceError
from cchc_excel.storage.archive import Archive, fingerprint
from cchc_excel.storage.ledger import Mailing
from cchc_excel.workflow import workspace as workspace_module
from cchc_excel.workflow.workspace import Workspace
from support.desk import PERIOD
from support.recorded import archived_files, lose_ledger, state_of, what_counts

OLDER = "bản cũ vừa chép lại"


def letter(agency="STC", mark="1", state="accepted"):
    when = datetime(2021, 3, 2)
    return Mailing(PERIOD, agency, "issue", mark, f"<{agency}>", ["a@x.example"], state, "", when)


def put_back(desk, copy):
    lose_ledger(desk.workspace)
    shutil.copy(copy, desk.workspace.ledger_path)


def backup(desk, folder):
    """A copy of the ledger as a backup program makes it: of the file alone."""
    with sqlite3.connect(desk.workspace.ledger_path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return Path(shutil.copy(desk.workspace.ledger_path, folder / "bản sao.sqlite"))


def record(desk, *letters):
    with desk.workspace.ledger() as ledger:
        for one in letters:
            ledger.mail.write(one)


def states(desk):
    with desk.workspace.ledger() as ledger:
        return {one.name: (one.state, one.agency, one.number) for one in ledger.receipts(PERIOD)}


# --- an older ledger, another one's, a lost one -----------------------------------------------------------------------


@pytest.mark.parametrize("since", ["letter", "return", "decision", "deadline", "extension", "template", "day"])
def test_an_older_ledger_stops_every_command(desk, tmp_path, since):
    desk.drop("STC", {"I.1.1": 1}, name="một.xlsx")
    desk.drop("STC", {"I.1.1": 2}, name="hai.xlsx")
    desk.collect()
    copy = backup(desk, tmp_path)
    match since:
        case "letter":
            record(desk, letter())
        case "return":
            desk.drop("SNV", {"I.1.1": 2})
            desk.collect()
        case "decision":
            assign(desk.workspace, "một.xlsx", "STC")
        case "deadline":
            generate(desk.workspace, PERIOD, deadline=date(2021, 3, 20))
        case "extension":
            extend(desk.workspace, "STC", date(2021, 3, 25))
        case "template":
            generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
        case "day":
            desk.collect(paths=[desk.workspace.folder("returned", PERIOD) / "một.xlsx"], received=datetime(2021, 3, 9))
    put_back(desk, copy)
    before = archived_files(desk.workspace)
    for step in (
        status,
        api.collect,
        check,
        api.consolidate,
        lambda workspace: generate(workspace, PERIOD),
        lambda workspace: assign(workspace, "hai.xlsx", "STC"),
        lambda workspace: extend(workspace, "SNV", date(2021, 4, 1)),
    ):
        with pytest.raises(WorkspaceError, match=OLDER) as told:
            step(desk.workspace)
        assert "cchc doctor --rebuild" in told.value.remedy
    (trouble,) = doctor(desk.workspace).troubles
    assert (trouble.kind, OLDER in trouble.message) == ("ledger", True)
    # Nothing that is newer was written over.
    assert archived_files(desk.workspace) == before
    assert [one.kind for one in doctor(desk.workspace, rebuild=True).troubles] == []
    status(desk.workspace)


def test_what_an_older_ledger_did_not_know_is_there_after_a_rebuild(desk, tmp_path):
    copy = backup(desk, tmp_path)
    record(desk, letter(), letter("SNV", state="bounced"))
    extend(desk.workspace, "STC", date(2021, 3, 25))
    desk.drop("STC", {"I.1.1": 1})
    desk.collect()
    before = state_of(desk.workspace)
    put_back(desk, copy)
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert state_of(desk.workspace) == before
    stc = next(one for one in status(desk.workspace).agencies if one.agency.code == "STC")
    assert ([one.state for one in stc.letters], stc.deadline) == (["accepted"], date(2021, 3, 25))


def test_the_ledger_of_another_computer_is_told_and_its_letters_are_kept(desk, tmp_path):
    """Two computers went on from one state: each has sent what the other does not know."""
    other = desk.copied(tmp_path / "máy khác")
    record(desk, letter("STC"))
    record(other, letter("SNV"))
    extend(other.workspace, "SNV", date(2021, 3, 25))
    put_back(desk, backup(other, tmp_path))
    with pytest.raises(WorkspaceError, match="máy khác"):
        status(desk.workspace)
    (trouble,) = doctor(desk.workspace, rebuild=True).troubles
    assert (trouble.kind, trouble.remedy) == ("kept", "")
    agencies = {one.agency.code: one for one in status(desk.workspace).agencies}
    letters = {code: [letter.state for letter in one.letters] for code, one in agencies.items()}
    assert letters == {"STC": ["accepted"], "SNV": ["accepted"], "STP": []}
    assert agencies["SNV"].deadline == date(2021, 3, 25)


def test_what_another_computer_recorded_otherwise_is_told(desk, tmp_path):
    desk.drop("STP", {"I.1.1": 5}, name="chung.xlsx")
    desk.collect()
    other = desk.copied(tmp_path / "máy khác")
    assign(other.workspace, "chung.xlsx", "SNV")
    record(desk, letter())
    put_back(desk, backup(other, tmp_path))
    (trouble,) = doctor(desk.workspace, rebuild=True).troubles
    assert trouble.kind == "verdict"
    changed = f"sổ theo dõi cũ là: Đã tiếp nhận (SNV), {PERIOD}; nay là: Đã tiếp nhận (STP), {PERIOD}."
    assert trouble.message.startswith("Tệp chung.xlsx (số ")
    assert trouble.message.endswith(changed)
    assert "cchc assign" in trouble.remedy
    assert states(desk)["chung.xlsx"][:2] == ("accepted", "STP")


def test_an_older_archive_is_made_whole_by_the_ledger(two, tmp_path):
    older = Path(shutil.copytree(two.workspace.root / "archive", tmp_path / "kho cũ"))
    assign(two.workspace, "một.xlsx", "STC")
    record(two, letter())
    before = state_of(two.workspace)
    for name in ("notes", "campaigns"):
        shutil.rmtree(two.workspace.root / "archive" / name)
        shutil.copytree(older / name, two.workspace.root / "archive" / name)
    shutil.copy(older / "mark.json", two.workspace.root / "archive" / "mark.json")
    status(two.workspace)
    lose_ledger(two.workspace)
    assert doctor(two.workspace, rebuild=True).troubles == []
    assert state_of(two.workspace) == before
    assert [len(one.letters) for one in status(two.workspace).agencies if one.agency.code == "STC"] == [1]


@pytest.mark.parametrize("since", ["letter", "issue", "campaign"])
@pytest.mark.parametrize("is_older", [False, True])
def test_an_archive_of_an_earlier_version_has_no_mark(desk, tmp_path, since, is_older):
    copy = backup(desk, tmp_path)
    if since == "letter":
        record(desk, letter())
    elif since == "issue":
        with desk.workspace.ledger() as ledger:
            ledger.record_issue(replace(ledger.issues(PERIOD)[0], number=2))
    else:
        generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    (desk.workspace.root / "archive" / "mark.json").unlink()
    if is_older:
        put_back(desk, copy)
        with sqlite3.connect(desk.workspace.ledger_path) as db:
            db.execute("DELETE FROM archive_mark")
        db.close()
        with pytest.raises(WorkspaceError, match=OLDER):
            status(desk.workspace)
    else:
        status(desk.workspace)
        assert (desk.workspace.root / "archive" / "mark.json").is_file()


def test_a_damaged_mark_is_written_anew(desk):
    record(desk, letter())
    mark = desk.workspace.root / "archive" / "mark.json"
    for content in (b"", b"[]", b'{"sequence": 0, "mark": ""}', b'{"sequence": "x"}'):
        mark.write_bytes(content)
        status(desk.workspace)
        assert Archive(desk.workspace.root / "archive").mark()[0] > 1


# --- cut off anywhere -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["write_notes", "write_campaign", "write_mark"])
def test_a_run_that_is_cut_off_while_it_notes_is_made_up_for(desk, monkeypatch, place):
    path = desk.drop("STC", {"I.1.1": 1})
    desk.collect()

    def cut(*_, **__):
        raise KeyboardInterrupt

    def decide():
        with desk.workspace.ledger() as ledger:
            ledger.mail.write(letter())
            ledger.decide(fingerprint(path)[0], PERIOD, "STC")

    with monkeypatch.context() as patched:
        patched.setattr(Archive, place, cut)
        with pytest.raises(KeyboardInterrupt):
            decide()
    status(desk.workspace)
    desk.collect()
    before = state_of(desk.workspace)
    lose_ledger(desk.workspace)
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert state_of(desk.workspace) == before
    with desk.workspace.ledger() as ledger:
        assert (ledger.decision(fingerprint(path)[0], PERIOD), ledger.mail.letters(PERIOD)) == ("STC", [letter()])


def test_what_was_recorded_before_an_error_is_noted(desk):
    class OwnError(Exception):
        pass

    def fails():
        with desk.workspace.ledger() as ledger:
            ledger.mail.write(letter())
            raise OwnError

    with pytest.raises(OwnError):
        fails()
    (campaign,) = desk.workspace.archive.campaigns()
    assert len(campaign["letters"]) == 1


# --- nothing is decided anew ------------------------------------------------------------------------------------------


def rebuilt(desk):
    before = state_of(desk.workspace)
    lose_ledger(desk.workspace)
    health = doctor(desk.workspace, rebuild=True)
    assert state_of(desk.workspace) == before
    lose_ledger(desk.workspace)
    assert doctor(desk.workspace, rebuild=True).troubles == health.troubles
    assert state_of(desk.workspace) == before
    return health.troubles


def test_what_was_in_a_zip_keeps_its_number(desk):
    """A zip with 22 and a loose file with 11, of the same day: the zip's counts before and after."""
    packed = desk.drop("STC", {"I.1.1": 22}, name="z.xlsx")
    with zipfile.ZipFile(packed.with_name("a.zip"), "w") as package:
        package.write(packed, "a.xlsx")
    shutil.copystat(packed, packed.with_name("a.zip"))
    packed.unlink()
    desk.drop("STC", {"I.1.1": 11}, name="b.xlsx")
    desk.collect()
    assert what_counts(desk) == ["a.zip/a.xlsx"]
    assert rebuilt(desk) == []
    assert (what_counts(desk), states(desk)["a.zip/a.xlsx"]) == (["a.zip/a.xlsx"], ("accepted", "STC", 2))


def test_clocks_that_were_set_back_change_no_order(desk, monkeypatch):
    for number, moment in ((1, datetime(2021, 3, 12, 9)), (2, datetime(2021, 3, 11, 9)), (3, datetime(2021, 3, 1, 9))):

        class Clock(datetime):
            @classmethod
            def now(cls, *, moment=moment):
                return moment

        monkeypatch.setattr("cchc_excel.workflow.intake.datetime", Clock)
        desk.drop("STC", {"I.1.1": number}, name=f"{number}.xlsx")
        desk.collect()
    numbers = {name: number for name, (_, _, number) in states(desk).items()}
    assert numbers == {"1.xlsx": 1, "2.xlsx": 2, "3.xlsx": 3}
    assert rebuilt(desk) == []
    assert what_counts(desk) == ["3.xlsx"]


def change_register(desk, code, **cells):
    path = desk.workspace.root / "co-quan.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Danh mục"]
    head = next(row for row in range(1, 9) if str(sheet.cell(row, 1).value or "").startswith("Mã cơ quan"))
    columns = {str(sheet.cell(head, column).value).lower(): column for column in range(1, 12)}
    row = next(row for row in range(head, sheet.max_row + 1) if sheet.cell(row, 1).value == code)
    for start, value in cells.items():
        sheet.cell(row, next(at for name, at in columns.items() if name.startswith(start))).value = value
    book.save(path)
    desk.workspace = Workspace(desk.workspace.root)


def test_what_was_accepted_stays_so_whatever_the_register_says(desk):
    desk.drop("STC", {"I.1.1": 11})
    desk.collect()
    change_register(desk, "STC", đến=date(2021, 3, 1))
    (trouble, not_counted) = rebuilt(desk)
    assert (trouble.kind, trouble.remedy) == ("verdict", "")
    assert "Đã tiếp nhận (STC); theo danh mục hiện nay sẽ là Không rõ cơ quan" in trouble.message
    assert (not_counted.kind, "STC" in not_counted.message) == ("not_counted", True)
    assert states(desk) == {"STC.xlsx": ("accepted", "STC", 1)}
    change_register(desk, "STC", đến=None)
    assert rebuilt(desk) == []


def test_what_was_held_stays_held_whatever_the_register_says(desk):
    desk.drop("STC", {"I.1.1": 11}, name="Sở Nội vụ.xlsx")
    desk.collect()
    assert states(desk) == {"Sở Nội vụ.xlsx": ("in_doubt", "STC", None)}
    change_register(desk, "SNV", tên="Sở Khác")
    (trouble,) = rebuilt(desk)
    assert (trouble.kind, "Chờ xác minh cơ quan (STC)" in trouble.message) == ("verdict", True)
    assert states(desk) == {"Sở Nội vụ.xlsx": ("in_doubt", "STC", None)}


def test_decisions_and_days_are_restored(two):
    assign(two.workspace, "một.xlsx", "SNV")
    two.collect(paths=[two.workspace.folder("returned", PERIOD) / "hai.xlsx"], received=datetime(2021, 3, 5))
    assert rebuilt(two) == []
    assert {name: found[:2] for name, found in states(two).items()} == {
        "một.xlsx": ("accepted", "SNV"),
        "hai.xlsx": ("accepted", "STC"),
    }


def test_a_file_that_was_never_recorded_is_taken_in_by_a_rebuild(desk):
    path = desk.drop("STC", {"I.1.1": 11})
    desk.drop("SNV", {"I.1.1": 12})
    desk.collect(paths=[path])
    other = desk.workspace.folder("returned", PERIOD) / "SNV.xlsx"
    with desk.workspace.ledger() as ledger:
        campaign = desk.workspace.campaign(ledger, PERIOD)
        run = workspace_run(desk, ledger, campaign)
        list(run.intake.from_folder([other], None))  # archived, and the run is cut off
    lose_ledger(desk.workspace)
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert states(desk) == {"STC.xlsx": ("accepted", "STC", 1), "SNV.xlsx": ("accepted", "SNV", 1)}


def workspace_run(desk, ledger, campaign):
    from cchc_excel.workflow.collect import CollectRun  # noqa: PLC0415

    return CollectRun(desk.workspace, ledger, campaign)


# --- it refuses -------------------------------------------------------------------------------------------------------


def damaged(desk, damage):
    """Damage something in the archive; the path of it."""
    place = desk.workspace.root / "archive"
    campaign = place / "campaigns" / f"{PERIOD}.json"
    match damage:
        case "original":
            path = next(path for _, path in desk.workspace.archive.files())
            path.write_bytes(path.read_bytes() + b" ")
        case "note":
            path = next((place / "notes").iterdir())
            path.write_bytes(b"{")
        case "campaign":
            path = campaign
            path.write_text('{"period": "2021-Q1"}', encoding="utf-8")
        case "not json":
            path = campaign
            path.write_bytes(b"\xff\xfe")
        case "campaigns folder":
            path = campaign.parent
            shutil.rmtree(path)
            path.write_bytes(b"x")
        case _:
            path = campaign
            path.unlink()
    return path


NOTED = ("note", "campaign", "campaigns folder", "campaign missing", "not json")


@pytest.mark.parametrize(
    ("damage", "has_ledger"), [("original", True), *((one, False) for one in ("original", *NOTED))]
)
def test_a_rebuild_refuses_where_anything_cannot_be_read(two, damage, has_ledger):
    path = damaged(two, damage)
    if not has_ledger:
        lose_ledger(two.workspace)
    before = states(two) if has_ledger else None
    with pytest.raises(WorkspaceError, match="Chưa dựng lại") as told:
        doctor(two.workspace, rebuild=True)
    assert (path.name in told.value.message) or (damage == "campaign missing" and PERIOD in told.value.message)
    assert told.value.remedy
    if not has_ledger:
        assert not two.workspace.ledger_path.exists()
        # Nor is anybody sent to issue anew.
        with pytest.raises(CchcError, match="Sổ theo dõi trống"):
            generate(two.workspace, PERIOD)
    else:
        assert states(two) == before


@pytest.mark.parametrize("is_rebuilt", [False, True])
@pytest.mark.parametrize("damage", NOTED)
def test_a_sound_ledger_writes_again_what_the_archive_cannot_say(two, damage, is_rebuilt):
    before = state_of(two.workspace)
    damaged(two, damage)
    found = doctor(two.workspace, rebuild=is_rebuilt).troubles
    assert [one.kind for one in found] == ([] if is_rebuilt else ["notes"])
    lose_ledger(two.workspace)
    assert doctor(two.workspace, rebuild=True).troubles == []
    assert state_of(two.workspace) == before


def test_a_new_workspace_is_no_lost_one(tmp_path):
    workspace = Workspace.create(tmp_path / "mới", today=date(2021, 3, 1))
    assert doctor(workspace).troubles == []
    assert workspace_module.Archive(workspace.root / "archive").is_empty


def test_the_same_receipt_is_noted_as_it_is_now(two):
    assign(two.workspace, "một.xlsx", "STC")
    noted = two.workspace.archive.noted()
    with two.workspace.ledger() as ledger:
        for receipt in ledger.receipts(PERIOD):
            note = noted[receipt.sha256]
            assert (note.state, note.owner, note.number) == (receipt.state, receipt.agency, receipt.number)
            assert (note.received, note.agency) == (
                receipt.received.isoformat(),
                ledger.decision(receipt.sha256, PERIOD),
            )
        assert not ledger.archived.has_pending


@pytest.mark.parametrize("folder", ["", "originals", "notes", "campaigns"])
def test_a_folder_that_cannot_be_looked_into_is_not_an_empty_one(desk, monkeypatch, folder):
    """As root reads everything, the system's refusal is made here."""
    desk.drop("STC", {"I.1.1": 5})
    desk.collect()
    before, place = state_of(desk.workspace), (desk.workspace.root / "archive" / folder).resolve()
    scandir = os.scandir

    def refused(path="."):
        if Path(os.fsdecode(path)).resolve() == place:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refused)
        for verb in (status, doctor, lambda workspace: doctor(workspace, rebuild=True), check):
            with pytest.raises(WorkspaceError, match="Không đọc được thư mục") as told:
                verb(Workspace(desk.workspace.root))
            assert str(place) in told.value.message
            assert "quyền đọc" in told.value.remedy
    assert state_of(Workspace(desk.workspace.root)) == before


def test_a_file_that_is_gone_stops_nothing_once_the_ledger_was_made_anew(desk):
    desk.drop("STC", {"I.1.1": 5})
    desk.drop("STP", {"I.1.1": 6})
    desk.collect()
    sha256 = next(one.sha256 for one in receipts(desk) if one.agency == "STC")
    desk.workspace.archive.find(sha256).unlink()
    lose_ledger(desk.workspace)
    assert [one.kind for one in doctor(Workspace(desk.workspace.root), rebuild=True).troubles] == ["lost"]
    assert status(Workspace(desk.workspace.root)).count("missing", "overdue") == 2


def receipts(desk):
    with desk.workspace.ledger() as ledger:
        return ledger.receipts(PERIOD)


def test_files_of_another_computer_stop_what_cannot_be_taken_back(desk, tmp_path):
    """Ledger and archive of the second computer, copied over those of the first: the first one's file is left there."""
    other = desk.copied(tmp_path / "máy khác")
    record(desk, letter())
    desk.drop("STC", {"I.1.1": 5})
    desk.collect()
    other.drop("STP", {"I.1.1": 6})
    other.collect()
    shutil.copytree(other.workspace.root / "archive", desk.workspace.root / "archive", dirs_exist_ok=True)
    put_back(desk, backup(other, tmp_path))
    for verb in (status, api.send, api.remind):
        with pytest.raises(WorkspaceError, match=OLDER) as told:
            verb(Workspace(desk.workspace.root))
        assert "cchc doctor --rebuild" in told.value.remedy
    doctor(desk.workspace, rebuild=True)
    assert {name: state for name, (state, _, _) in states(desk).items()} == {
        "STC.xlsx": "accepted",
        "STP.xlsx": "accepted",
    }
    assert status(desk.workspace).count("missing", "overdue") == 1

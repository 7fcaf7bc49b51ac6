"""Cut off at any moment, the workspace stays consistent, and running again finishes; trouble is told in a sentence."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from cchc_excel import api
from cchc_excel.api import Workspace, assign, collect, doctor, versions
from cchc_excel.cli.main import main
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.storage import archive
from cchc_excel.storage.archive import ChangingError
from cchc_excel.storage.atomic_write import AtomicWriter
from cchc_excel.storage.ledger import Ledger, database

PERIOD = "2021-Q1"
POINTS = 10

# Ends the process, without a chance to tidy up, at its n-th touch of a file of the workspace.
_CUT = """
import os, sys
import cchc_excel
from pathlib import Path
if __name__ == "__main__":
    root, verb, at = sys.argv[1], sys.argv[2], int(sys.argv[3])
    touches = 0
    def hook(event, args):
        global touches
        if event in ("open", "os.rename", "os.remove", "os.mkdir", "shutil.copyfile", "sqlite3.connect"):
            if str(args[0]).startswith(root):
                touches += 1
                if touches == at:
                    os._exit(9)
    sys.addaudithook(hook)
    getattr(cchc_excel, verb)(cchc_excel.Workspace(Path(root)))
    print(touches)
"""


@pytest.fixture
def cut(tmp_path):
    """Run a verb in a process of its own, cut off at a touch of a file (0: never); how many touches there were."""
    script = tmp_path / "cut.py"
    script.write_text(_CUT, encoding="utf-8")

    def run(workspace, verb, at=0):
        command = [sys.executable, str(script), str(workspace.root), verb, str(at)]
        ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        assert ran.returncode == (9 if at else 0), ran.stderr
        return at or int(ran.stdout)

    return run


@pytest.fixture
def full(desk):
    """A desk with returns of every kind waiting, one of them in two versions."""
    desk.drop("STC", {"I.1.1": 1}, name="lan 1.xlsx")
    desk.drop("STC", {"I.1.1": 2}, name="lan 2.xlsx")
    desk.drop("SNV", {"I.1.1": 3})
    desk.drop("STP", {"I.1.1": 4})
    desk.drop_bytes("scan.pdf", b"%PDF-1.7")
    return desk


def copied(workspace, to):
    shutil.copytree(workspace.root, to)
    return Workspace(to)


def state_of(workspace):
    """All that the ledger says, without running numbers, and all that the archive holds."""
    with workspace.ledger() as ledger:
        receipts = [
            (one.name, one.state, one.agency, one.number, one.received, one.preferred, dict(one.facts))
            for one in ledger.receipts(PERIOD)
        ]
        answers = [
            (record.receipt.name, [(a.code, a.entry.raw.value, a.value) for a in record.answers])
            for record in ledger.accepted(PERIOD)
        ]
    kept = {sha256: path.read_bytes() for sha256, path in workspace.archive.files()}
    return sorted(receipts, key=str), sorted(answers), kept


def is_consistent(workspace):
    """Nothing half-written counts: whole originals, a file for every receipt, one return for an agency."""
    kinds = {trouble.kind for trouble in doctor(workspace).troubles}
    assert kinds <= {"leftover", "unrecorded"}
    with workspace.ledger() as ledger:
        agencies = [record.receipt.agency for record in ledger.accepted(PERIOD)]
    assert len(agencies) == len(set(agencies))
    for master in workspace.folder("consolidated", PERIOD).glob("*.xlsx"):
        openpyxl.load_workbook(master).close()


def test_collect_cut_off_at_any_touch_of_a_file(full, cut, tmp_path):
    reference = copied(full.workspace, tmp_path / "reference")
    touches = cut(reference, "collect")
    expected = state_of(reference)
    for at in sorted(random.Random(3).sample(range(1, touches + 1), min(POINTS, touches))):
        workspace = copied(full.workspace, tmp_path / f"cut-{at}")
        cut(workspace, "collect", at)
        is_consistent(workspace)
        collect(workspace)
        assert state_of(workspace) == expected, f"cut at {at} of {touches}"
        assert doctor(workspace).troubles == []


def test_consolidate_cut_off_at_any_touch_of_a_file(full, cut, tmp_path):
    collect(full.workspace)
    api.consolidate(full.workspace)
    (master,) = full.workspace.folder("consolidated", PERIOD).glob("*.xlsx")
    expected = master.read_bytes()
    reference = copied(full.workspace, tmp_path / "reference")
    touches = cut(reference, "consolidate")
    for at in sorted(random.Random(5).sample(range(1, touches + 1), min(POINTS, touches))):
        workspace = copied(full.workspace, tmp_path / f"cut-{at}")
        cut(workspace, "consolidate", at)
        is_consistent(workspace)
        assert api.consolidate(workspace).path.read_bytes() == expected


@pytest.mark.skipif(os.name == "nt", reason="processes are found by their command lines on Linux")
def test_collect_killed_at_any_time_leaves_no_worker_behind(full, cut, tmp_path):
    chance = random.Random(11)
    for turn in range(4):
        workspace = copied(full.workspace, tmp_path / f"killed-{turn}")
        command = [sys.executable, str(tmp_path / "cut.py"), str(workspace.root), "collect", "0"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.2, 1.2))
        process.kill()
        process.wait()
        is_consistent(workspace)
        collect(workspace)
        assert doctor(workspace).troubles == []
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _mentioning(str(tmp_path)):
        time.sleep(0.2)
    assert _mentioning(str(tmp_path)) == []


def _mentioning(text):
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            told = line.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if text in told and "pytest" not in told:
            found.append(told)
    return found


# --- trouble with files ---------------------------------------------------------------------------------------------


def test_a_file_still_being_copied_is_left_for_the_next_run(full, monkeypatch):
    path = full.drop("STC", {"I.1.1": 9}, name="dang chep.xlsx")
    digest = archive.hashlib.file_digest

    def slow(stream, name):
        found = digest(stream, name)
        if stream.name == str(path):
            with path.open("ab") as more:
                more.write(b"more")
        return found

    monkeypatch.setattr(archive.hashlib, "file_digest", slow)
    told = full.collect()["dang chep.xlsx"]
    assert told.state == "unreadable"
    assert "đang được chép" in told.reason
    monkeypatch.undo()
    told = full.collect()
    assert told["SNV.xlsx"].state == "known"
    assert told["dang chep.xlsx"].reason


def test_a_file_that_changes_while_it_is_archived_is_not_kept(full, monkeypatch, tmp_path):
    source = tmp_path / "x.xlsx"
    source.write_bytes(b"new")
    with pytest.raises(ChangingError):
        full.workspace.archive.store(source, "0" * 64, archive.ReceiptMetadata("x.xlsx", "2021-03-01", PERIOD, 3))
    assert full.workspace.archive.find("0" * 64) is None
    assert not list((full.workspace.root / "archive").rglob("*.part"))


def test_one_place_written_twice_before_it_is_settled(tmp_path):
    """A file changes while it is copied, and another one has the content that it had."""
    aside = AtomicWriter()
    with pytest.raises(ChangingError):
        aside.write(tmp_path / "a" / "x", _changing())
    aside.write(tmp_path / "a" / "x", [b"first"])
    aside.write(tmp_path / "a" / "x", [b"second"])
    aside.write(tmp_path / "a" / "y", [b"other"])
    aside.commit()
    assert {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()} == {"x": b"second", "y": b"other"}


def test_the_first_trouble_is_told_and_what_was_kept_before_it_stays(full, monkeypatch):
    kept, note = full.workspace.archive, archive.ReceiptMetadata("x.xlsx", "2021-03-01", PERIOD, 3)
    source = full.workspace.folder("returned", PERIOD) / "STP.xlsx"
    other = source.with_name("SNV.xlsx")

    def keep_and_fail(path):
        with kept.batch():
            kept.store(path, archive.fingerprint(path)[0], note)
            raise KeyError

    with pytest.raises(KeyError):
        keep_and_fail(source)
    assert kept.find(archive.fingerprint(source)[0]) is not None
    monkeypatch.setattr(archive, "atomic_write", _no_room)
    with pytest.raises(KeyError):
        keep_and_fail(other)
    assert kept.find(archive.fingerprint(other)[0]) is None
    assert not list((full.workspace.root / "archive").rglob("*.part"))


def _no_room(*_):
    raise OSError(28, "no room")


def test_notes_beside_the_files_are_read_as_earlier_versions_wrote_them(full):
    collect(full.workspace)
    before, place = state_of(full.workspace), full.workspace.root / "archive"
    kept = full.workspace.archive
    notes = {sha256: kept.metadata(sha256) for sha256, _ in kept.files()}
    shutil.rmtree(place / "notes")
    for sha256, note in notes.items():
        kept.write_metadata(sha256, note)
    doctor(full.workspace, rebuild=True)
    assert state_of(full.workspace) == before


def test_notes_that_cannot_be_read_cost_only_their_own_files(full):
    collect(full.workspace)
    (full.workspace.root / "archive" / "notes" / "rac.json").write_bytes(b"[1, 2")
    (full.workspace.root / "archive" / "notes" / "khac.json").write_bytes(b"[1, 2]")
    before = state_of(full.workspace)
    assert doctor(full.workspace, rebuild=True).troubles == []
    assert state_of(full.workspace) == before


@pytest.fixture
def two(desk):
    """Two returns of one agency, taken in together."""
    desk.drop("STC", {"I.1.1": 11}, name="một.xlsx", when=datetime(2021, 3, 10))
    desk.drop("STC", {"I.1.1": 12}, name="hai.xlsx", when=datetime(2021, 3, 11))
    desk.collect()
    return desk


def redate(desk, name, day):
    path = desk.workspace.folder("returned", PERIOD) / name
    collect(desk.workspace, paths=[path], received=datetime(2021, 3, day, 12))


def what_counts(desk):
    with desk.workspace.ledger() as ledger:
        return [record.receipt.name for record in ledger.accepted(PERIOD)]


@pytest.mark.parametrize("days", [{"một.xlsx": 16, "hai.xlsx": 16}, {"một.xlsx": 16}, {"hai.xlsx": 1}])
def test_a_ledger_made_anew_has_corrected_days_and_the_same_numbers(two, days):
    for name, day in days.items():
        redate(two, name, day)
    before = state_of(two.workspace)
    lose_ledger(two.workspace)
    assert doctor(two.workspace, rebuild=True).troubles == []
    assert state_of(two.workspace) == before


def lose_ledger(workspace):
    """What the archive says by itself is then all there is."""
    for tail in ("", "-wal", "-shm"):
        workspace.ledger_path.with_name(workspace.ledger_path.name + tail).unlink(missing_ok=True)


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


def test_a_decision_that_cannot_be_read_any_more_is_told(two):
    assign(two.workspace, "một.xlsx", "STC")
    ((own, _),) = ((path, one) for path, one in notes_of(two.workspace) if one.preferred)
    own.write_bytes(b"")
    lose_ledger(two.workspace)
    assert [trouble.kind for trouble in doctor(two.workspace, rebuild=True).troubles] == ["unrecorded"]


def test_what_a_run_that_was_cut_noted_is_not_what_the_next_one_was_told(desk):
    path = desk.drop("STC", {"I.1.1": 11}, when=datetime(2021, 3, 25))
    sha256, size = archive.fingerprint(path)
    cut = archive.ReceiptMetadata("STC.xlsx", "2021-03-25T00:00:00", PERIOD, size, "2021-03-25T00:00:00")
    desk.workspace.archive.store(path, sha256, cut)
    desk.collect(received=datetime(2021, 3, 16, 12))
    before = state_of(desk.workspace)
    lose_ledger(desk.workspace)
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert state_of(desk.workspace) == before


@pytest.mark.parametrize("damage", ["batch", "own", "other"])
def test_notes_are_written_again_from_a_sound_ledger(two, damage):
    assign(two.workspace, "một.xlsx", "STC")
    before, place = state_of(two.workspace), two.workspace.root / "archive"
    ((own, note),) = ((path, one) for path, one in notes_of(two.workspace) if one.preferred)
    if damage == "batch":
        for path in (place / "notes").iterdir():
            path.write_bytes(bytes(100))
    elif damage == "own":
        own.write_bytes(b"")
    else:
        two.workspace.archive.write_metadata(own.stem, replace(note, received="2021-01-01T00:00:00"))
    (trouble,) = doctor(two.workspace).troubles
    assert (trouble.kind, trouble.remedy) == ("notes", "")
    assert doctor(two.workspace).troubles == []
    doctor(two.workspace, rebuild=True)
    if damage == "batch":
        # In which order they were taken in nobody knows any more; which one counts is known.
        before, after = (
            [[(name, state, *rest) for name, state, _, _, *rest in told[0]], *told[1:]]
            for told in (before, state_of(two.workspace))
        )
        assert after == before
    else:
        assert state_of(two.workspace) == before


def test_an_archive_that_an_earlier_version_kept_is_read(two):
    assign(two.workspace, "một.xlsx", "STC")
    before, place = state_of(two.workspace), two.workspace.root / "archive"
    for path in sorted((place / "originals").iterdir()):
        (place / path.name[:2]).mkdir(exist_ok=True)
        path.rename(place / path.name[:2] / path.name)
    assert doctor(two.workspace).troubles == []
    lose_ledger(two.workspace)
    assert doctor(two.workspace, rebuild=True).troubles == []
    assert state_of(two.workspace) == before
    two.collect()
    assert state_of(two.workspace) == before
    assert not list((place / "originals").iterdir())
    # What the operator decides from now on counts over the note that lies there.
    redate(two, "một.xlsx", 12)
    after = state_of(two.workspace)
    assert after != before
    lose_ledger(two.workspace)
    doctor(two.workspace, rebuild=True)
    assert state_of(two.workspace) == after


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


def test_a_rebuild_tells_what_the_archive_has_no_more(two):
    archive = two.workspace.archive
    next(path for sha256, path in archive.files() if archive.metadata(sha256).name == "một.xlsx").unlink()
    found = doctor(two.workspace, rebuild=True)
    assert [(one.kind, "một.xlsx" in one.message) for one in found.troubles] == [("lost", True)]
    assert found.troubles[0].remedy
    assert what_counts(two) == ["hai.xlsx"]
    assert doctor(two.workspace, rebuild=True).troubles == []


def test_many_unrecorded_files_are_one_trouble(full):
    full.collect()
    with full.workspace.ledger() as ledger:
        count = len(ledger.receipts(PERIOD))
    lose_ledger(full.workspace)
    (told,) = (one for one in doctor(full.workspace).troubles if one.kind == "unrecorded")
    assert count > 3
    assert f"{count} tệp" in told.message


def notes_of(workspace):
    for sha256, path in workspace.archive.files():
        yield path.with_suffix(".json"), workspace.archive.metadata(sha256)


def test_waiting_files_are_told_by_every_command_that_takes_the_rest_for_all(desk, capsys):
    here = ["-w", str(desk.workspace.root)]
    desk.drop("STC", {"I.1.1": 11})
    desk.collect()
    desk.drop("SNV", {"I.1.1": 12})
    desk.workspace.folder("returned", PERIOD).joinpath("la.pdf").write_bytes(b"%PDF-1.7")
    collect(desk.workspace, paths=[desk.workspace.folder("returned", PERIOD) / "la.pdf"])
    waiting = "Chưa tiếp nhận 1 tệp trong returned/2021-Q1 (SNV.xlsx). Đề nghị chạy: cchc collect -k 2021-Q1"
    for command in (["status"], ["check"], ["consolidate"]):
        assert main([*here, *command]) == 0
        assert waiting in capsys.readouterr().out
    # Beside the texts that are to be pasted.
    assert main([*here, "remind", "--text"]) == 0
    said = capsys.readouterr()
    assert (waiting in said.err, "la.pdf" in said.err, "Chưa tiếp nhận" in said.out) == (True, True, False)


@pytest.mark.parametrize("trouble", [OSError, KeyboardInterrupt])
def test_files_are_dropped_when_nobody_holds_them_any_more(tmp_path, monkeypatch, trouble):
    held = []

    def wait_for_disk(path):
        if path.name.startswith("0"):
            raise trouble
        held.append(path)
        time.sleep(0.2)
        held.remove(path)

    def unlink(path, *, missing_ok=False):
        assert path not in held, missing_ok
        os.unlink(path)  # noqa: PTH108 - what Path.unlink does is in its place

    monkeypatch.setattr("cchc_excel.storage.atomic_write._wait_for_disk", wait_for_disk)
    monkeypatch.setattr(Path, "unlink", unlink)
    aside = AtomicWriter()
    for at in range(5):
        aside.write(tmp_path / str(at), [b"x"])
    with pytest.raises(trouble):
        aside.commit()
    assert not list(tmp_path.iterdir())
    aside.write(tmp_path / "6", [b"x"])
    monkeypatch.undo()
    aside.commit()
    assert [path.name for path in tmp_path.iterdir()] == ["6"]


def _changing():
    yield b"half"
    raise ChangingError


def test_a_file_open_in_excel_is_told_and_the_run_goes_on(full, monkeypatch):
    stat = Path.stat

    def held(self, **options):
        if self.name == "SNV.xlsx":
            raise PermissionError(13, "in use")
        return stat(self, **options)

    files = sorted(full.workspace.folder("returned", PERIOD).iterdir())
    monkeypatch.setattr("cchc_excel.workflow.collect.files_in", lambda _: files)
    monkeypatch.setattr(Path, "stat", held)
    told = full.collect()
    assert told["SNV.xlsx"].state == "unreadable"
    assert "đang được chương trình khác sử dụng" in told["SNV.xlsx"].reason
    assert told["STP.xlsx"].state == "accepted"
    monkeypatch.undo()
    assert full.collect()["SNV.xlsx"].state == "accepted"


def test_an_archive_that_cannot_be_written(full):
    (full.workspace.root / "archive").rename(full.workspace.root / "elsewhere")
    (full.workspace.root / "archive").write_bytes(b"a file, not a folder")
    with pytest.raises(WorkspaceError, match="Không ghi được vào archive"):
        full.collect()
    (full.workspace.root / "archive").unlink()
    assert full.collect()["STP.xlsx"].state == "accepted"


_FULL_DISK = """
import resource, signal, sys
from cchc_excel.cli.main import main
if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
    sys.argv = ["cchc", *sys.argv[2:]]
    sys.exit(main())
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no bound on a file's size")
@pytest.mark.parametrize("room", [1_000, 10_000, 30_000, 50_000])
def test_a_full_disk_is_a_sentence_and_loses_nothing(full, tmp_path, room):
    script = tmp_path / "full.py"
    script.write_text(_FULL_DISK, encoding="utf-8")
    command = [sys.executable, str(script), str(room), "-w", str(full.workspace.root), "collect"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    assert ran.returncode == 2
    assert ran.stderr.startswith("Lỗi: ")
    assert "Traceback" not in ran.stderr
    is_consistent(full.workspace)
    assert full.collect()["STP.xlsx"].state in ("accepted", "known")
    assert doctor(full.workspace).troubles == []


def test_ctrl_c_keeps_what_is_done(full, monkeypatch, capsys):
    def stop(done, _all):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        full.collect(progress=stop)
    is_consistent(full.workspace)
    with full.workspace.ledger() as ledger:
        assert len(ledger.receipts("2021-Q1")) == 2
    monkeypatch.setattr("cchc_excel.workflow.collect.collect", stopped)
    assert main(["-w", str(full.workspace.root), "collect"]) == 2
    assert "Đã dừng" in capsys.readouterr().err
    monkeypatch.undo()
    assert full.collect()["STP.xlsx"].state in ("accepted", "known")
    assert doctor(full.workspace).troubles == []


def stopped(*_, **__):
    raise KeyboardInterrupt


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


# --- doctor ---------------------------------------------------------------------------------------------------------


def test_doctor_tells_what_is_wrong(full):
    collect(full.workspace)
    assert doctor(full.workspace).troubles == []
    (_, first), (_, second), *_ = full.workspace.archive.files()
    first.write_bytes(b"changed")
    second.unlink()
    left, still_written = (full.workspace.root / "archive" / name for name in ("x.part", "y.part"))
    for path in (left, still_written):
        path.write_bytes(b"half")
    os.utime(left, (time.time() - 3600,) * 2)
    found = doctor(full.workspace)
    assert sorted(trouble.kind for trouble in found.troubles) == ["damaged", "leftover", "missing"]
    assert all(trouble.remedy for trouble in found.troubles if trouble.kind != "leftover")
    assert (left.exists(), still_written.exists()) == (False, True)


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


def test_assigning_a_file_that_is_never_taken_in_is_told(full):
    lock = full.drop_bytes("~$STC.xlsx", b"lock")
    with pytest.raises(RequestError, match="Chưa nhận tệp nào"):
        assign(full.workspace, str(lock), "STC")


# --- versions and conflicts -----------------------------------------------------------------------------------------


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
    assert conflicts_of(desk) == [("empty", ("STC",)), ("empty", ("STP",)), ("far_fewer", ("STC",))]
    assign(desk.workspace, "đủ.xlsx", "STC")
    assert conflicts_of(desk) == [("empty", ("STP",))]
    assign(desk.workspace, "STP.xlsx", "STP")
    assert conflicts_of(desk) == []


def test_a_later_return_with_far_fewer_figures_waits_for_a_decision(desk):
    figures = {"I.1.1": 11, "I.1.2": 7, "I.1.3": 3, "I.2.1": 25, "I.2.2": 9}
    desk.drop("STC", figures, name="đủ.xlsx")
    desk.drop("STC", {"I.1.1": 12, "I.1.2": 7}, name="thiếu.xlsx", when=datetime(2021, 3, 11, 9))
    desk.drop("SNV", figures, name="SNV 1.xlsx")
    desk.drop("SNV", {**figures, "I.1.1": 12}, name="SNV 2.xlsx", when=datetime(2021, 3, 11, 9))
    desk.collect()
    assert conflicts_of(desk) == [("far_fewer", ("STC",))]
    (conflict,) = api.status(desk.workspace).conflicts
    assert "(2, lần trước 5): “thiếu.xlsx”, “đủ.xlsx”; đang tính tệp “thiếu.xlsx”" in conflict.message
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
    assert 'cchc assign "một.xlsx" --agency STC -k 2021-Q1' in conflict.remedy
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


def test_a_lost_ledger_is_told_and_not_written_over(desk):
    desk.drop("STC", {"I.1.1": 11})
    desk.collect()
    lose_ledger(desk.workspace)
    for step in (api.status, collect, lambda workspace: api.generate(workspace, PERIOD)):
        with pytest.raises(RequestError, match="Sổ theo dõi trống") as told:
            step(desk.workspace)
        assert "cchc doctor --rebuild" in told.value.remedy
    doctor(desk.workspace, rebuild=True)
    stc = next(agency for agency in api.status(desk.workspace).agencies if agency.agency.code == "STC")
    assert (stc.state, stc.given) == ("on_time", 1)


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

    api.generate(desk.workspace, "2021-Q2")
    desk.drop("STC", figures, name="Q2.xlsx", period="2021-Q2")
    collect(desk.workspace, "2021-Q2")
    (conflict,) = api.status(desk.workspace, "2021-Q2").conflicts
    assert conflict.kind == "same_as_before"
    assert "Quý I năm 2021" in conflict.message

"""What the archive notes beside its files: read as ever, written again, damaged."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from datetime import datetime

import pytest

from cchc_excel.api import assign, collect, doctor
from cchc_excel.errors import WorkspaceError
from cchc_excel.storage import archive
from support.recorded import archived_files, lose_ledger, redate, state_of, what_counts

PERIOD = "2021-Q1"


def test_notes_beside_the_files_are_read_as_earlier_versions_wrote_them(full):
    collect(full.workspace)
    before, place = state_of(full.workspace), full.workspace.root / "archive"
    kept = full.workspace.archive
    notes = {sha256: kept.metadata(sha256) for sha256, _ in kept.files()}
    shutil.rmtree(place / "notes")
    (place / "mark.json").unlink()
    for sha256, note in notes.items():
        note_as_before(place, sha256, note)
    doctor(full.workspace, rebuild=True)
    assert state_of(full.workspace) == before


@pytest.mark.parametrize("content", [b"[1, 2", b"[1, 2]", b"", b'{"x": {}}'])
def test_notes_that_cannot_be_read_are_written_anew_by_a_sound_ledger(full, content):
    collect(full.workspace)
    notes = full.workspace.root / "archive" / "notes"
    (notes / "rac.json").write_bytes(content)
    before = state_of(full.workspace)
    assert doctor(full.workspace, rebuild=True).troubles == []
    assert state_of(full.workspace) == before
    assert [path.name for path in notes.glob("*.hong")] == ["rac.json.hong"]


def test_without_a_ledger_notes_that_cannot_be_read_stop_a_rebuild(two):
    assign(two.workspace, "một.xlsx", "STC")
    note = next((two.workspace.root / "archive" / "notes").iterdir())
    whole = note.read_bytes()
    note.write_bytes(b"")
    lose_ledger(two.workspace)
    with pytest.raises(WorkspaceError, match=note.name):
        doctor(two.workspace, rebuild=True)
    assert not two.workspace.ledger_path.exists()
    note.write_bytes(whole)
    assert doctor(two.workspace, rebuild=True).troubles == []
    assert what_counts(two) == ["một.xlsx"]


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
        two.workspace.archive.write_notes({own.stem: replace(note, received="2021-01-01T00:00:00", taken="9999")})
    (trouble,) = doctor(two.workspace).troubles
    assert (trouble.kind, trouble.remedy) == ("notes", "")
    assert doctor(two.workspace).troubles == []
    doctor(two.workspace, rebuild=True)
    assert state_of(two.workspace) == before


def test_an_archive_that_an_earlier_version_kept_is_read(two):
    assign(two.workspace, "một.xlsx", "STC")
    before, place = state_of(two.workspace), two.workspace.root / "archive"
    for path in sorted((place / "originals").iterdir()):
        (place / path.name[:2]).mkdir(exist_ok=True)
        path.rename(place / path.name[:2] / path.name)
    archive = two.workspace.archive
    found = {archive.find(sha256): path for sha256, path in archive.files()}
    assert found
    assert all(found_path == path for found_path, path in found.items())
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


@pytest.mark.parametrize("period", [PERIOD, "2021-6T"])
def test_what_was_recorded_stays_noted_though_the_file_is_stored_anew(two, period):
    """A run that has lost its ledger takes the file for a new one, perhaps of another period."""
    assign(two.workspace, "một.xlsx", "SNV")
    before, kept = archived_files(two.workspace), two.workspace.archive
    for sha256, path in kept.files():
        again = archive.ReceiptMetadata("lại.xlsx", "2021-06-10T00:00:00", period, path.stat().st_size, "9999")
        kept.store(path, sha256, again, is_new=True)
    assert archived_files(two.workspace) == before


def test_a_decision_that_an_earlier_version_noted_holds_when_the_file_is_stored_anew(two):
    assign(two.workspace, "một.xlsx", "SNV")
    kept, place = two.workspace.archive, two.workspace.root / "archive"
    ((sha256, path),) = ((sha256, path) for sha256, path in kept.files() if kept.metadata(sha256).preferred)
    decided = kept.metadata(sha256)
    shutil.rmtree(place / "notes")
    kept.write_notes({sha256: replace(decided, written=0, state="")})
    decision = ("SNV", decided.preferred)
    for number, (period, noted) in enumerate([(PERIOD, decision), ("2021-6T", ("", ""))]):
        again = archive.ReceiptMetadata("một.xlsx", decided.received, period, decided.size, taken=f"9999-{number}")
        archive.Archive(place).store(path, sha256, again, is_new=True)
        found = archive.Archive(place).metadata(sha256)
        assert (found.period, found.agency, found.preferred) == (period, *noted)


def test_a_note_without_an_outcome_never_goes_before_one_of_the_same_mark(two):
    kept = two.workspace.archive
    notes = {sha256: kept.metadata(sha256) for sha256, _ in kept.files()}
    kept.write_notes({sha256: replace(note, state="", taken="9999") for sha256, note in notes.items()})
    found = archive.Archive(two.workspace.root / "archive")
    assert {sha256: found.metadata(sha256) for sha256 in notes} == notes


def note_as_before(place, sha256, note):
    """Beside the file, with nothing of what was recorded of it, as earlier versions noted it."""
    known = ("name", "received", "period", "size", "taken", "thread", "sender", "agency", "preferred", "first")
    fields = {name: value for name, value in asdict(note).items() if name in known}
    (place / "originals" / f"{sha256}.json").write_text(json.dumps(fields), encoding="utf-8")


def notes_of(workspace):
    for sha256, path in workspace.archive.files():
        yield path.with_suffix(".json"), workspace.archive.metadata(sha256)

"""Files on their way into the archive: changing, held by others, without room."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cchc_excel.errors import WorkspaceError
from cchc_excel.storage import archive
from cchc_excel.storage.archive import ChangingError
from cchc_excel.storage.atomic_write import AtomicWriter

PERIOD = "2021-Q1"


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

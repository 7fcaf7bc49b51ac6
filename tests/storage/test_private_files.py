"""Key, ledger and copies of it are their owner's alone from the first moment; returned files are marked as foreign."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cchc_excel.api import Workspace, doctor
from cchc_excel.cli.main import main
from cchc_excel.storage import private_file, zone
from cchc_excel.storage.archive import Archive, ReceiptMetadata, fingerprint
from cchc_excel.storage.private_file import write_private

on_posix = pytest.mark.skipif(os.name != "posix", reason="rights are the folder's")


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077])
def any_umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


@on_posix
def test_key_and_ledger_are_their_owner_s_alone(any_umask, tmp_path):
    workspace = Workspace.create(tmp_path / "desk")
    with workspace.ledger():
        root = workspace.root
        found = {
            path.name: rights(path) for path in root.iterdir() if path.name.startswith(("cchc.key", "cchc.sqlite"))
        }
    assert found == dict.fromkeys(("cchc.key", "cchc.sqlite", "cchc.sqlite-shm", "cchc.sqlite-wal"), 0o600)


@on_posix
def test_the_key_has_no_moment_in_which_others_can_read_it(monkeypatch, tmp_path):
    """Nobody who opens the file before a later chmod keeps it open."""
    created = []
    opened = os.open

    def watching(path, flags, mode=0o777, **more):
        if str(path).endswith("cchc.key"):
            created.append((mode, bool(flags & os.O_EXCL)))
        return opened(path, flags, mode, **more)

    monkeypatch.setattr(private_file.os, "open", watching)
    monkeypatch.setattr(Path, "chmod", lambda *_: pytest.fail("too late"))
    workspace = Workspace.create(tmp_path / "desk")
    assert created == [(0o600, True)]
    assert len(workspace.key) == 32


@on_posix
def test_a_rebuilt_ledger_and_its_copies_are_their_owner_s_alone(desk):
    desk.drop("STC", {"I.1.1": 11})
    desk.collect()
    desk.workspace.ledger_path.chmod(0o644)
    backups = [doctor(desk.workspace, rebuild=True).backup for _ in range(2)]
    assert len({*backups}) == 2, "a copy of the same second is not written over"
    assert [rights(path) for path in (desk.workspace.ledger_path, *backups)] == [0o600] * 3


def test_what_is_there_is_neither_followed_nor_written_over(tmp_path):
    (tmp_path / "key").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "key", [b"other"])
    assert (tmp_path / "key").read_bytes() == b"mine"
    if os.name == "posix":
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(FileExistsError):
            write_private(tmp_path / "link", [b"other"])
        assert not (tmp_path / "elsewhere").exists()


def test_nothing_is_left_of_a_half_written_file(tmp_path):
    def broken():
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_private(tmp_path / "key", broken())
    assert not list(tmp_path.iterdir())


@on_posix
def test_a_key_that_others_can_open_is_told_with_its_remedy(desk, capsys):
    assert doctor(desk.workspace).troubles == []
    for mode in (0o644, 0o640, 0o602):
        (desk.workspace.root / "cchc.key").chmod(mode)
        (trouble,) = doctor(desk.workspace).troubles
        assert (trouble.kind, trouble.remedy) == (
            "key_open",
            "Đề nghị chỉ để chủ sở hữu đọc và ghi: chmod 600 cchc.key",
        )
    assert main(["-w", str(desk.workspace.root), "doctor"]) == 1
    assert "làm giả được con dấu" in capsys.readouterr().out
    # An earlier workspace goes on working.
    desk.drop("STC", {"I.1.1": 11})
    assert desk.collect()["STC.xlsx"].state == "accepted"


def test_an_original_is_marked_as_foreign_on_windows(monkeypatch, tmp_path):
    source, archive = tmp_path / "STC.xlsx", Archive(tmp_path / "archive")
    source.write_bytes(b"PK")
    marked = []
    monkeypatch.setattr("cchc_excel.storage.archive.mark_as_foreign", lambda path: marked.append((path, path.exists())))
    sha256, size = fingerprint(source)
    for _ in range(2):
        stored = archive.store(source, sha256, ReceiptMetadata("STC.xlsx", "2021-03-01", "2021-Q1", size))
    assert marked == [(stored.path, True)], "once, after it is in place"


def test_the_mark_says_that_a_file_came_from_the_internet(monkeypatch, tmp_path):
    path = tmp_path / "STC.xlsx"
    path.write_bytes(b"PK")
    monkeypatch.setattr(zone, "zone_stream", lambda of: of.with_suffix(".mark"))
    zone.mark_as_foreign(path)
    assert (tmp_path / "STC.mark").exists() == (os.name == "nt")
    monkeypatch.setattr(zone, "_IS_WINDOWS", True)
    zone.mark_as_foreign(path)
    assert (tmp_path / "STC.mark").read_bytes() == b"[ZoneTransfer]\r\nZoneId=3\r\n"
    assert path.read_bytes() == b"PK"


def test_a_disk_without_streams_is_no_reason_to_stop(monkeypatch, tmp_path):
    monkeypatch.setattr(zone, "_IS_WINDOWS", True)
    monkeypatch.setattr(zone, "zone_stream", lambda _: tmp_path / "no folder" / "x")
    zone.mark_as_foreign(tmp_path / "STC.xlsx")
    assert not list(tmp_path.iterdir())


def test_the_stream_is_named_as_windows_names_it():
    assert zone.zone_stream(Path("a") / "b.xlsx").name == "b.xlsx:Zone.Identifier"

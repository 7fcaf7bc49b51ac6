"""What lies in the drop folder and is no plain file: links are never followed, what cannot be read is told."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from cchc_excel.api import Workspace, collect, status, uncollected
from cchc_excel.errors import WorkspaceError
from cchc_excel.messages.states import UNREADABLE
from cchc_excel.workflow import drop_folder
from cchc_excel.workflow.drop_folder import files_below, is_link

PERIOD = "2021-Q1"
ANSWERS = {"I.1.1": 25, "I.1.2": 5}

links = pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make symbolic links")


@pytest.fixture
def elsewhere(desk, tmp_path):
    """A folder beside the workspace with a good return in it."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    desk.drop("STC", ANSWERS).rename(folder / "STC.xlsx")
    return folder


def returned(desk) -> Path:
    return desk.workspace.folder("returned", PERIOD)


@links
@pytest.mark.parametrize("target", ["STC.xlsx", ".", "gone.xlsx"])
def test_a_link_that_leads_out_is_told_and_not_followed(desk, elsewhere, target):
    desk.drop("SNV", ANSWERS)
    (returned(desk) / "lối tắt").symlink_to(elsewhere / target)
    told = desk.collect()
    assert {name: one.state for name, one in told.items()} == {"SNV.xlsx": "accepted", "lối tắt": "link"}
    assert told["lối tắt"].remedy.startswith("Đề nghị chép chính tệp")
    assert not uncollected(desk.workspace)


@links
def test_a_link_within_the_folder_is_treated_the_same(desk):
    path = desk.drop("SNV", ANSWERS)
    (returned(desk) / "trong.xlsx").symlink_to(path)
    (returned(desk) / "vòng").symlink_to(returned(desk))
    assert {name: one.state for name, one in desk.collect().items()} == {
        "SNV.xlsx": "accepted",
        "trong.xlsx": "link",
        "vòng": "link",
    }


@links
def test_a_link_that_the_operator_names_is_followed(desk, elsewhere, tmp_path):
    (tmp_path / "named.xlsx").symlink_to(elsewhere / "STC.xlsx")
    (tmp_path / "named").symlink_to(elsewhere)
    for name in ("named.xlsx", "named"):
        (told,) = collect(desk.workspace, PERIOD, [tmp_path / name])
        assert told.state in ("accepted", "duplicate", "known"), name


@pytest.mark.parametrize(("mode", "tag", "expected"), [
    (0o40755, 0xA0000003, True),  # a junction
    (0o120777, 0xA000000C, True),  # a symbolic link
    (0o100644, 0x9000001A, False),  # a file that OneDrive keeps in the cloud
    (0o100644, 0, False),
])  # fmt: skip
def test_junctions_are_links_and_files_of_the_cloud_are_none(mode, tag, expected):
    path = SimpleNamespace(lstat=lambda: SimpleNamespace(st_mode=mode, st_reparse_tag=tag))
    assert is_link(path) is expected


@pytest.mark.parametrize(("name", "content"), [
    ("STC.xlsx - Shortcut.lnk", b"\x4c\x00\x00\x00\x01\x14\x02\x00" + bytes(200)),
    ("STC.xlsx", b"\x4c\x00\x00\x00\x01\x14\x02\x00" + bytes(200)),
    ("STC.url", b"[InternetShortcut]\r\nURL=https://drive.example/STC.xlsx\r\n"),
    ("STC.url", b"\xef\xbb\xbf[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,11\r\n[InternetShortcut]\r\nURL=x"),
    ("STC.url", "[InternetShortcut]\r\nURL=x".encode("utf-16")),
])  # fmt: skip
def test_a_shortcut_of_windows_is_told_as_one(desk, name, content):
    desk.drop("SNV", ANSWERS)
    path = desk.drop_bytes(name, content)
    told = desk.collect()
    assert {name: one.state for name, one in told.items()} == {"SNV.xlsx": "accepted", name: "link"}
    assert told[name].remedy.startswith("Đề nghị chép chính tệp")
    assert not uncollected(desk.workspace)
    assert not status(desk.workspace).troubled
    # One that is named leads nowhere either.
    assert [one.state for one in collect(desk.workspace, PERIOD, [path])] == ["link"]


def test_what_only_speaks_of_shortcuts_is_none(desk):
    desk.drop_bytes("ghi chú.txt", b"xem [InternetShortcut]")
    desk.drop_bytes("trống.lnk", b"")
    assert {one.state for one in desk.collect().values()}.isdisjoint({"link"})


def test_a_junction_is_not_walked_into(desk, monkeypatch):
    desk.drop("SNV", ANSWERS)
    (returned(desk) / "nối").mkdir()
    (returned(desk) / "nối" / "a.xlsx").write_bytes(b"x")
    monkeypatch.setattr(drop_folder, "is_link", lambda path: path.name == "nối")
    assert [path.name for path in files_below(returned(desk))] == ["SNV.xlsx", "nối"]


def forbidden(monkeypatch, *folders: Path) -> None:
    """Folders that may not be read; tests run as one who may read everything."""
    allowed = os.scandir

    def scandir(path):
        if path in (*folders, *map(str, folders)):
            raise PermissionError(13, "Permission denied", str(path))
        return allowed(path)

    monkeypatch.setattr(os, "scandir", scandir)


@pytest.mark.parametrize("verb", [collect, uncollected, status])
def test_a_drop_folder_that_cannot_be_read_is_a_sentence_and_not_empty(desk, monkeypatch, verb):
    desk.drop("SNV", ANSWERS)
    forbidden(monkeypatch, returned(desk))
    with pytest.raises(WorkspaceError, match="Không đọc được thư mục") as caught:
        verb(desk.workspace)
    assert str(returned(desk)) in caught.value.message
    assert caught.value.remedy.startswith("Đề nghị kiểm tra quyền đọc")


def test_a_folder_within_that_cannot_be_read_is_told_and_stops_no_other(desk, monkeypatch):
    desk.drop("SNV", ANSWERS)
    desk.drop("STC", ANSWERS, name="huyện/STC.xlsx")
    forbidden(monkeypatch, returned(desk) / "huyện")
    told = desk.collect()
    assert {name: one.state for name, one in told.items()} == {"SNV.xlsx": "accepted", "huyện": "unreadable"}
    assert told["huyện"].reason == UNREADABLE["no_folder"]
    assert told["huyện"].remedy.startswith("Đề nghị cấp quyền đọc thư mục")


def test_settings_that_cannot_be_read_are_a_sentence(desk, monkeypatch):
    allowed = Path.read_bytes

    def read_bytes(path):
        if path.name == "cchc.toml":
            raise PermissionError(13, "Permission denied", str(path))
        return allowed(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(WorkspaceError, match=r"Không đọc được tệp .*cchc\.toml") as caught:
        Workspace(desk.workspace.root)
    assert caught.value.remedy.startswith("Đề nghị kiểm tra quyền đọc")

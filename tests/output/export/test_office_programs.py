"""LibreOffice is looked for where it is installed, never beside the files that came in."""

from __future__ import annotations

import os

import pytest

from cchc_excel.output.export import pdf

NAME = "soffice.exe" if os.name == "nt" else "soffice"


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """A LibreOffice in each of these folders, and only these on the path."""
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path / "none"))
    monkeypatch.setenv("PROGRAMFILES(X86)", "")

    def install(*entries):
        for entry in entries:
            folder = tmp_path / entry
            folder.mkdir(parents=True, exist_ok=True)
            (folder / NAME).write_bytes(b"")
            (folder / NAME).chmod(0o755)
        return [str(tmp_path / entry / NAME) for entry in entries]

    return install


def programs(monkeypatch, *entries):
    monkeypatch.setenv("PATH", os.pathsep.join(str(entry) for entry in entries))
    return [program for program in pdf._office_programs() if not program.startswith("/Applications")]


def test_the_current_folder_is_not_looked_into(installed, monkeypatch, tmp_path):
    (there,) = installed("bin")
    installed("here", "here/below")
    monkeypatch.chdir(tmp_path / "here")
    assert programs(monkeypatch, "", ".", "below", tmp_path / "here") == []
    assert programs(monkeypatch, "", ".", tmp_path / "here" / ".." / "here", tmp_path / "bin") == [there]


def test_a_workspace_is_not_looked_into(installed, monkeypatch, tmp_path):
    (there,) = installed("bin")
    installed("desk", "desk/returned/2021-Q1")
    (tmp_path / "desk" / "cchc.toml").write_text("", encoding="utf-8")
    entries = [tmp_path / name for name in ("desk", "desk/returned/2021-Q1", "bin")]
    assert programs(monkeypatch, *entries) == [there]


def test_a_link_to_the_current_folder_is_the_current_folder(installed, monkeypatch, tmp_path):
    installed("here")
    monkeypatch.chdir(tmp_path / "here")
    try:
        (tmp_path / "link").symlink_to(tmp_path / "here", target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert programs(monkeypatch, tmp_path / "link") == []


def test_the_folder_that_windows_installs_into_is_looked_into(installed, monkeypatch, tmp_path):
    usual = tmp_path / "Programs" / "LibreOffice" / "program" / "soffice.exe"
    usual.parent.mkdir(parents=True)
    usual.write_bytes(b"")
    usual.chmod(0o755)
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path / "Programs"))
    assert programs(monkeypatch) == [str(usual)]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROGRAMFILES", "Programs")
    assert programs(monkeypatch) == []


@pytest.mark.skipif(os.name != "posix", reason="no current folder can be deleted")
def test_a_current_folder_that_is_gone_and_links_in_a_circle_stop_nothing(installed, monkeypatch, tmp_path):
    (there,) = installed("bin")
    (tmp_path / "gone").mkdir()
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert programs(monkeypatch, "", tmp_path / "circle", tmp_path / "bin") == [there]

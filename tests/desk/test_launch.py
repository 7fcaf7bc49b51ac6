"""One page for each workspace: a second start opens a tab of the first; a dead one leaves nothing that hinders."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
from datetime import date, timedelta
from http.client import HTTPException
from threading import Timer

import pytest

from cchc_excel.api import Workspace, status
from cchc_excel.cli.main import main
from cchc_excel.desk import launch, launcher
from cchc_excel.desk.instance import FILE, Instance
from cchc_excel.desk.launch import bound_socket
from support.desk_page import RunningPage

DUE = date(2021, 3, 17)


def test_a_second_start_opens_another_tab_of_the_first(page, capsys):
    assert main(["-w", str(page.root), "desk", "--no-open"]) == 0
    said = capsys.readouterr().out
    address = said[said.index("http://") :].split()[0]
    assert address.startswith(f"http://{page.host}/open?t=")
    reply = page.ask("GET", address.partition(page.host)[2], Cookie=None)
    assert (reply.status, reply.headers["location"]) == (303, "/")
    assert page.get("/").status == 200


def test_one_that_was_killed_hinders_nobody(page, desk):
    page.process.kill()
    page.process.wait()
    with RunningPage(desk.workspace.root) as again:
        assert again.come_in().get("/").status == 200
        # The former browser's cookie is worthless; it is told how to go on.
        assert "Mở lại bằng biểu tượng" in again.ask("GET", "/", Cookie=page.cookie).text.replace("mở lại", "Mở lại")
        assert again.port == page.port


def test_another_computer_s_is_named(desk, capsys, monkeypatch):
    with Instance(desk.workspace.root) as held:
        assert held.acquire()
        running = held.announce(1)
        told = json.loads((desk.workspace.root / FILE).read_bytes())
        assert (told["port"], told["pid"], told["host"]) == (1, os.getpid(), socket.gethostname())
        monkeypatch.setattr(launch.socket, "gethostname", lambda: "VP-02")
        assert main(["-w", str(desk.workspace.root), "desk", "--no-open"]) == 2
        said = capsys.readouterr().err
        assert f"đang mở trên máy {running.host}" in said
        assert "Đề nghị đóng Bàn làm việc trên máy đó" in said
    with Instance(desk.workspace.root) as free:
        assert free.acquire()


def test_one_that_does_not_answer_is_told(desk, capsys):
    with Instance(desk.workspace.root) as held:
        assert held.acquire()
        assert main(["-w", str(desk.workspace.root), "desk", "--no-open"]) == 2
        assert "chưa mở được" in capsys.readouterr().err
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            held.announce(closed.getsockname()[1])
            assert main(["-w", str(desk.workspace.root), "desk", "--no-open"]) == 2
    assert "chưa mở được" in capsys.readouterr().err


def test_a_port_that_is_taken_is_not_shared(tmp_path):
    first, second = bound_socket(tmp_path), bound_socket(tmp_path)
    try:
        assert first.getsockname()[0] == second.getsockname()[0] == "127.0.0.1"
        assert second.getsockname()[1] != first.getsockname()[1]
        assert not first.get_inheritable()
        assert first.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) == (os.name == "posix")
    finally:
        first.close()
        second.close()


def test_on_windows_no_address_is_reused(tmp_path, monkeypatch):
    monkeypatch.setattr(launch.os, "name", "nt")
    with bound_socket(tmp_path) as listener:
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) == 0


def test_a_port_held_by_all_is_no_reason_not_to_open(tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "_TRIES", 0)
    with bound_socket(tmp_path) as listener:
        assert listener.getsockname()[1] > 0


@pytest.mark.parametrize(("system", "name"), [("win32", "Mở bàn làm việc.cmd"), ("linux", "Mở bàn làm việc.desktop")])
def test_what_is_double_clicked_lies_in_the_workspace(tmp_path, monkeypatch, system, name):
    monkeypatch.setattr(launcher.sys, "platform", system)
    path = launcher.write_launcher(tmp_path)
    assert path.name == name
    text = path.read_bytes().decode("utf-8")
    assert sys.executable in text
    assert "cchc_excel" in text
    assert (text.count("\r\n") == text.count("\n")) == (system == "win32")
    # After the program was installed anew it is mended.
    path.write_bytes(b"alt")
    assert launcher.write_launcher(tmp_path).read_bytes().decode("utf-8") == text


def test_init_lays_it_out(tmp_path):
    assert main(["init", str(tmp_path / "moi")]) == 0
    assert list((tmp_path / "moi").glob("Mở bàn làm việc.*"))


def test_a_folder_without_a_workspace_is_a_sentence(tmp_path, capsys):
    assert main(["-w", str(tmp_path), "desk", "--no-open"]) == 2
    assert "không phải là thư mục làm việc" in capsys.readouterr().err


def test_other_commands_load_no_server(desk):
    code = "import sys; from cchc_excel.cli.main import main; main(sys.argv[1:]); print(sorted(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", code, "-w", str(desk.workspace.root), "status"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    for name in ("starlette", "uvicorn", "anyio", "python_multipart", "jinja2"):
        assert f"'{name}'" not in ran.stdout


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_that_was_confirmed(desk):
    """What the browser was told stands, whenever the program is killed."""
    chance, confirmed, outcomes = random.Random(20), DUE, set()
    for day in range(1, 21):
        with RunningPage(desk.workspace.root) as page:
            page.come_in()
            wanted = DUE + timedelta(days=day)
            killer = Timer(chance.random() / 10, page.process.kill)
            killer.start()
            try:
                is_confirmed = page.post("/co-quan/STC/gia-han", ngay=wanted.isoformat()).status == 303
            except (OSError, HTTPException):
                is_confirmed = False
            killer.join()
            page.process.wait(timeout=20)
        confirmed = wanted if is_confirmed else confirmed
        outcomes.add(is_confirmed)
        now = status(Workspace(desk.workspace.root)).agencies[0].deadline or DUE
        assert now == confirmed if is_confirmed else confirmed <= now <= wanted
    assert outcomes == {True, False}


def test_closing_waits_for_nobody(page):
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", page.port)) as hanging:
        head = f"Host: {page.host}\r\nCookie: {page.cookie}\r\nContent-Length: 1000\r\n\r\n"
        hanging.sendall(f"POST /tiep-nhan/tep HTTP/1.1\r\n{head}x".encode())
        assert "Đã đóng bàn làm việc" in page.post("/dong").text
        assert page.process.wait(timeout=30) == 0
    assert time.monotonic() - began < 20

"""What becomes of a letter: refused, put off, cut off; nothing is sent twice or dropped without anybody knowing."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime

import pytest

from cchc_excel.api import SendOptions, doctor, send
from cchc_excel.mail.compose import Letter, build_message
from cchc_excel.mail.postman import Postman, Server
from cchc_excel.storage.ledger import Mailing
from support.letters_sent import desk_at, settings_for, states
from support.mail_servers import SECRET, USER, OddPostOffice, PostOffice

PERIOD = "2021-Q1"


QUICK = SendOptions(pauses=(0, 0), sleep=lambda _: None, when=datetime(2021, 3, 10, 8, 0))


def test_refusals_delays_and_cuts(tmp_path, server):
    desk = desk_at(
        tmp_path / "desk",
        server,
        {
            "GONE": ["khong-co@x.example"],
            "HALF": ["khong-co@y.example", "co@y.example"],
            "BUSY": ["ban@x.example"],
            "FIRST": ["lan-dau@x.example"],
            "NO": ["tu-choi@x.example"],
            "CUT": ["cat@x.example"],
            "NONE": [],
            "GOOD": ["tot@x.example"],
        },
    )
    sent = send(desk.workspace, how=QUICK)
    assert states(sent) == {
        "GONE": "refused",
        "HALF": "accepted",
        "BUSY": "deferred",
        "FIRST": "accepted",
        "NO": "refused",
        "CUT": "handing",
        "NONE": "no_address",
        "GOOD": "accepted",
    }
    details = {one.agency.code: one.detail for one in sent}
    assert "khong-co@x.example: 550" in details["GONE"]
    assert "khong-co@y.example: 550" in details["HALF"]
    assert details["BUSY"].startswith("ban@x.example: 451")
    assert "554" in details["NO"]
    # Told again, sent only where that is safe.
    again = send(desk.workspace, how=QUICK)
    assert states(again)["CUT"] == "handing"
    assert server.office.count()["cat@x.example"] == 1
    assert server.office.tries["khong-co@x.example"] == 1
    assert server.office.tries["ban@x.example"] == 6
    retried = send(desk.workspace, how=replace(QUICK, retry_unknown=True))
    assert states(retried)["CUT"] == "handing"
    assert server.office.count()["cat@x.example"] == 2
    # A mended address is tried anew.
    mended = [replace(one, emails=("moi@x.example",)) if one.code == "GONE" else one
              for one in desk.workspace.register.agencies]  # fmt: skip
    desk.workspace.__dict__["register"] = type(desk.workspace.register)(mended)
    assert states(send(desk.workspace, how=QUICK))["GONE"] == "accepted"
    assert states(send(desk.workspace, agencies=frozenset({"GOOD"}), how=replace(QUICK, again=True))) == {
        "GOOD": "accepted"
    }


def test_a_server_that_stalls_leaves_an_unknown_outcome(server):
    """It took the text and says nothing: it may have kept the letter."""
    server.office.pause = 3
    letter = Letter(USER, "Sở Nội vụ", ["a@mot.example"], [], "x", "x", "<p>x</p>", "<cchc.1@soctrang.example>")
    handed = []
    with Postman(Server("localhost", server.port, "starttls", USER, SECRET, seconds=0.5), pauses=()) as postman:
        message = build_message(letter, datetime(2021, 3, 10))
        delivery = postman.deliver(message, ["a@mot.example"], lambda: handed.append(1))
    assert (delivery.outcome, handed) == ("unknown", [1])
    assert delivery.detail == "quá thời gian chờ, máy chủ không trả lời"


@pytest.mark.parametrize(
    ("replies", "outcome", "taken", "told"),
    [
        # After the text, only a reply of SMTP says what became of it.
        ({".": "hello"}, "unknown", 1, "không cho biết đã nhận thư hay chưa"),
        ({".": "199 x"}, "unknown", 1, "không cho biết"),
        ({".": "200 x"}, "accepted", 1, ""),
        ({".": "299 x"}, "accepted", 1, ""),
        ({".": "300 x"}, "unknown", 1, "không cho biết"),
        ({".": "399 x"}, "unknown", 1, "không cho biết"),
        ({".": "400 ban"}, "deferred", 2, "400 ban"),
        ({".": "500 khong"}, "refused", 1, "500 khong"),
        ({".": "599 khong"}, "refused", 1, "599 khong"),
        ({".": "600 x"}, "unknown", 1, "không cho biết"),
        ({".": "250 " + "x" * 9000}, "unknown", 1, "không đúng giao thức"),
        # Before it, the server has nothing.
        ({"DATA": "hello"}, "deferred", 0, "không đúng giao thức"),
        ({"DATA": "250 ok"}, "deferred", 0, "250 ok"),
        ({"DATA": "554 khong"}, "refused", 0, "554 khong"),
        ({"RCPT": "hello"}, "deferred", 0, "a@mot.example: máy chủ ngắt kết nối hoặc trả lời không đúng giao thức"),
        ({"RCPT": "9" * 5000}, "deferred", 0, "không đúng giao thức"),
        ({"RCPT": "550 khong co"}, "refused", 0, "a@mot.example: 550 khong co"),
        ({"MAIL": "hello"}, "deferred", 0, "không đúng giao thức"),
    ],
)
def test_what_is_no_reply_decides_nothing(replies, outcome, taken, told):
    letter = Letter(USER, "Sở Nội vụ", ["a@mot.example"], [], "x", "x", "<p>x</p>", "<cchc.1@soctrang.example>")
    message = build_message(letter, datetime(2021, 3, 10))
    with (
        OddPostOffice(replies) as odd,
        Postman(Server("localhost", odd.port, "khong"), pauses=(0,), sleep=lambda _: None) as postman,
    ):
        delivery = postman.deliver(message, ["a@mot.example"])
    assert (delivery.outcome, odd.taken) == (outcome, taken)
    assert told in delivery.detail


def test_a_letter_of_unknown_outcome_is_not_sent_again_by_itself(tmp_path, authority):
    with OddPostOffice({".": "hello"}) as odd:
        desk = desk_at(tmp_path / "desk", odd, {"A": ["a@mot.example"]}, bao_mat="khong", tai_khoan="")
        for _ in range(2):
            assert states(send(desk.workspace, how=QUICK)) == {"A": "handing"}
        assert odd.taken == 1


def test_a_letter_put_off_by_a_server_that_then_goes_away_is_known_not_to_be_sent(authority, server):
    letter = Letter(USER, "Sở Nội vụ", ["ban@x.example"], [], "x", "x", "<p>x</p>", "<cchc.1@soctrang.example>")
    message = build_message(letter, datetime(2021, 3, 10))
    with (
        PostOffice(authority) as passing,
        Postman(
            Server("localhost", passing.port, "starttls", USER, SECRET), pauses=(0,), sleep=lambda _: passing.stop()
        ) as postman,
    ):
        delivery = postman.deliver(message, ["ban@x.example"])
    assert delivery.outcome == "deferred"
    assert "451" in delivery.detail


@pytest.mark.parametrize("damage", ["deleted", "scribbled", "readable"])
def test_a_ledger_made_anew_remembers_the_letters(desk, server, damage):
    """Otherwise everybody would get a second one."""
    send(desk.workspace, how=QUICK)
    with desk.workspace.ledger() as ledger:
        before = ledger.mail.letters(PERIOD)
        if damage == "readable":
            # As after a run that was cut off before it noted its letters in the archive.
            ledger.mail.write(replace(before[0], mark="9", message_id="<cchc.9@soctrang.example>"))
            before = ledger.mail.letters(PERIOD)
    if damage == "deleted":
        desk.workspace.ledger_path.unlink()
    elif damage == "scribbled":
        desk.workspace.ledger_path.write_bytes(b"not a database at all" * 100)
    doctor(desk.workspace, rebuild=True)
    with desk.workspace.ledger() as ledger:
        assert ledger.mail.letters(PERIOD) == before
    assert set(states(send(desk.workspace, how=QUICK)).values()) == {"already"}
    assert max(server.office.count().values()) == 1


def test_too_large_a_letter_is_told(tmp_path, server):
    desk = desk_at(tmp_path / "desk", server, {"A": ["a@mot.example"]}, dung_luong_mb=0.01)
    assert states(send(desk.workspace, how=QUICK)) == {"A": "too_large"}
    assert server.office.kept == []


def test_letters_are_paced(desk, server, monkeypatch):
    desk.workspace.settings = settings_for(server.port, thu_moi_phut=30)
    waits = []
    send(desk.workspace, how=replace(QUICK, sleep=waits.append))
    assert len(waits) == 2
    assert all(1.0 < wait <= 2.0 for wait in waits)


def test_killed_at_any_time_nobody_gets_a_second_letter(tmp_path, server):
    server.office.pause = 0.03
    addresses = {f"Q{at}": [f"q{at}@x.example"] for at in range(12)}
    desk = desk_at(tmp_path / "desk", server, addresses)
    command = [sys.executable, "-m", "cchc_excel", "-w", str(desk.workspace.root), "send", "--yes"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    chance = random.Random(9)
    for _ in range(6):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        before = len(server.office.kept)
        deadline = time.monotonic() + 10
        while len(server.office.kept) == before and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.08))
        process.kill()
        process.wait()
        time.sleep(0.1)
    finished = states(send(desk.workspace, how=QUICK))
    assert set(finished.values()) <= {"accepted", "already", "handing"}
    count = server.office.count()
    assert max(count.values()) == 1
    # Whoever is told as sent has it; whoever has none is told as unknown.
    for code, state in finished.items():
        if state != "handing":
            assert count[f"{code.lower()}@x.example"] == 1
    with desk.workspace.ledger() as ledger:
        letters: list[Mailing] = ledger.mail.letters(PERIOD)
    assert {letter.agency for letter in letters} == set(addresses)

"""A mail server that keeps to no protocol: a sentence, nothing taken twice, nothing lost without a word."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from cchc_excel.api import collect_mailbox, daily_round, doctor
from cchc_excel.cli.main import main
from cchc_excel.errors import MailError
from cchc_excel.mail.mailbox import FetchedMessage, Inbox, LeftMessage
from cchc_excel.mail.postman import Server
from support.letters_received import accepted, filled, letter
from support.mail_servers import USER, OddImap

ODD = "trả lời không đúng giao thức IMAP"
LARGEST = 2**32 - 1


@pytest.fixture(autouse=True)
def _password(monkeypatch):
    monkeypatch.setenv("CCHC_IMAP_PASSWORD", "x")


def pointed(desk, odd, **more):
    """The desk with its mailbox on this server."""
    told = {"may_chu": "localhost", "cong": odd.port, "bao_mat": "khong", "tai_khoan": USER} | more
    settings = desk.workspace.settings
    desk.workspace.settings = settings.model_copy(
        update={"thu_nhan": settings.thu_nhan.model_copy(update=told)},
    )
    (desk.workspace.root / "cchc.toml").write_text(desk.workspace.settings.text(), encoding="utf-8")
    return desk


def returned(desk, code):
    return letter((f"{code}.xlsx", filled(desk, code)), sender=f"{code.lower()}@soctrang.example").as_bytes()


def status(numbers):
    return lambda _: f'* STATUS "INBOX" ({numbers})'


def search(numbers):
    return lambda _: f"* SEARCH {numbers}"


def fetch(rest):
    return lambda uid: f"* 1 FETCH (UID {uid} {rest}"


@pytest.mark.parametrize(
    "answers",
    [
        {"STATUS": lambda _: None},
        {"STATUS": status("UIDVALIDITY abc")},
        {"STATUS": status("UIDVALIDITY 0")},
        {"STATUS": status(f"UIDVALIDITY {LARGEST + 1}")},
        {"STATUS": status(f"UIDVALIDITY {'9' * 5000}")},
        {"SEARCH": search("abc")},
        {"SEARCH": search("1 -1")},
        {"SEARCH": search("0")},
        {"SEARCH": search(LARGEST + 1)},
        {"SEARCH": search("9" * 5000)},
        {"SEARCH": search("\u0661")},
        {"SEARCH": lambda _: "* SEARCH {3}\r\n1 2"},
        {"FETCH": fetch("BODY[] {99999999999}")},
        {"FETCH": fetch(f"BODY[] {{{'9' * 5000}}}")},
    ],
    ids=lambda answers: next(iter(answers)),
)
def test_an_answer_that_is_no_imap_is_a_sentence(desk, answers):
    with OddImap({1: returned(desk, "STC")}, **answers) as odd:
        pointed(desk, odd)
        with pytest.raises(MailError) as told:
            collect_mailbox(desk.workspace)
        assert told.value.message.startswith("Máy chủ thư localhost trả lời")
        assert ODD in told.value.message
        assert "cchc.log" in told.value.remedy
        log = (desk.workspace.root / "cchc.log").read_text(encoding="utf-8")
        assert "mail/mailbox.py" in log
        assert accepted(desk) == {}
        # Nothing is lost: a sound answer next time, and it is there; and not twice.
        odd.answers = {"STATUS": status("UIDVALIDITY 7"), "FETCH": odd.fetched}
        assert [collect_mailbox(desk.workspace).messages for _ in range(2)] == [1, 0]
        assert accepted(desk)["STC"].receipt.number == 1


def test_the_largest_numbers_are_taken(desk):
    with OddImap({LARGEST: returned(desk, "STC")}, STATUS=status(f"UIDVALIDITY {LARGEST}")) as odd:
        pointed(desk, odd)
        assert [collect_mailbox(desk.workspace).messages for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    "answer",
    [fetch("BODY[] NIL)"), fetch('BODY[] "From: a")'), fetch("BODY[] {-5}"), fetch(")"), lambda _: None,
     lambda _: "* OK x"],
    ids=["nil", "quoted", "negative", "empty", "nothing", "other"],
)  # fmt: skip
def test_a_message_that_is_listed_and_not_given_is_told_and_asked_for_again(desk, capsys, answer):
    messages = {at: returned(desk, code) for at, code in enumerate(("STC", "SNV", "STP"), start=1)}
    with OddImap(messages) as odd:
        odd.answers["FETCH"] = lambda uid: answer(uid) if uid == 2 else odd.fetched(uid)
        pointed(desk, odd)
        here = ["-w", str(desk.workspace.root)]
        assert main([*here, "collect", "--mailbox"]) == 1
        out = capsys.readouterr().out
        assert "Hộp thư: 2 thư mới" in out
        assert "- 1 thư chưa lấy được: " in out
        assert set(accepted(desk)) == {"STC", "STP"}
        assert main([*here, "collect", "--mailbox", "--json"]) == 1
        assert json.loads(capsys.readouterr().out)["left"] == [{"uid": 2, "size": 0, "sender": "", "received": None}]
        assert main([*here, "run"]) == 1
        out = capsys.readouterr().out
        assert "- 1 thư chưa lấy được: " in out
        assert "Đang chờ xử lý: 1 việc" in out
        odd.answers["FETCH"] = odd.fetched
        assert main([*here, "collect", "--mailbox"]) == 0
        assert set(accepted(desk)) == {"STC", "SNV", "STP"}
    assert {record.receipt.number for record in accepted(desk).values()} == {1}
    assert doctor(desk.workspace).troubles == []


def test_a_message_under_another_number_is_not_taken_for_the_one_asked_for(desk):
    with OddImap({1: returned(desk, "STC")}) as odd:
        odd.answers["FETCH"] = lambda uid: odd.fetched(uid, named=77)
        pointed(desk, odd)
        found = collect_mailbox(desk.workspace)
        assert (found.messages, found.left) == (0, (LeftMessage(1),))
        with desk.workspace.ledger() as ledger:
            assert ledger.mail.fetched(f"{USER}@localhost/INBOX", 7) == set()
        odd.answers["FETCH"] = odd.fetched
        assert collect_mailbox(desk.workspace).messages == 1


def test_what_is_told_beside_the_message_is_no_message(desk):
    """Flags that changed, and a second answer for the same message."""
    with OddImap({1: returned(desk, "STC")}) as odd:
        odd.answers["FETCH"] = lambda uid: b"\r\n".join(
            [b"* 9 FETCH (UID 9 FLAGS (\\Seen))", b"* 1 FETCH (UID 1 FLAGS (\\Seen))", odd.fetched(uid),
             odd.fetched(uid)]
        )  # fmt: skip
        pointed(desk, odd)
        found = collect_mailbox(desk.workspace)
        assert (found.messages, found.left) == (1, ())


@pytest.mark.parametrize("arrived", ["99-Xxx-0000 99:00:00 +9900", "09-Xxx-2021 10:00:00 +0700",
                                     "01-Jan-0000 10:00:00 +0700"])  # fmt: skip
def test_a_message_with_an_impossible_date_is_taken(desk, arrived):
    with OddImap({1: returned(desk, "STC")}) as odd:
        odd.answers["FETCH"] = lambda uid: odd.fetched(uid, arrived=arrived)
        pointed(desk, odd)
        assert collect_mailbox(desk.workspace).messages == 1
    assert set(accepted(desk)) == {"STC"}


BOUND = 1000


def at_length(length, sender="stc@soctrang.example"):
    head = f"From: STC <{sender}>\r\n\r\n".encode()
    return head + b"x" * (length - len(head))


def opened(odd):
    return Inbox(Server("localhost", odd.port, "khong", USER, "x"), "INBOX", BOUND)


@pytest.mark.parametrize(
    ("length", "said", "is_left"),
    [
        (BOUND, BOUND, False),
        (BOUND + 1, BOUND + 1, True),
        # A server that reckons sizes as it likes.
        (BOUND, 1, False),
        (BOUND + 1, 1, True),
        (2 * BOUND, 1, True),
    ],
)
def test_a_message_may_have_so_many_bytes_and_the_others_go_on(length, said, is_left):
    with OddImap({1: at_length(length), 2: at_length(100)}) as odd, opened(odd) as inbox:
        sound = odd.fetched
        odd.answers["FETCH"] = lambda uid: (
            f"* 1 FETCH (UID 1 RFC822.SIZE {said})"
            if uid == 1 and "RFC822.SIZE" in odd.asked[-1]
            else sound(uid).replace(f"RFC822.SIZE {length}".encode(), b"")
        )
        first, second = inbox.fetch([1, 2])
        if is_left:
            assert (first.size, first.sender) == (length, "stc@soctrang.example")
            assert f"{first.received:%Y-%m-%d}" == "2021-03-10"
        else:
            assert (first.uid, len(first.content)) == (1, length)
        assert isinstance(second, FetchedMessage)
        # What is too large by the server's word is not asked for.
        assert any("BODY.PEEK[]" in asked and " 1 " in asked for asked in odd.asked) == (said <= BOUND)


def test_a_text_longer_than_any_message_may_be_is_not_read():
    with OddImap({1: at_length(2 * BOUND + 1)}) as odd, opened(odd) as inbox:
        odd.answers["FETCH"] = lambda uid: odd.fetched(uid).replace(b"RFC822.SIZE", b"X")
        with pytest.raises(MailError, match=ODD):
            list(inbox.fetch([1]))


def test_a_message_that_is_too_large_is_told_by_sender_and_day(desk, capsys):
    large = at_length(4 * 2**20 + 1)
    with OddImap({1: large, 2: returned(desk, "SNV")}) as odd:
        pointed(desk, odd)
        limits = desk.workspace.settings.gioi_han.model_copy(update={"dung_luong_mb": 1})
        changed = desk.workspace.settings.model_copy(update={"gioi_han": limits})
        (desk.workspace.root / "cchc.toml").write_text(changed.text(), encoding="utf-8")
        for _ in range(2):
            assert main(["-w", str(desk.workspace.root), "collect", "--mailbox"]) == 1
            told = r"- Thư của stc@soctrang\.example \(10/03/2021 ..:30\) dung lượng 4 MB, quá giới hạn 4 MB"
            assert re.search(told, capsys.readouterr().out)
        assert set(accepted(desk)) == {"SNV"}
        odd.messages[1] = large[:-1]
        assert main(["-w", str(desk.workspace.root), "collect", "--mailbox"]) == 0


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [("* BYE too many connections", "máy chủ từ chối kết nối"), ("HTTP/1.1 400 Bad", "trả lời không đúng giao thức")],
)
def test_an_odd_greeting_is_a_reason_in_our_words(desk, greeting, reason):
    with OddImap() as odd:
        odd.greeting = greeting
        pointed(desk, odd)
        with pytest.raises(MailError, match=rf"Không kết nối được máy chủ thư localhost:{odd.port} \(.*{reason}\)"):
            collect_mailbox(desk.workspace)


@pytest.mark.parametrize("command", ["SEARCH", "FETCH"])
def test_a_server_that_cuts_the_connection_is_a_reason_in_our_words(desk, command):
    def cut(_):
        raise ConnectionAbortedError

    with OddImap({1: returned(desk, "STC")}, **{command: cut}) as odd:
        pointed(desk, odd)
        result = daily_round(desk.workspace)
        assert "(máy chủ ngắt kết nối)" in result.faults["mailbox"].message
        odd.answers.pop(command)
        odd.answers["FETCH"] = odd.fetched
        assert collect_mailbox(desk.workspace).messages == 1


def test_a_server_that_stalls_is_a_reason_in_our_words(desk):
    with OddImap() as odd:
        odd.script = lambda lines, _: lines.readline()
        server = replace(Server("localhost", odd.port, "khong", USER, "x"), seconds=0.3)
        with pytest.raises(MailError, match="quá thời gian chờ"), Inbox(server, "INBOX", BOUND):
            pass

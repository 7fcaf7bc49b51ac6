"""Letters go out once each, to the right agency, and nothing is sent or dropped without anybody knowing."""

from __future__ import annotations

import email
import email.policy
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from aiosmtpd.controller import Controller
from conftest import AGENCIES, Desk
from mail_servers import SECRET, USER, Authority, PostOffice, free_port

from cchc_excel.api import (
    SendOptions,
    Workspace,
    check,
    consolidate,
    doctor,
    extend,
    generate,
    log,
    remind,
    send,
    send_feedback,
    short_reminders,
    status,
)
from cchc_excel.cli.main import main
from cchc_excel.errors import MailError, RequestError, WorkspaceError
from cchc_excel.mail.compose import Letter, build_message
from cchc_excel.mail.postman import Postman, Server
from cchc_excel.reading.table.stamps import stamp_in_properties
from cchc_excel.storage.ledger import Mailing
from cchc_excel.workflow.settings import Settings

PERIOD = "2021-Q1"
TODAY = date(2021, 3, 10)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def server(authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    monkeypatch.setenv("CCHC_SMTP_PASSWORD", SECRET)
    with PostOffice(authority) as running:
        yield running


def settings_for(port, **outgoing):
    told = {
        "may_chu": "localhost",
        "cong": port,
        "tai_khoan": USER,
        "dia_chi": USER,
        "thu_moi_phut": 60_000,
    } | outgoing
    desk = {"ten": "Sở Nội vụ tỉnh Sóc Trăng", "lien_he": "Phòng CCHC, điện thoại 0299 000 000"}
    return Settings.model_validate({"noi_nhan": desk, "thu_gui": told})


def desk_at(folder, server, addresses, **outgoing):
    """A workspace with agencies at these addresses."""
    first = AGENCIES[0]
    agencies = [
        replace(first, code=code, name=f"Đơn vị {code}", emails=tuple(address)) for code, address in addresses.items()
    ]
    workspace = Workspace.create(folder, settings_for(server.port, **outgoing), tuple(agencies), today=TODAY)
    generate(workspace, PERIOD, today=TODAY)
    return Desk(workspace)


@pytest.fixture
def desk(tmp_path, server):
    addresses = {"A": ["a@mot.example", "a2@mot.example"], "B": ["b@hai.example"], "C": ["c@ba.example"]}
    return desk_at(tmp_path / "desk", server, addresses)


QUICK = SendOptions(pauses=(0, 0), sleep=lambda _: None, when=datetime(2021, 3, 10, 8, 0))


def states(sent):
    return {one.agency.code: one.state for one in sent}


# --- what goes out ------------------------------------------------------------------------------------------------


def test_each_agency_gets_its_own_template_once(desk, server):
    assert states(send(desk.workspace, how=QUICK)) == {"A": "accepted", "B": "accepted", "C": "accepted"}
    assert server.office.count() == {
        "a@mot.example": 1, "a2@mot.example": 1, "b@hai.example": 1, "c@ba.example": 1
    }  # fmt: skip
    for code, address in (("A", "a@mot.example"), ("B", "b@hai.example")):
        (letter,) = server.office.letters(address)
        (workbook,) = letter.iter_attachments()
        assert workbook.get_filename() == f"Biểu mẫu CCHC Quý I năm 2021 - Đơn vị {code}.xlsx"
        assert stamp_in_properties(workbook.get_content()).agency == code
        assert letter["Subject"] == f"Biểu mẫu báo cáo CCHC Quý I năm 2021 – Đơn vị {code} (hạn nộp 17/03/2021)"
        assert letter["From"] == f"Sở Nội vụ tỉnh Sóc Trăng <{USER}>"
        text = letter.get_body(("plain",)).get_content()
        assert f"Kính gửi: Đơn vị {code}" in text
        assert "điện thoại 0299 000 000" in text
        assert f"<b>Đơn vị {code}</b>" in letter.get_body(("html",)).get_content()
        assert f"cchc.{PERIOD}.{code}.issue.1." in letter["Message-ID"]
    assert states(send(desk.workspace, how=QUICK)) == {"A": "already", "B": "already", "C": "already"}
    assert sum(server.office.count().values()) == 4


def test_names_are_readable_in_old_and_new_mail_programs(desk, server):
    send(desk.workspace, how=QUICK)
    raw = server.office.kept[0][1]
    assert b"filename*" in raw
    assert b'name="Bieu mau CCHC Quy I nam 2021 - Don vi A.xlsx"' in raw.replace(b"\r\n ", b" ")
    assert all(byte < 128 for byte in raw)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_a_register_cannot_put_a_header_into_a_letter(tmp_path, server):
    desk = desk_at(tmp_path / "desk", server, {"A": ["a@mot.example"]})
    agency = desk.workspace.register.get("A")
    evil = replace(agency, name="Sở X\r\nBcc: xau@xau.example\n\nđoạn khác")
    desk.workspace.__dict__["register"] = type(desk.workspace.register)([evil])
    assert states(send(desk.workspace, how=QUICK)) == {"A": "accepted"}
    ((to, content),) = server.office.kept
    assert to == ("a@mot.example",)
    assert email.message_from_bytes(content, policy=email.policy.default)["Bcc"] is None


def test_an_agency_never_receives_another_s_template(desk, server):
    folder = desk.workspace.folder("templates", PERIOD)
    (folder / f"PL2-B1_{PERIOD}_A.xlsx").write_bytes((folder / f"PL2-B1_{PERIOD}_B.xlsx").read_bytes())
    with pytest.raises(RequestError, match="không phải biểu mẫu của A"):
        send(desk.workspace, how=QUICK)
    assert "a@mot.example" not in server.office.count()


def test_drafts_open_in_a_mail_program_and_send_nothing(desk, server, tmp_path):
    sent = send(desk.workspace, how=replace(QUICK, dry_run=True))
    assert states(sent) == {"A": "draft", "B": "draft", "C": "draft"}
    assert server.office.kept == []
    draft = email.message_from_bytes(sent[0].draft.read_bytes(), policy=email.policy.default)
    assert (draft["X-Unsent"], draft["To"]) == ("1", "a@mot.example, a2@mot.example")
    assert len(list(draft.iter_attachments())) == 1
    # A desk without any mail server set can draft too.
    bare = Workspace.create(tmp_path / "bare", Settings(), desk.workspace.register.agencies, today=TODAY)
    generate(bare, PERIOD, today=TODAY)
    assert set(states(send(bare, how=replace(QUICK, dry_run=True))).values()) == {"draft"}
    with pytest.raises(MailError, match="Chưa cài đặt máy chủ thư"):
        send(bare, how=QUICK)


def test_the_desk_s_own_texts_are_used_and_their_faults_told(desk, server):
    text = desk.workspace.root / "mau-thu" / "phat-hanh.txt"
    text.write_text("Tiêu đề: Riêng cho {{ co_quan }}\n\nXin chào {{ co_quan }}\n", encoding="utf-8-sig")
    send(desk.workspace, agencies=frozenset({"A"}), how=QUICK)
    (letter,) = server.office.letters("a@mot.example")
    assert letter["Subject"] == "Riêng cho Đơn vị A"
    for broken, told in (
        ("Tiêu đề: {{ khong_co }}\n", "phat-hanh.txt"),
        ("Không có tiêu đề\n", "thiếu dòng tiêu đề"),
        ("Tiêu đề: {% if %}\n", "dòng 1"),
        ("Tiêu đề: {{ ''.__class__.__mro__ }}\n", "lỗi"),
    ):
        text.write_text(broken, encoding="utf-8")
        with pytest.raises(WorkspaceError, match=told):
            send(desk.workspace, agencies=frozenset({"B"}), how=QUICK)


# --- what becomes of it -------------------------------------------------------------------------------------------


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
    assert delivery.detail == "máy chủ không trả lời"


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


# --- the connection -----------------------------------------------------------------------------------------------


def test_tls_from_the_first_byte(tmp_path, authority, server):
    with PostOffice(authority, starttls=False) as other:
        desk = desk_at(tmp_path / "desk", other, {"A": ["a@mot.example"]}, bao_mat="tls")
        assert states(send(desk.workspace, how=QUICK)) == {"A": "accepted"}
        assert other.office.count() == {"a@mot.example": 1}


def test_an_untrusted_or_wrong_certificate_stops_everything(desk, server, authority, tmp_path, monkeypatch):
    stranger = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(stranger.pem))
    with pytest.raises(MailError, match="Chứng thư bảo mật"):
        send(desk.workspace, how=QUICK)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    with PostOffice(authority, name="khac.example") as other:
        desk.workspace.settings = settings_for(other.port)
        with pytest.raises(MailError, match="Chứng thư bảo mật"):
            send(desk.workspace, how=QUICK)
        assert other.office.kept == server.office.kept == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"bao_mat": "tls"}, "Không kết nối được máy chủ thư"),
        ({"cong": 1}, "Không kết nối được máy chủ thư"),
        ({"may_chu": "khong-co.invalid"}, "Không kết nối được máy chủ thư"),
        ({"tai_khoan": "ai-do"}, "không chấp nhận tài khoản ai-do"),
    ],
)
def test_trouble_with_the_server_is_a_sentence(desk, server, change, told):
    desk.workspace.settings = settings_for(change.pop("cong", server.port), **change)
    with pytest.raises(MailError, match=told):
        send(desk.workspace, how=QUICK)
    with desk.workspace.ledger() as ledger:
        assert ledger.mail.letters(PERIOD) == []


def test_a_server_without_tls_gets_nothing(tmp_path, authority, server):
    plain = Controller(server.office, hostname="localhost", port=free_port())
    plain.start()
    try:
        server.port = plain.port
        desk = desk_at(tmp_path / "desk", server, {"A": ["a@mot.example"]})
        with pytest.raises(MailError, match="không hỗ trợ kết nối bảo mật"):
            send(desk.workspace, how=QUICK)
        assert server.office.kept == []
    finally:
        plain.stop()


def test_the_password_is_asked_for_and_never_shown(desk, server, monkeypatch, capsys):
    monkeypatch.delenv("CCHC_SMTP_PASSWORD")
    with pytest.raises(MailError, match="CCHC_SMTP_PASSWORD"):
        send(desk.workspace, how=QUICK)
    asked = []
    sent = send(desk.workspace, how=replace(QUICK, ask=lambda user: asked.append(user) or SECRET))
    assert asked == [USER]
    assert set(states(sent).values()) == {"accepted"}
    with pytest.raises(MailError) as refused:
        send(desk.workspace, how=replace(QUICK, again=True, ask=lambda _: "mật khẩu có dấu"))
    assert "mật khẩu có dấu" not in str(refused.value)
    for path in desk.workspace.root.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()


# --- reminders, feedback, deadlines -------------------------------------------------------------------------------


def test_reminders_go_to_those_that_have_not_returned_once_a_day(desk, server):
    send(desk.workspace, how=QUICK)
    desk.drop("A", {"I.1.1": 1})
    desk.collect()
    day = date(2021, 3, 15)
    assert states(remind(desk.workspace, today=day, how=QUICK)) == {"B": "accepted", "C": "accepted"}
    assert states(remind(desk.workspace, today=day, how=QUICK)) == {"B": "already", "C": "already"}
    assert states(remind(desk.workspace, today=day, how=replace(QUICK, again=True))) == {
        "B": "accepted",
        "C": "accepted",
    }
    late = date(2021, 3, 20)
    extend(desk.workspace, "C", date(2021, 3, 22))
    remind(desk.workspace, today=late, how=QUICK)
    issue, *_, last = server.office.letters("b@hai.example")
    assert last["Subject"] == "Quá hạn nộp báo cáo CCHC Quý I năm 2021 – Đơn vị B"
    assert last["In-Reply-To"] == issue["Message-ID"]
    assert "đã quá hạn 3 ngày" in last.get_body(("plain",)).get_content()
    *_, own = server.office.letters("c@ba.example")
    assert "là ngày 22/03/2021, còn 2 ngày" in own.get_body(("plain",)).get_content()


def test_a_deadline_is_not_put_off_to_an_earlier_day(desk):
    due = status(desk.workspace).deadline
    with pytest.raises(RequestError, match="sớm hơn hạn nộp của kỳ"):
        extend(desk.workspace, "B", due - timedelta(days=1))
    extend(desk.workspace, "B", due)


def test_a_deadline_put_off_is_respected_everywhere(desk):
    extend(desk.workspace, "b", date(2021, 3, 22))
    desk.drop("A", {"I.1.1": 1}, when=datetime(2021, 3, 20, 9))
    desk.drop("B", {"I.1.1": 1}, when=datetime(2021, 3, 20, 9))
    desk.collect()
    found = {one.agency.code: one for one in status(desk.workspace, today=date(2021, 3, 21)).agencies}
    assert {code: one.state for code, one in found.items()} == {"A": "late", "B": "on_time", "C": "overdue"}
    assert found["B"].deadline == date(2021, 3, 22)
    book = openpyxl.load_workbook(consolidate(desk.workspace).path)
    progress = {row[1]: row[4] for row in book["Tiến độ nộp"].iter_rows(min_row=5, values_only=True) if row[1]}
    assert (progress["A"], progress["B"]) == ("Trễ hạn", "Đúng hạn")
    desk.workspace.ledger_path.unlink()
    doctor(desk.workspace, rebuild=True)
    with desk.workspace.ledger() as ledger:
        assert ledger.mail.extensions(PERIOD) == {"B": date(2021, 3, 22)}


def test_short_texts_to_paste(desk):
    extend(desk.workspace, "C", date(2021, 3, 20))
    told = {one.agency.code: one.text for one in short_reminders(desk.workspace, today=date(2021, 3, 18))}
    assert told["B"] == (
        "Sở Nội vụ tỉnh Sóc Trăng chưa nhận được báo cáo CCHC Quý I năm 2021 của Đơn vị B "
        "(hạn 17/03/2021, quá hạn 1 ngày). Đề nghị nộp sớm."
    )
    assert "còn 2 ngày" in told["C"]
    assert "hôm nay (17/03/2021)" in short_reminders(desk.workspace, today=date(2021, 3, 17))[0].text


def test_feedback_copies_go_back_once_for_each_submission(desk, server):
    send(desk.workspace, how=QUICK)
    desk.drop("A", {"I.1.1": 20, "I.1.2": 30}, name="lan 1.xlsx")
    desk.collect()
    assert states(send_feedback(desk.workspace, how=QUICK)) == {"A": "accepted"}
    assert states(send_feedback(desk.workspace, how=QUICK)) == {"A": "already"}
    issue, letter = server.office.letters("a@mot.example")
    assert letter["References"] == issue["Message-ID"]
    assert "Lỗi: ô E12" in letter.get_body(("plain",)).get_content()
    (copy,) = letter.iter_attachments()
    desk.drop_bytes("tra loi.xlsx", copy.get_content(), when=datetime(2021, 3, 12))
    assert desk.collect()["tra loi.xlsx"].state == "accepted"
    assert states(send_feedback(desk.workspace, how=QUICK)) == {"A": "accepted"}


def test_status_and_log_tell_the_story(desk, server, capsys):
    send(desk.workspace, how=QUICK)
    remind(desk.workspace, today=date(2021, 3, 10), how=QUICK)
    desk.drop("A", {"I.1.1": 20, "I.1.2": 30}, when=datetime(2021, 3, 12, 9))
    desk.collect()
    check(desk.workspace)
    extend(desk.workspace, "A", date(2021, 3, 22))
    letters = {one.agency.code: [letter.kind for letter in one.letters] for one in status(desk.workspace).agencies}
    assert letters == {"A": ["issue", "reminder"], "B": ["issue", "reminder"], "C": ["issue", "reminder"]}
    _, lines = log(desk.workspace, "A")
    told = [line.text for line in lines]
    assert [text.split(":")[0].split(",")[0] for text in told] == [
        "Phát hành biểu mẫu lần 1", "Phát hành biểu mẫu", "Nhắc nộp", "Nhận tệp A.xlsx", "Hạn nộp riêng"
    ]  # fmt: skip
    here = ["-w", str(desk.workspace.root)]
    assert main([*here, "log", "A"]) == 0
    assert "Nhận tệp A.xlsx: Đã tiếp nhận" in capsys.readouterr().out
    assert main([*here, "status"]) == 0
    assert "Nhắc nộp: đã gửi 10/03" in capsys.readouterr().out


# --- the command line ---------------------------------------------------------------------------------------------


def test_nothing_is_sent_without_a_yes(desk, server, capsys):
    here = ["-w", str(desk.workspace.root)]
    assert main([*here, "send"]) == 0
    assert "Chưa gửi thư nào" in capsys.readouterr().out
    assert server.office.kept == []
    assert main([*here, "send", "--dry-run"]) == 0
    assert "Bản nháp thư ở" in capsys.readouterr().out
    assert main([*here, "send", "--yes"]) == 0
    assert "Tổng số 3 thư: 3 đã gửi." in capsys.readouterr().out
    assert main([*here, "send", "--yes", "--json"]) == 0
    assert '"state": "already"' in capsys.readouterr().out
    assert main([*here, "remind", "--text"]) == 0
    assert "Đơn vị B" in capsys.readouterr().out
    assert main([*here, "extend", "B", "22/03/2021"]) == 0
    assert "Đã gia hạn nộp của B" in capsys.readouterr().out
    assert main([*here, "extend", "B", "32/03/2021"]) == 2
    assert main([*here, "feedback", "--send", "--yes"]) == 2
    capsys.readouterr()
    desk.workspace.root.joinpath("cchc.toml").write_text(Settings().text(), encoding="utf-8")
    assert main([*here, "send"]) == 2
    assert "Chưa cài đặt máy chủ thư để gửi" in capsys.readouterr().err


# --- killed at any time -------------------------------------------------------------------------------------------


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

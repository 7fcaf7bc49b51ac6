"""The connection: always encrypted, to a server that is known; trouble is a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from aiosmtpd.controller import Controller

from cchc_excel.api import SendOptions, send
from cchc_excel.errors import MailError
from cchc_excel.mail.postman import Postman, Server
from support.letters_sent import desk_at, settings_for, states
from support.mail_servers import SECRET, USER, Authority, OddPostOffice, PostOffice, free_port

PERIOD = "2021-Q1"


QUICK = SendOptions(pauses=(0, 0), sleep=lambda _: None, when=datetime(2021, 3, 10, 8, 0))


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
        ({"bao_mat": "tls"}, r"Không kết nối được máy chủ thư .*\(không lập được kết nối bảo mật\)"),
        ({"cong": 1}, r"Không kết nối được máy chủ thư .*\(máy chủ từ chối kết nối\)"),
        ({"may_chu": "khong-co.invalid"}, r"Không kết nối được máy chủ thư .*\(không tìm thấy máy chủ\)"),
        ({"tai_khoan": "ai-do"}, "không chấp nhận tài khoản ai-do"),
    ],
)
def test_trouble_with_the_server_is_a_sentence(desk, server, change, told):
    desk.workspace.settings = settings_for(change.pop("cong", server.port), **change)
    with pytest.raises(MailError, match=told):
        send(desk.workspace, how=QUICK)
    with desk.workspace.ledger() as ledger:
        assert ledger.mail.letters(PERIOD) == []


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [
        ("HTTP/1.1 400 Bad", "máy chủ ngắt kết nối hoặc trả lời không đúng giao thức"),
        ("554 khong tiep", "554 khong tiep"),
        ("220 " + "x" * 9000, "máy chủ ngắt kết nối hoặc trả lời không đúng giao thức"),
    ],
)
def test_an_odd_greeting_is_a_reason_in_our_words(greeting, reason):
    with OddPostOffice({"": greeting}) as odd:
        postman = Postman(Server("localhost", odd.port, "khong"))
        with pytest.raises(MailError) as told:
            postman.__enter__()
    assert told.value.message == f"Không kết nối được máy chủ thư localhost:{odd.port} ({reason})."


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

"""A password in the keyring goes to the server that it was saved for, and to no other."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from cchc_excel.errors import MailError
from cchc_excel.workflow import mail_account

USER = "cchc@tinh.example"


@pytest.fixture
def entries(monkeypatch):
    """What the keyring has, by service and user."""
    kept = {}
    keyring = SimpleNamespace(get_password=lambda service, user: kept.get((service, user)))
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    for variable in ("CCHC_SMTP_PASSWORD", "CCHC_IMAP_PASSWORD"):
        monkeypatch.delenv(variable, raising=False)
    return kept


@pytest.fixture
def account(desk):
    """Open the mail account of a workspace whose settings name this server."""

    def opened(protocol, host, *, user=USER, security="tls", ask=mail_account.no_prompt):
        settings = desk.workspace.settings
        own = {"may_chu": host, "tai_khoan": user, "bao_mat": security}
        changed = {
            "thu_gui": settings.thu_gui.model_copy(update=own | {"dia_chi": USER}),
            "thu_nhan": settings.thu_nhan.model_copy(update=own),
        }
        desk.workspace.settings = settings.model_copy(update=changed)
        open_account = mail_account.outgoing if protocol == "smtp" else mail_account.incoming
        return open_account(desk.workspace, ask).password

    return opened


def test_a_password_is_that_of_its_protocol_and_host(entries, account):
    entries["cchc:smtp:smtp.khac.example", USER] = "gửi"
    entries["cchc:imap:imap.khac.example", USER] = "nhận"
    assert account("smtp", "smtp.khac.example") == "gửi"
    assert account("imap", "IMAP.khac.example.") == "nhận"
    for protocol, host in (("smtp", "imap.khac.example"), ("imap", "smtp.khac.example"), ("smtp", "khac.example")):
        with pytest.raises(MailError, match="Chưa có mật khẩu"):
            account(protocol, host)


@pytest.mark.parametrize("host", ["evil.example", "eviltinh.example", "tinh.example.evil.vn", "example"])
def test_a_password_saved_for_no_server_goes_to_no_foreign_one(entries, account, host):
    entries["cchc", USER] = "cũ"
    with pytest.raises(MailError, match="không được gửi đến máy chủ") as refused:
        account("imap", host)
    assert f"keyring set cchc:imap:{host} {USER}" in refused.value.remedy
    assert "CCHC_IMAP_PASSWORD" in refused.value.remedy
    # Somebody at the keyboard may type it.
    assert account("imap", host, ask=lambda _: "gõ") == "gõ"


def test_a_password_saved_for_no_server_still_opens_its_own_domain_s(entries, account):
    entries["cchc", USER] = "cũ"
    assert [account("imap", host) for host in ("imap.tinh.example", "tinh.example", "MAIL.TINH.example")] == ["cũ"] * 3
    with pytest.raises(MailError, match="không được gửi đến máy chủ"):
        account("imap", "imap.tinh.example", security="khong")
    entries["cchc", "cchc"] = "cũ"
    with pytest.raises(MailError, match="không được gửi đến máy chủ"):
        account("imap", "imap.tinh.example", user="cchc")


def test_the_entry_of_the_server_and_the_environment_come_first(entries, account, monkeypatch):
    entries["cchc", USER] = "cũ"
    entries["cchc:smtp:smtp.tinh.example", USER] = "mới"
    assert account("smtp", "smtp.tinh.example") == "mới"
    monkeypatch.setenv("CCHC_SMTP_PASSWORD", "môi trường")
    assert account("smtp", "smtp.tinh.example") == "môi trường"

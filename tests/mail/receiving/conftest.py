"""Running IMAP servers, and a mailbox in each."""

from __future__ import annotations

import pytest

from support.mail_servers import SECRET, Dovecot, Mailbox, Pymap, dovecot_program
from support.required import missing


@pytest.fixture(scope="module", params=[Pymap, Dovecot], ids=["pymap", "dovecot"])
def imap_server(request, authority, tmp_path_factory):
    if request.param is Dovecot and dovecot_program() is None:
        missing("Dovecot")
    with request.param(authority, tmp_path_factory.mktemp("imap")) as running:
        yield running


@pytest.fixture
def imap(imap_server, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    monkeypatch.setenv("CCHC_IMAP_PASSWORD", SECRET)
    monkeypatch.setenv("CCHC_SMTP_PASSWORD", SECRET)
    return imap_server


@pytest.fixture
def mailbox(imap):
    box = Mailbox(imap)
    yield box
    box.empty("DaNhan")
    box.close()

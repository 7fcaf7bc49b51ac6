"""A desk whose agencies have addresses; running IMAP servers, and a mailbox in each."""

from __future__ import annotations

import pytest

from support.letters_received import desk_at
from support.mail_servers import SECRET, Dovecot, Mailbox, Pymap, dovecot_program
from support.required import missing


@pytest.fixture(scope="package")
def addressed_desk(tmp_path_factory):
    """What every test's own desk is a copy of; not to be changed."""
    return desk_at(tmp_path_factory.mktemp("addressed") / "desk")


@pytest.fixture
def desk(addressed_desk, tmp_path):
    return addressed_desk.copied(tmp_path / "desk")


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

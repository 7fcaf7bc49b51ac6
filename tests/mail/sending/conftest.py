"""A mail server that takes letters, and a desk that sends by it."""

from __future__ import annotations

import pytest

from support.letters_sent import desk_at
from support.mail_servers import SECRET, PostOffice


@pytest.fixture
def server(authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    monkeypatch.setenv("CCHC_SMTP_PASSWORD", SECRET)
    with PostOffice(authority) as running:
        yield running


@pytest.fixture
def desk(tmp_path, server):
    addresses = {"A": ["a@mot.example", "a2@mot.example"], "B": ["b@hai.example"], "C": ["c@ba.example"]}
    return desk_at(tmp_path / "desk", server, addresses)

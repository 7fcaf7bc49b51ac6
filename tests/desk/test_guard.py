"""Who may speak to the page: this browser on this computer, and nobody else; what it sends is safe to show."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from urllib.parse import quote

import pytest

from cchc_excel.desk.guard import BODY_SECONDS, FORM_BYTES, HEADERS
from cchc_excel.desk.sessions import TICKET_SECONDS, Sessions
from support.desk_page import RunningPage


@pytest.fixture(scope="module")
def desk(issued_desk, tmp_path_factory):
    """One for all: what is asked here changes nothing, or adds files of its own."""
    return issued_desk.copied(tmp_path_factory.mktemp("guard") / "desk")


@pytest.fixture(scope="module")
def page(desk):
    with RunningPage(desk.workspace.root) as running:
        yield running.come_in()


def is_sentence(reply):
    return "<h1>" in reply.text and "Đề nghị" in reply.text


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "localhost:{port}", ":{port}", "127.0.0.1.evil.example:{port}", "localhost.", "127.0.0.1",
        "127.0.0.1:{other}", "[::1]:{port}", "127.1:{port}", None, ["127.0.0.1:{port}", "127.0.0.1:{port}"],
    ],
)  # fmt: skip
def test_a_request_names_our_host_and_port_exactly(page, host):
    """Else a name of an attacker's own, which leads to this computer, would do (DNS rebinding)."""

    def said(text):
        return text.format(port=page.port, other=page.port + 1) if text is not None else None

    told = [said(one) for one in host] if isinstance(host, list) else said(host)
    for method, path in (("GET", "/"), ("GET", "/static/desk.css"), ("POST", "/cap-nhat")):
        reply = page.ask(method, path, b"" if method == "POST" else None, Host=told)
        # HTTP/1.1 asks for one Host; without, or with two, the server itself may refuse.
        assert reply.status in ((400, 421) if host is None or isinstance(host, list) else (421,))
    assert page.get("/").status == 200


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Origin", "null"),
        ("Origin", "http://127.0.0.1:1"),
        ("Origin", "http://localhost:{port}"),
        ("Origin", "https://127.0.0.1:{port}"),
        ("Origin", "http://evil.example"),
        ("Sec_Fetch_Site", "cross-site"),
        ("Sec_Fetch_Site", "same-site"),
    ],
)
def test_what_comes_from_another_page_is_refused(page, header, value):
    told = {header: value.format(port=page.port)}
    for method, path in (("GET", "/"), ("POST", "/cap-nhat")):
        reply = page.ask(method, path, b"token=x" if method == "POST" else None, **told)
        assert (reply.status, is_sentence(reply)) == (403, True)


@pytest.mark.parametrize(
    ("header", "value"),
    [("Origin", "http://127.0.0.1:{port}"), ("Sec_Fetch_Site", "same-origin"), ("Sec_Fetch_Site", "none")],
)
def test_what_comes_from_our_own_page_is_taken(page, header, value):
    assert page.ask("GET", "/", **{header: value.format(port=page.port)}).status == 200


def test_who_has_no_cookie_of_this_run_sees_nothing(page):
    for cookie in (None, "", "cchc_1=x", f"cchc_{page.port}=x", page.cookie[:-1], f"{page.cookie}x"):
        for path in ("/", "/co-quan", "/thay-doi", "/tiep-nhan", "/khong-co"):
            reply = page.ask("GET", path, Cookie=cookie)
            assert (reply.status, is_sentence(reply)) == (401, True)
            assert "STC" not in reply.text
    # What says nothing of the workspace does.
    assert page.ask("GET", "/static/desk.css", Cookie=None).status == 200


def test_the_start_s_address_works_once(page, desk):
    again = page.ask("GET", page.address.partition(page.host)[2], Cookie=None)
    assert (again.status, "set-cookie" in again.headers) == (401, False)
    assert page.ask("GET", "/open?t=", Cookie=None).status == 401
    assert page.get("/").status == 200


@pytest.mark.parametrize(("seconds", "is_let_in"), [(TICKET_SECONDS - 0.1, True), (TICKET_SECONDS, False)])
def test_a_ticket_is_good_for_a_minute(seconds, is_let_in):
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    ticket = sessions.ticket()
    now[0] = seconds
    assert (sessions.admit(ticket) is not None) == is_let_in
    assert sessions.admit(ticket) is None


def test_the_cookie_is_for_this_site_alone_and_ends_with_the_browser(issued_desk, tmp_path):
    with RunningPage(issued_desk.copied(tmp_path / "desk").workspace.root) as fresh:
        told = fresh.ask("GET", fresh.address.partition(fresh.host)[2]).headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in told.split(";")}
        assert "expires" not in told.lower()
        assert "max-age" not in told.lower()
        assert told.startswith(f"cchc_{fresh.port}=")
        assert fresh.address.rpartition("=")[2] not in told


@pytest.mark.parametrize("path", ["/cap-nhat", "/dung", "/co-quan/STC/gia-han", "/quyet-dinh/tep", "/dong"])
def test_a_change_needs_the_token_of_its_own_browser(page, path):
    ticket = json.loads(page.ask("POST", "/ticket", b"", X_Secret=secret(page)).text)["ticket"]
    other = page.ask("GET", f"/open?t={ticket}", Cookie=None).headers["set-cookie"].partition(";")[0]
    for cookie, fields in ((page.cookie, b""), (page.cookie, b"token=x"), (other, f"token={page.token}".encode())):
        reply = page.ask("POST", path, fields, Cookie=cookie, Content_Type="application/x-www-form-urlencoded")
        assert (reply.status, is_sentence(reply)) == (403, True)
    assert page.get("/").status == 200
    # And no change is made by looking.
    assert page.get(path).status == 404


def secret(page):
    return json.loads((page.root / "cchc.desk").read_bytes())["secret"]


def test_another_start_needs_the_secret_that_only_its_user_can_read(page):
    for given in ({}, {"X_Secret": ""}, {"X_Secret": "x"}, {"X_Secret": page.token}):
        assert page.ask("POST", "/ticket", b"", Cookie=None, **given).status == 401
    assert (page.root / "cchc.desk").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("size", "status"), [(FORM_BYTES, 403), (FORM_BYTES + 1, 413), (10**15, 413)], ids=str)
def test_a_form_says_first_how_long_it_is(page, size, status):
    body = b"a=" + b"x" * (size - 2) if status == 403 else None
    reply = page.ask("POST", "/cap-nhat", body, Content_Length=str(size), Content_Type="application/octet-stream")
    assert reply.status == status


def test_a_body_without_a_length_is_not_read(page):
    for told in ({"Transfer_Encoding": "chunked"}, {}, {"Content_Length": "-1"}, {"Content_Length": "x"}):
        reply = page.ask("POST", "/cap-nhat", None, **told)
        assert reply.status in (400, 411)


def test_uploads_that_stand_still_stop_nobody(page):
    """Only their number is waited for; that they are dropped after a minute is the server's own timer."""
    assert BODY_SECONDS == 60
    hanging = []
    for _ in range(12):
        one = socket.create_connection(("127.0.0.1", page.port))
        head = f"Host: {page.host}\r\nCookie: {page.cookie}\r\nContent-Length: 1000\r\n\r\n"
        one.sendall(f"POST /tiep-nhan/tep HTTP/1.1\r\n{head}x".encode())
        hanging.append(one)
    began = time.monotonic()
    assert page.get("/").status == 200
    assert time.monotonic() - began < 10
    for one in hanging:
        one.close()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(page, method):
    assert page.ask(method, "/").status == 405


def test_every_answer_has_the_headers(page):
    replies = [
        page.get("/"), page.get("/static/desk.js"), page.get("/khong-co"), page.get("/thay-doi"),
        page.ask("GET", "/", Cookie=None), page.ask("GET", "/", Host="evil"), page.ask("GET", "/", Origin="null"),
        page.post("/cap-nhat"), page.post("/co-quan/KHONG/gia-han", ngay="x"), page.get("/favicon.ico"),
    ]  # fmt: skip
    for reply in replies:
        assert {name: reply.headers.get(name) for name in HEADERS} == HEADERS
        assert "server" not in reply.headers
    assert "'unsafe" not in HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/..%2f..%2fguard.py", "/static/../guard.py", "/static/..%5cguard.py", "/static/%2e%2e/guard.py",
        "/co-quan/STC/tep/..%2f..%2fcchc.key", "/co-quan/STC/tep/..%5ccchc.key", "/co-quan/STC/tep/C:",
        "/co-quan/STC/tep/NUL",
        "/co-quan/STC/tep/1:x", "/co-quan/STC/tep/-1", "/co-quan/STC/tep/%5c%5cserver%5cx", "/co-quan/STC/tep/٣",
        "/co-quan/..%2f..%2fcchc.key", "/cchc.key", "/co-quan/%00", "/co-quan/KHONG-CO",
    ],
)  # fmt: skip
def test_nothing_is_reached_by_a_path(page, desk, path):
    desk.drop("STC", {"I.1.1": 1})
    desk.collect()
    reply = page.get(quote(path, safe="/%:."))
    assert reply.status in (400, 404)
    assert desk.workspace.key.hex() not in reply.text


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"onmouseover="alert(1)',
    "{{7*7}}",
    "\u202egnp.exe",
    "a" * 300,
    "${7*7}",
    "</script>",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_from_outside_are_text(page, desk, name):
    desk.drop_bytes("xấu.pdf", b"%PDF-1.7")
    desk.collect()
    with desk.workspace.ledger() as ledger:
        receipt = next(one for one in ledger.receipts("2021-Q1") if one.size == len(b"%PDF-1.7"))
        ledger._db.execute("UPDATE receipt SET name = ? WHERE id = ?", [name, receipt.id])
    shown = [page.get(path).text for path in ("/tiep-nhan", "/quyet-dinh", f"/co-quan?tim={quote(name)}")]
    for text in shown:
        assert "<img src=x" not in text
        assert '"onmouseover' not in text
        assert "49" not in text.partition("<main")[2].partition("xấu")[0] or "{{" not in name
        assert "</script><" not in text


def test_an_original_is_handed_out_and_never_shown(page, desk):
    desk.drop_bytes("trang.html", b"<script>alert(1)</script>")
    desk.collect()
    path = desk.drop("STC", {"I.1.1": 25}, name="Báo cáo “Quý I”.xlsx")
    desk.collect()
    with desk.workspace.ledger() as ledger:
        receipts = {receipt.name: receipt for receipt in ledger.receipts("2021-Q1")}
    for name in ("trang.html", path.name):
        receipt = receipts[name]
        reply = page.get(f"/co-quan/STC/tep/{receipt.id}")
        assert reply.headers["content-type"] == "application/octet-stream"
        assert reply.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    assert page.get(f"/co-quan/STC/tep/{receipts[path.name].id}").headers["content-length"] == str(path.stat().st_size)


def test_it_listens_on_this_computer_alone(page):
    listening = subprocess.run(
        [sys.executable, "-c", LISTENING.format(port=page.port)], capture_output=True, check=True, encoding="utf-8"
    )
    assert listening.stdout.split() == ["0100007F"]


#: The addresses that listen on a port, from the system's own table.
LISTENING = """
for line in open("/proc/net/tcp", encoding="ascii").readlines()[1:]:
    local, _, state = line.split()[1:4]
    if state == "0A" and int(local.split(":")[1], 16) == {port}:
        print(local.split(":")[0])
"""

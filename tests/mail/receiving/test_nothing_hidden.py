"""What a mail could hide: a doubt, a name, a file beside a bounce, a part that looks like a program's own."""

from __future__ import annotations

import base64
import email.policy
import zipfile
from datetime import datetime, timezone
from io import BytesIO
from pathlib import Path

import pytest

from cchc_excel.api import assign, collect, status
from support.letters_received import PERIOD, accepted, bounce, filled, letter, states, unstamped
from support.outlook_files import attached, compound, storage
from support.recorded import file_id


@pytest.mark.parametrize("way", ["drop folder", "another mail", "zip", "renamed"])
def test_a_doubt_ends_by_a_decision_only(desk, way):
    content = filled(desk, "STC")
    if way == "renamed":
        path = desk.drop_bytes("Sở Nội vụ.xlsx", content)
        desk.collect()
        path.unlink()
        desk.drop_bytes("a.xlsx", content)
    else:
        desk.drop_bytes("thu.eml", letter(("a.xlsx", content), sender="snv@soctrang.example").as_bytes())
        desk.collect()
    match way:
        case "drop folder":
            desk.drop_bytes("a.xlsx", content)
        case "another mail":
            desk.drop_bytes("khac.eml", letter(("a.xlsx", content), sender="ai-do@x.example").as_bytes())
        case "zip":
            packed = BytesIO()
            with zipfile.ZipFile(packed, "w") as package:
                package.writestr("a.xlsx", content)
            desk.drop_bytes("a.zip", packed.getvalue())
    desk.collect()
    assert accepted(desk) == {}
    (waiting,) = status(desk.workspace).troubled
    assert waiting.state == "in_doubt"
    assign(desk.workspace, waiting.file_id, "STC")
    assert set(accepted(desk)) == {"STC"}


def test_a_bounce_that_is_passed_on_hides_no_file(desk):
    mail = letter(("STC.xlsx", filled(desk, "STC")))
    report = bounce("<x@y.example>", "stc@soctrang.example")
    mail.add_attachment(email.message_from_bytes(report, policy=email.policy.default))
    assert states(desk, "thu.eml", mail.as_bytes()) == {"thu.eml": "opened_mail", "STC.xlsx": "accepted"}


def giving_back(mail):
    """The report that a letter did not arrive, with the letter."""
    report = bounce("<x@y.example>", "stc@soctrang.example")
    returned = b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + mail.as_bytes() + b"\r\n--b--\r\n"
    return report.replace(b"--b--\r\n", returned)


def test_what_a_bounce_gives_back_is_no_return(desk):
    own = desk.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_STC.xlsx"
    report = giving_back(letter(("biểu mẫu.xlsx", own.read_bytes())))
    assert states(desk, "tra lai.eml", report) == {"tra lai.eml": "bounce"}


def test_what_a_bounce_gives_back_that_is_passed_on_is_a_return(desk):
    """An agency's letter did not reach us, and it forwards the mail server's report of that."""
    report = giving_back(letter(("STC.xlsx", filled(desk, "STC"))))
    mail = letter()
    mail.add_attachment(email.message_from_bytes(report, policy=email.policy.default))
    assert states(desk, "thu.eml", mail.as_bytes()) == {"thu.eml": "opened_mail", "STC.xlsx": "accepted"}


def test_a_bounce_to_which_a_server_adds_a_note_gives_back_no_return(desk):
    own = desk.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_STC.xlsx"
    report = giving_back(letter(("biểu mẫu.xlsx", own.read_bytes())))
    head, _, inside = report.partition(b"Content-Type: multipart/report;")
    noted = head + b'Content-Type: multipart/mixed; boundary="n"\r\n\r\n--n\r\nContent-Type: multipart/report;' + inside
    noted += b"\r\n--n\r\nContent-Type: text/plain\r\n\r\nThu tu ben ngoai\r\n--n--\r\n"
    assert states(desk, "tra lai.eml", noted) == {"tra lai.eml": "bounce"}


def raw(*parts):
    head = b"From: stc@soctrang.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nDate: Wed, 10 Mar 2021 09:30:00 +0700\r\n"
    head += b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n'
    return head + b"".join(b"--B\r\n" + part + b"\r\n" for part in parts) + b"--B--\r\n"


def part(name, content, kind="application/octet-stream", more=""):
    head = f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n{more}'
    return f"{head}Content-Transfer-Encoding: base64\r\n\r\n".encode() + base64.encodebytes(content)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("STC.xlsx", "application/pkcs7-signature"),
        ("chu ky.p7s", "application/x-pkcs7-signature"),
        (".xlsx", "application/octet-stream"),
        ("._STC.xlsx", "application/octet-stream"),
        ("STC", "application/pgp-signature"),
        ("STC", "application/applefile"),
    ],
)
def test_a_workbook_is_one_whatever_it_is_called(desk, name, kind):
    found = states(desk, "thu.eml", raw(part(name, filled(desk, "STC"), kind)))
    assert found == {"thu.eml": "opened_mail", name: "accepted"}


def test_empty_parts_and_what_lies_outside_are_named(desk):
    desk.drop_bytes("thu.eml", raw(part("trống.xlsx", b"")) + part("sau.xlsx", b"x"))
    told = desk.collect()["thu.eml"]
    assert told.state == "partly_opened"
    assert "trống.xlsx (tệp rỗng), phần nằm ngoài nội dung thư" in told.reason


@pytest.mark.parametrize(("size", "is_taken"), [(49_999, False), (50_000, True)])
def test_a_photograph_in_the_text_is_no_logo(desk, size, is_taken):
    picture = b"\x89PNG" + bytes(size - 4)
    inline = part("anh.png", picture, "image/png").replace(b"Disposition: attachment", b"Disposition: inline")
    assert ("anh.png" in states(desk, "thu.eml", raw(inline))) == is_taken


def test_an_unnamed_table_is_a_file(desk):
    table = b"Content-Type: text/csv\r\n\r\nSTT,Noi dung\r\n1,x\r\n"
    assert "dinh-kem" in states(desk, "thu.eml", raw(table))


def test_letters_of_a_mailbox_file_without_blank_lines_between(desk):
    letters = [
        letter((f"{code}.xlsx", filled(desk, code)), sender=f"{code.lower()}@soctrang.example").as_bytes()
        for code in ("STC", "SNV")
    ]
    mbox = b"".join(
        b"From x Wed Mar 10 09:30:00 2021\n" + one.replace(b"\r\n", b"\n").rstrip() + b"\n" for one in letters
    )
    found = states(desk, "hộp thư", mbox)
    assert (found["STC.xlsx"], found["SNV.xlsx"]) == ("accepted", "accepted")


def test_a_line_in_a_text_that_looks_like_the_next_letter_splits_nothing(desk):
    content = letter(("STC.xlsx", filled(desk, "STC"))).as_bytes().replace(b"\r\n", b"\n")
    content = content.replace(b"\n\n", b"\n\nFrom now on\nNote: see below\n\n", 1)
    assert states(desk, "thu", b"From x Wed Mar 10 09:30:00 2021\n" + content)["STC.xlsx"] == "accepted"


def test_a_signed_file_keeps_its_name(desk):
    octets = filled(desk, "STC")

    def der(tag, body):
        length = len(body)
        head = bytes([length]) if length < 128 else bytes([0x84]) + length.to_bytes(4, "big")
        return bytes([tag]) + head + body

    data = der(0x30, bytes.fromhex("06092a864886f70d010701") + der(0xA0, der(0x04, octets)))
    inner = der(0x30, b"\x02\x01\x01" + der(0x31, b"") + data + der(0x31, b""))
    signed = der(0x30, bytes.fromhex("06092a864886f70d010702") + der(0xA0, inner))
    found = states(desk, "Sở Nội vụ.xlsx.p7m", signed)
    assert found == {"Sở Nội vụ.xlsx.p7m": "opened_mail", "Sở Nội vụ.xlsx": "in_doubt"}


def test_what_a_mail_says_of_its_day_outlives_the_decision(desk):
    bare = unstamped(filled(desk, "STC"))
    mail = letter(("a.xlsx", bare), when="Wed, 17 Mar 2021 10:00:00 +0700")
    desk.drop_bytes("thu.eml", mail.as_bytes(), when=datetime(2021, 3, 25))
    desk.collect()
    assign(desk.workspace, "a.xlsx", "STC")
    assert [one.kind for one in status(desk.workspace).conflicts] == ["day_differs"]


def test_a_day_to_come_of_a_saved_outlook_letter_is_none(desk):
    moment = datetime(2199, 3, 10, tzinfo=timezone.utc)  # noqa: UP017
    saved = compound(storage(attached("a.xlsx", filled(desk, "STC")), sender="stc@soctrang.example", delivered=moment))
    desk.drop_bytes("thu.msg", saved, when=datetime(2021, 3, 12))
    desk.collect()
    assert accepted(desk)["STC"].receipt.received == datetime(2021, 3, 12)


def test_the_day_of_a_letter_is_that_of_all_that_came_in_it(desk):
    desk.drop_bytes("thu.eml", letter(("a.xlsx", filled(desk, "STC"))).as_bytes(), when=datetime(2021, 3, 29))
    desk.collect()
    assert status(desk.workspace).count("late") == 1
    number = file_id(desk, "thu.eml")
    collect(desk.workspace, paths=[Path(number)], received=datetime(2021, 3, 16))
    assert status(desk.workspace).count("on_time") == 1

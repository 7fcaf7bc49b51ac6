"""Returns by mail: every file is found, tied to its agency, taken once; bounces and machines' letters are told."""

from __future__ import annotations

import email.policy
import struct
import zipfile
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO

import openpyxl
import pytest
from conftest import AGENCIES, Desk, missing
from mail_servers import SECRET, USER, Authority, Dovecot, Mailbox, PostOffice, Pymap, dovecot_program

from cchc_excel.api import SendOptions, Workspace, assign, collect_mailbox, doctor, generate, send, status
from cchc_excel.cli.main import main
from cchc_excel.errors import MailError, RequestError
from cchc_excel.workflow.mail_in import Inbox
from cchc_excel.workflow.settings import Settings

PERIOD = "2021-Q1"
TODAY = date(2021, 3, 1)
ANSWERS = {"I.1.1": 25, "I.1.2": 5}
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def addressed():
    return [replace(one, emails=(f"{one.code.lower()}@soctrang.example",)) for one in AGENCIES]


def desk_at(folder, **parts):
    workspace = Workspace.create(folder, Settings.model_validate(parts), tuple(addressed()), today=TODAY)
    generate(workspace, PERIOD, today=TODAY)
    return Desk(workspace)


@pytest.fixture
def desk(tmp_path):
    return desk_at(tmp_path / "desk")


def filled(desk, code, answers=ANSWERS):
    path = desk.drop(code, answers, name="tam.xlsx")
    content = path.read_bytes()
    path.unlink()
    return content


def unstamped(content):
    """The figures without stamp, codes and heading."""
    sheet = openpyxl.load_workbook(BytesIO(content))["Bảng 1"]
    book = openpyxl.Workbook()
    for at, row in enumerate(range(7, 175), start=1):
        for column, letter in enumerate("BCDEF", start=1):
            book.active.cell(at, column).value = sheet[f"{letter}{row}"].value
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def letter(
    *files, sender="stc@soctrang.example", subject="Báo cáo Quý I", when="Wed, 10 Mar 2021 09:30:00 +0700", **headers
):
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"], message["Date"] = sender, USER, subject, when
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Kính gửi Sở Nội vụ, xin gửi báo cáo.")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype=XLSX, filename=name)
    return message


def bounce(message_id, address):
    report = (
        f"From: MAILER-DAEMON@x.example\r\nTo: {USER}\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        "Date: Wed, 10 Mar 2021 09:30:00 +0700\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nCould not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 khong co hop thu\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    )
    return report.encode()


def accepted(desk):
    with desk.workspace.ledger() as ledger:
        return {record.receipt.agency: record for record in ledger.accepted(PERIOD)}


def remarks(record):
    return [remark.code for remark in record.notices]


# --- saved messages in the drop folder ----------------------------------------------------------------------------


def test_a_saved_message_is_opened_and_dated_by_itself(desk):
    desk.drop_bytes("thu.eml", letter(("báo cáo quý I.xlsx", filled(desk, "STC"))).as_bytes())
    told = desk.collect()
    assert (told["thu.eml"].state, told["báo cáo quý I.xlsx"].state) == ("opened_mail", "accepted")
    record = accepted(desk)["STC"]
    assert record.receipt.name == "thu.eml/báo cáo quý I.xlsx"
    local = datetime.fromisoformat("2021-03-10T09:30:00+07:00").astimezone().replace(tzinfo=None)
    assert record.receipt.received == local
    assert remarks(record) == []
    assert [one.state for one in desk.collect().values()] == ["opened_mail", "known"]


def test_a_message_is_nobodys_return(desk):
    desk.drop_bytes("thu.eml", letter(("báo cáo quý I.xlsx", filled(desk, "STC"))).as_bytes())
    desk.collect()
    with pytest.raises(RequestError, match=r"thu\.eml"):
        assign(desk.workspace, "thu.eml", "STC")
    assert status(desk.workspace).count("on_time") == 1


def test_files_in_forwarded_nested_and_packed_messages(desk):
    inner = letter(("STC.xlsx", filled(desk, "STC")))
    forwarded = letter(sender="chi-cuc@soctrang.example", subject="Fwd: Báo cáo")
    forwarded.add_attachment(inner)
    outer = letter(sender="snv@soctrang.example")
    outer.add_attachment(forwarded)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("SNV.xlsx", filled(desk, "SNV"))
    outer.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="nén.zip")
    desk.drop_bytes("chuyen tiep.eml", outer.as_bytes())
    states = {name: one.state for name, one in desk.collect().items()}
    assert states == {
        "chuyen tiep.eml": "opened_mail", "STC.xlsx": "accepted", "nén.zip": "unpacked", "SNV.xlsx": "accepted"
    }  # fmt: skip
    assert set(accepted(desk)) == {"STC", "SNV"}


@pytest.mark.parametrize("encoding", ["rfc2231", "rfc2047", "raw utf-8", "path in it"])
def test_names_in_any_encoding(desk, encoding):
    content = filled(desk, "STC")
    name = "Báo cáo Sở Tài chính.xlsx"
    part = MIMEApplication(content, XLSX)
    if encoding == "rfc2231":
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    elif encoding == "rfc2047":
        from email.header import Header  # noqa: PLC0415

        part.add_header("Content-Disposition", f'attachment; filename="{Header(name, "utf-8").encode()}"')
    elif encoding == "raw utf-8":
        part.add_header("Content-Disposition", 'attachment; filename="TEN"')
    else:
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", f"../../{name}"))
    message = MIMEMultipart()
    message["From"], message["Date"] = "stc@soctrang.example", "Wed, 10 Mar 2021 09:30:00 +0700"
    message.attach(MIMEText("xin gửi", "plain", "utf-8"))
    message.attach(part)
    raw = message.as_bytes()
    if encoding == "raw utf-8":
        start = raw.index(b"filename=")
        raw = raw[:start] + f'filename="{name}"\n'.encode() + raw[raw.index(b"\n", start) + 1 :]
    desk.drop_bytes("thu.eml", raw)
    told = desk.collect()
    assert told[name].state == "accepted"


def tnef(name, content):
    """A winmail.dat with one file, as Outlook packs it (MS-OXTNEF)."""

    def attribute(level, identity, data):
        return struct.pack("<BII", level, identity, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    rendering = struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0)
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
        + attribute(2, 0x00069002, rendering)
        + attribute(2, 0x00018010, name.encode() + b"\0")
        + attribute(2, 0x0006800F, content)
    )


def test_outlook_s_winmail(desk):
    message = letter()
    packed = tnef("STC.xlsx", filled(desk, "STC"))
    message.add_attachment(packed, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    desk.drop_bytes("thu.eml", message.as_bytes())
    assert desk.collect()["STC.xlsx"].state == "accepted"


def test_without_a_stamp_the_thread_counts_first_and_the_sender_last(desk, tmp_path):
    bare = unstamped(filled(desk, "STC", {"I.1.1": 7}))
    with desk.workspace.ledger() as ledger:
        assert ledger.mail.letters(PERIOD) == []
    desk.drop_bytes("la.eml", letter(("x.xlsx", bare), sender="ai-do@gmail.example").as_bytes())
    assert desk.collect()["x.xlsx"].state == "unassigned"

    by_sender = letter(("y.xlsx", unstamped(filled(desk, "SNV", {"I.1.1": 8}))), sender="SNV@soctrang.example")
    desk.drop_bytes("quen.eml", by_sender.as_bytes())
    told = desk.collect()["y.xlsx"]
    assert (told.state, told.agency) == ("accepted", "SNV")
    assert "CT26" in remarks(accepted(desk)["SNV"])
    # Made anew from the archive, the ledger still knows by which mail it came.
    doctor(desk.workspace, rebuild=True)
    assert "CT26" in remarks(accepted(desk)["SNV"])


def test_a_return_sent_by_another_agency_s_mail_is_told(desk):
    desk.drop_bytes("thu.eml", letter(("STC.xlsx", filled(desk, "STC")), sender="snv@soctrang.example").as_bytes())
    assert desk.collect()["STC.xlsx"].agency == "STC"
    (remark,) = accepted(desk)["STC"].notices
    assert (remark.code, dict(remark.facts)) == ("CT27", {"agency": "STC", "other": "SNV"})


def test_machines_letters_and_torn_ones(desk):
    desk.drop_bytes("vang mat.eml", letter(subject="Trả lời tự động: đi công tác").as_bytes())
    desk.drop_bytes("may.eml", letter(Auto_Submitted="auto-replied").as_bytes())
    desk.drop_bytes("khong tep.eml", letter().as_bytes())
    desk.drop_bytes("tra lai.eml", bounce("<x@y.example>", "stc@soctrang.example"))
    states = {name: one.state for name, one in desk.collect().items()}
    assert states == {
        "vang mat.eml": "auto_reply", "may.eml": "auto_reply", "khong tep.eml": "no_files", "tra lai.eml": "bounce"
    }  # fmt: skip
    assert status(desk.workspace).troubled == []
    whole = letter(("STC.xlsx", filled(desk, "STC"))).as_bytes()
    for at in range(0, len(whole), len(whole) // 40):
        desk.drop_bytes(f"cat {at}.eml", whole[:at])
    assert all(one.state for one in desk.collect().values())


# --- the mailbox --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(params=[Pymap, Dovecot], ids=["pymap", "dovecot"])
def imap(request, authority, tmp_path, monkeypatch):
    if request.param is Dovecot and dovecot_program() is None:
        missing("Dovecot")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    monkeypatch.setenv("CCHC_IMAP_PASSWORD", SECRET)
    monkeypatch.setenv("CCHC_SMTP_PASSWORD", SECRET)
    with request.param(authority, tmp_path) as running:
        yield running


@pytest.fixture
def mailbox(imap):
    box = Mailbox(imap)
    yield box
    box.close()


def reading_desk(folder, imap, **more):
    told = {"may_chu": "localhost", "cong": imap.port, "bao_mat": imap.security, "tai_khoan": USER}
    return desk_at(folder, thu_nhan=told | more.pop("thu_nhan", {}), **more)


def test_new_messages_are_taken_once_and_left_unread(tmp_path, imap, mailbox, capsys):
    desk = reading_desk(tmp_path / "desk", imap)
    mailbox.put(letter(("STC.xlsx", filled(desk, "STC"))))
    mailbox.put(letter(subject="Chào buổi sáng"))
    mailbox.put(letter(subject="Automatic reply: vắng mặt"))
    found = collect_mailbox(desk.workspace)
    assert (found.messages, found.without_files, found.auto_replies) == (3, 1, 1)
    assert [one.state for one in found.collected] == ["opened_mail", "accepted"]
    assert b"Seen" not in b" ".join(mailbox.flags())
    assert collect_mailbox(desk.workspace).messages == 0
    mailbox.put(letter(("SNV.xlsx", filled(desk, "SNV")), sender="snv@soctrang.example"))
    assert main(["-w", str(desk.workspace.root), "collect", "--mailbox"]) == 0
    out = capsys.readouterr().out
    assert "SNV.xlsx" in out
    assert "Hộp thư: 1 thư mới" in out
    assert set(accepted(desk)) == {"STC", "SNV"}
    # The raw message is kept too.
    assert sum(path.suffix == ".eml" for _, path in desk.workspace.archive.files()) == 2


def test_moved_to_a_folder_only_if_asked(tmp_path, imap, mailbox):
    desk = reading_desk(tmp_path / "desk", imap, thu_nhan={"chuyen_den": "DaNhan"})
    mailbox.create("DaNhan")
    mailbox.put(letter(("STC.xlsx", filled(desk, "STC"))))
    collect_mailbox(desk.workspace)
    assert mailbox.flags() == []
    assert len(mailbox.flags("DaNhan")) == 1
    assert set(accepted(desk)) == {"STC"}


def test_cut_off_between_messages_nothing_is_lost_or_doubled(tmp_path, imap, mailbox, monkeypatch):
    desk = reading_desk(tmp_path / "desk", imap)
    for code in ("STC", "SNV", "STP"):
        mailbox.put(letter((f"{code}.xlsx", filled(desk, code)), sender=f"{code.lower()}@soctrang.example"))
    fetch, seen = Inbox.fetch, []

    def cut(self, uids):
        for message in fetch(self, uids):
            if len(seen) == 2:
                raise KeyboardInterrupt
            seen.append(message.uid)
            yield message

    with monkeypatch.context() as patched:
        patched.setattr(Inbox, "fetch", cut)
        with pytest.raises(KeyboardInterrupt):
            collect_mailbox(desk.workspace)
    assert len(accepted(desk)) == 2
    found = collect_mailbox(desk.workspace)
    assert (found.messages, [one.state for one in found.collected]) == (1, ["opened_mail", "accepted"])
    assert {code: record.receipt.number for code, record in accepted(desk).items()} == {"STC": 1, "SNV": 1, "STP": 1}
    assert doctor(desk.workspace).troubles == []


def test_messages_of_the_same_second_are_told_apart(tmp_path, imap, mailbox):
    desk = reading_desk(tmp_path / "desk", imap)
    for code in ("STC", "SNV", "STP"):
        mailbox.put(letter(("bao cao.xlsx", filled(desk, code)), sender=f"{code.lower()}@soctrang.example"))
    told = [(str(one.path), one.state) for one in collect_mailbox(desk.workspace).collected]
    assert len({path for path, _ in told}) == 6
    assert sorted(state for _, state in told) == ["accepted"] * 3 + ["opened_mail"] * 3


def test_a_mailbox_without_tls_is_not_entered(tmp_path, authority, monkeypatch):
    monkeypatch.setenv("CCHC_IMAP_PASSWORD", SECRET)
    with Pymap(authority, tmp_path, tls=False) as plain:
        desk = reading_desk(tmp_path / "desk", plain)
        with pytest.raises(MailError, match="không hỗ trợ kết nối bảo mật"):
            collect_mailbox(desk.workspace)


def test_an_untrusted_certificate_stops_it(tmp_path, imap, monkeypatch):
    desk = reading_desk(tmp_path / "desk", imap)
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority(tmp_path / "other").pem))
    with pytest.raises(MailError, match="Chứng thư bảo mật"):
        collect_mailbox(desk.workspace)


def test_a_bounce_marks_the_letter_and_names_the_address(tmp_path, imap, mailbox, authority):
    with PostOffice(authority) as smtp:
        told = {"may_chu": "localhost", "cong": smtp.port, "tai_khoan": USER, "dia_chi": USER, "thu_moi_phut": 60_000}
        desk = reading_desk(tmp_path / "desk", imap, thu_gui=told)
        send(desk.workspace, how=SendOptions(pauses=(), sleep=lambda _: None))
        (sent,) = smtp.office.letters("stc@soctrang.example")
        mailbox.put(bounce(sent["Message-ID"], "stc@soctrang.example"))
        reply = letter(
            ("x.xlsx", unstamped(filled(desk, "SNV"))), sender="van-thu@ca-nhan.example",
            In_Reply_To=smtp.office.letters("snv@soctrang.example")[0]["Message-ID"],
        )  # fmt: skip
        mailbox.put(reply)
        found = collect_mailbox(desk.workspace)
    assert found.bounces == (("stc@soctrang.example", "smtp; 550 khong co hop thu"),)
    letters = {one.agency.code: one.letters[0] for one in status(desk.workspace).agencies}
    assert letters["STC"].state == "bounced"
    assert "stc@soctrang.example" in letters["STC"].detail
    assert letters["SNV"].state == "accepted"
    # Without a stamp, the reply is known by the letter that it answers.
    assert set(accepted(desk)) == {"SNV"}


@pytest.mark.parametrize(
    ("change", "words"),
    [({"tai_khoan": "ai"}, "không chấp nhận tài khoản"), ({"thu_muc": "KhongCo"}, "không mở được thư mục"),
     ({"cong": 1}, "Không kết nối được"), ({"may_chu": ""}, "Chưa cài đặt máy chủ thư")],
)  # fmt: skip
def test_trouble_with_the_mailbox_is_a_sentence(tmp_path, imap, monkeypatch, change, words):
    if "tai_khoan" in change:
        monkeypatch.setenv("CCHC_IMAP_PASSWORD", "sai")
    desk = reading_desk(tmp_path / "desk", imap, thu_nhan=change)
    with pytest.raises(MailError, match=words):
        collect_mailbox(desk.workspace)


def test_three_hundred_agencies_end_to_end(tmp_path, authority, monkeypatch):
    """Sent, answered and collected; nothing lost, nothing twice."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    monkeypatch.setenv("CCHC_IMAP_PASSWORD", SECRET)
    monkeypatch.setenv("CCHC_SMTP_PASSWORD", SECRET)
    first = AGENCIES[0]
    agencies = tuple(
        replace(first, code=f"X{at:03}", name=f"UBND xã {at}", group="xa", emails=(f"x{at:03}@xa.example",))
        for at in range(300)
    )
    with PostOffice(authority) as smtp, Pymap(authority, tmp_path) as imap:
        server = {"may_chu": "localhost", "tai_khoan": USER}
        settings = Settings.model_validate(
            {
                "thu_gui": server | {"cong": smtp.port, "dia_chi": USER, "thu_moi_phut": 600_000},
                "thu_nhan": server | {"cong": imap.port, "bao_mat": "starttls"},
            }
        )
        workspace = Workspace.create(tmp_path / "desk", settings, agencies, today=TODAY)
        generate(workspace, PERIOD, today=TODAY)
        assert {one.state for one in send(workspace, how=SendOptions(sleep=lambda _: None))} == {"accepted"}
        count = smtp.office.count()
        assert (len(count), max(count.values())) == (300, 1)
        box = Mailbox(imap)
        for at, sent in enumerate(smtp.office.letters()):
            (workbook,) = sent.iter_attachments()
            answer = letter(
                (f"trả lời {at}.xlsx", workbook.get_content()), sender=sent["To"], In_Reply_To=sent["Message-ID"]
            )
            box.put(answer)
        box.close()
        found = collect_mailbox(workspace)
        assert found.messages == 300
        assert collect_mailbox(workspace).messages == 0
    with workspace.ledger() as ledger:
        returned = [record.receipt for record in ledger.accepted(PERIOD)]
    assert {receipt.agency for receipt in returned} == {agency.code for agency in agencies}
    assert {receipt.number for receipt in returned} == {1}
    assert doctor(workspace).troubles == []

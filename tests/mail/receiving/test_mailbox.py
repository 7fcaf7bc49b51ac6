"""Returns by IMAP: each message is taken once; bounces are told; trouble is a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cchc_excel.api import SendOptions, Workspace, assign, collect_mailbox, doctor, generate, send, status
from cchc_excel.cli.main import main
from cchc_excel.errors import MailError
from cchc_excel.storage.archive import Archive
from cchc_excel.workflow.collect import CollectRun
from cchc_excel.workflow.mail_in import Inbox
from cchc_excel.workflow.settings import Settings
from support.desk import AGENCIES
from support.letters_received import accepted, bounce, desk_at, filled, letter, unstamped
from support.mail_servers import SECRET, USER, Authority, Mailbox, PostOffice, Pymap

PERIOD = "2021-Q1"


TODAY = date(2021, 3, 1)


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


@pytest.mark.parametrize("fails", [(Archive, "store"), (CollectRun, "record")])
def test_what_the_program_failed_over_is_fetched_again(tmp_path, imap, mailbox, monkeypatch, fails):
    desk = reading_desk(tmp_path / "desk", imap, thu_nhan={"chuyen_den": "DaNhan"})
    mailbox.create("DaNhan")
    for code in ("STC", "SNV"):
        mailbox.put(letter((f"{code}.xlsx", filled(desk, code)), sender=f"{code.lower()}@soctrang.example"))
    sound = getattr(*fails)

    def falls(self, *given, **options):
        if "SNV.xlsx" in str(given):
            raise ValueError
        return sound(self, *given, **options)

    with monkeypatch.context() as patched:
        patched.setattr(*fails, falls)
        found = collect_mailbox(desk.workspace)
        assert [one.state for one in found.collected] == ["opened_mail", "accepted", "opened_mail", "failed"]
        assert (len(mailbox.flags()), len(mailbox.flags("DaNhan"))) == (1, 1)
    found = collect_mailbox(desk.workspace)
    assert (found.messages, [one.state for one in found.collected]) == (1, ["opened_mail", "accepted"])
    assert set(accepted(desk)) == {"STC", "SNV"}
    assert (len(mailbox.flags()), len(mailbox.flags("DaNhan"))) == (0, 2)


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
    # Without a stamp, the letter that it answers is a hint and no more.
    assert accepted(desk) == {}
    (waiting,) = status(desk.workspace).troubled
    assert waiting.state == "unassigned"
    assert "gửi trả lời thư của bộ phận tổng hợp cho SNV" in waiting.facts["hint"]
    assert assign(desk.workspace, waiting.file_id, "SNV").state == "accepted"


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


@pytest.mark.slow
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

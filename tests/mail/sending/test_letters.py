"""What goes out: to the right agency, once, readable everywhere."""

from __future__ import annotations

import email
import email.policy
import unicodedata
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest

from cchc_excel.api import SendOptions, Workspace, generate, send
from cchc_excel.cli.main import main
from cchc_excel.errors import MailError, WorkspaceError
from cchc_excel.reading.table.stamps import stamp_of_template
from cchc_excel.workflow.settings import Settings
from support.letters_sent import desk_at, states
from support.mail_servers import USER
from support.printed_table import encoded

PERIOD = "2021-Q1"


TODAY = date(2021, 3, 10)


QUICK = SendOptions(pauses=(0, 0), sleep=lambda _: None, when=datetime(2021, 3, 10, 8, 0))


def test_each_agency_gets_its_own_template_once(desk, server):
    assert states(send(desk.workspace, how=QUICK)) == {"A": "accepted", "B": "accepted", "C": "accepted"}
    assert server.office.count() == {
        "a@mot.example": 1, "a2@mot.example": 1, "b@hai.example": 1, "c@ba.example": 1
    }  # fmt: skip
    for code, address in (("A", "a@mot.example"), ("B", "b@hai.example")):
        (letter,) = server.office.letters(address)
        (workbook,) = letter.iter_attachments()
        assert workbook.get_filename() == f"Biểu mẫu CCHC Quý I năm 2021 - Đơn vị {code}.xlsx"
        assert stamp_of_template(workbook.get_content()).agency == code
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
    bad = send(desk.workspace, how=QUICK)[0]
    assert (bad.state, "không phải biểu mẫu của A" in bad.detail) == ("not_composed", True)
    assert set(server.office.count()) == {"b@hai.example", "c@ba.example"}


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


OWN_TEXT = "Tiêu đề: Riêng cho {{ co_quan }}\r\n\r\nKính gửi: Đơn vị được giao, hạn nộp {{ han_nop }}\r\n"


@pytest.mark.parametrize(
    "saved",
    [encoded(OWN_TEXT, "utf-16"), b"\xfe\xff" + encoded(OWN_TEXT, "utf-16-be"), encoded(OWN_TEXT, "utf-8-sig"),
     encoded(unicodedata.normalize("NFD", OWN_TEXT), "utf-8"), encoded(OWN_TEXT, "cp1258")],
    ids=["Unicode", "Unicode big endian", "UTF-8", "NFD", "ANSI"],
)  # fmt: skip
def test_a_text_saved_in_notepad_is_read(desk, server, saved):
    (desk.workspace.root / "mau-thu" / "phat-hanh.txt").write_bytes(saved)
    send(desk.workspace, agencies=frozenset({"A"}), how=QUICK)
    (letter,) = server.office.letters("a@mot.example")
    assert letter["Subject"] == "Riêng cho Đơn vị A"
    assert "Kính gửi: Đơn vị được giao, hạn nộp 17/03/2021" in letter.get_body(("plain",)).get_content()


FIELDS = "(chỉ dùng các mục: ky, co_quan, han_nop, noi_gui, lien_he; ghi trong hai dấu ngoặc nhọn, ví dụ {{ co_quan }})"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ khong_co }}", "dòng 3: không có mục “khong_co”"),
        ("{{ ky }} {{ a }} {{ b }}", "dòng 3: không có mục “a”, “b”"),
        ("{{ ten ky }}", "dòng 3: không đúng cách ghi (“{{ ten ky }}”)"),
        ("{{ ky", "dòng 3: không đúng cách ghi (“{{ ky”)"),
        ("{{ ky|hoa }}", "dòng 3: không đúng cách ghi (“{{ ky|hoa }}”)"),
        ("{{ ky.ten }}", "dòng 3: không đúng cách ghi (“{{ ky.ten }}”)"),
        ("{{ ''.__class__.__mro__ }}", "dòng 3: không đúng cách ghi (“{{ ''.__class__.__mro__ }}”)"),
        ("{% for i in range(10**9) %}x{% endfor %}", "dòng 3: không đúng cách ghi"),
        ("{% include 'x' %}", "dòng 3: không đúng cách ghi"),
        ("{{ 1 / 0 }}", "dòng 3: không đúng cách ghi"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "dòng 3: không đúng cách ghi"),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "không đúng cách ghi"),
        ("{{ " + "x " * 300 + " }}", "…”)"),
    ],
)
def test_a_slip_in_a_text_is_told_by_line_with_what_may_be_named(desk, server, text, reason):
    (desk.workspace.root / "mau-thu" / "phat-hanh.txt").write_text(f"Tiêu đề: x\n\n{text}\n", encoding="utf-8")
    with pytest.raises(WorkspaceError) as told:
        send(desk.workspace, agencies=frozenset({"A"}), how=QUICK)
    assert told.value.message.startswith("Mẫu thư mau-thu/phat-hanh.txt có lỗi: ")
    assert reason in told.value.message
    assert len(told.value.message) < 320
    assert FIELDS in told.value.remedy
    assert server.office.kept == []


def test_a_text_that_cannot_be_read_is_a_sentence(desk, server, monkeypatch):
    path = desk.workspace.root / "mau-thu" / "phat-hanh.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WorkspaceError, match="không lưu dạng UTF-8"):
        send(desk.workspace, how=QUICK)
    path.write_bytes("Tiêu đề: ".encode() + b"\x9d\x9e")
    with pytest.raises(WorkspaceError, match="không lưu dạng UTF-8"):
        send(desk.workspace, how=QUICK)

    def locked(self):
        raise PermissionError(13, "Permission denied", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(type(path), "is_file", locked)
        with pytest.raises(WorkspaceError) as told:
            desk.workspace.letters.render("issue", {})
    assert told.value.message == "Không đọc được mẫu thư mau-thu/phat-hanh.txt."
    assert server.office.kept == []


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


def test_a_template_that_somebody_filled_is_not_sent(desk, server):
    path = desk.workspace.folder("templates", PERIOD) / next(
        issue for issue in issued_files(desk) if issue.endswith("_A.xlsx")
    )
    book = openpyxl.load_workbook(path)
    book["Bảng 1"]["E9"] = 4
    book.save(path)
    sent = {one.agency.code: one for one in send(desk.workspace, how=QUICK)}
    assert {code: one.state for code, one in sent.items()} == {"A": "not_composed", "B": "accepted", "C": "accepted"}
    assert "đã có người điền hoặc sửa" in sent["A"].detail
    assert "cchc generate" in sent["A"].detail
    # What it advises keeps that work and mends it.
    generate(desk.workspace, PERIOD, today=TODAY)
    assert states(send(desk.workspace, how=QUICK))["A"] == "accepted"


def issued_files(desk):
    with desk.workspace.ledger() as ledger:
        return [issue.file for issue in ledger.issues(PERIOD)]


def test_a_draft_that_somebody_changed_is_kept(desk, capsys):
    how = replace(QUICK, dry_run=True)
    (first, *_) = send(desk.workspace, how=how)
    assert {one.kept for one in send(desk.workspace, how=how)} == {None}
    first.draft.write_bytes(first.draft.read_bytes() + b"theirs")
    assert main(["-w", str(desk.workspace.root), "send", "--dry-run"]) == 0
    (kept,) = first.draft.parent.glob("*da-sua*")
    assert kept.read_bytes().endswith(b"theirs")
    assert not first.draft.read_bytes().endswith(b"theirs")
    assert str(kept) in capsys.readouterr().out.replace("\n", "")


def test_drafts_of_an_earlier_version_are_no_work_of_people(desk):
    how = replace(QUICK, dry_run=True)
    send(desk.workspace, how=how)
    with desk.workspace.ledger() as ledger:
        ledger._db.execute("DELETE FROM written")
    assert {one.kept for one in send(desk.workspace, how=how)} == {None}

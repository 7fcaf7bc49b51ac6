"""Reminders, feedback and deadlines by mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import openpyxl
import pytest

from cchc_excel.api import (
    SendOptions,
    check,
    consolidate,
    doctor,
    extend,
    log,
    remind,
    send,
    send_feedback,
    short_reminders,
    status,
)
from cchc_excel.cli.main import main
from cchc_excel.errors import RequestError
from support.letters_sent import states

PERIOD = "2021-Q1"


QUICK = SendOptions(pauses=(0, 0), sleep=lambda _: None, when=datetime(2021, 3, 10, 8, 0))


def test_reminders_go_to_those_that_have_not_returned_once_a_day(desk, server):
    send(desk.workspace, how=QUICK)
    desk.drop("A", {"I.1.1": 1})
    desk.collect()
    day = date(2021, 3, 15)
    assert states(remind(desk.workspace, today=day, how=QUICK)) == {"B": "accepted", "C": "accepted"}
    assert states(remind(desk.workspace, today=day, how=QUICK)) == {"B": "already", "C": "already"}
    assert states(remind(desk.workspace, today=day, how=replace(QUICK, again=True))) == {
        "B": "accepted",
        "C": "accepted",
    }
    late = date(2021, 3, 20)
    extend(desk.workspace, "C", date(2021, 3, 22))
    remind(desk.workspace, today=late, how=QUICK)
    issue, *_, last = server.office.letters("b@hai.example")
    assert last["Subject"] == "Quá hạn nộp báo cáo CCHC Quý I năm 2021 – Đơn vị B"
    assert last["In-Reply-To"] == issue["Message-ID"]
    assert "đã quá hạn 3 ngày" in last.get_body(("plain",)).get_content()
    *_, own = server.office.letters("c@ba.example")
    assert "là ngày 22/03/2021, còn 2 ngày" in own.get_body(("plain",)).get_content()


def test_a_deadline_is_not_put_off_to_an_earlier_day(desk):
    due = status(desk.workspace).deadline
    with pytest.raises(RequestError, match="sớm hơn hạn nộp của kỳ"):
        extend(desk.workspace, "B", due - timedelta(days=1))
    extend(desk.workspace, "B", due)


def test_a_deadline_put_off_is_respected_everywhere(desk):
    extend(desk.workspace, "b", date(2021, 3, 22))
    desk.drop("A", {"I.1.1": 1}, when=datetime(2021, 3, 20, 9))
    desk.drop("B", {"I.1.1": 1}, when=datetime(2021, 3, 20, 9))
    desk.collect()
    found = {one.agency.code: one for one in status(desk.workspace, today=date(2021, 3, 21)).agencies}
    assert {code: one.state for code, one in found.items()} == {"A": "late", "B": "on_time", "C": "overdue"}
    assert found["B"].deadline == date(2021, 3, 22)
    book = openpyxl.load_workbook(consolidate(desk.workspace).path)
    progress = {row[1]: row[4] for row in book["Tiến độ nộp"].iter_rows(min_row=5, values_only=True) if row[1]}
    assert (progress["A"], progress["B"]) == ("Trễ hạn", "Đúng hạn")
    desk.workspace.ledger_path.unlink()
    doctor(desk.workspace, rebuild=True)
    with desk.workspace.ledger() as ledger:
        assert ledger.mail.extensions(PERIOD) == {"B": date(2021, 3, 22)}


def test_short_texts_to_paste(desk):
    extend(desk.workspace, "C", date(2021, 3, 20))
    told = {one.agency.code: one.text for one in short_reminders(desk.workspace, today=date(2021, 3, 18))}
    assert told["B"] == (
        "Sở Nội vụ tỉnh Sóc Trăng chưa nhận được báo cáo CCHC Quý I năm 2021 của Đơn vị B "
        "(hạn 17/03/2021, quá hạn 1 ngày). Đề nghị nộp sớm."
    )
    assert "còn 2 ngày" in told["C"]
    assert "hôm nay (17/03/2021)" in short_reminders(desk.workspace, today=date(2021, 3, 17))[0].text


def test_feedback_copies_go_back_once_for_each_submission(desk, server):
    send(desk.workspace, how=QUICK)
    desk.drop("A", {"I.1.1": 20, "I.1.2": 30}, name="lan 1.xlsx")
    desk.collect()
    assert states(send_feedback(desk.workspace, how=QUICK)) == {"A": "accepted"}
    assert states(send_feedback(desk.workspace, how=QUICK)) == {"A": "already"}
    issue, letter = server.office.letters("a@mot.example")
    assert letter["References"] == issue["Message-ID"]
    assert "Lỗi: ô E12" in letter.get_body(("plain",)).get_content()
    (copy,) = letter.iter_attachments()
    desk.drop_bytes("tra loi.xlsx", copy.get_content(), when=datetime(2021, 3, 12))
    assert desk.collect()["tra loi.xlsx"].state == "accepted"
    assert states(send_feedback(desk.workspace, how=QUICK)) == {"A": "accepted"}


def test_status_and_log_tell_the_story(desk, server, capsys):
    send(desk.workspace, how=QUICK)
    remind(desk.workspace, today=date(2021, 3, 10), how=QUICK)
    desk.drop("A", {"I.1.1": 20, "I.1.2": 30}, when=datetime(2021, 3, 12, 9))
    desk.collect()
    check(desk.workspace)
    extend(desk.workspace, "A", date(2021, 3, 22))
    letters = {one.agency.code: [letter.kind for letter in one.letters] for one in status(desk.workspace).agencies}
    assert letters == {"A": ["issue", "reminder"], "B": ["issue", "reminder"], "C": ["issue", "reminder"]}
    _, lines = log(desk.workspace, "A")
    told = [line.text for line in lines]
    assert [text.split(":")[0].split(",")[0] for text in told] == [
        "Phát hành biểu mẫu lần 1", "Phát hành biểu mẫu", "Nhắc nộp", "Nhận tệp A.xlsx", "Hạn nộp riêng"
    ]  # fmt: skip
    here = ["-w", str(desk.workspace.root)]
    assert main([*here, "log", "A"]) == 0
    assert "Nhận tệp A.xlsx: Đã tiếp nhận" in capsys.readouterr().out
    assert main([*here, "status"]) == 0
    assert "Nhắc nộp: đã gửi 10/03" in capsys.readouterr().out

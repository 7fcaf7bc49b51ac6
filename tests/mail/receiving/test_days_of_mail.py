"""When a letter came: by the server that had it last or by the file, never by what the letter says of itself."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest

from cchc_excel.api import collect, doctor, status
from cchc_excel.cli.main import main
from support.letters_received import PERIOD, accepted, filled, letter
from support.outlook_files import attached, compound, storage

SAVED = datetime(2021, 3, 19, 8)
ON_TIME, LATE = "Wed, 17 Mar 2021 10:00:00 +0700", "Thu, 18 Mar 2021 10:00:00 +0700"


def local(text):
    return datetime.fromisoformat(text).astimezone().replace(tzinfo=None)


def mark(day):
    return f"from a.example by mx.example with ESMTP id 1; {day}"


def collected(desk, content, name="thu.eml"):
    desk.drop_bytes(name, content, when=SAVED)
    desk.collect()
    return accepted(desk)["STC"].receipt


@pytest.mark.parametrize(
    ("headers", "came"),
    [
        ({}, SAVED),
        ({"Received": mark(LATE)}, local("2021-03-18T10:00:00+07:00")),
        ({"Received": mark("Thu, 18 Mar 2021 03:00:00 -0000")}, local("2021-03-18T03:00:00+00:00")),
        ({"Received": mark("hôm qua")}, SAVED),
        ({"Received": "from a.example"}, SAVED),
        # A day to come is no day of receipt.
        ({"Received": mark("Mon, 18 Mar 2199 10:00:00 +0700")}, SAVED),
    ],
)
def test_what_counts_is_the_topmost_mark_or_the_file(desk, headers, came):
    receipt = collected(desk, letter(("a.xlsx", filled(desk, "STC")), when=ON_TIME, **headers).as_bytes())
    assert receipt.received == came
    assert receipt.sent == local("2021-03-17T10:00:00+07:00")


def test_the_topmost_mark_is_that_of_the_last_server(desk):
    content = letter(("a.xlsx", filled(desk, "STC")), when=ON_TIME).as_bytes()
    marks = f"Received: {mark(LATE)}\r\nReceived: {mark(ON_TIME)}\r\n".encode()
    assert collected(desk, marks + content).received == local("2021-03-18T10:00:00+07:00")


@pytest.mark.parametrize(("zone", "hour"), [("-0000", 20), ("+0000", 20), ("+0700", 13), ("GMT", 20)])
def test_a_zone_that_nobody_knows_is_utc(desk, zone, hour):
    receipt = collected(
        desk, letter(("a.xlsx", filled(desk, "STC")), when=f"Wed, 17 Mar 2021 20:00:00 {zone}").as_bytes()
    )
    moment = datetime(2021, 3, 17, hour, tzinfo=timezone.utc)  # noqa: UP017
    assert receipt.sent == moment.astimezone().replace(tzinfo=None)


def test_an_attached_letter_says_nothing_of_the_day(desk):
    outer = letter(sender="van-thu@soctrang.example", when=LATE, Received=mark(LATE))
    inner = letter(("a.xlsx", filled(desk, "STC")), when=ON_TIME, Received=mark(ON_TIME))
    outer.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="x.eml")
    assert collected(desk, outer.as_bytes()).received == local("2021-03-18T10:00:00+07:00")
    assert status(desk.workspace).count("late") == 1


def test_a_letter_that_says_on_time_and_came_late_waits_for_a_word(desk, capsys):
    collected(desk, letter(("a.xlsx", filled(desk, "STC")), when=ON_TIME, Received=mark(LATE)).as_bytes())
    (conflict,) = status(desk.workspace).conflicts
    assert (conflict.kind, list(conflict.agencies)) == ("day_differs", ["STC"])
    assert status(desk.workspace).count("late") == 1
    assert main(["-w", str(desk.workspace.root), "status"]) == 0
    shown = local("2021-03-17T10:00:00+07:00")
    assert f"(thư ghi {shown:%d/%m/%Y %H:%M})" in capsys.readouterr().out
    number = accepted(desk)["STC"].receipt.file_id
    assert main(["-w", str(desk.workspace.root), "collect", number, "--received", "17/03/2021"]) == 0
    assert status(desk.workspace).conflicts == []
    assert status(desk.workspace).count("on_time") == 1
    # The word is kept beside the file.
    doctor(desk.workspace, rebuild=True)
    assert (status(desk.workspace).conflicts, status(desk.workspace).count("on_time")) == ([], 1)


def test_a_later_letter_is_not_asked_about_where_an_earlier_return_came_in_time(desk):
    desk.drop("STC", {"I.1.1": 24}, when=datetime(2021, 3, 16, 9))
    desk.drop_bytes("thư.eml", letter(("a.xlsx", filled(desk, "STC")), when=ON_TIME, Received=mark(LATE)).as_bytes())
    assert desk.collect()["a.xlsx"].state == "accepted"
    assert (status(desk.workspace).conflicts, status(desk.workspace).count("on_time")) == ([], 1)


@pytest.mark.parametrize("day", [LATE, "Sun, 1 Dec 2020 10:00:00 +0700", "Tue, 1 Jan 1980 10:00:00 +0700"])
def test_a_letter_whose_own_day_changes_nothing_is_not_asked_about(desk, day):
    collected(desk, letter(("a.xlsx", filled(desk, "STC")), when=day, Received=mark(LATE)).as_bytes())
    assert status(desk.workspace).conflicts == []


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (datetime(1980, 1, 1), "unclear"),
        (datetime(2021, 2, 28, 23, 59), "unclear"),
        (datetime(2021, 3, 1), "on_time"),
        (datetime(2021, 3, 17, 23, 59), "on_time"),
        (datetime(2021, 3, 18), "late"),
    ],
)
def test_a_day_before_the_template_was_issued_is_nobodys_on_time(desk, day, state):
    desk.drop("STC", {"I.1.1": 25}, when=day)
    desk.collect()
    assert status(desk.workspace).count(state) == 1
    kinds = [conflict.kind for conflict in status(desk.workspace).conflicts]
    assert kinds == (["day_early"] if state == "unclear" else [])


@pytest.mark.parametrize(("days", "state"), [(2, "unclear"), (-1, "late")])
def test_a_day_that_has_not_come_is_nobodys_on_time(desk, days, state):
    desk.drop("STC", {"I.1.1": 25}, when=datetime.now() + timedelta(days=days))
    desk.collect()
    assert status(desk.workspace, today=date.today()).count(state) == 1
    kinds = [conflict.kind for conflict in status(desk.workspace).conflicts]
    assert kinds == (["day_ahead"] if state == "unclear" else [])


@pytest.mark.parametrize("day", [datetime(1980, 1, 1), datetime(2199, 1, 1)])
def test_the_operators_word_settles_the_day(desk, day):
    desk.drop("STC", {"I.1.1": 25}, when=day)
    desk.collect()
    number = accepted(desk)["STC"].receipt.file_id
    (conflict,) = status(desk.workspace).conflicts
    assert f"cchc collect {number} -k {PERIOD} --received NGÀY" in conflict.remedy
    (told,) = collect(desk.workspace, PERIOD, [Path(number)], received=datetime(2021, 3, 18))
    assert "Thời điểm nhận sửa từ" in told.reason
    assert status(desk.workspace).count("late") == 1
    assert main(["-w", str(desk.workspace.root), "collect", number, "--received", "16/03/2021"]) == 0
    assert (status(desk.workspace).conflicts, status(desk.workspace).count("on_time")) == ([], 1)


def test_an_earlier_return_whose_day_is_sound_decides(desk):
    desk.drop("STC", {"I.1.1": 25}, name="một.xlsx", when=datetime(2021, 3, 10))
    desk.drop("STC", {"I.1.1": 26}, name="hai.xlsx", when=datetime(1980, 1, 1))
    desk.collect()
    assert status(desk.workspace).count("on_time") == 1
    # And one whose day is not sound decides nothing.
    desk.drop("SNV", {"I.1.1": 25}, name="ba.xlsx", when=datetime(1980, 1, 1))
    desk.drop("SNV", {"I.1.1": 26}, name="bốn.xlsx", when=datetime(2021, 3, 20))
    desk.collect()
    assert (status(desk.workspace).count("late"), status(desk.workspace).count("unclear")) == (1, 0)


def test_a_number_without_a_day_corrects_nothing(desk, capsys):
    desk.drop("STC", {"I.1.1": 25})
    desk.collect()
    number = accepted(desk)["STC"].receipt.file_id
    assert main(["-w", str(desk.workspace.root), "collect", number]) == 2
    assert "--received NGÀY" in capsys.readouterr().err
    assert main(["-w", str(desk.workspace.root), "collect", "0123456789"]) == 2


@pytest.mark.parametrize("has_delivery", [True, False])
def test_a_letter_that_outlook_saved_has_its_day_and_its_sender(desk, has_delivery):
    moment = datetime(2021, 3, 18, 3, tzinfo=timezone.utc)  # noqa: UP017
    saved = compound(
        storage(
            attached("a.xlsx", filled(desk, "STC")),
            sender="Ai-Do@x.example",
            delivered=moment if has_delivery else None,
            submitted=moment - timedelta(hours=2),
            headers="" if has_delivery else f"Received: {mark(LATE)}\r\n",
        )
    )
    receipt = collected(desk, saved, "thu.msg")
    assert receipt.received == moment.astimezone().replace(tzinfo=None)
    assert [notice.code for notice in accepted(desk)["STC"].notices] == ["CT52"]


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_letter_in_a_zip_says_nothing_of_the_day(desk, is_packed):
    """Loose it is what the desk saved from its own mailbox; a zip is whoever's."""
    content = letter(("a.xlsx", filled(desk, "STC")), when=ON_TIME, Received=mark(ON_TIME)).as_bytes()
    if is_packed:
        target = BytesIO()
        with zipfile.ZipFile(target, "w") as packed:
            packed.writestr("thư.eml", content)
        receipt = collected(desk, target.getvalue(), "gói.zip")
        assert (receipt.received, receipt.sent) == (SAVED, local("2021-03-17T10:00:00+07:00"))
    else:
        assert collected(desk, content).received == local("2021-03-17T10:00:00+07:00")
    assert status(desk.workspace).count("late" if is_packed else "on_time") == 1

"""What the first page proposes: one row for each situation, and for each bound a row on either side."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cchc_excel.api import AgencyStatus, Status
from cchc_excel.desk.home import home, nothing_issued
from cchc_excel.storage.ledger import Mailing
from support.desk import AGENCIES

DUE = date(2021, 3, 17)


def letter(code, state="accepted", kind="issue"):
    return Mailing("2021-Q1", code, kind, "1", "<x>", ["a@x.example"], state, "", datetime(2021, 3, 2))


def status(states, *, sent=3, errors=None):
    agencies = [
        AgencyStatus(
            agency,
            state,
            errors=errors if state in ("on_time", "late") else None,
            letters=[letter(agency.code)] if at < sent else [],
        )
        for at, (agency, state) in enumerate(zip(AGENCIES, states, strict=True))
    ]
    return Status("2021-Q1", "PL2-B1/2021.1", 129, DUE, agencies, [])


def told(states, today, waiting=0, *, sent=3, can_send=True, errors=None):
    return home(status(states, sent=sent, errors=errors), "Quý I năm 2021", waiting, today=today, can_send=can_send)


BEFORE, AFTER = date(2021, 3, 16), date(2021, 3, 18)
NONE, SOME, ALL = ("missing",) * 3, ("on_time", "missing", "missing"), ("on_time", "late", "on_time")
LATE = ("on_time", "overdue", "overdue")


@pytest.mark.parametrize(
    ("states", "today", "waiting", "more", "situation", "address"),
    [
        (NONE, BEFORE, 0, {"sent": 0}, "not_sent", "/co-quan?loc=chua-gui"),
        (NONE, BEFORE, 0, {"sent": 1}, "nothing_back", "/cap-nhat"),
        # A desk that sends by hand is not told to send.
        (NONE, BEFORE, 0, {"sent": 0, "can_send": False}, "nothing_back", "/cap-nhat"),
        (NONE, BEFORE, 1, {}, "open", "/cap-nhat"),
        (SOME, BEFORE, 0, {}, "open", "/cap-nhat"),
        (SOME, BEFORE, 2, {}, "open", "/cap-nhat"),
        (SOME, DUE, 0, {}, "due_today", "/cap-nhat"),
        (SOME, DUE, 2, {}, "due_today", "/cap-nhat"),
        (LATE, AFTER, 0, {}, "overdue", "/cap-nhat"),
        (LATE, AFTER, 2, {}, "overdue", "/quyet-dinh"),
        (ALL, BEFORE, 0, {}, "complete", "/ket-qua"),
        (ALL, AFTER, 0, {}, "complete", "/ket-qua"),
        (ALL, AFTER, 1, {}, "complete", "/quyet-dinh"),
        # Who returned is not asked to be sent a template.
        (SOME, BEFORE, 0, {"sent": 0}, "open", "/cap-nhat"),
        (("blank", "missing", "missing"), BEFORE, 0, {}, "nothing_back", "/cap-nhat"),
    ],
)
def test_one_large_button_that_a_careful_colleague_would_press(states, today, waiting, more, situation, address):
    page = told(states, today, waiting, **more)
    assert (page.situation, page.button.address) == (situation, address)
    assert page.button.is_post == (address == "/cap-nhat")
    # It is said once: as the button or as a task.
    assert address not in [task.address for task in page.tasks]


@pytest.mark.parametrize(
    ("states", "today", "words"),
    [
        (SOME, BEFORE, "Hạn nộp 17/03/2021, còn 1 ngày."),
        (ALL, DUE, "Hạn nộp 17/03/2021, hôm nay."),
        (ALL, AFTER, "Hạn nộp 17/03/2021, đã qua 1 ngày."),
        (SOME, DUE, "hôm nay là hạn nộp."),
        (LATE, AFTER, "quá hạn 1 ngày."),
    ],
)
def test_the_days_are_counted_to_the_deadline(states, today, words):
    page = told(states, today)
    assert f"{page.headline} {page.under}".count(words) == 1


def test_the_steps_say_how_far_each_is():
    steps = [(step.name, step.state, step.count) for step in told(SOME, BEFORE, sent=2, errors=0).steps]
    assert steps == [
        ("phát hành", "done", ""), ("gửi", "open", "2/3"), ("nhận", "open", "1/3"), ("kiểm tra", "open", "1/3"),
        ("tổng hợp", "open", ""),
    ]  # fmt: skip
    assert {step.state for step in told(ALL, AFTER, errors=0).steps} == {"done"}
    # What waits for a word may still change the sum.
    assert told(ALL, AFTER, 1, errors=0).steps[-1].state == "open"
    assert {step.state for step in nothing_issued().steps} == {"todo"}


def test_tasks_stand_in_the_order_of_harm_and_are_few():
    page = told(LATE, DUE, 2, sent=2, errors=1)
    assert [task.address for task in page.tasks] == [
        "/quyet-dinh", "/co-quan?loc=co-loi", "/co-quan?loc=chua-nop", "/co-quan?loc=chua-gui",
    ]  # fmt: skip
    assert page.headline.endswith("Có 2 việc cần xử lý.")


@pytest.mark.parametrize(("to_take_in", "address"), [(1, "/quyet-dinh"), (2, "/cap-nhat")])
def test_what_only_has_to_be_taken_in_is_taken_in_by_the_round(to_take_in, address):
    page = home(status(LATE), "Quý I năm 2021", 2, today=AFTER, can_send=True, to_take_in=to_take_in)
    assert page.button.address == address

"""What takes long, one thing at a time, always with an end; and a fault of ours is a sentence and a line in the log."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cchc_excel.api import DailyRound, MailboxRun, RoundStopped, status
from cchc_excel.desk import jobs as jobs_module
from cchc_excel.desk.board import Board
from cchc_excel.desk.frame import time_left
from cchc_excel.desk.guard import cookie_name
from cchc_excel.desk.jobs import Job, Jobs
from cchc_excel.desk.routes import Desk, desk_app
from cchc_excel.desk.sessions import Sessions
from cchc_excel.desk.views.home import round_lines
from cchc_excel.errors import RequestError
from cchc_excel.mail.mailbox import LeftMessage


@pytest.fixture
def faults():
    return []


@pytest.fixture
def jobs(faults):
    return Jobs(lambda what, error: faults.append((what, type(error).__name__)))


def ended(jobs):
    jobs.wait(10)
    assert jobs.running is None
    return jobs.ended[0]


def test_a_job_ends_with_what_it_says(jobs):
    jobs.start("round", "Cập nhật", lambda _: ["Xong."])
    job = ended(jobs)
    assert (job.state, list(job.lines), job.remedy) == ("done", ["Xong."], "")
    assert job.ended >= job.started


@pytest.mark.parametrize(
    ("error", "state", "said", "logged"),
    [
        (RequestError(("Không được.", "Đề nghị thử lại.")), "failed", "Không được.", []),
        (RoundStopped(), "stopped", "Đã dừng giữa chừng", []),
        (ValueError("tiếng Anh"), "failed", "Chương trình gặp lỗi", [("desk job round", "ValueError")]),
        (MemoryError(), "failed", "Chương trình gặp lỗi", [("desk job round", "MemoryError")]),
    ],
)
def test_a_job_that_dies_ends_in_a_state(jobs, faults, error, state, said, logged):
    def work(_):
        raise error

    jobs.start("round", "Cập nhật", work)
    job = ended(jobs)
    assert (job.state, said in job.lines[0], faults) == (state, True, logged)
    assert state != "failed" or job.remedy.startswith("Đề nghị")
    assert "tiếng Anh" not in job.lines[0] + job.remedy
    # And the next one can begin.
    jobs.start("receive", "Nhận tệp", lambda _: ["Xong."])
    assert ended(jobs).state == "done"


def test_one_thing_is_done_after_the_other(jobs):
    gate, seen = threading.Event(), []

    def work(job):
        seen.append(job)
        gate.wait(10)
        return ["Xong."]

    first = jobs.start("round", "Cập nhật", work)
    assert jobs.start("round", "Cập nhật", work) is first
    # What is of another kind follows, once.
    for _ in range(3):
        assert jobs.start("receive", "Nhận tệp", work) is first
    gate.set()
    last = ended(jobs)
    assert [job.kind for job in seen] == ["round", "receive"]
    assert [job.state for job in jobs.ended] == ["done", "done"]
    assert last is seen[1]


def test_what_is_received_while_files_are_read_is_read_too(jobs):
    gate, seen = threading.Event(), []

    def work(job):
        seen.append(job)
        gate.wait(10)
        return []

    for _ in range(3):
        jobs.start("receive", "Nhận tệp", work)
    gate.set()
    jobs.wait(10)
    jobs.wait(10)
    assert (len(seen), jobs.running) == (2, None)
    # What has nothing to say is not shown.
    assert list(jobs.ended) == []


def test_stopping_ends_what_waits_too(jobs):
    gate, seen = threading.Event(), []

    def work(job):
        seen.append(job)
        gate.wait(10)
        return ["Xong."]

    jobs.start("round", "Cập nhật", work)
    jobs.start("receive", "Nhận tệp", work)
    jobs.stop()
    gate.set()
    jobs.wait(10)
    assert len(seen) == 1


def test_a_job_stops_between_two_steps(jobs):
    begun, told = threading.Event(), threading.Event()

    def work(job):
        job.report("Nhận tệp", 1, 3)
        begun.set()
        told.wait(10)
        job.report("Nhận tệp", 2, 3)
        return ["nie"]

    jobs.start("round", "Cập nhật", work)
    begun.wait(10)
    jobs.stop()
    told.set()
    job = ended(jobs)
    assert (job.state, job.done, job.lines[0][:7]) == ("stopped", 2, "Đã dừng")


def test_only_the_last_are_remembered(jobs):
    for number in range(7):
        jobs.start("round", str(number), lambda _: ["Xong."])
        jobs.wait(10)
    assert [job.title for job in jobs.ended] == ["6", "5", "4", "3", "2"]


@pytest.mark.parametrize(
    ("seconds", "done", "total", "words"),
    [
        (4.9, 10, 20, ""),
        (5, 10, 20, "còn khoảng 5 giây"),
        (90, 10, 20, "còn khoảng 90 giây"),
        (91, 10, 20, "còn khoảng 2 phút"),
        (10, 0, 20, ""),
        (10, 20, 20, ""),
        (10, 5, 0, ""),
    ],
)
def test_the_time_left_is_said_once_it_can_be_known(monkeypatch, seconds, done, total, words):
    from datetime import datetime  # noqa: PLC0415

    now = [100.0]
    monkeypatch.setattr(jobs_module.time, "monotonic", lambda: now[0])
    job = Job("round", "Cập nhật", datetime(2021, 3, 1), _step_began=100.0)
    job.report("", done, total)
    now[0] += seconds
    assert time_left(job) == words


def asked(app, path, cookie, method="GET"):
    """One request to the application itself."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"127.0.0.1:1"), (b"cookie", cookie.encode()), (b"content-length", b"0")]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
        "raw_path": path.encode(), "query_string": b"", "headers": headers, "scheme": "http",
        "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2), "root_path": "",
    }  # fmt: skip
    # A browser of other tests may have its own loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:]).decode()


@pytest.fixture
def app(desk, jobs):
    sessions, board = Sessions(), Board(desk.workspace.root)
    session = sessions.admit(sessions.ticket())
    made = desk_app(Desk(board, jobs, sessions, 1, "secret", lambda: None))
    return made, board, f"{cookie_name(1)}={session.key}"


def test_a_page_that_crashes_is_a_sentence_and_a_line_in_the_log(app, desk, monkeypatch):
    made, board, cookie = app

    def crash(period=""):
        raise RuntimeError("secret words of an agency")

    monkeypatch.setattr(board, "snapshot", crash)
    status, text = asked(made, "/", cookie)
    assert (status, "Chương trình gặp lỗi" in text, "cchc.log" in text) == (500, True, True)
    assert "Traceback" not in text
    log = (desk.workspace.root / "cchc.log").read_text("utf-8")
    assert "RuntimeError" in log
    assert "secret words" not in log + text


@pytest.mark.parametrize("fault", ["register", "settings", "key"])
def test_a_workspace_in_disorder_is_a_sentence_and_never_an_empty_table(app, desk, fault):
    made, _, cookie = app
    if fault == "register":
        (desk.workspace.root / "co-quan.xlsx").write_bytes(b"no workbook")
    elif fault == "settings":
        (desk.workspace.root / "cchc.toml").write_text("ten = ", encoding="utf-8")
    else:
        (desk.workspace.root / "cchc.key").write_text("xyz", encoding="utf-8")
    for path in ("/", "/co-quan", "/tiep-nhan", "/quyet-dinh", "/co-quan/STC"):
        status, text = asked(made, path, cookie)
        if fault == "key" and status == 200:
            continue  # looking needs no key
        assert (status, "Đề nghị" in text, "<table" in text) == (409, True, False)


def test_what_changes_on_the_disk_is_shown(app, desk):
    made, _, cookie = app
    assert "Đã nộp (1)" not in asked(made, "/co-quan", cookie)[1]
    desk.drop("STC", {"I.1.1": 1})
    assert "1 tệp trong thư mục nhận" in asked(made, "/tiep-nhan", cookie)[1]
    desk.collect()
    assert "Đã nộp (1)" in asked(made, "/co-quan", cookie)[1]


def test_what_the_mailbox_has_for_somebody_is_said_after_a_round(desk):
    mailbox = MailboxRun(
        3,
        1,
        (("a@x.example", "không có hộp thư"),),
        0,
        [],
        (("b@x.example", "?"),),
        ("c@x.example",),
        (LeftMessage(7),),
    )
    told = " ".join(round_lines(DailyRound(status(desk.workspace), mailbox)))
    for words in (
        "Không gửi được đến a@x.example",
        "b@x.example (chưa xác minh",
        "Thư của c@x.example không có tệp",
        "1 thư chưa lấy được",
    ):
        assert words in told


def test_what_changes_while_the_workspace_is_read_is_shown_the_next_time(app, desk, monkeypatch):
    """Another process collects between the reading and its end."""
    _, board, _ = app
    read, meanwhile = board._read, []

    def slow(*given):
        snapshot = read(*given)
        if not meanwhile:
            meanwhile.append(desk.drop("STC", {"I.1.1": 1}))
            desk.collect()
        return snapshot

    monkeypatch.setattr(board, "_read", slow)
    first = board.snapshot()
    assert first.status.count("missing", "overdue") == 3
    assert first.version != board.version()
    second = board.snapshot()
    assert second.status.count("missing", "overdue") == 2
    assert (second.version, board.snapshot()) == (board.version(), second)

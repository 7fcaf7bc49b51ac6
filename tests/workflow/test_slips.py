"""Slips can be seen and undone: a far period, an odd deadline, a period issued by mistake, a deadline that moved."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cchc_excel.api import collect, doctor, extend, generate, left_out, status, withdraw
from cchc_excel.cli.main import main
from cchc_excel.domain.agency import Agency
from cchc_excel.errors import RequestError
from cchc_excel.storage.ledger import Mailing
from cchc_excel.workflow.workspace import Workspace
from support.desk import AGENCIES, PERIOD, Desk

TODAY = date(2021, 3, 1)
LETTERS_BEFORE_AN_EXTENSION = [
    ("issue", "accepted", True),
    ("reminder", "accepted", True),
    ("feedback", "accepted", False),
    ("issue", "refused", False),
]


@pytest.mark.parametrize(("today", "is_refused"), [(date(2026, 9, 5), True), (date(2026, 9, 6), False)])
def test_a_period_far_ahead_is_asked_about(desk, today, is_refused):
    """Quý I/2027 begins on 15/12/2026."""
    if is_refused:
        with pytest.raises(RequestError, match="Kỳ 2027-Q1 có số liệu từ ngày 15/12/2026") as told:
            generate(desk.workspace, "2027-Q1", today=today)
        assert "cchc generate 2027-Q1 --yes" in told.value.remedy
        assert not desk.workspace.folder("templates", "2027-Q1").exists()
        assert status(desk.workspace).period == PERIOD
        assert len(generate(desk.workspace, "2027-Q1", today=today, is_sure=True)) == 3
    else:
        assert len(generate(desk.workspace, "2027-Q1", today=today)) == 3


@pytest.mark.parametrize(
    ("deadline", "is_refused"),
    [
        (date(2012, 3, 18), True),
        (date(2021, 3, 13), True),
        (date(2021, 3, 14), False),
        (date(2021, 3, 14) + timedelta(days=366), False),
        (date(2021, 3, 14) + timedelta(days=367), True),
    ],
)
def test_an_odd_deadline_is_asked_about(desk, deadline, is_refused):
    if is_refused:
        with pytest.raises(RequestError, match="không hợp với kỳ 2021-Q1"):
            generate(desk.workspace, PERIOD, deadline=deadline)
        assert status(desk.workspace).deadline == date(2021, 3, 17)
        generate(desk.workspace, PERIOD, deadline=deadline, is_sure=True)
    else:
        generate(desk.workspace, PERIOD, deadline=deadline)
    assert status(desk.workspace).deadline == deadline


def test_the_command_line_asks_too(desk, capsys):
    here = ["-w", str(desk.workspace.root)]
    assert main([*here, "generate", "2051-Q1"]) == 2
    assert "có thể ghi nhầm năm" in capsys.readouterr().err
    assert main([*here, "generate", "2051-Q1", "--yes"]) == 0
    assert main([*here, "withdraw", "2051-Q1"]) == 0
    assert "Đã thu hồi kỳ 2051-Q1" in capsys.readouterr().out
    assert main([*here, "status"]) == 0
    assert "2021-Q1" in capsys.readouterr().out


def test_an_unused_campaign_can_be_withdrawn(desk):
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    assert status(desk.workspace).period == "2021-6T"
    withdraw(desk.workspace, "2021-6T")
    assert status(desk.workspace).period == PERIOD
    assert not desk.workspace.folder("templates", "2021-6T").exists()
    assert [campaign["period"] for campaign in desk.workspace.archive.campaigns()] == [PERIOD]
    # And issued again, as if it had never been.
    assert len(generate(desk.workspace, "2021-6T", today=date(2021, 6, 2))) == 3


def test_the_only_campaign_can_be_withdrawn(tmp_path):
    workspace = Workspace.create(tmp_path / "w", agencies=AGENCIES, today=TODAY)
    generate(workspace, "2021-Q1", today=date(2021, 3, 1))
    withdraw(workspace, "2021-Q1")
    with pytest.raises(RequestError) as nothing_issued:
        status(workspace)
    assert "--rebuild" not in str(nothing_issued.value.remedy)
    assert doctor(workspace, rebuild=True).troubles == []
    assert len(generate(workspace, "2021-6T", today=date(2021, 6, 2))) == len(AGENCIES)


def test_whatever_case_a_period_is_named_in_its_templates_go(desk):
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    withdraw(desk.workspace, " 2021-6t")
    assert not desk.workspace.folder("templates", "2021-6T").exists()


def test_nothing_is_left_of_a_withdrawn_campaign_of_which_no_letter_arrived(desk):
    later = "2021-6T"
    generate(desk.workspace, later, today=date(2021, 6, 1))
    extend(desk.workspace, "STC", date(2021, 6, 30), later)
    with desk.workspace.ledger() as ledger:
        when = datetime(2021, 6, 2)
        ledger.mail.write(Mailing(later, "STC", "issue", "1", "<x>", ["a@x.example"], "deferred", "", when))
    withdraw(desk.workspace, later)
    generate(desk.workspace, later, today=date(2021, 6, 3))
    found = status(desk.workspace, later)
    assert [(one.deadline, one.letters) for one in found.agencies] == [(None, [])] * 3


def test_templates_of_an_earlier_version_go_with_their_campaign(desk):
    """Nothing says what was written then."""
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    with sqlite3.connect(desk.workspace.ledger_path) as db:
        db.execute("DELETE FROM written")
    db.close()
    withdraw(desk.workspace, "2021-6T")
    assert not desk.workspace.folder("templates", "2021-6T").exists()


def test_a_template_that_somebody_changed_is_not_withdrawn(desk):
    changed, *others = generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    changed.path.write_bytes(changed.path.read_bytes() + b" ")
    withdraw(desk.workspace, "2021-6T")
    assert changed.path.is_file()
    assert not any(issued.path.exists() for issued in others)


@pytest.mark.parametrize("has_drafts", [True, False])
def test_drafts_of_a_withdrawn_period_are_told(desk, capsys, has_drafts):
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    folder = desk.workspace.folder("drafts", "2021-6T")
    if has_drafts:
        folder.mkdir(parents=True)
        (folder / "issue_STC_1.eml").write_bytes(b"Subject: x")
    assert main(["-w", str(desk.workspace.root), "withdraw", "2021-6T"]) == 0
    told = capsys.readouterr().out
    assert (str(folder) in told.replace("\n", ""), "không gửi cho cơ quan" in told) == (has_drafts, has_drafts)


@pytest.mark.parametrize("use", ["letter", "return", "file waiting"])
def test_a_campaign_that_was_used_stays(desk, use):
    if use == "letter":
        with desk.workspace.ledger() as ledger:
            when = datetime(2021, 3, 2)
            ledger.mail.write(Mailing(PERIOD, "STC", "issue", "1", "<x>", ["a@x.example"], "handing", "", when))
    else:
        desk.drop("STC", {"I.1.1": 1})
        if use == "return":
            desk.collect()
    with pytest.raises(RequestError, match="không thu hồi được"):
        withdraw(desk.workspace, PERIOD)
    assert len(status(desk.workspace).agencies) == 3
    assert list(desk.workspace.folder("templates", PERIOD).iterdir())


def test_the_period_that_is_meant_is_the_one_last_issued_and_is_named(desk, capsys):
    generate(desk.workspace, "2021-6T", today=date(2021, 3, 5))
    generate(desk.workspace, "2021-T2", today=date(2021, 3, 8))
    here = ["-w", str(desk.workspace.root)]
    assert main([*here, "status"]) == 0
    said = capsys.readouterr()
    assert "2021-T2" in said.err.splitlines()[0]
    assert status(desk.workspace).period == "2021-T2"
    # Who says which one is told nothing, nor are machines.
    for more in (["-k", PERIOD], ["--json"]):
        assert main([*here, "status", *more]) == 0
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize("days", [-1, 0, 3])
def test_several_open_periods_are_asked_about(tmp_path, days):
    today = date.today()
    workspace = Workspace.create(tmp_path / "w", agencies=AGENCIES, today=today)
    deadlines = (today + timedelta(days=days), today + timedelta(days=5))
    for period, deadline in zip(("2021-Q1", "2021-Q2"), deadlines, strict=True):
        generate(workspace, period, deadline=deadline, is_sure=True)
    if days < 0:
        assert status(workspace).period == "2021-Q2"
    else:
        with pytest.raises(RequestError, match="Có nhiều kỳ chưa hết hạn nộp: 2021-Q1, 2021-Q2") as told:
            status(workspace)
        assert "-k 2021-Q1" in told.value.remedy
        assert status(workspace, "2021-Q2").period == "2021-Q2"


def test_a_later_deadline_of_all_wins_over_an_extension(desk):
    extend(desk.workspace, "STC", date(2021, 3, 30))
    generate(desk.workspace, PERIOD, deadline=date(2021, 4, 5))
    for code in ("STC", "SNV"):
        desk.drop(code, {"I.1.1": 1}, when=datetime(2021, 4, 2))
    desk.collect()
    now = status(desk.workspace)
    assert (now.count("on_time"), now.agencies[0].deadline) == (2, None)
    generate(desk.workspace, PERIOD, deadline=date(2021, 3, 25))
    states = {one.agency.code: (one.state, one.deadline) for one in status(desk.workspace).agencies[:2]}
    assert states == {"STC": ("late", date(2021, 3, 30)), "SNV": ("late", None)}


def test_a_deadline_that_moves_after_letters_went_out_is_told(desk, capsys):
    here = ["-w", str(desk.workspace.root)]
    assert main([*here, "generate", PERIOD, "--deadline", "20/03/2021"]) == 0
    assert "Hạn nộp đã đổi" not in capsys.readouterr().out
    with desk.workspace.ledger() as ledger:
        when = datetime(2021, 3, 2)
        ledger.mail.write(Mailing(PERIOD, "STC", "issue", "1", "<x>", ["a@x.example"], "accepted", "", when))
    assert main([*here, "generate", PERIOD]) == 0
    assert "Hạn nộp đã đổi" not in capsys.readouterr().out
    assert main([*here, "generate", PERIOD, "--deadline", "25/03/2021"]) == 0
    out = capsys.readouterr().out
    assert "Hạn nộp đã đổi từ 20/03/2021 thành 25/03/2021 sau khi gửi thư cho 1 cơ quan" in out
    assert "cchc send -k 2021-Q1 --again" in out


def test_whom_nothing_is_issued_to_is_named(tmp_path, capsys):
    agencies = (
        AGENCIES[0],
        replace(AGENCIES[1], valid_to=date(2021, 3, 13)),
        replace(AGENCIES[2], valid_from=date(2021, 3, 15)),
        Agency("MOI", "Sở Mới", "so", "PL2-B1", valid_from=date(2021, 3, 14)),
    )
    desk = Desk(Workspace.create(tmp_path / "w", agencies=agencies, today=TODAY))
    assert [(one.agency.code, one.reason) for one in left_out(desk.workspace, PERIOD)] == [
        ("SNV", "not_expected"),
        ("STP", "not_expected"),
    ]
    assert main(["-w", str(desk.workspace.root), "generate", PERIOD]) == 0
    out = capsys.readouterr().out
    assert "Không phát hành cho 2 cơ quan không báo cáo trong kỳ này" in out
    assert "SNV (Sở Nội vụ tỉnh Sóc Trăng), STP (Sở Tư pháp tỉnh Sóc Trăng)" in out


def test_files_that_no_period_looks_at_are_told(desk, capsys):
    root = desk.workspace.root / "returned"
    for folder in ("", "2021-q1 ", "2021-Q2"):
        (root / folder).mkdir(exist_ok=True)
        (root / folder / "STC.xlsx").write_bytes(folder.encode() or b"x")
    (root / "Thumbs.db").write_bytes(b"x")
    found = status(desk.workspace).misplaced
    assert sorted(found) == ["returned", "returned/2021-Q2", "returned/2021-q1 "]
    for command in ("status", "consolidate"):
        desk.drop("STC", {"I.1.1": 1}, name="đúng chỗ.xlsx")
        collect(desk.workspace)
        assert main(["-w", str(desk.workspace.root), command]) == 0
        assert "Có 1 tệp trong returned/2021-Q2 (STC.xlsx) không thuộc kỳ nào" in capsys.readouterr().out


def test_the_next_command_names_the_period_that_was_issued(tmp_path, capsys):
    workspace = Workspace.create(tmp_path / "w", agencies=AGENCIES)
    for period in (PERIOD, "2021-Q2"):
        assert main(["-w", str(workspace.root), "generate", period]) == 0
        assert f"rồi chạy: cchc collect -k {period}" in " ".join(capsys.readouterr().out.split())


def test_a_day_of_receipt_before_the_issue_is_asked_about(desk, capsys):
    here = ["-w", str(desk.workspace.root)]
    desk.drop("STC", {"I.1.1": 1}, when=datetime(2021, 3, 10))
    assert main([*here, "collect", "--received", "01/09/2020"]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "Ngày nhận 01/09/2020 trước ngày sớm nhất có thể nhận báo cáo của kỳ 2021-Q1 (01/03/2021)" in said
    assert "--yes" in said
    assert status(desk.workspace).count("missing", "overdue") == 3
    desk.collect()
    with desk.workspace.ledger() as ledger:
        number = ledger.receipts(PERIOD)[0].file_id
    assert main([*here, "collect", number, "--received", "28/02/2021"]) == 2
    assert status(desk.workspace).agencies[0].received == datetime(2021, 3, 10)
    assert main([*here, "collect", number, "--received", "01/03/2021"]) == 0
    assert main([*here, "collect", number, "--received", "28/02/2021", "--yes"]) == 0
    assert status(desk.workspace).agencies[0].received == datetime(2021, 2, 28, 12)


def test_an_extension_of_years_is_asked_about(desk, capsys):
    here = ["-w", str(desk.workspace.root)]
    due = status(desk.workspace).deadline
    with pytest.raises(RequestError, match="muộn hơn hạn nộp của kỳ 2021-Q1"):
        extend(desk.workspace, "STC", due + timedelta(days=367))
    extend(desk.workspace, "STC", due + timedelta(days=366))
    assert main([*here, "extend", "STC", "31/12/2050"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert status(desk.workspace).agencies[0].deadline == due + timedelta(days=366)
    assert main([*here, "extend", "STC", "31/12/2050", "--yes"]) == 0
    assert status(desk.workspace).agencies[0].deadline == date(2050, 12, 31)


@pytest.mark.parametrize(("days", "is_refused"), [(0, False), (1, True), (30_000, True)])
def test_a_day_of_receipt_to_come_is_refused(desk, capsys, days, is_refused):
    desk.drop("STC", {"I.1.1": 1}, when=datetime(2021, 3, 10))
    day = date.today() + timedelta(days=days)
    code = main(["-w", str(desk.workspace.root), "collect", "--received", f"{day:%d/%m/%Y}"])
    assert (code, "chưa đến" in capsys.readouterr().err) == ((2, True) if is_refused else (0, False))
    received = status(desk.workspace).agencies[0].received
    assert (received is None) == is_refused
    assert is_refused or received.date() == day


@pytest.mark.parametrize(("kind", "state", "is_told"), LETTERS_BEFORE_AN_EXTENSION)
def test_an_extension_after_a_letter_with_the_old_day_says_how_to_tell(desk, capsys, kind, state, is_told):
    with desk.workspace.ledger() as ledger:
        ledger.mail.write(Mailing(PERIOD, "STC", kind, "1", "<x>", ["a@x.example"], state, "", datetime(2021, 3, 2)))
    for code in ("STC", "SNV"):
        assert main(["-w", str(desk.workspace.root), "extend", code, "30/03/2021"]) == 0
        told = f"cchc send --agency {code} -k 2021-Q1 --again" in capsys.readouterr().out
        assert told == (is_told and code == "STC")

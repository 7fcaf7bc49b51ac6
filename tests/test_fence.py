"""One return, or one change of the ledger, that goes wrong: it is told, and stops nothing else."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from conftest import PERIOD

from cchc_excel.api import check, collect, consolidate, feedback
from cchc_excel.cli import main
from cchc_excel.domain.campaign import CampaignRecord
from cchc_excel.domain.finding import Finding
from cchc_excel.errors import WorkspaceError
from cchc_excel.forms import PRIORITY, Severity
from cchc_excel.storage.ledger import Ledger
from cchc_excel.template.content import AgencyPrefill
from cchc_excel.validation import acceptance as judging
from cchc_excel.validation import check as checking
from cchc_excel.workflow import run_log

QUOTED = "tháng này 987654 hồ sơ"


@pytest.fixture
def stumbling(desk, monkeypatch):
    """Three returns; over one figure of the second the program falls, and what it says quotes it."""
    for code in ("STC", "SNV", "STP"):
        desk.drop(code, {"I.1.1": QUOTED if code == "SNV" else 5})
    desk.collect()
    interpret = checking.interpret

    def falls(raw, row, reasons):
        if raw.value == QUOTED:
            raise ValueError(raw.value)
        return interpret(raw, row, reasons)

    monkeypatch.setattr(checking, "interpret", falls)
    return desk


def test_a_return_that_cannot_be_checked_is_one_error_and_the_others_go_on(stumbling):
    found = {one.agency.code: one.findings for one in check(stumbling.workspace)}
    assert [finding.code for finding in found["SNV"]] == ["KT01"]
    assert found["SNV"][0].text == (
        "Lỗi: Chương trình không kiểm tra được báo cáo này, số liệu không được tổng hợp. "
        "Đề nghị gửi tệp này cùng tệp cchc.log cho người hỗ trợ."
    )
    assert {finding.code for finding in found["STC"]} == {finding.code for finding in found["STP"]} == {"TH01"}
    # Nothing in it counts, by whatever rule, and it is asked of nobody.
    for rule in ("leave_out_figure", "leave_out_return", "count_all"):
        total = consolidate(stumbling.workspace, error_rule=rule).province.totals["I.1.1"]
        assert (total.value, total.coverage) == (10, "2/3")
    assert [copy.checked.agency.code for copy in feedback(stumbling.workspace)] == ["STC", "STP"]


def test_the_log_tells_where_and_not_what(stumbling):
    check(stumbling.workspace)
    told = (stumbling.workspace.root / "cchc.log").read_text(encoding="utf-8")
    with stumbling.workspace.ledger() as ledger:
        (sha256,) = (receipt.sha256 for receipt in ledger.receipts(PERIOD) if receipt.agency == "SNV")
    assert f"check {PERIOD} SNV {sha256} failed: ValueError" in told
    assert "cchc_excel/validation/check.py:" in told
    assert "987654" not in told
    assert str(stumbling.workspace.root) not in told


@pytest.mark.parametrize("command", [["check"], ["check", "--json"], ["consolidate"], ["feedback"]])
def test_the_exit_code_tells_it(stumbling, capsys, command):
    assert main(["-w", str(stumbling.workspace.root), *command]) == 3
    said = capsys.readouterr()
    assert "không kiểm tra được báo cáo của SNV" in said.err
    assert "cchc.log" in said.err


def test_without_it_the_exit_code_is_as_ever(desk):
    desk.drop("STC", {"I.1.1": 5})
    desk.collect()
    assert main(["-w", str(desk.workspace.root), "check"]) == 0


def test_a_file_that_cannot_be_judged_ends_in_a_state_and_the_others_go_on(desk, monkeypatch):
    for code in ("STC", "SNV"):
        desk.drop(code, {"I.1.1": 5})
    by_stamp = judging._by_stamp
    monkeypatch.setattr(judging, "_by_stamp", lambda *given: 1 / 0 if given[1].agency == "SNV" else by_stamp(*given))
    told = {one.path.name: one for one in collect(desk.workspace)}
    assert told["STC.xlsx"].state == "accepted"
    assert (told["SNV.xlsx"].state, "chi tiết trong cchc.log" in told["SNV.xlsx"].reason) == ("unreadable", True)
    assert f"judge {PERIOD}" in (desk.workspace.root / "cchc.log").read_text(encoding="utf-8")
    # Read again by the next run, when the program is mended.
    monkeypatch.undo()
    assert {one.path.name: one.state for one in collect(desk.workspace)} == {
        "STC.xlsx": "known",
        "SNV.xlsx": "accepted",
    }


def test_what_the_operator_can_mend_passes_the_fence(desk):
    def work():
        raise WorkspaceError(("hỏng", "sửa"))

    with pytest.raises(WorkspaceError):
        run_log.fenced(desk.workspace.log, "thử", work, list)
    assert not (desk.workspace.root / "cchc.log").exists()


def test_a_log_that_cannot_be_written_stops_nothing(desk):
    (desk.workspace.root / "cchc.log").mkdir()
    assert run_log.fenced(desk.workspace.log, "thử", lambda: 1 / 0, lambda: "tiếp") == "tiếp"


def test_the_log_is_rotated(desk, monkeypatch):
    monkeypatch.setattr(run_log, "_BYTES", 200)
    log = run_log.run_log(desk.workspace.root / "cchc.log")
    for _ in range(40):
        log.info("một dòng dài như mọi dòng khác trong tệp này")
    files = sorted(path.name for path in desk.workspace.root.glob("cchc.log*"))
    assert files == ["cchc.log", "cchc.log.1", "cchc.log.2", "cchc.log.3"]


# --- transactions ---------------------------------------------------------------------------------------------------


class Failing:
    """A connection whose disk is full when a transaction is to end."""

    def __init__(self, db, statement):
        self._db, self._statement = db, statement

    def execute(self, statement, *values):
        if statement == self._statement:
            raise sqlite3.OperationalError("database or disk is full")
        return self._db.execute(statement, *values)

    def __getattr__(self, name):
        return getattr(self._db, name)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "cchc.sqlite") as ledger:
        ledger.open_campaign(CampaignRecord(PERIOD, "PL2-B1/2021.1", *[date(2021, 3, 1)] * 4))
        yield ledger


def failing(ledger, statement):
    ledger._db = Failing(ledger._db, statement)


def mended(ledger):
    ledger._db = ledger._db._db


def test_a_commit_that_fails_is_rolled_back(ledger):
    failing(ledger, "COMMIT")
    with pytest.raises(sqlite3.OperationalError):
        ledger.decide("a" * 64, PERIOD, "STC")
    mended(ledger)
    assert not ledger._db.in_transaction
    assert ledger.decision("a" * 64, PERIOD) == ""
    ledger.decide("a" * 64, PERIOD, "SNV")
    assert ledger.decision("a" * 64, PERIOD) == "SNV"


def test_a_commit_of_many_changes_that_fails_is_rolled_back(ledger):
    def decide_and_fail():
        with ledger.batch():
            ledger.decide("a" * 64, PERIOD, "STC")
            failing(ledger, "COMMIT")

    with pytest.raises(sqlite3.OperationalError):
        decide_and_fail()
    mended(ledger)
    assert not ledger._db.in_transaction
    assert ledger.decision("a" * 64, PERIOD) == ""


def test_others_are_let_in_after_a_commit_that_fails(ledger):
    with ledger.batch():
        ledger.decide("a" * 64, PERIOD, "STC")
        failing(ledger, "COMMIT")
        with pytest.raises(sqlite3.OperationalError):
            ledger.checkpoint()
    assert not ledger._db.in_transaction


def test_a_step_whose_release_fails_is_undone_alone(ledger):
    with ledger.batch():
        ledger.decide("a" * 64, PERIOD, "STC")
        failing(ledger, "RELEASE step")
        with pytest.raises(sqlite3.OperationalError):
            ledger.decide("b" * 64, PERIOD, "SNV")
        mended(ledger)
    assert ledger.decision("a" * 64, PERIOD) == "STC"
    assert ledger.decision("b" * 64, PERIOD) == ""


# --- severities -----------------------------------------------------------------------------------------------------


def test_errors_come_before_warnings_and_information_wherever_they_are_sorted(desk):
    assert sorted(PRIORITY, key=PRIORITY.get) == list(Severity.__args__) == ["error", "warning", "info"]
    # Said as text, a name beginning with another letter would stand elsewhere.
    found = [Finding("A", severity, "m") for severity in ("info", "warning", "error")]
    assert [one.severity for one in sorted(found, key=lambda one: one.priority)] == ["error", "warning", "info"]


def test_a_cell_with_an_error_and_a_warning_is_marked_as_wrong(desk, form):
    """Whatever the order in which they are given."""
    import openpyxl  # noqa: PLC0415

    from cchc_excel.domain.stamp import Stamp  # noqa: PLC0415
    from cchc_excel.template import TemplateRenderer  # noqa: PLC0415
    from cchc_excel.workflow.issue import campaign_of  # noqa: PLC0415

    with desk.workspace.ledger() as ledger:
        campaign = campaign_of(desk.workspace, desk.workspace.campaign(ledger, PERIOD), form)
    fills = []
    for severities in (("warning", "error"), ("error", "warning")):
        findings = [Finding("A", severity, "m", indicator="I.1.1") for severity in severities]
        stamp = Stamp(form.id, form.version, PERIOD, "STC", "1")
        content = TemplateRenderer(campaign).render(desk.agency("STC"), stamp, AgencyPrefill({}, findings=findings))
        path = desk.workspace.root / "thu.xlsx"
        path.write_bytes(content)
        fills.append(openpyxl.load_workbook(path)["Bảng 1"]["E11"].fill.fgColor.rgb)
    assert fills[0] == fills[1]

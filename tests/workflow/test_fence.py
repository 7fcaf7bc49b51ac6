"""One return that the program stumbles on: it is told, and stops nothing else."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from cchc_excel.api import check, collect, consolidate, feedback
from cchc_excel.cli import main
from cchc_excel.consolidation.appendix import about_errors
from cchc_excel.domain.agency import Register
from cchc_excel.domain.finding import Finding
from cchc_excel.domain.stamp import Stamp
from cchc_excel.errors import WorkspaceError
from cchc_excel.storage.archive import Archive
from cchc_excel.validation import acceptance as judging
from cchc_excel.validation import check as checking
from cchc_excel.workflow import run_log
from support.desk import PERIOD
from support.recorded import forget_outcomes, lose_ledger

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

QUOTED = "tháng này 987654 hồ sơ"


@pytest.fixture
def stumbling(desk, monkeypatch):
    """Three returns; over one figure of the second the program falls, and what it says quotes it."""
    for code in ("STC", "SNV", "STP"):
        desk.drop(code, {"I.1.1": QUOTED if code == "SNV" else 5})
    desk.collect()
    interpret = checking.interpret

    def falls(raw, row, form):
        if raw.value == QUOTED:
            raise ValueError(raw.value)
        return interpret(raw, row, form)

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
        province = consolidate(stumbling.workspace, error_rule=rule).province
        total = province.totals["I.1.1"]
        assert (total.value, total.coverage) == (10, "2/3")
        assert province.counted == 2
        assert province.cells["SNV", "I.1.1"].display_state == "not_checked"
        assert "Không tổng hợp 1 báo cáo mà chương trình không kiểm tra được." in about_errors(province)
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
    assert "không được tổng hợp: SNV." in said.err
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
    assert (told["SNV.xlsx"].state, "cchc.log" in told["SNV.xlsx"].remedy) == ("failed", True)
    assert f"collect {PERIOD}" in (desk.workspace.root / "cchc.log").read_text(encoding="utf-8")
    # The command ends as one that failed over a return.
    assert main(["-w", str(desk.workspace.root), "collect"]) == 3
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
    log = desk.workspace.log_path
    assert not log.exists() or "thử" not in log.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_stops_nothing(desk):
    desk.workspace.log_path.unlink(missing_ok=True)
    desk.workspace.log_path.mkdir()
    assert run_log.fenced(desk.workspace.log, "thử", lambda: 1 / 0, lambda: "tiếp") == "tiếp"


def test_the_log_is_rotated(desk, monkeypatch):
    monkeypatch.setattr(run_log, "_BYTES", 200)
    log = run_log.run_log(desk.workspace.root / "cchc.log")
    for _ in range(40):
        log.info("một dòng dài như mọi dòng khác trong tệp này")
    files = sorted(path.name for path in desk.workspace.root.glob("cchc.log*"))
    assert files == ["cchc.log", "cchc.log.1", "cchc.log.2", "cchc.log.3"]


# --- the log of every run -------------------------------------------------------------------------------------------


def test_the_log_says_what_runs_did_and_no_figure(desk):
    desk.drop("STC", {"I.1.1": 987654}, notes={"I.1.1": "theo báo cáo mật 987654"})
    desk.drop_bytes("hỏng.xlsx", b"PK\x03\x04 987654")
    collect(desk.workspace)
    collect(desk.workspace)
    told = (desk.workspace.root / "cchc.log").read_text(encoding="utf-8").splitlines()
    assert [line.split(" INFO ")[1] for line in told if "collect" in line] == [
        f"collect {PERIOD}: 1 accepted, 1 unreadable",
        f"collect {PERIOD}: 1 known, 1 unreadable",
    ]
    assert not [line for line in told if "987654" in line]


def test_a_command_s_own_fault_goes_to_the_log_without_what_it_says(desk, monkeypatch, capsys):
    from cchc_excel import api  # noqa: PLC0415

    def falls(*_given, **_options):
        raise ValueError(QUOTED)

    monkeypatch.setattr(api, "status", falls, raising=False)
    assert main(["-w", str(desk.workspace.root), "status"]) == 2
    assert "cchc.log" in capsys.readouterr().err
    told = (desk.workspace.root / "cchc.log").read_text(encoding="utf-8")
    assert "command failed: ValueError" in told
    assert "987654" not in told


def test_every_verb_that_changes_something_leaves_its_line(desk):
    from cchc_excel.api import assign, doctor, extend, generate  # noqa: PLC0415

    path = desk.drop("STC", {"I.1.1": 5, "I.1.2": 6})
    collect(desk.workspace)
    check(desk.workspace)
    feedback(desk.workspace)
    extend(desk.workspace, "SNV", date(2021, 3, 20))
    assign(desk.workspace, path.name, "STC")
    consolidate(desk.workspace)
    doctor(desk.workspace, rebuild=True)
    generate(desk.workspace, PERIOD)
    lines = desk.workspace.log_path.read_text(encoding="utf-8").splitlines()
    told = [line.split(" INFO ")[1] for line in lines]
    sha256 = next(line.split()[2].rstrip(":") for line in told if line.startswith("assign"))
    assert len(sha256) == 64
    for line in (
        f"collect {PERIOD}: 1 accepted",
        f"check {PERIOD}: 1 returns, 1 errors, 7 warnings",
        f"feedback {PERIOD}: 1 copies",
        f"extend {PERIOD} SNV: 2021-03-20",
        f"assign {PERIOD} {sha256}: STC",
        f"consolidate {PERIOD}: tong-hop_PL2-B1_2021-Q1.xlsx from 1 of 3 returns",
        "doctor --rebuild: 1 files, sound",
        f"generate {PERIOD}: 3 templates",
    ):
        assert line in told, (line, told)


# --- what was accepted stays accepted -------------------------------------------------------------------------------


@pytest.fixture
def failing_snv(desk, monkeypatch):
    """Two returns, collected; from now on the program falls whenever it classifies SNV's."""
    for code in ("STC", "SNV"):
        desk.drop(code, {"I.1.1": 5})
    desk.collect()
    by_stamp = judging._by_stamp

    def falls(outcome, stamp, *rest):
        if stamp.agency == "SNV":
            raise ValueError(QUOTED)
        return by_stamp(outcome, stamp, *rest)

    monkeypatch.setattr(judging, "_by_stamp", falls)
    return desk


def test_a_fault_leaves_an_accepted_return_what_it_is(failing_snv, monkeypatch):
    from cchc_excel.api import assign, status  # noqa: PLC0415

    monkeypatch.setattr(judging, "_by_decision", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        assign(failing_snv.workspace, "SNV.xlsx", "SNV")
    assert status(failing_snv.workspace).count("on_time") == 2


@pytest.mark.parametrize("fault", [ZeroDivisionError, KeyboardInterrupt])
def test_a_decision_that_came_to_nothing_decides_nothing_later(failing_snv, monkeypatch, fault):
    """Else the file would be another agency's return as soon as the program is mended."""
    from cchc_excel.api import assign  # noqa: PLC0415

    by_decision = judging._by_decision

    def falls(*_):
        raise fault

    monkeypatch.setattr(judging, "_by_decision", falls)
    with pytest.raises(fault):
        assign(failing_snv.workspace, "SNV.xlsx", "STP")
    with failing_snv.workspace.ledger() as ledger:
        (sha256,) = [receipt.sha256 for receipt in ledger.receipts(PERIOD) if receipt.name == "SNV.xlsx"]
        assert not ledger.decision(sha256, PERIOD)
    monkeypatch.setattr(judging, "_by_decision", by_decision)
    assert assign(failing_snv.workspace, "SNV.xlsx", "STP").agency == "STP"


@pytest.mark.parametrize("name", ["is_genuine", "get"])
def test_what_the_fence_asks_may_fail_too(desk, monkeypatch, name):
    owner = {"is_genuine": Stamp, "get": Register}[name]
    sound = getattr(owner, name)

    def falls(self, key):
        return 1 / 0 if "SNV" in (key, getattr(self, "agency", "")) else sound(self, key)

    for code in ("STC", "SNV"):
        desk.drop(code, {"I.1.1": 5})
    monkeypatch.setattr(owner, name, falls)
    assert {found: one.state for found, one in desk.collect().items()} == {"STC.xlsx": "accepted", "SNV.xlsx": "failed"}


def test_a_file_that_cannot_be_archived_takes_no_other_with_it(desk, monkeypatch):
    """Neither the rest of its package, nor the same content in another; mended, the next run takes it in."""
    folder = desk.workspace.folder("returned", PERIOD)
    for code in ("STC", "SNV", "STP"):
        desk.drop(code, {"I.1.1": 5})
    for name, codes in {"a.zip": ("STC", "SNV"), "b.zip": ("STC", "STP")}.items():
        with zipfile.ZipFile(folder / name, "w") as package:
            for code in codes:
                package.write(folder / f"{code}.xlsx", f"{code}.xlsx")
    for code in ("STC", "SNV", "STP"):
        (folder / f"{code}.xlsx").unlink()
    store = Archive.store

    def falls(self, source, sha256, metadata, **options):
        if "SNV" in metadata.name:
            raise ValueError(QUOTED)
        return store(self, source, sha256, metadata, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Archive, "store", falls)
        told = {str(one.path.relative_to(folder)): one.state for one in collect(desk.workspace)}
    assert told == {
        "a.zip": "unpacked",
        str(Path("a.zip", "STC.xlsx")): "accepted",
        str(Path("a.zip", "SNV.xlsx")): "failed",
        "b.zip": "unpacked",
        str(Path("b.zip", "STC.xlsx")): "duplicate",
        str(Path("b.zip", "STP.xlsx")): "accepted",
    }
    assert QUOTED not in desk.workspace.log_path.read_text(encoding="utf-8")
    told = {str(one.path.relative_to(folder)): one.state for one in collect(desk.workspace)}
    assert told[str(Path("a.zip", "SNV.xlsx"))] == "accepted"


def test_an_archive_that_cannot_be_written_is_the_operators_to_mend(desk, monkeypatch):
    desk.drop("STC", {"I.1.1": 5})

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Archive, "store", full)
        with pytest.raises(WorkspaceError, match="archive"):
            collect(desk.workspace)
    assert [one.state for one in collect(desk.workspace)] == ["accepted"]


def test_a_message_that_is_no_text_is_kept_all_the_same(desk):
    """A damaged .xls may hold half a surrogate pair, and the finding quotes it."""
    desk.drop("STC", {"I.1.1": 5})
    desk.collect()
    with desk.workspace.ledger() as ledger:
        (record,) = ledger.returns(PERIOD, "STC")
        ledger.save_checks([(record.receipt.id, [], [Finding("SL01", "error", "có “\ud800”", raw="\ud800")])])
        (finding,) = ledger.return_of(record.receipt).findings
    assert (finding.message, finding.raw) == ("có “?”", "?")


def test_a_ledger_made_anew_tells_what_it_could_not_take_in(failing_snv, capsys):
    from cchc_excel.api import doctor, short_reminders  # noqa: PLC0415

    # What was recorded needs no classifying; what an earlier version noted does.
    assert doctor(failing_snv.workspace, rebuild=True).troubles == []
    lose_ledger(failing_snv.workspace)
    forget_outcomes(failing_snv.workspace)
    health = doctor(failing_snv.workspace, rebuild=True)
    assert [trouble.kind for trouble in health.troubles] == ["failed"]
    assert "SNV.xlsx" in health.troubles[0].message
    # The others are there, commands end with 3, and SNV is reminded of nothing.
    assert {one.agency.code for one in check(failing_snv.workspace)} == {"STC"}
    assert main(["-w", str(failing_snv.workspace.root), "consolidate"]) == 3
    assert "SNV.xlsx" in capsys.readouterr().err
    assert [reminder.agency.code for reminder in short_reminders(failing_snv.workspace)] == ["STP"]


def test_a_file_name_that_is_no_text_stops_nobody(desk):
    desk.drop("STC", {"I.1.1": 5})
    folder = desk.workspace.folder("returned", PERIOD)
    try:
        (folder / "b\udce1o c\udce1o.pdf").write_bytes(b"%PDF-1.7")
    except (UnicodeEncodeError, OSError):
        pytest.skip("this file system takes no such name")
    told = {one.state for one in collect(desk.workspace)}
    assert told == {"accepted", "not_a_workbook"}
    with desk.workspace.ledger() as ledger:
        assert "b?o c?o.pdf" in {receipt.name for receipt in ledger.receipts(PERIOD)}


#: What disks and hands do to a document.
ENTRIES_CUT_OFF = "UPDATE answers SET said = substr(said, 1, 200) WHERE receipt = {snv}"
NOTICE_CUT_OFF = "INSERT INTO remark (receipt, code, facts) VALUES ({snv}, 'CT07', '{{\"issue')"
FIGURES_EMPTIED = "UPDATE answers SET understood = '[]' WHERE receipt = {snv}"
FIGURE_A_WORD = 'UPDATE answers SET understood = \'{{"I.1.1": ["x", null, null]}}\' WHERE receipt = {snv}'
FACTS_CUT_OFF = "UPDATE receipt SET facts = '{{\"' WHERE id = {snv}"
DAY_CUT_OFF = "UPDATE receipt SET received = '2021-03-' WHERE id = {snv}"


def damage(desk, period, statement=ENTRIES_CUT_OFF):
    snv = "(SELECT id FROM receipt WHERE agency = 'SNV' AND period = ?)"
    with sqlite3.connect(desk.workspace.ledger_path) as db:
        assert db.execute(statement.format(snv=snv), [period]).rowcount == 1
    db.close()


@pytest.mark.parametrize("statement", [FIGURES_EMPTIED, FIGURE_A_WORD])
def test_damaged_figures_are_worked_out_again(desk, statement):
    from cchc_excel.api import answers, doctor, status  # noqa: PLC0415

    for code in ("STC", "SNV"):
        desk.drop(code, {"I.1.1": 5})
    desk.collect()
    check(desk.workspace)
    damage(desk, PERIOD, statement)
    status(desk.workspace)
    assert [trouble.kind for trouble in doctor(desk.workspace).troubles] == ["answers"]
    check(desk.workspace)
    assert doctor(desk.workspace).troubles == []
    assert consolidate(desk.workspace).province.totals["I.1.1"].value == 10
    damage(desk, PERIOD, statement)
    answers(desk.workspace)


@pytest.mark.parametrize("statement", [FACTS_CUT_OFF, DAY_CUT_OFF])
def test_a_damaged_row_of_the_ledger_is_a_sentence_and_is_made_anew(desk, capsys, statement):
    from cchc_excel.api import doctor  # noqa: PLC0415

    for code in ("STC", "SNV"):
        desk.drop(code, {"I.1.1": 5})
    desk.collect()
    damage(desk, PERIOD, statement)
    for command in ("status", "check", "collect"):
        assert main(["-w", str(desk.workspace.root), command]) == 2
        assert "cchc doctor --rebuild" in capsys.readouterr().err
    assert [trouble.kind for trouble in doctor(desk.workspace).troubles] == ["ledger"]
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert {one.agency.code for one in check(desk.workspace)} == {"STC", "SNV"}


@pytest.mark.parametrize("statement", [ENTRIES_CUT_OFF, NOTICE_CUT_OFF])
@pytest.mark.parametrize("period", [PERIOD, "2021-6T"])
def test_a_damaged_document_in_the_ledger_stops_nobody(desk, period, statement):
    """Of the period, and of an earlier one that it is compared with."""
    from cchc_excel.api import answers, doctor, generate, log, status, versions  # noqa: PLC0415

    for code in ("STC", "SNV"):
        desk.drop(code, {"I.1.1": 5}, notes={"I.1.2": "Chưa phát sinh"})
    desk.collect()
    check(desk.workspace)
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    for code in ("STC", "SNV"):
        desk.drop(code, {"I.1.1": 6}, period="2021-6T", when=datetime(2021, 6, 10))
    collect(desk.workspace, "2021-6T")
    damage(desk, period, statement)
    checked = {one.agency.code: [finding.code for finding in one.findings] for one in check(desk.workspace, "2021-6T")}
    assert ("KT01" in checked["SNV"]) == (period == "2021-6T")
    assert "KT01" not in checked["STC"]
    province = consolidate(desk.workspace, "2021-6T").province
    assert province.counted == (1 if period == "2021-6T" else 2)
    feedback(desk.workspace, "2021-6T")
    generate(desk.workspace, "2021-6T")
    status(desk.workspace, "2021-6T")
    answers(desk.workspace, "2021-6T")
    for agency in ("STC", "SNV"):
        log(desk.workspace, agency, period)
        versions(desk.workspace, agency, period)
    assert main(["-w", str(desk.workspace.root), "check", "-k", period]) == 3
    assert [trouble.kind for trouble in doctor(desk.workspace).troubles] == ["answers"]
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert main(["-w", str(desk.workspace.root), "check", "-k", period]) == 0


def test_what_could_not_be_checked_of_an_earlier_period_is_tried_again(stumbling, monkeypatch):
    check(stumbling.workspace)
    monkeypatch.undo()
    from cchc_excel.api import generate  # noqa: PLC0415

    generate(stumbling.workspace, "2021-6T", today=date(2021, 6, 1))
    with stumbling.workspace.ledger() as ledger:
        assert ledger.agencies_with(PERIOD, "KT01") == []


def test_where_no_log_can_be_written_the_lines_go_to_another_file(desk, monkeypatch, capsys):
    from cchc_excel import api  # noqa: PLC0415

    monkeypatch.setattr(api, "status", lambda *_given, **_options: 1 / 0, raising=False)
    desk.workspace.log_path.unlink(missing_ok=True)
    desk.workspace.log_path.mkdir()
    assert main(["-w", str(desk.workspace.root), "status"]) == 2
    path = Path(re.search(r"gửi tệp (\S+) cho", capsys.readouterr().err)[1])
    assert "ZeroDivisionError" in path.read_text(encoding="utf-8")
    path.unlink()


def test_where_no_file_can_be_written_the_sentence_comes_all_the_same(desk, monkeypatch, capsys):
    from cchc_excel import api  # noqa: PLC0415

    monkeypatch.setattr(api, "status", lambda *_given, **_options: 1 / 0, raising=False)
    desk.workspace.log_path.unlink(missing_ok=True)
    desk.workspace.log_path.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(desk.workspace.root / "không có"))
    assert main(["-w", str(desk.workspace.root), "status"]) == 2
    assert capsys.readouterr().err.startswith("Lỗi: ")

"""When a file came: by its date, by what the operator says, by corrections of that."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from datetime import date, datetime, timedelta

import openpyxl
import pytest

from cchc_excel.api import collect, consolidate, doctor, generate, log, status
from cchc_excel.cli.main import main
from cchc_excel.errors import RequestError
from support.recorded import file_id

PERIOD = "2021-Q1"


ANSWERS = {"I.1.1": 25, "I.1.2": 5}


def test_late_is_by_the_day_it_came(desk):
    desk.drop("STC", ANSWERS, when=datetime(2021, 3, 17, 23, 59))
    desk.drop("SNV", ANSWERS, when=datetime(2021, 3, 18, 0, 1))
    desk.collect()
    states = {one.agency.code: one.state for one in status(desk.workspace, today=date(2021, 3, 20)).agencies}
    assert states == {"STC": "on_time", "SNV": "late", "STP": "overdue"}
    assert status(desk.workspace, today=date(2021, 3, 17)).count("missing") == 1


def test_a_correction_after_the_deadline_makes_nobody_late(desk, capsys):
    desk.drop("STC", ANSWERS, when=datetime(2021, 3, 10))
    desk.drop("STC", {**ANSWERS, "I.1.1": 26}, name="STC sửa.xlsx", when=datetime(2021, 3, 24))
    # What was sent without a figure in it has met no deadline.
    desk.drop("SNV", when=datetime(2021, 3, 10))
    desk.drop("SNV", ANSWERS, name="SNV điền.xlsx", when=datetime(2021, 3, 24))
    desk.collect()
    found = {one.agency.code: one for one in status(desk.workspace, today=date(2021, 3, 25)).agencies}
    assert (found["STC"].state, found["SNV"].state) == ("on_time", "late")
    assert (found["STC"].received, found["STC"].resent) == (datetime(2021, 3, 10), datetime(2021, 3, 24))
    assert (found["SNV"].received, found["SNV"].resent) == (datetime(2021, 3, 24), None)
    assert main(["-w", str(desk.workspace.root), "status"]) == 0
    assert "2 (nộp lại 24/03)" in capsys.readouterr().out
    book = openpyxl.load_workbook(consolidate(desk.workspace).path)
    rows = {row[1].value: [cell.value for cell in row] for row in book["Tiến độ nộp"].iter_rows(min_row=5)}
    assert rows["STC"][4:6] == ["Đúng hạn", datetime(2021, 3, 10)]
    assert rows["STC"][10] == "STC sửa.xlsx (nộp lại ngày 24/03/2021)"


def test_templates_issued_again_make_no_earlier_return_doubtful(desk):
    desk.drop("STC", ANSWERS, when=datetime(2021, 3, 10))
    desk.collect()
    generate(desk.workspace, PERIOD, today=date(2021, 3, 12))
    found = status(desk.workspace, today=date(2021, 3, 25))
    assert {one.agency.code: one.state for one in found.agencies}["STC"] == "on_time"
    assert found.conflicts == []


@pytest.mark.parametrize(("packed_on", "state"), [(17, "on_time"), (20, "late")])
def test_the_first_day_of_what_came_twice_counts(desk, packed_on, state):
    loose = desk.drop("STC", ANSWERS, when=datetime(2021, 3, 19))
    packed = loose.with_name("gói.zip")
    with zipfile.ZipFile(packed, "w") as package:
        package.write(loose, "STC.xlsx")
    stamp = datetime(2021, 3, packed_on, 9).timestamp()
    os.utime(packed, (stamp, stamp))
    desk.collect()
    found = {one.agency.code: one for one in status(desk.workspace, today=date(2021, 3, 25)).agencies}
    assert found["STC"].state == state
    assert found["STC"].received == min(datetime(2021, 3, 19), datetime(2021, 3, packed_on, 9))
    assert doctor(desk.workspace, rebuild=True).troubles == []
    again = {one.agency.code: one for one in status(desk.workspace, today=date(2021, 3, 25)).agencies}
    assert again["STC"].received == found["STC"].received


def test_today_is_a_day_of_receipt_before_noon_too(desk, capsys):
    desk.drop("STC", ANSWERS)
    assert main(["-w", str(desk.workspace.root), "collect", "--received", f"{date.today():%d/%m/%Y}"]) == 0
    (found,) = (one for one in status(desk.workspace).agencies if one.agency.code == "STC")
    assert found.received <= datetime.now()


def test_a_day_that_has_not_come_is_no_day_of_receipt(desk):
    desk.drop("STC", ANSWERS)
    with pytest.raises(RequestError, match="chưa đến"):
        desk.collect(received=datetime.now() + timedelta(days=1))
    assert desk.collect(received=datetime.now())["STC.xlsx"].state == "accepted"


@pytest.mark.parametrize("stamp", [4e9, 2**33 * 100, -(2**40)])
def test_a_file_with_an_impossible_date_is_taken_in(desk, stamp):
    path = desk.drop("STC", {"I.1.1": 25})
    try:
        os.utime(path, (stamp, stamp))
    except (OSError, OverflowError):
        pytest.skip("the file system keeps no such date")
    assert desk.collect()["STC.xlsx"].state == "accepted"


def test_the_day_of_receipt_can_be_said(desk):
    desk.drop("STC", ANSWERS, when=datetime(2021, 3, 25))
    desk.collect(received=datetime(2021, 3, 16, 12))
    assert status(desk.workspace).agencies[0].state == "on_time"


def test_the_day_of_a_known_file_is_corrected_where_the_file_is_named(desk):
    path = desk.drop("STC", ANSWERS, when=datetime(2021, 3, 25, 8))
    desk.collect()
    (told,) = collect(desk.workspace, received=datetime(2021, 3, 16, 12))
    assert "Thời điểm nhận vẫn là 25/03/2021 08:00." in told.reason
    assert f"cchc collect {file_id(desk, 'STC.xlsx')} -k 2021-Q1 --received" in told.remedy
    assert status(desk.workspace).agencies[0].state == "late"
    (told,) = collect(desk.workspace, paths=[path], received=datetime(2021, 3, 16, 12))
    assert (told.state, told.remedy, told.is_news) == ("known", "", True)
    assert told.reason.endswith("Thời điểm nhận sửa từ 25/03/2021 08:00 thành 16/03/2021 12:00.")
    assert status(desk.workspace).agencies[0].state == "on_time"
    doctor(desk.workspace, rebuild=True)
    assert status(desk.workspace).agencies[0].state == "on_time"


def test_a_copy_that_comes_later_does_not_change_the_day_of_what_is_known(desk):
    path = desk.drop("STC", ANSWERS, when=datetime(2021, 3, 10))
    desk.collect()
    copy = path.with_name("bản sao.xlsx")
    shutil.copy(path, copy)
    packed = path.with_name("gói.zip")
    with zipfile.ZipFile(packed, "w") as made:
        made.write(path, "STC.xlsx")
    told = collect(desk.workspace, paths=[copy, packed], received=datetime(2021, 3, 25))
    assert [one.state for one in told] == ["duplicate", "unpacked", "duplicate"]
    assert status(desk.workspace).agencies[0].received == datetime(2021, 3, 10)


def test_a_corrected_day_decides_which_return_counts(desk):
    first = desk.drop("STC", ANSWERS, name="một.xlsx", when=datetime(2021, 3, 10))
    desk.drop("STC", {**ANSWERS, "I.1.1": 26}, name="hai.xlsx", when=datetime(2021, 3, 11))
    desk.collect()
    collect(desk.workspace, paths=[first], received=datetime(2021, 3, 12))
    with desk.workspace.ledger() as ledger:
        assert [record.receipt.name for record in ledger.accepted(PERIOD)] == ["một.xlsx"]


def test_the_day_before_it_was_corrected_is_kept_in_the_log(desk):
    path = desk.drop("STC", ANSWERS, when=datetime(2021, 3, 25, 8))
    desk.collect()
    for day in (16, 17):
        collect(desk.workspace, paths=[path], received=datetime(2021, 3, day, 12))
    (line,) = (line for line in log(desk.workspace, "STC")[1] if "Nhận tệp" in line.text)
    assert line.when == datetime(2021, 3, 17, 12)
    assert line.text.endswith("Thời điểm nhận được sửa theo quyết định, trước đó là 25/03/2021 08:00.")


def test_a_superseded_file_that_is_put_there_anew_may_be_meant(desk):
    first = desk.drop("STC", ANSWERS, name="một.xlsx")
    desk.drop("STC", {**ANSWERS, "I.1.1": 26}, name="hai.xlsx", when=datetime(2021, 3, 11))
    desk.collect()
    assert desk.collect()["một.xlsx"].state == "known"
    later = time.time() + 60
    os.utime(first, (later, later))
    # A day ahead is told as now, which is no later than the run.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("cchc_excel.workflow.intake._changed_at", lambda _: datetime.fromtimestamp(later))
        told = desk.collect()["một.xlsx"]
    command = f"cchc assign {file_id(desk, 'một.xlsx')} --agency STC -k 2021-Q1"
    assert (told.state, command in told.remedy) == ("duplicate", True)


def test_the_day_of_what_is_in_a_named_zip_is_corrected(desk):
    path = desk.drop("STC", ANSWERS)
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w") as made:
        made.write(path, "STC.xlsx")
    path.unlink()
    collect(desk.workspace, received=datetime(2021, 3, 25))
    assert status(desk.workspace).agencies[0].state == "late"
    collect(desk.workspace, paths=[packed], received=datetime(2021, 3, 16, 12))
    assert status(desk.workspace).agencies[0].state == "on_time"


def test_what_nobody_has_taken_in_is_told(desk):
    desk.drop("STC", ANSWERS)
    desk.collect()
    assert status(desk.workspace).uncollected == {}
    late = desk.drop("SNV", ANSWERS)
    # In place of the one that was collected.
    again = desk.drop("STC", {**ANSWERS, "I.1.1": 26}, when=datetime(2021, 3, 11))
    (late.parent / "~$STC.xlsx").write_bytes(b"")
    shutil.copy(
        desk.workspace.archive.find(next(iter(desk.workspace.archive.files()))[0]), late.parent / "bản sao.xlsx"
    )
    assert status(desk.workspace).uncollected == {PERIOD: [late, again]}
    desk.collect()
    assert status(desk.workspace).uncollected == {}
    # A correction of this period, after the next one was issued.
    generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
    corrected = desk.drop("SNV", {**ANSWERS, "I.1.1": 27}, name="sửa.xlsx", when=datetime(2021, 6, 2))
    assert status(desk.workspace, "2021-6T").uncollected == {PERIOD: [corrected]}

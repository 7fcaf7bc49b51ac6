"""What doctor, and every command beside it, tells of a workspace."""

from __future__ import annotations

import os
import time

import pytest

from cchc_excel import api
from cchc_excel.api import assign, collect, doctor
from cchc_excel.cli.main import main
from cchc_excel.errors import RequestError
from support.recorded import lose_ledger

PERIOD = "2021-Q1"


def test_many_unrecorded_files_are_one_trouble(full):
    full.collect()
    with full.workspace.ledger() as ledger:
        count = len(ledger.receipts(PERIOD))
    lose_ledger(full.workspace)
    (told,) = (one for one in doctor(full.workspace).troubles if one.kind == "unrecorded")
    assert count > 3
    assert f"{count} tệp" in told.message


def test_waiting_files_are_told_by_every_command_that_takes_the_rest_for_all(desk, capsys):
    here = ["-w", str(desk.workspace.root)]
    desk.drop("STC", {"I.1.1": 11})
    desk.collect()
    desk.drop("SNV", {"I.1.1": 12})
    desk.workspace.folder("returned", PERIOD).joinpath("la.pdf").write_bytes(b"%PDF-1.7")
    collect(desk.workspace, paths=[desk.workspace.folder("returned", PERIOD) / "la.pdf"])
    waiting = "Chưa tiếp nhận 1 tệp trong returned/2021-Q1 (SNV.xlsx). Đề nghị chạy: cchc collect -k 2021-Q1"
    for command in (["status"], ["check"], ["consolidate"]):
        assert main([*here, *command]) == 0
        assert waiting in capsys.readouterr().out
    # Beside the texts that are to be pasted.
    assert main([*here, "remind", "--text"]) == 0
    said = capsys.readouterr()
    assert (waiting in said.err, "la.pdf" in said.err, "Chưa tiếp nhận" in said.out) == (True, True, False)


def test_doctor_tells_what_is_wrong(full):
    collect(full.workspace)
    assert doctor(full.workspace).troubles == []
    (_, first), (_, second), *_ = full.workspace.archive.files()
    first.write_bytes(b"changed")
    second.unlink()
    left, still_written = (full.workspace.root / "archive" / name for name in ("x.part", "y.part"))
    for path in (left, still_written):
        path.write_bytes(b"half")
    os.utime(left, (time.time() - 3600,) * 2)
    found = doctor(full.workspace)
    assert sorted(trouble.kind for trouble in found.troubles) == ["damaged", "leftover", "missing"]
    assert all(trouble.remedy for trouble in found.troubles if trouble.kind != "leftover")
    assert (left.exists(), still_written.exists()) == (False, True)


def test_assigning_a_file_that_is_never_taken_in_is_told(full):
    lock = full.drop_bytes("~$STC.xlsx", b"lock")
    with pytest.raises(RequestError, match="Chưa nhận tệp nào"):
        assign(full.workspace, str(lock), "STC")


def test_a_lost_ledger_is_told_and_not_written_over(desk):
    desk.drop("STC", {"I.1.1": 11})
    desk.collect()
    lose_ledger(desk.workspace)
    for step in (api.status, collect, lambda workspace: api.generate(workspace, PERIOD)):
        with pytest.raises(RequestError, match="Sổ theo dõi trống") as told:
            step(desk.workspace)
        assert "cchc doctor --rebuild" in told.value.remedy
    doctor(desk.workspace, rebuild=True)
    stc = next(agency for agency in api.status(desk.workspace).agencies if agency.agency.code == "STC")
    assert (stc.state, stc.given) == ("on_time", 1)


@pytest.mark.parametrize(
    ("key", "kind", "told"),
    [
        (None, "key", "Không có tệp cchc.key"),
        ("không phải khóa", "key", "Tệp cchc.key không đọc được"),
        ("ab" * 32, "key_other", "không phải là tệp đã dùng khi phát hành biểu mẫu (kỳ 2021-Q1)"),
    ],
)
def test_a_lost_or_another_key_is_told(desk, key, kind, told):
    assert doctor(desk.workspace).troubles == []
    path = desk.workspace.root / "cchc.key"
    path.unlink()
    if key:
        path.write_text(key, encoding="utf-8")
        path.chmod(0o600)
    (trouble,) = doctor(api.Workspace(desk.workspace.root)).troubles
    assert (trouble.kind, told in trouble.message) == (kind, True)
    assert "bản sao lưu" in trouble.remedy


def test_the_key_of_issued_templates_is_known_after_a_rebuild(desk):
    assert doctor(desk.workspace, rebuild=True).troubles == []
    (desk.workspace.root / "cchc.key").write_text("ab" * 32, encoding="ascii")
    assert [one.kind for one in doctor(api.Workspace(desk.workspace.root)).troubles] == ["key_other"]

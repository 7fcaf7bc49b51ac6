"""What somebody changed in a file that the program wrote is kept, and told; what nobody changed is written over."""

from __future__ import annotations

import os
from datetime import datetime

import openpyxl
import pytest

from cchc_excel.api import consolidate, doctor, feedback, generate
from cchc_excel.cli.main import main
from support.desk import PERIOD
from support.recorded import lose_ledger

CHANGED = datetime(2021, 3, 12, 10, 30)


def edit(path):
    """As somebody does it in Excel."""
    book = openpyxl.load_workbook(path)
    book.create_sheet("Ghi chú của phòng")
    book.save(path)
    os.utime(path, (CHANGED.timestamp(),) * 2)
    return path.read_bytes()


def test_a_master_that_somebody_changed_is_kept(desk, capsys):
    desk.drop("STC", {"I.1.1": 1})
    desk.collect()
    made = consolidate(desk.workspace)
    assert made.edited == []
    assert consolidate(desk.workspace).edited == []
    theirs = edit(made.path)
    assert main(["-w", str(desk.workspace.root), "consolidate"]) == 0
    kept = made.path.with_name(f"{made.path.stem}_da-sua-20210312-103000.xlsx")
    assert str(kept) in capsys.readouterr().out
    assert kept.read_bytes() == theirs
    assert "Ghi chú của phòng" not in openpyxl.load_workbook(made.path).sheetnames
    # A second one of the same minute has its own place.
    theirs_too = edit(made.path) + b""
    (again,) = consolidate(desk.workspace).edited
    assert (again != kept, again.read_bytes(), kept.read_bytes()) == (True, theirs_too, theirs)


def test_new_figures_leave_no_copies(desk):
    for number in (1, 2, 3):
        desk.drop("STC", {"I.1.1": number}, name=f"{number}.xlsx", when=datetime(2021, 3, number + 5))
        desk.collect()
        assert consolidate(desk.workspace, also=["csv", "html"]).edited == []
    assert len(list((desk.workspace.root / "consolidated" / PERIOD).glob("tong-hop*"))) == 1


@pytest.mark.parametrize("is_lost", [False, True])
def test_after_a_rebuild_too(desk, is_lost):
    desk.drop("STC", {"I.1.1": 1})
    desk.collect()
    path = consolidate(desk.workspace).path
    if is_lost:
        lose_ledger(desk.workspace)
    doctor(desk.workspace, rebuild=True)
    desk.drop("STC", {"I.1.1": 2}, name="hai.xlsx", when=datetime(2021, 3, 12))
    desk.collect()
    # Without the former ledger nobody knows who wrote it: it is kept rather than lost.
    assert len(consolidate(desk.workspace).edited) == is_lost
    theirs = edit(path)
    (kept,) = consolidate(desk.workspace).edited
    assert kept.read_bytes() == theirs


def test_a_template_that_somebody_changed_is_kept(desk, capsys):
    path = desk.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_STC.xlsx"
    before = path.read_bytes()
    theirs = edit(path)
    issued = {one.agency.code: one.kept for one in generate(desk.workspace, PERIOD)}
    assert (issued["STC"].read_bytes(), issued["SNV"], path.read_bytes()) == (theirs, None, before)
    edit(path)
    assert main(["-w", str(desk.workspace.root), "generate", PERIOD]) == 0
    assert "Tệp cũ đã có người sửa" in capsys.readouterr().out


def test_a_feedback_copy_that_somebody_changed_is_kept(desk):
    desk.drop("STC", {"I.1.1": -1})
    desk.collect()
    (copy,) = feedback(desk.workspace)
    assert copy.kept is None
    theirs = edit(copy.path)
    (again,) = feedback(desk.workspace)
    assert again.kept.read_bytes() == theirs

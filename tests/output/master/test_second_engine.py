"""The master's live formulas, worked out by a second engine beside LibreOffice: each gives what we cached."""

from __future__ import annotations

import random
from datetime import date, datetime

import openpyxl
import pytest

from cchc_excel.api import Workspace, consolidate, generate
from cchc_excel.domain.agency import Agency
from cchc_excel.workflow.consolidate import consolidated_period
from cchc_excel.workflow.settings import Settings
from support.desk import Desk
from support.made_up_fills import MadeUp
from support.second_engine import SecondEngine

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

CHOICES = "Lựa chọn"
#: What is chosen → how the totals are formed in Python: by rule and by group.
RULES = {
    "Chỉ số liệu không bị báo lỗi": "leave_out_figure",
    "Mọi số liệu đọc được, kể cả bị báo lỗi": "count_all",
}
GROUPS = {"Tất cả các nhóm": None, "Sở, ban, ngành": "so", "UBND cấp xã": "xa"}


def disagreements(path) -> tuple[list[tuple], int]:
    """Formulas of which the second engine gives something else, and how many there are."""
    engine = SecondEngine(path.read_bytes())
    engine.type(CHOICES, {})
    formulas, cached = (openpyxl.load_workbook(path, data_only=values) for values in (False, True))
    found, count = [], 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            count += 1
            ours, theirs = cached[sheet.title][cell.coordinate].value or "", engine.value(sheet.title, cell.coordinate)
            if (ours or "") != (pytest.approx(theirs, rel=1e-12) if isinstance(ours, float) else theirs or ""):
                found.append((sheet.title, cell.coordinate, cell.value, ours, theirs))
    return found, count


def test_the_demo_is_worked_out_as_we_did(demo):
    found, count = disagreements(consolidate(demo).path)
    assert found == []
    assert count > 500


def test_an_undated_and_a_blank_return_are_worked_out_as_we_did(desk):
    desk.drop("STC", {"I.1.1": 1}, when=datetime(1980, 1, 1))
    desk.drop("SNV")
    desk.collect()
    assert disagreements(consolidate(desk.workspace).path)[0] == []


@pytest.fixture(scope="module", params=range(4))
def generated(request, form, tmp_path_factory):
    """Two groups whose answers are anything that may be typed."""
    agencies = (
        *(Agency(code, f"Sở {code}", "so", "PL2-B1") for code in ("S1", "S2", "S3")),
        *(Agency(code, f"UBND xã {code}", "xa", "PL2-B1") for code in ("X1", "X2")),
    )
    workspace = Workspace.create(tmp_path_factory.mktemp("generated") / "desk", Settings(), agencies)
    generate(workspace, "2021-Q1", today=date(2021, 3, 1))
    desk, made_up = Desk(workspace), MadeUp(form, random.Random(request.param))
    for code in ("S1", "S2", "X1", "X2"):
        fills = made_up.fills()
        notes = {row: fill.note for row, fill in fills.items()}
        desk.drop(code, {row: fill.value for row, fill in fills.items()}, notes=notes)
    desk.collect()
    return workspace


def test_generated_returns_are_worked_out_as_we_did(generated):
    found, count = disagreements(consolidate(generated).path)
    assert found == []
    assert count > 500


def test_every_choice_gives_our_own_totals(generated):
    path = consolidate(generated).path
    engine = SecondEngine(path.read_bytes())
    for choice, rule in RULES.items():
        province = consolidated_period(generated, error_rule=rule)
        for name, group in GROUPS.items():
            engine.type(CHOICES, {"C5": choice, "C6": name})
            for code, total in (province.totals if group is None else province.group_totals[group]).items():
                row = 10 + [one.code for one in province.form.rows].index(code)
                shown = engine.value("Tổng hợp", f"D{row}")
                assert (None if shown == "" else shown) == (total.text or pytest.approx(total.value)), (code, name)
                assert engine.value("Tổng hợp", f"F{row}") == f"{total.given}/{total.expected}", (code, name)
                assert engine.value("Tổng hợp", f"G{row}") == total.left_out, (code, name)

"""Text from outside arrives in every output as text: no formula, no link, no command."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from cchc_excel.api import Workspace, answers, consolidate, feedback, generate
from cchc_excel.workflow.settings import Settings
from support.desk import AGENCIES, Desk

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

PERIOD = "2021-Q1"
EVIL = [
    "=cmd|'/c calc'!A0",
    "+SUM(1,2)",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://xau.example","bấm")',
    "{=1+1}",
    "http://xau.example/x",
    "mailto:ai@xau.example",
    'internal:"Bảng 1"!A1',
    '=DDE("cmd","/c calc","x")',
    "\t=1+1",
]


@pytest.fixture
def desk(tmp_path):
    settings = Settings.model_validate({"tinh": {"ten": EVIL[0]}, "noi_nhan": {"ten": EVIL[1], "lien_he": EVIL[4]}})
    agencies = [replace(agency, name=evil) for agency, evil in zip(AGENCIES, EVIL[2:], strict=False)]
    workspace = Workspace.create(tmp_path / "desk", settings, tuple(agencies), today=date(2021, 3, 1))
    generate(workspace, PERIOD, today=date(2021, 3, 1))
    return Desk(workspace)


def test_nothing_typed_becomes_a_formula_or_a_link(desk, form):
    rows = [row for row in form.indicators if row.type == "count"]
    notes = {row.code: text for row, text in zip(rows, EVIL, strict=False)}
    typed = {row.code: text for row, text in zip(rows[20:], EVIL, strict=False)}
    desk.drop("STC", {"I.1.1": 25} | typed, notes=notes, name="=cmd.xlsx")
    told = desk.collect()["=cmd.xlsx"]
    assert told.state == "accepted"
    (sent,) = feedback(desk.workspace)
    master = consolidate(desk.workspace).path
    templates = list(desk.workspace.folder("templates", PERIOD).iterdir())
    register = desk.workspace.root / "co-quan.xlsx"
    seen = set()
    for path in (sent.path, master, register, *templates):
        for sheet in openpyxl.load_workbook(path):
            for cell in (cell for row in sheet for cell in row):
                text = str(cell.value or "")
                carried = {evil for evil in EVIL if evil.strip() in text}
                seen |= carried
                # Our own formulas may quote a text, never start with it.
                assert not (carried and cell.data_type == "f" and any(text.startswith(evil) for evil in carried)), cell
                assert not (cell.hyperlink and cell.hyperlink.target), (path.name, cell.coordinate)
    assert seen == set(EVIL), set(EVIL) - seen


def test_the_table_of_answers_holds_what_was_typed(desk, form):
    code = next(row.code for row in form.indicators if row.type == "count")
    desk.drop("STC", {code: 1}, notes={code: EVIL[0]})
    desk.collect()
    consolidate(desk.workspace)
    table = answers(desk.workspace)
    assert list(table[(table.agency == "STC") & (table.indicator == code)].note) == [EVIL[0]]

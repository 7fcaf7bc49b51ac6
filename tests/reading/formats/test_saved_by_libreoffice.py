"""An agency fills the template in LibreOffice and saves it as it likes: nothing that matters is lost."""

from __future__ import annotations

import openpyxl
import pytest

from cchc_excel.api import consolidate
from cchc_excel.domain.submission import Reading
from cchc_excel.forms.layout import Layout
from cchc_excel.reading.reader import read_file
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits

PERIOD = "2021-Q1"
KINDS = ("xlsx", "xls", "ods")
TYPED = {"I.1.1": 25, "I.1.2": 20, "I.5.1": 68, "I.5.2": "1 - Phát phiếu", "I.5.3": 99.2, "III.4": "1 - Có"}
NOTES = {"I.1": "294/KH-STC ngày 22/01/2021", "I.5.3": "Số liệu lũy kế"}


@pytest.fixture
def typed(form):
    layout = Layout(form)
    cells = {layout.cell(code, "figure"): value for code, value in TYPED.items()}
    return cells | {layout.cell(code, "note"): note for code, note in NOTES.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_filled_by_hand_and_saved_it_goes_through_to_the_master(desk, office, typed, form, kind):
    template = desk.workspace.folder("templates", PERIOD) / "PL2-B1_2021-Q1_STC.xlsx"
    saved = office.edit(template, typed, formats=KINDS)[kind]
    desk.drop_bytes(f"bao cao.{kind}", saved.read_bytes())
    told = desk.collect()[f"bao cao.{kind}"]
    assert (told.state, told.agency, told.number) == ("accepted", "STC", 1), told.reason
    province = consolidate(desk.workspace).province
    values = {code: cell.value for (agency, code), cell in province.cells.items() if agency == "STC"}
    assert {code: value for code, value in values.items() if value is not None} == {
        "I.1.1": 25, "I.1.2": 20, "I.5.1": 68, "I.5.2": 1, "I.5.3": 99.2, "III.4": 1
    }  # fmt: skip
    assert province.returns["STC"].notes == NOTES
    assert province.totals["I.1.1"].value == 25


@pytest.mark.parametrize("kind", KINDS)
def test_locks_dropdowns_and_stamp_survive(desk, office, typed, form, kind):
    template = desk.workspace.folder("templates", PERIOD) / "PL2-B1_2021-Q1_STC.xlsx"
    saved = office.edit(template, typed, formats=KINDS)[kind]
    # .xls and .ods are looked at through one more honest re-save, since only .xlsx can be inspected so closely.
    book = openpyxl.load_workbook(office.edit(saved)["xlsx"])
    sheet, layout = book["Bảng 1"], Layout(form)
    assert sheet.protection.sheet
    unlocked = {
        cell.coordinate
        for row in sheet.iter_rows(max_row=layout.last_row, max_col=9)
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked == {layout.cell(row.code, "figure") for row in form.indicators} | {
        layout.cell(row.code, "note") for row in form.rows
    }
    lists = {
        str(span) for rule in sheet.data_validations.dataValidation if rule.type == "list" for span in rule.sqref.ranges
    }
    covered = {cell for span in lists for cell in _cells(span)}
    assert covered == {layout.cell(row.code, "figure") for row in form.indicators if row.type == "coded"}
    assert book["_cchc"].sheet_state in ("hidden", "veryHidden")
    assert sheet.column_dimensions["A"].hidden


@pytest.mark.parametrize("kind", KINDS)
def test_the_stamp_is_found_in_the_properties_alone(desk, office, form, tmp_path, kind):
    """As after copying the visible sheets: no stamp sheet, but the file's own properties."""
    template = desk.workspace.folder("templates", PERIOD) / "PL2-B1_2021-Q1_STC.xlsx"
    book = openpyxl.load_workbook(template)
    book.security = None
    del book["_cchc"]
    bare = tmp_path / "bare.xlsx"
    book.save(bare)
    saved = office.edit(bare, formats=KINDS)[kind]
    outcome = read_file(str(saved), ExpectedForms.of([form], form.key), Limits())
    assert isinstance(outcome, Reading)
    assert outcome.stamp.agency == "STC"
    assert outcome.stamp.is_genuine(desk.workspace.key)
    assert "CT04" in [remark.code for remark in outcome.notices]


def _cells(span: str):
    first, _, last = span.partition(":")
    column, top = first[0], int(first[1:])
    return {f"{column}{row}" for row in range(top, int((last or first)[1:]) + 1)}

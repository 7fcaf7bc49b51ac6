"""The live check says what Python says: two spreadsheet engines judge generated returns."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from cchc_excel.domain.agency import Agency
from cchc_excel.domain.period import Period
from cchc_excel.domain.stamp import Stamp
from cchc_excel.forms.layout import CHECK_SHEET, SHEET, Layout
from cchc_excel.template import AgencyPrefill, Campaign, Fill, TemplateRenderer
from cchc_excel.template.live import LiveCheck
from support.made_up_fills import MadeUp
from support.second_engine import SecondEngine, plain_note

#: Some forty seconds of thousands of rows.
pytestmark = pytest.mark.slow

GROUPS = ("so", "xa", "tinh")
STAMP = Stamp("PL2-B1", "2021.1", "2021-Q1", "STC", "1", "x")
BOOKS, RETURNS_IN_A_BOOK = 15, 8
#: Only compared with the same sums on the form's sheet; whether "1*" finds 12 and whether LEN goes over a range, the
#: engines see differently.
SUMS = (CHECK_SHEET, 3)


@pytest.fixture(scope="module")
def campaign(form):
    return Campaign(
        form, Period.parse("2021-Q1"), date(2021, 3, 17), date(2021, 3, 1), "Sở Nội vụ", "", "mat-khau", communes=10
    )


@pytest.fixture(scope="module")
def renderer(campaign):
    return TemplateRenderer(campaign)


def issued(renderer, group, prefill) -> bytes:
    return renderer.render(Agency("STC", "Sở Tài chính", group, "PL2-B1"), STAMP, prefill)


def typed(form, fills) -> dict[str, object]:
    """What is typed into which cell of the form's sheet."""
    layout = Layout(form)
    figures = {layout.cell(code, "figure"): fill.value for code, fill in fills.items() if fill.value is not None}
    return figures | {layout.cell(code, "note"): fill.note for code, fill in fills.items() if fill.note}


def in_python(campaign, group, prefill) -> dict[str, str]:
    """The column *Kiểm tra* by row, and the two cells above it."""
    live = LiveCheck(Layout(campaign.form), campaign, group, prefill)
    texts = {row.code: live.text(row) for row in campaign.form.rows}
    return texts | {"progress": live.progress_text(), "counts": live.counts_text()}


def places(form) -> dict[str, str]:
    layout = Layout(form)
    return {row.code: layout.cell(row.code, "check") for row in form.rows} | {"progress": "H1", "counts": "H2"}


def differences(ours, theirs, fills) -> list[tuple]:
    return [(code, fills.get(code), ours[code], theirs[code]) for code in ours if ours[code] != theirs[code]]


@pytest.mark.parametrize("seed", range(BOOKS))
def test_a_second_engine_says_what_python_says(renderer, campaign, form, seed):
    chance = random.Random(seed)
    made_up = MadeUp(form, chance)
    group, past = GROUPS[seed % len(GROUPS)], made_up.past()
    prefill = AgencyPrefill(past=past, previous_name="Quý IV năm 2020" if past else "")
    engine = SecondEngine(issued(renderer, group, prefill))
    for _ in range(RETURNS_IN_A_BOOK):
        fills = {code: replace(fill, note=plain_note(form, fill.note)) for code, fill in made_up.fills().items()}
        engine.type(SHEET, typed(form, fills))
        theirs = {name: engine.value(SHEET, cell) for name, cell in places(form).items()}
        assert differences(in_python(campaign, group, replace(prefill, fills=fills)), theirs, fills) == []


@pytest.mark.parametrize("seed", range(100, 106))
def test_libreoffice_says_what_python_says(renderer, campaign, form, office, tmp_path, seed):
    """Capital letters and line breaks too."""
    made_up = MadeUp(form, random.Random(seed))
    group, past, fills = GROUPS[seed % len(GROUPS)], made_up.past(), made_up.fills()
    prefill = AgencyPrefill(past=past, previous_name="Quý IV năm 2020" if past else "")
    path = tmp_path / "x.xlsx"
    path.write_bytes(issued(renderer, group, prefill))
    cells = {cell: float(value) if isinstance(value, int) else value for cell, value in typed(form, fills).items()}
    sheet = openpyxl.load_workbook(office.edit(path, cells)["xlsx"], data_only=True)[SHEET]
    theirs = {name: sheet[cell].value or "" for name, cell in places(form).items()}
    assert differences(in_python(campaign, group, replace(prefill, fills=fills)), theirs, fills) == []


@pytest.mark.parametrize("group", GROUPS)
def test_both_engines_confirm_the_values_that_a_template_is_issued_with(renderer, form, office, tmp_path, group):
    """LibreOffice and viewers show them as they are: a wrong one would stay until something is typed."""
    made_up = MadeUp(form, random.Random(group))
    fills = {
        code: Fill(None if fill.value == " " else fill.value, plain_note(form, fill.note))
        for code, fill in made_up.fills().items()
    }
    content = issued(renderer, group, AgencyPrefill(fills, made_up.past(), "Quý IV năm 2020"))
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    engine = SecondEngine(content)
    engine.type(SHEET, {})
    ours, formulas = (openpyxl.load_workbook(BytesIO(content), data_only=values) for values in (True, False))
    office_book = openpyxl.load_workbook(office.recalculated(path), data_only=True)
    wrong = []
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            cached = _comparable(ours[sheet.title][cell.coordinate].value)
            theirs = _comparable(office_book[sheet.title][cell.coordinate].value)
            second = _comparable(engine.value(sheet.title, cell.coordinate))
            if not cached == theirs == second and (sheet.title, cell.row) != SUMS:
                wrong.append((sheet.title, cell.coordinate, cell.value, cached, theirs, second))
    assert wrong == []


def _comparable(value: object) -> object:
    """Any error is as good as any other; numbers to twelve digits."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("#"):
        return "an error"
    return float(f"{value:.12g}") if isinstance(value, float) else value

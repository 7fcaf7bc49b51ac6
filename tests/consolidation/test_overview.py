"""*Tổng quan*: what it shows agrees with the returns, and its charts draw it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from cchc_excel.api import check, consolidate
from cchc_excel.consolidation.overview import MAPPED_AGENCIES, most_in_need, overview
from cchc_excel.domain.agency_submission import SubmissionCell
from cchc_excel.domain.submission import Answer, Cell, Entry
from cchc_excel.messages import master as messages
from cchc_excel.output.master import master_book

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow


@pytest.fixture
def made(desk):
    desk.drop(
        "STC",
        {"I.1.1": 25, "I.1.2": 30, "I.3.3": 2.5, "III.6.2": 60, "III.6.1": 70, "III.6.3": 95.5},
        notes={"II.1": "Không áp dụng"},
    )
    desk.drop("SNV", {"III.6.2": 40, "III.6.1": 40, "III.6.3": 100})
    desk.collect()
    check(desk.workspace)
    return consolidate(desk.workspace)


def test_every_cell_of_the_map_has_one_look(made):
    looks = overview(made.province).statuses
    assert looks["STC"]["I.1.1"] == "given"
    assert looks["STC"]["I.1.2"] == "wrong"  # above its total
    assert looks["STC"]["I.3.3"] == "wrong"  # no whole number
    assert looks["STC"]["II.1"] == "explained"
    assert looks["STC"]["IV.1.2"] == "explained"  # "nếu có"
    assert looks["STC"]["II.2.1"] == "blank"
    assert looks["STP"]["I.1.1"] == "not_returned"
    assert [len(found) for found in looks.values()] == [129] * 3


def test_a_figure_in_doubt_is_no_blank_of_the_map(made):
    """Where the error is about the whole table, none is about the row."""
    entry = Entry("II.2.1", Cell("blank", aside="3 | 4", why_aside="doubtful"), "", "", "", "")
    cells = {**made.province.cells, ("STC", "II.2.1"): SubmissionCell("blank", Answer(entry))}
    looks = overview(replace(made.province, cells=cells)).statuses
    assert (looks["STC"]["II.2.1"], looks["STC"]["II.2.2"]) == ("wrong", "blank")


def test_the_page_shows_it(made):
    sheet = openpyxl.load_workbook(made.path, data_only=True)["Tổng quan"]
    tiles = {sheet.cell(5, column).value: sheet.cell(4, column).value for column in range(2, 131)}
    errors = sum(found.count("error") for found in made.province.returns.values())
    warnings = sum(found.count("warning") for found in made.province.returns.values())
    assert errors >= 2
    assert tiles["Cơ quan đã nộp"] == "2/3"
    assert (tiles["Lỗi cần sửa"], tiles["Cảnh báo chưa giải trình"]) == (errors, warnings)
    codes = {sheet.cell(29, column).value: column for column in range(2, 131)}
    agencies = {sheet.cell(row, 1).value: row for row in range(30, 33)}
    assert sheet.cell(agencies["STC"], codes["I.1.2"]).value == "×"
    assert sheet.cell(agencies["STP"], codes["I.1.2"]).value == "/"
    assert sheet.print_area
    assert len(sheet._charts) == 4


def charts(path):
    """The figures of each chart of the master, by its title."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Tổng quan"]
    drawn = {}
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/charts/chart"):
                text = package.read(name).decode()
                title = re.search("<a:t>([^<]+)", text)[1]
                drawn[title] = [
                    [cell.value for row in sheet[f"{cells}:{cells}" if ":" not in cells else cells] for cell in row]
                    for cells in re.findall(r"<c:val><c:numRef><c:f>'Tổng quan'!([^<]+)</c:f>", text)
                ]
    return drawn


def test_the_charts_draw_the_figures_beside_the_page(made):
    drawn = charts(made.path)
    assert drawn[messages.CHART_PROGRESS] == [[2], [0], [1]]
    findings = overview(made.province).findings
    assert drawn[messages.CHART_FINDINGS] == [[pair[at] for pair in findings.values()] for at in (0, 1)]
    assert drawn[messages.CHART_FILLED] == [[pytest.approx(3 / 129 * 100), pytest.approx(6 / 129 * 100, abs=1)]]
    assert drawn[messages.CHART_RATIOS_ALONE] == [[pytest.approx((95.5 * 60 + 100 * 40) / 100)]]


@pytest.mark.parametrize(
    ("undated", "blank", "counts", "series"),
    [
        (False, False, [1, 0, 2], messages.PROGRESS_SERIES),
        (True, False, [1, 1, 1], messages.PROGRESS_SERIES_MORE),
        (False, True, [1, 0, 2], messages.PROGRESS_SERIES_MORE),
        (True, True, [1, 1, 1], messages.PROGRESS_SERIES_MORE),
    ],
)
def test_whose_day_nobody_knows_and_who_filled_in_nothing_are_drawn_too(desk, undated, blank, counts, series):
    desk.drop("STC", {"I.1.1": 1})
    if undated:
        desk.drop("SNV", {"I.1.1": 2}, when=datetime(1980, 1, 1))
    if blank:
        desk.drop("STP")
    desk.collect()
    found = consolidate(desk.workspace, also=["html"])
    sheet = openpyxl.load_workbook(found.path, data_only=True)["Tổng quan"]
    assert charts(found.path)[messages.CHART_PROGRESS] == [[count] for count in counts]
    assert sheet["B4"].value == f"{counts[0] + counts[1]}/3"
    page = found.others["html"].read_text(encoding="utf-8")
    drawn = page.partition(f"<figcaption>{messages.CHART_PROGRESS}</figcaption>")[2].partition("</figure>")[0]
    assert [int(text or 0) for text in re.findall(r"%\">(\d*)</i>", drawn)] == counts
    assert tuple(re.findall(r"</i>([^<]+)</span>", drawn)) == series


@pytest.mark.slow
def test_too_many_agencies_for_a_page_are_ranked(made):
    province = made.province
    copies = [replace(province.agencies[2], code=f"X{at}") for at in range(MAPPED_AGENCIES)]
    cells = {(one.code, code): province.cells["STP", code] for one in copies for code in province.totals}
    crowded = replace(province, agencies=[*province.agencies, *copies], cells={**province.cells, **cells})
    shown = [one.code for one in most_in_need(crowded, overview(crowded))]
    assert len(shown) == MAPPED_AGENCIES
    assert {"STC", "SNV"}.isdisjoint(shown)
    sheet = openpyxl.load_workbook(BytesIO(master_book(crowded)))["Tổng quan"]
    listed = [cell.value for cell in sheet["A"] if cell.value]
    assert f"({MAPPED_AGENCIES} cơ quan cần đôn đốc nhất)" in "".join(str(text) for text in listed)
    assert [text for text in listed if text in shown] == shown

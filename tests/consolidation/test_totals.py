"""The provincial figures against an independent computation."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

import openpyxl
import pytest

from cchc_excel.api import answers, check, consolidate
from cchc_excel.demo.sample import made_up_answers
from cchc_excel.domain.period import Period
from cchc_excel.domain.submission import BLANK, Cell, Entry
from cchc_excel.rules.functions import serial
from cchc_excel.validation import AgencyContext, check_return
from support.master_cells import cells


@pytest.fixture(scope="module")
def made(demo):
    return consolidate(demo)


def figures_by_hand(demo):
    """Cell answers of the counted returns, read from the archive with openpyxl and plain Python."""
    latest = {}
    for path in sorted(demo.folder("returned", "2021-Q1").glob("*.xlsx")):
        sheet = openpyxl.load_workbook(path, data_only=True)
        agency = dict(sheet["_cchc"].iter_rows(values_only=True, max_col=2))["cchc:agency"]
        when = path.stat().st_mtime
        if agency not in latest or when > latest[agency][0]:
            rows = {row[0]: (row[4], row[5] or "") for row in sheet["Bảng 1"].iter_rows(min_row=9, values_only=True)}
            latest[agency] = (when, rows)
    return {agency: rows for agency, (_, rows) in latest.items()}


def numbers(raw, left_out):
    """The figures that count, by indicator and agency: number and note."""
    values = defaultdict(dict)
    for agency, rows in raw.items():
        for code, (typed, note) in rows.items():
            number = 1248 if typed == "1,248" else typed
            if isinstance(number, str) and " - " in number:
                number = int(number.split(" - ")[0])
            if isinstance(number, (int, float)) and (agency, code) not in left_out:
                values[code][agency] = (number, note)
    return values


def test_totals_equal_a_computation_by_hand(demo, made, form):
    raw = figures_by_hand(demo)
    left_out = {(code, cell.answer.code) for (code, _), cell in made.province.cells.items() if cell.state == "left_out"}
    assert left_out
    # A percentage up to 1 that no note explains is asked about, and does not count.
    left_out |= {
        (agency, row.code)
        for agency, rows in raw.items()
        for row in form.indicators
        if row.type == "percent" and isinstance(figure := rows[row.code][0], float) and 0 < figure <= 1
    }
    values = numbers(raw, left_out)
    for row in form.indicators:
        total = made.province.totals[row.code]
        given = {agency: value for agency, (value, _) in values[row.code].items()}
        assert total.expected == 19
        if row.type == "count":
            assert total.value == (sum(given.values()) if given else None), row.code
            assert total.given == len(given), row.code
        if row.type == "coded":
            for code, label in row.choices.labels.items():
                assert f"{label}: {list(given.values()).count(code)}" in total.text, row.code
    for code, weight in {"I.5.3": "I.5.1", "III.5.3": "III.2.3", "III.6.3": "III.6.2", "VII.1.1a": "VII.1.1"}.items():
        both = [
            (value, values[weight][agency][0])
            for agency, (value, _) in values[code].items()
            if agency in values[weight]
        ]
        expected = sum(value * by for value, by in both) / sum(by for _, by in both)
        assert made.province.totals[code].value == pytest.approx(expected), code
        assert made.province.totals[code].given == len(both)
    ratios = [note.split()[0].split("/") for _, note in values["VII.3.4"].values() if "/" in note]
    expected = 100 * sum(int(a) for a, _ in ratios) / sum(int(b) for _, b in ratios)
    assert made.province.totals["VII.3.4"].value == pytest.approx(expected)
    assert made.province.totals["I.3.1"].value is None
    assert made.province.totals["I.3.1"].text.startswith("Không có quyền số (từ ")


def test_a_derived_weight_follows_two_figures(desk):
    desk.drop("STC", {"III.2.3": 30, "III.2.3a": 30, "III.5.3": 50, "III.5.4": 100})
    desk.drop("SNV", {"III.2.3": 10, "III.2.3a": 10, "III.5.3": 100, "III.5.4": 40})
    desk.drop("STP", {"III.5.4": 0})
    desk.collect()
    total = consolidate(desk.workspace).province.totals["III.5.4"]
    assert total.value == pytest.approx((15 * 100 + 10 * 40) / 25)
    assert (total.given, total.expected) == (2, 3)


def test_blank_is_never_zero(desk):
    desk.drop("STC", {"I.1.1": 25})
    desk.drop("SNV", {"I.1.1": 0})
    desk.collect()
    made = consolidate(desk.workspace)
    assert made.province.totals["I.1.1"].value == 25
    assert (made.province.totals["I.1.1"].given, made.province.totals["I.1.1"].expected) == (2, 3)
    assert made.province.totals["I.1.2"].value is None
    row = 10 + [row.code for row in made.province.form.rows].index("I.1.2")
    assert cells(made.path)["Tổng hợp", f"D{row}"] in (None, "")
    assert cells(made.path)["Tổng hợp", f"F{row}"] == "0/3"


@pytest.mark.parametrize(
    ("rule", "value", "given", "left_out"),
    [("leave_out_figure", 40, 1, 1), ("leave_out_return", None, 0, 2), ("count_all", 70, 2, 0)],
)
def test_what_errors_do_is_the_operators_to_say(desk, rule, value, given, left_out):
    desk.drop("STC", {"I.1.1": 25, "I.1.2": 30})
    desk.drop("SNV", {"I.1.1": 50, "I.1.2": 40, "I.3.3": 2.5})
    desk.collect()
    check(desk.workspace)
    total = consolidate(desk.workspace, error_rule=rule).province.totals["I.1.2"]
    assert (total.value, total.given, total.left_out) == (value, given, left_out)


def test_only_departments_are_added_where_lists_are_shared(desk, form):
    """III.2.3: communes share one common list, so theirs are not added up."""
    from cchc_excel.api import generate  # noqa: PLC0415
    from cchc_excel.domain.agency import Agency, Register  # noqa: PLC0415

    agencies = [*desk.workspace.register.agencies, Agency("X01", "UBND xã A", "xa", "PL2-B1")]
    desk.workspace.__dict__["register"] = Register(agencies)
    generate(desk.workspace, "2021-Q1")
    for code in ("STC", "X01"):
        desk.drop(code, {"III.2.3": 30, "III.2.3a": 30, "I.1.1": 5})
    desk.collect()
    totals = consolidate(desk.workspace).province.totals
    assert (totals["III.2.3"].value, totals["III.2.3"].expected) == (30, 3)
    assert (totals["I.1.1"].value, totals["I.1.1"].expected) == (10, 4)


def test_all_answers_in_one_table(demo, made):
    table = answers(demo)
    assert len(table) == 19 * 129
    assert list(table.columns[:5]) == ["period", "agency", "agency_name", "group", "indicator"]
    stc = table[table.agency == "STC"].set_index("indicator")
    assert stc.value["I.1.1"] == 25
    assert stc.state["IV.1.3"] == "left_out"
    assert stc.denominator["III.6.3"] == 63
    assert table[table.agency == "BDT"].value.isna().all()
    assert (
        table[table.state == "given"].groupby("indicator").value.sum()["III.6.1"]
        == made.province.totals["III.6.1"].value
    )
    csv.reader(io.StringIO(table.to_csv(index=False)))


@pytest.mark.parametrize("seed", range(20))
def test_made_up_answers_keep_the_rules(form, seed):
    period = Period.parse("2021-Q1")
    fills = made_up_answers(form, f"A{seed}", seed, blanks=False)
    entries = [
        Entry(
            code,
            BLANK if fill.value is None else Cell("text" if isinstance(fill.value, str) else "number", fill.value),
            fill.note,
            "Bảng 1",
            "E1",
            "F1",
        )
        for code, fill in fills.items()
    ]
    known = {"year": 2021, "period_from": serial(period.data_from), "period_to": serial(period.data_to)}
    checked = check_return(form, entries, (), AgencyContext("so", known))
    assert [found.text for found in checked.findings if found.is_open and found.code != "CT01"] == []
    assert sum(answer.value is not None for answer in checked.answers.values()) == 129

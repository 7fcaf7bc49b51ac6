"""A PDF of an agency whose workbook counts is compared with it: it never counts beside or instead of it unasked."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO

import pytest

from cchc_excel.api import assign, check, consolidate, doctor, status, versions
from cchc_excel.domain.submission import Cell, Entry
from cchc_excel.reading.workers.many import read_all
from cchc_excel.validation.copies import Difference, compare
from cchc_excel.workflow import collect as collecting
from cchc_excel.workflow import intake
from support.desk import PERIOD
from support.pdf_files import Page, pdf
from support.printed_form import printed_form
from support.recorded import file_id

EARLY, NOON, LATE = (datetime(2021, 3, 10, hour, 0) for hour in (9, 12, 15))
FIGURES = {"I.1.1": 25, "I.1.2": 20, "III.6.1": 1248, "I.5.3": 99.2, "I.5.2": "1 - Phát phiếu"}
PRINTED = {"I.1.1": "25", "I.1.2": "20", "III.6.1": "1.248", "I.5.3": "99,2", "I.5.2": "1 - Phat phieu"}
HEADING = "QUY I NAM 2021 T\xc0I"


@pytest.fixture
def printed(form):
    def made(agency="STC", **changed):
        return printed_form(form, PRINTED | {code.replace("_", "."): text for code, text in changed.items()})

    return made


def state_of(desk, name):
    with desk.workspace.ledger() as ledger:
        return next(receipt for receipt in ledger.receipts(PERIOD) if receipt.name == name)


def counted(desk, agency="STC"):
    with desk.workspace.ledger() as ledger:
        receipt = ledger.accepted_receipt(PERIOD, agency)
    return receipt.name if receipt else None


def findings_of(desk, *codes):
    (checked,) = check(desk.workspace, PERIOD)
    return [(finding.code, finding.severity, finding.message) for finding in checked.findings if finding.code in codes]


def test_a_pdf_that_agrees_is_told_and_leaves_nothing_to_do(desk, printed):
    desk.drop("STC", FIGURES, when=EARLY)
    desk.drop_bytes("ban ky STC.pdf", printed(), when=NOON)
    results = desk.collect()
    assert (results["ban ky STC.pdf"].state, results["ban ky STC.pdf"].agency) == ("compared", "STC")
    assert results["ban ky STC.pdf"].reason == (
        "Bản PDF của cơ quan STC khớp bản Excel đang được tính (STC.xlsx): 5 số liệu."
    )
    assert results["ban ky STC.pdf"].remedy == ""
    assert (counted(desk), [receipt.name for receipt in status(desk.workspace).troubled]) == ("STC.xlsx", [])
    assert findings_of(desk, "CT48", "CT49") == [
        ("CT49", "info", "Bản PDF (ban ky STC.pdf) khớp bản Excel: 5 số liệu.")
    ]


def test_a_pdf_that_differs_is_told_with_the_cells(desk, printed):
    desk.drop("STC", FIGURES, when=EARLY)
    desk.drop_bytes("STC.pdf", printed(I_1_1="26", I_1_2="", I_1_3="7"), when=NOON)
    result = desk.collect()["STC.pdf"]
    cells = "E11 (Excel 25, PDF 26), E12 (Excel 20, PDF để trống), E13 (Excel để trống, PDF 7)"
    assert result.reason == f"Bản PDF của cơ quan STC khác bản Excel đang được tính (STC.xlsx) ở 3 ô: {cells}."
    assert result.remedy.endswith(f"cchc assign {file_id(desk, 'STC.pdf')} --agency STC -k {PERIOD} --replace")
    assert counted(desk) == "STC.xlsx"
    assert [receipt.name for receipt in status(desk.workspace).troubled] == ["STC.pdf"]
    (found,) = findings_of(desk, "CT48", "CT49")
    assert found == ("CT48", "warning", f"Bản PDF (STC.pdf) khác bản Excel ở 3 ô: {cells}.")


def test_a_figure_that_cannot_be_told_in_the_pdf_is_left_to_the_eye(desk, form):
    desk.drop("STC", FIGURES, when=EARLY)
    desk.drop_bytes("STC.pdf", printed_form(form, PRINTED, without=("I.1.1",)), when=NOON)
    result = desk.collect()["STC.pdf"]
    assert (result.state, "1 số liệu của bản Excel chưa đối chiếu được" in result.reason) == ("compared", True)
    assert "(E11)" in result.reason
    assert result.remedy == "Đề nghị đối chiếu các ô này với bản PDF bằng mắt."
    assert [receipt.name for receipt in status(desk.workspace).troubled] == ["STC.pdf"]


def test_the_province_counts_the_workbook_alone(desk, printed):
    desk.drop("STC", FIGURES, when=EARLY)
    desk.drop_bytes("STC.pdf", printed(I_1_1="26"), when=NOON)
    desk.collect()
    assert consolidate(desk.workspace).province.totals["I.1.1"].value == 25


@pytest.mark.parametrize("order", [("STC.pdf", "STC.xlsx"), ("STC.xlsx", "STC.pdf")])
@pytest.mark.parametrize("is_one_run", [True, False])
def test_it_is_compared_whichever_comes_first(desk, printed, order, is_one_run):
    for name, when in zip(order, (EARLY, NOON), strict=True):
        if name.endswith("pdf"):
            desk.drop_bytes(name, printed(I_1_1="26"), when=when)
        else:
            desk.drop("STC", FIGURES, when=when)
        if not is_one_run:
            desk.collect()
    desk.collect()
    assert state_of(desk, "STC.pdf").state == "compared"
    assert (counted(desk), state_of(desk, "STC.xlsx").number) == ("STC.xlsx", 1)


def test_a_later_workbook_is_compared_anew(desk, printed):
    desk.drop("STC", FIGURES, when=EARLY, name="lan 1.xlsx")
    desk.drop_bytes("STC.pdf", printed(I_1_1="26"), when=NOON)
    desk.collect()
    assert state_of(desk, "STC.pdf").facts["differences"] == "1"
    desk.drop("STC", FIGURES | {"I.1.1": 26}, when=LATE, name="lan 2.xlsx")
    desk.collect()
    receipt = state_of(desk, "STC.pdf")
    assert (receipt.facts["differences"], "lan 2.xlsx" in receipt.facts["outcome"]) == ("0", True)
    assert state_of(desk, "lan 2.xlsx").number == 2
    assign(desk.workspace, "lan 1.xlsx", "STC")
    assert state_of(desk, "STC.pdf").facts["differences"] == "1"


def test_without_a_workbook_it_waits_for_the_operator(desk, printed):
    desk.drop_bytes("STC.pdf", printed(), when=EARLY)
    assert desk.collect()["STC.pdf"].state == "unassigned"
    assert counted(desk) is None
    assign(desk.workspace, "STC.pdf", "STC")
    assert counted(desk) == "STC.pdf"
    desk.drop("STC", FIGURES | {"I.1.1": 30}, when=NOON)
    desk.collect()
    assert (counted(desk), state_of(desk, "STC.pdf").state) == ("STC.xlsx", "compared")


def test_a_workbook_of_an_earlier_day_counts_over_an_assigned_pdf(desk, printed):
    desk.drop_bytes("STC.pdf", printed(), when=NOON)
    desk.collect()
    assign(desk.workspace, "STC.pdf", "STC")
    desk.drop("STC", FIGURES, when=EARLY)
    desk.collect()
    assert (counted(desk), state_of(desk, "STC.pdf").state) == ("STC.xlsx", "compared")


def test_nothing_says_whose_it_is_until_it_is_assigned(desk, printed):
    desk.drop("STC", FIGURES, when=EARLY)
    desk.drop_bytes("quet 01.pdf", printed(I_1_1="26"), when=NOON)
    assert desk.collect()["quet 01.pdf"].state == "unassigned"
    result = assign(desk.workspace, "quet 01.pdf", "STC")
    assert (result.state, counted(desk)) == ("compared", "STC.xlsx")
    assert "E11 (Excel 25, PDF 26)" in result.reason


def test_only_with_replace_does_it_count_instead(desk, printed):
    desk.drop("STC", FIGURES, when=EARLY)
    desk.drop_bytes("STC.pdf", printed(I_1_1="26"), when=NOON)
    desk.collect()
    assign(desk.workspace, "STC.pdf", "STC")
    assert counted(desk) == "STC.xlsx"
    assign(desk.workspace, "STC.pdf", "STC", replace_workbook=True)
    assert (counted(desk), state_of(desk, "STC.xlsx").state) == ("STC.pdf", "superseded")
    desk.collect()
    assert counted(desk) == "STC.pdf"
    assign(desk.workspace, "STC.xlsx", "STC")
    assert (counted(desk), state_of(desk, "STC.pdf").state) == ("STC.xlsx", "compared")


def test_a_file_of_the_same_name_beside_it_says_whose_it_is(desk, printed):
    desk.drop("STC", FIGURES, when=EARLY, name="bao cao.xlsx")
    desk.drop("SNV", FIGURES | {"I.1.1": 4}, when=EARLY, name="bao cao khac.xlsx")
    desk.drop_bytes("Bao Cao.pdf", printed(), when=NOON)
    desk.drop_bytes("bao cao thu ba.pdf", printed(I_1_1="27"), when=NOON)
    results = desk.collect()
    assert (results["Bao Cao.pdf"].state, results["Bao Cao.pdf"].agency) == ("compared", "STC")
    assert results["bao cao thu ba.pdf"].state == "unassigned"


@pytest.mark.parametrize("agencies", [("STC", "SNV"), ("SNV", "STC", "SNV"), ("STC", "SNV", "STP")])
def test_a_name_that_several_agencies_gave_their_workbooks_says_nothing(desk, printed, agencies):
    for number, code in enumerate(agencies):
        desk.drop(code, FIGURES | {"I.1.1": number}, name=f"{number}/báo cáo.xlsx")
    desk.drop_bytes("báo cáo.pdf", printed(), when=NOON)
    assert desk.collect()["báo cáo.pdf"].state == "unassigned"


def test_names_that_disagree_say_nothing(desk, printed):
    desk.drop("STC", FIGURES, when=EARLY)
    desk.drop_bytes("STC gui SNV.pdf", printed(), when=NOON)
    assert desk.collect()["STC gui SNV.pdf"].state == "unassigned"


def test_both_in_one_zip(desk, printed):
    path = desk.drop("STC", FIGURES, name="goc.xlsx")
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.write(path, "bao cao.xlsx")
        package.writestr("bao cao.pdf", printed(I_1_1="26"))
    path.unlink()
    desk.drop_bytes("goi.zip", target.getvalue())
    desk.collect()
    assert state_of(desk, "goi.zip/bao cao.pdf").state == "compared"


def test_collecting_again_changes_nothing_and_reads_nothing(desk, printed):
    desk.drop("STC", FIGURES, when=EARLY)
    desk.drop_bytes("STC.pdf", printed(I_1_1="26"), when=NOON)
    desk.collect()
    before = state_of(desk, "STC.pdf")
    assert desk.collect()["STC.pdf"].state == "known"
    assert state_of(desk, "STC.pdf") == before


def test_a_pdf_without_the_table_is_read_once_by_each_version(desk, monkeypatch):
    desk.drop_bytes("thu.pdf", pdf(Page().text(40, 700, "Kinh gui So Noi vu. " * 10, 6)))
    first = desk.collect()["thu.pdf"]
    read = []
    monkeypatch.setattr(collecting, "read_all", lambda paths, *_, **__: (read.append(path) for path in paths))
    again = desk.collect()["thu.pdf"]
    assert (again.state, again.reason, read) == (first.state, first.reason, [])
    monkeypatch.undo()
    monkeypatch.setattr(intake, "program_version", lambda: "another")
    reads = []
    monkeypatch.setattr(
        collecting, "read_all", lambda paths, *rest, **more: reads.append(1) or read_all(paths, *rest, **more)
    )
    assert (desk.collect()["thu.pdf"].state, bool(reads)) == ("not_a_workbook", True)


@pytest.mark.parametrize("replace", [False, True])
def test_a_rebuilt_ledger_says_the_same(desk, printed, replace):
    desk.drop_bytes("STC.pdf", printed(I_1_1="26"), when=EARLY)
    desk.drop("STC", FIGURES, when=NOON)
    desk.drop_bytes("quet.pdf", printed(I_1_1="27"), when=LATE)
    desk.collect()
    assign(desk.workspace, "quet.pdf", "STC", replace_workbook=replace)
    with desk.workspace.ledger() as ledger:
        before = {receipt.name: (receipt.state, receipt.facts) for receipt in ledger.receipts(PERIOD)}
    doctor(desk.workspace, rebuild=True)
    with desk.workspace.ledger() as ledger:
        after = {receipt.name: (receipt.state, receipt.facts) for receipt in ledger.receipts(PERIOD)}
    assert after == before
    assert before["quet.pdf"][0] == ("accepted" if replace else "compared")


def test_history_lists_it(desk, printed):
    desk.drop("STC", FIGURES, when=EARLY)
    desk.drop_bytes("STC.pdf", printed(), when=NOON)
    desk.collect()
    _, found = versions(desk.workspace, "STC")
    assert [(version.receipt.state, version.receipt.number) for version in found] == [
        ("accepted", 1),
        ("compared", None),
    ]


def test_the_template_printed_by_a_spreadsheet_program_agrees_in_every_cell(desk, form, office):
    figures = {
        row.code: row.choices.entries[0] if row.type == "coded" else at * 37 if row.type == "count" else at * 2 / 3
        for at, row in enumerate(form.indicators, start=1)
    }
    path = desk.drop("STC", figures, when=EARLY)
    desk.drop_bytes("STC.pdf", office.edit(path, formats=("pdf",))["pdf"].read_bytes(), when=NOON)
    desk.collect()
    facts = state_of(desk, "STC.pdf").facts
    assert [facts[name] for name in ("alike", "differences", "unread")] == ["129", "0", "0"], facts


# --- what is the same figure -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "workbook", "copy", "is_alike"),
    [
        ("I.1.1", Cell("number", 1248.0), "1.248", True),
        ("I.1.1", Cell("number", 1248.0), "1,248", True),
        ("I.1.1", Cell("number", 1248.0), "1.249", False),
        ("I.1.1", Cell("number", 0.0), "-", True),
        ("I.1.1", Cell("number", 0.0), "", False),
        ("I.1.1", Cell(), "0", False),
        # What the template prints of a number that is not whole is another number.
        ("I.1.1", Cell("number", 1.248), "1", False),
        ("I.1.1", Cell("text", "nhiều"), "nhiều", True),
        ("I.1.1", Cell("text", "nhiều"), "ít", False),
        ("I.5.3", Cell("number", 99.2), "99,2", True),
        ("I.5.3", Cell("number", 99.2), "99.2", True),
        ("I.5.3", Cell("number", 0.992, is_percent=True), "99,2%", True),
        ("I.5.3", Cell("number", 100 / 3), "33,333", True),
        ("I.5.3", Cell("number", 100 / 3), "33,3", True),
        ("I.5.3", Cell("number", 100 / 3), "33,4", False),
        ("I.5.3", Cell("number", 99.24), "99,2", True),
        ("I.5.3", Cell("number", 99.26), "99,2", False),
        ("I.5.3", Cell("number", 99.26), "99", True),
        ("I.5.3", Cell("text", "57/60"), "57/60", True),
        ("I.5.3", Cell("number", 95.0), "57/60", True),
        ("I.5.3", Cell("number", 0.5), "0,5", True),
        ("I.5.2", Cell("text", "1 - Phát phiếu"), "1", True),
        ("I.5.2", Cell("text", "1 - Phát phiếu"), "Phát phiếu", True),
        ("I.5.2", Cell("text", "1 - Phát phiếu"), "0", False),
    ],
)
def test_figures_are_compared_by_what_they_mean(form, code, workbook, copy, is_alike):
    printed_cell = Cell("text", copy) if copy else Cell()
    found = compare(form, [_entry(code, workbook)], [_entry(code, printed_cell)])
    assert (found.alike, len(found.differences), found.unread) == ((1, 0, []) if is_alike else (0, 1, []))


def test_what_cannot_be_told_in_the_pdf_is_neither_alike_nor_different(form):
    workbook = [_entry("I.1.1", Cell("number", 25.0)), _entry("I.1.2", Cell("number", 20.0))]
    found = compare(form, workbook, [_entry("I.1.2", Cell("blank", aside="20 21", why_aside="doubtful"))])
    assert (found.alike, found.differences, found.unread) == (0, [], ["E9", "E9"])


def test_a_difference_is_said_as_officials_write(form):
    found = compare(form, [_entry("I.5.3", Cell("number", 99.25))], [_entry("I.5.3", Cell("text", "98,5"))])
    assert found.differences == [Difference("E9", "99,25", "98,5")]


def _entry(code, cell):
    return Entry(code, cell, "", "Bảng 1", "E9", "F9")

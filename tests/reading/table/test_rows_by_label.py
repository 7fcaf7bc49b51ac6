"""Codes gone: read by labels, or waiting for the agency to be named."""

from __future__ import annotations

import random
from io import BytesIO

import docx
import openpyxl
import pytest

from cchc_excel.api import assign, check, feedback
from cchc_excel.errors import RequestError
from support.mangled import read_back

PERIOD = "2021-Q1"


SHEET = "Bảng 1"


def copied_cells(sheet, *, without=("A", *"IJKLM")):
    """The visible cells of a sheet in a new workbook, as after select all, copy, paste values."""
    book = openpyxl.Workbook()
    target = book.active
    letters = [letter for letter in "ABCDEFGHI" if letter not in without]
    at = 0
    for row in range(1, sheet.max_row + 1):
        if sheet.row_dimensions[row].hidden:
            continue
        at += 1
        for column, letter in enumerate(letters, start=1):
            value = sheet[f"{letter}{row}"].value
            target.cell(at, column).value = None if isinstance(value, str) and value.startswith("=") else value
    return book


TWINS = {"I.2.3", "IV.6.3", "I.2.4", "IV.6.4", "IV.7.5", "IV.3.2", "IV.4.2"}


def test_cells_copied_into_a_new_workbook_wait_for_the_agency_and_are_then_read_by_label(mangled, answers):
    mangled.book = copied_cells(mangled.sheet)
    told, *_ = mangled.returned("FINAL (1).xlsx")
    assert told.state == "unassigned"
    assert "có thể là STC" in told.reason
    assert "129 số liệu" in told.reason
    assert "cchc assign" in told.remedy

    done = assign(mangled.desk.workspace, "FINAL (1).xlsx", "STC")
    assert (done.state, done.agency, done.number) == ("accepted", "STC", 1)
    figures, remarks = read_back(mangled.desk)
    assert figures == answers
    assert set(remarks) == {"CT08", "CT22"}
    # The decision holds when the file is collected again.
    again = mangled.desk.collect()["FINAL (1).xlsx"]
    assert (again.state, again.agency) == ("known", "STC")


def test_labels_retyped_rows_removed_and_twins_apart(mangled, answers, form):
    """Without codes: typing slips, a missing row, and rows that the form has twice under one label."""
    mangled.book = copied_cells(mangled.sheet)
    sheet = mangled.book.active
    rows = {sheet.cell(row, 2).value: row for row in range(1, 180)}
    slip = next(row for row in form.rows if row.code == "I.4.2")
    sheet.cell(rows[slip.label], 2).value = "Số nhiệm vụ hoàn thành đúng hạn "
    removed = next(row for row in form.rows if row.code == "V.2.1")
    sheet.delete_rows(rows[removed.label])
    mangled.returned("x.xlsx")
    assign(mangled.desk.workspace, "x.xlsx", "STC")
    figures, remarks = read_back(mangled.desk)
    assert figures == {code: value for code, value in answers.items() if code != "V.2.1"}
    assert "I.4.2" in remarks["CT11"]["codes"]


def test_without_codes_a_row_that_could_be_two_is_nobodys(mangled, answers, form):
    """Both neighbours of a doubled label gone, and the sheet shuffled: its figures are told, not taken."""
    mangled.book = copied_cells(mangled.sheet)
    sheet = mangled.book.active
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=8, max_row=173)]
    random.Random(3).shuffle(values)
    for row, line in zip(sheet.iter_rows(min_row=8, max_row=173), values, strict=True):
        for cell, value in zip(row, line, strict=True):
            cell.value = value
    mangled.returned("x.xlsx")
    assign(mangled.desk.workspace, "x.xlsx", "STC")
    figures, remarks = read_back(mangled.desk)
    assert all(answers[code] == value for code, value in figures.items())
    assert set(answers) - set(figures) == TWINS
    assert remarks["CT10"]["count"] == "7"


def test_even_without_a_header_the_columns_show_themselves(mangled, answers):
    mangled.book = copied_cells(mangled.sheet)
    mangled.book.active.delete_rows(1, 7)
    told, *_ = mangled.returned("x.xlsx")
    assert told.state == "unassigned"
    assign(mangled.desk.workspace, "x.xlsx", "STC")
    assert read_back(mangled.desk)[0] == answers


def test_a_word_table_is_read(mangled, answers, desk):
    document = docx.Document()
    document.add_paragraph("QUÝ I NĂM 2021")
    sheet = mangled.sheet
    table = document.add_table(rows=0, cols=5)
    for row in range(7, 175):
        cells = table.add_row().cells
        for cell, letter in zip(cells, "BCDEF", strict=True):
            value = sheet[f"{letter}{row}"].value
            cell.text = (
                "" if value is None else f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)
            )
    table.cell(0, 2).merge(table.cell(0, 3))
    target = BytesIO()
    document.save(target)
    mangled.path.unlink()
    desk.drop_bytes("báo cáo.docx", target.getvalue())
    assert desk.collect()["báo cáo.docx"].state == "unassigned"
    assign(desk.workspace, "báo cáo.docx", "STC")
    check(desk.workspace)
    with desk.workspace.ledger() as ledger:
        (record,) = ledger.accepted(PERIOD)
    expected = {code: float(v.split(" ")[0]) if isinstance(v, str) else v for code, v in answers.items()}
    assert {a.code: a.value for a in record.answers if a.value is not None} == expected
    assert {"CT08", "CT22", "CT23"} <= {remark.code for remark in record.notices}


def test_a_file_without_anything_of_the_form(desk):
    book = openpyxl.Workbook()
    book.active["A1"] = "Danh sách"
    target = BytesIO()
    book.save(target)
    desk.drop_bytes("khac.xlsx", target.getvalue())
    assert desk.collect()["khac.xlsx"].state == "no_stamp"
    with pytest.raises(RequestError, match="Không lấy được số liệu"):
        assign(desk.workspace, "khac.xlsx", "STC")
    assert desk.collect()["khac.xlsx"].state == "no_stamp"


def test_a_template_without_its_table(mangled):
    del mangled.book[SHEET]
    told, *_ = mangled.returned()
    assert (told.state, "STC" in told.reason) == ("no_table", True)


def test_a_recovered_return_is_given_back_in_a_healthy_template(mangled, answers):
    mangled.book = copied_cells(mangled.sheet)
    mangled.returned("x.xlsx")
    assign(mangled.desk.workspace, "x.xlsx", "STC")
    (sent,) = feedback(mangled.desk.workspace)
    told = mangled.desk.collect(paths=[sent.path])[sent.path.name]
    assert told.state == "accepted"
    figures, remarks = read_back(mangled.desk)
    assert figures == answers
    assert remarks == {}

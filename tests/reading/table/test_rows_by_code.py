"""Rows moved, sorted, deleted: read by the codes that are still there."""

from __future__ import annotations

import random
import unicodedata

import pytest

from cchc_excel.api import check
from cchc_excel.forms.layout import FIRST_ROW
from support.mangled import read_back


def test_an_untouched_return_has_no_remark(mangled, answers):
    told, figures, remarks = mangled.desk.collect()["STC.xlsx"], *read_back(mangled.desk)
    assert told.state == "accepted"
    assert figures == answers
    assert remarks == {}


def test_rows_deleted_are_told_and_the_others_kept(mangled, answers, form):
    mangled.sheet.delete_rows(FIRST_ROW + 2, 3)
    told, figures, remarks = mangled.returned()
    assert told.state == "accepted"
    gone = {row.code for row in form.rows[2:5]}
    assert figures == {code: value for code, value in answers.items() if code not in gone}
    assert "CT06" in remarks
    (checked,) = check(mangled.desk.workspace)
    (missing,) = [finding for finding in checked.findings if finding.code == "CT01"]
    assert all(code in missing.message for code in gone)


def test_the_whole_table_sorted_is_read_by_its_codes(mangled, answers):
    cells = [[cell.value for cell in row] for row in mangled.sheet.iter_rows(min_row=FIRST_ROW, max_row=174)]
    random.Random(7).shuffle(cells)
    for row, values in zip(mangled.sheet.iter_rows(min_row=FIRST_ROW, max_row=174), cells, strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value
    told, figures, remarks = mangled.returned()
    assert told.state == "accepted"
    assert figures == answers
    assert "CT06" in remarks


def sort_visible(sheet, first, last):
    """Sort columns B to G by label; the hidden codes in column A stay behind."""
    rows = list(sheet.iter_rows(min_row=first, max_row=last, min_col=2, max_col=7))
    cells = [[cell.value for cell in row] for row in rows]
    cells.sort(key=lambda values: str(values[1]))
    for row, values in zip(rows, cells, strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value


TWINS = {"I.2.3", "IV.6.3", "I.2.4", "IV.6.4", "IV.7.5", "IV.3.2", "IV.4.2"}


def test_the_visible_columns_sorted_without_the_codes_are_read_by_label(mangled, answers):
    sort_visible(mangled.sheet, FIRST_ROW, 174)
    _, figures, remarks = mangled.returned()
    assert figures == {code: value for code, value in answers.items() if code not in TWINS}
    assert int(remarks["CT25"]["count"]) > 150
    assert remarks["CT10"]["count"] == str(len(TWINS))


def test_a_few_rows_sorted_without_their_codes_are_in_doubt(mangled, answers):
    """No figure goes to the row that its hidden code names, nor is it lost without a word."""
    sort_visible(mangled.sheet, 11, 20)
    _, figures, remarks = mangled.returned()
    assert all(answers[code] == value for code, value in figures.items())
    in_doubt = int(remarks["CT09"]["count"])
    assert in_doubt > 4
    assert len(figures) == len(answers) - in_doubt


def test_a_row_cut_and_pasted_elsewhere_is_followed(mangled, answers):
    mangled.sheet.move_range("A61:I61", rows=130)
    told, figures, remarks = mangled.returned()
    assert told.state == "accepted"
    assert figures == answers
    assert "CT06" in remarks


def test_a_sheet_renamed_and_moved(mangled, answers):
    mangled.sheet.title = "Sheet1 (2)"
    mangled.book.move_sheet(mangled.sheet, offset=3)
    told, figures, _ = mangled.returned()
    assert (told.state, figures) == ("accepted", answers)


def test_the_key_row_deleted_leaves_the_codes_and_the_header(mangled, answers):
    mangled.sheet.delete_rows(6)
    told, figures, remarks = mangled.returned()
    assert (told.state, figures) == ("accepted", answers)
    assert "CT06" in remarks


def test_a_label_slightly_retyped_is_told_and_a_label_of_another_row_is_doubted(mangled, answers):
    mangled.sheet["C61"] = mangled.sheet["C61"].value + " của đơn vị"
    code = mangled.sheet["A62"].value
    mangled.sheet["C62"] = mangled.sheet["C100"].value
    _, figures, remarks = mangled.returned()
    assert mangled.sheet["A61"].value in remarks["CT11"]["codes"]
    assert remarks["CT09"]["cells"] == "E62"
    assert code not in figures
    assert len(figures) == len(answers) - 1


def test_spelling_of_labels_is_no_tampering(mangled, answers):
    """Decomposed letters, tones on the other vowel, Ð for Đ, doubled blanks: the same label."""
    for row in range(FIRST_ROW, 175):
        cell = mangled.sheet.cell(row, 3)
        text = cell.value.replace("hóa", "hoá").replace("lũy", "luỹ").replace("Đ", "Ð").replace(" ", "  ")
        cell.value = unicodedata.normalize("NFD", text)
    _, figures, remarks = mangled.returned()
    assert figures == answers
    assert remarks == {} or set(remarks) <= {"CT13", "CT14", "CT18"}


@pytest.mark.parametrize("unit", ["Triệu đồng", "Nghìn nhiệm vụ", "Văn bản", "%"])
def test_under_another_unit_no_figure_counts(mangled, answers, unit):
    mangled.sheet["D11"] = unit
    _, figures, remarks = mangled.returned()
    assert figures == {code: value for code, value in answers.items() if code != "I.1.1"}
    assert remarks["CT35"] == {"row": "I.1.1", "unit": unit, "issued": "Nhiệm vụ"}
    (checked,) = check(mangled.desk.workspace)
    (finding,) = [found for found in checked.findings if found.code == "CT35"]
    assert (finding.severity, finding.indicator, finding.cell) == ("error", "I.1.1", "E11")


@pytest.mark.parametrize(
    ("unit", "code"), [("Số lượng nhiệm vụ", "CT12"), ("nhiệm vụ.", ""), ("NV", ""), ("Nh. vụ", "")]
)
def test_a_reworded_unit_is_told_and_an_abbreviated_one_is_none(mangled, answers, unit, code):
    mangled.sheet["D11"] = unit
    _, figures, remarks = mangled.returned()
    assert figures == answers
    assert ("CT12" in remarks) is bool(code)
    assert "CT35" not in remarks

"""Mangled returns: what an agency did to its workbook, and what is still understood of it."""

from __future__ import annotations

import random
import re
import unicodedata
import zipfile
from copy import copy
from io import BytesIO

import docx
import msoffcrypto
import openpyxl
import pytest
from hostile import SHEET as HOSTILE_SHEET
from hostile import rewritten
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font

from cchc_excel.api import assign, check, collect, feedback
from cchc_excel.domain.stamp import sheet_password
from cchc_excel.errors import RequestError
from cchc_excel.forms.layout import FIRST_ROW

PERIOD = "2021-Q1"
SHEET = "Bảng 1"


@pytest.fixture
def answers(form):
    """A different figure in every row, so that no figure can come from another row unseen."""
    given = {}
    for at, row in enumerate(form.indicators, start=1):
        if row.type == "coded":
            given[row.code] = row.choices.entries[0]
        else:
            given[row.code] = float(at) if row.type == "count" else at / 2
    return given


class Mangled:
    """An agency's filled workbook, open for mischief."""

    def __init__(self, desk, answers):
        self.desk, self.answers = desk, answers
        self.path = desk.drop("STC", answers, notes={"I.1.1": "giải trình"})
        self.book = openpyxl.load_workbook(self.path)
        self.sheet = self.book[SHEET]

    def returned(self, name="STC.xlsx"):
        """What became of it, its figures as read and the codes of all remarks."""
        target = BytesIO()
        self.book.save(target)
        if name != self.path.name:
            self.path.unlink()
        path = self.desk.drop_bytes(name, target.getvalue())
        told = self.desk.collect()[path.name]
        return told, *read_back(self.desk)


def read_back(desk):
    with desk.workspace.ledger() as ledger:
        records = list(ledger.accepted(PERIOD))
    if not records:
        return {}, {}
    figures = {a.code: a.entry.raw.value for a in records[0].answers if a.entry.raw.kind != "blank"}
    return figures, {remark.code: remark.facts for remark in records[0].notices}


@pytest.fixture
def mangled(desk, answers):
    return Mangled(desk, answers)


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


# --- codes still there ----------------------------------------------------------------------------------------------


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


def test_a_changed_unit_is_told(mangled, answers):
    mangled.sheet["D11"] = "Triệu đồng"
    _, figures, remarks = mangled.returned()
    assert figures == answers
    assert remarks["CT12"]["rows"] == "I.1.1 (Triệu đồng)"


# --- codes gone -----------------------------------------------------------------------------------------------------


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


# --- made by LibreOffice, and as other programs write ---------------------------------------------------------------


def opened(desk):
    """What takes the template's locks off, as with the password or any of the tools that do it."""
    password = sheet_password(desk.workspace.key, PERIOD)
    return [("unlock", password), ("unprotect", SHEET, password)]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize(
    ("mischief", "expected"),
    [
        ([("insert_rows", SHEET, 10, 2), ("insert_columns", SHEET, 2, 1), ("rename", SHEET, "Sheet1")], {"CT06"}),
        ([("delete_rows", SHEET, 5, 1)], {"CT06"}),
        ([("sort", SHEET, "A9:I174", 2)], {"CT06"}),
        ([("drop", "_cchc")], {"CT04"}),
    ],
    ids=["inserted and renamed", "key row deleted", "sorted with its codes", "stamp sheet deleted"],
)
def test_mangled_in_libreoffice(desk, answers, office, kind, mischief, expected):
    filled = desk.drop("STC", answers)
    saved = office.edit(filled, do=[*opened(desk), *mischief], formats=(kind,))[kind]
    filled.unlink()
    desk.drop_bytes(f"x.{kind}", saved.read_bytes())
    told = desk.collect()[f"x.{kind}"]
    assert told.state == "accepted", told.reason
    figures, remarks = read_back(desk)
    assert figures == answers
    assert expected <= set(remarks)
    assert set(remarks) <= expected | {"CT13", "CT14", "CT18"}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_cells_copied_out_in_libreoffice(desk, answers, office, kind):
    filled = desk.drop("STC", answers)
    saved = office.edit(filled, do=[*opened(desk), ("copy_out", SHEET, "B1:F174")], formats=(kind,))[kind]
    filled.unlink()
    desk.drop_bytes(f"x.{kind}", saved.read_bytes())
    assert desk.collect()[f"x.{kind}"].state == "unassigned"
    assign(desk.workspace, f"x.{kind}", "STC")
    assert read_back(desk)[0] == answers


def test_an_xls_locked_in_libreoffice(desk, answers, office):
    filled = desk.drop("STC", answers)
    saved = office.edit(filled, formats=("xls",), lock="matkhau")["xls"]
    filled.unlink()
    desk.drop_bytes("x.xls", saved.read_bytes())
    assert desk.collect()["x.xls"].state == "encrypted"
    assert desk.collect(password="matkhau")["x.xls"].state == "accepted"
    assert read_back(desk)[0] == answers


def inline_strings(content):
    """Every shared string written into its cell and the shared ones gone, as Google Sheets and small writers do."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        shared = package.read("xl/sharedStrings.xml").decode()
    texts = re.findall(r"<si>(.*?)</si>", shared, re.DOTALL)

    def change(name, data):
        if not name.startswith("xl/worksheets/"):
            return data
        cell = re.compile(r'<c r="([A-Z0-9]+)"([^>]*) t="s"><v>(\d+)</v></c>')
        return cell.sub(
            lambda found: f'<c r="{found[1]}"{found[2]} t="inlineStr"><is>{texts[int(found[3])]}</is></c>',
            data.decode(),
        ).encode()

    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.infolist():
            if part.filename != "xl/sharedStrings.xml":
                data = source.read(part)
                data = re.sub(rb"<[^>]*sharedStrings[^>]*/>", b"", data) if part.filename.endswith(".rels") else data
                made.writestr(part.filename, change(part.filename, data))
    return target.getvalue()


@pytest.mark.parametrize(
    "habit",
    [
        inline_strings,
        lambda good: rewritten(good, lambda _, data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data)),
        lambda good: rewritten(good, lambda _, data: re.sub(rb'<dimension ref="[^"]*"/>', b"", data)),
        lambda good: rewritten(
            good, lambda _, data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data)
        ),
        lambda good: rewritten(good, lambda _, data: re.sub(rb"<workbookPr ", b'<workbookPr date1904="1" ', data)),
        lambda good: rewritten(
            good, lambda name, data: re.sub(rb' r="[A-Z]*[0-9]+"', b"", data) if name == HOSTILE_SHEET else data
        ),
    ],
    ids=["inline strings", "dimension too small", "no dimension", "dimension of the whole sheet", "1904 dates",
         "cells without names"],
)  # fmt: skip
def test_habits_of_other_programs(desk, answers, habit):
    filled = desk.drop("STC", answers)
    filled.write_bytes(habit(filled.read_bytes()))
    told = desk.collect()["STC.xlsx"]
    assert told.state == "accepted", told.reason
    figures, remarks = read_back(desk)
    assert figures == answers
    assert set(remarks) <= {"CT13", "CT14"}


@pytest.mark.parametrize("name", ["báo cáo.xlsm", "báo cáo.xls", "báo cáo", "Copy of báo cáo (1) FINAL.xlsx.bin"])
def test_a_name_says_nothing(desk, answers, name):
    content = desk.drop("STC", answers, name="tam.xlsx").read_bytes()
    (desk.workspace.folder("returned", PERIOD) / "tam.xlsx").unlink()
    desk.drop_bytes(unicodedata.normalize("NFD", name), content)
    (told,) = collect(desk.workspace)
    assert (told.state, told.agency) == ("accepted", "STC")


# --- packed, locked, foreign -----------------------------------------------------------------------------------------


def zipped(**files):
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()


def test_a_zip_around_returns_is_opened(desk, answers):
    inner = {code: desk.drop(code, answers).read_bytes() for code in ("STC", "SNV")}
    for code in inner:
        (desk.workspace.folder("returned", PERIOD) / f"{code}.xlsx").unlink()
    content = zipped(
        **{
            "STC/báo cáo.xlsx": inner["STC"],
            "SNV.xlsx": inner["SNV"],
            "../../thoat.pdf": b"%PDF-1",
            "/goc.pdf": b"%PDF-2",
        }
    )
    desk.drop_bytes("quy I.zip", content)
    told = {str(one.path).rpartition("returned/2021-Q1/")[2]: one for one in collect(desk.workspace)}
    assert {name: one.state for name, one in told.items()} == {
        "quy I.zip": "unpacked",
        "quy I.zip/STC/báo cáo.xlsx": "accepted",
        "quy I.zip/SNV.xlsx": "accepted",
        "quy I.zip/../../thoat.pdf": "not_a_workbook",
        "quy I.zip/goc.pdf": "not_a_workbook",
    }
    assert not list(desk.workspace.root.parent.rglob("thoat.pdf"))
    with desk.workspace.ledger() as ledger:
        names = {record.receipt.agency: record.receipt.name for record in ledger.accepted(PERIOD)}
    assert names == {"STC": "quy I.zip/STC/báo cáo.xlsx", "SNV": "quy I.zip/SNV.xlsx"}
    again = [one.state for one in collect(desk.workspace)]
    assert again == ["unpacked", "known", "known", "not_a_workbook", "not_a_workbook"]


def test_a_zip_in_a_zip_is_told(desk):
    desk.drop_bytes("hai lop.zip", zipped(**{"trong.zip": zipped(**{"a.txt": b"x"})}))
    states = [one.state for one in collect(desk.workspace)]
    assert states == ["unpacked", "packed"]


def test_a_locked_file_opens_with_its_password(desk, answers, tmp_path):
    path = desk.drop("STC", answers)
    target = BytesIO()
    OOXMLFile(BytesIO(path.read_bytes())).encrypt("mật khẩu 1", target)
    path.unlink()
    desk.drop_bytes("khoa.xlsx", target.getvalue())
    assert msoffcrypto.OfficeFile(BytesIO(target.getvalue())).is_encrypted()
    assert desk.collect()["khoa.xlsx"].state == "encrypted"
    assert desk.collect(password="sai")["khoa.xlsx"].state == "encrypted"
    assert desk.collect(password="mật khẩu 1")["khoa.xlsx"].state == "accepted"
    assert read_back(desk)[0] == answers


def test_tampering_is_told_each_by_its_own_code(mangled, answers):
    sheet = mangled.sheet
    sheet.protection.sheet = False
    sheet["H11"] = "Hợp lệ"
    sheet.data_validations.dataValidation = [
        one for one in sheet.data_validations.dataValidation if "E11" not in str(one.sqref).split()
    ]
    sheet.merge_cells("E12:E13")
    mangled.book.create_sheet("Ghi chép")["A1"] = 1
    _, figures, remarks = mangled.returned()
    assert figures == {code: value for code, value in answers.items() if code != "I.1.3"}
    assert set(remarks) == {"CT13", "CT14", "CT15", "CT18", "CT19"}
    assert remarks["CT14"]["cells"] == "E11"
    assert "Ghi chép" in remarks["CT15"]["sheets"]


def test_macros_and_links_are_told(mangled):
    target = BytesIO()
    mangled.book.save(target)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
        package.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    mangled.desk.drop_bytes("STC.xlsx", target.getvalue())
    mangled.desk.collect()
    assert {"CT16", "CT17"} <= set(read_back(mangled.desk)[1])


def test_a_second_copy_of_the_table_with_other_figures_is_told(mangled, answers):
    copied = mangled.book.copy_worksheet(mangled.sheet)
    copied["E11"] = 999
    _, figures, remarks = mangled.returned()
    assert figures == answers
    assert remarks["CT20"]["sheet"] == SHEET


def test_anothers_name_over_a_copied_template_is_held_until_somebody_looks(mangled, answers):
    """SNV fills STC's template and types its own name: it must not overwrite STC's return."""
    mangled.desk.collect()
    mangled.sheet["B4"] = mangled.sheet["B4"].value.replace("SỞ TÀI CHÍNH", "SỞ NỘI VỤ")
    mangled.sheet["E11"] = 500
    target = BytesIO()
    mangled.book.save(target)
    mangled.desk.drop_bytes("moi.xlsx", target.getvalue())
    told = mangled.desk.collect()["moi.xlsx"]
    assert (told.state, told.agency) == ("in_doubt", "STC")
    assert "SNV" in told.reason
    assert read_back(mangled.desk)[0] == answers
    done = assign(mangled.desk.workspace, "moi.xlsx", "SNV")
    assert (done.state, done.agency) == ("accepted", "SNV")
    with mangled.desk.workspace.ledger() as ledger:
        names = {record.receipt.agency: record.receipt.name for record in ledger.accepted(PERIOD)}
    assert names == {"STC": "STC.xlsx", "SNV": "moi.xlsx"}


def test_a_name_in_the_heading_that_nobody_has_is_told(mangled):
    mangled.sheet["B4"] = "QUÝ I NĂM 2021 TẠI PHÒNG KẾ HOẠCH"
    told, _, remarks = mangled.returned()
    assert told.state == "accepted"
    assert remarks["CT21"]["heading"] == "PHÒNG KẾ HOẠCH"


def test_notes_in_fonts_of_before_unicode(mangled):
    for cell, font, text in (("F12", ".VnTime", "Ch­a ph¸t sinh hå s¬"), ("F13", "VNI-Times", "Khoâng aùp duïng")):
        mangled.sheet[cell] = text
        look = copy(mangled.sheet[cell].font)
        mangled.sheet[cell].font = Font(name=font, size=look.size)
    mangled.sheet["F14"].font = Font(name=".VnTime")
    mangled.sheet["F15"] = "Đã báo cáo"
    mangled.sheet["F15"].font = Font(name=".VnTime")
    mangled.returned()
    with mangled.desk.workspace.ledger() as ledger:
        (record,) = ledger.accepted(PERIOD)
    notes = {answer.code: answer.entry.note for answer in record.answers if answer.entry.note}
    codes = [mangled.sheet[f"A{row}"].value for row in (12, 13, 15)]
    assert [notes[code] for code in codes] == ["Chưa phát sinh hồ sơ", "Không áp dụng", "Đã báo cáo"]
    (remark,) = [remark for remark in record.notices if remark.code == "CT24"]
    assert remark.facts["count"] == "2"


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

"""Every entry of the findings' catalogue, from a mangled workbook through check to a sentence without holes."""

from __future__ import annotations

import zipfile
from copy import copy
from datetime import date, datetime
from email.message import EmailMessage
from io import BytesIO

import docx
import openpyxl
import pytest
import xlwt
from openpyxl.styles import Font

from cchc_excel.api import Workspace, assign, check, consolidate, feedback, generate
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.submission import ReadNotice, dump_entries
from cchc_excel.mail.compose import message_id
from cchc_excel.messages.findings import FINDINGS
from cchc_excel.storage.ledger import Mailing
from support.desk import PERIOD, Desk
from support.printed_form import printed_form

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

SHEET = "Bảng 1"
#: One figure for each reading that is told, by row.
TYPED = {
    "III.6.1": ("1.248", "SL01"),
    "III.6.2": ("1,248", "SL02"),
    "III.2.1": ("-", "SL05"),
    "I.5.3": ("57/60", "SL06"),
    "I.3.4": ("x", "SL07"),
    "I.6": ("có vi phạm lớn", "SL18"),
    "I.1.1": ("nhiều", "SL11"),
    "I.1.2": (-5, "SL12"),
    "I.1.3": (2.5, "SL13"),
    "III.5.3": (100.5, "SL14"),
    "I.2.3": (date(2021, 8, 5), "SL15"),
    "I.2.1": ("#REF!", "SL16"),
    "I.2.2": ("=1+1", "SL17"),
    "I.4.1": ("48 tấn", "SL19"),
    "I.4.2": (1e300, "SL20"),
    "I.3.1": ("0,5", "SL04"),
    "I.3.2": ("Không áp dụng", "TH03"),
    "II.1": ("15 (không có trễ hạn)", "SL21"),
    "II.2.1": (46150, "SL22"),
    "I.2.4": (100001, "SL23"),
    "II.2.2": ("0.125", "SL28"),
    "VII.3.3": ("12/2021", "SL29"),
}
NOTES = {"IV.1.1": ("sửa thành 45", "CT50"), "VII.3.4": ("1.000/2.000", "SL27")}


def cell_of(sheet, code):
    return next(row[4] for row in sheet.iter_rows() if row[0].value == code)


def typed(desk, book, sheet):
    for code, (value, _) in TYPED.items():
        cell_of(sheet, code).value = value
    for code, value in (("III.6.3", 0.992), ("IV.2.5", 23.8), ("II.2.3", 25)):
        percent = cell_of(sheet, code)
        percent.value, percent.number_format = value, "0.0%"
    for code, (note, _) in NOTES.items():
        cell_of(sheet, code).value = 95
        cell_of(sheet, code).offset(column=1).value = note
    cell_of(sheet, "VI.1").value = "Có"


def one_row_too_low(desk, book, sheet):
    """The figures of two groups of the last section: some come to stand on headings and in rows of another type."""
    figures = {"VII.1.1": 120, "VII.1.1a": 83.3, "VII.1.1b": 16.7, "VII.2": "1 - Có", "VII.3.1": 12, "VII.3.2": 4}
    for code, value in figures.items():
        cell_of(sheet, code).offset(row=1).value = value


def emptied(desk, book, sheet):
    cell_of(sheet, "I.1.1").value = None
    sheet["H11"] = "Hợp lệ"


def pulled_about(desk, book, sheet):
    """Rows cut, moved and doubled, labels and units changed, locks and lists gone."""
    sheet.protection.sheet = False
    sheet.data_validations.dataValidation = []
    sheet.merge_cells("E14:E15")
    book.create_sheet("Ghi chép")["A1"] = 1
    sheet["E10"] = 12
    sheet["E13"] = 98
    sheet["A180"], sheet["C180"], sheet["E180"] = "I.1.3", sheet["C13"].value, 99
    sheet["C61"] = sheet["C61"].value + " của đơn vị"
    sheet["C62"], sheet["E62"] = sheet["C100"].value, 3
    sheet["D11"] = "Triệu đồng"
    sheet["F12"], sheet["F12"].font = "Ch­a ph¸t sinh hå s¬", Font(name=".VnTime", size=copy(sheet["F12"].font).size)
    sheet["B4"] = "QUÝ I NĂM 2021 TẠI PHÒNG KẾ HOẠCH"
    sheet["D13"] = "Số lượng văn bản"
    sheet.delete_rows(20, 2)
    book.copy_worksheet(sheet)["E11"] = 999
    hidden = book.copy_worksheet(sheet)
    hidden["E11"], hidden.sheet_state = 998, "hidden"


def sorted_without_codes(desk, book, sheet):
    rows = list(sheet.iter_rows(min_row=9, max_row=174, min_col=2, max_col=7))
    for values, row in zip(
        sorted(([c.value for c in row] for row in rows), key=lambda v: str(v[1])), rows, strict=True
    ):
        for cell, value in zip(row, values, strict=True):
            cell.value = value
    for row in rows:
        row[3].value = row[3].value if row[3].value is not None else 1


def without_stamp(desk, book, sheet):
    del book["_cchc"]


RETURNS = {
    typed: {code for _, code in (*TYPED.values(), *NOTES.values())} | {"SL03", "SL08", "SL24", "SL30", "TH01"},
    one_row_too_low: {"SL31"},
    emptied: {"TH02", "CT13"},
    pulled_about: {"CT01", "CT02", "CT03", "CT06", "CT09", "CT11", "CT12", "CT14", "CT15", "CT18", "CT19"}
    | {"CT20", "CT21", "CT24", "CT29", "CT35"},
    sorted_without_codes: {"CT10", "CT25"},
    without_stamp: {"CT04"},
}
"""What is done to STC's filled template, and what has to be told of it."""


def rendered(desk) -> dict[str, str]:
    """Every finding of the one return by its code; none may have a hole left, or say nothing of what to do."""
    (checked,) = check(desk.workspace)
    for finding in checked.findings:
        assert not set("{}") & set(finding.text), finding.text
        assert finding.severity == "info" or finding.remedy.startswith(("Đề nghị", "Đã có giải trình")), finding.text
    # What follows check goes on over such a return too.
    consolidate(desk.workspace)
    feedback(desk.workspace)
    return {finding.code: finding.text for finding in checked.findings}


@pytest.mark.parametrize("mangle", RETURNS, ids=lambda mangle: mangle.__name__)
def test_a_mangled_return_is_told_through_check(desk, mangle):
    path = desk.drop("STC", {"I.1.1": 25})
    book = openpyxl.load_workbook(path)
    mangle(desk, book, book[SHEET])
    book.save(path)
    assert desk.collect()["STC.xlsx"].state == "accepted"
    assert RETURNS[mangle] <= set(rendered(desk))


def test_no_entry_of_the_catalogue_is_left_out():
    """Told here or in the tests below, each of which names its own."""
    elsewhere = {"CT05", "CT07", "CT08", "CT16", "CT17", "CT22", "CT23", "CT26", "CT27", "CT28", "TH04", "TH05", "KT01"}
    elsewhere |= {"CT37", "CT40"}
    # Which table and column, what stands beside: in reading/table, which puts their facts into their sentences.
    elsewhere |= {"CT30", "CT31", "CT32", "CT33", "CT34", "CT36", "CT39", "CT41", "CT46"}
    # Documents: in test_word, test_pdf and case by case in test_other_programs.
    elsewhere |= {"CT38", "CT43", "CT44", "CT45", "CT48", "CT49"}
    # In test_comments; in receiving/test_identity; in text/test_bounds_outside.
    elsewhere |= {"CT51", "CT52", "CT53"}
    # A part of a cell's text that is put aside: in test_whole_text and test_asked_about; what is in doubt: test_checks.
    elsewhere |= {"SL25", "SL26", "SL32"}
    assert set().union(*RETURNS.values()) | elsewhere == set(FINDINGS)


def added_to(path, **parts):
    with zipfile.ZipFile(path, "a") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)


def test_the_figure_of_a_doubled_code_stops_nobody(desk):
    """The case of the issue: the code of a row copied over its neighbour's, with another figure."""
    path = desk.drop("STC", {"I.1.1": 5})
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    sheet["A12"], sheet["C12"], sheet["E12"] = "I.1.1", sheet["C11"].value, 6
    book.save(path)
    desk.drop("SNV", {"I.1.1": 7})
    desk.collect()
    found = {one.agency.code: [finding.code for finding in one.findings] for one in check(desk.workspace)}
    assert "CT03" in found["STC"]
    assert consolidate(desk.workspace).province.totals["I.1.1"].shown == 7
    assert [copy.checked.agency.code for copy in feedback(desk.workspace)] == ["STC", "SNV"]


def test_macros_links_and_a_stamp_at_odds(desk):
    path = desk.drop("STC", {"I.1.1": 5})
    added_to(path, xl__vbaProject_bin=b"\xd0\xcf\x11\xe0", xl__externalLinks__externalLink1_xml="<externalLink/>")
    with zipfile.ZipFile(path) as package:
        parts = {part.filename: package.read(part) for part in package.infolist()}
    parts = {name.replace("_bin", ".bin").replace("_xml", ".xml"): content for name, content in parts.items()}
    parts["docProps/custom.xml"] = parts["docProps/custom.xml"].replace(b"STC", b"SNV")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert desk.collect()["STC.xlsx"].state == "accepted"
    assert {"CT05", "CT16", "CT17"} <= set(rendered(desk))


def test_a_feedback_copy_passed_over_for_the_older_template(desk):
    desk.drop("STC", {"I.1.1": 5, "I.1.2": 6})
    desk.collect()
    feedback(desk.workspace)
    with desk.workspace.ledger() as ledger:
        first = min(issue.number for issue in ledger.issues(PERIOD) if issue.agency == "STC")
    assert first == 1
    path = desk.workspace.folder("templates", PERIOD) / "PL2-B1_2021-Q1_STC.xlsx"
    book = openpyxl.load_workbook(path)
    book[SHEET]["E11"] = 9
    target = BytesIO()
    book.save(target)
    desk.drop_bytes("mau cu.xlsx", target.getvalue(), when=datetime(2021, 3, 12))
    assert desk.collect()["mau cu.xlsx"].state == "accepted"
    assert "CT07" in rendered(desk)


def bare_copy(desk) -> openpyxl.Workbook:
    """The visible cells of STC's return in a new workbook."""
    source = openpyxl.load_workbook(desk.drop("STC", {"I.1.1": 5}, name="nguon.xlsx"))[SHEET]
    (desk.workspace.folder("returned", PERIOD) / "nguon.xlsx").unlink()
    book = openpyxl.Workbook()
    for row in range(1, 175):
        for at, letter in enumerate("BCDEF", start=1):
            book.active.cell(row, at).value = source[f"{letter}{row}"].value
    return book


def test_a_copy_without_codes_by_word_by_mail_and_by_decision(desk):
    book = bare_copy(desk)
    document = docx.Document()
    table = document.add_table(rows=0, cols=5)
    for row in book.active.iter_rows(min_row=7, values_only=True):
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = "" if value is None else str(value)
    target = BytesIO()
    document.save(target)
    desk.drop_bytes("ban.docx", target.getvalue())
    desk.collect()
    assign(desk.workspace, "ban.docx", "STC")
    assert {"CT08", "CT22", "CT23"} <= set(rendered(desk))


@pytest.mark.parametrize(("figure", "code"), [("5", "CT49"), ("6", "CT48")])
def test_a_pdf_beside_the_workbook(desk, form, figure, code):
    desk.drop("STC", {"I.1.1": 5})
    desk.drop_bytes("STC.pdf", printed_form(form, {"I.1.1": figure}))
    desk.collect()
    assert {"CT48", "CT49"} & set(rendered(desk)) == {code}


def test_a_copy_whose_heading_names_another_than_the_operator_does(desk):
    target = BytesIO()
    bare_copy(desk).save(target)
    desk.drop_bytes("ban.xlsx", target.getvalue())
    desk.collect()
    assign(desk.workspace, "ban.xlsx", "SNV")
    assert "CT28" in rendered(desk)


def as_xls(path) -> bytes:
    """All cells of a workbook, and an empty sheet, by a program that writes the format of Excel 97."""
    copied = xlwt.Workbook()
    for sheet in openpyxl.load_workbook(path):
        target = copied.add_sheet(sheet.title)
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            target.write(cell.row - 1, cell.column - 1, str(cell.value) if cell.data_type == "f" else cell.value)
    copied.add_sheet("Bieu do")
    saved = BytesIO()
    copied.save(saved)
    return saved.getvalue()


def said_to_be_a_chart(content: bytes) -> bytes:
    at = content.index(b"Bieu do") - 3
    return content[:at] + b"\x02" + content[at + 1 :]


def with_wrong_count_of_texts(content: bytes) -> bytes:
    """As some programs write it; Excel does not mind."""
    at = content.index(b"\xfc\x00", content.index(b"Bieu do")) + 8
    return content[:at] + b"\xff\xff" + content[at + 2 :]


@pytest.mark.parametrize(("damage", "code"), [(said_to_be_a_chart, "CT37"), (with_wrong_count_of_texts, "CT40")])
def test_an_xls_of_which_a_part_is_not_read(desk, damage, code):
    path = desk.drop("STC", {"I.1.1": 25})
    desk.drop_bytes("STC.xls", damage(as_xls(path)))
    path.unlink()
    assert desk.collect()["STC.xls"].state == "accepted"
    assert code in rendered(desk)


def mailed(name: str, content: bytes, sender: str, answered: str) -> bytes:
    message = EmailMessage()
    message["In-Reply-To"] = answered
    message["From"], message["To"], message["Subject"] = sender, "cchc@soctrang.example", "Báo cáo"
    message["Date"] = "Wed, 10 Mar 2021 09:00:00 +0700"
    message.set_content("Gửi báo cáo.")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_what_the_mail_tells_of_the_agency(desk):
    """By mail alone earlier versions took files in; an answer to another agency's letter is told as ever."""
    desk.drop("STC", {"I.1.1": 8})
    own = message_id(desk.workspace.key, PERIOD, "SNV", "issue", "1", "desk@soctrang.example")
    with desk.workspace.ledger() as ledger:
        ledger.mail.write(Mailing(PERIOD, "SNV", "issue", "1", own, ["a@x.example"], "accepted", "", datetime.now()))
    stp = desk.drop("STP", {"I.1.1": 8})
    desk.drop_bytes("nham.eml", mailed("b.xlsx", stp.read_bytes(), "van-thu@x.example", own))
    stp.unlink()
    desk.collect()
    with desk.workspace.ledger() as ledger:
        receipt = ledger.accepted_receipt(PERIOD, "STC")
        said, _ = ledger.read_entries(receipt.id)
        how = "địa chỉ thư người gửi"
        ledger.record(receipt, dump_entries(said), [ReadNotice("CT26", {"agency": "STC", "how": how})])
    told = {one.agency.code: {finding.code for finding in one.findings} for one in check(desk.workspace)}
    assert ("CT26" in told["STC"], "CT27" in told["STP"]) == (True, True)


def test_a_total_whose_notes_somebody_changed(tmp_path, form):
    """Of a province's return to a ministry: a percentage without its parts, and a figure of nobody."""
    province = Agency("H51", "tỉnh Sóc Trăng", "tinh", "PL2-B1")
    desk = Desk(Workspace.create(tmp_path / "bo", agencies=(province,), today=date(2021, 3, 1)))
    generate(desk.workspace, PERIOD, today=date(2021, 3, 1))
    notes = {row.code: "Tổng hợp từ 4/5 cơ quan, đơn vị" for row in form.indicators if row.type == "count"}
    answers = dict.fromkeys(notes, 3) | {"I.1.1": None, "III.6.3": 80}
    desk.drop("H51", answers, notes=notes | {"III.6.3": "Tổng hợp từ 4/5 cơ quan, đơn vị"})
    desk.collect()
    assert {"TH04", "TH05"} <= set(rendered(desk))


def test_a_return_that_the_program_stumbles_on(desk, monkeypatch):
    from cchc_excel.validation import check as checked  # noqa: PLC0415

    desk.drop("STC", {"I.1.1": 5})
    desk.collect()
    monkeypatch.setattr(checked, "interpret", lambda *_: 1 / 0)
    assert set(rendered(desk)) == {"KT01"}

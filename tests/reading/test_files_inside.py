"""A document without figures of the form that has other files in it: they are named, as one may be the return."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pytest

from cchc_excel.reading.formats.pdf_attached import attached_names
from support.letters_received import accepted, filled, letter
from support.ods_files import content as ods_content
from support.outlook_files import compound
from support.pdf_files import Page, pdf, raw_pdf
from support.word_files import document, rewritten

LETTER = document(["Nơi nhận", "Ký tên"])
SAVE = "Đề nghị mở tệp này, lưu riêng từng tệp bên trong rồi chép vào thư mục nhận."


def told(desk, name, content):
    desk.drop_bytes(name, content)
    return desk.collect()[name]


def zipped(content):
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("STC.xlsx", content)
    return target.getvalue()


def icon(label, content):
    """As Word keeps a file that was put in as an icon."""
    stream = b"\x02\x00" + label + b"\x00C:\\x\x00" + len(content).to_bytes(4, "little") + content
    return compound({"\x01Ole10Native": len(stream).to_bytes(4, "little") + stream})


def workbook(*cells):
    book = openpyxl.Workbook()
    book.active.append(list(cells))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("part", "made", "called"),
    [
        ("goi.zip", zipped, "goi.zip"),
        ("thu.eml", lambda content: letter(("STC.xlsx", content)).as_bytes(), "thu.eml"),
        ("oleObject1.bin", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "oleobject1.bin"),
        ("oleObject1.bin", lambda content: icon(b"bao cao.zip", zipped(content)), "bao cao.zip"),
        ("oleObject1.bin", lambda _: icon(b"bao cao.eml", b"From: x"), "bao cao.eml"),
        ("a.docx", lambda _: document(["Chỉ tiêu", "25"]), "a.docx"),
        ("a.xlsx", lambda content: content[:-300], "a.xlsx"),
    ],
)
def test_files_in_a_word_document_are_named(desk, part, made, called):
    held = rewritten(LETTER, "", bytes, {f"word/embeddings/{part}": made(filled(desk, "STC"))})
    found = told(desk, "thư.docx", held)
    assert found.state == "no_stamp"
    assert found.reason.endswith(f"không có bảng số liệu của biểu mẫu. Trong tệp có tệp khác chưa được mở: {called}.")
    assert found.remedy == SAVE


@pytest.mark.parametrize(
    "part", [compound({"Equation Native": b"x"}), workbook("biểu đồ", 1)], ids=["formula", "figures of a chart"]
)
def test_formulas_and_what_was_read_are_not_named(desk, part):
    found = told(desk, "thư.docx", rewritten(LETTER, "", bytes, {"word/embeddings/a.bin": part}))
    assert (found.state, "Trong tệp" in found.reason) == ("no_stamp", False)


def test_a_workbook_in_a_workbook_is_named(desk):
    cover = rewritten(workbook("Báo cáo"), "", bytes, {"xl/embeddings/Sheet1.xlsx": filled(desk, "STC")})
    found = told(desk, "bìa.xlsx", cover)
    assert (found.state, "chưa được mở: sheet1.xlsx." in found.reason, found.remedy) == ("no_stamp", True, SAVE)
    assert "Trong tệp" not in told(desk, "trống.xlsx", workbook("Báo cáo")).reason


@pytest.mark.parametrize(
    ("parts", "called"),
    [
        ({"Object 1": b"x"}, "Object 1"),
        ({"Object 1/content.xml": b"x"}, ""),
        ({"Object 1/content.xml": b"x", "META-INF/manifest.xml": "chart"}, ""),
        ({"Object 1/content.xml": b"x", "META-INF/manifest.xml": "spreadsheet"}, "Object 1"),
        ({"Object 1": b"x", "META-INF/manifest.xml": "<torn"}, ""),
    ],
)
@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_objects_of_an_open_document_are_named(desk, parts, called, kind):
    media = "application/vnd.oasis.opendocument."
    entry = '<file-entry full-path="{path}" media-type="{media}{kind}"/>'
    listed = entry.format(path="/", media=media, kind=kind)
    if parts.get("META-INF/manifest.xml") in ("chart", "spreadsheet"):
        listed += entry.format(path="Object 1/", media=media, kind=parts["META-INF/manifest.xml"])
        parts = {**parts, "META-INF/manifest.xml": f"<m>{listed}</m>"}
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", media + kind)
        for name, part in {"content.xml": ods_content(), **parts}.items():
            package.writestr(name, part)
    found = told(desk, "thư.odt", target.getvalue())
    assert found.state == "no_stamp"
    assert (f"chưa được mở: {called}." in found.reason) if called else ("Trong tệp" not in found.reason)


def attached_as_a_whole(name):
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Kids [4 0 R 4 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /Names [(a) 5 0 R] /Kids [4 0 R] >>",
        b"<< /Type /Filespec /F (%b) >>" % name,
    )


def attached_as_a_mark(name):
    page = Page().text(40, 700, "Kinh gui So Noi vu, de nghi tiep nhan bao cao. " * 3, 6)
    return pdf(page.over("FileAttachment", (0, 0, 9, 9), f"/FS << /UF ({name.decode()}) >>"))


@pytest.mark.parametrize("made", [attached_as_a_whole, attached_as_a_mark])
def test_files_in_a_pdf_are_named(desk, made):
    found = told(desk, "bc.pdf", made(b"bao cao.xlsx"))
    assert found.state == "not_a_workbook"
    assert found.reason.endswith("(bản quét, bản chụp). Trong tệp có tệp khác chưa được mở: bao cao.xlsx.")
    assert found.remedy == SAVE


@pytest.mark.parametrize(("count", "found"), [(100, 100), (101, 100)])
def test_no_more_marks_of_a_page_are_looked_at_than_anybody_makes(count, found):
    page = Page()
    for at in range(count):
        page.over("FileAttachment", (0, 0, 9, 9), f"/FS << /F ({at}) >>")
    assert len(attached_names(pdf(page))) == found


@pytest.mark.parametrize(("depth", "found"), [(99, ["a.xlsx"]), (100, [])])
def test_a_tree_of_names_is_followed_so_far(depth, found):
    kids = [b"<< /Kids [%d 0 R] >>" % (5 + at) for at in range(depth)]
    content = raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 4 0 R >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *kids,
        b"<< /Names [(a) << /F (a.xlsx) >>] >>",
    )
    assert attached_names(content) == found


@pytest.mark.parametrize(("count", "ending"), [(10, "9.zip."), (11, "9.zip ….")])
def test_no_more_files_are_named_than_can_be_read(desk, count, ending):
    parts = {f"word/embeddings/{at:02}.zip": b"PK\x03\x04" for at in range(count)}
    assert told(desk, "thư.docx", rewritten(LETTER, "", bytes, parts)).reason.endswith(ending)


@pytest.mark.parametrize("answers", [{}, {"I.1.1": 25}])
def test_a_blank_form_with_a_file_in_it_says_so(desk, answers):
    form = rewritten(filled(desk, "STC", answers), "", bytes, {"xl/embeddings/bc.xlsx": b"PK\x03\x04"})
    assert told(desk, "STC.xlsx", form).state == "accepted"
    named = [notice.facts["sheets"] for notice in accepted(desk)["STC"].notices if notice.code == "CT37"]
    assert named == ([] if answers else ["“bc.xlsx (chèn trong tệp)”"])

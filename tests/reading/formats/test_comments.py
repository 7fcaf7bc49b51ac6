"""What somebody writes on a figure's cell with the program's comments is told: it may be the figure that was meant."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import openpyxl
import pytest
from openpyxl.comments import Comment

from cchc_excel.api import check, feedback
from cchc_excel.reading.formats.any_format import read_any
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.reader import read_content
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits
from support.excel2003 import to_excel_2003
from support.mangled import SHEET, read_back
from support.word_files import paragraph, rewritten, run, tbl, tc, tr, with_body

KINDS = ("xlsx", "xls", "ods", "fods")
TOLD = {"E11": "Số đúng là 45", "C16": "theo QĐ 12", "F15": "trong đó 3 quá hạn"}
#: Without a number; on a heading; above the table.
SAID = {**TOLD, "E17": "đã rà soát", "E18": "PC-07:\nđã rà soát", "C14": "gồm 4 mục", "H1": "hạn 17"}


def commented(path, comments=SAID):
    book = openpyxl.load_workbook(path)
    for cell, text in comments.items():
        book[SHEET][cell].comment = Comment(text, "Cán bộ")
    target = BytesIO()
    book.save(target)
    path.write_bytes(target.getvalue())
    return path


def told_of(desk, content, kind):
    desk.drop_bytes(f"STC.{kind}", content)
    assert desk.collect()[f"STC.{kind}"].state == "accepted"
    (checked,) = check(desk.workspace)
    return {
        finding.cell if finding.code != "CT51" else finding.message.partition("ở ô ")[2][:3]: finding
        for finding in checked.findings
        if finding.code == "CT51"
    }


@pytest.fixture
def filled(desk, answers):
    path = desk.drop("STC", answers)
    copy = desk.workspace.root / "filled.xlsx"
    path.rename(copy)
    return copy


@pytest.mark.parametrize("kind", KINDS)
def test_a_comment_with_a_number_on_a_figures_line_is_told(desk, filled, office, kind):
    saved = office.edit(commented(filled), {}, formats=(kind,))[kind]
    told = told_of(desk, saved.read_bytes(), kind)
    assert set(told) == set(TOLD)
    assert "“Số đúng là 45”; có thể là số liệu sửa lại, chưa được tính" in told["E11"].message
    assert {finding.indicator for finding in told.values()} == {"I.1.1", "I.2.1", "I.2.2"}
    assert all(finding.is_open for finding in told.values())


def test_of_excel_2003_xml_too(desk, filled, office):
    saved = office.edit(commented(filled), {}, formats=("fods",))["fods"]
    workbook = read_any(to_excel_2003(saved.read_bytes()), "xml2003", Limits())
    (sheet,) = [sheet for sheet in workbook.sheets if sheet.name == SHEET]
    assert sheet.comments[11, 5].endswith("Số đúng là 45")


def test_a_note_explains_it(desk, answers):
    path = commented(desk.drop("STC", answers, notes={"I.1.1": "đã kiểm tra lại, số liệu đúng"}), {"E11": "45?"})
    assert not told_of(desk, path.read_bytes(), "xlsx")["E11"].is_open


THREAD = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="E11" id="{1}"><text>Số đúng là 45</text></threadedComment>'
    '<threadedComment ref="E11" id="{2}" parentId="{1}"><text>đã sửa ở kỳ 2</text></threadedComment></ThreadedComments>'
)
RELATION = (
    '<Relationship Id="rIdThread" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
    'Target="../threadedComments/threadedComment1.xml"/></Relationships>'
)


def threaded(path, thread=THREAD):
    path = commented(path, {"E11": "[Threaded comment]\n\nYour version of Excel …\n\nComment:\n    Số đúng là 45"})
    target = BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(target, "w") as made:
        for name in package.namelist():
            content = package.read(name)
            if name.endswith("sheet1.xml.rels"):
                content = content.replace(b"</Relationships>", RELATION.encode())
            made.writestr(name, content)
        made.writestr("xl/threadedComments/threadedComment1.xml", thread)
    return target.getvalue()


def test_a_thread_of_excel_365_is_told_once(desk, filled):
    told = told_of(desk, threaded(filled), "xlsx")
    assert set(told) == {"E11"}
    assert "“Số đúng là 45 đã sửa ở kỳ 2”" in told["E11"].message


def test_damaged_comments_leave_the_figures(desk, filled, answers):
    assert told_of(desk, threaded(filled, thread="<a"), "xlsx") == {}
    assert read_back(desk)[0] == answers


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_RELATION = (
    b'<Relationship Id="rIdComments" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/>'
)


@pytest.mark.parametrize(("part", "is_told"), [("</w:comments>", True), ("", False)])
def test_a_comment_in_word_is_told_and_a_damaged_part_leaves_the_figures(form, part, is_told):
    said = (
        f'<w:comments xmlns:w="{WORD}"><w:comment w:id="7"><w:p><w:r><w:t>Số đúng là 45</w:t></w:r></w:p></w:comment>'
    )
    reference = '<w:r><w:commentReference w:id="7"/></w:r>'
    rows = [
        [row.ordinal, row.printed_label, row.unit, str(at) if row.is_indicator else "", ""]
        for at, row in enumerate(form.rows, start=1)
    ]
    lines = [
        tr(
            *(
                tc(paragraph(run(escape(text)), reference if (text, at) == ("3", 3) else ""))
                for at, text in enumerate(row)
            )
        )
        for row in (["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"], *rows)
    ]
    content = rewritten(
        with_body(tbl(*lines)),
        "word/_rels/document.xml.rels",
        lambda relations: relations.replace(b"</Relationships>", WORD_RELATION + b"</Relationships>"),
        {"word/comments.xml": (said + part).encode()},
    )
    reading = read_content(content, ExpectedForms.of([form], form.key), Limits())
    assert {entry.code: entry.raw.shown for entry in reading.entries}["I.1.1"] == "3"
    told = [notice.facts for notice in reading.notices if notice.code == "CT51"]
    assert [(facts["row"], facts["text"]) for facts in told] == ([("I.1.1", "Số đúng là 45")] if is_told else [])


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_what_the_program_wrote_itself_is_no_comment(desk, answers, office, kind):
    """A feedback copy has comments on the cells in question."""
    desk.drop("STC", answers | {"I.1.1": 2.5, "I.3.1": 0.992, "II.1": "khoảng 20"})
    desk.collect()
    (sent,) = feedback(desk.workspace)
    assert openpyxl.load_workbook(sent.path)[SHEET]["E11"].comment
    content = office.edit(sent.path, {}, formats=(kind,))[kind].read_bytes() if kind else sent.path.read_bytes()
    assert told_of(desk, content, kind or "xlsx") == {}


@pytest.mark.parametrize(("count", "kept"), [(1999, 1999), (2000, 2000), (2001, 2000)])
def test_of_thousands_the_first_are_kept(count, kept):
    sheet = Sheet("x")
    for row in range(1, count + 1):
        sheet.add_comment((row, 1), "1")
    assert len(sheet.comments) == kept


@pytest.mark.parametrize(("length", "kept"), [(999, 999), (1000, 1000), (1001, 1000)])
def test_of_a_long_comment_the_beginning_is_kept(length, kept):
    sheet = Sheet("x")
    sheet.add_comment((1, 1), "1" * length)
    assert len(sheet.comments[1, 1]) == kept

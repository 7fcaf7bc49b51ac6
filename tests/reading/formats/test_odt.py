"""The tables of an OpenDocument text (.odt) are read as sheets are."""

from __future__ import annotations

import io
import zipfile

import pytest

from cchc_excel.domain.submission import Cell, Reading
from cchc_excel.reading.formats.any_format import read_any
from cchc_excel.reading.formats.file_type import file_type
from cchc_excel.reading.reader import read_content
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits
from support.ods_files import cell, content, row, table

STRUCK = (
    '<style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-style="solid"/>'
    "</style:style>"
)


def odt(*inside: str, kind: str = "text", styles: str = "") -> bytes:
    """A text, or another document, as programs write it: its type stands first."""
    document = content(*inside, styles=styles).replace("office:spreadsheet", "office:text")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        made.writestr("content.xml", document)
    return target.getvalue()


def said(text: str) -> str:
    return cell(kind="string", text=text)


def test_every_table_but_those_that_were_deleted():
    deleted = f"<text:tracked-changes><text:deletion>{table(row(said('x')))}</text:deletion></text:tracked-changes>"
    section = f"<text:section>{table(row(said('c')), name='Table2')}</text:section>"
    read = read_any(odt(deleted, table(row(said("a"), said("25")), name="Table1"), section), "odt", Limits())
    assert read.is_document
    assert [(sheet.name, sheet.rows) for sheet in read.sheets] == [
        ("Table1", {1: {1: Cell("text", "a"), 2: Cell("text", "25")}}),
        ("Table2", {1: {1: Cell("text", "c")}}),
    ]


def test_what_is_struck_out_is_put_aside():
    content = odt(table(row(said('<text:span text:style-name="T1">25</text:span> 27'))), styles=STRUCK)
    assert read_any(content, "odt", Limits()).sheets[0].cell(1, 1) == Cell("text", "27", aside="25", why_aside="struck")


@pytest.mark.parametrize(
    ("kind", "known_as"), [("text", "odt"), ("text-template", "odt"), ("spreadsheet", "ods"), ("presentation", "ods")]
)
def test_it_is_known_by_what_it_says_first(kind, known_as):
    assert file_type(odt(table(row(said("a"))), kind=kind)) == known_as


def test_the_form_is_read_and_it_is_said_from_what(form):
    rows = [["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"]]
    rows += [[row.ordinal, row.printed_label, row.unit.replace("\n", " "), "1", ""] for row in form.rows]
    lines = [row(*(said(text) if text else cell() for text in line)) for line in rows]
    reading = read_content(odt(table(*lines)), ExpectedForms.of([form], form.key), Limits())
    assert isinstance(reading, Reading)
    assert {entry.raw for entry in reading.entries} == {Cell("text", "1")}
    (notice,) = [notice for notice in reading.notices if notice.code == "CT44"]
    assert notice.facts == {"kind": "tệp văn bản OpenDocument (.odt)"}

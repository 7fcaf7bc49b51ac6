"""The tables of an OpenDocument text (.odt) are read as sheets are."""

from __future__ import annotations

import io
import zipfile

import pytest

from cchc_excel.domain.submission import Cell, Reading
from cchc_excel.reading.formats.any_format import read_any
from cchc_excel.reading.formats.file_type import file_type
from cchc_excel.reading.formats.unsafe import UnsafeError
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


PARAGRAPHS = STRUCK + "".join(
    f'<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{parent}">{properties}'
    "</style:style>"
    for name, family, parent, properties in (
        ("Struck", "paragraph", "", '<style:text-properties style:text-line-through-style="solid"/>'),
        ("P2", "paragraph", "Struck", ""),
        ("White", "paragraph", "", '<style:text-properties fo:color="#ffffff"/>'),
        ("Hidden", "paragraph", "", '<style:text-properties text:display="none"/>'),
        ("Raised", "paragraph", "", '<style:text-properties style:text-position="super 58%"/>'),
        ("Old", "paragraph", "", '<style:text-properties fo:font-family=".VnTime"/>'),
        (
            "Filled", "paragraph", "White",
            '<style:paragraph-properties fo:background-color="#000080"/>'
            '<style:text-properties fo:background-color="transparent"/>',
        ),
        ("Level", "text", "", '<style:text-properties style:text-line-through-style="none"/>'),
        ("Marked", "text", "", '<style:text-properties fo:background-color="#000080"/>'),
        ("Blue", "table-cell", "", '<style:table-cell-properties fo:background-color="#000080"/>'),
        ("BlueRow", "table-row", "", '<style:table-row-properties fo:background-color="#000080"/>'),
        ("WhiteRow", "table-row", "", '<style:table-row-properties fo:background-color="#ffffff"/>'),
        ("BlueTable", "table", "", '<style:table-properties fo:background-color="#000080"/>'),
    )
)  # fmt: skip


def p(inside: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def items(*inside: str) -> str:
    return "".join(f"<text:list-item>{item}</text:list-item>" for item in inside)


def frame(inside: str) -> str:
    return f"<draw:frame><draw:text-box>{inside}</draw:text-box></draw:frame>"


def put_aside(text: str, why: str) -> Cell:
    return Cell("blank", aside=text, why_aside=why)


def within(inside: str) -> str:
    return f"<table:table-cell>{inside}</table:table-cell>"


NESTED = table(row(cell(text="25"), cell(text="nhiệm vụ")))
WHITE = Cell("blank", aside="25", why_aside="hidden")


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        # The style of a paragraph holds of its text, whatever it is based on.
        (p("25", "P2"), put_aside("25", "struck")),
        (p("25", "White"), WHITE),
        (p("25", "Hidden"), put_aside("25", "hidden")),
        (p("25", "Filled"), Cell("text", "25")),
        (p("25", "Raised"), Cell("text", "25")),
        (p("25", "Unknown"), Cell("text", "25")),
        (p("Ch­a ph¸t sinh", "Old"), Cell("text", "Chưa phát sinh")),
        (p('25<text:span text:style-name="Level">7</text:span>', "P2"),
         Cell("text", "7", aside="25", why_aside="struck")),
        (p('<text:span text:style-name="Marked">25</text:span>', "White"), Cell("text", "25")),
        (p("25") + p("30", "P2"), Cell("text", "25", aside="30", why_aside="struck")),
        (p("25").replace("text:p", "text:h"), Cell("text", "25")),
        # Lists and what else stands around paragraphs.
        (f"<text:list>{items(p('30'), p('31'))}</text:list>", Cell("text", "30\n31")),
        (f"<text:list>{items(p('30', 'P2'))}</text:list>", put_aside("30", "struck")),
        (f"<text:list><text:list-header>{p('30')}</text:list-header></text:list>", Cell("text", "30")),
        (f"<text:list>{items(f'<text:list>{items(p(30))}</text:list>')}</text:list>", Cell("text", "30")),
        (f"<text:section>{p('30')}</text:section>", Cell("text", "30")),
        (f"<text:numbered-paragraph>{p('30')}</text:numbered-paragraph>", Cell("text", "30")),
        (p("<text:number>1.</text:number>30"), Cell("text", "30")),
        # What was inserted is there, what was deleted stands elsewhere.
        (p("<text:change-start/>1<text:change-end/>31<text:change/>"), Cell("text", "131")),
        # What nobody can be sure is the cell's.
        (p("") + NESTED, put_aside("25 | nhiệm vụ", "doubtful")),
        (p("12") + NESTED, Cell("text", "12", aside="25 | nhiệm vụ", why_aside="doubtful")),
        (p("12") + table(row(within(NESTED))), Cell("text", "12", aside="25 | nhiệm vụ", why_aside="doubtful")),
        (p("12") + table(row(cell())), Cell("text", "12")),
        (p("12" + frame(p("45"))), Cell("text", "12", aside="45", why_aside="doubtful")),
        (p("12" + frame(p("có"))), Cell("text", "12")),
        (p("12<draw:custom-shape>" + p("45") + p("46") + "</draw:custom-shape>"),
         Cell("text", "12", aside="45 | 46", why_aside="doubtful")),
    ],
)  # fmt: skip
def test_the_text_of_a_cell(inside, read):
    content = odt(
        table(row(f'<table:table-cell office:value-type="string">{inside}</table:table-cell>')), styles=PARAGRAPHS
    )
    assert read_any(content, "odt", Limits()).sheets[0].cell(1, 1) == read


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        (p("25"), Cell("number", 25.0)),
        (p("25", "P2"), put_aside("25", "struck")),
        (p('2<text:span text:style-name="T1">5</text:span>'), Cell("text", "2", aside="5", why_aside="struck")),
        (p("25") + NESTED, Cell("text", "25", aside="25 | nhiệm vụ", why_aside="doubtful")),
    ],
)
def test_a_value_counts_only_where_its_text_is_seen(inside, read):
    element = f'<table:table-cell office:value-type="float" office:value="25">{inside}</table:table-cell>'
    assert read_any(odt(table(row(element)), styles=PARAGRAPHS), "odt", Limits()).sheets[0].cell(1, 1) == read


@pytest.mark.parametrize(
    ("cell_style", "row_style", "table_style", "read"),
    [
        ("", "", "", WHITE),
        ("Blue", "", "", Cell("text", "25")),
        ("", "BlueRow", "", Cell("text", "25")),
        ("", "WhiteRow", "", WHITE),
        ("", "", "BlueTable", Cell("text", "25")),
    ],
)
def test_white_text_is_seen_on_a_colour(cell_style, row_style, table_style, read):
    element = f'<table:table-cell table:style-name="{cell_style}">{p("25", "White")}</table:table-cell>'
    line = row(element, more=f'table:style-name="{row_style}"')
    content = odt(table(line, more=f'table:style-name="{table_style}"'), styles=PARAGRAPHS)
    assert read_any(content, "odt", Limits()).sheets[0].cell(1, 1) == read


@pytest.mark.parametrize(("depth", "is_refused"), [(100, False), (101, True)])
def test_lists_are_nested_no_deeper_than_any_program_nests_them(depth, is_refused):
    content = odt(table(row(within("<text:list>" * depth + p("25") + "</text:list>" * depth))))
    if is_refused:
        with pytest.raises(UnsafeError):
            read_any(content, "odt", Limits())
    else:
        assert read_any(content, "odt", Limits()).sheets[0].cell(1, 1) == Cell("text", "25")


def test_a_large_document_says_the_same_of_tables_within_cells():
    """It is let go of row by row while it is read."""
    element = f"<table:table-cell>{p('12')}{table(row(within(NESTED)), row(cell(text='7')))}</table:table-cell>"
    content = odt(table(row(element)), f"<text:p>{'x' * (1 << 20)}</text:p>")
    (sheet,) = read_any(content, "odt", Limits()).sheets
    assert sheet.rows == {1: {1: Cell("text", "12", aside="25 | nhiệm vụ | 7", why_aside="doubtful")}}


def region(kind: str, inside: str = "") -> str:
    return f"<text:changed-region><text:{kind}>{inside}</text:{kind}></text:changed-region>"


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("", []),
        ("<text:tracked-changes/>", []),
        (f"<text:tracked-changes>{region('insertion')}</text:tracked-changes>", ["CT43"]),
        (f"<text:tracked-changes>{region('deletion', p('9') + frame(p('9')))}</text:tracked-changes>", ["CT43"]),
        (f"<text:tracked-changes>{region('format-change')}</text:tracked-changes>", []),
        ("<table:tracked-changes><table:insertion/></table:tracked-changes>", []),
        (p(frame(p("1.248"))), ["CT45"]),
        (p(frame(p("Mẫu số 1"))), []),
    ],
)
def test_tracked_changes_and_numbers_in_boxes_are_told(before, told):
    book = read_any(odt(before, table(row(said("25")))), "odt", Limits())
    assert [notice.code for notice in book.notices] == told
    assert book.sheets[0].cell(1, 1) == Cell("text", "25")


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

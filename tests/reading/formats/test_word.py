"""What the tables of a Word document say, with its tracked changes accepted."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.word import embedded_workbooks, read_word
from cchc_excel.reading.workers.limits import Limits
from support.word_files import document, only_cell, paragraph, run, tbl, tc, texts, tr, with_body

LIMITS = Limits()
STRIKE, RAISED, HIDDEN = "<w:strike/>", '<w:vertAlign w:val="superscript"/>', "<w:vanish/>"


def text(value: str, **how) -> Cell:
    return Cell("text", value, **how)


@pytest.mark.parametrize(
    ("inside", "cell"),
    [
        (run("25"), text("25")),
        (run("2") + run("5"), text("25")),
        # Tracked changes are accepted.
        (f"<w:ins>{run('1')}</w:ins>" + run("31"), text("131")),
        ("<w:del><w:r><w:delText>25</w:delText></w:r></w:del>" + run("31"), text("31")),
        (f"<w:moveTo>{run('7')}</w:moveTo><w:moveFrom>{run('8')}</w:moveFrom>", text("7")),
        (f"<w:ins><w:del>{run('9')}</w:del>{run('4')}</w:ins>", text("4")),
        # What stands around runs.
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('25')}</w:sdtContent></w:sdt>", text("25")),
        (f"<w:smartTag>{run('25')}</w:smartTag>", text("25")),
        (f"<w:customXml><w:customXmlPr/>{run('25')}</w:customXml>", text("25")),
        (f'<w:fldSimple w:instr="PAGE">{run("25")}</w:fldSimple>', text("25")),
        (f"<w:hyperlink>{run('25')}</w:hyperlink>", text("25")),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=5*5</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("25")}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            text("25"),
        ),
        (
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Nhập số')}</w:sdtContent></w:sdt>"
            + run("25"),
            text("25"),
        ),
        (
            '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>'
            f"{run('☒')}</w:sdtContent></w:sdt>",
            text("✓"),
        ),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', text("✓")),
        ("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/><w:tab/><w:t>3</w:t></w:r>", text("1-2\t3")),
        (run("25") + '<w:r><w:footnoteReference w:id="1"/></w:r>', text("25")),
        (
            "<w:r><mc:AlternateContent><mc:Choice><w:t>25</w:t></mc:Choice><mc:Fallback><w:t>25</w:t></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            text("25"),
        ),
        # Struck out, raised, hidden.
        (run("25") + run("1", RAISED), text("25", aside="1", why_aside="raised")),
        (run("25", STRIKE) + run(" 27"), text("27", aside="25", why_aside="struck")),
        (run("25", "<w:dstrike/>") + run(" 27"), text("27", aside="25", why_aside="struck")),
        (run("25", '<w:strike w:val="0"/>') + run(" 27"), text("25 27")),
        (run("25", HIDDEN) + run("27"), text("27", aside="25", why_aside="hidden")),
        (run("12", STRIKE), Cell("blank", aside="12", why_aside="struck")),
        # A font from before Unicode.
        (run("Ch­a ph¸t sinh", '<w:rFonts w:ascii=".VnTime"/>'), text("Chưa phát sinh")),
    ],
)
def test_a_cell(inside, cell):
    assert only_cell(document([paragraph(inside)])) == cell


def test_paragraphs_are_lines_and_styles_say_what_runs_do_not():
    assert only_cell(document([paragraph(run("25")) + paragraph(run("hồ sơ"))])) == text("25\nhồ sơ")
    made = with_styles(
        document(
            [paragraph('<w:pPr><w:pStyle w:val="Derived"/></w:pPr>', run("25"), run("27", '<w:strike w:val="0"/>'))]
        )
    )
    assert only_cell(made) == text("27", aside="25", why_aside="struck")
    by_run = document([paragraph(run("25", '<w:rStyle w:val="Derived"/>'), run("27"))])
    assert only_cell(with_styles(by_run)) == text("27", aside="25", why_aside="struck")


def with_styles(content: bytes) -> bytes:
    """The document with a style that is struck out, through the one that it is based on."""
    styles = (
        b'<w:style w:styleId="Base"><w:rPr><w:strike/></w:rPr></w:style>'
        b'<w:style w:styleId="Derived"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    return rewritten(content, "word/styles.xml", lambda part: part.replace(b"</w:styles>", styles))


def rewritten(content: bytes, name: str, change, more: dict[str, bytes] | None = None) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.namelist():
            made.writestr(part, change(source.read(part)) if part == name else source.read(part))
        for part, data in (more or {}).items():
            made.writestr(part, data)
    return target.getvalue()


# --- cells and rows ----------------------------------------------------------------------------------------------


def p(said: str) -> str:
    return paragraph(run(said))


def sdt(*inside: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{''.join(inside)}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ([tr(tc(p("a")), sdt(tc(p("25"))), tc(p("ghi chú")))], [["a", "25", "ghi chú"]]),
        ([sdt(tr(tc(p("a")), tc(p("25"))))], [["a", "25"]]),
        ([tr(tc(sdt(p("a"))), tc(p("25")))], [["a", "25"]]),
        ([tr(tc(p("a")), properties="<w:del/>"), tr(tc(p("b")), properties="<w:ins/>")], [["b"]]),
        ([tr(tc(p("a"), properties="<w:cellDel/>"), tc(p("b"), properties="<w:cellIns/>"))], [["b"]]),
    ],
)
def test_rows_and_cells_in_content_controls_and_changes(rows, read):
    assert texts(with_body(tbl(*rows))) == [read]


def test_columns_are_those_of_the_grid_whatever_spans_several():
    content = with_body(
        tbl(
            tr(tc(p("a"), properties='<w:gridSpan w:val="2"/>'), tc(p("b"))),
            tr(tc(p("c")), tc(p("d")), tc(p("e"), properties='<w:vMerge w:val="restart"/>')),
            tr(tc(p("f")), tc(p("g")), tc(p("lost"), properties="<w:vMerge/>")),
            tr(tc(p("h")), properties='<w:gridBefore w:val="2"/>'),
        )
    )
    (sheet,) = read_word(content, LIMITS).sheets
    read = {(row, column): cell.value for row, cells in sheet.rows.items() for column, cell in cells.items()}
    assert read == {
        (1, 1): "a", (1, 3): "b", (2, 1): "c", (2, 2): "d", (2, 3): "e", (3, 1): "f", (3, 2): "g", (4, 3): "h",
    }  # fmt: skip
    assert set(sheet.merged) == {(1, 1, 1, 2), (2, 3, 3, 3)}


def test_columns_in_which_no_cell_begins_are_none():
    wide = '<w:gridSpan w:val="5"/>'
    content = with_body(tbl(tr(tc(p("a"), properties=wide), tc(p("b"))), tr(tc(p("c"), properties=wide), tc(p("d")))))
    (sheet,) = read_word(content, LIMITS).sheets
    assert [sorted(cells) for cells in sheet.rows.values()] == [[1, 2], [1, 2]]


def test_tables_in_controls_boxes_and_other_tables_are_all_read():
    inner = tbl(tr(tc(p("trong"))))
    choice = f"<mc:Choice><w:txbxContent>{inner}</w:txbxContent></mc:Choice>"
    box = f"<w:p><w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r></w:p>"
    content = with_body(sdt(tbl(tr(tc(p("a"))))) + tbl(tr(tc(p("b"), inner, "<w:p/>"))) + box)
    assert texts(content) == [[["a"]], [["b"]], [["trong"]], [["trong"]]]


@pytest.mark.parametrize(
    ("body", "is_told"),
    [
        (tbl(tr(tc(p("a")))), False),
        (tbl(tr(tc(paragraph(f"<w:ins>{run('a')}</w:ins>")))), True),
        (tbl(tr(tc(p("a"))), tr(tc(p("b")), properties="<w:del/>")), True),
    ],
)
def test_changes_that_nobody_accepted_are_told(body, is_told):
    assert [notice.code for notice in read_word(with_body(body), LIMITS).notices] == (["CT43"] if is_told else [])


# --- the file ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["document.macroEnabled.main", "template.main", "template.macroEnabledTemplate.main"])
def test_documents_with_macros_and_templates_are_documents(kind):
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    other = f"application/vnd.ms-word.{kind}+xml".encode()
    content = rewritten(
        document(["25"]), "[Content_Types].xml", lambda part: part.replace(main, other), {"word/vbaProject.bin": b"x"}
    )
    assert texts(content) == [[["25"]]]
    assert read_word(content, LIMITS).has_macros


def test_workbooks_in_a_document_are_found():
    content = rewritten(
        document(["25"]), "", bytes, {"word/embeddings/Sheet1.xlsx": b"PK..", "word/embeddings/o.bin": b"x"}
    )
    assert embedded_workbooks(content, LIMITS) == [b"PK..", b"x"]


@pytest.mark.parametrize(("cells", "is_refused"), [(4, False), (3, True)])
def test_no_more_cells_than_allowed(cells, is_refused):
    content = document(["1", "2"], ["3", "4"])
    if is_refused:
        with pytest.raises(UnsafeError):
            read_word(content, Limits(cells=cells))
    else:
        assert texts(content) == [[["1", "2"], ["3", "4"]]]


@pytest.mark.parametrize(("columns", "is_refused"), [(198, False), (199, True)])
def test_no_wider_than_any_table_is(columns, is_refused):
    content = with_body(tbl(tr(tc(p("a"), properties=f'<w:gridSpan w:val="{columns}"/>'), tc(p("b")))))
    if is_refused:
        with pytest.raises(UnsafeError):
            read_word(content, LIMITS)
    else:
        assert texts(content) == [[["a", "b"]]]


def test_a_document_type_is_refused():
    content = rewritten(
        document(["25"]), "word/document.xml", lambda part: b"<!DOCTYPE x []>" + part.partition(b"?>")[2].strip()
    )
    with pytest.raises(UnsafeError):
        read_word(content, LIMITS)

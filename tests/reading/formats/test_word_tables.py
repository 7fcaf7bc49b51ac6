"""The tables of a Word document: where their cells stand, whatever spans, stands around or moves them; and the file."""

from __future__ import annotations

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.word import embedded_files, read_word
from cchc_excel.reading.workers.limits import Limits
from support.word_files import W, checkbox, document, paragraph, rewritten, run, tbl, tc, texts, tr, with_body

LIMITS = Limits()
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def p(said: str) -> str:
    return paragraph(run(said))


def sdt(*inside: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{''.join(inside)}</w:sdtContent></w:sdt>"


def asking(*inside: str) -> str:
    """A content control that shows only what should be typed there."""
    return f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{''.join(inside)}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ([tr(tc(p("a")), sdt(tc(p("25"))), tc(p("ghi chú")))], [["a", "25", "ghi chú"]]),
        ([sdt(tr(tc(p("a")), tc(p("25"))))], [["a", "25"]]),
        ([tr(tc(sdt(p("a"))), tc(p("25")))], [["a", "25"]]),
        # What only asks to be replaced is no text, but has its place.
        ([tr(tc(p("a")), asking(tc(p("Nhập số"))), tc(p("7")))], [["a", "", "7"]]),
        ([tr(tc(p("a")), tc(asking(p("Nhập số"))), tc(p("7")))], [["a", "", "7"]]),
        ([asking(tr(tc(p("a")), tc(p("25"))))], [["a", "25"]]),
        ([tr(checkbox(1, tc(p("☒"))), checkbox(0, tc(p("☐"))), tc(checkbox(1, p("☒"))))], [["✓", "", "✓"]]),
        # One cell that was copied from Excel is a table within the cell.
        ([tr(tc(p("a")), tc("<w:p/>", tbl(tr(tc(p("25")))), "<w:p/>"))], [["a", "25"]]),
        ([tr(tc(p("a")), properties="<w:del/>"), tr(tc(p("b")), properties="<w:ins/>")], [["b"]]),
        ([tr(tc(p("a"), properties="<w:cellDel/>"), tc(p("b"), properties="<w:cellIns/>"))], [["b"]]),
    ],
)
def test_rows_and_cells_in_content_controls_and_changes(rows, read):
    sheet = read_word(with_body(tbl(*rows)), LIMITS).sheets[0]
    assert [[sheet.text(row, at) for at in range(1, len(read[0]) + 1)] for row in sheet.rows] == read


@pytest.mark.parametrize(
    ("inside", "value", "aside"),
    [
        ([tr(tc(p("25")))], "12\n25\n", ""),
        ([tr(tc(p("25"), p("30")))], "12\n25\n30\n", ""),
        ([tr(tc(p("25")), tc(p("nhiệm vụ")))], "12", "25 | nhiệm vụ"),
        ([tr(tc(p("25"))), tr(tc(p("30")))], "12", "25 | 30"),
        ([tr(tc(p("25")), tc())], "12", "25"),
        ([tr(tc(), tc())], "12\n\n", ""),
        ([tr(tc(tbl(tr(tc(p("25")))), "<w:p/>"))], "12", "25"),
        ([tr(tc(p("9" * 120)), tc(p("8" * 120)))], "12", "9" * 120 + " | " + "8" * 77),
    ],
)
def test_a_table_of_several_cells_within_a_cell_is_doubtful(inside, value, aside):
    cell = read_word(with_body(tbl(tr(tc(p("12"), tbl(*inside), "<w:p/>")))), LIMITS).sheets[0].cell(1, 1)
    assert cell == Cell("text", value, aside=aside, why_aside="doubtful" if aside else "")


def test_hidden_rows_are_told():
    content = with_body(tbl(tr(tc(p("a"))), tr(tc(p("b")), properties="<w:hidden/>")))
    assert read_word(content, LIMITS).sheets[0].hidden_rows == {2}


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


def misaligned(*rows: tuple[str, str]) -> str:
    """A table of five columns whose rows have borders of their own: spans of a grid, and texts."""
    made = []
    for spans, said in rows:
        cells = zip(map(int, spans), said, strict=True)
        made.append(tr(*[tc(p(sign), properties=f'<w:gridSpan w:val="{span}"/>') for span, sign in cells]))
    widths = (500, 3000, NEAR, 1400, 100, 900, 100, 1000)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return tbl(*made).replace("<w:tblPr/>", f"<w:tblPr/><w:tblGrid>{grid}</w:tblGrid>")


NEAR = 567
USUAL = ("11222", "abcde")


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        # As many cells as usual: each is in its column, wherever the borders were moved.
        (("12122", "fghij"), [1, 2, 3, 4, 5]),
        (("11321", "fghij"), [1, 2, 3, 4, 5]),
        (("11312", "fghij"), [1, 2, 3, 4, 5]),
        # Fewer: each begins at the border that is near.
        (("125", "fgh"), [1, 2, 3]),
        (("1133", "fghi"), [1, 2, 3, 4]),
        (("8", "f"), [1]),
    ],
)
def test_borders_that_were_moved_in_single_rows(row, columns):
    (sheet,) = read_word(with_body(misaligned(USUAL, USUAL, row)), LIMITS).sheets
    assert sorted(sheet.rows[1]) == [1, 2, 3, 4, 5]
    assert [sheet.rows[3][column].value for column in columns] == list(row[1])
    assert len(sheet.rows[3]) == len(columns)


@pytest.mark.parametrize(("distance", "is_one"), [(567, True), (568, False)])
def test_borders_farther_apart_are_others(distance, is_one):
    table = misaligned(USUAL, USUAL, ("125", "fgh")).replace(f'w:w="{NEAR}"', f'w:w="{distance}"')
    (sheet,) = read_word(with_body(table), LIMITS).sheets
    assert len({column for cells in sheet.rows.values() for column in cells}) == (5 if is_one else 6)


def test_what_spans_rows_goes_on_only_directly_below():
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    content = with_body(
        tbl(
            tr(tc(p("a")), tc(p("b"), properties=begins)),
            tr(tc(p("c"), properties='<w:gridSpan w:val="2"/>')),
            tr(tc(p("d")), tc(p("e"), properties=goes_on)),
        )
    )
    (sheet,) = read_word(content, LIMITS).sheets
    assert (sheet.cell(3, 2).value, sheet.merged) == ("e", [(2, 1, 2, 2)])


def test_tables_in_controls_boxes_and_other_tables_are_all_read():
    inner = tbl(tr(tc(p("trong")), tc()))
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
        # A line of a drawing begins with a name that changes have, too.
        (
            tbl(
                tr(tc(paragraph(f'<w:r><w:drawing><a:path xmlns:a="{DRAWING}"><a:moveTo/></a:path></w:drawing></w:r>')))
            ),
            False,
        ),
    ],
)
def test_changes_that_nobody_accepted_are_told(body, is_told):
    assert [notice.code for notice in read_word(with_body(body), LIMITS).notices] == (["CT43"] if is_told else [])


def test_changes_in_a_strict_document_are_told():
    content = with_body(tbl(tr(tc(paragraph(f"<w:ins>{run('a')}</w:ins>")))))
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    content = rewritten(content, "word/document.xml", lambda part: part.replace(W.encode(), strict))
    assert [notice.code for notice in read_word(content, LIMITS).notices] == ["CT43"]


def boxed(*said: str) -> str:
    return f"<w:p><w:r><w:pict><w:txbxContent>{''.join(map(p, said))}</w:txbxContent></w:pict></w:r></w:p>"


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (boxed("1.248"), "“1.248”"),
        (boxed("25", "30,5%"), "“25 | 30,5%”"),
        (tbl(tr(tc(boxed("25")))) + boxed("7") + boxed("25"), "“25”, “7”"),
        (boxed("Mẫu số 1") + boxed("-") + boxed(""), None),
        (f"<w:del>{boxed('25')}</w:del>", None),
        ("".join(boxed(str(at)) for at in range(11)), ", ".join(f"“{at}”" for at in range(10))),
        (boxed("1" * 61), f"“{'1' * 60}”"),
    ],
)
def test_numbers_in_boxes_of_text_are_told(body, texts):
    notices = [notice for notice in read_word(with_body(body), LIMITS).notices if notice.code == "CT45"]
    assert [notice.facts["texts"] for notice in notices] == ([texts] if texts else [])


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
    assert list(embedded_files(content, LIMITS)) == [
        ("word/embeddings/sheet1.xlsx", "sheet1.xlsx", b"PK.."),
        ("word/embeddings/o.bin", "o.bin", b"x"),
    ]


@pytest.mark.parametrize("equations", [19, 30])
def test_workbooks_are_looked_at_before_other_objects(equations):
    objects = {f"word/embeddings/a{at}.bin": b"x" for at in range(equations)} | {"word/embeddings/z.xlsx": b"PK.."}
    first, *others = embedded_files(rewritten(document(["25"]), "", bytes, objects), LIMITS)
    assert first == ("word/embeddings/z.xlsx", "z.xlsx", b"PK..")
    assert [content for _, _, content in others] == [b"x"] * min(equations, 19) + [b""] * (equations - 19)


def test_web_pages_that_word_would_take_in_are_read():
    page = "<html><table><tr><td>Số liệu<td>25</table></html>".encode()
    relation = (
        b'<Relationship Id="page" Target="page.html" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"/></Relationships>'
    )
    content = rewritten(
        document(["a", "b"]),
        "word/_rels/document.xml.rels",
        lambda part: part.replace(b"</Relationships>", relation),
        {"word/page.html": page},
    )
    assert [(sheet.name, sheet.text(1, 2)) for sheet in read_word(content, LIMITS).sheets] == [
        ("Bảng 1", "b"),
        ("Bảng 2", "25"),
    ]


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

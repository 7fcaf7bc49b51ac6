"""What the cells of a Word document say, with its tracked changes accepted."""

from __future__ import annotations

import pytest

from cchc_excel.domain.submission import Cell
from support.word_files import checkbox, document, only_cell, paragraph, rewritten, run, tbl, tc, tr, with_body

STRIKE, RAISED, HIDDEN = "<w:strike/>", '<w:vertAlign w:val="superscript"/>', "<w:vanish/>"
WHITE = '<w:color w:val="FFFFFF"/>'
LISTED = '<w:listEntry w:val="Không"/><w:listEntry w:val="Có"/>'


def field(mark: str, data: str = "") -> str:
    """A mark of a field; text between its beginning and its result is instruction."""
    inside = f"<w:ffData>{data}</w:ffData>" if data else ""
    instruction = "<w:r><w:instrText>REF x</w:instrText></w:r>" if mark == "begin" else ""
    return f'<w:r><w:fldChar w:fldCharType="{mark}">{inside}</w:fldChar></w:r>{instruction}'


def formula(xml: str) -> str:
    """A formula; what stands in braces is text."""
    inside = xml.replace("{", "<m:r><m:rPr/><m:t>").replace("}", "</m:t></m:r>")
    return f'<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">{inside}</m:oMath>'


def unfilled(instruction: str, before_end: str = "") -> str:
    """A field without a result."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "end"))
    return f"{begin}<w:r><w:instrText>{instruction}</w:instrText></w:r>{before_end}{end}"


def box(*inside: str) -> str:
    """A box of text."""
    return f"<w:r><w:pict><w:txbxContent>{paragraph(*inside)}</w:txbxContent></w:pict></w:r>"


def text(value: str, **how) -> Cell:
    return Cell("text", value, **how)


DOUBTFUL = Cell("blank", aside="25", why_aside="doubtful")


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
        # Of a field within the instruction of another, neither is text.
        (
            field("begin")
            + field("begin")
            + field("separate")
            + run("2")
            + field("end")
            + field("separate")
            + run("25")
            + field("end"),
            text("25"),
        ),
        (field("begin", "<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>") + field("end"), text("✓")),
        (field("begin", "<w:checkBox><w:default w:val='1'/></w:checkBox>") + field("end"), text("✓")),
        (field("begin", f"<w:ddList><w:result w:val='1'/>{LISTED}</w:ddList>") + field("end"), text("Có")),
        (field("begin", f"<w:ddList>{LISTED}</w:ddList>") + field("end"), text("Không")),
        # Formulas.
        (formula("<m:f><m:num>{63}</m:num><m:den>{68}</m:den></m:f>"), text("63/68")),
        (formula("<m:sSup><m:e>{25}</m:e><m:sup>{1}</m:sup></m:sSup>"), text("25", aside="1", why_aside="raised")),
        (formula("<m:rad><m:deg/><m:e>{25}</m:e></m:rad>"), text("?25")),
        (formula("<m:d><m:e>{25}</m:e></m:d>"), text("(25)")),
        # A box of text may lie over another cell; words are no figure.
        (box(run("25")), DOUBTFUL),
        (run("12") + box(run("25")), text("12", aside="25", why_aside="doubtful")),
        (box(run("có")), text("\ncó")),
        (box(run("25", STRIKE)) + run("12"), text("12", aside="25", why_aside="struck")),
        (box(run("25", STRIKE), run("7")), Cell("blank", aside="25 7", why_aside="doubtful")),
        (
            f"<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{paragraph(run('25'))}</w:txbxContent></mc:Choice>"
            f"<mc:Fallback><w:pict><w:txbxContent>{paragraph(run('25'))}</w:txbxContent></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            DOUBTFUL,
        ),
        # A field whose text is not in the file.
        (unfilled("EQ \\f(57;63)"), Cell("blank", aside="EQ \\f(57;63)", why_aside="doubtful")),
        (run("25") + unfilled(" =SUM(ABOVE) "), text("25", aside="=SUM(ABOVE)", why_aside="doubtful")),
        (unfilled("EQ \\f(57;63)", field("separate")), Cell("blank", aside="EQ \\f(57;63)", why_aside="doubtful")),
        (run("25") + unfilled("=1+1", field("separate")), text("25")),
        (run("25") + unfilled(" FORMTEXT "), text("25")),
        (run("25") + unfilled("MacroButton NoMacro [số]"), text("25")),
        (run("25") + unfilled(""), text("25")),
        (unfilled("REF " + "x" * 300), Cell("blank", aside="REF " + "x" * 196, why_aside="doubtful")),
        (f"<w:del>{unfilled('=1+1')}</w:del>" + run("25"), text("25")),
        # Within the instruction of another one, which has a result.
        (
            field("begin") + unfilled("EQ x") + field("separate") + run("25") + field("end"),
            text("25"),
        ),
        ('<w:fldSimple w:instr="=1+1"/>', Cell("blank", aside="=1+1", why_aside="doubtful")),
        ('<w:fldSimple w:instr=" XE x"/>' + run("25"), text("25")),
        ('<w:fldSimple w:instr="REF x"><w:r/></w:fldSimple>' + run("25"), text("25")),
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
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F050"/></w:r>', text("✓")),
        ('<w:r><w:sym w:font="Symbol" w:char="F032"/></w:r>' + run("5"), text("25")),
        ('<w:r><w:sym w:font="Wingdings" w:char="F032"/></w:r>', text("?")),
        # A box beside a word: what is not ticked is not said.
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>' + run(" Có"), text("☐ Có")),
        (f"{checkbox(0, run('☐'))}{run(' Có ')}{checkbox(1, run('☒'))}{run(' Không')}", text("☐ Có ✓ Không")),
        ("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/><w:tab/><w:t>3</w:t></w:r>", text("1-2\t3")),
        (run("25") + '<w:r><w:footnoteReference w:id="1"/></w:r>', text("25")),
        (
            "<w:r><mc:AlternateContent><mc:Choice><w:t>25</w:t></mc:Choice><mc:Fallback><w:t>25</w:t></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            text("25"),
        ),
        (
            f"<w:r><mc:AlternateContent>{'<mc:Choice><w:t>25</w:t></mc:Choice>' * 2}</mc:AlternateContent></w:r>",
            text("25"),
        ),
        (f"<mc:AlternateContent>{f'<mc:Choice>{run(25)}</mc:Choice>' * 2}</mc:AlternateContent>", text("25")),
        # Struck out, raised, hidden.
        (run("25") + run("1", RAISED), text("25", aside="1", why_aside="raised")),
        (run("25", STRIKE) + run(" 27"), text("27", aside="25", why_aside="struck")),
        (run("25", "<w:dstrike/>") + run(" 27"), text("27", aside="25", why_aside="struck")),
        (run("25", '<w:strike w:val="0"/>') + run(" 27"), text("25 27")),
        (run("25", HIDDEN) + run("27"), text("27", aside="25", why_aside="hidden")),
        (run("25") + run("1", '<w:position w:val="8"/>'), text("25", aside="1", why_aside="raised")),
        (run("25", '<w:position w:val="0"/>'), text("25")),
        (run("25", WHITE) + run("27"), text("27", aside="25", why_aside="hidden")),
        (run("25", f'{WHITE}<w:shd w:val="clear" w:fill="1F4E79"/>') + run("27"), text("2527")),
        (run("25", f'{WHITE}<w:highlight w:val="black"/>') + run("27"), text("2527")),
        (run("25", "<w:webHidden/>"), text("25")),
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


def test_the_end_of_a_paragraph_that_was_deleted_ends_no_line():
    deleted = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert only_cell(document([paragraph(deleted, run("2")) + paragraph(run("5"))])) == text("25")


def test_paragraphs_that_name_no_style_have_the_usual_one():
    usual = b'<w:style w:type="paragraph" w:default="1" w:styleId="Old"><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr>'
    made = rewritten(
        document([paragraph(run("Ch­a ph¸t sinh"))]),
        "word/styles.xml",
        lambda part: part.replace(b"</w:styles>", usual + b"</w:style></w:styles>"),
    )
    assert only_cell(made) == text("Chưa phát sinh")


@pytest.mark.parametrize(
    ("properties", "is_seen"),
    [("", False), ('<w:shd w:val="clear" w:fill="FFFFFF"/>', False), ('<w:shd w:val="clear" w:fill="1F4E79"/>', True)],
)
def test_white_text_is_seen_on_a_coloured_cell(properties, is_seen):
    content = with_body(tbl(tr(tc(paragraph(run("25", WHITE)), properties=properties))))
    assert only_cell(content) == (text("25") if is_seen else Cell("blank", aside="25", why_aside="hidden"))


def test_white_text_is_seen_where_the_style_of_the_table_has_colours():
    style = b'<w:style w:type="table" w:styleId="Dark"><w:tblStylePr><w:tcPr><w:shd w:val="clear" w:fill="1F4E79"/>'
    table = tbl(tr(tc(paragraph(run("25", WHITE))))).replace(
        "<w:tblPr/>", '<w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr>'
    )
    made = rewritten(
        with_body(table),
        "word/styles.xml",
        lambda part: part.replace(b"</w:styles>", style + b"</w:tcPr></w:tblStylePr></w:style></w:styles>"),
    )
    assert only_cell(made) == text("25")


def with_styles(content: bytes) -> bytes:
    """The document with a style that is struck out, through the one that it is based on."""
    styles = (
        b'<w:style w:styleId="Base"><w:rPr><w:strike/></w:rPr></w:style>'
        b'<w:style w:styleId="Derived"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    return rewritten(content, "word/styles.xml", lambda part: part.replace(b"</w:styles>", styles))

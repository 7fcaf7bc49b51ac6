"""What the cells of an .xlsx say, and that one bad part does not sink the file."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pytest
from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xlsx import read_xlsx
from cchc_excel.reading.workers.limits import Limits
from support.xlsx_parts import MAIN, package, read_cells, renamed, sheet_part, styles_part, texts_part

LIMITS = Limits()
PLAIN = '<c r="A1"><v>25</v></c>'


def only(content: bytes) -> Cell:
    (cell,) = read_cells(content).values()
    return cell


def number(value: float, **how) -> Cell:
    return Cell("number", value, **how)


def text(value: str, **how) -> Cell:
    return Cell("text", value, **how)


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("xml", "cell"),
    [
        ('<c r="A1"><v>25</v></c>', number(25.0)),
        ('<c r="a1"><v>25</v></c>', number(25.0)),
        ('<c r="$A$1"><v>25</v></c>', number(25.0)),
        ("<c><v>25</v></c>", number(25.0)),
        ('<c r="A1" t="n"><v>-2.5E+1</v></c>', number(-25.0)),
        ('<c r="A1"><v> 5</v></c>', number(5.0)),
        ('<c r="A1"><v>.5</v></c>', number(0.5)),
        # What Python reads as a number and the format does not know stays the text that it is.
        ('<c r="A1"><v>1_0</v></c>', text("1_0")),
        ('<c r="A1"><v>1,5</v></c>', text("1,5")),
        ('<c r="A1"><v>nan</v></c>', text("nan")),
        ('<c r="A1"><v>٣</v></c>', text("٣")),
        ('<c r="A1" t="b"><v>1</v></c>', Cell("truth", value=True)),
        ('<c r="A1" t="b"><v>true</v></c>', Cell("truth", value=True)),
        ('<c r="A1" t="b"><v>0</v></c>', Cell("truth", value=False)),
        ('<c r="A1" t="d"><v>2021-03-31</v></c>', Cell("date", "2021-03-31")),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', Cell("error", "#DIV/0!")),
        ('<c r="A1" t="e"><v>#SPILL!</v></c>', Cell("error", "#SPILL!")),
        (f'<c r="A1" t="e"><v>{"#" * 5000}</v></c>', Cell("error", "#" * 64)),
        ('<c r="A1"><f>1+1</f></c>', Cell("uncalculated")),
        ('<c r="A1"><f>1+1</f><v/></c>', Cell("uncalculated")),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', number(2.0)),
        ('<c r="A1" t="str"><f>"x"</f><v>x</v></c>', text("x")),
        ('<c r="A1" t="str"><v>a_x0041_</v></c>', text("aA")),
        ('<c r="A1" t="s"><v>0</v></c>', text("một")),
        ('<c r="A1" t="inlineStr"><is><t>hai</t></is></c>', text("hai")),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> hai </t></is></c>', text(" hai ")),
        ('<c r="A1" t="str"><v><![CDATA[x]]></v></c>', text("x")),
    ],
)
def test_a_value(xml, cell):
    assert only(package(sheet_part(xml), texts_part("<t>một</t>"))) == cell


@pytest.mark.parametrize(
    "xml", ['<c r="A1" s="0"/>', '<c r="A1" t="str"><v></v></c>', '<c r="A1" t="s"><v>1</v></c>', '<c r="A1"><v/></c>']
)
def test_what_holds_nothing_is_no_cell(xml):
    assert read_xlsx(package(sheet_part(xml), texts_part("<t>a</t>", "<t> </t>")), LIMITS).sheets == []


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="A1" t="s"><v>1</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1" t="s"><v>x</v></c>',
        '<c r="A1" t="odd"><v>1</v></c>',
    ],
)
def test_a_damaged_cell_is_never_guessed(xml):
    with pytest.raises((ValueError, IndexError)):
        read_xlsx(package(sheet_part(xml), texts_part("<t>a</t>")), LIMITS)


@pytest.mark.parametrize(
    ("texts", "cell"),
    [
        ("<r><t>a</t></r><r><t>b</t></r>", text("ab")),
        ("<t>a</t><rPh sb='0' eb='1'><t>reading</t></rPh><phoneticPr fontId='1'/>", text("a")),
        ("<t>a_x000D_b</t>", text("a\rb")),
        ("<t>25_xD83D__xDE00_</t>", text("25😀")),
        ("<t>25_xD83D_</t>", text("25\ufffd")),
        ("<r><t>2</t></r>" * 1000, text("2" * 1000)),
        ("<r><t>2</t></r>" * 1001, Cell("blank", aside="2" * 1001, why_aside="doubtful")),
        ("<t>&#7908;</t>", text("Ụ")),
        # One more than Excel holds: the door, which comes after, tells by it that there was more.
        (f"<t>{'x' * 40_000}</t>", text("x" * 32_768)),
    ],
)
def test_a_shared_text(texts, cell):
    assert only(package(sheet_part('<c r="A1" t="s"><v>0</v></c>'), texts_part(texts))) == cell


# --- how numbers are shown --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "value", "cell"),
    [
        ("0.0%", "0.992", number(0.992, is_percent=True)),
        ("0%;[Red]-0%", "0.992", number(0.992, is_percent=True)),
        ('0"%"', "95", number(95.0)),
        (r"0\%", "95", number(95.0)),
        ('0.00"%"', "95", number(95.0)),
        ('0.0" %"', "95", number(95.0)),
        ('0" hồ sơ"', "5", number(5.0)),
        ("#,##0.0##", "5", number(5.0)),
        ("dd/mm/yyyy", "44413", Cell("date", "2021-08-05")),
        ('"ngày "0', "44413", number(44413.0)),
        (";;;", "25", Cell("blank", aside="25", why_aside="hidden")),
    ],
)
def test_the_number_format_says_how_a_number_is_shown(code, value, cell):
    escaped = code.replace('"', "&quot;")
    styles = styles_part(
        f'<numFmt numFmtId="164" formatCode="{escaped}"/>', styles='<xf numFmtId="0"/><xf numFmtId="164"/>'
    )
    read = only(package(sheet_part(f'<c r="A1" s="1"><v>{value}</v></c>'), styles=styles))
    assert (read.kind, str(read.value)[:10], read[2:]) == (cell.kind, str(cell.value)[:10], cell[2:])


@pytest.mark.parametrize(
    ("number_format", "kind"),
    [(9, "percent"), (10, "percent"), (14, "date"), (22, "date"), (1, "number"), (13, "number")],
)
def test_built_in_formats_have_no_code(number_format, kind):
    styles = styles_part(styles=f'<xf/><xf numFmtId="{number_format}"/>')
    read = only(package(sheet_part('<c r="A1" s="1"><v>44413</v></c>'), styles=styles))
    assert kind == ("percent" if read.is_percent else read.kind)


def test_days_are_counted_from_1904_where_the_workbook_says_so():
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<workbookPr date1904="1"/><sheets><sheet name="T" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    styles = styles_part(styles='<xf/><xf numFmtId="14"/>')
    content = package(
        sheet_part('<c r="A1" s="1"><v>42951</v></c>'), styles=styles, more={"xl/workbook.xml": workbook.encode()}
    )
    assert str(only(content).value).startswith("2021-08-05")


# --- struck out, raised, hidden ------------------------------------------------------------------------------------


def saved(tmp_path, change) -> bytes:
    book = openpyxl.Workbook()
    change(book.active)
    book.save(tmp_path / "x.xlsx")
    return (tmp_path / "x.xlsx").read_bytes()


def block(said: str, **font) -> TextBlock:
    return TextBlock(InlineFont(**font), said)


@pytest.mark.parametrize(
    ("runs", "cell"),
    [
        (("25", block("1", vertAlign="superscript")), text("25", aside="1", why_aside="raised")),
        (("25", block("1", vertAlign="subscript")), text("25", aside="1", why_aside="raised")),
        ((block("25", strike=True), " 27"), text("27", aside="25", why_aside="struck")),
        ((block("12", strike=True), "15"), text("15", aside="12", why_aside="struck")),
        (("1", block("2", strike=True), "3"), text("1?3", aside="2", why_aside="struck")),
        ((block("12", strike=True),), Cell("blank", aside="12", why_aside="struck")),
        (
            (block("12", strike=True), block("3", vertAlign="superscript")),
            Cell("blank", aside="12 3", why_aside="struck"),
        ),
        ((block("25", b=True), block(" hồ sơ", i=True)), text("25 hồ sơ")),
        ((block(" ", strike=True), "15"), text(" 15")),
    ],
)
def test_runs_of_a_text_in_a_cell_or_shared(runs, cell, tmp_path):
    def fill(sheet):
        sheet["A1"] = CellRichText(*runs)

    assert only(saved(tmp_path, fill)) == cell


@pytest.mark.parametrize(
    ("value", "font", "cell"),
    [
        (12, Font(strike=True), Cell("blank", aside="12", why_aside="struck")),
        ("12 hồ sơ", Font(strike=True), Cell("blank", aside="12 hồ sơ", why_aside="struck")),
        (12, Font(strike=False), number(12.0)),
        (12, Font(vertAlign="superscript"), number(12.0)),
        (12, Font(color="FFFFFFFF"), Cell("blank", aside="12", why_aside="hidden")),
        (12, Font(color="FF000000"), number(12.0)),
    ],
)
def test_the_font_of_a_whole_cell(value, font, cell, tmp_path):
    def fill(sheet):
        sheet["A1"] = value
        sheet["A1"].font = font

    assert only(saved(tmp_path, fill)) == cell


@pytest.mark.parametrize(("colour", "is_hidden"), [("FFFFFFFF", True), ("FF1F4E79", False)])
def test_white_letters_are_hidden_on_white_only(colour, is_hidden, tmp_path):
    def fill(sheet):
        sheet["A1"] = 12
        sheet["A1"].font = Font(color="FFFFFFFF")
        sheet["A1"].fill = openpyxl.styles.PatternFill("solid", fgColor=colour)

    assert (only(saved(tmp_path, fill)).why_aside == "hidden") is is_hidden


@pytest.mark.parametrize(
    ("calculation", "formula", "cell"),
    [
        ('<calcPr fullCalcOnLoad="1"/>', "<f>SUM(B1:B9)</f><v>0</v>", Cell("uncalculated")),
        ('<calcPr fullCalcOnLoad="true"/>', "<f>SUM(B1:B9)</f><v>0</v>", Cell("uncalculated")),
        ('<calcPr fullCalcOnLoad="1"/>', "<f>SUM(B1:B9)</f><v>25</v>", number(25.0)),
        ('<calcPr fullCalcOnLoad="1"/>', "<v>0</v>", number(0.0)),
        ('<calcPr fullCalcOnLoad="0"/>', "<f>SUM(B1:B9)</f><v>0</v>", number(0.0)),
        ("<calcPr/>", "<f>SUM(B1:B9)</f><v>0</v>", number(0.0)),
        ("", "<f>SUM(B1:B9)</f>", Cell("uncalculated")),
    ],
)
def test_a_formula_that_nobody_calculated(calculation, formula, cell):
    assert only(of_workbook(calculation, f'<c r="A1">{formula}</c>')) == cell


@pytest.mark.parametrize(("value", "is_blank"), [("<v></v>", True), ("<v/>", True), ("", False)])
def test_a_formula_s_text_may_be_empty_but_not_missing(value, is_blank):
    cells = f'<c r="A1" t="str"><f>IF(C1,"","x")</f>{value}</c><c r="B1"><v>1</v></c>'
    found = read_cells(package(sheet_part(cells)))
    assert found == {(1, 2): number(1.0)} | ({} if is_blank else {(1, 1): Cell("uncalculated")})


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ('<workbookPr date1904="1"/>', "2021-03-05"),
        ('<workbookPr date1904="1"/>{}', "2021-03-05"),
        ("<workbookPr/>{}", "2017-03-04"),
    ],
)
def test_an_extension_does_not_change_from_when_days_are_counted(said, day):
    more = '<extLst><ext><x15:workbookPr xmlns:x15="http://x" chartTrackingRefBase="1"/></ext></extLst>'
    styles = styles_part(styles='<xf numFmtId="14"/>')
    content = of_workbook(said.format(more), '<c r="A1"><v>42798</v></c>', styles)
    assert str(only(content).value) == day


def of_workbook(said: str, cell: str, styles: bytes = b"") -> bytes:
    """A workbook whose main part says something besides its sheet."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{office}"><sheets><sheet name="T" sheetId="1" r:id="rId1"/></sheets>'
        f"{said}</workbook>"
    )
    return package(sheet_part(cell), styles=styles, more={"xl/workbook.xml": main.encode()})


@pytest.mark.parametrize(
    ("columns", "is_hidden"),
    [
        ('<col min="1" max="1" hidden="1"/>', True),
        ('<col min="2" max="9" hidden="1"/>', False),
        ('<col min="-99999999" max="3" hidden="1"/>', True),
        ('<col min="2" max="16384" hidden="1"/>' * 4999 + '<col min="1" max="1" hidden="1"/>', True),
        ('<col min="2" max="16384" hidden="1"/>' * 5000 + '<col min="1" max="1" hidden="1"/>', False),
    ],
)
def test_hidden_columns_cost_what_is_used_of_them(columns, is_hidden):
    (sheet,) = read_xlsx(package(sheet_part(PLAIN, before=f"<cols>{columns}</cols>")), LIMITS).sheets
    assert sheet.hidden_columns == ({1} if is_hidden else set())


HIDDEN = Cell("blank", aside="12", why_aside="hidden")


def coloured(font: str, fill: str = "") -> Cell:
    """12 in a font of some colour on a fill of another."""
    styles = styles_part(
        fonts=f"<font><color {font}/></font>",
        fills=f'<fill><patternFill patternType="solid"><fgColor {fill}/></patternFill></fill>' if fill else "<fill/>",
    )
    return only(package(sheet_part('<c r="A1"><v>12</v></c>'), styles=styles))


@pytest.mark.parametrize(
    ("colour", "is_pale"),
    [
        ('rgb="FFFFFFFF"', True),
        ('rgb="00FFFFFF"', True),
        ('rgb="FFFFFF"', True),
        ('rgb="FFFFFBE6"', True),
        ('rgb="FFE6E6E6"', True),
        ('rgb="FFE5E5E5"', False),
        ('rgb="FFFF0000"', False),
        ('indexed="9"', True),
        ('indexed="1"', True),
        ('indexed="26"', True),
        ('indexed="10"', False),
        ('indexed="8"', False),
        ('indexed="64"', False),
        ('theme="0"', True),
        ('theme="0" tint="-0.0499893185216834"', True),
        ('theme="0" tint="-0.1499984740745262"', False),
        ('theme="1"', False),
        ('theme="4" tint="0.9"', False),
        ('auto="1"', False),
    ],
)
def test_what_is_as_pale_as_the_paper_is_not_seen(colour, is_pale):
    assert coloured(colour) == (HIDDEN if is_pale else number(12.0))
    # On a fill it is the same: white letters are seen on a colour, and not on what is pale.
    assert coloured('rgb="FFFFFFFF"', colour) == (HIDDEN if is_pale else number(12.0))
    assert coloured('rgb="FF000000"', colour) == number(12.0)


@pytest.mark.parametrize(
    ("style", "formats", "is_known"),
    [
        ("", "", True),
        ('s="0"', "", True),
        ('s="1"', "", False),
        ('s="2"', "", True),
        ('s="3"', "", False),
        ('s="1"', '<numFmt numFmtId="199" formatCode="0.00"/>', True),
    ],
)
def test_a_format_that_the_workbook_does_not_list_is_unknown(style, formats, is_known):
    styles = styles_part(formats, styles='<xf numFmtId="0"/><xf numFmtId="199"/><xf numFmtId="4"/>')
    read = only(package(sheet_part(f'<c r="A1" {style}><v>0.992</v></c>'), styles=styles))
    assert read == number(0.992, is_format_known=is_known)


def test_a_cell_that_names_no_style_has_the_first():
    styles = styles_part(styles='<xf numFmtId="9"/><xf numFmtId="0"/>')
    assert only(package(sheet_part('<c r="A1"><v>0.5</v></c>'), styles=styles)) == number(0.5, is_percent=True)


@pytest.mark.parametrize(
    ("colour", "cell"), [("FFFFFFFF", text("25", aside="1", why_aside="hidden")), ("FF1F4E79", text("251"))]
)
def test_a_run_in_white_letters_is_hidden_on_white_only(colour, cell, tmp_path):
    def fill(sheet):
        sheet["A1"] = CellRichText("25", block("1", color="FFFFFFFF"))
        sheet["A1"].fill = openpyxl.styles.PatternFill("solid", fgColor=colour)

    assert only(saved(tmp_path, fill)) == cell


@pytest.mark.parametrize("aside", ["<!-- so cu -->", "<?cu so?>"])
@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<c r="A1"><v>12{}5</v></c>', number(125.0)),
        ('<c r="A1">{}<v>125</v></c>', number(125.0)),
        ('<c r="A1" t="inlineStr"><is><t>12{}5</t></is></c>', text("125")),
        ('<c r="A1" t="s"><v>0</v></c>', text("một hai")),
    ],
)
def test_comments_in_the_xml_cut_no_text(cell, read, aside):
    assert only(package(sheet_part(cell.format(aside)), texts_part(f"<t>một{aside} hai</t>"))) == read


def test_a_run_without_a_font_of_its_own_has_the_cell_s(tmp_path):
    def fill(sheet):
        sheet["A1"] = CellRichText("25", block("27", b=True))
        sheet["A1"].font = Font(strike=True)

    assert only(saved(tmp_path, fill)) == text("27", aside="25", why_aside="struck")


def test_text_in_a_font_from_before_unicode_is_converted(tmp_path):
    def fill(sheet):
        sheet["A1"] = "B¸o c¸o"
        sheet["A1"].font = Font(name=".VnTime")
        sheet["A2"] = CellRichText("Ghi ", block("b¸o", rFont=".VnTime"))
        sheet["A3"] = "Báo cáo"

    (sheet,) = read_xlsx(saved(tmp_path, fill), LIMITS).sheets
    assert [sheet.text(row, 1) for row in (1, 2, 3)] == ["Báo cáo", "Ghi báo", "Báo cáo"]
    assert sheet.converted == {(1, 1), (2, 1)}


def test_what_is_hidden_merged_and_locked(tmp_path):
    def fill(sheet):
        for row in range(1, 5):
            sheet.append([row, row * 10])
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("A3:A4")
        sheet.protection.sheet = True
        choice = openpyxl.worksheet.datavalidation.DataValidation("list", formula1='"a,b"')
        choice.add("A1:A2")
        sheet.add_data_validation(choice)
        other = sheet.parent.create_sheet("Ẩn")
        other["A1"] = 1
        other.sheet_state = "veryHidden"

    first, second = read_xlsx(saved(tmp_path, fill), LIMITS).sheets
    assert (first.hidden_rows, first.hidden_columns, first.merged) == ({2}, {2}, [(3, 1, 4, 1)])
    assert (first.locks.is_protected, first.locks.dropdowns, first.locks.validated) == (
        True,
        [(1, 1, 2, 1)],
        [(1, 1, 2, 1)],
    )
    assert (first.is_hidden, second.is_hidden) == (False, True)


# --- one bad part does not sink a file -----------------------------------------------------------------------------


def test_parts_are_found_whatever_case_and_slashes_their_names_have():
    content = package(sheet_part(PLAIN))
    assert only(renamed(content, lambda name: name.replace("/", "\\"))) == number(25.0)
    assert only(renamed(content, str.upper)) == number(25.0)


def with_second_sheet(kind: str, part: bytes | None) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{office}"><sheets><sheet name="Hai" sheetId="2" r:id="rId9"/>'
        '<sheet name="T" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    second = f'<Relationship Id="rId9" Type="{office}/{kind}" Target="second.xml"/>' if kind else ""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>{second}'
        f'<Relationship Id="rId3" Type="{office}/styles" Target="styles.xml"/></Relationships>'
    )
    more = {"xl/workbook.xml": workbook.encode(), "xl/_rels/workbook.xml.rels": relations.encode()}
    return package(sheet_part(PLAIN), more=more | ({"xl/second.xml": part} if part else {}))


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("chartsheet", b"<chartsheet/>"),
        ("dialogsheet", b"<dialogsheet/>"),
        ("xlMacrosheet", sheet_part('<c r="A1"><v>7</v></c>')),
        ("worksheet", None),
        ("", None),
        ("worksheet", b"<worksheet><sheetData><row"),
        ("worksheet", sheet_part('<c r="XFE1"><v>7</v></c>')),
        ("worksheet", sheet_part('<row r="1048577"><c><v>7</v></c></row>')),
        ("worksheet", b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + sheet_part(PLAIN).partition(b"?>")[2]),
    ],
)
def test_a_sheet_that_cannot_be_read_is_passed_over_and_said(kind, part):
    workbook = read_xlsx(with_second_sheet(kind, part), LIMITS)
    assert [sheet.name for sheet in workbook.sheets] == ["T"]
    assert [(notice.code, dict(notice.facts)) for notice in workbook.notices] == [("CT37", {"sheets": "“Hai”"})]


def with_damaged(content: bytes, name: str, at: float) -> bytes:
    """The package with eight bytes of a part's compressed content turned over."""
    with zipfile.ZipFile(BytesIO(content)) as source:
        info = source.getinfo(name)
        begin = info.header_offset + 30 + len(info.filename.encode()) + int(info.compress_size * at)
    return content[:begin] + bytes(byte ^ 0xFF for byte in content[begin : begin + 8]) + content[begin + 8 :]


@pytest.mark.parametrize("at", [0.0, 0.05, 0.5, 0.9])
def test_bytes_that_came_over_wrong_cost_only_their_part(at):
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row * 7919}</v></c></row>' for row in range(1, 500))
    content = with_second_sheet("worksheet", sheet_part(rows))
    workbook = read_xlsx(with_damaged(content, "xl/second.xml", at), LIMITS)
    assert [sheet.name for sheet in workbook.sheets] == ["T"]
    assert [notice.code for notice in workbook.notices] == ["CT37"]
    properties = "".join(f'<property name="n{at}"><x>{at * 7919}</x></property>' for at in range(200))
    more = {"docProps/custom.xml": f"<Properties>{properties}</Properties>".encode()}
    made = package(sheet_part(PLAIN), more=more)
    assert len(read_xlsx(made, LIMITS).properties) == 200
    damaged = read_xlsx(with_damaged(made, "docProps/custom.xml", at), LIMITS)
    assert (damaged.properties, [sheet.name for sheet in damaged.sheets]) == ({}, ["T"])


@pytest.mark.parametrize(("cells", "is_read"), [(49, True), (50, False)])
def test_a_large_sheet_beside_it_takes_no_room_from_a_small_one(cells, is_read):
    large = sheet_part("".join(f'<row r="{row}"><c><v>{row}</v></c></row>' for row in range(1, cells + 1)))
    workbook = read_xlsx(with_second_sheet("worksheet", large), Limits(cells=50))
    assert [sheet.name for sheet in workbook.sheets] == (["Hai", "T"] if is_read else ["T"])
    assert [notice.code for notice in workbook.notices] == ([] if is_read else ["CT37"])


def test_far_corners_are_read():
    body = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert read_cells(package(sheet_part(body))) == {(1, 1): number(1.0), (1_048_576, 16_384): number(2.0)}


@pytest.mark.parametrize(
    ("part", "error"),
    [
        (sheet_part('<c r="XFE1"><v>1</v></c>'), UnsafeError),
        (sheet_part('<row r="4294967296"><c><v>1</v></c></row>'), UnsafeError),
        (sheet_part('<row r="0"><c><v>1</v></c></row>'), UnsafeError),
        (sheet_part('<c r="A1"><v>&bogus;</v></c>'), etree.XMLSyntaxError),
        (b"<!DOCTYPE x>" + sheet_part(PLAIN).partition(b"?>")[2], UnsafeError),
        (sheet_part(PLAIN)[:-20], etree.XMLSyntaxError),
        (sheet_part('<c r="A1" t="str"><v>x</v>' + "<y>" * 300 + "</y>" * 300 + "</c>"), etree.XMLSyntaxError),
    ],
)
def test_the_only_sheet_when_it_cannot_be_read(part, error):
    with pytest.raises(error):
        read_xlsx(package(part), LIMITS)


def test_what_is_read_does_not_depend_on_how_long_the_sheet_is():
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 30_001))
    assert len(sheet_part(rows)) > 1 << 20
    assert list(read_cells(package(sheet_part(rows))).values()) == [number(float(row)) for row in range(1, 30_001)]

"""What is read of an .ods and .fods, from LibreOffice and from other programs."""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from itertools import chain
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from lxml import etree

from cchc_excel.domain.submission import Cell, ReadNotice
from cchc_excel.reading.formats.file_type import file_type
from cchc_excel.reading.formats.ods import read_fods, read_ods
from cchc_excel.reading.formats.ods_encryption import decrypt_ods, is_encrypted_ods
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xlsx import read_xlsx
from cchc_excel.reading.workers.limits import Limits
from support.hostile_files import LAUGHS, XXE, ods_repeating
from support.kinds_of_cells import check_all_kinds, save_all_kinds
from support.ods_files import cell, cell_style, content, flat, packed, row, styles_part, table

SHOULD_FAIL = Path(__file__).parents[2] / "should_fail"
PERCENT = (
    '<number:percentage-style style:name="P"><number:number/><number:text>%</number:text></number:percentage-style>'
)
#: Within a number style of plain numbers it is a text.
QUOTED_PERCENT = (
    '<number:number-style style:name="Q"><number:number/><number:text>%</number:text></number:number-style>'
)
DAY = '<number:date-style style:name="D"><number:day/><number:text>/</number:text><number:month/></number:date-style>'
NOTHING = (
    "".join(f'<number:number-style style:name="H{n}"><number:text/></number:number-style>' for n in range(3))
    + '<number:text-style style:name="H"><number:text/>'
    + "".join(
        f'<style:map style:condition="value(){sign}0" style:apply-style-name="H{n}"/>'
        for n, sign in enumerate(("&gt;", "&lt;", "="))
    )
    + "</number:text-style>"
)
NUMBERS = PERCENT + QUOTED_PERCENT + DAY + NOTHING + "".join(cell_style(f"c{name}", data=name) for name in "PQDH")


def sheet_of(*lines: str, styles: str = "", more: str = ""):
    return read_ods(packed(content(table(*lines, more=more), styles=styles)), Limits()).sheets[0]


def cell_of(element: str, styles: str = NUMBERS) -> Cell:
    sheets = read_ods(packed(content(table(row(element)), styles=styles)), Limits()).sheets
    return sheets[0].cell(1, 1) if sheets else Cell()


def text_style(name: str, attributes: str, **more: str) -> str:
    return cell_style(name, f"<style:text-properties {attributes}/>", **more)


@pytest.mark.parametrize("kind", ["ods", "fods"])
def test_libreoffice_saves_the_same_cells_as_xlsx(kind, office, tmp_path):
    copies = office.edit(save_all_kinds(tmp_path / "moi-loai.xlsx"), formats=("ods", "fods", "xlsx"))
    read = {"ods": read_ods, "fods": read_fods}[kind](copies[kind].read_bytes(), Limits())
    check_all_kinds(read)
    xlsx = read_xlsx(copies["xlsx"].read_bytes(), Limits())
    assert [sheet.rows for sheet in read.sheets] == [sheet.rows for sheet in xlsx.sheets]
    locks = read.sheets[0].locks
    assert locks.is_protected
    assert locks.dropdowns == locks.validated == [(row, 2, row, 2) for row in (4, 5, 6)]
    assert locks.formulas.keys() == xlsx.sheets[0].locks.formulas.keys()


@pytest.mark.parametrize(
    ("element", "read"),
    [
        (cell("0.992", "percentage", "99,2%", "cP"), Cell("number", 0.992, is_percent=True)),
        (cell("0.992", "float", "99,2%", "cP"), Cell("number", 0.992, is_percent=True)),
        (cell("0.992", "percentage", "99,2%"), Cell("number", 0.992, is_percent=True)),
        (cell("99.2", "float", "99,2%", "cQ"), Cell("number", 99.2)),
        (cell("12", "currency", "12 đ"), Cell("number", 12)),
        (cell("0.992", "float", "?", "lost"), Cell("number", 0.992)),
        (cell("2021-05-08", "date", "8/5", "cD"), Cell("date", "2021-05-08")),
        (cell("2021-05-08T14:30:00", "date"), Cell("date", "2021-05-08T14:30:00")),
        (cell("2021-05-08T00:00:00", "date"), Cell("date", "2021-05-08")),
        (cell("1899-12-30T14:30:00", "date"), Cell("date", "14:30:00")),
        (cell("PT12H30M00S", "time"), Cell("date", "12:30:00")),
        (cell("PT30H00M00S", "time"), Cell("date", "30:00:00")),
        (cell("true", "boolean", "ĐÚNG"), Cell("truth", value=True)),
        (cell("44320", "float", "44320"), Cell("number", 44320)),
        (cell("44320", "float", "4/5", "cD"), Cell("date", "2021-05-04")),
        (cell("26", "float", "", "cH"), Cell("blank", aside="26", why_aside="hidden")),
        (cell("", "string", "có", "cH"), Cell("blank", aside="có", why_aside="hidden")),
        (cell("", "string", "có"), Cell("text", "có")),
        (cell("48", "string", "48 người"), Cell("text", "48")),
        (cell("", "", "có"), Cell("text", "có")),
        (cell("x", "float", "12"), Cell("text", "12")),
        (cell("", "string", "#N/A"), Cell("text", "#N/A")),
        (cell(), Cell()),
    ],
)
def test_values_and_number_styles(element, read):
    assert cell_of(element) == read


def test_a_number_style_that_the_file_does_not_have_is_unknown():
    styles = cell_style("c", data="N99")
    assert cell_of(cell("0.992", "float", style="c"), styles) == Cell("number", 0.992, is_format_known=False)


@pytest.mark.parametrize(
    ("element", "read"),
    [
        (cell("", "string", "#DIV/0!", more='calcext:value-type="error" table:formula="of:=1/0"'), "#DIV/0!"),
        (cell("0", "float", "#DIV/0!", more='table:formula="of:=1/0"'), "#DIV/0!"),
        (cell("0", "float", "Err:502", more='table:formula="of:=SQRT(-1)"'), "#VALUE!"),
        (cell("0", "float", "Err:503", more='table:formula="of:=1E999"'), "#NUM!"),
    ],
)
def test_errors_as_new_and_old_programs_write_them(element, read):
    assert cell_of(element) == Cell("error", read)


def test_formulas():
    formula = 'table:formula="of:=[.A2]"'
    empty = f"<table:table-cell {formula}><text:p/></table:table-cell>"
    assert cell_of(cell("", "", more=formula)) == Cell("uncalculated")
    assert cell_of(empty) == Cell()
    assert cell_of(cell("2", "float", "2", more=formula)) == Cell("number", 2)
    assert sheet_of(row(cell("2", "float", "2", more=formula))).locks.formulas == {(1, 1): ""}


SPANS = (
    text_style("struck", 'style:text-line-through-style="solid"', family="text")
    + text_style("single", 'style:text-line-through-type="single"', family="text")
    + text_style("raised", 'style:text-position="super 58%"', family="text")
    + text_style("lowered", 'style:text-position="-33% 58%"', family="text")
    + text_style("level", 'style:text-position="0% 100%" style:text-line-through-type="none"', family="text")
    + text_style("unseen", 'text:display="none"', family="text")
    + text_style("white", 'fo:color="#FFFFFF"', family="text")
    + text_style("tcvn3", 'fo:font-family=".VnTime"', family="text")
    + text_style("cell-struck", 'style:text-line-through-style="solid"')
    + text_style("child", 'fo:color="#000000"', parent="cell-struck")
    + text_style("cell-white", 'fo:color="#ffffff"')
    + text_style("cell-raised", 'style:text-position="super 58%"')
    + cell_style(
        "on-blue",
        '<style:table-cell-properties fo:background-color="#000080"/><style:text-properties fo:color="#ffffff"/>',
    )
)


@pytest.mark.parametrize(
    ("text", "style", "read"),
    [
        ('<text:span text:style-name="struck">25</text:span> 27', "", ("27", "25", "struck")),
        ('<text:span text:style-name="single">25</text:span> 27', "", ("27", "25", "struck")),
        ('25<text:span text:style-name="raised">1</text:span>', "", ("25", "1", "raised")),
        ('25<text:span text:style-name="lowered">1</text:span>', "", ("25", "1", "raised")),
        ('25<text:span text:style-name="unseen">1</text:span>', "", ("25", "1", "hidden")),
        ('25<text:span text:style-name="white">1</text:span>', "", ("25", "1", "hidden")),
        ('25<text:span text:style-name="white">1</text:span>', "on-blue", ("251", "", "")),
        ('25<text:span text:style-name="raised"><text:span text:style-name="white">1</text:span></text:span>', "",
         ("25", "1", "raised")),
        ("25", "cell-struck", (None, "25", "struck")),
        ("25", "child", (None, "25", "struck")),
        ("25", "cell-white", (None, "25", "hidden")),
        ("25", "cell-raised", ("25", "", "")),
        ('25<text:span text:style-name="level">7</text:span>', "cell-struck", ("7", "25", "struck")),
        ('<text:span text:style-name="tcvn3">B¸o c¸o</text:span>', "", ("Báo cáo", "", "")),
        ("a<text:s/><text:s text:c='2'/>b<text:tab/>c<text:line-break/>d", "", ("a   b\tc\nd", "", "")),
        ('<text:a xmlns:x="x" x:href="u">25</text:a>', "", ("25", "", "")),
        ("25</text:p><text:p>26", "", ("25\n26", "", "")),
        ("25<text:note><text:note-body><text:p>1</text:p></text:note-body></text:note>", "", ("25", "", "")),
    ],
)  # fmt: skip
def test_what_is_put_aside(text, style, read):
    value, aside, why = read
    kind = "text" if value else "blank"
    assert cell_of(cell("", "string", text, style), SPANS) == Cell(kind, value, aside=aside, why_aside=why)


def test_a_number_struck_out_by_its_cell_style():
    assert cell_of(cell("25", "float", "25", "child"), SPANS) == Cell("blank", aside="25", why_aside="struck")


def test_comments_drawings_and_tracked_changes_are_no_text():
    comment = "<office:annotation><text:p>sửa thành 45</text:p></office:annotation>"
    drawing = "<draw:frame><draw:text-box><text:p>9</text:p></draw:text-box></draw:frame>"
    element = f'<table:table-cell office:value-type="string">{comment}<text:p>25</text:p>{drawing}</table:table-cell>'
    assert cell_of(element) == Cell("text", "25")
    changes = (
        "<table:tracked-changes><table:cell-content-change><table:previous>"
        '<table:change-track-table-cell office:value-type="float" office:value="7"><text:p>7</text:p>'
        "</table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>"
    )
    read = read_ods(packed(content(table(row(cell("25", "float"))), before=changes)), Limits())
    assert [sheet.rows for sheet in read.sheets] == [{1: {1: Cell("number", 25)}}]


def test_styles_named_in_the_styles_part_with_parents_and_fonts():
    named = (
        '<style:font-face style:name="F1" svg:font-family="&apos;.VnTime&apos;"/>'
        + text_style("Old", 'style:font-name="F1"')
        + PERCENT
        + cell_style("Share", data="P", parent="Old")
    ).replace("<style:font-face", "</office:styles><office:font-face-decls><style:font-face", 1)
    named = named.replace('&apos;"/>', '&apos;"/></office:font-face-decls><office:styles>', 1)
    document = content(
        table(row(cell("0.5", "percentage", style="a"), cell("", "string", "B¸o c¸o", "a"))),
        styles=cell_style("a", parent="Share"),
    )
    sheet = read_ods(packed(document, {"styles.xml": styles_part(named)}), Limits()).sheets[0]
    assert sheet.rows == {1: {1: Cell("number", 0.5, is_percent=True), 2: Cell("text", "Báo cáo")}}
    assert sheet.converted == {(1, 2)}


def test_cells_have_the_style_of_their_row_or_column():
    columns = '<table:table-column table:default-cell-style-name="cP"/><table:table-column/>'
    lines = [
        row(cell("0.5", "float"), cell("0.5", "float")),
        row(cell("0.5", "float", style="cQ"), cell("0.5", "float"), more='table:default-cell-style-name="cP"'),
    ]
    rows = sheet_of(columns, *lines, styles=NUMBERS).rows
    assert [[cell.is_percent for cell in cells.values()] for cells in rows.values()] == [[True, False], [False, True]]


def test_what_is_hidden():
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        '<table:table-column-group table:display="false"><table:table-column/></table:table-column-group>'
    )
    filled = cell("1", "float", more='table:number-columns-repeated="6"')
    lines = [
        row(filled),
        row(filled, more='table:visibility="filter"'),
        f'<table:table-row-group table:display="false">{row(filled)}</table:table-row-group>',
        f"<table:table-header-rows>{row(filled)}</table:table-header-rows>",
        row(filled, more='table:visibility="collapse" table:number-rows-repeated="2"'),
    ]
    sheet = sheet_of(columns, *lines)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2, 3, 5, 6}, {3, 4, 5})
    unseen = cell_style("t", '<style:table-properties table:display="false"/>', family="table")
    assert sheet_of(row(filled), styles=unseen, more='table:style-name="t"').is_hidden
    assert not sheet.is_hidden


def test_merged_areas_and_what_they_cover():
    spanned = cell("5", "float", more='table:number-columns-spanned="2" table:number-rows-spanned="2"')
    covered = '<table:covered-table-cell office:value-type="float" office:value="7"/>'
    sheet = sheet_of(row(spanned, covered), row("<table:covered-table-cell/>" * 2))
    assert sheet.merged == [(1, 1, 2, 2)]
    assert sheet.rows == {1: {1: Cell("number", 5), 2: Cell("blank", aside="7", why_aside="hidden")}}


def test_what_is_locked_and_validated():
    validations = (
        '<table:content-validations><table:content-validation table:name="list" '
        'table:condition="of:cell-content-is-in-list(&quot;Có&quot;)"/><table:content-validation table:name="whole" '
        'table:condition="of:cell-content-is-whole-number()"/><table:content-validation table:name="hint"/>'
        "</table:content-validations>"
    )
    names = [cell(more=f'table:content-validation-name="{name}"') for name in ("list", "whole", "hint")]
    document = content(table(row(*names), row(cell("1", "float")), more='table:protected="true"'), before=validations)
    locks = read_ods(packed(document), Limits()).sheets[0].locks
    assert (locks.is_protected, locks.dropdowns) == (True, [(1, 1, 1, 1)])
    assert locks.validated == [(1, 1, 1, 1), (1, 2, 1, 2)]


def test_lines_between_rows_and_cells_and_no_mimetype():
    document = content(table(row(cell("25", "float"), cell("", "string", "có")))).replace("><table", ">\n  <table")
    sheet = read_ods(packed(document), Limits()).sheets[0]
    assert sheet.rows == {1: {1: Cell("number", 25), 2: Cell("text", "có")}}


def test_a_flat_document():
    document = flat(table(row(cell("0.5", "percentage", style="cP"))), styles=NUMBERS)
    assert file_type(document) == "fods"
    assert read_fods(document, Limits()).sheets[0].rows == {1: {1: Cell("number", 0.5, is_percent=True)}}


def test_text_properties_and_macros():
    meta = (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
        '<meta:user-defined meta:name="cchc_agency">Sở Nội vụ</meta:user-defined></office:meta></office:document-meta>'
    )
    document = content(table(row(cell("1", "float"))))
    read = read_ods(packed(document, {"meta.xml": meta}), Limits())
    assert (read.properties, read.has_macros) == ({"cchc_agency": "Sở Nội vụ"}, False)
    assert read_ods(packed(document, {"Basic/Standard/Module1.xml": "<x/>"}), Limits()).has_macros


def test_what_other_workbooks_said_is_no_sheet():
    other = table(row(cell("9", "float")), name="'file:///C:/khac.ods'#$Bảng 1", more='table:style-name="ta_extref"')
    read = read_ods(packed(content(table(row(cell("1", "float"))), other)), Limits())
    assert ([sheet.name for sheet in read.sheets], read.has_links) == (["Bảng 1"], True)


def test_tables_within_cells_and_charts_are_no_sheets():
    inner = table(row(cell("9", "float")), name="trong")
    chart = f"<draw:object><office:document><office:body>{inner}</office:body></office:document></draw:object>"
    outer = row(f'<table:table-cell office:value-type="float" office:value="25">{inner}{chart}</table:table-cell>')
    assert sheet_of(outer).rows == {1: {1: Cell("number", 25)}}
    read = read_ods(packed(content(table(outer, row(cell("26", "float"))))), Limits())
    assert [list(chain(*sheet.rows.values())) for sheet in read.sheets] == [[1, 1]]


def test_blank_cells_repeated_to_the_end_cost_nothing():
    blank = '<table:table-cell table:number-columns-repeated="16383"/>'
    lines = [
        row(cell("25", "float"), blank),
        row('<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048574"'),
        row(cell("26", "float")),
    ]
    assert sheet_of(*lines).rows == {1: {1: Cell("number", 25)}, 1_048_576: {1: Cell("number", 26)}}


@pytest.mark.parametrize(
    ("columns", "rows", "is_allowed"),
    [(2, 3, True), (7, 1, False), (1, 7, False), (16_384, 1, False), (1, 1_048_576, False), (10**9, 10**9, False)],
)
def test_filled_cells_repeated_count_against_the_limit(columns, rows, is_allowed):
    filled = cell("1", "float", more=f'table:number-columns-repeated="{columns}"')
    document = packed(content(table(row(filled, more=f'table:number-rows-repeated="{rows}"'))))
    if is_allowed:
        assert read_ods(document, Limits(cells=6)).sheets[0].rows.keys() == {1, 2, 3}
        return
    with pytest.raises(UnsafeError):
        read_ods(document, Limits(cells=6))


@pytest.mark.parametrize(("column", "is_allowed"), [(16_384, True), (16_385, False)])
def test_cells_beyond_the_sheet_are_refused(column, is_allowed):
    line = row(f'<table:table-cell table:number-columns-repeated="{column - 1}"/>', cell("1", "float"))
    if is_allowed:
        assert sheet_of(line).rows[1].keys() == {column}
        return
    with pytest.raises(UnsafeError):
        sheet_of(line)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_large_second_sheet_takes_no_room_from_the_form(is_first):
    large = table(row(cell("1", "float"), more='table:number-rows-repeated="9"'), name="Danh sách")
    form = table(row(cell("25", "float"), cell("26", "float")))
    read = read_ods(packed(content(*((large, form) if is_first else (form, large)))), Limits(cells=10))
    assert [sheet.name for sheet in read.sheets] == ["Bảng 1"]
    assert list(read.notices) == [ReadNotice("CT37", {"sheets": "“Danh sách”"})]


@pytest.mark.parametrize("hostile", [SHOULD_FAIL / "repeated-everywhere.ods", None])
def test_hostile_files_are_refused(hostile):
    with pytest.raises(UnsafeError):
        read_ods(hostile.read_bytes() if hostile else ods_repeating(b""), Limits())


@pytest.mark.parametrize("document", [LAUGHS, XXE])
def test_document_types_are_refused(document):
    with pytest.raises((UnsafeError, etree.XMLSyntaxError)):
        read_ods(packed(document), Limits())
    with pytest.raises((UnsafeError, etree.XMLSyntaxError)):
        read_fods(document.encode(), Limits())


def test_text_nested_deeper_than_any_program_nests_it():
    def nested(depth):
        return cell("", "string", "<text:span>" * depth + "25" + "</text:span>" * depth)

    assert cell_of(nested(100)) == Cell("text", "25")
    with pytest.raises(UnsafeError):
        cell_of(nested(101))


def test_a_style_that_is_its_own_parent():
    styles = cell_style("a", parent="b") + cell_style("b", parent="a")
    assert cell_of(cell("25", "float", style="a"), styles) == Cell("number", 25)


@pytest.fixture(scope="module")
def locked(office, tmp_path_factory):
    path = save_all_kinds(tmp_path_factory.mktemp("locked") / "moi-loai.xlsx")
    return office.edit(path, formats=("ods",), lock="mật khẩu")["ods"].read_bytes()


def test_libreoffice_encrypts_what_the_password_opens(locked):
    assert is_encrypted_ods(locked)
    assert file_type(locked) == "encrypted"
    check_all_kinds(read_ods(decrypt_ods(locked, "mật khẩu"), Limits()))


def test_another_password_opens_nothing(locked):
    assert decrypt_ods(locked, "mat khau") is None
    assert decrypt_ods(locked, "") is None


def test_a_file_that_is_not_encrypted():
    plain = packed(content(table(row(cell("1", "float")))), {"META-INF/manifest.xml": "<manifest/>"})
    assert not is_encrypted_ods(plain)
    assert not is_encrypted_ods(b"PK\x03\x04")
    assert file_type(plain) == "ods"


def encrypted_whole(
    plain: bytes, password: str, *, memory: int = 1024, rounds: int = 1, is_vector_in_front: bool = True
):
    """The package as a whole, as LibreOffice encrypts it from 24.8 on."""
    salt, vector = os.urandom(16), os.urandom(12)
    start = hashlib.sha256(password.encode()).digest()
    key = Argon2id(salt=salt, length=32, iterations=1, lanes=4, memory_cost=1024).derive(start)
    deflater = zlib.compressobj(wbits=-15)
    secret = AESGCM(key).encrypt(vector, deflater.compress(plain) + deflater.flush(), None)
    manifest = f"""<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
      xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0">
      <manifest:file-entry manifest:full-path="encrypted-package" manifest:size="{len(plain)}">
      <manifest:encryption-data>
      <manifest:algorithm manifest:algorithm-name="http://www.w3.org/2009/xmlenc11#aes256-gcm"
        manifest:initialisation-vector="{base64.b64encode(vector).decode()}"/>
      <manifest:start-key-generation manifest:key-size="32"
        manifest:start-key-generation-name="http://www.w3.org/2001/04/xmlenc#sha256"/>
      <manifest:key-derivation manifest:key-derivation-name="urn:org:documentfoundation:names:experimental:argon2id"
        manifest:key-size="32" manifest:salt="{base64.b64encode(salt).decode()}" loext:argon2-iterations="{rounds}"
        loext:argon2-memory="{memory}" loext:argon2-lanes="4"/>
      </manifest:encryption-data></manifest:file-entry></manifest:manifest>"""
    secret = vector + secret if is_vector_in_front else secret
    whole = packed("", {"encrypted-package": secret, "META-INF/manifest.xml": manifest})
    return whole.replace(b"content.xml", b"version.xml")


@pytest.mark.parametrize("is_vector_in_front", [True, False])
def test_packages_encrypted_as_a_whole(is_vector_in_front):
    plain = packed(content(table(row(cell("25", "float")))))
    whole = encrypted_whole(plain, "mật khẩu", is_vector_in_front=is_vector_in_front)
    assert file_type(whole) == "encrypted"
    assert decrypt_ods(whole, "mật khẩu") == plain
    assert decrypt_ods(whole, "khác") is None


@pytest.mark.parametrize("asked", [{"memory": 128 * 1024 + 1}, {"rounds": 17}, {"rounds": 0}, {"memory": 31}])
def test_keys_that_cost_more_than_any_program_asks_for_are_not_derived(asked):
    assert decrypt_ods(encrypted_whole(b"PK", "mật khẩu", **asked), "mật khẩu") is None

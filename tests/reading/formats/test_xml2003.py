"""What the cells of an Excel 2003 XML file say."""

from __future__ import annotations

import pytest
from lxml import etree

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.file_type import file_type
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xml2003 import read_xml2003
from cchc_excel.reading.workers.limits import Limits

LIMITS = Limits()
STYLES = """<Styles>
<Style ss:ID="Default"><Font ss:FontName="Times New Roman"/></Style>
<Style ss:ID="percent"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="code"><NumberFormat ss:Format="0.0%"/></Style>
<Style ss:ID="derived" ss:Parent="code"><Font ss:Bold="1"/></Style>
<Style ss:ID="quoted"><NumberFormat ss:Format="0&quot;%&quot;"/></Style>
<Style ss:ID="day"><NumberFormat ss:Format="Short Date"/></Style>
<Style ss:ID="none"><NumberFormat ss:Format=";;;"/></Style>
<Style ss:ID="struck"><Font ss:StrikeThrough="1"/></Style>
<Style ss:ID="unstruck"><Font ss:StrikeThrough="0"/></Style>
<Style ss:ID="old"><Font ss:FontName=".VnTime"/></Style>
<Style ss:ID="white"><Font ss:Color="#FFFFFF"/></Style>
<Style ss:ID="general" ss:Parent="percent"><NumberFormat/></Style>
<Style ss:ID="bold" ss:Parent="struck"><Font ss:Bold="1"/></Style>
<Style ss:ID="onpale"><Font ss:Color="#FFFFFF"/><Interior ss:Color="#FFFBE6" ss:Pattern="Solid"/></Style>
<Style ss:ID="dark"><Font ss:Color="#FFFFFF"/><Interior ss:Color="#1F4E79" ss:Pattern="Solid"/></Style>
</Styles>"""


def workbook(table: str, more: str = "", options: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:dt="uuid:C2F41010-65B3-11d1-A29F-00AA00C14882">{more}{STYLES}
<Worksheet ss:Name="T"><Table>{table}</Table>{options}</Worksheet></Workbook>""".encode()


def only(cell: str) -> Cell:
    (sheet,) = read_xml2003(workbook(f"<Row>{cell}</Row>"), LIMITS).sheets
    ((read,),) = [list(cells.values()) for cells in sheet.rows.values()]
    return read


def data(value: str, kind: str = "Number", style: str = "Default", more: str = "") -> str:
    return f'<Cell ss:StyleID="{style}" {more}><Data ss:Type="{kind}">{value}</Data></Cell>'


def rich(inside: str) -> str:
    return f'<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">{inside}</ss:Data></Cell>'


def text(value: str, **how) -> Cell:
    return Cell("text", value, **how)


@pytest.mark.parametrize(
    ("xml", "cell"),
    [
        (data("25"), Cell("number", 25.0)),
        (data("1_0"), text("1_0")),
        (data("25", "String"), text("25")),
        (data("0.992", style="percent"), Cell("number", 0.992, is_percent=True)),
        (data("0.992", style="code"), Cell("number", 0.992, is_percent=True)),
        (data("0.992", style="derived"), Cell("number", 0.992, is_percent=True)),
        (data("95", style="quoted"), Cell("number", 95.0)),
        (data("44413", style="day"), Cell("date", "2021-08-05")),
        (data("2021-08-05T00:00:00.000", "DateTime"), Cell("date", "2021-08-05")),
        (data("2021-08-05T12:30:00.000", "DateTime"), Cell("date", "2021-08-05T12:30:00")),
        (data("1", "Boolean"), Cell("truth", value=True)),
        (data("#DIV/0!", "Error"), Cell("error", "#DIV/0!")),
        (data("TRUE", "Boolean"), Cell("truth", value=True)),
        (data("0", "Boolean"), Cell("truth", value=False)),
        # What a style says itself goes before what it is based on; what it does not say, that one says.
        (data("95", style="general"), Cell("number", 95.0)),
        (data("25", style="bold"), Cell("blank", aside="25", why_aside="struck")),
        (
            rich('<Font html:Color="#FFFFFF" xmlns:html="http://www.w3.org/TR/REC-html40">25</Font>27'),
            text("27", aside="25", why_aside="hidden"),
        ),
        ('<Cell ss:Formula="=1+1"/>', Cell("uncalculated")),
        ('<Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell>', Cell("number", 2.0)),
        (data("25", style="none"), Cell("blank", aside="25", why_aside="hidden")),
        (data("25", style="struck"), Cell("blank", aside="25", why_aside="struck")),
        (data("25", style="unstruck"), Cell("number", 25.0)),
        (data("25", style="white"), Cell("blank", aside="25", why_aside="hidden")),
        (data("25", style="dark"), Cell("number", 25.0)),
        (data("25", style="onpale"), Cell("blank", aside="25", why_aside="hidden")),
        (data("0.992", style="nowhere"), Cell("number", 0.992, is_format_known=False)),
        (data("Ch­a ph¸t sinh", "String", "old"), text("Chưa phát sinh")),
        (rich("25<Sup>1</Sup>"), text("25", aside="1", why_aside="raised")),
        (rich("<S>25</S> 27"), text("27", aside="25", why_aside="struck")),
        (rich("<B>25</B> <I>hồ sơ</I>"), text("25 hồ sơ")),
        (
            rich("Ghi <Font html:Face='.VnTime' xmlns:html='http://www.w3.org/TR/REC-html40'>b¸o</Font>"),
            text("Ghi báo"),
        ),
        (data("25", more="").replace("</Cell>", "<Comment><Data>7</Data></Comment></Cell>"), Cell("number", 25.0)),
    ],
)
def test_a_cell(xml, cell):
    assert only(xml) == cell


def test_where_cells_stand_and_what_is_hidden():
    table = f"""<Column ss:Index="2" ss:Hidden="1" ss:Span="1"/>
<Row ss:Index="3">{data("1", more='ss:MergeAcross="1" ss:MergeDown="2"')}{data("2")}</Row>
<Row ss:Hidden="1"><Cell ss:Index="4"><Data ss:Type="Number">3</Data></Cell></Row>"""
    (sheet,) = read_xml2003(workbook(table), LIMITS).sheets
    read = {(row, column): cell.value for row, cells in sheet.rows.items() for column, cell in cells.items()}
    assert read == {(3, 1): 1.0, (3, 3): 2.0, (4, 4): 3.0}
    assert sheet.merged == [(3, 1, 5, 2)]
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.is_hidden) == ({4}, {3}, False)


@pytest.mark.parametrize(
    ("table", "is_percent"),
    [
        ('ss:StyleID="code"><Row>', True),
        ('><Row ss:StyleID="code">', True),
        ('><Column ss:StyleID="code"/><Row>', True),
        ('><Column/><Column ss:StyleID="code"/><Row>', False),
        # The row's goes before the column's, and that before the table's.
        ('ss:StyleID="code"><Column ss:StyleID="Default"/><Row>', False),
        ('><Column ss:StyleID="Default"/><Row ss:StyleID="code">', True),
        ('><Column ss:StyleID="code"/><Row ss:StyleID="Default">', False),
    ],
)
def test_a_cell_that_names_no_style_has_that_of_its_row_column_or_table(table, is_percent):
    content = workbook("").replace(
        b"<Table></Table>", f'<Table {table}<Cell><Data ss:Type="Number">0.5</Data></Cell></Row></Table>'.encode()
    )
    (sheet,) = read_xml2003(content, LIMITS).sheets
    assert sheet.cell(1, 1) == Cell("number", 0.5, is_percent)


def test_rows_and_columns_without_a_size_are_hidden():
    (sheet,) = read_xml2003(workbook(f'<Column ss:Width="0"/><Row ss:Height="0">{data("1")}</Row>'), LIMITS).sheets
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1}, {1})


@pytest.mark.parametrize("before", [b"\r\n ", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_blanks_before_the_declaration_harm_nothing(before):
    content = before + workbook(f"<Row>{data('1')}</Row>")
    assert file_type(content) == "xml2003"
    assert read_xml2003(content, LIMITS).sheets[0].rows == {1: {1: Cell("number", 1.0)}}


def test_hidden_sheets_and_properties():
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    properties = (
        "<CustomDocumentProperties xmlns='urn:schemas-microsoft-com:office:office'>"
        "<cchc_form dt:dt='string'>PL2-B1</cchc_form></CustomDocumentProperties>"
    )
    made = read_xml2003(workbook(f"<Row>{data('1')}</Row>", properties, hidden), LIMITS)
    assert made.sheets[0].is_hidden
    assert made.properties == {"cchc_form": "PL2-B1"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_it_is_known_by_its_content(encoding):
    content = (
        workbook(f"<Row>{data('1')}</Row>")
        .decode()
        .replace('encoding="UTF-8"', f'encoding="{encoding}"')
        .encode(encoding)
    )
    assert file_type(content) == "xml2003"
    assert read_xml2003(content, LIMITS).sheets[0].rows == {1: {1: Cell("number", 1.0)}}


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (workbook("<Row ss:Index='1048577'><Cell><Data ss:Type='Number'>1</Data></Cell></Row>"), UnsafeError),
        (workbook("<Row><Cell ss:Index='16385'><Data ss:Type='Number'>1</Data></Cell></Row>"), UnsafeError),
        (workbook("<Row ss:Index='x'/>"), ValueError),
        (workbook("<Row ss:Index='0'/>"), ValueError),
        (workbook("<Row/><Row ss:Index='1'/>"), ValueError),
        (workbook("<Row><Cell/><Cell ss:Index='1'/></Row>"), ValueError),
        (workbook("")[:-20], etree.XMLSyntaxError),
        (b"<!DOCTYPE x []>" + workbook("").partition(b"?>")[2].partition(b"?>")[2], UnsafeError),
    ],
)
def test_what_is_refused(content, error):
    with pytest.raises(error):
        read_xml2003(content, LIMITS)


@pytest.mark.parametrize(("cells", "is_refused"), [(2, False), (1, True)])
def test_no_more_cells_than_allowed(cells, is_refused):
    content = workbook(f"<Row>{data('1')}{data('2')}</Row>")
    if is_refused:
        with pytest.raises(UnsafeError):
            read_xml2003(content, Limits(cells=cells))
    else:
        assert read_xml2003(content, Limits(cells=cells)).sheets


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{\\rtf1\\ansi x}", "doc"),
        (b'<?xml version="1.0"?><w:wordDocument xmlns:w="x"/>', "doc"),
        (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x"/>', "doc"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image"),
        (b'<?xml version="1.0"?><root xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"/>', "unknown"),
    ],
)
def test_what_is_not_read_is_known_too(content, kind):
    assert file_type(content) == kind

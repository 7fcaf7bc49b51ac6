"""Tables of web pages, also those that are named .xls; what Excel, LibreOffice and SheetJS say besides the text."""

from __future__ import annotations

import contextlib

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.file_type import file_type
from cchc_excel.reading.formats.html import read_html
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits

LIMITS = Limits()


def page(cells: str, head: str = "") -> bytes:
    return (
        f"<html><head><meta charset='utf-8'>{head}</head><body><table><tr>{cells}</tr></table></body></html>".encode()
    )


def only(content: bytes) -> Cell:
    (sheet,) = read_html(content, LIMITS).sheets
    ((cell,),) = [list(cells.values()) for cells in sheet.rows.values()]
    return cell


def text(value: str, **how) -> Cell:
    return Cell("text", value, **how)


EXCEL = """<style>
.xl65 {mso-number-format:"0\\.0%";}
.xl66 {mso-number-format:"0\\0022%\\0022";}
.struck {text-decoration:line-through;}
.day {mso-number-format:"Short Date";}
.old {font-family:.VnTime;}
</style>"""


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        ("<td>25</td>", text("25")),
        ("<td> 1.248\n </td>", text(" 1.248 ")),
        ("<td>1&nbsp;248</td>", text("1\xa0248")),
        ("<td>25<br>hồ sơ</td>", text("25\nhồ sơ")),
        ("<td><p>25</p><p>hồ sơ</p></td>", text("25\nhồ sơ")),
        ("<td>#DIV/0!</td>", Cell("error", "#DIV/0!")),
        ("<td x:err='#N/A'>#N/A</td>", Cell("error", "#N/A")),
        ("<td>25<sup>1</sup></td>", text("25", aside="1", why_aside="raised")),
        ("<td><s>25</s> 27</td>", text("27", aside="25", why_aside="struck")),
        ("<td><del>25</del><ins>27</ins></td>", text("27", aside="25", why_aside="struck")),
        (
            "<td><span style='text-decoration:line-through'>25</span> 27</td>",
            text("27", aside="25", why_aside="struck"),
        ),
        ("<td><span style='display:none'>25</span>27</td>", text("27", aside="25", why_aside="hidden")),
        ("<td class=struck>12</td>", Cell("blank", aside="12", why_aside="struck")),
        ("<td class=struck x:num='12'>12</td>", Cell("blank", aside="12", why_aside="struck")),
        ("<td><sup>25</sup></td>", Cell("blank", aside="25", why_aside="raised")),
        ("<td class=old>Ch­a ph¸t sinh</td>", text("Chưa phát sinh")),
        ("<td><font face='.VnTime'>Ch­a ph¸t sinh</font></td>", text("Chưa phát sinh")),
        # What the programs say besides.
        ("<td class=xl65 x:num='0.992'>99.2%</td>", Cell("number", 0.992, is_percent=True)),
        ("<td class=xl66 x:num='95'>95%</td>", Cell("number", 95.0)),
        ("<td class=day x:num='44413'>05/08/2021</td>", Cell("date", "2021-08-05")),
        ("<td x:num>25</td>", text("25")),
        ("<td sdval='0.992' sdnum='1033;0;0.0%'>99.2%</td>", Cell("number", 0.992, is_percent=True)),
        ("<td sdval='1248' sdnum='1033;'>1,248</td>", Cell("number", 1248.0)),
        ("<td data-t='n' data-v='0.992' data-z='0.0%'>99.2%</td>", Cell("number", 0.992, is_percent=True)),
        ("<td data-t='s' data-v='25'>25</td>", text("25")),
        # A page that was filled in.
        ("<td><input type=text value='25'></td>", text("25")),
        ("<td><input type=checkbox checked></td>", text("✓")),
        ("<td><select><option>Không<option selected>Có</select></td>", text("Có")),
        ("<td>25<script>var a = 7;</script><style>x{}</style><!-- 9 --></td>", text("25")),
        ("<td>25\x0b7</td>", text("25 7")),
    ],
)
def test_a_cell(cells, cell):
    assert only(page(cells, EXCEL)) == cell


@pytest.mark.parametrize("cells", ["<td></td>", "<td>&nbsp;</td>", "<td><br></td>", "<td x:num='25'></td>"])
def test_what_shows_nothing_is_no_cell(cells):
    assert read_html(page(cells), LIMITS).sheets == []


def test_columns_and_rows_that_a_cell_spans():
    content = b"""<table><tr><td rowspan=2>a<td colspan=2>b<td>c</tr><tr><td>d<td>e<td>f</tr>
        <tr style='display:none'><td>g</tr></table>"""
    (sheet,) = read_html(content, LIMITS).sheets
    read = {(row, column): cell.value for row, cells in sheet.rows.items() for column, cell in cells.items()}
    assert read == {(1, 1): "a", (1, 2): "b", (1, 4): "c", (2, 2): "d", (2, 3): "e", (2, 4): "f", (3, 1): "g"}
    assert set(sheet.merged) == {(1, 1, 2, 1), (1, 2, 1, 3)}
    assert sheet.hidden_rows == {3}


def test_a_table_within_another_is_one_of_its_own():
    content = b"<table><tr><td>a<table><tr><td>b</table></tr></table>"
    assert [[cell.value for cell in sheet.rows[1].values()] for sheet in read_html(content, LIMITS).sheets] == [
        ["a"],
        ["b"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding):
    assert only("<table><tr><td>Số liệu</table>".encode(encoding)) == text("Số liệu")


def test_the_encoding_that_the_page_names():
    content = b'<meta charset="windows-1252"><font face=".VnTime"><table><tr><td>Ch\xada ph\xb8t sinh</table></font>'
    assert only(content) == text("Chưa phát sinh")


ARCHIVE = b"""MIME-Version: 1.0
X-Document-Type: Workbook
Content-Type: multipart/related; boundary="B"

--B
Content-Location: file:///C:/x.htm
Content-Type: text/html; charset="utf-8"

<html><frameset></frameset></html>
--B
Content-Location: file:///C:/x_files/sheet001.htm
Content-Transfer-Encoding: quoted-printable
Content-Type: text/html; charset="utf-8"

<table><tr><td class=3Dx>25</td></tr></table>
--B--
"""


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"\xef\xbb\xbf<html>", "html"),
        ("<html>".encode("utf-16"), "html"),
        (b"<table><tr><td>25", "html"),
        (b"<meta http-equiv=Content-Type><table>", "html"),
        (b"<!-- made by a system --><table>", "html"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        (ARCHIVE, "html"),
        (ARCHIVE.replace(b"\n", b"\r\n"), "html"),
        (b"From: a@b.example\nTo: c@d.example\nDate: x\n" + ARCHIVE, "mail"),
        (b"<svg></svg>", "unknown"),
    ],
)
def test_what_is_a_page(content, kind):
    assert file_type(content) == kind


def test_the_pages_of_an_archive_are_read():
    assert only(ARCHIVE) == text("25")


def test_a_page_of_frames_has_no_table():
    assert read_html(b"<html><frameset><frame src='sheet001.htm'></frameset></html>", LIMITS).sheets == []


@pytest.mark.parametrize(("span", "is_refused"), [("1000", False), ("999999999", False), ("x", False), ("-5", False)])
def test_spans_are_bounded(span, is_refused):
    (sheet,) = read_html(f"<table><tr><td colspan='{span}' rowspan='{span}'>a</table>".encode(), LIMITS).sheets
    assert all(last <= 1000 for merged in sheet.merged for last in merged)


@pytest.mark.parametrize(("count", "is_refused"), [(16, False), (17, True)])
def test_no_wider_than_a_sheet(count, is_refused):
    content = ("<table><tr>" + "<td colspan=1000>a" * count + "</table>").encode()
    if is_refused:
        with pytest.raises(UnsafeError):
            read_html(content, LIMITS)
    else:
        assert len(read_html(content, LIMITS).sheets[0].rows[1]) == count


@pytest.mark.parametrize(("cells", "is_refused"), [(3, False), (2, True)])
def test_no_more_cells_than_allowed(cells, is_refused):
    content = page("<td>1<td>2<td>3")
    if is_refused:
        with pytest.raises(UnsafeError):
            read_html(content, Limits(cells=cells))
    else:
        assert read_html(content, Limits(cells=cells)).sheets


@pytest.mark.parametrize(
    "content", [b"<table>" * 5000, b"<table><tr><td>" + b"<b>" * 50_000 + b"x", b"<table" + b" a" * 100_000]
)
def test_pages_made_to_harm_are_read_or_refused(content):
    with contextlib.suppress(UnsafeError, ValueError):
        read_html(content, LIMITS)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<td sdval="0" sdnum="1033;0;#,##0"><font>#DIV/0!</font></td>', Cell("error", "#DIV/0!")),
        ('<td sdval="68" sdnum="1033;0;#,##0"><s>68</s></td>', Cell("blank", None, aside="68", why_aside="struck")),
        ('<td sdval="68" sdnum="1033;0;#,##0"><b>68</b></td>', Cell("number", 68.0)),
    ],
)
def test_a_value_beside_the_text_counts_only_where_the_text_is_plain(cell, read):
    """As LibreOffice writes errors and what is struck out."""
    assert only(page(cell)) == read

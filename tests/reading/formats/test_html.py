"""Tables of web pages, also those that are named .xls; what Excel, LibreOffice and SheetJS say besides the text."""

from __future__ import annotations

import contextlib

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.html import read_html
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits

LIMITS = Limits()


def page(cells: str, head: str = "") -> bytes:
    return (
        f"<html><head><meta charset='utf-8'>{head}</head><body><table><tr>{cells}</tr></table></body></html>".encode()
    )


def only(content: bytes) -> Cell:
    sheet = read_html(content, LIMITS).sheets[0]
    ((cell,),) = [list(cells.values()) for cells in sheet.rows.values()]
    return cell


def text(value: str, **how) -> Cell:
    return Cell("text", value, **how)


def doubtful(aside: str) -> Cell:
    return Cell("blank", aside=aside, why_aside="doubtful")


EXCEL = """<style>
.xl65 {mso-number-format:"0\\.0%";}
.xl66 {mso-number-format:"0\\0022%\\0022";}
.struck {text-decoration:line-through;}
.day {mso-number-format:"Short Date";}
.old {font-family:.VnTime;}
.d-none{display:none!important}
.plain{display:none}
td.head, th.head {color:white; background:#1F4E79;}
@media print { .x {} .paper {display:none} }
@media screen { .screen {text-decoration:line-through} }
@media (max-width: 600px) { .narrow {display:none} }
</style>"""


NO_VALUE = ("hidden", "submit", "reset", "button", "image", "file")


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
        ("<td class=missing x:num='0.992'>99.2%</td>", text("99.2%")),
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
        *(
            (f"<td><input type={kind!r} value='25'></td>", text("25"))
            for kind in ("", "search", "Number", "unheard-of")
        ),
        ("<td><input value='25'></td>", text("25")),
        ("<td><input type=date value='2021-05-08'></td>", text("2021-05-08")),
        *((f"<td>25<input type={kind} value=30></td>", text("25")) for kind in NO_VALUE),
        ("<td><textarea>25</textarea></td>", text("25")),
        # What a field shows is looked at as any text is.
        (
            "<td><span>25</span><input style='display:none' value='25'></td>",
            text("25", aside="25", why_aside="hidden"),
        ),
        ("<td>25<input hidden value='30'></td>", text("25", aside="30", why_aside="hidden")),
        ("<td><s><input value='25'></s> 27</td>", text("27", aside="25", why_aside="struck")),
        ("<td>25<textarea hidden>30</textarea></td>", text("25", aside="30", why_aside="hidden")),
        # But pages that draw boxes of their own hide the page's.
        ("<td><input type=checkbox style='opacity:0'> Có</td>", text("☐ Có")),
        ("<td><input type=radio class=d-none checked> Có</td>", text("✓ Có")),
        ("<td><s><input type=checkbox checked></s></td>", Cell("blank", aside="✓", why_aside="struck")),
        # It is no part of a number beside it.
        ("<td>1<input value='248'></td>", text("1?248")),
        ("<td>1 <b> </b><input value='248'></td>", text("1  ?248")),
        ("<td><input value='1'>248</td>", text("1?248")),
        ("<td><input value='1'><textarea>248</textarea></td>", text("1?248")),
        ("<td><input value='99.2'> % (<input value='5'>/8)</td>", text("99.2 % (5/8)")),
        ("<td><b>1</b><i>248</i></td>", text("1248")),
        # A box beside a word: what is not ticked is not said.
        ("<td><input type=checkbox> Có</td>", text("☐ Có")),
        ("<td><input type=radio> Có <input type=radio checked> Không</td>", text("☐ Có ✓ Không")),
        # What cannot be seen.
        ("<td><font color='#FFFFFF'>25</font>27</td>", text("27", aside="25", why_aside="hidden")),
        ("<td style='color:white'>25</td>", Cell("blank", aside="25", why_aside="hidden")),
        ("<td style='color:white;background:#1F4E79'>25</td>", text("25")),
        ("<td bgcolor='#1F4E79'><font color=white>25</font></td>", text("25")),
        ("<td class=head>25</td>", text("25")),
        ("<td><span style='font-size:0pt'>9</span>25</td>", text("25", aside="9", why_aside="hidden")),
        ("<td><font color=FFFFFF>25</font>27</td>", text("27", aside="25", why_aside="hidden")),
        ("<td><font color=fff>25</font>27</td>", text("27", aside="25", why_aside="hidden")),
        ("<td><font color=E5E5E5>25</font>27</td>", text("2527")),
        ("<td bgcolor=FFFFFF style='color:#fff'>25</td>", Cell("blank", aside="25", why_aside="hidden")),
        ("<td bgcolor=1F4E79 style='color:rgba(255, 255, 255, 1)'>25</td>", text("25")),
        ("<td style='color:rgba(255, 255, 255, 1)'>25</td>", Cell("blank", aside="25", why_aside="hidden")),
        ("<td><span class=d-none>00025</span>25</td>", text("25", aside="00025", why_aside="hidden")),
        ("<td><span class=d-none style='display:block'>9</span>25</td>", text("25", aside="9", why_aside="hidden")),
        ("<td><span class=d-none style='display:block ! IMPORTANT'>9</span>25</td>", text("925")),
        ("<td><span style='opacity:0'>9</span>25</td>", text("25", aside="9", why_aside="hidden")),
        ("<td><span style='opacity:0.1'>9</span>25</td>", text("925")),
        ("<td><span class=plain style='display:block'>9</span>25</td>", text("925")),
        ("<td><span style='color:#fff !important'>9</span>25</td>", text("25", aside="9", why_aside="hidden")),
        # Part of a number is none, whatever value the page gives it.
        ("<td x:num='25'>25<sup>1</sup></td>", text("25", aside="1", why_aside="raised")),
        (
            "<td sdval='12'><font color=red><strike>12</strike></font></td>",
            Cell("blank", aside="12", why_aside="struck"),
        ),
        ("<td class=screen>25</td>", Cell("blank", aside="25", why_aside="struck")),
        ("<td class=paper>25</td>", text("25")),
        ("<td class=narrow>25</td>", text("25")),
        ('<td>="05"</td>', text("05")),
        ("<td><table><tr><td>25</table></td>", text("\n25")),
        # Of a table of several cells nobody knows what is the cell's.
        ("<td><table><tr><td>25<td> nhiệm vụ</table></td>", doubtful("25 | nhiệm vụ")),
        ("<td>12<table><tr><td>25<tr><td>30</table></td>", text("12", aside="25 | 30", why_aside="doubtful")),
        ("<td>12<table hidden><tr><td>25<td>30</table></td>", text("12")),
        ("<td>12<table><tr><td> <td></table></td>", text("12")),
        (f"<td><table><tr>{'<td>123' * 60}</table></td>", doubtful(" | ".join(["123"] * 50)[:200])),
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
    content = b"<table><tr><td>a<table><tr><td>b<td>c</table></tr></table>"
    assert [[cell.value for cell in sheet.rows[1].values()] for sheet in read_html(content, LIMITS).sheets] == [
        ["a"],
        ["b", "c"],
    ]


def placed(content: str) -> dict[tuple[int, int], object]:
    (sheet,) = read_html(content.encode(), LIMITS).sheets
    return {(row, column): cell.value for row, cells in sheet.rows.items() for column, cell in cells.items()}


def test_cells_are_found_whatever_stands_around_them():
    assert placed("<table><tr><form><td>a<td>b</form></tr><form><tr><td>c</td></tr></form></table>") == {
        (1, 1): "a", (1, 2): "b", (2, 1): "c",
    }  # fmt: skip


@pytest.mark.parametrize("opened", ["<font>", "<b><font>", "<div><span><p>", "<font><!-- </font> -->"])
def test_what_a_cell_does_not_close_ends_with_it(opened):
    rows = range(1, 400)
    content = "<table>" + "".join(f"<tr><td>{opened}a<td>{opened}{row}" for row in rows) + "</table>"
    assert placed(content) == {(row, column): "a" if column == 1 else str(row) for row in rows for column in (1, 2)}


def test_what_stands_in_a_cell_begins_and_ends_there():
    content = "<table><tr><td><s>7</td><td>8</s><td><!-- <td> -->9<style>td {} </td></style></table>"
    (sheet,) = read_html(content.encode(), LIMITS).sheets
    assert list(sheet.rows[1].values()) == [Cell("blank", aside="7", why_aside="struck"), text("8"), text("9")]


@pytest.mark.parametrize(
    ("columns", "hidden"),
    [
        ("<col><col style='display:none'>", {2}),
        ("<colgroup><col span=2 style='display:none'></colgroup>", {1, 2}),
        ("<colgroup span=2 style='visibility:collapse'></colgroup>", {1, 2}),
        ("<col><col width=5>", set()),
    ],
)
def test_hidden_columns(columns, hidden):
    content = f"<table>{columns}<tr><td>a<td style='display:none'>b<td>c</table>"
    (sheet,) = read_html(content.encode(), LIMITS).sheets
    assert sheet.hidden_columns == hidden
    # Only where the table says which columns are hidden, their cells have a place.
    assert max(sheet.rows[1]) == (3 if hidden else 2)


@pytest.mark.parametrize("last", ["", "<td width=30><td width=200><td width=30><td width=90><td width=60>"])
def test_borders_that_were_moved_in_single_rows(last):
    """As Word saves them: spans of a grid whose columns have their widths in a row below."""
    usual = "<tr><td>a<td>b<td colspan=2>c<td>d</tr>"
    content = f"<table>{usual * 3}<tr><td>e<td colspan=2>f<td>g<td>h</tr><tr height=0>{last}</tr></table>"
    read = placed(content)
    assert [read.get((4, column)) for column in range(1, 6)] == (
        ["e", "f", "g", None, "h"] if last else ["e", "f", None, "g", "h"]
    )


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
    "content",
    [
        b"<table>" * 5000,
        b"<table><tr><td>" + b"<b>" * 50_000 + b"x",
        b"<table" + b" a" * 100_000,
        b"<table>" + b"<!--<style>" * 50_000,
        b"<table><tr><td>" + b"<b" * 50_000,
        b"<style>" + b"@media print {" * 50_000 + b"</style><table><tr><td>25",
        b"<style>" + b"a " * 500_000 + b"</style><table><tr><td>25",
    ],
)
def test_pages_made_to_harm_are_read_or_refused(content):
    with contextlib.suppress(UnsafeError, ValueError):
        read_html(content, LIMITS)


@pytest.mark.parametrize(("depth", "is_refused"), [(70, False), (100, True)])
def test_a_page_too_deep_is_refused_not_cut_off(depth, is_refused):
    content = b"<table><tr><td>" * depth + b"</table>" * depth + b"<table><tr><td>25</table>"
    if is_refused:
        with pytest.raises(UnsafeError):
            read_html(content, LIMITS)
    else:
        assert only(content) == text("25")


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

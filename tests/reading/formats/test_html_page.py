"""Which files are web pages or archives of web pages, and in which encoding; what stands in an archive."""

from __future__ import annotations

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.file_type import file_type
from cchc_excel.reading.formats.html import read_html
from cchc_excel.reading.workers.limits import Limits

LIMITS = Limits()


def only(content: bytes) -> Cell:
    (sheet,) = read_html(content, LIMITS).sheets
    ((cell,),) = [list(cells.values()) for cells in sheet.rows.values()]
    return cell


def text(value: str) -> Cell:
    return Cell("text", value)


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


#: What Internet Explorer made of a page without pictures.
SAVED = b"""From: <Saved by Windows Internet Explorer 8>
Subject: x
Date: Mon, 1 Mar 2021 08:00:00 +0700
MIME-Version: 1.0
Content-Type: text/html;
\tcharset="utf-8"
Content-Transfer-Encoding: quoted-printable
Content-Location: x

<table><tr><td class=3Dx>25</td></tr></table>
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
        (b"<h3>B\xc3\xa1o c\xc3\xa1o</h3><table><tr><td>25", "html"),
        (b"B\xc3\xa1o c\xc3\xa1o\n<TABLE border=1><TR><TD>25", "html"),
        (b"<p>no table</p>", "unknown"),
        (b'<html xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><table>', "html"),
        (SAVED, "html"),
        (SAVED.replace(b"<Saved by Windows Internet Explorer 8>", b"a@b.example"), "html"),
        (SAVED.replace(b"Content-Location: x\n", b"To: b@c.example\n"), "mail"),
    ],
)
def test_what_is_a_page(content, kind):
    assert file_type(content) == kind


def test_the_pages_of_an_archive_are_read():
    assert only(ARCHIVE) == text("25")
    assert only(SAVED) == text("25")


def test_the_style_sheet_that_an_archive_has_beside_its_pages():
    sheet = b"--B\nContent-Location: stylesheet.css\nContent-Type: text/css\n\n.x {text-decoration:line-through}\n--B--"
    assert only(ARCHIVE.replace(b"--B--", sheet)) == Cell("blank", aside="25", why_aside="struck")


def test_a_page_of_frames_has_no_table():
    assert read_html(b"<html><frameset><frame src='sheet001.htm'></frameset></html>", LIMITS).sheets == []


@pytest.mark.parametrize("content", [b"<!---->" * 5000 + b"x", b"<!-- a --> " * 5000 + b"x", b"<!--" * 15_000])
def test_what_begins_with_many_comments_is_told_at_once(content):
    assert file_type(content) == "unknown"

"""A file of any kind that can be read → :class:`Workbook`. Each format's module is imported when it is needed."""

# ruff: noqa: PLC0415 - most runs read one format, and some of the libraries are slow to import

from __future__ import annotations

from collections.abc import Set as AbstractSet

from cchc_excel.reading.formats.bounded import bounded
from cchc_excel.reading.formats.file_type import Kind
from cchc_excel.reading.formats.merged import put_covered_aside
from cchc_excel.reading.formats.sheet import Workbook
from cchc_excel.reading.workers.limits import Limits

READABLE: frozenset[Kind] = frozenset(
    {"xlsx", "xlsb", "xls", "ods", "fods", "odt", "docx", "html", "xml2003", "delimited", "pdf"}
)


def read_any(
    content: bytes, kind: Kind, limits: Limits, password: str = "", unread: AbstractSet[str] = frozenset()
) -> Workbook:
    """Read a file of one of the kinds in :data:`READABLE`, its texts bounded, without what merged areas cover.

    Args:
        content: the file.
        kind: what it is.
        limits: what it may cost.
        password: for a PDF that asks for one.
        unread: names of hidden sheets of our own that hold nothing that is returned.

    Raises:
        UnsafeError: it must not be opened.
        Exception: it is damaged; each library has errors of its own.
    """
    book = bounded(_read(content, kind, limits, password, unread))
    for sheet in book.sheets:
        put_covered_aside(sheet)
    return book


def _read(content: bytes, kind: Kind, limits: Limits, password: str, unread: AbstractSet[str]) -> Workbook:
    match kind:
        case "xlsx":
            from cchc_excel.reading.formats.xlsx import read_xlsx

            return read_xlsx(content, limits, unread)
        case "xlsb":
            from cchc_excel.reading.formats.xlsb import read_xlsb

            return read_xlsb(content, limits)
        case "xls":
            from cchc_excel.reading.formats.xls import read_xls

            return read_xls(content, limits)
        case "ods" | "fods" | "odt":
            from cchc_excel.reading.formats.ods import read_fods, read_ods, read_odt

            return {"ods": read_ods, "fods": read_fods, "odt": read_odt}[kind](content, limits)
        case "docx":
            from cchc_excel.reading.formats.word import read_word

            return read_word(content, limits)
        case "html":
            from cchc_excel.reading.formats.html import read_html

            return read_html(content, limits)
        case "xml2003":
            from cchc_excel.reading.formats.xml2003 import read_xml2003

            return read_xml2003(content, limits)
        case "delimited":
            from cchc_excel.reading.formats.delimited import read_delimited

            return read_delimited(content, limits)
        case "pdf":
            from cchc_excel.reading.formats.pdf import read_pdf

            return read_pdf(content, limits, password)
    raise ValueError(kind)

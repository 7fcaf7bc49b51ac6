"""The return in other formats, and under other names than its format has."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import xlwt

from mangling.base import Book, Mangled, Original, mangling
from support.excel2003 import to_excel_2003
from support.printed_table import HEADER, printed_lines, separated, web_page, word
from support.sheetjs import converted

_HEADING = (
    "PHỤ LỤC 2",
    "BẢNG 1",
    "THỐNG KÊ SỐ LIỆU VÀ KẾT QUẢ THỰC HIỆN CÔNG TÁC CẢI CÁCH HÀNH CHÍNH",
    "QUÝ I NĂM 2021",
)
_OFFICE = {
    "xlsx": ".xlsx", "xlsm": ".xlsm", "xls": ".xls", "ods": ".ods", "fods": ".fods", "html": ".html", "pdf": ".pdf",
}  # fmt: skip
_SHEETJS = {
    "xlsx": ".xlsx", "xlsm": ".xlsm", "xlsb": ".xlsb", "biff8": ".xls", "biff5": ".xls", "ods": ".ods",
    "fods": ".fods", "xlml": ".xml", "html": ".html",
}  # fmt: skip


def by_office(original: Original, content: bytes, kind: str, suffix: str = ".xlsx") -> bytes:
    """A file as LibreOffice saves it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, f"opened{suffix}")
        path.write_bytes(content)
        return original.tools["office"].edit(path, formats=(kind,))[kind].read_bytes()


def _put_office(kind: str, suffix: str) -> None:
    @mangling(f"libreoffice-{kind}", needs="office")
    def _(original: Original) -> Mangled:
        return Mangled(by_office(original, original.content, kind), suffix, original.truth)


def _put_sheetjs(kind: str, suffix: str) -> None:
    @mangling(f"sheetjs-{kind}", needs="sheetjs")
    def _(original: Original) -> Mangled:
        return Mangled(converted(original.content, (kind,))[kind], suffix, original.truth)


for _kind, _suffix in _OFFICE.items():
    _put_office(_kind, _suffix)
for _kind, _suffix in _SHEETJS.items():
    _put_sheetjs(_kind, _suffix)


@mangling("libreoffice-excel-2003", needs="office")
def _excel_2003(original: Original) -> Mangled:
    return Mangled(to_excel_2003(by_office(original, original.content, "fods")), ".xml", original.truth)


@mangling("openpyxl-saved")
def _openpyxl(original: Original) -> Mangled:
    return Book(original).mangled()


@mangling("xlwt", 3)
def _xlwt(original: Original) -> Mangled:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Bảng 1", cell_overwrite_ok=True)
    for at, line in enumerate([*HEADER, *printed_lines(original.form, original.fills)]):
        for column, text in enumerate(line):
            sheet.write(at, column, text)
    for at, row in enumerate(original.form.rows):
        value = original.fills[row.code].value if row.code in original.fills else None
        if isinstance(value, (int, float)):
            sheet.write(at + len(HEADER), 3, value)
    target = BytesIO()
    book.save(target)
    return Mangled(target.getvalue(), ".xls", original.truth)


def _lines(original: Original) -> list:
    return printed_lines(original.form, original.fills)


def _pages(original: Original, count: int = 10) -> list[list]:
    lines = _lines(original)
    size = -(-len(lines) // count)
    return [lines[at : at + size] for at in range(0, len(lines), size)]


@mangling("word-one-table", 3)
def _word(original: Original) -> Mangled:
    return Mangled(word([[*HEADER, *_lines(original)]], _HEADING), ".docx", original.truth)


@mangling("word-docm", 1)
def _docm(original: Original) -> Mangled:
    return Mangled(word([[*HEADER, *_lines(original)]], _HEADING, "docm"), ".docm", original.truth)


@mangling("word-dotx", 1)
def _dotx(original: Original) -> Mangled:
    return Mangled(word([[*HEADER, *_lines(original)]], _HEADING, "dotx"), ".dotx", original.truth)


@mangling("word-pages-header-repeated", 3)
def _word_pages(original: Original) -> Mangled:
    return Mangled(word([[*HEADER, *page] for page in _pages(original)], _HEADING), ".docx", original.truth)


@mangling("word-pages-header-once", 3)
def _word_pages_once(original: Original) -> Mangled:
    first, *others = _pages(original)
    return Mangled(word([[*HEADER, *first], *others], _HEADING), ".docx", original.truth)


@mangling("word-tracked-changes", 3)
def _word_tracked(original: Original) -> Mangled:
    """Figures corrected with changes tracked: the old text deleted, the new one inserted."""
    lines = [list(line) for line in _lines(original)]
    for row in original.some("count", 6):
        line = lines[original.form.row_order[row.code]]
        line[3] = (
            f"<w:p><w:del><w:r><w:delText>{int(line[3]) + 7}</w:delText></w:r></w:del>"
            f"<w:ins><w:r><w:t>{line[3][:1]}</w:t></w:r></w:ins><w:r><w:t>{line[3][1:]}</w:t></w:r></w:p>"
        )
    return Mangled(word([[*HEADER, *lines]], _HEADING), ".docx", original.truth)


@mangling("word-struck-runs", 2)
def _word_struck(original: Original) -> Mangled:
    lines = [list(line) for line in _lines(original)]
    for row in original.some("count", 6):
        line = lines[original.form.row_order[row.code]]
        line[3] = (
            f"<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>{int(line[3]) + 7}</w:t></w:r>"
            f"<w:r><w:t>{line[3]}</w:t></w:r></w:p>"
        )
    return Mangled(word([[*HEADER, *lines]], _HEADING), ".docx", original.truth)


@mangling("word-as-pdf", needs="office")
def _word_pdf(original: Original) -> Mangled:
    document = word([[*HEADER, *_lines(original)]], _HEADING)
    return Mangled(by_office(original, document, "word.pdf", ".docx"), ".pdf", original.truth)


@mangling("html-named-xls", 3)
def _html_xls(original: Original) -> Mangled:
    return Mangled(web_page([[*HEADER, *_lines(original)]], _HEADING), ".xls", original.truth)


@mangling("html-by-pandas")
def _html_pandas(original: Original) -> Mangled:
    frame = pd.DataFrame(_lines(original), columns=["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"])
    return Mangled(frame.to_html(index=False).encode(), ".html", original.truth)


def _put_text(name: str, delimiter: str, encoding: str, suffix: str) -> None:
    @mangling(f"text-{name}-{encoding}", 1)
    def _(original: Original) -> Mangled:
        content = separated([*HEADER, *_lines(original)], delimiter, encoding)
        return Mangled(content, suffix, original.truth)


for _encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1258"):
    for _name, _delimiter, _suffix in (("comma", ",", ".csv"), ("semicolon", ";", ".csv"), ("tab", "\t", ".txt")):
        _put_text(_name, _delimiter, _encoding, _suffix)


@mangling("csv-named-xls", 1)
def _csv_xls(original: Original) -> Mangled:
    return Mangled(separated([*HEADER, *_lines(original)], "\t", "utf-16"), ".xls", original.truth)


@mangling("xlsx-named-xls", 1)
def _xlsx_xls(original: Original) -> Mangled:
    return Mangled(original.content, ".xls", original.truth)


@mangling("xls-named-xlsx", 1, needs="office")
def _xls_xlsx(original: Original) -> Mangled:
    return Mangled(by_office(original, original.content, "xls"), ".xlsx", original.truth)


@mangling("word-named-doc", 1)
def _docx_doc(original: Original) -> Mangled:
    return Mangled(word([[*HEADER, *_lines(original)]], _HEADING), ".doc", original.truth)

"""What is read of an .xls, of any age and from any program."""

from __future__ import annotations

import struct
from datetime import date
from io import BytesIO

import pytest
import xlwt

from cchc_excel.domain.submission import Cell, ReadNotice
from cchc_excel.reading.formats.file_type import file_type
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xls import read_xls
from cchc_excel.reading.formats.xlsx import read_xlsx
from cchc_excel.reading.workers.limits import Limits
from support import sheetjs
from support.biff_files import biff5, formula, in_container, label, number, record
from support.kinds_of_cells import check_all_kinds, save_all_kinds


def saved(book: xlwt.Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def made(fill) -> bytes:
    book = xlwt.Workbook()
    fill(book.add_sheet("Bảng 1"))
    return saved(book)


def cell_of(content: bytes, row: int = 1, column: int = 1) -> Cell:
    return read_xls(content, Limits()).sheets[0].cell(row, column)


def test_libreoffice_saves_the_same_cells_as_xls_and_as_xlsx(office, tmp_path):
    copies = office.edit(save_all_kinds(tmp_path / "moi-loai.xlsx"), formats=("xls", "xlsx"))
    xls = read_xls(copies["xls"].read_bytes(), Limits())
    check_all_kinds(xls)
    xlsx = read_xlsx(copies["xlsx"].read_bytes(), Limits())
    assert [sheet.rows for sheet in xls.sheets] == [sheet.rows for sheet in xlsx.sheets]
    assert xls.sheets[0].locks.is_protected
    assert xls.sheets[0].locks.dropdowns == xls.sheets[0].locks.validated == [(4, 2, 6, 2)]
    assert xls.sheets[0].locks.formulas.keys() == xlsx.sheets[0].locks.formulas.keys()


@pytest.mark.parametrize(
    ("value", "code", "cell"),
    [
        (0.992, "0.0%", Cell("number", 0.992, is_percent=True)),
        (99.2, '0.0"%"', Cell("number", 99.2)),
        (44320, "General", Cell("number", 44320)),
        (44320, "dd/mm/yyyy", Cell("date", "2021-05-04")),
        (12, ";;;", Cell("blank", aside="12", why_aside="hidden")),
        (0, "0;-0;;@", Cell("blank", aside="0", why_aside="hidden")),
        (True, "General", Cell("truth", value=True)),
        ("có", ";;;", Cell("blank", aside="có", why_aside="hidden")),
    ],
)
def test_number_formats(value, code, cell):
    assert cell_of(made(lambda sheet: sheet.write(0, 0, value, xlwt.easyxf(num_format_str=code)))) == cell


def test_a_day_counted_from_1904():
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("a").write(0, 0, 42858, xlwt.easyxf(num_format_str="dd/mm/yyyy"))
    assert cell_of(saved(book)) == Cell("date", "2021-05-04")


def test_a_day_written_as_such():
    style = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    assert cell_of(made(lambda sheet: sheet.write(0, 0, date(2021, 5, 8), style))) == Cell("date", "2021-05-08")


def test_fonts_of_whole_cells_and_of_runs():
    struck, raised, plain = xlwt.Font(), xlwt.Font(), xlwt.Font()
    struck.struck_out = True
    raised.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    tcvn3, vni = xlwt.Font(), xlwt.Font()
    tcvn3.name, vni.name = ".VnTime", "VNI-Times"

    def fill(sheet):
        sheet.write(0, 0, 25, xlwt.easyxf("font: struck_out on"))
        sheet.write(1, 0, 25, xlwt.easyxf("font: escapement superscript"))
        sheet.write_rich_text(2, 0, [("25", struck), ("27", plain)])
        sheet.write_rich_text(3, 0, ["25", ("1", raised)])
        sheet.write(4, 0, "B¸o c¸o", xlwt.easyxf("font: name .VnTime"))
        sheet.write_rich_text(5, 0, [("Soá löôïng", vni), (" hồ sơ", plain)])
        sheet.write(6, 0, 28, xlwt.easyxf("font: colour white"))
        sheet.write(7, 0, 28, xlwt.easyxf("font: colour white; pattern: pattern solid, fore_colour dark_blue"))
        sheet.write_rich_text(8, 0, ["😀25", ("1", raised)])

    sheet = read_xls(made(fill), Limits()).sheets[0]
    assert [sheet.cell(row, 1) for row in range(1, 10)] == [
        Cell("blank", aside="25", why_aside="struck"),
        Cell("number", 25),
        Cell("text", "27", aside="25", why_aside="struck"),
        Cell("text", "25", aside="1", why_aside="raised"),
        Cell("text", "Báo cáo"),
        Cell("text", "Số lượng hồ sơ"),
        Cell("blank", aside="28", why_aside="hidden"),
        Cell("number", 28),
        Cell("text", "😀25", aside="1", why_aside="raised"),
    ]
    assert sheet.converted == {(5, 1), (6, 1)}


def test_what_is_hidden_merged_and_protected():
    book = xlwt.Workbook()
    sheet, other = book.add_sheet("Bảng 1"), book.add_sheet("Ẩn")
    sheet.write_merge(0, 1, 0, 0, 5)
    sheet.write(3, 2, 6)
    sheet.row(3).hidden = sheet.col(2).hidden = True
    sheet.protect = True
    other.write(0, 0, 1)
    other.visibility = 2
    read, hidden = read_xls(saved(book), Limits()).sheets
    assert (read.merged, read.hidden_rows, read.hidden_columns) == ([(1, 1, 2, 1)], {4}, {3})
    assert (read.is_hidden, hidden.is_hidden) == (False, True)
    assert read.locks.is_protected
    assert not hidden.locks.is_protected


def test_formulas_of_a_program_that_calculates_none_have_no_result():
    sheet = read_xls(made(lambda sheet: sheet.write(0, 0, xlwt.Formula("1+1"))), Limits()).sheets[0]
    assert sheet.cell(1, 1) == Cell("uncalculated")
    assert sheet.locks.formulas == {(1, 1): ""}


def test_an_empty_result_beside_others_is_blank():
    empty = b"\x03\x00\x00\x00\x00\x00\xff\xff"
    two = struct.pack("<d", 2)
    assert cell_of(in_container(biff5(formula(0, 0, empty)))) == Cell("uncalculated")
    assert cell_of(in_container(biff5(formula(0, 0, empty) + formula(1, 0, two)))) == Cell()


@pytest.mark.parametrize("contained", [in_container, bytes], ids=["stream Book", "bare"])
def test_excel_5_with_the_code_page_that_it_names(contained):
    # Vietnamese Windows writes a letter and its tone apart.
    text = "Sơ\u0309 Nô\u0323i vu\u0323".encode("cp1258")
    cells = label(0, 0, text) + number(1, 0, 0.992, 1) + number(2, 0, 44320, 2)
    content = contained(biff5(cells, styles=((0, 0), (0, 10), (0, 14))))
    assert file_type(content) == "xls"
    sheet = read_xls(content, Limits()).sheets[0]
    assert sheet.text(1, 1) == "Sở Nội vụ"
    assert sheet.cell(2, 1) == Cell("number", 0.992, is_percent=True)
    assert sheet.cell(3, 1) == Cell("date", "2021-05-04")


def test_excel_5_without_a_code_page_is_taken_for_vietnamese():
    content = in_container(biff5(label(0, 0, "Nôi vu".encode("cp1258")), code_page=None))
    assert cell_of(content) == Cell("text", "Nôi vu")


@pytest.mark.parametrize("code_page", [1252, 1258, None])
def test_tcvn3_in_excel_5_whatever_code_page_the_file_names(code_page):
    text = "Tæng sè hå s¬".encode("cp1252")
    content = in_container(
        biff5(label(0, 0, text, 1), code_page=code_page, fonts=(b"Arial", b".VnTime"), styles=((0, 0), (1, 0)))
    )
    sheet = read_xls(content, Limits()).sheets[0]
    assert sheet.cell(1, 1) == Cell("text", "Tổng số hồ sơ")
    assert sheet.converted == {(1, 1)}


def test_a_number_format_that_the_file_does_not_have_is_unknown():
    content = in_container(biff5(number(0, 0, 0.992, 1), styles=((0, 0), (0, 200))))
    assert cell_of(content) == Cell("number", 0.992, is_format_known=False)


def test_a_file_that_asks_for_a_password():
    assert file_type(in_container(record(0x809, b"\x00\x05\x05\x00") + record(0x2F, b"\x00" * 4))) == "encrypted"


@pytest.mark.parametrize(
    ("kind", "has_formats"), [("biff8", True), ("biff5", True), ("biff4", False), ("biff3", False), ("biff2", False)]
)
def test_what_sheetjs_writes(kind, has_formats, tmp_path):
    """It keeps no number formats in what is older than Excel 5: then the numbers are shown as they are."""
    sheet = {
        "!ref": "A1:B4",
        "A1": {"t": "n", "v": 0.992, "z": "0.0%"},
        "A2": {"t": "n", "v": 99.2, "z": '0.0"%"'},
        "A3": {"t": "n", "v": 44324, "z": "dd/mm/yyyy"},
        "A4": {"t": "e", "v": 7},
        "B4": {"t": "s", "v": "Bang 1"},
    }
    written = sheetjs.write(tmp_path / "web.xls", kind, [("Bang 1", sheet)])
    assert file_type(written) == "xls"
    assert read_xls(written, Limits()).sheets[0].rows == {
        1: {1: Cell("number", 0.992, is_percent=has_formats)},
        2: {1: Cell("number", 99.2)},
        3: {1: Cell("date", "2021-05-08") if has_formats else Cell("number", 44324)},
        4: {1: Cell("error", "#DIV/0!"), 2: Cell("text", "Bang 1")},
    }


def with_sheet_kind(content: bytes, name: str, kind: int) -> bytes:
    """The workbook, where the sheet of that name is said to be of another kind."""
    at = content.index(name.encode()) - 4
    return content[: at + 1] + bytes([kind]) + content[at + 2 :]


@pytest.mark.parametrize("kind", [1, 2, 6], ids=["macro sheet", "chart", "module"])
def test_what_is_no_worksheet_is_passed_over_and_named(kind):
    book = xlwt.Workbook()
    book.add_sheet("Bang 1").write(0, 0, 25)
    book.add_sheet("Khac").write(0, 0, 26)
    read = read_xls(with_sheet_kind(saved(book), "Khac", kind), Limits())
    assert [(sheet.name, sheet.cell(1, 1).value) for sheet in read.sheets] == [("Bang 1", 25)]
    assert list(read.notices) == [ReadNotice("CT37", {"sheets": "“Khac”"})]


def test_a_large_second_sheet_takes_no_room_from_the_form():
    book = xlwt.Workbook()
    large, form = book.add_sheet("Danh sách"), book.add_sheet("Bảng 1")
    for row in range(20):
        large.write(row, 0, row)
    form.write(0, 0, 25)
    read = read_xls(saved(book), Limits(cells=20))
    assert [sheet.name for sheet in read.sheets] == ["Bảng 1"]
    assert list(read.notices) == [ReadNotice("CT37", {"sheets": "“Danh sách”"})]
    assert [sheet.name for sheet in read_xls(saved(book), Limits(cells=21)).sheets] == ["Danh sách", "Bảng 1"]


def test_more_cells_than_allowed_are_refused():
    content = made(lambda sheet: [sheet.write(row, 0, row + 0.5) for row in range(10)])
    assert len(read_xls(content, Limits(cells=10)).sheets[0].rows) == 10
    with pytest.raises(UnsafeError):
        read_xls(content, Limits(cells=9))


def test_what_xlrd_cannot_read_is_read_without_formats_and_says_so(monkeypatch):
    content = made(lambda sheet: sheet.write(0, 0, 0.992, xlwt.easyxf(num_format_str="0.0%")))

    def fail(*_, **__):
        raise AssertionError

    monkeypatch.setattr("xlrd.book.Book.parse_globals", fail)
    read = read_xls(content, Limits())
    assert read.sheets[0].cell(1, 1) == Cell("number", 0.992, is_format_known=False)
    assert list(read.notices) == [ReadNotice("CT40", {"sheets": "“Bảng 1”"})]


def test_one_damaged_sheet_does_not_sink_the_others():
    book = xlwt.Workbook()
    book.add_sheet("Bang 1").write(0, 0, 25)
    book.add_sheet("Hong").write(0, 0, 1 / 3)
    content = saved(book)
    cell = record(0x203, struct.pack("<HHHd", 0, 0, 17, 1 / 3))
    assert cell in content
    read = read_xls(content.replace(cell, cell[:4] + b"\xff\xff\xff\xff" + cell[8:]), Limits())
    assert read.sheets[0].cell(1, 1) == Cell("number", 25)
    assert [notice.code for notice in read.notices] in (["CT37"], ["CT40"])


@pytest.mark.parametrize("keep", [0, 100, 600, 2000])
def test_a_truncated_file_raises(keep):
    content = made(lambda sheet: sheet.write(0, 0, 25))
    with pytest.raises(Exception):  # noqa: B017, PT011 - each library has its own
        read_xls(content[:keep], Limits())

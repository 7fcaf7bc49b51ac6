"""What is read of an .xlsb."""

from __future__ import annotations

import struct

import pytest

from cchc_excel.domain.submission import Cell, ReadNotice
from cchc_excel.reading.formats.file_type import file_type
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xlsb import read_xlsb
from cchc_excel.reading.workers.limits import Limits
from support import sheetjs
from support.xlsb_files import (
    CHART,
    DIALOG,
    MACROS,
    cell,
    colour,
    columns,
    fill,
    font,
    line,
    merged,
    real,
    record,
    rich,
    styles,
    text,
    validation,
    whole,
    workbook,
)  # fmt: skip

NAME = "Bảng 1"
WHITE = colour(2, rgb=(255, 255, 255))


def sheet_of(content: bytes, **more):
    return read_xlsb(workbook((NAME, content), **more), Limits()).sheets[0]


def cell_of(content: bytes, **more) -> Cell:
    return sheet_of(line(1) + content, **more).cell(1, 1)


@pytest.mark.parametrize(
    ("value", "code", "read"),
    [
        (0.992, "0.0%", Cell("number", 0.992, is_percent=True)),
        (99.2, '0.0"%"', Cell("number", 99.2)),
        (44320, "General", Cell("number", 44320)),
        (44320, "dd/mm/yyyy", Cell("date", "2021-05-04")),
        (1.25, "[h]:mm", Cell("date", "30:00:00")),
        (12, ";;;", Cell("blank", aside="12", why_aside="hidden")),
    ],
)
def test_number_formats(value, code, read):
    part = styles((0, 0, 0), (164, 0, 0), formats={164: code})
    assert cell_of(real(1, value, 1), styles_part=part) == read


@pytest.mark.parametrize(
    ("number", "read"),
    [
        (9, Cell("number", 0.5, is_percent=True)),
        (14, Cell("date", "12:00:00")),
        (0, Cell("number", 0.5)),
        (200, Cell("number", 0.5, is_format_known=False)),
    ],
)
def test_number_formats_that_the_file_names_by_number(number, read):
    assert cell_of(real(1, 0.5), styles_part=styles((number, 0, 0))) == read


def test_a_style_that_is_not_listed_is_unknown_unless_none_is():
    assert cell_of(real(1, 0.5, 1)) == Cell("number", 0.5)
    assert cell_of(real(1, 0.5, 1), styles_part=styles((0, 0, 0))) == Cell("number", 0.5, is_format_known=False)


def test_a_day_counted_from_1904():
    assert cell_of(real(1, 42858), styles_part=styles((14, 0, 0)), is_1904=True) == Cell("date", "2021-05-04")


VALUES = [
    (0x02, whole(25), Cell("number", 25)),
    (0x02, whole(-2550, is_hundredfold=True), Cell("number", -25.5)),
    (0x02, struct.pack("<d", 0.5)[4:], Cell("number", 0.5)),
    (0x03, b"\x07", Cell("error", "#DIV/0!")),
    (0x03, b"\x2a", Cell("error", "#N/A")),
    (0x03, b"\xee", Cell("error", "#VALUE!")),
    (0x04, b"\x01", Cell("truth", value=True)),
    (0x05, struct.pack("<d", 99.2), Cell("number", 99.2)),
    (0x06, text("có"), Cell("text", "có")),
    (0x07, struct.pack("<I", 1), Cell("text", "hai")),
]
TEXTS = [rich("một"), rich("hai")]


@pytest.mark.parametrize(("number", "value", "read"), VALUES)
def test_cells_with_a_column_of_their_own_or_beside_the_one_before(number, value, read):
    part = styles((0, 0, 0))
    short = cell(number + 11, 0, value)
    beside = line(1) + cell(0x01, 2, b"") + short + cell(0x0C, 0, b"") + short + line(2) + short
    rows = sheet_of(beside, styles_part=part, texts=TEXTS).rows
    assert rows == {1: {3: read, 5: read}, 2: {1: read}}
    assert cell_of(cell(number, 1, value), styles_part=part, texts=TEXTS) == read


FORMULA = struct.pack("<HII", 0, 0, 0)


@pytest.mark.parametrize(
    ("number", "value", "read"),
    [
        (0x08, text("có"), Cell("text", "có")),
        (0x09, struct.pack("<d", 2), Cell("number", 2)),
        (0x0A, b"\x01", Cell("truth", value=True)),
        (0x0B, b"\x17", Cell("error", "#REF!")),
    ],
)
def test_formulas_with_results(number, value, read):
    empty = line(2) + cell(0x08, 1, text("") + FORMULA)
    sheet = sheet_of(line(1) + cell(number, 1, value + FORMULA) + empty, styles_part=styles((0, 0, 0)))
    assert sheet.rows == {1: {1: read}}
    assert sheet.locks.formulas == {(1, 1): "", (2, 1): ""}


def test_formulas_none_of_which_has_a_result():
    assert cell_of(cell(0x08, 1, text("") + FORMULA)) == Cell("uncalculated")


def test_fonts_of_whole_cells_and_of_runs():
    fonts = (
        font() + font(is_struck=True) + font(position=1) + font(".VnTime") + font("VNI-Times") + font(of=WHITE)
        + font(of=colour(1, 9)) + font(of=colour(3, 0)) + font(of=colour(3, 1))
    )  # fmt: skip
    fills = fill() + fill(1, colour(2, rgb=(0, 0, 128))) + fill(1, WHITE)
    part = styles(*((0, number, 0) for number in range(9)), (0, 5, 1), (0, 5, 2), fonts=fonts, fills=fills)
    texts = [
        rich("25 27", (0, 1), (2, 0)),
        rich("251", (2, 2)),
        rich("B¸o c¸o, Báo", (0, 3), (7, 0)),
        rich("Soá löôïng"),
        rich("😀251", (4, 2)),
        rich("25"),
    ]
    shared = [(0, 0), (1, 0), (2, 0), (3, 4), (4, 0), (5, 1), (5, 2)]
    cells = [cell(0x07, 1, struct.pack("<I", number), style) for number, style in shared]
    cells += [real(1, 28, style) for style in (1, 2, 5, 6, 7, 8, 9, 10)]
    content = b"".join(line(row) + each for row, each in enumerate(cells, start=1))
    sheet = sheet_of(content, styles_part=part, texts=texts)
    hidden, struck = (Cell("blank", aside="28", why_aside=why) for why in ("hidden", "struck"))
    assert [sheet.cell(row, 1) for row in range(1, len(cells) + 1)] == [
        Cell("text", "27", aside="25", why_aside="struck"),
        Cell("text", "25", aside="1", why_aside="raised"),
        Cell("text", "Báo cáo, Báo"),
        Cell("text", "Số lượng"),
        Cell("text", "😀25", aside="1", why_aside="raised"),
        Cell("blank", aside="25", why_aside="struck"),
        Cell("text", "25"),
        struck, Cell("number", 28), hidden, hidden, hidden, Cell("number", 28), Cell("number", 28), hidden,
    ]  # fmt: skip
    assert sheet.converted == {(3, 1), (4, 1)}


def test_rich_text_within_the_cell():
    part = styles((0, 0, 0), fonts=font() + font(is_struck=True))
    cells = cell(0x3E, 1, rich("25 27", (0, 1), (2, 0)))
    assert cell_of(cells, styles_part=part) == Cell("text", "27", aside="25", why_aside="struck")


def test_what_is_hidden_merged_locked_and_validated():
    protection = record(0x217, struct.pack("<HI", 0, 1) + bytes(60))
    content = (
        columns(1, 2, is_hidden=False) + columns(3, 16_384, is_hidden=True) + line(1) + real(1, 5) + real(3, 6)
        + line(2, is_hidden=True) + real(1, 7) + line(3, is_hidden=True) + protection
        + merged(1, 1, 2, 1) + validation(3, 1, 2, 5, 2) + validation(1, 7, 2, 8, 2) + validation(0, 9, 2, 9, 2)
    )  # fmt: skip
    sheet = sheet_of(content)
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == ({2}, {3}, [(1, 1, 2, 1)])
    assert sheet.locks.is_protected
    assert (sheet.locks.dropdowns, sheet.locks.validated) == ([(1, 2, 5, 2)], [(1, 2, 5, 2), (7, 2, 8, 2)])
    assert not sheet_of(line(1) + real(1, 5)).locks.is_protected


def test_hidden_sheets_properties_macros_and_links():
    properties = (
        '<Properties><property name="cchc_agency"><lpwstr>Sở Nội vụ</lpwstr></property></Properties>'
    ).encode()
    more = {"docProps/custom.xml": properties, "xl/vbaProject.bin": b"", "xl/externalLinks/externalLink1.bin": b""}
    one = line(1) + real(1, 1)
    content = workbook(("a", one), ("b", one), ("c", one), states={"b": 1, "c": 2}, more=more)
    assert file_type(content) == "xlsb"
    read = read_xlsb(content, Limits())
    assert [sheet.is_hidden for sheet in read.sheets] == [False, True, True]
    assert (read.properties, read.has_macros, read.has_links) == ({"cchc_agency": "Sở Nội vụ"}, True, True)
    plain = read_xlsb(workbook(("a", one)), Limits())
    assert (plain.properties, plain.has_macros, plain.has_links, list(plain.notices)) == ({}, False, False, [])


@pytest.mark.parametrize("kind", [CHART, DIALOG, MACROS])
def test_what_is_no_worksheet_is_passed_over_and_named(kind):
    one = line(1) + real(1, 25)
    read = read_xlsb(workbook(("Khác", one), (NAME, one), kinds={"Khác": kind}), Limits())
    assert [sheet.name for sheet in read.sheets] == [NAME]
    assert list(read.notices) == [ReadNotice("CT37", {"sheets": "“Khác”"})]


@pytest.mark.parametrize(
    "other",
    [
        None,
        line(1) + record(0x05, b"\x00" * 11),
        line(1) + cell(0x07, 1, struct.pack("<I", 99)),
        line(1_048_577) + real(1, 1),
        line(1) + real(16_385, 1),
        real(1, 1),
        line(1) + b"\x05\x80\x80\x80\x10",
        line(1) + cell(0x06, 1, struct.pack("<I", 1 << 30)),
    ],
    ids=["no part", "short", "no such text", "far row", "far column", "no row", "huge record", "huge text"],
)
def test_a_sheet_that_cannot_be_read_does_not_sink_the_others(other):
    read = read_xlsb(workbook(("Hỏng", other), (NAME, line(1) + real(1, 25))), Limits())
    assert [(sheet.name, sheet.cell(1, 1).value) for sheet in read.sheets] == [(NAME, 25)]
    assert list(read.notices) == [ReadNotice("CT37", {"sheets": "“Hỏng”"})]


def test_the_last_row_and_column_are_read():
    sheet = sheet_of(line(1_048_576) + real(16_384, 25))
    assert sheet.rows == {1_048_576: {16_384: Cell("number", 25)}}


def test_more_cells_than_allowed_are_refused():
    content = workbook((NAME, line(1) + b"".join(real(column, 1) for column in range(1, 11))))
    assert len(read_xlsb(content, Limits(cells=10)).sheets[0].rows[1]) == 10
    with pytest.raises(UnsafeError):
        read_xlsb(content, Limits(cells=9))


def test_a_large_second_sheet_takes_no_room_from_the_form():
    large = b"".join(line(row) + real(1, row) for row in range(1, 21))
    content = workbook(("Danh sách", large), (NAME, line(1) + real(1, 25)))
    read = read_xlsb(content, Limits(cells=20))
    assert [sheet.name for sheet in read.sheets] == [NAME]
    assert list(read.notices) == [ReadNotice("CT37", {"sheets": "“Danh sách”"})]
    assert [sheet.name for sheet in read_xlsb(content, Limits(cells=21)).sheets] == ["Danh sách", NAME]


@pytest.mark.parametrize(("count", "is_read"), [(1000, True), (1001, False)])
def test_more_runs_than_anybody_formats_are_refused(count, is_read):
    content = workbook((NAME, line(1) + cell(0x3E, 1, rich("25" * 1000, *((run, 0) for run in range(count))))))
    if is_read:
        assert read_xlsb(content, Limits()).sheets[0].rows
        return
    with pytest.raises(UnsafeError):
        read_xlsb(content, Limits())


@pytest.mark.parametrize(("size", "error"), [(1 << 24, ValueError), ((1 << 24) + 1, UnsafeError)])
def test_records_longer_than_any_are_refused(size, error):
    head = bytes([0x05, *(size >> 7 * part & 0x7F | (0x80 if part < 3 else 0) for part in range(4))])
    content = workbook((NAME, line(1) + head))
    with pytest.raises(error):
        read_xlsb(content, Limits())


@pytest.mark.parametrize("is_shared", [True, False], ids=["shared texts", "texts in cells"])
def test_what_sheetjs_writes(is_shared, tmp_path):
    sheet = {
        "!ref": "A1:C6",
        "!merges": [{"s": {"r": 4, "c": 0}, "e": {"r": 5, "c": 0}}],
        "A1": {"t": "n", "v": 0.992, "z": "0.0%"},
        "A2": {"t": "n", "v": 99.2, "z": '0.0"%"'},
        "A3": {"t": "n", "v": 44324, "z": "dd/mm/yyyy"},
        "B3": {"t": "e", "v": 7},
        "C3": {"t": "b", "v": True},
        "A4": {"t": "s", "v": "Sở Tài chính"},
        "B4": {"t": "s", "v": "có"},
        "A5": {"t": "n", "v": 12},
        "B5": {"t": "n", "v": 14.5},
        "C5": {"t": "n", "v": 1248},
    }
    other = {"!ref": "A1", "A1": {"t": "n", "v": 1}}
    written = sheetjs.write(
        tmp_path / "web.xlsb", "xlsb", [(NAME, sheet), ("Ẩn", other)], hidden=["Ẩn"], shared=is_shared
    )
    read, hidden = read_xlsb(written, Limits()).sheets
    assert read.rows == {
        1: {1: Cell("number", 0.992, is_percent=True)},
        2: {1: Cell("number", 99.2)},
        3: {1: Cell("date", "2021-05-08"), 2: Cell("error", "#DIV/0!"), 3: Cell("truth", value=True)},
        4: {1: Cell("text", "Sở Tài chính"), 2: Cell("text", "có")},
        5: {1: Cell("number", 12), 2: Cell("number", 14.5), 3: Cell("number", 1248)},
    }
    assert read.merged == [(5, 1, 6, 1)]
    assert (read.is_hidden, hidden.is_hidden) == (False, True)

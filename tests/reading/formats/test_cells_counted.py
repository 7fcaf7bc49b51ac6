"""Cells are counted before they are read, blank ones too: a small file with millions costs neither time nor memory."""

from __future__ import annotations

import io
import random
import struct
import time
import tracemalloc
import zipfile

import pytest

from cchc_excel.domain.submission import Unreadable
from cchc_excel.reading.formats.ods import counted, read_fods, read_ods
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.values_only import ValuesOnly
from cchc_excel.reading.formats.xls import read_xls
from cchc_excel.reading.formats.xls_records import book_records
from cchc_excel.reading.formats.xlsb import read_xlsb
from cchc_excel.reading.reader import read_content
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits
from support import biff_files, ods_files, xlsb_files
from support.hostile_files import zipped

NAME = "Bảng 1"
#: Ten cells with a value; forty, blank ones too.
SMALL = Limits(cells=10)


def some_blanks_xls(count):
    blanks = b"".join(biff_files.record(0x201, struct.pack("<HHH", 1, at, 0)) for at in range(count))
    return biff_files.biff5(biff_files.number(0, 0, 25) + blanks)


def many_blanks_xls(count):
    several = biff_files.record(0xBE, struct.pack("<HH", 1, 0) + bytes(2 * count) + struct.pack("<H", count - 1))
    return biff_files.biff5(biff_files.number(0, 0, 25) + several)


def blanks_xlsb(count):
    blanks = b"".join(xlsb_files.cell(0x01, at, b"") for at in range(2, count + 2))
    # The row's own record counts too.
    return xlsb_files.workbook((NAME, xlsb_files.line(1) + xlsb_files.real(1, 25) + blanks))


def blanks_ods(count):
    lines = (ods_files.row(cell) for cell in (ods_files.cell("25", "float"), *[ods_files.cell()] * count))
    return ods_files.packed(ods_files.content(ods_files.table(*lines)))


@pytest.mark.parametrize(("read", "made", "most"), [
    (read_xls, some_blanks_xls, 39),
    (read_xls, many_blanks_xls, 39),
    (read_xlsb, blanks_xlsb, 38),
    (read_ods, blanks_ods, 39),
])  # fmt: skip
def test_blank_cells_are_counted(read, made, most):
    (sheet,) = read(made(most), SMALL).sheets
    assert sheet.cell(1, 1).value == 25
    with pytest.raises(UnsafeError):
        read(made(most + 1), SMALL)


def wide_ods(width):
    cells = ods_files.cell() * (width - 1)
    return ods_files.flat(ods_files.table(ods_files.row(ods_files.cell("25", "float"), cells)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_row_is_no_wider_than_two_sheets(encoding):
    def read(width):
        text = wide_ods(width).decode().replace("UTF-8", encoding)
        return read_fods(text.encode(encoding), Limits())

    assert read(2 * 16_384).sheets[0].rows.keys() == {1}
    with pytest.raises(UnsafeError):
        read(2 * 16_384 + 1)


@pytest.mark.parametrize("size", [1, 3, 7, 10, 64, 1 << 16])
def test_names_cut_in_two_are_counted_once(size):
    content = wide_ods(20)
    chunks = [content[at : at + size] for at in range(0, len(content), size)]
    assert b"".join(counted(chunks, 20)) == content
    with pytest.raises(UnsafeError):
        list(counted(chunks, 19))


# --- small files that declare millions ----------------------------------------------------------------------------


def noise() -> bytes:
    """What makes a package large enough for what is in it."""
    return random.Random(1).randbytes(400_000)


def bomb_ods():
    """One row of three million blank cells."""
    lines = ods_files.table(ods_files.row("<table:table-cell/>" * 3_000_000))
    return ods_files.packed(ods_files.content(lines), {"Pictures/nhiễu.png": noise()})


def bomb_xlsb():
    blanks = xlsb_files.cell(0x0C, 0, b"") * 5_000_000
    content = xlsb_files.workbook((NAME, xlsb_files.line(1) + blanks))
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/media/nhiễu.png", noise())
    return target.getvalue()


def bomb_xls():
    """A thousand rows of 256 blank cells, and the same sheet twenty times."""
    blanks = b"".join(
        biff_files.record(0xBE, struct.pack("<HH", row, 0) + bytes(512) + struct.pack("<H", 255))
        for row in range(12_000)
    )
    return biff_files.biff5(blanks)


def far_corners():
    """Two cells in the corners of a sheet: a library that keeps whole ranges takes memory for four millions."""
    return biff_files.biff5(biff_files.number(0, 0, 1) + biff_files.number(16_383, 255, 2))


@pytest.mark.slow
@pytest.mark.parametrize(("read", "made"), [(read_ods, bomb_ods), (read_xlsb, bomb_xlsb), (read_xls, bomb_xls)])
def test_a_small_file_with_millions_of_cells_is_refused_at_once(read, made):
    content = made()
    began = time.process_time()
    with pytest.raises(UnsafeError):
        read(content, Limits())
    assert time.process_time() - began < 8


@pytest.mark.parametrize("made", [bomb_ods, bomb_xls])
@pytest.mark.slow
def test_it_is_refused_before_memory_is_taken(form, made):
    content = made()
    tracemalloc.start()
    outcome = read_content(content, ExpectedForms.of([form], form.key), Limits())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(outcome, Unreadable)
    assert outcome.facts["reason"].startswith("Tệp có cấu trúc bất thường")
    assert peak < 64 << 20


def test_cells_far_apart_are_read_by_one_library_and_refused_to_the_other():
    content = far_corners()
    (sheet,) = read_xls(content, Limits()).sheets
    assert [list(cells) for cells in sheet.rows.values()] == [[1], [256]]
    (records,) = book_records(content, 100).sheets
    assert records.area == 16_384 * 256
    with pytest.raises(UnsafeError):
        ValuesOnly(content, Limits(), records.area).all()
    assert ValuesOnly(content, Limits(), records.area).sheet("Bang 1", 10) is None


@pytest.mark.parametrize(("times", "is_read"), [(1000, True), (1001, False)])
def test_sheets_of_an_old_workbook_are_bounded(times, is_read):
    stream = biff_files.biff5(biff_files.number(0, 0, 25))
    at = stream.index(struct.pack("<H", 0x85))
    (length,) = struct.unpack_from("<H", stream, at + 2)
    entry = stream[at : at + 4 + length]
    more = entry * (times - 1)
    begin = struct.unpack_from("<I", entry, 4)[0] + len(more)
    entry = entry[:4] + struct.pack("<I", begin) + entry[8:]
    content = stream[:at] + entry * times + stream[at + len(entry) :]
    if is_read:
        assert len(book_records(content, 5000).sheets) == times
    else:
        with pytest.raises(UnsafeError):
            book_records(content, 5000)


def test_a_part_that_stands_for_several_sheets_is_read_once():
    one = xlsb_files.line(1) + xlsb_files.real(1, 25)
    content = xlsb_files.workbook(("a", one), ("b", one))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    links = next(name for name in parts if name.endswith("workbook.bin.rels"))
    first, second = (name.rpartition("/")[2].encode() for name in sorted(parts) if "worksheets/" in name)
    parts[links] = parts[links].replace(second, first)
    read = read_xlsb(zipped(parts), Limits())
    assert [sheet.name for sheet in read.sheets] == ["a"]
    assert [notice.code for notice in read.notices] == ["CT37"]

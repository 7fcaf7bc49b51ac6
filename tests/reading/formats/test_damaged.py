"""Damaged .xlsb, .ods and .fods: read, or refused with an error that has a name; never out of order, never beyond."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cchc_excel.reading.cell_refs import LAST_COLUMN, LAST_ROW
from cchc_excel.reading.formats.number_format import date_text, hides_value, is_date, is_percent, number_cell
from cchc_excel.reading.formats.ods import read_fods, read_ods
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.formats.xlsb import read_xlsb
from cchc_excel.reading.formats.xlsb_records import short_number
from cchc_excel.reading.workers.limits import Limits
from support.ods_files import cell, cell_style, content, flat, packed, row, table
from support.xlsb_files import cell as binary_cell
from support.xlsb_files import columns, font, line, merged, real, rich, styles, validation, whole, workbook

NAMED_ERRORS = (UnsafeError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError)
TABLES = (
    table(
        row(cell("0.5", "percentage", "50%", "a"), cell("", "string", "có", more='table:number-rows-spanned="2"')),
        row(cell("2021-05-08", "date"), cell("PT1H", "time"), more='table:number-rows-repeated="3"'),
    ),
)
FILES = {
    "xlsb": workbook(
        ("a", columns(1, 2, is_hidden=True) + line(1) + real(1, 0.5, 1) + binary_cell(0x0D, 0, whole(25)) + line(2)
         + binary_cell(0x07, 1, bytes(4)) + merged(1, 1, 2, 1) + validation(3, 1, 1, 9, 1)),
        styles_part=styles((0, 0, 0), (164, 1, 0), formats={164: "0%"}, fonts=font() + font(is_struck=True)),
        texts=[rich("25 27", (0, 1), (2, 0))],
    ),
    "ods": packed(content(*TABLES, styles=cell_style("a"))),
    "fods": flat(*TABLES, styles=cell_style("a")),
}  # fmt: skip
READERS = {"xlsb": read_xlsb, "ods": read_ods, "fods": read_fods}
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6), st.integers(0, 6)), min_size=1, max_size=6
)


def damaged(file: bytes, part: float, changes) -> bytes:
    """The file with some bytes replaced, within one part of a package."""
    if not file.startswith(b"PK"):
        return changed(file, changes)
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as source, zipfile.ZipFile(target, "w") as made:
        names = source.namelist()
        for name in names:
            old = source.read(name)
            made.writestr(name, changed(old, changes) if name == names[int(part * len(names))] else old)
    return target.getvalue()


def changed(old: bytes, changes) -> bytes:
    new = bytearray(old)
    for at, put, taken in changes:
        begin = int(at * len(new))
        new[begin : begin + taken] = put
    return bytes(new)


@pytest.mark.parametrize("kind", FILES)
@given(part=st.floats(0, 1, exclude_max=True), changes=CHANGES)
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused_by_name(kind, part, changes):
    try:
        read = READERS[kind](damaged(FILES[kind], part, changes), Limits(cells=1000))
    except NAMED_ERRORS:
        return
    for sheet in read.sheets:
        positions = [(number, column) for number, cells in sheet.rows.items() for column in cells]
        assert positions == sorted(positions)
        assert all(1 <= number <= LAST_ROW and 1 <= column <= LAST_COLUMN for number, column in positions)
        assert len(positions) <= 1000
        assert not any(each.is_empty for cells in sheet.rows.values() for each in cells.values())


@given(code=st.text(alphabet='0#?%"\\_*[]<>=;:/.,@ymdhsEe+-gGeneral $', max_size=30), value=st.floats())
def test_any_number_format_has_one_reading(code, value):
    each = number_cell(value, code)
    assert each.kind in ("number", "date", "blank", "error")
    if each.kind == "number" and each.is_format_known:
        assert each.is_percent == is_percent(code, value)
        assert not is_date(code, value)
        assert not hides_value(code, value)


@given(days=st.integers(61, 2_958_465))
def test_days_are_counted_from_1900_as_excel_does(days):
    assert date_text(days) == (date(1899, 12, 30) + timedelta(days)).isoformat()
    assert date_text(days - 1462, is_1904=True) == date_text(days) or days < 1462


@given(value=st.integers(-(2**29), 2**29 - 1), is_hundredfold=st.booleans())
def test_numbers_in_four_bytes(value, is_hundredfold):
    assert short_number(whole(value, is_hundredfold=is_hundredfold), 0) == (value / 100 if is_hundredfold else value)

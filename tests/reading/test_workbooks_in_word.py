"""A workbook that stands in a Word document as an object: read where the document itself has no figures."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from cchc_excel.domain.submission import Reading, Unreadable
from cchc_excel.reading.reader import read_content
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits
from support.word_files import document, rewritten

HEADER = ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"]


@pytest.fixture
def table(form):
    """The rows of the form, with a figure in every row that takes one, or none."""

    def made(first: int | None):
        return [HEADER] + [
            [row.ordinal, row.printed_label, row.unit, str(first + at) if first and row.is_indicator else "", ""]
            for at, row in enumerate(form.rows)
        ]

    return made


@pytest.fixture
def read(form):
    known = ExpectedForms.of([form], form.key)
    return lambda content: read_content(content, known, Limits())


def workbook(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def holding(content: bytes, *objects: bytes) -> bytes:
    named = {f"word/embeddings/Sheet{number}.xlsx": data for number, data in enumerate(objects)}
    return rewritten(content, "", bytes, named)


LETTER = document(["Nơi nhận", "Ký tên"])


def codes(reading: Reading) -> list[str]:
    return [notice.code for notice in reading.notices]


def test_the_workbook_of_a_letter_is_read(table, read, form):
    reading = read(holding(LETTER, workbook(table(100))))
    assert (reading.given, reading.kind, codes(reading)[0]) == (len(form.indicators), "xlsx", "CT38")


@pytest.mark.parametrize("first", [None, 100])
def test_a_blank_table_hides_no_filled_workbook(table, read, form, first):
    reading = read(holding(document(*table(None)), workbook(table(None)), workbook(table(first))))
    assert reading.given == (len(form.indicators) if first else 0)
    assert ("CT38" in codes(reading)) is bool(first)


def encrypted(content: bytes) -> bytes:
    target = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt("mat khau", target)
    return target.getvalue()


@pytest.mark.parametrize(
    "spoilt", [lambda content: content[:-300], lambda _: b"PK\x03\x04 x", lambda _: b"", encrypted]
)
def test_a_workbook_that_cannot_be_read_sinks_nothing_and_is_told(table, read, form, spoilt):
    filled = workbook(table(100))
    assert isinstance(read(holding(LETTER, spoilt(filled))), Unreadable)
    for content, name in (
        (holding(LETTER, spoilt(filled), filled), "Excel 1"),
        (holding(LETTER, filled, spoilt(filled)), "Excel 2"),
        (holding(document(*table(100)), spoilt(filled)), "Excel 1"),
    ):
        reading = read(content)
        assert reading.given == len(form.indicators)
        assert unread(reading) == f"“{name} (chèn trong tệp Word)”"


def unread(reading: Reading) -> str:
    return next((notice.facts["sheets"] for notice in reading.notices if notice.code == "CT37"), "")


def test_other_objects_are_no_workbooks(table, read):
    """Such as formulas of older programs, pictures and letters."""
    named = {
        "oleObject1.bin": compound("Equation Native", b"x"),
        "a.bin": LETTER,
        "b.bin": b"%PDF-1.4",
        "c.png": b"\x89PNG",
    }
    content = rewritten(
        document(*table(100)), "", bytes, {f"word/embeddings/{name}": data for name, data in named.items()}
    )
    assert unread(read(content)) == ""


@pytest.mark.parametrize(("count", "told"), [(20, ""), (21, "“Excel 21 (chèn trong tệp Word)”")])
def test_no_more_workbooks_than_are_opened(table, read, count, told):
    assert unread(read(holding(document(*table(100)), *[workbook([["a"]])] * count))) == told


def test_workbooks_are_named_by_their_number(table, read):
    other = table(100)
    other[5][3] = "999"
    reading = read(holding(LETTER, b"", workbook(table(100)), workbook(other)))
    (notice,) = [notice for notice in reading.notices if notice.code == "CT29"]
    assert {notice.facts["sheet"], notice.facts["other"]} == {"Excel 2: Sheet", "Excel 3: Sheet"}
    assert unread(reading) == "“Excel 1 (chèn trong tệp Word)”"


def test_what_table_and_workbook_say_alike_counts_and_the_rest_is_asked_about(table, read):
    other = table(100)
    other[5][3] = "999"
    same = read(holding(document(*table(100)), workbook(table(100))))
    assert "CT29" not in codes(same)
    differing = read(holding(document(*table(100)), workbook(other)))
    (notice,) = [notice for notice in differing.notices if notice.code == "CT29"]
    assert notice.facts["count"] == "1"
    assert [entry.raw.why_aside for entry in differing.entries].count("doubtful") == 1
    between = read(holding(LETTER, workbook(table(100)), workbook(other)))
    assert [entry.raw.why_aside for entry in between.entries].count("doubtful") == 1


def test_a_workbook_that_was_put_in_as_an_icon_is_found(table, read, form):
    packed = workbook(table(100))
    stream = b"\x02\x00so lieu.xlsx\x00C:\\so lieu.xlsx\x00" + len(packed).to_bytes(4, "little") + packed + b"tail"
    assert read(holding(LETTER, compound("\x01Ole10Native", stream))).given == len(form.indicators)
    assert read(holding(LETTER, compound("Package", packed))).given == len(form.indicators)


def compound(name: str, stream: bytes) -> bytes:
    """A compound file (MS-CFB) with one stream."""
    sector, end, free, table_mark = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    stream = stream.ljust(max(len(stream), 4096), b"\x00")
    sectors = -(-len(stream) // sector)
    # Sector 0 is the table of sectors, 1 the directory, the stream begins at 2.
    assert sectors + 2 <= 128
    chain = [table_mark, end, *range(3, sectors + 2), end]
    fat = b"".join(at.to_bytes(4, "little") for at in chain + [free] * (128 - len(chain)))

    def entry(called: str, kind: int, child: int, start: int, size: int) -> bytes:
        encoded = called.encode("utf-16-le") + b"\x00\x00"
        links = free.to_bytes(4, "little") * 2 + child.to_bytes(4, "little")
        head = encoded.ljust(64, b"\x00") + len(encoded).to_bytes(2, "little") + bytes([kind, 1]) + links
        return head + bytes(36) + start.to_bytes(4, "little") + size.to_bytes(8, "little")

    directory = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, len(stream)) + bytes(128) * 2
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00" + bytes(6)
    counts = [0, 1, 1, 0, 4096, end, 0, end, 0, 0] + [free] * 108
    header = head + b"".join(at.to_bytes(4, "little") for at in counts)
    return header + fat + directory + stream.ljust(sectors * sector, b"\x00")

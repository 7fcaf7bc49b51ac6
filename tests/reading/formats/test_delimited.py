"""Tables of plain text, in whatever encoding and with whatever sign between the values."""

from __future__ import annotations

import unicodedata

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.delimited import is_delimited, read_delimited
from cchc_excel.reading.formats.file_type import file_type
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits

ROWS = [
    ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"],
    ["1", "Số lượng tin, bài viết; phóng sự", "Tin, bài", "1.248", "294/KH-STC ngày 22/01/2021"],
    ["2", "Tỷ lệ hài lòng", "%", "99,2", ""],
    ["3", "Số hồ sơ", "Hồ sơ", "25", "dòng 1\ndòng 2"],
    ["4", "Số người", "Người", "", 'theo "Quyết định"'],
    ["5", "Số việc", "Việc", "#N/A", "-"],
]


def written(delimiter: str) -> str:
    """As a spreadsheet program writes it."""

    def quoted(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if any(sign in value for sign in (delimiter, '"', "\n")) else value

    return "".join(delimiter.join(map(quoted, row)) + "\r\n" for row in ROWS)


def texts(content: bytes) -> list[list[str]]:
    (sheet,) = read_delimited(content, Limits()).sheets
    return [[sheet.text(row, column) for column in range(1, 6)] for row in sheet.rows]


def to_cp1258(text: str) -> bytes:
    """Code page 1258 has letters and tone marks apart."""
    encoded = b""
    for letter in text:
        try:
            encoded += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", letter)
            # The circumflex, breve and horn belong to the letter, the tone stands behind it.
            letters = [mark for mark in marks if mark in "\u0302\u0306\u031b"]
            tones = [mark for mark in marks if mark not in letters]
            encoded += unicodedata.normalize("NFC", base + "".join(letters)).encode("cp1258")
            encoded += "".join(tones).encode("cp1258")
    return encoded


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        to_cp1258,
        lambda text: unicodedata.normalize("NFD", text).encode("utf-8"),
    ],
    ids=["UTF-8", "UTF-8 with a mark", "UTF-16", "UTF-16 LE", "UTF-16 BE", "1258", "decomposed"],
)
def test_every_encoding_and_delimiter(delimiter, encode):
    content = encode(written(delimiter))
    assert file_type(content) == "delimited"
    assert texts(content) == ROWS


def test_text_in_tcvn3_that_has_no_font():
    rows = "".join(f"{number};Sè l­îng hå s¬;Hå s¬;{number};\n" for number in range(1, 8))
    assert texts(rows.encode("cp1252"))[0] == ["1", "Số lượng hồ sơ", "Hồ sơ", "1", ""]


def rows_of(line: str, last: str = "", count: int = 8) -> str:
    """Lines alike but for a number, with one that is not at the end."""
    return "".join(line.format(number) + "\n" for number in range(1, count)) + last


@pytest.mark.parametrize(
    ("text", "last"),
    [
        # A blank behind the sign, before a quotation mark.
        (rows_of('"{}", "Tin, bài", "7", "a"', '"8", "Tin, bài", "7", "b"'), ["8", "Tin, bài", "7", "b", ""]),
        # A quotation mark that is never closed, or only rows later, ends with its line.
        (rows_of("{};a;7;n", '8;a;7;"n\n9;b;7;m\n'), ["9", "b", "7", "m", ""]),
        (rows_of("{};a;7;n", '8;a;7;"n\n9;b;7;theo "QĐ"\n'), ["9", "b", "7", 'theo "QĐ"', ""]),
        (rows_of("{};a;7;n", '8;a;7;"n' + "\n9;b;7;m" * 20_000), ["9", "b", "7", "m", ""]),
        (rows_of('{},"a, b",7,n', '8,"c, d",7,"n\n9,e,7,m\n' * 2), ["9", "e", "7", "m", ""]),
        (rows_of("{};a;7;n", '8;"a;7;n\n9;"b";8;m\n'), ["9", "b", "8", "m", ""]),
        (rows_of("{};a;7;n", '8;a;7;"n\n\nm"'), ["8", "a", "7", "n\n\nm", ""]),
        (rows_of('{},"a",7,n', '8,"a",7,"1,2,3,4\n5,6,7,8"'), ["8", "a", "7", "1,2,3,4\n5,6,7,8", ""]),
        # How systems keep Excel from reading a text as a number.
        (rows_of('{};="07";="";x'), ["7", "07", "", "x", ""]),
        (rows_of('{},"=""07""",x,"y, z"'), ["7", "07", "x", "y, z", ""]),
        # Where nothing is quoted, a comma with a blank behind it separates nothing.
        (rows_of("{},Tin, bài,7,n", "8,Tin, bài, ảnh,7,m"), ["8", "Tin, bài, ảnh", "7", "m", ""]),
    ],
)
def test_files_that_are_not_as_they_should_be(text, last):
    assert texts(text.encode())[-1] == last


NOTED = "STT,Chỉ tiêu thống kê,Đơn vị tính,Số liệu,Ghi chú\n"


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        (rows_of("{},Tin, bài,%,n", "8,Tin, bài,%,14,3,n"), True),
        (rows_of("{},Tin, bài,%,n", "8,Tin, bài,%,14,3"), True),
        (rows_of("{},Tin, bài,%,n", "8,Tin, bài,%,1.234,567 %"), True),
        (rows_of("{},Tin, bài,%,n", "8,Tin, bài,%,14,n"), False),
        (rows_of("{},Tin, bài,%,n", "8,Tin, bài,%,14,1234"), False),
        (rows_of("{},a,%,7,", "8,a,%,14,3,n"), True),
        (rows_of("{},a,%,7,", "8,a,%,14,3"), False),
        # A file may quote its texts and not its numbers.
        (rows_of('{},"a, b",%,7,', "8,a,%,14,3,n"), True),
        (rows_of('{},"a, b",%,7,', '8,"a",%,"14","3",n'), False),
        (rows_of('{},"a, b",%,7,', '8,"a",%,14,"3",n'), False),
        (NOTED + rows_of("{},a,%,7,x", "8,a,%,14,3"), True),
        (NOTED + rows_of("{},a,%,7,x", "8,a,%,14, 3 %"), True),
        (NOTED + rows_of("{},a,%,7,x", '8,a,%,14,"3"'), False),
        (NOTED + rows_of("{},a,%,7,x", "8,14,3,7,x"), False),
        (NOTED + rows_of('{},"a",%,7,', '8,"a",%,1,248,'), True),
        (NOTED + rows_of('{},a,%,7,theo “QĐ "12"”', "8,a,%,1,248,"), True),
        (rows_of("{};a;%;7;", "8;a;%;14;3;n"), False),
    ],
)
def test_a_number_that_an_unquoted_comma_may_part_is_asked_about(text, is_asked):
    (sheet,) = read_delimited(text.encode(), Limits()).sheets
    asides = {cell.aside: cell.why_aside for cells in sheet.rows.values() for cell in cells.values() if cell.aside}
    assert set(asides.values()) == ({"doubtful"} if is_asked else set())


@pytest.mark.parametrize(("lines", "is_one"), [(48, True), (49, False)])
def test_a_value_runs_over_so_many_lines(lines, is_one):
    value = "\n".join(["một"] * lines)
    last = texts(rows_of("{};a;7;n", f'8;a;7;"{value}\nhai"', count=200).encode())[-1]
    assert (last[3] == f"{value}\nhai") is is_one


@pytest.mark.parametrize("end", [b"\x00", b"\x1a", b"\x00" * 512])
def test_what_pads_the_end_of_a_file_is_none_of_it(end):
    content = written(";").encode() + end
    assert file_type(content) == "delimited"
    assert texts(content) == ROWS


@pytest.mark.parametrize(("more", "is_read"), [(0, True), (1, False)])
def test_a_few_damaged_bytes_do_not_make_it_another_encoding(more, is_read):
    letters = sum(not letter.isascii() for letter in written(";"))
    content = written(";").encode() + b"\xff" * (letters // 20 + more)
    assert (texts(content)[: len(ROWS)] == ROWS) is is_read


def test_text_in_vni_that_has_no_font():
    rows = rows_of("{};Soá löôïng hoà sô ñaõ giaûi quyeát;Hoà sô;7;")
    assert texts(rows.encode("cp1252"))[0] == ["1", "Số lượng hồ sơ đã giải quyết", "Hồ sơ", "7", ""]
    # A single foreign letter makes it no other encoding.
    assert texts(to_cp1258(written(";") + "Thành phố Köln\r\n"))[: len(ROWS)] == ROWS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_the_line_that_names_the_delimiter(end):
    rows = "".join(f"{number};a,b,c,d;x{end}" for number in range(1, 8))
    assert texts(rows.encode())[0][:3] == ["1", "a,b,c,d", "x"]
    for said in (f"sep=;{end}", f'"sep=;"{end}'):
        assert texts((said + rows).encode())[0][:3] == ["1", "a,b,c,d", "x"]


def test_what_an_error_shows_is_an_error():
    (sheet,) = read_delimited(written(";").encode(), Limits()).sheets
    assert sheet.cell(6, 4) == Cell("error", "#N/A")
    assert sheet.cell(2, 4) == Cell("text", "1.248")


@pytest.mark.parametrize(
    ("rows", "columns", "is_table"), [(5, 3, True), (4, 3, False), (5, 2, False), (40, 5, True), (1, 9, False)]
)
def test_a_table_has_some_rows_and_columns(rows, columns, is_table):
    content = "\n".join(";".join(f"{row}" for _ in range(columns)) for row in range(rows)).encode()
    assert is_delimited(content) is is_table
    assert (file_type(content) == "delimited") is is_table


@pytest.mark.parametrize(
    "content",
    [
        "Kính gửi Sở Nội vụ,\nSở Tài chính gửi báo cáo, đề nghị tiếp nhận.\n".encode(),
        ("Một đoạn văn bản dài, có vài dấu phẩy, nhưng không phải bảng.\n" * 3).encode(),
        b"\x00\x01\x02" * 50,
    ],
)
def test_a_letter_is_no_table(content):
    assert file_type(content) == "unknown"


@pytest.mark.parametrize(("cells", "is_refused"), [(28, False), (27, True)])
def test_no_more_cells_than_allowed(cells, is_refused):
    filled = sum(bool(value) for row in ROWS for value in row)
    assert filled == 28
    if is_refused:
        with pytest.raises(UnsafeError):
            read_delimited(written(";").encode(), Limits(cells=cells))
    else:
        assert read_delimited(written(";").encode(), Limits(cells=cells)).sheets
